// Comments from files: sent from the page, read by the worker, settled by the manager; and by the
// command. Files are tests/data/*.csv.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const base = process.env.CANDOUR_BASE;
const candour = join(process.env.CANDOUR_BIN, 'candour');
// The rows of tests/data under names of this test's own, since other tests may load the same files.
const data = (name) =>
  Buffer.from(
    readFileSync(new URL(`../data/${name}`, import.meta.url), 'latin1')
      .replaceAll('Brook Lane', 'Brook Lane W')
      .replaceAll('Mill Street', 'Mill Street W'),
    'latin1',
  );

// ---- A member at a screen --------------------------------------------------------------------------

class Member {
  cookies = '';

  async send(path, options = {}) {
    const answer = await fetch(base + path, {
      redirect: 'manual',
      ...options,
      headers: { Cookie: this.cookies, Origin: base, ...options.headers },
    });
    const set = answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie')].filter(Boolean);
    if (set.length > 0) this.cookies = set.map((cookie) => cookie.split(';')[0]).join('; ');
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
  }

  get(path) {
    return this.send(path);
  }

  // Fills the form of a page: its token and nonce, and these fields.
  async post(page, path, fields) {
    const { html } = await this.get(page);
    const hidden = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const body = new FormData();
    body.append('token', hidden('token'));
    body.append('nonce', hidden('nonce'));
    let has_file = false;
    for (const [name, value] of Object.entries(fields)) {
      if (value instanceof Array) {
        body.append(name, new Blob([value[1]], { type: 'text/csv' }), value[0]);
        has_file = true;
      } else body.append(name, value);
    }
    return this.send(path, { method: 'POST', body: has_file ? body : new URLSearchParams([...body]) });
  }
}

const signIns = readFileSync(process.env.CANDOUR_SIGN_INS, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => line.split(' '));

async function signedIn(role) {
  const [, name, password] = signIns.find(([roles]) => roles.split(',').includes(role));
  const member = new Member();
  const answer = await member.send('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ user_name: name, password }),
  });
  assert.equal(answer.status, 303, `${role} signs in`);
  return member;
}

