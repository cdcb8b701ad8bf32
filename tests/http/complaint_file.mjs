// The complaints pathway on one complaint (R-comp-1 to 21, R-route-1 to 7, U-4, U-22, U-23, G-gmp-7): recorded at the
// desk or by PALS, one page for each task, signed by the responsible person, and nobody whom it is about has a part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, number, quote, rows, sql } from '../support/client.mjs';
import { author, captured, day, fact, newCase, refusedAt, sent, triaged } from '../support/acts.mjs';

const lead = () => as('complaints');
const memberId = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
let born = 0;
// A name and date of birth of its own, so that no other test's person is meant.
const somebody = () => ({ by_name: `Complainant ${Date.now()}-${(born += 1)}`, by_born_on: '1971-05-06' });

async function made(values = {}, who = 'reception') {
  const me = as(who);
  const page = await me.get('/complaints/new');
  const answer = await page
    .form('/complaints/new')
    .fill({ received_on: day(0), how: 'written', ...somebody(), whom: 'self', summary: 'Nobody rang back', body: 'I waited all day.', ...values })
    .send();
  assert.equal(answer.status, 303, JSON.stringify(answer.errors));
  assert.ok((await answer.follow()).has('Complaint recorded'));
  return sql('SELECT reference FROM app.complaint ORDER BY id DESC LIMIT 1');
}
const at = (reference, task) => `/complaints/${reference}${task ? `/${task}` : ''}`;
const record = (me, reference, task, values) => sent(me, at(reference, task), values);
const refuse = async (me, reference, task, values) => (await me.get(at(reference, task))).form(`/${task}`).fill(values).send();
const row = (reference) => rows(`SELECT * FROM app.complaint WHERE reference = ${quote(reference)}`)[0];
const tasks = (reference) =>
  rows(`SELECT t.kind, t.role, t.done_at IS NOT NULL AS done FROM app.task t JOIN app.complaint x ON x.id = t.complaint_id WHERE x.reference = ${quote(reference)} ORDER BY t.id`);

// As far as a response can be written.
async function ready(reference, me = lead()) {
  await record(me, reference, 'who', { answer: 'patient', status: 'patient', age_band: '26_55' });
  await record(me, reference, 'about', { about: 'Nobody rang back', subject: 'communications', staff_group: 'administrative' });
  await record(me, reference, 'acknowledge', { answer: 'written', on_date: day(0), offered_talk: true, told_advocacy: true });
  const [aspect] = rows(`SELECT a.id FROM app.complaint_aspect a JOIN app.complaint x ON x.id = a.complaint_id WHERE x.reference = ${quote(reference)}`);
  await record(me, reference, 'findings', { aspect: aspect.id, answer: 'upheld', words: 'The call was not logged.' });
}
const CONTENTS = { is_considered: true, has_conclusions: true, has_action: true, has_ombudsman: true };

test('R-comp-3, R-comp-4: anybody records a complaint in any way; the Complaints Lead has the task and the menu', async () => {
  const reference = await made({ how: 'oral' });
  assert.deepEqual(tasks(reference).map(({ kind, role }) => [kind, role]), [
    ['complaint_acknowledge', 'complaints_lead'],
    ['complaint_response', 'complaints_lead'],
  ]);
  assert.equal(row(reference).is_written, false, 'a spoken one is not counted as written (KO41b)');
  assert.equal((await as('reception').get(at(reference))).status, 403, 'whoever recorded it does not read complaints by that');
  const home = await lead().get('/');
  assert.ok(home.text.includes('href="/complaints"'), 'in the menu');
  const page = await lead().get(at(reference));
  assert.ok(page.has('I waited all day.') && page.summary.Received.includes('spoken'));
  assert.equal(number(`SELECT count(*) FROM app.event e WHERE e.kind = 'complaint.received' AND e.detail ->> 'complaint' = '${row(reference).id}'`), 1);
  assert.equal((await as('auditor').get('/complaints/new')).status, 403);
});

