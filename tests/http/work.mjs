// Work: mine, the team's and what is late, by key; one digest a day; mail that did not go (U-6, U-16, peers: one
// mail per change; side panels that leak hidden cases).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, number, person, quote, rows, sql, until } from '../support/client.mjs';
import { day, newCase, refusedAt, wholeList } from '../support/acts.mjs';

const manager = () => as('manager');
const member = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(person(user).user)}`);
const task = (reference, title, { role = 'practice_manager', due = 'NULL', basis = 'target' } = {}) =>
  sql(`INSERT INTO app.task (practice_id, case_id, kind, title, role, due_on, basis)
    SELECT practice_id, id, 'test', ${quote(title)}, ${quote(role)}, ${due}, ${quote(basis)} FROM app.case_file WHERE reference = ${quote(reference)}`);
const counts = (page) => page.text.match(/My work \((\d+)\)[^]*?work \((\d+)\)[^]*?Late \((\d+)\)/).slice(1).map(Number);
const worker = () => assert.equal(candour('worker', '--once').status, 0);

test('three views and two filters; every count is of what the member may see (invariant 2)', async () => {
  const reference = await newCase({ summary: 'A case with work' });
  const me = as('partner.b');
  const before = counts(await me.get('/tasks'));
  task(reference, 'Late for a partner', { role: 'partner', due: "current_date - 2", basis: 'law' });
  task(reference, 'Later for the lead', { role: 'complaints_lead', due: 'current_date + 9' });
  const [mine, team, late] = counts(await me.get('/tasks'));
  assert.deepEqual([mine - before[0], team - before[1], late - before[2]], [1, 2, 1]);
  assert.ok((await me.get('/tasks')).has('Late for a partner'));
  assert.equal((await me.get('/tasks')).has('Later for the lead'), false);
  assert.ok((await me.get('/tasks?view=late')).has('Late for a partner'));
  assert.equal((await me.get('/tasks?view=team&role=complaints_lead')).has('Late for a partner'), false);
  assert.equal((await me.get('/tasks?view=team&basis=law')).has('Later for the lead'), false);
  assert.ok((await me.get('/tasks?view=team&basis=law')).has('Late for a partner'));
  // their own conduct comes into question: gone from lists and counts
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT practice_id, id, ${member('partner.b')}, 'conduct', 'a test' FROM app.case_file WHERE reference = ${quote(reference)}`);
  const [m2, t2, l2] = counts(await me.get('/tasks'));
  assert.ok(m2 < mine && t2 <= team - 2 && l2 < late);
  for (const view of ['mine', 'team', 'late']) assert.equal((await me.get(`/tasks?view=${view}`)).has('Late for a partner'), false, view);
  assert.equal((await me.get('/')).has(reference), false);
  for (const bad of ['view=x', 'role=%00', 'after=1.2.3', 'after=none.', 'after=2026-99-99.1', 'basis=none'])
    assert.ok((await me.get(`/tasks?${bad}`)).status < 500, bad);
});

test('pages go by key: each task once, also while others are added', async () => {
  const reference = await newCase({ summary: 'A case with much work' });
  for (const n of [...Array(30).keys()]) task(reference, `Paged ${n} of the lead`, { role: 'auditor', due: n % 3 ? `current_date + ${n}` : 'NULL', basis: 'request' });
  const me = manager();
  const seen = [];
  let page = await me.get('/tasks?view=team&role=auditor&basis=request');
  for (let i = 0; i < 4; i++) {
    seen.push(...[...page.text.matchAll(/Paged (\d+) of the lead/g)].map(([, n]) => n));
    const next = page.text.match(/href="(\/tasks\?[^"]*after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
    if (!next) break;
    if (i === 0) task(reference, 'Squeezed in', { role: 'auditor', due: 'current_date', basis: 'request' });
    page = await me.get(next);
  }
  assert.equal(seen.length, 30);
  assert.equal(new Set(seen).size, 30);
});

test('a task without a case: a complaint passed on has its own, and it is among the lead\'s work (R-comp-4)', async () => {
  const me = manager();
  await (await me.get('/pals')).form('/pals').fill({ received_on: day(0), office: 'PALS', wants: 'complaint', consent: 'seen', body: 'x' }).send();
  const [made] = rows('SELECT t.id, t.complaint_id, x.reference FROM app.task t JOIN app.complaint x ON x.id = t.complaint_id WHERE t.case_id IS NULL ORDER BY t.id DESC LIMIT 1');
  const page = await wholeList(as('complaints'), '/tasks');
  assert.ok(page.has(`Complaint ${made.reference}`));
  assert.ok(page.text.includes(`/complaints/${made.reference}`));
  assert.equal((await as('nurse').get('/tasks?view=team')).has(made.reference), false);
});

// Today's digest of a member as the worker makes it now, or null.
function digest(user) {
  sql(`DELETE FROM app.digest WHERE member_id = ${member(user)}`);
  worker();
  return rows(`SELECT o.subject, o.body, d.outbox_id FROM app.digest d LEFT JOIN app.outbox o ON o.id = d.outbox_id WHERE d.member_id = ${member(user)} AND d.on_date = current_date`)[0] ?? null;
}

