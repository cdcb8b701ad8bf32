// Evidence: what comes in is what goes out, in constant memory, and each opening is noted first (U-9, U-10,
// W-A-4, invariant 2).
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { PNG, as, logIncident, number, quote, rows, sql } from '../support/client.mjs';

const manager = as('manager');
const reception = as('reception');
const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const memberOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const logged = (summary, details = {}) => logIncident(reception, { details: { summary, ...details } });
const page = async (reference, who = manager) => who.get(`/cases/${reference}/evidence`);
const fileOf = (reference) => sql(`SELECT public_id FROM app.evidence WHERE case_id = ${id(reference)} AND kind = 'file' ORDER BY id DESC LIMIT 1`);
const download = (reference, headers = {}, who = manager) => who.get(`/cases/${reference}/evidence/${fileOf(reference)}`, { headers });

async function withFile(summary, bytes, name, more = {}) {
  const reference = await logged(summary);
  const upload = await manager.upload({ name, bytes, type: more.type });
  const form = (await page(reference)).form(`/cases/${reference}/evidence`).fill({ shows_patient: more.shows_patient ?? false });
  form.add('uploads', upload);
  const answer = await form.send();
  assert.equal(answer.status, 303, JSON.stringify(answer.errors));
  return reference;
}

// A PNG that is valid enough to be known as one, of any size.
const bigPng = (size) => Buffer.concat([PNG, randomBytes(Math.max(0, size - PNG.length))]);

test('the list shows type, size, digest and time of capture', async () => {
  const reference = await withFile('One picture', PNG, 'post <1>.png');
  const shown = await page(reference);
  assert.ok(shown.has('post <1>.png') && shown.text.includes('post &lt;1&gt;.png'));
  assert.ok(shown.has('Picture') && shown.has(sha256(PNG)) && shown.has('Captured'));
  assert.ok((await manager.get(`/cases/${reference}`)).has('Evidence (1)'));
});

test('U-10: a description stands in for a copy, with the reason', async () => {
  const reference = await logged('Described');
  const form = (await page(reference)).form(`/cases/${reference}/evidence`);
  const nothing = await form.send();
  assert.match(nothing.errors.files, /Choose a file, or describe/);
  const bare = await form.fill({ description: 'It showed <b>a child</b>' }).send();
  assert.match(bare.errors.why_described, /described and not copied/);
  assert.equal((await bare.form(`/cases/${reference}/evidence`).fill({ why_described: 'must_not_copy' }).send()).status, 303);
  const shown = await page(reference);
  assert.ok(shown.text.includes('It showed &lt;b&gt;a child&lt;/b&gt;'));
  assert.ok(shown.has('it must not be copied'));
  assert.deepEqual(rows(`SELECT kind FROM app.event WHERE case_id = ${id(reference)} AND kind LIKE 'evidence.%' AND NOT is_read`), [{ kind: 'evidence.described' }]);
});

test('invariant 2: a download is an attachment, byte for byte, and is in the read log before it goes', async () => {
  const bytes = bigPng(700_001); // three chunks, the last one short
  const reference = await withFile('Byte for byte', bytes, 'Häßlich "post".png');
  const answer = await download(reference);
  assert.equal(answer.status, 200);
  assert.equal(sha256(answer.bytes), sha256(bytes));
  assert.equal(answer.headers.get('etag'), `"${sha256(bytes)}"`);
  assert.equal(answer.headers.get('content-length'), String(bytes.length));
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="[^"]*"; filename\*=UTF-8''H%C3%A4%C3%9Flich/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(answer.headers.get('content-security-policy'), /sandbox|default-src 'none'/);
  assert.equal(answer.headers.get('accept-ranges'), 'bytes');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(number(`SELECT count(*) FROM app.event WHERE case_id = ${id(reference)} AND is_read AND kind = 'evidence.opened'`), 1);
});

test('a download goes on where it stopped: ranges, If-Range, and ranges that cannot be', async () => {
  const bytes = bigPng(600_000);
  const reference = await withFile('Ranges', bytes, 'range.png');
  const etag = `"${sha256(bytes)}"`;
  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=262143-262144', 262143, 262144], // across two chunks
    ['bytes=262144-', 262144, 599_999],
    ['bytes=-10', 599_990, 599_999],
    ['bytes=599999-700000', 599_999, 599_999],
  ]) {
    const part = await download(reference, { range });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get('content-range'), `bytes ${first}-${last}/600000`);
    assert.ok(part.bytes.equals(bytes.subarray(first, last + 1)), range);
  }
  const past = await download(reference, { range: 'bytes=600000-' });
  assert.equal(past.status, 416);
  assert.equal(past.headers.get('content-range'), 'bytes */600000');
  assert.equal((await download(reference, { range: 'bytes=5-9', 'if-range': etag })).status, 206);
  assert.equal((await download(reference, { range: 'bytes=5-9', 'if-range': '"other"' })).status, 200);
  assert.equal((await download(reference, { range: 'bytes=oops' })).status, 200);
  const head = await manager.request('HEAD', `/cases/${reference}/evidence/${fileOf(reference)}`);
  assert.equal(head.status, 200);
  assert.equal(head.headers.get('content-length'), '600000');
});