test('bad input at the desk: a sentence beside the field, and nothing lost', async () => {
  const form = async (values) => (await as('reception').get('/complaints/new')).form('/complaints/new').fill({ received_on: day(0), how: 'oral', by_name: 'Some One', whom: 'self', summary: 'x', body: 'y', ...values }).send();
  await refusedAt(await form({ received_on: day(2) }), 'received_on', /today or in the past/);
  await refusedAt(await form({ by_name: '' }), 'by_name', /Enter who complains/);
  await refusedAt(await form({ by_nhs_number: '9434765919' }), 'by_born_on', /never stands alone/);
  await refusedAt(await form({ by_nhs_number: '9434765918', by_born_on: '1980-01-01' }), 'by_nhs_number', /./);
  await refusedAt(await form({ whom: 'other' }), 'for_name', /for whom/);
  await refusedAt(await form({ conduct: true }), 'staff', /conduct/);
  const kept = await form({ body: '', summary: 'What I typed' });
  assert.equal(kept.form('/complaints/new').value('summary'), 'What I typed');
});

// ---- It stops a removal (U-17, W-2.4h, R-comp-18)

async function caseOf(name) {
  const reference = await newCase();
  captured(reference);
  author(reference);
  triaged(reference, {});
  sql(`UPDATE app.person SET name = ${quote(name)}, nhs_number = NULL WHERE id = (SELECT a.person_id FROM app.case_author a JOIN app.case_file c ON c.id = a.case_id WHERE c.reference = ${quote(reference)})`);
  return reference;
}
const BORN = '1980-03-04'; // as the cases' authors are

for (const [how, make] of [
  ['spoken at the desk', (name) => made({ how: 'oral', by_name: name, by_born_on: BORN })],
  ['made for them by somebody else', (name) => made({ ...somebody(), whom: 'other', for_name: name, for_born_on: BORN })],
  ['made by them for somebody else', (name) => made({ by_name: name, by_born_on: BORN, whom: 'other', for_name: 'A Child' })],
  ['passed on by PALS', (name) => sent(as('manager'), '/pals', { received_on: day(0), office: 'Hospital PALS', wants: 'complaint', consent: 'seen', body: 'They complain.', by_name: name.toLowerCase(), by_born_on: BORN })],
]) {
  test(`U-17, W-2.4h: a complaint ${how} stops the removal of that person, and of nobody else`, async () => {
    const name = somebody().by_name;
    const reference = await caseOf(name);
    const other = await caseOf(somebody().by_name);
    assert.equal(fact(reference, 'open_complaints'), '0');
    await make(name);
    assert.equal(fact(reference, 'open_complaints'), '1');
    assert.equal(fact(other, 'open_complaints'), '0');
    assert.ok((await as('manager').get(`/cases/${reference}/gates`)).has('a complaint by or for this person is open'));
  });
}

// ---- U-4

test('U-4: whoever it is about neither handles nor signs it; the delegate and the ICB are offered', async () => {
  const reference = await made({ staff: [String(memberId('complaints'))] });
  assert.deepEqual(tasks(reference).map(({ role }) => role), ['practice_manager', 'practice_manager'], 'the task goes to whoever may');
  const page = await lead().get(at(reference));
  assert.equal(page.status, 200);
  assert.ok(page.has('Somebody else handles this') && page.has('Practice Manager') && page.has('ICB'));
  assert.equal((await lead().get(at(reference, 'who'))).status, 403);
  assert.equal((await lead().post(at(reference, 'who'), { answer: 'patient', status: 'patient', age_band: 'unknown' })).status, 403);
  const manager = as('manager');
  const form = { answer: 'written', on_date: day(0), offered_talk: true, told_advocacy: true };
  await refusedAt(await refuse(manager, reference, 'acknowledge', form), 'told_icb', /ICB instead/);
  await record(manager, reference, 'acknowledge', { ...form, told_icb: true });
  const choices = (await manager.get(at(reference, 'investigate'))).form('/investigate').choices('member');
  assert.ok(!choices.includes(String(memberId('complaints'))) && choices.includes(String(memberId('partner.a'))));
  const forced = (await manager.get(at(reference, 'investigate'))).form('/investigate');
  await refusedAt(await forced.force('member', String(memberId('complaints'))).send(), 'member', /does not look into it/);
});

test('U-4: for whom their conduct is in question it does not exist, not in list, count, task or page', async () => {
  const bystander = await as('manager').get('/complaints');
  const before = await lead().get('/complaints');
  const tasksBefore = (await lead().get('/tasks')).words;
  const reference = await made({ staff: [String(memberId('complaints'))], conduct: true });
  const after = await lead().get('/complaints');
  assert.equal(after.words, before.words);
  assert.equal((await lead().get('/tasks')).words, tasksBefore);
  assert.equal((await lead().get(at(reference))).status, 404);
  assert.equal((await lead().post(at(reference, 'progress'), { on_date: day(0), words: 'x' })).status, 404);
  assert.notEqual((await as('manager').get('/complaints')).words, bystander.words);
});

