// The partners' decision over HTTP, as the members concerned: gates in order, votes, dissent, those who
// stand aside, small partnerships, new evidence, and the request that follows (W-2.4b, W-2.4c, W-2.4m,
// C-6, U-1, U-3, U-17, U-18, U-20, R-list-1 to R-list-7).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, newNonce, number, quote, rows, sql } from '../support/client.mjs';
import { addEvidence, addScan, answer, confirmPaper, conflict, day, inCase, knownCase, opened, ready, sendLetter, sent, vote } from '../support/decision.mjs';

const manager = as('manager');
const a = as('partner.a');
const b = as('partner.b');
const c = as('partner.c');

const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const outcomes = (reference) => rows(`SELECT outcome FROM app.decision_outcome WHERE case_id = ${id(reference)} ORDER BY id`).map((x) => x.outcome);
const kinds = (reference) => rows(`SELECT kind FROM app.event WHERE case_id = ${id(reference)} AND NOT is_read ORDER BY id`).map((x) => x.kind);
const refusal = (page) => Object.values(page.errors).join(' ');

test('U-17: gates stand in order, each met or not yet with what it rests on, and the first refuses the decision', async () => {
  const reference = await knownCase();
  const page = await manager.get(`/cases/${reference}/gates`);
  assert.equal(page.status, 200);
  assert.equal(page.heading.includes('Before this can happen'), true);
  assert.ok(page.has('It is known who posted'));
  assert.ok(page.has('Not yet, because the ground has not been written down. Guidance: the GMC'));
  assert.ok(page.words.indexOf('Conduct is shown') < page.words.indexOf('A warning in the last 12 months'));
  const opening = await manager.get(`/cases/${reference}/decision/open`);
  assert.ok(opening.has('The partners cannot be asked yet'));
  const forced = await manager.post(`/cases/${reference}/decision/open`, { ground_id: '1' });
  assert.equal(forced.status, 422);
  assert.match(refusal(forced), /the ground has not been written down/);
  assert.equal(number(`SELECT count(*) FROM app.decision WHERE case_id = ${id(reference)}`), 0);
});

test('W-2.4h, C-4: a ground that rests on a complaint, or only on refusing, stops with an explanation', async () => {
  const reference = await knownCase();
  await answer(manager, reference, 'ground', { answer: 'on_complaint', words: 'They complained.' });
  const stop = await manager.get(`/cases/${reference}/decision/open`);
  assert.equal(stop.status, 200);
  assert.ok(stop.heading.includes('Nobody is removed because of a complaint'));
  assert.equal(stop.main.includes('<form'), false, 'nothing to press');
  await answer(manager, reference, 'ground', { answer: 'only_refusal', words: 'They would not take it down.' });
  const again = await manager.get(`/cases/${reference}/decision/open`);
  assert.ok(again.heading.includes('Refusing to take a post down is not a ground'));
});

test('U-3, G-gmp-6: three partners free: dissent stays, the last vote settles it, the record is printed', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  assert.ok((await a.get(`${at}/decision`)).has('not enough of the partners free to decide have voted'));
  await vote(a, at, 'for');
  await vote(b, at, 'against', { reason: 'I do not agree: <b>talk</b> to them' });
  assert.deepEqual(outcomes(reference), []);
  const twice = await a.post(`${at}/decision/vote`, { vote: 'against', reason: 'Second thoughts' });
  assert.equal(twice.status, 422);
  assert.match(refusal(twice), /You have voted on this decision already/);
  assert.ok(twice.text.includes('Second thoughts'), 'nothing typed is lost');
  await vote(c, at, 'for');
  assert.deepEqual(outcomes(reference), ['carried']);
  const page = await manager.get(`${at}/decision`);
  assert.ok(page.has('Against: Partner B'));
  assert.ok(page.has('For: Partner A, Partner C'));
  assert.ok(page.has('I do not agree: <b>talk</b> to them'), 'escaped, and kept');
  assert.ok(page.has('Letters and the request to PCSE'));
  assert.ok(kinds(reference).includes('decision.opened'));
  assert.deepEqual(kinds(reference).slice(-2), ['vote.recorded', 'decision.settled']);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'vote' AND done_at IS NULL`), 0);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'removal_letters' AND done_at IS NULL`), 1);
  const late = await manager.post(`${at}/decision/open`, { ground_id: '1' });
  assert.equal(late.status === 422 || late.status === 409, true, 'a decision that stands is not asked anew');
});

