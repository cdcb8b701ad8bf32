// `candour report spc FILE` against a second program (tests/spc/reference.mjs), point by point, on generated series
// (R-spc-1, R-spc-2, R-spc-3, R-spc-5); and what it refuses.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chart } from '../spc/reference.mjs';
import { candour } from '../support/client.mjs';

const folder = mkdtempSync(join(tmpdir(), 'candour-spc-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'numbers.txt');
function spc(text) {
  writeFileSync(path, text);
  return candour('report', 'spc', path);
}

// Numbers that come out the same every time.
function dice(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
// Counts with ties, drifts, steps and wild points, and measurements without ties.
function series(seed) {
  const roll = dice(seed);
  const n = 1 + Math.floor(roll() * 60);
  const whole = seed % 3 !== 0;
  const [level, drift, step] = [roll() * 40, seed % 4 === 1 ? roll() - 0.3 : 0, seed % 5 === 2 ? 8 : 0];
  return Array.from({ length: n }, (_, i) => {
    const value = level + drift * i + (i > n / 2 ? step : 0) + (roll() - 0.5) * (seed % 7) + (roll() < 0.03 ? 30 : 0);
    return whole ? Math.round(value) : Number(value.toFixed(6));
  });
}

test('R-spc-1, R-spc-2: 240 generated series give the same mean, limits and rule for each point', () => {
  const fired = new Map();
  for (let seed = 1; seed <= 240; seed++) {
    const x = series(seed);
    const want = chart(x);
    const { status, out, err } = spc(x.join('\n'));
    assert.equal(status, 0, err);
    const lines = out.trim().split('\n').map((line) => line.split('\t'));
    const value = (name) => Number(lines.find(([word]) => word === name)[1]);
    for (const [name, number] of [['mean', want.mean], ['lower limit', want.lower], ['upper limit', want.upper]]) {
      assert.ok(Math.abs(value(name) - number) <= 1e-8 * (1 + Math.abs(number)), `series ${seed}: ${name} ${value(name)} and ${number}`);
    }
    assert.equal(lines.some(([word]) => word === 'trial limits'), x.length < 12, 'R-spc-5');
    const points = lines.filter(([word]) => /^\d+$/.test(word));
    assert.equal(points.length, x.length);
    points.forEach(([at, , rule]) => {
      assert.equal(Number(rule), want.rules[at - 1], `series ${seed}, point ${at} of ${x.join(' ')}`);
      fired.set(Number(rule), (fired.get(Number(rule)) ?? 0) + 1);
    });
  }
  for (const rule of [0, 1, 2, 3, 4]) assert.ok((fired.get(rule) ?? 0) > 20, `rule ${rule} fired ${fired.get(rule) ?? 0} times: too seldom to tell`);
});

test('what is no row of numbers is refused with its line', () => {
  for (const [text, words] of [['1\n2\nthree\n', /Line 3 is no number/], ['', /no number in the file/], ['1e999', /Line 1/], ['nan', /Line 1/]]) {
    const { status, err } = spc(text);
    assert.notEqual(status, 0);
    assert.match(err, words);
  }
  assert.match(candour('report', 'spc', join(folder, 'none')).err, /cannot be read/);
  assert.equal(spc('5').status, 0);
});