test('U-10: what shows a patient is covered, and opened only by those who work the case', async () => {
  const nurse = as('nurse');
  const reference = await logged('Shows a patient', { names_staff: true, staff: [String(memberOf('nurse'))] });
  const upload = await manager.upload({ name: 'patient.png', bytes: PNG });
  const form = (await page(reference)).form(`/cases/${reference}/evidence`).fill({ shows_patient: true });
  form.add('uploads', upload);
  assert.equal((await form.send()).status, 303);
  assert.ok((await page(reference)).has('Covered: it shows a patient'));
  assert.equal((await download(reference)).status, 200);
  const theirs = await page(reference, nurse);
  assert.equal(theirs.status, 200);
  assert.ok(theirs.has('Opened only by those who work the case'));
  assert.equal((await download(reference, {}, nurse)).status, 404);
});

test('a file is found by its own case only, and by those who see that case', async () => {
  const reference = await withFile('Mine', PNG, 'mine.png');
  const other = await logged('Another case');
  assert.equal((await manager.get(`/cases/${other}/evidence/${fileOf(reference)}`)).status, 404);
  for (const odd of ['0', 'x', '%27', '00000000-0000-0000-0000-000000000000', `${fileOf(reference)}0`]) {
    assert.equal((await manager.get(`/cases/${reference}/evidence/${odd}`)).status, 404, odd);
  }
  assert.equal((await download(reference, {}, reception)).status, 404);
});

test('U-9: kinds that are taken, by content and not by name', async () => {
  const taken = [
    ['a.pdf', Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')],
    ['a.txt', Buffer.from('They wrote: never again\n')],
    ['a.eml', Buffer.from('From: a@example.test\r\nTo: b@example.test\r\nSubject: x\r\nDate: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@example.test>\r\n\r\nText\r\n')],
    ['a.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;', 'latin1')],
    ['a.webp', Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x000\x01\x00\x9d\x01\x2a\x01\x00\x01\x00', 'latin1'), Buffer.alloc(16)])],
  ];
  for (const [name, bytes] of taken) assert.ok(await manager.upload({ name, bytes }), name);
  for (const [name, bytes] of [
    ['a.png', Buffer.from('#!/bin/sh\necho no\n')],
    ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a.zip', Buffer.from('PK\x03\x04\x14\x00\x00\x00\x00\x00', 'latin1')],
  ]) {
    const answer = await manager.post('/uploads', { file: { name, bytes, type: 'image/png' } }, { multipart: true });
    assert.ok(answer.status >= 400 && answer.status < 500, `${name}: ${answer.status}`);
  }
});

test('memory: 100 MB up and down, byte for byte, and no handler holds more than 16 MB', { timeout: 240_000, skip: process.env.CANDOUR_BIN.includes('/asan/') && 'a sanitizer keeps its own memory' }, async () => {
  const handlers = () =>
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((pid) => {
        try {
          const exe = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0];
          if (!exe.endsWith('/candour-web') || !exe.startsWith(process.env.CANDOUR_BIN)) return [];
          const status = readFileSync(`/proc/${pid}/status`, 'utf8');
          return [{ pid, own: Number(/RssAnon:\s+(\d+)/.exec(status)[1]), all: Number(/VmHWM:\s+(\d+)/.exec(status)[1]) }];
        } catch {
          return [];
        }
      });
  assert.ok(handlers().length > 0, 'the handlers are not on this machine');
  // What is a handler's own; pages of shared libraries are there once for all of them.
  const peak = new Map();
  const watch = setInterval(() => {
    for (const { pid, own } of handlers()) peak.set(pid, Math.max(own, peak.get(pid) ?? 0));
  }, 10);
  const bytes = bigPng(100 * 1024 * 1024);
  const reference = await withFile('A long film', bytes, 'film.png');
  const answer = await download(reference);
  assert.equal(answer.status, 200);
  assert.equal(sha256(answer.bytes), sha256(bytes));
  clearInterval(watch);
  for (const [pid, own] of peak) assert.ok(own < 16 * 1024, `handler ${pid} held ${own} KB`);
  console.log(`# most that a handler held: ${Math.max(...peak.values())} KB of its own, ${Math.max(...handlers().map(({ all }) => all))} KB with shared libraries`);
  const over = await manager.post('/uploads', { file: { name: 'over.png', bytes: bigPng(100 * 1024 * 1024 + 1), type: 'image/png' } }, { multipart: true });
  assert.ok([413, 422].includes(over.status), String(over.status));
});