test('U-18, C-5: a threshold that is met asks nobody any more; a later refusal never reads as carried; the next step is there', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  await vote(a, at, 'for');
  await vote(b, at, 'for');
  await sent(manager, `${at}/decision/close`, {});
  assert.deepEqual(outcomes(reference), ['carried'], 'two of three settle it, once somebody closes the vote');
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'vote' AND done_at IS NULL`), 0, 'nobody is still asked');
  assert.equal((await c.get(`${at}/decision`)).links.some(({ href }) => href.endsWith('/decision/vote')), false);
  const late = await c.post(`${at}/decision/vote`, { vote: 'against', reason: 'Too late' });
  assert.match(refusal(late), /Voting on this decision is closed/);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'removal_letters' AND done_at IS NULL`), 1, 'the next step');
  addEvidence(reference);
  await sent(a, `${at}/decision/evidence`, { changes: 'yes', reason: 'This changes my vote.' });
  const page = await manager.get(`${at}/decision`);
  assert.ok(page.has('void'), 'a later refusal');
  assert.equal(page.links.some(({ text }) => text === 'Letters and the request to PCSE'), false, 'is not shown as carried');
  const letter = await manager.post(`${at}/letters`, { kind: 'removal_notice' });
  assert.equal(letter.status, 422, 'and no letter goes on from it');
});

test('U-3: a tie is not carried; standing aside by choice counts as not free', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  await vote(a, at, 'for');
  await vote(c, at, 'aside', { aside_why: 'own_choice' });
  assert.deepEqual(outcomes(reference), []);
  await vote(b, at, 'against');
  assert.deepEqual(outcomes(reference), ['not_carried']);
  assert.ok((await manager.get(`${at}/decision`)).has('Stood aside by choice: Partner C'));
  assert.match((await manager.get(`${at}/removal`)).words, /partners have not decided for it/);
});

test('U-1, U-3: a conflicted partner stands aside by rule, sees no votes until the decision stands, then may', async () => {
  const reference = await knownCase();
  conflict(reference, 'partner.c');
  const at = await opened(reference);
  await vote(a, at, 'for', { reason: 'The secret reason' });
  assert.equal((await c.get(`${at}/decision/vote`)).status, 403);
  assert.equal((await c.post(`${at}/decision/vote`, { vote: 'for', reason: 'x' })).status, 403);
  for (const path of ['meeting', 'advice', 'finding', 'warning', 'outside-view', 'gates', 'gates/ground', 'gates/clinician', 'removal', 'decision/open', 'decision/close'])
    assert.equal((await c.get(`${at}/${path}`)).status, 403, path);
  const closed = await c.get(`${at}/decision`);
  assert.equal(closed.status, 200);
  assert.ok(closed.has('You stand aside from this case'));
  assert.equal(closed.text.includes('The secret reason'), false);
  assert.equal(closed.has('They threatened a receptionist'), false, 'nor the ground');
  assert.equal(closed.has('Voted for'), false);
  const signing = await c.post(`${at}/decision/sign`, { signature: 'for', reason: 'x' });
  assert.equal(signing.status, 422);
  assert.match(refusal(signing), /A partner is free to decide, so nobody who stands aside signs/);
  await vote(b, at, 'for');
  assert.deepEqual(outcomes(reference), ['carried']);
  const open = await c.get(`${at}/decision`);
  assert.ok(open.has('The secret reason'), 'afterwards they may');
  assert.ok(open.has('Stood aside by rule: Partner C'));
  assert.equal((await c.get(`${at}/decision/vote`)).status, 403, 'and still do nothing');
});

test('U-3: two conflicted of three: the one free partner decides after a named outside view', async () => {
  const reference = await knownCase();
  conflict(reference, 'partner.b', 'affected');
  conflict(reference, 'partner.c');
  const at = await opened(reference, { clinician: as('partner.a') });
  const early = await a.post(`${at}/decision/vote`, { vote: 'for', reason: 'Alone' });
  assert.equal(early.status, 422);
  assert.match(refusal(early), /only one partner is free to decide and no named outside view/);
  await sent(manager, `${at}/outside-view`, { from_whom: 'lmc', name: 'Dr Outside', on_date: day(0), words: 'It is reasonable.' });
  await vote(a, at, 'for');
  assert.deepEqual(outcomes(reference), ['carried']);
  assert.ok((await manager.get(`${at}/decision`)).has('Outside view: Dr Outside, for the Local Medical Committee'));
});

