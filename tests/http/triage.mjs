// Triage (W-2.4h to j, W-A-6, C-3, C-9, J-gmc-7, U-2, U-7, U-13, U-14).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, logIncident, number, quote, rows, sql } from '../support/client.mjs';
import { wholeList } from '../support/acts.mjs';

const manager = as('manager');
const reception = as('reception');

const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const memberOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const kinds = (reference) => rows(`SELECT kind FROM app.event WHERE case_id = ${id(reference)} AND NOT is_read ORDER BY id`).map((x) => x.kind);
const logged = (summary, more = {}) => logIncident(reception, { ...more, details: { summary, ...more.details } });
const GOOD = { author_kind: 'registered_patient', author_basis: 'Full name shown', category: 'none', complaint: 'no', data_breach: 'no' };
const triage = async (reference, values) => (await manager.get(`/cases/${reference}/triage`)).form(`/cases/${reference}/triage`).fill(values).send();

test('what is missing is said beside each question, and nothing is stored', async () => {
  const reference = await logged('Empty triage');
  const answer = await triage(reference, {});
  assert.equal(answer.status, 422);
  assert.deepEqual(Object.keys(answer.errors).sort(), ['author_kind', 'category', 'complaint', 'data_breach']);
  assert.equal(number(`SELECT count(*) FROM app.triage WHERE case_id = ${id(reference)}`), 0);
});