const words = (html) =>
  html
    .replace(/^[^]*<main[^>]*>|<\/main>[^]*$/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

// Sends a file, lets the worker read it, and gives the page of its import.
async function importFile(member, name, bytes, more = {}) {
  const sent = await member.post('/imports', '/imports', { file: [name, bytes], ...more });
  assert.equal(sent.status, 303, words(sent.html));
  assert.match(sent.location, /^\/imports\/[0-9a-f-]{36}$/);
  for (let tries = 0; ; tries++) {
    execFileSync(candour, ['worker', '--once'], { stdio: 'pipe' });
    const progress = await member.get(`${sent.location}/progress`);
    assert.equal(progress.status, 200);
    const told = JSON.parse(progress.html);
    if (told.done) break;
    assert.ok(tries < 40, 'the import does not end');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const page = await member.get(sent.location);
  assert.equal(page.status, 200);
  return { path: sent.location, html: page.html, words: words(page.html) };
}

const manager = await signedIn('practice_manager');
const commentCount = async () => Number(/([0-9,]+) comments?\b/.exec(words((await manager.get('/feedback')).html))[1].replace(',', ''));
const countBefore = await commentCount();

// ---- Tests -----------------------------------------------------------------------------------------

test('only those who may import find the page', async () => {
  assert.equal((await manager.get('/imports')).status, 200);
  for (const role of ['staff', 'partner', 'auditor']) {
    const member = await signedIn(role);
    assert.equal((await member.get('/imports')).status, 403, role);
    const sent = await member.post('/', '/imports', { file: ['a.csv', data('feedback.csv')] });
    assert.equal(sent.status, 403, role);
  }
});

test('comments are for those who may report', async () => {
  assert.equal((await (await signedIn('staff')).get('/feedback')).status, 403);
  assert.equal((await (await signedIn('partner')).get('/feedback')).status, 200);
});

test('a form without a file, and one with an empty file', async () => {
  const none = await manager.post('/imports', '/imports', { file: ['', ''] });
  assert.equal(none.status, 422);
  assert.match(words(none.html), /Choose a CSV file/);
  const empty = await manager.post('/imports', '/imports', { file: ['empty.csv', ''], skip_bad: 'yes' });
  assert.equal(empty.status, 422);
  assert.match(words(empty.html), /The file empty\.csv is empty/);
  assert.match(empty.html, /id="skip_bad"[^>]* checked/, 'what was ticked stays ticked');
});

test('an import that is not there', async () => {
  for (const id of ['00000000-0000-0000-0000-000000000000', 'x', "'", '%']) {
    const answer = await manager.get(`/imports/${encodeURIComponent(id)}`);
    assert.equal(answer.status, 404, id);
  }
});

let loaded;
test('a file is loaded, with its doubtful rows listed in both readings', async () => {
  loaded = await importFile(manager, 'feedback.csv', data('feedback.csv'));
  assert.match(loaded.words, /Loaded Sent /);
  assert.match(loaded.words, /7 good 4 doubtful 0 refused 0 here already 11 added/);
  assert.match(loaded.words, /UTF-8/);
  assert.match(loaded.words, /Brook Lane W, Home - Visits 2 dates\. The first was read as 5 February 2024 and could be 2 May 2024/);
  assert.match(loaded.words, /9 .*Kind and quick.*written in both.*5 February 2024 for line 9 .*2 May 2024 for line 9/);
  const list = words((await manager.get('/imports')).html);
  assert.match(list, /feedback\.csv .*Loaded 4 to look at/);
});

test('a doubtful row is settled once', async () => {
  const first = await manager.post(loaded.path, `${loaded.path}/doubtful`, { line: '9', use: 'other' });
  assert.equal(first.status, 303, words(first.html));
  assert.doesNotMatch(words((await manager.get(loaded.path)).html), /for line 9 /);
  const again = await manager.post(loaded.path, `${loaded.path}/doubtful`, { line: '9', use: 'loaded' });
  assert.equal(again.status, 409);
  assert.match(words(again.html), /settled already/);
  for (const fields of [{ line: '11' }, { line: '11', use: 'neither' }, { use: 'other' }, { line: 'x', use: 'other' }]) {
    assert.equal((await manager.post(loaded.path, `${loaded.path}/doubtful`, fields)).status, 422, JSON.stringify(fields));
  }
  assert.match(words((await manager.get('/feedback?from_on=2024-05-02&to_on=2024-05-02')).html), / comments?\b.*Kind and quick From Brook Lane W/);
});

test('the dates of a service are settled at once', async () => {
  const fields = { organisation: 'Mill Street W', service: 'Pharmacy', use: 'other' };
  assert.equal((await manager.post(loaded.path, `${loaded.path}/services`, fields)).status, 303);
  assert.equal((await manager.post(loaded.path, `${loaded.path}/services`, fields)).status, 409);
  const page = words((await manager.get(loaded.path)).html);
  assert.doesNotMatch(page, /Pharmacy/);
  assert.match(page, /11 .*Blanks before, and after/);
});

test('comments are shown as what they are', async () => {
  const page = await manager.get('/feedback?from_on=2023-11-01&to_on=2024-05-31');
  assert.equal(page.status, 200);
  assert.match(words(page.html), /^ *Friends and Family Test comments .* comments; [0-9]+ ha(s|ve) /);
  assert.equal(await commentCount(), countBefore + 11);
  assert.match(page.html, /Nobody rang back\.<br>/);
  assert.match(words((await manager.get('/feedback?from_on=2023-11-17&to_on=2023-11-17')).html), / comments?\b.*Nothing really 👏 From Mill Street W/);
  const wrong = await manager.get('/feedback?from_on=31/31/31');
  assert.equal(wrong.status, 200);
});

test('the same file again adds nothing', async () => {
  const again = await importFile(manager, 'copy.csv', data('feedback.csv'));
  assert.match(again.words, /Loaded before/);
  assert.match(again.words, /This very file was loaded before/);
  assert.equal(await commentCount(), countBefore + 11);
});

test('refused rows stop a file, or are passed over', async () => {
  const blocked = await importFile(manager, 'refused.csv', data('feedback-refused.csv'));
  assert.match(blocked.words, /Not loaded/);
  assert.match(blocked.words, /2 good 0 doubtful 10 refused/);
  assert.match(blocked.words, /7 .*The date "31\/02\/2024" does not exist\./);
  assert.equal(await commentCount(), countBefore + 11);
  const passed = await importFile(manager, 'refused.csv', data('feedback-refused.csv'), { skip_bad: 'yes' });
  assert.match(passed.words, /2 good 0 doubtful 10 refused 0 here already 2 added/);
});

test('files of the wrong kind say why', async () => {
  const sheet = await importFile(manager, 'book.xlsx', 'PK\x03\x04 and so on');
  assert.match(sheet.words, /Failed .*The file is a spreadsheet\. Save it as "CSV UTF-8"/);
  const other = await importFile(manager, 'other.csv', 'when,what\n1,2\n');
  assert.match(other.words, /has no column called "date"\. It has: when, what\./);
});

test('what is in a file is text, whatever it looks like', async () => {
  const hostile = 'date,comment,organisation\n28/01/2021,<script>alert(1)</script>,"""><img src=x>"\n';
  const page = await importFile(manager, '<b>"name".csv', hostile);
  assert.match(page.words, /1 good/);
  assert.doesNotMatch(page.html, /<b>"name/);
  const list = await manager.get('/feedback?from_on=2021-01-28&to_on=2021-01-28');
  assert.match(words(list.html), /<script>alert\(1\)<\/script>/);
  assert.doesNotMatch(list.html, /<script>alert|<img/);
});

test('a form that was not asked for here is not taken', async () => {
  const body = new URLSearchParams({ token: 'wrong', nonce: '0123456789abcdef0123', line: '11', use: 'other' });
  const stale = await manager.send(`${loaded.path}/doubtful`, { method: 'POST', body });
  assert.equal(stale.status, 422);
  const elsewhere = await manager.send(`${loaded.path}/doubtful`, { method: 'POST', body, headers: { Origin: 'http://evil.example' } });
  assert.equal(elsewhere.status, 403);
  assert.match(words((await manager.get(loaded.path)).html), /11 .*Blanks before, and after/);
});

test('the command: counts, and twice is once', () => {
  const path = 'tests/data/feedback-1252.csv';
  const run = (...args) => spawnSync(candour, ['import', 'pals', ...args], { encoding: 'utf8' });
  const code = execFileSync(candour, ['practice', 'list'], { encoding: 'utf8' }).split('\t')[0];
  const dry = run('tests/data/feedback-refused.csv', '--dry-run');
  assert.equal(dry.status, 0);
  assert.match(dry.stdout, /^good: 2$/m);
  assert.match(dry.stdout, /^doubtful: 0$/m);
  assert.match(dry.stdout, /^refused: 10$/m);
  assert.match(dry.stdout, /^refused, line 15: The quotation mark on line 15 is not closed/m);
  assert.equal(dry.stderr, '', 'no progress where there is no terminal');
  const first = run(path, '--practice', code);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^added: [03]$|was loaded before/m);
  const second = run(path, '--practice', code);
  assert.equal(second.status, 0);
  assert.match(second.stdout, /was loaded before.*nothing was added/);
  const blocked = run('tests/data/feedback-refused.csv', '--practice', 'Z00000');
  assert.equal(blocked.status, 1);
  assert.match(blocked.stderr, /no practice with the code Z00000/);
  assert.equal(run('tests/data/missing.csv').status, 1);
  assert.equal(run().status, 2);
});