test('U-4: a member named later stops being its investigator', async () => {
  const reference = await made();
  const me = lead();
  await record(me, reference, 'investigate', { member: String(memberId('partner.a')) });
  assert.ok((await me.get(at(reference))).has('Partner A'));
  await record(me, reference, 'staff', { member: String(memberId('partner.a')), answer: 'about' });
  assert.equal(row(reference).investigator_id, null);
});

// ---- Who complains, consent, time

test('R-comp-12, R-comp-13, U-23: in what right somebody complains', async () => {
  const reference = await made({ ...somebody(), whom: 'other', for_name: 'A Child', for_born_on: day(-3000) });
  const me = lead();
  const base = { status: 'parent', age_band: '6_17' };
  assert.ok((await me.get(at(reference, 'who'))).has('Nothing goes to a parent by default'), 'U-22');
  await refusedAt(await refuse(me, reference, 'who', { ...base, answer: 'child' }), 'answer', /reasonable grounds/);
  await refusedAt(await refuse(me, reference, 'who', { ...base, answer: 'child', grounds: 'yes', best_interests: 'no' }), 'answer', /best interests/);
  await record(me, reference, 'who', { ...base, answer: 'child', grounds: 'yes', best_interests: 'yes' });
  assert.equal(row(reference).complainant_status, 'parent');
  sql(`UPDATE app.person SET died_on = ${quote(day(-1))} WHERE id = ${row(reference).person_id}`);
  await refusedAt(await refuse(me, reference, 'who', { ...base, answer: 'patient' }), 'answer', /has died/);
  await record(me, reference, 'who', { ...base, answer: 'died' });
  assert.ok((await me.get(at(reference))).has('a representative speaks for them'));
});

test('R-comp-14: nothing is answered before consent, or an exception with its reason', async () => {
  const reference = await made({ ...somebody(), whom: 'other', for_name: 'A Patient' });
  const me = lead();
  await refusedAt(await refuse(me, reference, 'consent', { answer: 'given', on_date: day(0) }), null, /in what right/);
  await ready(reference, me);
  await record(me, reference, 'who', { answer: 'asked', status: 'other', age_band: 'unknown' });
  await refusedAt(await refuse(me, reference, 'consent', { answer: 'not_needed' }), 'answer', /Consent is needed/);
  await record(me, reference, 'consent', { answer: 'asked', on_date: day(0), words: 'Letter sent' });
  const draft = { words: 'We are sorry.', ...CONTENTS, answer: 'drafted' };
  await refusedAt(await refuse(me, reference, 'response', draft), null, /consent is missing/);
  await refusedAt(await refuse(me, reference, 'consent', { answer: 'excepted', on_date: day(0) }), 'exception', /Select why/);
  await record(me, reference, 'consent', { answer: 'given', on_date: day(0) });
  await record(me, reference, 'response', draft);
});

test('R-comp-7: out of time in its two parts', async () => {
  const reference = await made();
  const me = lead();
  await record(me, reference, 'grade', { answer: 'low', on_date: day(-300) });
  await refusedAt(await refuse(me, reference, 'grade', { answer: 'low', on_date: day(-500) }), 'good_reasons', /more than 12 months/);
  await refusedAt(await refuse(me, reference, 'grade', { answer: 'low', on_date: day(-500), good_reasons: 'yes', can_investigate: 'no' }), 'good_reasons', /only if/);
  await record(me, reference, 'grade', { answer: 'high', on_date: day(-500), good_reasons: 'yes', can_investigate: 'yes' });
  assert.equal(row(reference).grade, 'high');
});

test('R-comp-11: a spoken complaint settled by the next working day; a written one is not', async () => {
  const reference = await made({ how: 'oral' });
  const me = lead();
  await refusedAt(await refuse(me, reference, 'settle', { on_date: day(0), words: 'Rang them' }), 'is_satisfied', /satisfied/);
  await record(me, reference, 'settle', { on_date: day(0), is_satisfied: true, words: 'Rang them, sorted' });
  const done = row(reference);
  assert.deepEqual([done.state, done.not_required, done.resolved_on], ['closed', 'settled', day(0)]);
  assert.ok(tasks(reference).every(({ done: over }) => over));
  const written = await made();
  const answer = await me.post(at(written, 'settle'), { on_date: day(0), is_satisfied: 'yes', words: 'x' });
  assert.equal(answer.status, 422);
  const old = await made({ how: 'oral', received_on: day(-20) });
  await refusedAt(await refuse(me, old, 'settle', { on_date: day(0), is_satisfied: true, words: 'x' }), 'on_date', /is over/);
});