test('U-3: none free: a partner who stands aside signs after a named outside view, and both are printed', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of ['partner.a', 'partner.b', 'partner.c']) conflict(reference, who);
  const sheet = await a.get(`${at}/decision/sign`);
  assert.ok(sheet.has('no named outside view is recorded'));
  assert.equal(sheet.main.includes('<form'), false);
  const early = await a.post(`${at}/decision/sign`, { signature: 'for', reason: 'x' });
  assert.match(refusal(early), /no partner is free to decide and no named outside view/);
  await sent(manager, `${at}/outside-view`, { from_whom: 'commissioner', name: 'Ms Commissioner', on_date: day(0), words: 'Go on.' });
  const page = await a.get(`${at}/decision`);
  assert.ok(page.links.some(({ text }) => text === 'Sign for the contractor'), 'there is a next step');
  const ready = await a.get(`${at}/decision/sign`);
  assert.ok(ready.has('They threatened a receptionist') && ready.has('Ms Commissioner') && ready.has('Go on.'));
  await sent(a, `${at}/decision/sign`, { signature: 'for', reason: 'For the contractor' });
  assert.deepEqual(outcomes(reference), ['carried']);
  const record = await manager.get(`${at}/decision`);
  assert.ok(record.has('Signed for the contractor, for: Partner A') && record.has('Ms Commissioner, for the ICB'));
});

test('U-1, U-4: a partner whose own conduct is in question finds nothing and never signs', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  conflict(reference, 'partner.c', 'conduct');
  for (const path of ['decision', 'decision/vote', 'decision/sign', 'gates', 'removal', 'meeting'])
    assert.equal((await c.get(`${at}/${path}`)).status, 404, path);
  assert.equal((await c.post(`${at}/decision/vote`, { vote: 'for', reason: 'x' })).status, 404);
  assert.equal((await c.post(`${at}/decision/sign`, { signature: 'for', reason: 'x' })).status, 404);
  await vote(a, at, 'for');
  await vote(b, at, 'for');
  assert.deepEqual(outcomes(reference), ['carried']);
});

test('U-1: standing aside because the post names them makes a partner conflicted from then on', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  await vote(c, at, 'aside', { aside_why: 'named_in_post' });
  assert.equal((await c.get(`${at}/gates`)).status, 403);
  await vote(a, at, 'for');
  await vote(b, at, 'for');
  assert.deepEqual(outcomes(reference), ['carried']);
});

test('U-3: the vote can be closed with enough votes, never with too few', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  await vote(a, at, 'for');
  const early = await manager.post(`${at}/decision/close`);
  assert.equal(early.status, 422);
  assert.match(refusal(early), /not enough of the partners/);
  await vote(b, at, 'for');
  assert.deepEqual(outcomes(reference), []);
  // the partners decide and the practice manager records: nobody else closes it over a partner's head (C-5)
  assert.equal((await as('complaints').get(`${at}/decision`)).text.includes('/decision/close'), false);
  assert.equal((await as('complaints').post(`${at}/decision/close`)).status, 403);
  assert.deepEqual(outcomes(reference), []);
  await sent(manager, `${at}/decision/close`, {});
  assert.deepEqual(outcomes(reference), ['carried']);
  const late = await c.post(`${at}/decision/vote`, { vote: 'against', reason: 'Late' });
  assert.match(refusal(late), /Voting on this decision is closed/);
});

