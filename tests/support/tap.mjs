// node tap.mjs --suite S --name N --log FILE --counts FILE [--tap FILE] [--seconds N] -- COMMAND...
// Runs one test program, keeps its whole output in the log, reads the TAP that it printed (or wrote to
// the file of --tap), prints one line for it and the lines of each test that failed, and adds
// "S N passed failed" to the counts. A program that ends badly, stops early or runs no test has failed,
// whatever it printed.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const started = Date.now();
const options = {};
const args = process.argv.slice(2);
while (args.length > 0 && args[0] !== '--') options[args.shift().slice(2)] = args.shift();
args.shift();

// Tests are the leaves: a line that sums up indented ones counts only where it failed and none of
// them did. Returns { passed, failed: [text of each], problem: what is wrong with the whole, or null }.
function readTap(text) {
  const lines = text.split('\n');
  const result = { passed: 0, failed: [], problem: null };
  const below = new Map(); // indent of a summing line -> what stood below it since the line before
  let plan = null;
  let top = 0;
  let yamlEnd = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (yamlEnd !== null) {
      if (line.trimEnd() === yamlEnd) yamlEnd = null;
      continue;
    }
    const yaml = /^(\s+)---\s*$/.exec(line);
    if (yaml) {
      yamlEnd = `${yaml[1]}...`;
      continue;
    }
    const planned = /^1\.\.(\d+)/.exec(line);
    if (planned) plan = Number(planned[1]);
    if (/^Bail out!/.test(line)) result.problem = line;
    const test = /^(\s*)(not )?ok\b(.*)$/.exec(line);
    if (!test) continue;
    const indent = test[1].length;
    if (indent === 0) top += 1;
    let children = { tests: 0, failed: 0 };
    for (const [deep, seen] of below) {
      if (deep > indent) {
        children = { tests: children.tests + seen.tests, failed: children.failed + seen.failed };
        below.delete(deep);
      }
    }
    const bad = Boolean(test[2]) && !/#\s*todo\b/i.test(test[3]);
    const here = below.get(indent) ?? { tests: 0, failed: 0 };
    here.tests += Math.max(children.tests, 1);
    if (children.tests === 0 ? !bad : !bad || children.failed > 0) {
      if (children.tests === 0) result.passed += 1;
    } else {
      const details = [line];
      for (let next = i + 1; next < lines.length && details.length < 40; next++) {
        if (/^\s*(not )?ok\b/.test(lines[next]) || /^1\.\.\d/.test(lines[next])) break;
        // Where it happened is in `location`; the frames of the call are in the log.
        if (/^\s*(stack: \||# Subtest:)/.test(lines[next])) break;
        if (!/^\s*(duration_ms|failureType|code|name): /.test(lines[next])) details.push(lines[next]);
      }
      result.failed.push(details.join('\n').trimEnd());
      here.failed += 1;
    }
    here.failed += children.failed;
    below.set(indent, here);
  }
  if (result.problem === null && plan !== null && plan !== top) {
    result.problem = `planned ${plan} tests, ran ${top}`;
  }
  if (result.problem === null && plan === null) result.problem = 'no plan: it stopped before its end';
  return result;
}

function run() {
  mkdirSync(dirname(options.log), { recursive: true });
  writeFileSync(options.log, '');
  const pieces = [];
  const child = spawn(args[0], args.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      appendFileSync(options.log, piece);
      if (stream === child.stdout) pieces.push(piece);
    });
  }
  let late = false;
  const seconds = Number(options.seconds ?? 900);
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  child.on('error', (error) => finish(`does not start: ${error.message}`));
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    let problem = null;
    if (late) problem = `not done after ${seconds} seconds`;
    else if (signal) problem = `ended by ${signal}`;
    else if (code !== 0) problem = `exit status ${code}`;
    finish(problem, Buffer.concat(pieces).toString());
  });
}

let finished = false;
function finish(ended, stdout = '') {
  if (finished) return;
  finished = true;
  let text = stdout;
  if (options.tap) text = existsSync(options.tap) ? readFileSync(options.tap, 'utf8') : '';
  const result = readTap(text);
  // A program whose tests failed says so by its exit status as well: that is not one failure more.
  if (result.failed.length === 0 || (ended !== null && !ended.startsWith('exit status'))) {
    const problem = ended ?? result.problem;
    if (problem !== null) {
      const last = readFileSync(options.log, 'utf8').trimEnd().split('\n').slice(-15);
      result.failed.push([problem, ...last].join('\n  '));
    }
  }
  if (result.passed + result.failed.length === 0) result.failed.push('ran no test');
  const failed = result.failed.length;
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${options.suite}/${options.name}: ${result.passed} passed, ${failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  for (const lines of result.failed) console.log(lines.replace(/^/gm, '     '));
  if (failed > 0) console.log(`     whole output: ${options.log}`);
  appendFileSync(options.counts, `${options.suite} ${options.name} ${result.passed} ${failed}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

run();