test('R-comp-11: what need not be dealt with ends with written notice, a reason and a name', async () => {
  const reference = await made();
  const me = lead();
  await refusedAt(await refuse(me, reference, 'end', { answer: 'already_investigated', on_date: day(0), words: 'Answered in May' }), 'told_in_writing', /in writing/);
  await refusedAt(await refuse(me, reference, 'end', { answer: 'already_investigated', on_date: day(0), told_in_writing: true }), 'words', /Enter how/);
  await record(me, reference, 'end', { answer: 'already_investigated', on_date: day(0), told_in_writing: true, words: 'Answered in May' });
  assert.equal(row(reference).not_required, 'already_investigated');
  assert.ok(row(reference).keep_until > '2036-01-01', 'R-rec-ret-1: ten years from closing');
  assert.ok((await me.get(at(reference))).summary['Kept until'].includes('destroyed'));
  assert.equal((await me.post(at(reference, 'progress'), { on_date: day(0), words: 'x' })).status, 422);
});

// ---- Acknowledged, agreed, kept in time

test('R-comp-3, R-comp-5, R-route-7: an acknowledgement offers the talk, advocacy, and a copy of what was spoken', async () => {
  const reference = await made({ how: 'oral', received_on: day(-10) });
  const me = lead();
  assert.ok((await me.get(at(reference))).has('Late'));
  const form = { answer: 'oral', on_date: day(0) };
  await refusedAt(await refuse(me, reference, 'acknowledge', form), 'offered_talk', /offers to discuss/);
  await refusedAt(await refuse(me, reference, 'acknowledge', { ...form, offered_talk: true }), 'told_advocacy', /advocacy/);
  await refusedAt(await refuse(me, reference, 'acknowledge', { ...form, offered_talk: true, told_advocacy: true }), 'gave_copy', /copy/);
  await refusedAt(await refuse(me, reference, 'acknowledge', { ...form, on_date: day(-11) }), 'on_date', /before the complaint/);
  await record(me, reference, 'acknowledge', { ...form, offered_talk: true, told_advocacy: true, gave_copy: true });
  assert.equal(tasks(reference)[0].done, true);
  const again = await me.post(at(reference, 'acknowledge'), { ...form, offered_talk: 'yes', told_advocacy: 'yes', gave_copy: 'yes' });
  assert.equal(again.status, 422, 'the first date stands');
});

test('R-comp-5, R-comp-8, R-comp-9: plan and date, a later date only before the time is over, progress kept', async () => {
  const reference = await made({ received_on: day(-30) });
  const me = lead();
  await refusedAt(await refuse(me, reference, 'plan', { answer: 'discussed', on_date: day(0), respond_by: day(20), words: 'x' }), null, /Acknowledge the complaint first/);
  await ready(reference, me);
  await refusedAt(await refuse(me, reference, 'plan', { answer: 'discussed', on_date: day(0), respond_by: day(300), words: 'x' }), 'respond_by', /after the 6 months/);
  await record(me, reference, 'plan', { answer: 'discussed', on_date: day(0), respond_by: day(20), words: 'Two statements, then a call' });
  assert.equal(row(reference).respond_by, day(20));
  await refusedAt(await refuse(me, reference, 'extend', { answer: 'late_told', on_date: day(0), respond_by: day(40), words: 'x' }), 'answer', /not over yet/);
  await record(me, reference, 'extend', { answer: 'agreed', on_date: day(0), respond_by: day(200), words: 'Waiting for the hospital' });
  const late = await made({ received_on: day(-250) });
  await refusedAt(await refuse(me, late, 'extend', { answer: 'agreed', on_date: day(0), respond_by: day(40), words: 'x' }), null, /over/);
  await record(me, late, 'extend', { answer: 'late_told', on_date: day(0), respond_by: day(40), words: 'Statement came late' });
  await record(me, reference, 'progress', { on_date: day(0), words: 'Rang: still waiting' });
  assert.ok((await me.get(at(reference))).has('Rang: still waiting'));
});