test('U-18: new evidence asks each voter once; a changed vote makes the decision void, and they vote again', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  await vote(a, at, 'for');
  await vote(b, at, 'for');
  await vote(c, at, 'for');
  const nothing = await a.post(`${at}/decision/evidence`, { changes: 'no', reason: 'x' });
  assert.match(refusal(nothing), /Nothing new has come since you voted/);
  addEvidence(reference);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'new_evidence' AND done_at IS NULL`), 1);
  assert.ok((await a.get(`${at}/decision`)).links.some(({ text }) => text.includes('does it change your vote')));
  assert.ok((await manager.get(`${at}/removal`)).has('a voter has not said whether it changes their vote'));
  for (const who of [a, b, c]) await sent(who, `${at}/decision/evidence`, { changes: 'no', reason: 'It stays' });
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'new_evidence' AND done_at IS NULL`), 0);
  assert.ok((await manager.get(`${at}/removal`)).has('does not change their vote'));
  addEvidence(reference);
  await sent(b, `${at}/decision/evidence`, { changes: 'yes', reason: 'Now it does' });
  assert.deepEqual(outcomes(reference), ['carried', 'void']);
  assert.ok((await manager.get(`${at}/decision`)).has('Void'));
  await sent(manager, `${at}/decision/open`, {});
  for (const who of [a, b, c]) await vote(who, at, 'against');
  assert.deepEqual(outcomes(reference), ['carried', 'void', 'not_carried']);
});

test('U-18: a gate that was met and is met no more makes the decision void', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of [a, b, c]) await vote(who, at, 'for');
  await answer(manager, reference, 'protected-grounds', { grounds: ['disability'], words: 'It turns out so.' });
  const page = await manager.get(`${at}/decision`);
  assert.ok(page.has('This decision is void'));
  assert.ok((await manager.get(`${at}/removal`)).has('The request cannot go today'));
  await answer(manager, reference, 'protected-grounds', { grounds: ['none'], words: 'Looked at again.' });
});

test('U-17, U-20, G-gmp-12, R-list-2, R-list-6, R-list-7, R-list-8: letters, the interruption page, the request, and the date that PCSE makes certain', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of [a, b, c]) await vote(who, at, 'for');
  const before = await manager.get(`${at}/removal`);
  assert.ok(before.has('Still our patient, care continues'));
  assert.ok(before.has('Not sent yet'));
  assert.ok(before.has('An 8-day removal, with the signature of a GP'), 'R-list-8');
  assert.equal(before.summary['NHS number'], '943 476 5919');
  assert.match(before.summary.Address, /1 Example Street Exampletown/);
  assert.equal(before.summary['Date of birth'], '4 March 1980');
  const early = await manager.post(`${at}/removal/confirm`);
  assert.equal(early.status, 422);
  sendLetter(reference, 'removal_notice');
  sendLetter(reference, 'commissioner_notice');
  const noCare = await manager.post(`${at}/removal/confirm`);
  assert.match(refusal(noCare), /nobody has said whether the patient is being treated/);
  const confirm = await (await sent(manager, `${at}/removal`, { treated: 'no', care: 'The duty doctor sees them; records go on by GP2GP.' })).follow();
  assert.ok(confirm.heading.includes('about to ask for a patient to be taken off the list'));
  const form = confirm.form('/removal/confirm');
  assert.deepEqual(form.fields.filter(({ type }) => type !== 'hidden'), [], 'no form fields');
  assert.equal((confirm.main.match(/<button/g) ?? []).length, 1, 'one button');
  assert.equal(confirm.links.length, 1, 'one way back');
  const done = await (await form.send()).follow();
  assert.match(done.summary['Takes effect'], /^Expected: /);
  assert.ok(done.has('Still our patient, care continues'));
  const twice = await manager.post(`${at}/removal/confirm`);
  assert.equal(twice.status, 409);
  assert.deepEqual(
    rows(`SELECT kind FROM app.task WHERE case_id = ${id(reference)} AND done_at IS NULL AND kind IN ('removal_receipt', 'continuity_of_care', 'treatment_ended') ORDER BY kind`).map((x) => x.kind),
    ['continuity_of_care', 'removal_receipt'],
  );
  const future = await manager.post(`${at}/removal/receipt`, { kind: 'received', on_date: day(2) });
  assert.match(refusal(future), /must not be in the future/);
  const soon = await manager.post(`${at}/removal/receipt`, { kind: 'received', on_date: day(-1) });
  assert.match(refusal(soon), /must not be before the day of the request/);
  await sent(manager, `${at}/removal/receipt`, { kind: 'received', on_date: day(0) });
  const after = await manager.get(`${at}/removal`);
  assert.doesNotMatch(after.summary['Takes effect'], /Expected/);
  assert.equal(sql(`SELECT effective_on - received_on FROM app.list_removal_receipt WHERE case_id = ${id(reference)}`), '8');
  assert.ok(after.has('was counted'), 'the sum is shown');
  assert.equal((await manager.post(`${at}/removal/receipt`, { kind: 'received', on_date: day(0) })).status, 409);
  const never = await manager.post(`${at}/removal/receipt`, { kind: 'treatment_ended', on_date: day(0) });
  assert.match(refusal(never), /not being treated/);
  assert.deepEqual(kinds(reference).slice(-2), ['removal.requested', 'removal.received']);
});

