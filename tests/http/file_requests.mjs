// Requests for the file (U-28, R-dp-4, R-dp-5, R-comp-19) and data protection complaints (R-dp-6).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, number, quote, sql } from '../support/client.mjs';
import { day, refusedAt, sent } from '../support/acts.mjs';

const manager = () => as('manager');
const asked = { kind: 'police', asker: 'County police, ref. 12', received_on: day(-3), basis: 'power', basis_text: 'Section 9 of an Act', asks_for: 'All letters', due_on: day(10) };
const send = async (values) => (await manager().get('/file-requests')).form('/file-requests').fill({ ...asked, ...values }).send();
const sumOf = (id, table) => sql(`SELECT clock FROM app.${table} WHERE id = ${id}`);
const idOf = (answer) => answer.location.split('/').at(-1);

test('U-28: who asks, on what it rests, due, indexed, what was held back and why, sent', async () => {
  const answer = await send({});
  const page = await answer.follow();
  assert.ok(page.has('Section 9 of an Act') && page.has('No paper has been listed yet'));
  const at = answer.location;
  await refusedAt(await (await manager().get(`${at}/end`)).form('/end').fill({ state: 'sent', on_date: day(0), how: 'By courier' }).send(), null, /no index/);
  await sent(manager(), at, { title: 'Letter of the complainant', pages: '3' });
  await refusedAt(await (await manager().get(at)).form(at).fill({ title: 'Advice', held_back: 'privileged' }).send(), 'why', /why it is held back/);
  await sent(manager(), at, { title: 'Advice', held_back: 'privileged', why: 'Legal advice' });
  const both = await manager().get(at);
  assert.ok(both.has('May be privileged: Legal advice') && both.has('Letter of the complainant'));
  const mine = await manager().get(`${at}/end`);
  await sent(as('partner.a'), `${at}/end`, { state: 'sent', on_date: day(0), how: 'By courier' });
  assert.equal((await mine.form('/end').fill({ state: 'refused', on_date: day(0), how: 'MINE' }).send()).status, 422, 'it is answered once');
  assert.equal((await manager().get(at)).summary['Where it stands'], 'Sent');
  assert.equal((await manager().post(at, { title: 'Too late' })).status, 422, 'the bundle stays as it was');
});

test('U-28: each basis goes with who asks; dates and blanks have their sentence', async () => {
  await refusedAt(await send({ basis_text: '' }), 'basis_text', /Enter which power/);
  await refusedAt(await send({ kind: 'solicitor' }), 'basis', /no power of their own/);
  await refusedAt(await send({ kind: 'subject_access' }), 'basis', /right of access/);
  await refusedAt(await send({ basis: 'subject' }), 'basis', /own/);
  await refusedAt(await send({ due_on: '' }), 'due_on', /by when/);
  await refusedAt(await send({ due_on: day(-9) }), 'due_on', /after the day/);
  await refusedAt(await send({ received_on: day(2) }), 'received_on', /today or in the past/);
  await refusedAt(await send({ complaint: 'WMC-2020-ZZZZZ' }), 'complaint', /no complaint/);
});

test('R-dp-4, R-dp-5, R-comp-19: a month for one\'s own data, 28 days for the CQC', async () => {
  const own = await send({ kind: 'subject_access', basis: 'subject', basis_text: '', due_on: '' });
  assert.match(sumOf(idOf(own), 'file_request'), /month/i);
  const cqc = await send({ kind: 'cqc', due_on: '' });
  assert.equal(sql(`SELECT due_on - received_on FROM app.file_request WHERE id = ${idOf(cqc)}`), '28');
});

test('U-4: a request about a complaint is not there for whom that complaint is about', async () => {
  const reference = sql(`INSERT INTO app.complaint (practice_id, reference, received_on, how) SELECT id, 'WMC-2021-' || substr(md5(random()::text), 1, 5), current_date, 'written' FROM app.practice WHERE letters = 'WMC' RETURNING upper(reference)`);
  sql(`UPDATE app.complaint SET reference = upper(reference) WHERE reference ILIKE ${quote(reference)}`);
  const answer = await send({ complaint: reference });
  assert.equal((await as('complaints').get(answer.location)).status, 200);
  sql(`INSERT INTO app.complaint_staff (practice_id, complaint_id, member_id, relation)
    SELECT x.practice_id, x.id, m.id, 'about' FROM app.complaint x, app.member m JOIN app.login l ON l.id = m.login_id WHERE x.reference = ${quote(reference)} AND l.user_name = 'complaints'`);
  assert.equal((await as('complaints').get(answer.location)).status, 404);
  assert.equal((await as('complaints').get('/file-requests')).has(reference), false);
  assert.equal((await manager().get('/file-requests')).has(reference), true);
});

test('R-dp-6: acknowledged within 30 days from the day after, steps, outcome, the ICO', async () => {
  const me = manager();
  const form = async (values) => (await me.get('/data-complaints')).form('/data-complaints').fill({ received_on: day(-2), who: 'A person', how: 'electronic', words: 'You shared my letter', ...values }).send();
  await refusedAt(await form({ received_on: day(1) }), 'received_on', /today or in the past/);
  await refusedAt(await form({ words: '' }), 'words', /what it is about/);
  const answer = await form({});
  const at = answer.location;
  const days = number(`SELECT acknowledge_by - received_on FROM app.data_complaint WHERE id = ${idOf(answer)}`);
  assert.ok(days >= 30 && days <= 34, 'the thirtieth day, or the next working day');
  const act = async (values) => (await me.get(at)).form(at).fill({ on_date: day(0), words: 'Done', ...values }).send();
  await refusedAt(await act({ action: 'answered', outcome: 'upheld', told_of_ico: true }), 'action', /acknowledged/);
  assert.equal((await act({ action: 'acknowledged' })).status, 303);
  await refusedAt(await act({ action: 'acknowledged' }), 'action', /first date stands/);
  assert.equal((await act({ action: 'step', words: 'Asked the sender' })).status, 303);
  await refusedAt(await act({ action: 'answered' }), 'outcome', /Select the outcome/);
  await refusedAt(await act({ action: 'answered', outcome: 'partly' }), 'told_of_ico', /ICO/);
  const mine = await me.get(at);
  assert.equal((await act({ action: 'told', words: 'Nearly there' })).status, 303);
  const lost = await mine.form(at).fill({ action: 'step', on_date: day(0), words: 'MINE' }).send();
  assert.equal(lost.status, 409);
  assert.ok(lost.has('Nearly there'));
  assert.equal(lost.form(at).value('words'), 'MINE');
  assert.equal((await act({ action: 'answered', outcome: 'partly', told_of_ico: true })).status, 303);
  const done = await me.get(at);
  assert.ok(done.summary.Outcome.startsWith('Partly upheld') && done.has('Asked the sender'));
  assert.equal((await me.post(at, { action: 'step', on_date: day(0), words: 'x' })).status >= 400, true);
});