test('R-comp-15, R-route-1, R-route-2: who answers', async () => {
  const reference = await made();
  const me = lead();
  await refusedAt(await refuse(me, reference, 'lead', { answer: 'we_lead', on_date: day(0) }), 'body', /which other body/);
  await refusedAt(await refuse(me, reference, 'lead', { answer: 'sent_on', body: 'The hospital', on_date: day(0) }), 'may_share', /agrees/);
  await record(me, reference, 'lead', { answer: 'with_icb', body: 'The ICB', on_date: day(0) });
  assert.ok((await me.get(at(reference))).has('The ICB answers it') || (await me.get(at(reference))).has('the ICB answers it'));
});

// ---- Looked into, answered, signed

test('G-gmp-7: statements asked for, received, checked', async () => {
  const reference = await made();
  const me = lead();
  await ready(reference, me);
  await record(me, reference, 'statements', { about: 'Receptionist A', answer: 'asked', on_date: day(0) });
  await refusedAt(await refuse(me, reference, 'statements', { about: 'Receptionist A', answer: 'received', on_date: day(0) }), 'words', /what it says/);
  await record(me, reference, 'statements', { about: 'Receptionist A', answer: 'received', on_date: day(0), words: 'I took the call.' });
  await refusedAt(await refuse(me, reference, 'response', { words: 'Sorry', ...CONTENTS, answer: 'drafted' }), null, /has not been checked/);
  await record(me, reference, 'statements', { about: 'Receptionist A', answer: 'checked', on_date: day(0), words: 'Against the call log' });
  await record(me, reference, 'response', { words: 'Sorry', ...CONTENTS, answer: 'drafted' });
});

test('R-comp-10, R-comp-2, U-27, R-dp-5: contents one by one, signed by a partner or the delegate, the draft gone', async () => {
  const reference = await made();
  const me = lead();
  await refusedAt(await refuse(me, reference, 'response', { words: 'x', ...CONTENTS, answer: 'drafted' }), null, /not been acknowledged/);
  await ready(reference, me);
  const words = 'WE ARE SORRY FOR THE CALL';
  for (const missing of Object.keys(CONTENTS))
    await refusedAt(await refuse(me, reference, 'response', { words, ...CONTENTS, [missing]: false, answer: 'drafted' }), 'is_considered', /must (say|tell)/);
  await record(me, reference, 'response', { words, ...CONTENTS, answer: 'drafted' });
  assert.equal((await me.get(at(reference, 'sign'))).status, 403, 'the Complaints Lead does not sign');
  const partner = as('partner.a');
  const page = await partner.get(at(reference, 'sign'));
  assert.ok(page.has(words));
  await refusedAt(await page.form('/sign').fill({ on_date: day(0) }).send(), 'has_read', /Confirm/);
  await record(partner, reference, 'sign', { on_date: day(0), has_read: true });
  const done = row(reference);
  assert.deepEqual([done.outcome, done.resolved_on, done.response_draft], ['upheld', day(0), '']);
  assert.ok((await me.get(at(reference))).has('By the responsible person') || (await me.get(at(reference))).has('by the responsible person'));
  assert.equal(number(`SELECT count(*) FROM app.form_receipt WHERE fields LIKE '%${words}%'`), 0, 'no copy of the draft is left');
  assert.equal(number(`SELECT count(*) FROM app.draft WHERE fields LIKE '%${words}%'`), 0);
  assert.ok(tasks(reference).every(({ done: over }) => over));
});

test('U-4: a partner whom it is about does not sign, the practice manager signs as the delegate', async () => {
  const reference = await made({ staff: [String(memberId('partner.b'))] });
  const me = lead();
  await ready(reference, me);
  await record(me, reference, 'response', { words: 'Sorry', ...CONTENTS, answer: 'drafted' });
  const answer = await as('partner.b').post(at(reference, 'sign'), { on_date: day(0), has_read: 'yes' });
  assert.equal(answer.status, 403);
  assert.equal(row(reference).resolved_on, null);
  await record(as('manager'), reference, 'sign', { on_date: day(0), has_read: true });
  assert.ok((await me.get(at(reference))).has(/by the delegate/i));
});

