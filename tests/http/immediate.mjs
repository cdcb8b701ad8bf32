// Removal at once, for violence or for fear of it (U-19, U-11, R-list-9, R-list-10, R-list-11, R-list-17): its
// own pages, who decides, the notice and its clock, what happened out of order, races and double sends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, newNonce, number, quote, rows, sql } from '../support/client.mjs';
import { conflict, day, inCase, knownCase, sent } from '../support/decision.mjs';

const manager = as('manager');
const a = as('partner.a');
const b = as('partner.b');

const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const refusal = (page) => Object.values(page.errors).join(' ');
const entries = (reference) => rows(`SELECT entry, in_order FROM app.immediate_entry WHERE case_id = ${id(reference)} AND entry <> 'opened' ORDER BY id`);
const openTasks = (reference) => rows(`SELECT kind FROM app.task WHERE case_id = ${id(reference)} AND done_at IS NULL AND kind LIKE 'immediate%' ORDER BY kind`).map((x) => x.kind);

const ACT = { code: 'fear', who: 'A receptionist', place: 'Posted on Facebook, about the front desk', words: 'They wrote that they would wait for her after work.' };
const NOTICE = { code: 'telephone', who: 'A call handler at PCSE', at_time: '10:15' };
const enter = (client, reference, entry, values) => sent(client, `/cases/${reference}/immediate/${entry}`, { on_date: day(0), ...values });
const post = (client, reference, entry, values) => client.post(`/cases/${reference}/immediate/${entry}`, { on_date: day(0), ...values });

async function started(options) {
  const reference = await knownCase(options);
  await sent(manager, `/cases/${reference}/immediate`, {});
  return reference;
}
async function decided(reference, { act = ACT, who = a } = {}) {
  await enter(manager, reference, 'act', act);
  await enter(manager, reference, 'police', { who: 'The practice manager' });
  await enter(who, reference, 'decision', { words: 'Nobody is safe with them here.' });
}

test('U-19: an interruption page stands before it, and nothing is recorded by looking', async () => {
  const reference = await knownCase();
  const page = await manager.get(`/cases/${reference}/immediate`);
  assert.ok(page.heading.includes('is for violence, or for fear of it') && page.has('ring 999 first'));
  assert.equal(page.form('/immediate').fields.filter(({ type }) => type !== 'hidden').length, 0);
  const early = await post(manager, reference, 'act', ACT);
  assert.equal(early.status, 422);
  assert.match(refusal(early), /Open the immediate route first/);
  assert.equal(number(`SELECT count(*) FROM app.immediate_entry WHERE case_id = ${id(reference)}`), 0);
  const auditor = await as('auditor').get(`/cases/${reference}/immediate`);
  assert.equal(auditor.main.includes('<form'), false);
  assert.ok((await manager.get(`/cases/${reference}`)).links.some(({ href }) => href.endsWith('/immediate')));
});