test('triage opens the case, ends its task, and the next step follows; a second one stands beside the first', async () => {
  const reference = await logged('Triaged twice');
  const done = await triage(reference, { ...GOOD, note: 'First look' });
  assert.equal(done.status, 303);
  assert.equal(done.location, `/cases/${reference}`);
  assert.equal(sql(`SELECT state FROM app.case_file WHERE reference = ${quote(reference)}`), 'open');
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'triage' AND done_at IS NULL`), 0);
  const page = await manager.get(`/cases/${reference}/triage`);
  assert.ok(page.has('First look'));
  assert.equal(page.form(`/cases/${reference}/triage`).value('author_basis'), 'Full name shown', 'the latest is offered again');
  assert.equal((await triage(reference, { category: 'A7' })).status, 303);
  assert.equal(number(`SELECT count(*) FROM app.triage WHERE case_id = ${id(reference)}`), 2);
  assert.deepEqual(kinds(reference).filter((kind) => kind === 'triage.recorded').length, 2);
  assert.ok((await manager.get(`/cases/${reference}`)).has('Belongs in a review'));
});

test('W-A-4: A4 needs its kind; codes that are not of the policy are refused', async () => {
  const reference = await logged('Prohibited content');
  const bare = await triage(reference, { ...GOOD, category: 'A4', proportion: 'Weighed' });
  assert.match(bare.errors.subtype, /which kind/);
  const odd = await (await manager.get(`/cases/${reference}/triage`)).form(`/cases/${reference}/triage`).fill({ ...GOOD, proportion: 'Weighed' }).force('category', 'A9').send();
  assert.match(odd.errors.category, /what the policy calls it/);
  const sub = await (await manager.get(`/cases/${reference}/triage`)).form(`/cases/${reference}/triage`).fill({ ...GOOD, proportion: 'Weighed' }).force('category', 'A4.1').send();
  assert.equal(sub.status, 422);
  assert.equal((await triage(reference, { ...GOOD, category: 'A4', subtype: 'A4.3', proportion: 'Weighed' })).status, 303);
  assert.ok((await manager.get(`/cases/${reference}`)).has('Content that the policy does not allow: harassing'));
});

test('W-1.1d: wherever the policy is broken, how freedom of expression was weighed is written', async () => {
  const reference = await logged('Proportion');
  const bare = await triage(reference, { ...GOOD, category: 'A5' });
  assert.match(bare.errors.proportion, /freedom of expression/);
  const blank = await triage(reference, { ...GOOD, category: 'A5', proportion: ' ​ ' });
  assert.equal(blank.status, 422);
});

test('C-9: staff named in a good or neutral way is feedback: no step against the person can be begun', async () => {
  const reference = await logged('Thanks to the nurse');
  const bare = await triage(reference, { ...GOOD, category: 'A6' });
  assert.match(bare.errors.mention, /adverse, neutral or positive/);
  assert.equal((await triage(reference, { ...GOOD, category: 'A6', mention: 'positive' })).status, 303);
  const page = await manager.get(`/cases/${reference}`);
  assert.ok(page.has('Does not apply: this is a record, not an incident.'));
  assert.throws(
    () => sql(`SET app.practice = '1'; SET app.sees_all = 't';
      INSERT INTO app.step_entry (practice_id, case_id, step, entry) SELECT practice_id, id, 'removal_request', 'started' FROM app.case_file WHERE reference = ${quote(reference)}`),
    /that is feedback/,
  );
});

test('W-2.4i, C-3, U-13: a complaint goes to the Complaints Lead with its clock from the day it was seen; steps against the person stop', async () => {
  const reference = await logged('You never answered my letter');
  await manager.get(`/cases/${reference}`);
  assert.equal((await triage(reference, { ...GOOD, complaint: 'both' })).status, 303);
  const [part] = rows(`SELECT state, received_on, acknowledge_by, clock FROM app.complaint WHERE case_id = ${id(reference)}`);
  assert.equal(part.state, 'with_lead');
  assert.equal(part.received_on, sql(`SELECT seen_on FROM app.case_file WHERE reference = ${quote(reference)}`));
  assert.match(part.clock, /not counted: the day it was received/);
  const [task] = rows(`SELECT role, due_on, basis FROM app.task WHERE case_id = ${id(reference)} AND kind = 'complaint_acknowledge'`);
  assert.equal(task.role, 'complaints_lead');
  assert.equal(task.due_on, part.acknowledge_by);
  assert.equal(task.basis, 'law');
  const stopped = rows(`SELECT step FROM app.step_entry WHERE case_id = ${id(reference)} AND entry = 'stopped'`).map((x) => x.step);
  assert.ok(stopped.includes('removal_request') && stopped.includes('removal'));
  assert.ok(!stopped.includes('own_page') && !stopped.includes('defence_advice'));
  assert.deepEqual(kinds(reference).slice(-2), ['triage.recorded', 'complaint.opened']);
  const page = await manager.get(`/cases/${reference}`);
  assert.ok(page.has('Stopped: the complaint part is open with the Complaints Lead.'));
  assert.ok((await wholeList(as('complaints'), '/tasks')).has('Acknowledge the complaint and offer the leaflet'));
  // it is not answered away here
  const away = await triage(reference, { complaint: 'no' });
  assert.match(away.errors.complaint, /only they can end it/);
  // and a second triage makes no second part
  assert.equal((await triage(reference, { complaint: 'yes' })).status, 303);
  assert.equal(number(`SELECT count(*) FROM app.complaint WHERE case_id = ${id(reference)}`), 1);
});

test('U-13: what protects others is not stopped', async () => {
  const reference = await logged('Shows another patient', { start: { other_patient_shown: true } });
  await triage(reference, { ...GOOD, category: 'A2', proportion: 'Weighed', complaint: 'yes', data_breach: 'not_sure' });
  const stopped = rows(`SELECT step FROM app.step_entry WHERE case_id = ${id(reference)} AND entry = 'stopped'`).map((x) => x.step);
  assert.ok(!stopped.includes('removal_request') && !stopped.includes('platform_report'));
  assert.ok(stopped.includes('formal_warning'));
});

test('U-7, R-dp-1: the provisional 72 hours end only with a reason; a breach found at triage starts them', async () => {
  const reference = await logged('Another patient', { start: { other_patient_shown: true } });
  assert.ok((await manager.get(`/cases/${reference}/triage`)).has('The 72-hour clock of a possible data breach is running'));
  const bare = await triage(reference, { ...GOOD, data_breach: 'no' });
  assert.match(bare.errors.breach_why, /The 72-hour clock is running/);
  assert.equal((await triage(reference, { ...GOOD, data_breach: 'not_ours', breach_why: 'They posted about themselves' })).status, 303);
  assert.equal(sql(`SELECT result FROM app.task WHERE case_id = ${id(reference)} AND kind = 'breach_check'`), 'Not ours: They posted about themselves');
  const later = await logged('Later found a breach');
  assert.equal((await triage(later, { ...GOOD, data_breach: 'yes' })).status, 303);
  assert.equal(number(`SELECT count(*) FROM app.task t JOIN app.case_file c ON c.id = t.case_id WHERE c.reference = ${quote(later)} AND t.kind = 'breach_check' AND t.due_at = c.discovered_at + interval '72 hours'`), 1);
});

test('safeguarding and violence make tasks, each once', async () => {
  const reference = await logged('Threat');
  const ticks = { ...GOOD, safeguarding: true, violence: true, jigsaw: true };
  assert.equal((await triage(reference, ticks)).status, 303);
  assert.equal((await triage(reference, {})).status, 303);
  for (const kind of ['safeguarding', 'staff_safety']) {
    assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = ${quote(kind)}`), 1, kind);
  }
  assert.ok((await manager.get(`/cases/${reference}`)).has('Somebody could be worked out from several posts'));
});