test('one digest a day: by reference, no word of a case, nothing hidden, not when empty, closed or away (U-6)', async () => {
  sql("INSERT INTO app.practice_setting (practice_id, key, value) SELECT id, 'digest_hour', '0' FROM app.practice ON CONFLICT (practice_id, key) DO UPDATE SET value = '0'");
  const [open, hidden] = [await newCase({ summary: 'Secret summary' }), await newCase({ summary: 'Secret summary' })];
  for (const reference of [open, hidden]) task(reference, 'Ring the insurers', { role: 'partner', due: 'current_date' });
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT practice_id, id, ${member('partner.c')}, 'conduct', 'a test' FROM app.case_file WHERE reference = ${quote(hidden)}`);
  const weekend = sql('SELECT extract(isodow FROM current_date) >= 6') === 't';
  if (weekend) return; // nobody is sent one today, which is the rule
  const mail = digest('partner.c');
  assert.equal(mail.subject, 'Candour: your tasks today');
  assert.match(mail.body, /Due today\n/);
  assert.ok(mail.body.includes(`${open}: Ring the insurers`));
  assert.equal(mail.body.includes(hidden), false);
  assert.equal(mail.body.includes('Secret'), false);
  worker();
  assert.equal(number(`SELECT count(*) FROM app.digest WHERE member_id = ${member('partner.c')} AND on_date = current_date`), 1, 'one a day');
  // who has nothing gets nothing, and is not asked again
  assert.equal(digest('reception').outbox_id, null);
  // away: none; closed: none
  sql(`UPDATE app.member SET away_from = current_date, away_to = current_date + 1 WHERE id = ${member('partner.c')}`);
  assert.equal(digest('partner.c'), null);
  sql(`UPDATE app.member SET away_from = NULL, away_to = NULL WHERE id = ${member('partner.c')}`);
  sql("INSERT INTO app.practice_day (practice_id, on_date, kind, is_off, name, recounted_at) SELECT id, current_date, 'closure', true, 'A test', now() FROM app.practice WHERE letters = 'WMC'");
  assert.equal(digest('partner.c'), null);
  sql("DELETE FROM app.practice_day WHERE name = 'A test'");
  // a late task is named again only every few days
  sql(`UPDATE app.task SET due_on = current_date - 2 WHERE title = 'Ring the insurers'`);
  assert.equal(digest('partner.c')?.body?.includes('Ring the insurers') ?? false, false);
  sql(`UPDATE app.task SET due_on = current_date - 4 WHERE title = 'Ring the insurers'`);
  assert.match(digest('partner.c').body, /Late\n[\s\S]*Ring the insurers/);
});

test('mail that did not go: seen by who looks after set-up, tried again or left with the reason', async () => {
  const letter = (to) => number(`INSERT INTO app.outbox (practice_id, to_address, subject, body) SELECT id, ${quote(to)}, 'x', 'Secret words' FROM app.practice WHERE letters = 'WMC' RETURNING id`);
  const [one, two] = [letter('refuse.one@example.org'), letter('refuse.two@example.org')];
  await until(() => number(`SELECT count(*) FROM app.outbox WHERE id IN (${one}, ${two}) AND dropped_at IS NOT NULL`) === 2, 'not refused', 20);
  for (const who of [manager(), as('administrator')]) {
    const page = await who.get('/setup/mail');
    assert.ok(page.has('refuse.one@example.org'));
    assert.ok(page.has('refused by the mail server'));
    assert.equal(page.has('Secret'), false);
  }
  assert.equal((await as('reception').get('/setup/mail')).status, 403);
  const path = `/setup/mail/${one}`;
  const me = manager();
  await refusedAt(await (await me.get(path)).form(path).fill({ act: 'drop' }).send(), 'reason', /Enter the reason/);
  sql(`UPDATE app.outbox SET to_address = 'mended@example.org' WHERE id = ${one}`);
  assert.equal((await (await me.get(path)).form(path).fill({ act: 'retry' }).send()).status, 303);
  await until(() => number(`SELECT count(*) FROM app.outbox WHERE id = ${one} AND sent_at IS NOT NULL`) === 1, 'not sent again', 20);
  assert.deepEqual(rows(`SELECT n, outcome FROM app.mail_attempt WHERE outbox_id = ${one} ORDER BY n`), [{ n: 1, outcome: 'refused' }, { n: 2, outcome: 'sent' }]);
  const other = `/setup/mail/${two}`;
  assert.equal((await (await me.get(other)).form(other).fill({ act: 'drop', reason: 'They have left' }).send()).status, 303);
  assert.equal(sql(`SELECT dropped_why FROM app.outbox WHERE id = ${two}`), 'dropped by hand: They have left');
  assert.equal((await me.get(other)).status, 404);
  assert.equal(number("SELECT count(*) FROM app.event WHERE kind IN ('mail.retried', 'mail.dropped')"), 2);
});