test('U-19, R-list-9: gate by gate, with no vote, warning or meeting; a threat online counts when somebody feared', async () => {
  const reference = await started();
  const says = async () => refusal(await post(manager, reference, 'notice', NOTICE));
  assert.match(await says(), /no violence, or fear for someone's safety/);
  await enter(manager, reference, 'act', ACT);
  assert.match(await says(), /the police have not been told and the ICB has not approved in writing/);
  await enter(manager, reference, 'police', { who: 'The practice manager' });
  assert.match(await says(), /neither a partner nor someone the partners authorised has decided/);
  assert.match(refusal(await post(manager, reference, 'decision', { words: 'x' })), /Ask one of them to sign in/);
  await enter(a, reference, 'decision', { words: 'Nobody is safe with them here.' });
  const page = await (await enter(manager, reference, 'notice', NOTICE)).follow();
  assert.match(page.summary['Takes effect'], /10:15am, when notice was given/);
  assert.ok(page.has('In effect since'));
  assert.equal(number(`SELECT count(*) FROM app.decision WHERE case_id = ${id(reference)}`), 0, 'no vote');
  assert.equal(number(`SELECT count(*) FROM app.warning WHERE case_id = ${id(reference)}`), 0, 'no warning');
  assert.equal(sql(`SELECT outcome IS NULL AND step = 'removal' FROM app.case_file WHERE reference = ${quote(reference)}`), 't');
});

test('R-list-9, R-list-11, R-list-17: the notice starts the 7 days that begin with its day, and opens what follows', async () => {
  const reference = await started();
  await decided(reference);
  await enter(manager, reference, 'notice', NOTICE);
  assert.deepEqual(openTasks(reference), ['immediate_patient', 'immediate_scheme', 'immediate_written']);
  assert.equal(sql(`SELECT due_on - current_date || basis FROM app.task WHERE case_id = ${id(reference)} AND kind = 'immediate_written'`), '6contract');
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind IN ('medical_record_entry', 'continuity_of_care') AND done_at IS NULL`), 2);
  const page = await manager.get(`/cases/${reference}/immediate`);
  assert.ok(page.has('How the 7 days were counted'));
  const letter = await manager.get(`/cases/${reference}/immediate/written`);
  const words = letter.form('/written').value('words');
  assert.match(words, /confirms the notice of immediate removal/);
  assert.match(words, /943 476 5919/);
  assert.match(words, /wait for her after work/);
  await enter(manager, reference, 'written', { who: 'PCSE, by post', words: 'These very words.' });
  await enter(manager, reference, 'patient', { code: 'unsafe', words: 'They know where she lives.' });
  await enter(manager, reference, 'scheme', { who: 'Example Practice' });
  assert.deepEqual(openTasks(reference), []);
  const after = await manager.get(`/cases/${reference}/immediate`);
  assert.ok(after.has('These very words.') && after.has('The patient was not told: it would not be safe') && after.has('Example Practice'));
});

test('R-list-9: the patient is told, or a coded reason with words says why not', async () => {
  const reference = await started();
  const bare = await post(manager, reference, 'patient', { words: 'x' });
  assert.ok(bare.errors.code);
  const silent = await post(manager, reference, 'patient', { code: 'harmful' });
  assert.ok(silent.errors.words);
  assert.ok((await post(manager, reference, 'patient', { code: 'violence', words: 'x' })).errors.code, 'a code of another entry');
});

test('R-list-16: accepted here, and then found to have been removed elsewhere for violence reported to the police', async () => {
  const reference = await started();
  await decided(reference, { act: { code: 'removed_elsewhere', who: 'Staff of another practice', place: 'Another practice', words: 'Found in the record after registration.' } });
  await enter(manager, reference, 'notice', NOTICE);
  assert.ok((await manager.get(`/cases/${reference}/immediate`)).has('Removed elsewhere for violence, found after we accepted them'));
});

test('R-list-10: after 7 days the ICB must have approved, whether or not the police were told; no number is needed', async () => {
  const reference = await started();
  await decided(reference, { act: { ...ACT, on_date: day(-8) } });
  assert.match(refusal(await post(manager, reference, 'notice', NOTICE)), /more than 7 days have gone by/);
  await enter(manager, reference, 'approval', { who: 'Ms Commissioner', words: 'Approved.' });
  await enter(manager, reference, 'notice', NOTICE);
  assert.deepEqual(rows(`SELECT DISTINCT reference FROM app.immediate_entry WHERE case_id = ${id(reference)}`), [{ reference: '' }]);
});

test('U-19: an open complaint is shown, does not bar, and asks why this cannot wait', async () => {
  const reference = await started();
  // Of a name and number of their own: a complaint counts for every row of the same human being (U-21).
  inCase(reference, `UPDATE app.person SET name = 'Somebody of ' || c.reference, nhs_number = NULL
     WHERE id = (SELECT x.person_id FROM app.case_author x WHERE x.case_id = c.id);
    INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, person_id)
    SELECT c.practice_id, NULL, 'CMP-' || c.reference, current_date, 'oral', ca.person_id FROM app.case_author ca WHERE ca.case_id = c.id;`);
  await decided(reference);
  const page = await manager.get(`/cases/${reference}/immediate`);
  assert.ok(page.has('A complaint is open') && page.has(`CMP-${reference}`));
  assert.match(refusal(await post(manager, reference, 'notice', NOTICE)), /nobody has written why this cannot wait/);
  await enter(manager, reference, 'urgency', { words: 'She cannot come to work.' });
  await enter(manager, reference, 'notice', NOTICE);
});

test('R-list-9: somebody the partners authorised beforehand decides, and a partner confirms it', async () => {
  const lead = as('complaints');
  const reference = await started();
  assert.equal((await post(lead, reference, 'decision', { words: 'x' })).status, 422);
  const member = number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = 'complaints'`);
  const values = { member: String(member), partners: 'Partner A and Partner B', from_on: day(-1), to_on: day(30) };
  assert.equal((await manager.post('/removals/authority', values)).status, 403, 'the partners, not the manager');
  assert.ok((await a.post('/removals/authority', { ...values, to_on: day(-2) })).errors.to_on);
  assert.ok((await a.post('/removals/authority', { ...values, member: '0' })).errors.member);
  await sent(a, '/removals/authority', values);
  assert.ok((await manager.get('/removals/authority')).has('by Partner A and Partner B'));
  await decided(reference, { who: lead });
  assert.deepEqual(openTasks(reference), ['immediate_confirmed']);
  await enter(manager, reference, 'notice', NOTICE);
  assert.equal((await manager.get(`/cases/${reference}/immediate`)).summary["A partner's confirmation"], 'Not yet');
  await enter(b, reference, 'confirmed', { words: 'I would have decided the same.' });
  assert.ok(!openTasks(reference).includes('immediate_confirmed'));
  assert.equal((await post(b, reference, 'confirmed', { words: 'Again' })).status, 409);
  const page = await a.get('/removals/authority');
  await page.form('/end').send();
  const other = await started();
  assert.match(refusal(await post(lead, other, 'decision', { words: 'x' })), /authorised beforehand/, 'taken back');
  assert.match(refusal(await post(b, other, 'confirmed', { words: 'x' })), /nothing to confirm/);
});

