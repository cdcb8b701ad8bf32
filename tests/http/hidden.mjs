// A case that a member may not know of does not exist for them: not in a list, a count, a search, a report,
// a file or a mail (invariant 2, U-1, U-4, U-12). Every page without a name in its address is read before
// and after such a case comes and moves; not a byte may differ. For a manager they do differ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, logIncident, mails, newNonce, number, quote, rows, sql, until } from '../support/client.mjs';

const addresses = candour('routes')
  .out.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .filter(([method, pattern, access]) => method === 'GET' && !pattern.includes(':') && access !== 'anyone')
  .map(([, pattern]) => pattern);

const today = sql('SELECT current_date');
const more = [
  '/cases?state=logged', '/cases?state=open', '/cases?by=due', '/cases?by=reference&state=all', '/cases?q=facebook',
  `/reports?from=2026-01-01&to=${today}`, `/reports/csv?from=2026-01-01&to=${today}`, '/tasks?all=yes',
];

// The words of a search stand behind a random name: what it leads to is what is compared.
async function find(client, q) {
  const answer = await client.post('/cases/find', { q });
  return answer.status === 303 ? answer.follow() : answer;
}
const plain = (page) => `${page.status} ${page.location ?? ''} ${page.text}`.replaceAll(/[0-9a-f]{16,}/g, '*');
// The audit page lists what the worker does as well, which goes on beside the test; a PDF says when it was made.
async function everything(client, word) {
  const found = {};
  for (const path of [...addresses, ...more, `/cases?q=${word}`, `/cases?words=${word}`, `/feedback?q=${word}`]) {
    const page = await client.get(path);
    found[path] = ['/audit', '/log/paper-form'].includes(path) ? `${page.status}` : plain(page);
    assert.ok(page.status < 500, path);
  }
  for (const words of [word, 'WMC-2026-22222']) found[`find ${words}`] = plain(await find(client, words));
  return found;
}

async function assertSame(client, before, reference, word, summary) {
  for (const [path, text] of Object.entries(await everything(client, word))) {
    assert.ok(!text.includes(reference) && !text.includes(summary), `${path} tells of it`);
    assert.equal(text, before[path], `${path} is not as it was`);
  }
  const audit = await client.get('/audit');
  assert.ok(!audit.text.includes(reference) && !audit.text.includes(summary), 'the audit page tells of it');
}

const idOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const quiet = (reference) =>
  until(() => number(`SELECT count(*) FROM app.outbox o JOIN app.case_file c ON c.id = o.case_id WHERE c.reference = ${quote(reference)} AND o.sent_at IS NULL AND o.dropped_at IS NULL`) === 0, 'mail waits', 30);

// What a manager does first with any case: opens it and triages it.
async function work(client, reference) {
  await client.open(`/cases/${reference}`);
  const page = await client.get(`/cases/${reference}/triage`);
  if (page.status === 200) await page.form().send();
}

for (const [title, user, details, start] of [
  ['U-4: a partner whose own conduct is in question', 'partner.b', () => ({ conduct: [idOf('partner.b')], staff: [idOf('partner.b')] }), {}],
  ['U-4: the Complaints Lead, likewise', 'complaints', () => ({ conduct: [idOf('complaints')] }), {}],
  ['U-4: the practice manager, likewise', 'manager', () => ({ conduct: [idOf('manager')] }), { in_danger: true }],
  ['U-12: a partner who is not named for sealed cases', 'partner.c', () => ({}), { kind: 'sealed' }],
  ['U-1: a nurse whose conduct is in question', 'nurse', () => ({ conduct: [idOf('nurse')], staff: [idOf('nurse')] }), {}],
]) {
  test(`${title} finds nothing by list, count, search, report or mail`, async () => {
    const client = as(user);
    const [who, other] = user === 'partner.a' ? ['manager', 'partner.b'] : ['partner.a', 'manager'];
    const reader = as(who);
    const word = `quagga${newNonce().slice(0, 8)}`;
    const summary = `Seen: ${word} in the waiting room`;
    await everything(client, word); // opening pages is an event, the first time in ten minutes
    const before = await everything(client, word);
    for (const [path, text] of Object.entries(await everything(client, word))) assert.equal(text, before[path], `${path} is the same twice`);
    const seenBefore = await everything(reader, word);
    const kind = start.kind === 'sealed' ? rows('SELECT code FROM app.case_kind WHERE is_sealed LIMIT 1')[0].code : 'patient_post';
    const reference = await logIncident(as('reception'), { start: { ...start, kind }, details: { summary, ...details() } });
    await work(user === 'manager' ? reader : as(other), reference);
    await quiet(reference);

    await assertSame(client, before, reference, word, summary);
    for (const path of [`/cases/${reference}`, `/cases/${reference}/evidence`, `/cases/${reference}/decision`, `/cases?q=${reference}`]) {
      const answer = await client.get(path);
      const absent = await client.get(path.replace(reference, 'WMC-2026-22222'));
      assert.equal(plain(answer).replaceAll(reference, ''), plain(absent).replaceAll('WMC-2026-22222', ''), path);
    }
    const found = await find(client, reference);
    const absent = await find(client, 'WMC-2026-22222');
    assert.equal(plain(found).replaceAll(reference, ''), plain(absent).replaceAll('WMC-2026-22222', ''));
    assert.ok(!mails().some(({ to, subject, body }) => to.startsWith(`${user}@`) && (subject + body).includes(reference)), 'no mail');

    const seen = await everything(reader, word);
    assert.ok(Object.entries(seen).some(([path, text]) => text !== seenBefore[path] && text.includes(reference)), `${who} does find it`);
  });
}

test('invariant 2: somebody of another practice finds nothing, and a reference of theirs is no reference here', async () => {
  const made = candour('practice', 'add', '--code', 'Y99997', '--letters', 'OTH', '--name', 'Another practice');
  if (made.status === 0) candour('user', 'add', '--practice', 'Y99997', '--user', 'other.manager', '--name', 'Other manager', '--roles', 'practice_manager');
  const client = as('other.manager');
  const word = `quagga${newNonce().slice(0, 8)}`;
  const summary = `Seen: ${word} in the waiting room`;
  await everything(client, word);
  const before = await everything(client, word);
  const reference = await logIncident(as('reception'), { details: { summary } });
  await assertSame(client, before, reference, word, summary);
  const theirs = rows("SELECT c.reference FROM app.case_file c JOIN app.practice p ON p.id = c.practice_id WHERE p.code = 'Y99999'");
  for (const [path, text] of Object.entries(before)) assert.ok(!theirs.some((one) => text.includes(one.reference)), path);
  assert.equal((await client.get(`/cases/${reference}`)).status, 404);
  assert.equal((await client.post(`/cases/${reference}/notes`, { text: 'x' })).status, 404);
});