test('R-list-6, U-20: while the patient is treated the second date counts, with a task of its own', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of [a, b, c]) await vote(who, at, 'for');
  sendLetter(reference, 'commissioner_notice');
  sendLetter(reference, 'removal_notice');
  await sent(manager, `${at}/removal`, { treated: 'yes', care: 'Dressings go on twice a week.' });
  await sent(manager, `${at}/removal/confirm`, {});
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'treatment_ended' AND done_at IS NULL`), 1);
  await sent(manager, `${at}/removal/receipt`, { kind: 'received', on_date: day(0) });
  assert.match((await manager.get(`${at}/removal`)).summary['Takes effect'], /Not before the treatment has ended/);
  await sent(manager, `${at}/removal/receipt`, { kind: 'treatment_ended', on_date: day(0) });
  assert.doesNotMatch((await manager.get(`${at}/removal`)).summary['Takes effect'], /Not before/);
});

test('U-17: every gate is asked again on the day of the request', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of [a, b, c]) await vote(who, at, 'for');
  sendLetter(reference, 'removal_notice');
  sendLetter(reference, 'commissioner_notice');
  await sent(manager, `${at}/removal`, { treated: 'no', care: 'As before.' });
  // Of a name and number of their own: a complaint counts for every row of the same human being (U-21).
  inCase(reference, `UPDATE app.person SET name = 'Somebody of ' || c.reference, nhs_number = NULL
     WHERE id = (SELECT x.person_id FROM app.case_author x WHERE x.case_id = c.id);
    INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, person_id)
    SELECT c.practice_id, NULL, 'CMP-' || c.reference, current_date, 'oral', ca.person_id FROM app.case_author ca WHERE ca.case_id = c.id;`);
  const refused = await manager.post(`${at}/removal/confirm`);
  assert.equal(refused.status, 422);
  assert.match(refused.words + refusal(refused), /a complaint by or for this person is open/);
  assert.equal(number(`SELECT count(*) FROM app.list_removal WHERE case_id = ${id(reference)}`), 0);
});

test('R-list-3, C-6: a warning needs a known patient, must have said that removal is a risk and why, and paper is older than the case', async () => {
  const reference = await knownCase();
  const at = `/cases/${reference}`;
  const silent = await manager.post(`${at}/warning`, { how: 'paper', warned_on: day(-30), confirmed_by: 'X', words: 'w' });
  assert.equal(silent.status, 422);
  assert.ok(silent.errors.said_removal && silent.errors.said_why);
  const young = await manager.post(`${at}/warning`, { how: 'paper', warned_on: day(0), said_removal: 'yes', said_why: 'yes', confirmed_by: 'X', words: 'w' });
  assert.match(young.errors.warned_on, /before this case was logged/);
  const gated = await manager.post(`${at}/warning`, { how: 'letter', warned_on: day(0), said_removal: 'yes', said_why: 'yes', words: 'w' });
  assert.equal(gated.status, 422);
  assert.match(refusal(gated), /the ground has not been written down/);
  const stop = await manager.post(`${at}/warning`, { how: 'paper', warned_on: day(-30), stop_by: day(-31), said_removal: 'yes', said_why: 'yes', confirmed_by: 'X', words: 'w' });
  assert.match(stop.errors.stop_by, /after the date of the warning/);
  const late = await manager.post(`${at}/warning`, { how: 'letter', warned_on: day(-2), said_removal: 'yes', said_why: 'yes', words: 'w', had_happened: 'yes', out_of_order_why: 'It was sent in haste' });
  assert.equal(late.status, 303, 'U-11: a fact is recorded whatever the gates say');
  assert.ok((await manager.get(`${at}/gates`)).has('no warning is on record'), 'U-11: and satisfies none');
  addScan(reference);
  await sent(manager, `${at}/warning`, { how: 'paper', warned_on: day(-400), said_removal: true, said_why: true, confirmed_by: 'partner c', words: 'w' });
  await confirmPaper(c, reference);
  assert.ok((await manager.get(`${at}/gates`)).has('its 12 months are over'));
});

test('R-list-3, U-20: a date alone is no warning: by letter it rests on the letter sent that day, from paper on its scan and a second member', async () => {
  const reference = await knownCase();
  const at = await ready(reference, { without: ['warning'] });
  const given = (how, values) => manager.post(`${at}/warning`, { how, said_removal: 'yes', said_why: 'yes', words: 'w', ...values });
  const none = () => assert.equal(number(`SELECT count(*) FROM app.warning WHERE case_id = ${id(reference)}`), 0);
  const unsent = await given('letter', { warned_on: day(-200) });
  assert.equal(unsent.status, 422);
  assert.match(refusal(unsent), /Send the warning letter first, or say that it had already happened/);
  for (const who of ['me', 'Practice Manager', ' ']) {
    const alone = await given('paper', { warned_on: day(-30), confirmed_by: who });
    assert.equal(alone.status, 422, who);
    assert.ok(alone.errors.confirmed_by, who);
  }
  assert.match(refusal(await given('paper', { warned_on: day(-30), confirmed_by: 'Partner C' })), /Add a scan of the warning/);
  none();
  sendLetter(reference, 'formal_warning');
  assert.match((await given('letter', { warned_on: day(-1) })).errors.warned_on, /the day on which its letter was sent/);
  none();
  assert.equal((await given('letter', { warned_on: day(0) })).status, 303);
  assert.equal(number(`SELECT count(*) FROM app.warning WHERE case_id = ${id(reference)} AND in_order AND letter_sent_id IS NOT NULL`), 1);
});

test('R-list-4: a coded exception with its reason stands for a warning', async () => {
  const reference = await knownCase();
  const at = await ready(reference, { without: ['warning'] });
  await sent(manager, `${at}/warning`, { how: 'exception', exception: 'safety_risk', words: 'They said what they would do.' });
  const page = await manager.get(`${at}/gates`);
  assert.ok(page.has('No warning is needed: an exception applies'));
  await sent(manager, `${at}/decision/open`, {});
});

test('U-17: only a clinician answers for health; the manager may not', async () => {
  const reference = await knownCase();
  assert.equal((await manager.get(`/cases/${reference}/gates/clinician`)).status, 403);
  assert.equal((await manager.post(`/cases/${reference}/gates/clinician`, { answer: 'no', words: 'x' })).status, 403);
  assert.equal((await as('complaints').post(`/cases/${reference}/gates/clinician`, { answer: 'no', words: 'x' })).status, 403);
  const list = await manager.get(`/cases/${reference}/gates`);
  assert.ok(list.has('Could illness, disability, capacity or crisis explain it? For a clinician'));
  assert.equal(list.links.some(({ href }) => href.endsWith('gates/clinician')), false);
});

test('U-17: a finding of none takes back what was found before', async () => {
  const reference = await knownCase();
  const at = await ready(reference);
  assert.ok((await manager.get(`${at}/gates`)).has('Conduct beyond opinion is shown'));
  await sent(manager, `${at}/finding`, { ground: 'none', happened_on: day(0), words: 'We were mistaken.', weighed: 'An opinion after all.' });
  assert.ok((await manager.get(`${at}/gates`)).has('Not yet, because no threat, harassment'));
});

// ---- Bad input ---------------------------------------------------------------------------------------

const FORMS = {
  meeting: { good: { held_on: day(-1), others: 'All', conflicts: 'nobody', reasons: 'r' }, prose: 'reasons', line: 'others', date: 'held_on', choice: 'conflicts', required: ['held_on', 'conflicts', 'reasons'] },
  advice: { good: { entry: 'asked', body: 'MDU', on_date: day(-1), words: 'w' }, prose: 'words', line: 'body', date: 'on_date', choice: 'entry', required: ['entry', 'on_date', 'words', 'body'] },
  finding: { good: { ground: 'threat', happened_on: day(-1), words: 'w', weighed: 'w' }, prose: 'words', date: 'happened_on', choice: 'ground', required: ['ground', 'happened_on', 'words', 'weighed'] },
  warning: { good: { how: 'paper', warned_on: day(-30), said_removal: 'yes', said_why: 'yes', confirmed_by: 'x', words: 'w' }, prose: 'words', line: 'confirmed_by', date: 'warned_on', choice: 'how', required: ['how', 'warned_on', 'words', 'confirmed_by'] },
  'outside-view': { good: { from_whom: 'lmc', name: 'n', on_date: day(-1), words: 'w' }, prose: 'words', line: 'name', date: 'on_date', choice: 'from_whom', required: ['from_whom', 'name', 'on_date', 'words'] },
  'gates/ground': { good: { answer: 'apart', words: 'w' }, prose: 'words', choice: 'answer', required: ['answer', 'words'] },
  'gates/protected-grounds': { good: { grounds: 'none', words: 'w' }, prose: 'words', required: ['grounds', 'words'] },
  'gates/care': { good: { words: 'w' }, prose: 'words', required: ['words'] },
};
const TABLES = ['meeting', 'advice', 'finding', 'warning', 'outside_view', 'gate_statement', 'decision', 'vote'];

test('bad input: a sentence beside the field, nothing typed lost, never a fault, nothing stored by halves', async () => {
  const reference = await knownCase();
  const stored = () => TABLES.map((t) => number(`SELECT count(*) FROM app.${t} WHERE case_id = ${id(reference)}`)).join() + number(`SELECT count(*) FROM app.event WHERE case_id = ${id(reference)} AND NOT is_read`);
  const before = stored();
  for (const [path, f] of Object.entries(FORMS)) {
    const at = `/cases/${reference}/${path}`;
    const bad = [...f.required.map((name) => [name, ''])];
    if (f.prose) bad.push([f.prose, 'x'.repeat(5001)], [f.prose, 'a\u0000b'], ...(f.required[0] === f.prose ? [] : [[f.prose, 'kept <script>alert(1)</script>', { [f.required[0]]: '' }]]));
    if (f.line) bad.push([f.line, 'x'.repeat(400)], [f.line, 'two\nlines']);
    if (f.date) bad.push([f.date, '2026-13-45'], [f.date, 'tomorrow'], [f.date, day(3)], [f.date, '0000-00-00']);
    if (f.choice) bad.push([f.choice, "x' OR 1=1"], [f.choice, 'unheard_of'], [f.choice, '=1+1']);
    for (const [name, value, more] of bad) {
      const answer = await manager.post(at, { ...f.good, [name]: value, ...more });
      assert.equal(answer.status, 422, `${path} ${name}=${value.slice(0, 20)}: ${answer.status} ${answer.heading}`);
      assert.notEqual(refusal(answer), '', `${path} ${name}`);
      assert.equal(answer.text.includes('<script>alert'), false);
      if (more) assert.ok(answer.text.includes('kept &lt;script&gt;'));
    }
  }
  assert.equal((await manager.get(`/cases/${reference}/gates/unheard-of`)).status, 404);
  assert.equal((await manager.post(`/cases/${reference}/gates/unheard-of`, { words: 'w' })).status, 404);
  assert.equal((await manager.post('/cases/OTH-2026-ABCDE/meeting', FORMS.meeting.good)).status, 404);
  assert.equal((await manager.post(`/cases/${reference}/meeting`, { ...FORMS.meeting.good, token: 'f'.repeat(32) })).status, 422);
  assert.equal(stored(), before, 'nothing was stored');
});

test('invariant 1: the same form sent twice is one record', async () => {
  const reference = await knownCase();
  const fields = { ...FORMS.finding.good, nonce: newNonce() };
  const first = await manager.post(`/cases/${reference}/finding`, fields);
  const second = await manager.post(`/cases/${reference}/finding`, fields);
  assert.equal(first.status, 303);
  assert.equal(second.location, first.location);
  assert.equal(number(`SELECT count(*) FROM app.finding WHERE case_id = ${id(reference)}`), 1);
});

test('invariant 3: after all of it the chains verify', () => {
  const run = candour('audit', 'verify');
  assert.equal(run.status, 0, run.out + run.err);
});