test('U-1: a partner who stands aside does not decide it, and does not see it', async () => {
  const reference = await started();
  conflict(reference, 'partner.b');
  assert.equal((await post(b, reference, 'decision', { words: 'x' })).status, 403);
  assert.equal((await b.get(`/cases/${reference}/immediate`)).status, 403);
  conflict(reference, 'partner.c', 'conduct');
  assert.equal((await as('partner.c').get(`/cases/${reference}/immediate`)).status, 404);
});

test('U-11: notice that had been given before all of this is recorded as it was, with its reason, and marked so', async () => {
  const reference = await started();
  const late = { ...NOTICE, had_happened: 'yes' };
  assert.ok((await post(manager, reference, 'notice', late)).errors.out_of_order_why);
  assert.equal((await post(manager, reference, 'notice', { ...late, out_of_order_why: 'The duty doctor rang at once' })).status, 303);
  assert.deepEqual(entries(reference), [{ entry: 'notice', in_order: false }]);
  const page = await manager.get(`/cases/${reference}/immediate`);
  assert.ok(page.has('Out of order') && page.has('The duty doctor rang at once'));
  assert.deepEqual(openTasks(reference), ['immediate_patient', 'immediate_scheme', 'immediate_written']);
});

test('bad dates and blanks: a sentence by the field, nothing typed lost, nothing stored', async () => {
  const reference = await started();
  const empty = await post(manager, reference, 'act', { words: 'kept <b>words</b>', on_date: '' });
  assert.equal(empty.status, 422);
  for (const field of ['code', 'who', 'place', 'on_date']) assert.ok(empty.errors[field], field);
  assert.ok(empty.text.includes('kept &lt;b&gt;words'));
  assert.match((await post(manager, reference, 'act', { ...ACT, on_date: day(2) })).errors.on_date, /future/);
  assert.match((await post(manager, reference, 'written', { who: 'x', words: 'x' })).words, /no notice has been given/);
  await enter(manager, reference, 'act', ACT);
  assert.match((await post(manager, reference, 'police', { who: 'x', on_date: day(-1) })).errors.on_date, /before the day on which it happened/);
  assert.ok((await post(manager, reference, 'notice', { ...NOTICE, at_time: '' })).errors.at_time, 'its time is when it takes effect');
  assert.equal((await manager.get(`/cases/${reference}/immediate/unheard-of`)).status, 404);
  assert.deepEqual(entries(reference).length, 1);
});

test('invariant 1: two people give notice at once, and a form sent twice: one notice', async () => {
  const reference = await started();
  await decided(reference);
  const fields = { ...NOTICE, nonce: newNonce() };
  const answers = await Promise.all([post(manager, reference, 'notice', fields), post(a, reference, 'notice', NOTICE)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409]);
  const winner = answers[0].status === 303 ? await post(manager, reference, 'notice', fields) : null;
  if (winner) assert.equal(winner.location, answers[0].location, 'the first result again');
  assert.equal(number(`SELECT count(*) FROM app.immediate_entry WHERE case_id = ${id(reference)} AND entry = 'notice'`), 1);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'immediate_written'`), 1);
});

test('invariant 4: the database holds the gates by itself', async () => {
  const reference = await started();
  assert.throws(
    () => inCase(reference, `INSERT INTO app.immediate_entry (practice_id, case_id, entry, code, who, on_date, at_time)
      VALUES (c.practice_id, c.id, 'notice', 'telephone', 'x', current_date, '10:00');`),
    /no violence, or fear/,
  );
});

test('invariant 3: after all of it the chains verify', () => {
  const run = candour('audit', 'verify');
  assert.equal(run.status, 0, run.out + run.err);
});