test('U-1, U-3: partners marked conflicted see less from then on; unmarked again, they see it again', async () => {
  const reference = await logged('With a conflict');
  const c = memberOf('partner.c');
  assert.equal((await triage(reference, { ...GOOD, conflicted: [String(c)] })).status, 303);
  assert.equal((await as('partner.c').get(`/cases/${reference}/triage`)).status, 403);
  const page = await manager.get(`/cases/${reference}/triage`);
  const again = page.form(`/cases/${reference}/triage`);
  assert.deepEqual([again.value('conflicted')].flat(), [String(c)]);
  assert.equal((await again.fill({ conflicted: [] }).send()).status, 303);
  assert.equal((await as('partner.c').get(`/cases/${reference}/triage`)).status, 200);
});

test('U-2: how we know who posted is written, unless nobody knows', async () => {
  const reference = await logged('Basis');
  const bare = await triage(reference, { ...GOOD, author_basis: '' });
  assert.match(bare.errors.author_basis, /how we know/);
  assert.equal((await triage(reference, { ...GOOD, author_kind: 'not_known', author_basis: '' })).status, 303);
  assert.ok((await manager.get(`/cases/${reference}`)).has('Does not apply: it is not known who posted.'));
});

test('U-16: a closed case takes no triage, no evidence and no telling until it is reopened', async () => {
  const reference = await logged('Closed');
  const form = (await manager.get(`/cases/${reference}/triage`)).form(`/cases/${reference}/triage`).fill(GOOD);
  sql(`UPDATE app.case_file SET state = 'closed', closed_at = now(), outcome = 'no_action', word_to_reporter = 'Thank you.' WHERE reference = ${quote(reference)}`);
  const answer = await form.send();
  assert.equal(answer.status, 422);
  assert.ok(answer.has('closed'));
  assert.equal(number(`SELECT count(*) FROM app.triage WHERE case_id = ${id(reference)}`), 0);
  assert.equal((await manager.post(`/cases/${reference}/evidence`, { description: 'x', why_described: 'already_gone' })).status, 422);
  const told = await manager.post(`/cases/${reference}/notices`, { member: String(memberOf('partner.a')), how: 'In person', told_on: sql('SELECT current_date'), told_time: '0:00' });
  assert.equal(told.status, 422);
  assert.equal(sql(`SELECT state FROM app.case_file WHERE reference = ${quote(reference)}`), 'closed');
});

test('another practice, a closed door: a case that is not there takes no triage', async () => {
  const answer = await manager.post('/cases/WMC-2026-ZZZZZ/triage', GOOD);
  assert.equal(answer.status, 404);
});