test('R-comp-1, R-route-3, R-route-4: actions until done; the Ombudsman\'s papers are handed on; then it closes', async () => {
  const reference = await made();
  const me = lead();
  await ready(reference, me);
  await record(me, reference, 'response', { words: 'Sorry', ...CONTENTS, answer: 'drafted' });
  await refusedAt(await refuse(me, reference, 'end', { answer: 'closed', on_date: day(0), words: 'x' }), null, /not been signed/);
  await record(as('partner.a'), reference, 'sign', { on_date: day(0), has_read: true });
  await record(me, reference, 'actions', { about: 'Log every call', answer: 'agreed', due_on: day(10) });
  await refusedAt(await refuse(me, reference, 'end', { answer: 'closed', on_date: day(0), words: 'x' }), null, /action has not been done/);
  await record(me, reference, 'actions', { about: 'Log every call', answer: 'done', on_date: day(0), words: 'New sheet at the desk' });
  await record(me, reference, 'ombudsman', { answer: 'papers', on_date: day(0) });
  assert.ok(tasks(reference).some(({ kind, done }) => kind === 'ombudsman_papers' && !done));
  await refusedAt(await refuse(me, reference, 'end', { answer: 'closed', on_date: day(0), words: 'x' }), null, /Ombudsman/);
  await record(me, reference, 'ombudsman', { answer: 'handed_on', on_date: day(0) });
  await record(me, reference, 'end', { answer: 'closed', on_date: day(0), words: 'Answered' });
  assert.equal(row(reference).state, 'closed');
  const over = await me.get(at(reference));
  assert.ok(!over.has('How serious it is') && over.has('Sign and send it'), 'what was never done is no longer to do');
  await record(me, reference, 'ombudsman', { answer: 'papers', on_date: day(0) });
  assert.equal(tasks(reference).filter(({ kind, done }) => kind === 'ombudsman_papers' && !done).length, 1, 'the second stage may come after');
});

test('U-22: for a child a clinician decides to whom the response goes', async () => {
  const reference = await made({ ...somebody(), whom: 'other', for_name: `Child ${Date.now()}`, for_born_on: day(-3000) });
  const me = lead();
  await ready(reference, me);
  await record(me, reference, 'who', { answer: 'child', grounds: 'yes', best_interests: 'yes', status: 'parent', age_band: '6_17' });
  await record(me, reference, 'consent', { answer: 'excepted', exception: 'child', on_date: day(0), words: 'Three years old' });
  await record(me, reference, 'response', { words: 'Sorry', ...CONTENTS, answer: 'drafted' });
  const partner = as('partner.a');
  await refusedAt(await refuse(partner, reference, 'sign', { on_date: day(0), has_read: true }), 'addressee', /under 18/);
  await record(partner, reference, 'sign', { on_date: day(0), has_read: true, addressee: 'parent', addressee_by: 'Partner A' });
});

test('H-comp-1, C-26: the staff side is linked for those who may see both, and tells neither side of the other', async () => {
  const reference = await made();
  const sealed = await newCase({ start: { kind: 'staff_post' } });
  const manager = as('manager');
  await refusedAt(await refuse(lead(), reference, 'apart', { reference: sealed }), 'reference', /no sealed case/);
  await refusedAt(await refuse(manager, reference, 'apart', { reference: 'WMC-2020-ZZZZZ' }), 'reference', /no sealed case/);
  const before = (await manager.get(`/cases/${sealed}`)).words;
  await record(manager, reference, 'apart', { reference: sealed });
  assert.equal((await manager.get(at(reference))).summary['Staff side, handled apart'], sealed);
  assert.ok(!(await lead().get(at(reference))).text.includes(sealed), 'the Complaints Lead does not see the sealed case');
  const after = await manager.get(`/cases/${sealed}`);
  assert.ok(!after.text.includes(reference), 'the complaint is not named on the staff side');
  assert.equal(number(`SELECT count(*) FROM app.event e JOIN app.case_file c ON c.id = e.case_id WHERE c.reference = ${quote(sealed)} AND e.kind LIKE 'complaint.%'`), 0);
  assert.ok(before.length > 0);
});

test('codes that no list has are refused beside their field', async () => {
  const reference = await made();
  const me = lead();
  const forced = async (task, values) => {
    const form = (await me.get(at(reference, task))).form(`/${task}`);
    for (const [name, value] of Object.entries(values)) form.force(name, value);
    return form.send();
  };
  await refusedAt(await forced('who', { answer: 'patient', status: 'king', age_band: 'unknown' }), 'status', /from the list/);
  await refusedAt(await forced('who', { answer: 'patient', status: 'other', age_band: '900' }), 'age_band', /from the list/);
  await refusedAt(await forced('staff', { member: '99999999', answer: 'about' }), 'member', /from the list/);
  await refusedAt(await forced('staff', { member: 'x', answer: 'about' }), 'member', /from the list/);
  await refusedAt(await forced('about', { about: 'x', subject: 'nonsense', staff_group: 'other' }), 'subject', /from the list/);
  await refusedAt(await forced('findings', { aspect: '99999999', answer: 'upheld', words: 'x' }), 'aspect', /from the list/);
});

// ---- The second user, sending twice, U-13

test('the loser of a race on one task sees what stands and what was typed', async () => {
  const reference = await made();
  const mine = await lead().get(at(reference, 'grade'));
  await record(as('manager'), reference, 'grade', { answer: 'high', on_date: day(-3), words: 'THEIRS' });
  const answer = await mine.form('/grade').fill({ answer: 'low', on_date: day(-4), words: 'MINE' }).send();
  assert.equal(answer.status, 409);
  assert.ok(answer.has('Somebody else was first') && answer.has('THEIRS'));
  assert.equal(answer.form('/grade').value('words'), 'MINE');
  assert.equal(row(reference).grade, 'high');
});

test('sent twice is recorded once', async () => {
  const reference = await made();
  const form = (await lead().get(at(reference, 'progress'))).form('/progress').fill({ on_date: day(0), words: 'once' });
  assert.equal((await form.send()).status, 303);
  assert.equal((await form.send()).status, 303);
  assert.equal(number(`SELECT count(*) FROM app.complaint_entry e JOIN app.complaint x ON x.id = e.complaint_id WHERE x.reference = ${quote(reference)} AND e.task = 'progress'`), 1);
});

test('U-13: what came with a post is first decided on its case, then goes on here', async () => {
  const reference = await newCase();
  captured(reference);
  author(reference);
  triaged(reference, { complaint: 'both', receivedOn: day(-5) });
  const me = lead();
  const complaint = sql(`SELECT x.reference FROM app.complaint x JOIN app.case_file c ON c.id = x.case_id WHERE c.reference = ${quote(reference)}`);
  assert.ok((await me.get(at(complaint))).has('first says on its case'));
  assert.equal((await me.post(at(complaint, 'progress'), { on_date: day(0), words: 'x' })).status, 422);
  await sent(me, `/cases/${reference}/complaint`, { action: 'ended', end: 'taken_up', ended_why: 'They complained', on_date: day(0) });
  await record(me, complaint, 'who', { answer: 'patient', status: 'patient', age_band: 'unknown' });
  assert.equal(number(`SELECT count(*) FROM app.event e JOIN app.case_file c ON c.id = e.case_id WHERE c.reference = ${quote(reference)} AND e.kind = 'complaint.recorded'`), 1, 'on the chain of its case');
  assert.equal((await me.get(at(complaint))).link(reference), `/cases/${reference}/complaint`);
});

test('the list: open, late, ended, by month, and page by page by key', async () => {
  const late = await made({ received_on: day(-400) });
  const me = lead();
  assert.ok((await me.get('/complaints?state=late')).has(late));
  const month = day(-400).slice(0, 7);
  const page = await me.get(`/complaints?state=all&month=${month}`);
  assert.ok(page.has(late) && page.has('Late'));
  assert.ok(!(await me.get(`/complaints?state=ended&month=${month}`)).has(late));
  assert.equal((await me.get('/complaints?state=bad&month=2026-99&after=x')).status, 200);
  sql(`INSERT INTO app.complaint (practice_id, reference, received_on, how, summary)
    SELECT p.id, 'WMC-2018-' || chr(65 + n / 10) || 'Z' || chr(65 + n % 10) || 'ZZ', date '2018-01-01' + n, 'written', 'Old ' || n
      FROM app.practice p, generate_series(0, 69) n WHERE p.letters = 'WMC'`);
  const seen = new Set();
  let path = '/complaints?state=all&after=2018-06-01.1';
  for (let i = 0; path && i < 3; i++) {
    const one = await me.get(path);
    for (const found of one.words.matchAll(/Old \d+/g)) seen.add(found[0]);
    path = one.links.find(({ href }) => /after=2018/.test(href ?? ''))?.href.replaceAll('&amp;', '&');
  }
  assert.equal(seen.size, 70);
  sql("DELETE FROM app.complaint WHERE reference LIKE 'WMC-2018-%'");
});
