// Our own page, requests to remove a post, what came of them, and looking again (W-A-4, W-2.3e, W-2.3f, U-10,
// U-11, U-13, U-14, U-16).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, quote, rows } from '../support/client.mjs';
import { author, bearsAnything, captured, conflict, count, day, fact, inCase, newCase, refusedAt, sent, triaged, value } from '../support/acts.mjs';

const manager = () => as('manager');

async function onOwnPage({ withEvidence = true } = {}) {
  const reference = await newCase({ start: { kind: 'own_page_post', venue: 'own_page' } });
  if (withEvidence) captured(reference);
  triaged(reference);
  return reference;
}
async function ready({ start = {}, kind, bornOn, complaint, fairComment } = {}) {
  const reference = await newCase({ start });
  captured(reference);
  author(reference, { kind, bornOn });
  triaged(reference, { complaint, fairComment });
  return reference;
}
const requests = (reference) =>
  rows(`SELECT x.* FROM app.removal_request x JOIN app.case_file c ON c.id = x.case_id WHERE c.reference = ${quote(reference)} ORDER BY x.id`);
const openTasks = (reference) =>
  rows(`SELECT t.kind, t.due_on FROM app.task t JOIN app.case_file c ON c.id = t.case_id
    WHERE c.reference = ${quote(reference)} AND t.done_at IS NULL AND t.kind IN ('removal_reply', 'platform_recheck', 'look_again', 'look_again_later') ORDER BY t.id`);
const report = (client, reference, values = {}) =>
  sent(client, `/cases/${reference}/requests`, { addressed_to: 'platform', sent_on: day(0), ...values }, `/cases/${reference}/requests`);

// ---- our own page ----------------------------------------------------------------------------------

test('nothing is deleted from our page before it is captured or described (W-A-4, U-10)', async () => {
  const reference = await onOwnPage({ withEvidence: false });
  const me = manager();
  const page = await me.get(`/cases/${reference}/own-page`);
  assert.ok(page.has('neither captured nor described'));
  const answer = await page.form('/own-page').fill({ actions: ['deleted'], on_date: day(0) }).send();
  await refusedAt(answer, null, /neither captured nor described/);
  assert.deepEqual(answer.form('/own-page').value('actions'), ['deleted'], 'what was ticked stays ticked');
  assert.equal(count(reference, 'own_page_action'), 0);
  captured(reference);
  await sent(me, `/cases/${reference}/own-page`, { actions: ['deleted'], on_date: day(0) });
  assert.equal(count(reference, 'own_page_action'), 1);
});

test('deleted and reported are both needed before the step is done (W-A-4)', async () => {
  const reference = await onOwnPage();
  const me = manager();
  const at = `/cases/${reference}/own-page`;
  await sent(me, at, { actions: ['hidden', 'deleted'], on_date: day(0) });
  assert.equal(count(reference, 'step_entry', "x.step = 'own_page' AND x.entry = 'done'"), 0);
  assert.ok((await me.get(at)).has('Half done'));
  await sent(me, at, { actions: ['reported'], on_date: day(0), platform_reference: 'REF 77' });
  assert.equal(count(reference, 'step_entry', "x.step = 'own_page' AND x.entry = 'done' AND x.in_order"), 1);
  assert.ok((await me.get(at)).has('Done: it was deleted, and it was reported'));
  assert.deepEqual(openTasks(reference).map((task) => [task.kind, task.due_on]), [['look_again', day(7)], ['look_again_later', day(30)]]);
});

test('deleted first is recorded as it was, satisfies no gate, and is offered as a learning event (U-11)', async () => {
  const reference = await onOwnPage({ withEvidence: false });
  const me = manager();
  const at = `/cases/${reference}/own-page`;
  const page = await me.get(at);
  await refusedAt(await page.form('/own-page').fill({ actions: ['deleted'], on_date: day(-1), had_happened: true }).send(), 'out_of_order_why', /Enter why/);
  await sent(me, at, { actions: ['deleted', 'reported'], on_date: day(-1), had_happened: true, out_of_order_why: 'A colleague deleted it at once' });
  assert.equal(count(reference, 'own_page_action', 'NOT x.in_order'), 2);
  assert.equal(count(reference, 'step_entry', "x.step = 'own_page' AND NOT x.in_order"), 1);
  assert.equal(fact(reference, 'is_taken_down_by_us'), 'false');
  const after = await me.get(at);
  assert.ok(after.has('A colleague deleted it at once') && after.has('Out of order'));
  const learning = await me.get(after.link('Add it as a learning event'));
  assert.ok(learning.has('A colleague deleted it at once'));
});

test('not on our page: refused; named in the post: does not act (U-1)', async () => {
  const reference = await ready();
  const me = manager();
  assert.ok((await me.get(`/cases/${reference}/own-page`)).has('does not apply'));
  assert.equal((await me.post(`/cases/${reference}/own-page`, { actions: 'deleted', on_date: day(0) })).status, 422);
  const own = await onOwnPage();
  conflict(own, 'partner.a', 'affected');
  assert.equal((await as('partner.a').post(`/cases/${own}/own-page`, { actions: 'deleted', on_date: day(0) })).status, 403);
  assert.equal(count(own, 'own_page_action'), 0);
});

// ---- requests and reports --------------------------------------------------------------------------

test('a report to the platform is looked at again after two working days (W-2.3f, U-16)', async () => {
  const reference = await ready();
  const me = manager();
  await report(me, reference, { platform_reference: 'FB-1' });
  const [request] = requests(reference);
  assert.equal(request.addressed_to, 'platform');
  assert.ok(request.answer_by > day(0));
  assert.deepEqual(openTasks(reference).map((task) => task.kind), ['platform_recheck']);
  const page = await me.get(`/cases/${reference}/requests`);
  assert.ok(page.has('FB-1') && page.has('How the date was counted'));
  assert.equal(count(reference, 'step_entry', "x.step = 'platform_report' AND x.entry = 'started'"), 1);
});

test('without evidence, or before triage, no report goes; what had gone is recorded all the same (U-11)', async () => {
  const reference = await newCase();
  const me = manager();
  const page = await me.get(`/cases/${reference}/requests`);
  const answer = await page.form(`/cases/${reference}/requests`).fill({ addressed_to: 'platform', sent_on: day(0) }).send();
  await refusedAt(answer, null, /neither captured nor described/);
  assert.equal(requests(reference).length, 0);
  await report(me, reference, { had_happened: true, out_of_order_why: 'Reported from a telephone at once' });
  assert.equal(requests(reference)[0].in_order, false);
  await report(me, reference, { addressed_to: 'author', had_happened: true, out_of_order_why: 'Spoke to them in the car park' });
  assert.equal(fact(reference, 'removal_requests'), '0');
});

test('whoever posted is asked by letter, not by a record of it', async () => {
  const reference = await ready();
  const page = await manager().get(`/cases/${reference}/requests`);
  await refusedAt(await page.form(`/cases/${reference}/requests`).fill({ addressed_to: 'author', sent_on: day(0) }).send(), 'addressed_to', /by letter/);
});

test('a complaint part that is open stops a request, and never one that protects others (U-13)', async () => {
  const reference = await ready({ complaint: 'both' });
  const me = manager();
  assert.equal((await me.post(`/cases/${reference}/requests`, { addressed_to: 'platform', sent_on: day(0) })).status, 422);
  // what whoever logged it ticked opens nothing; what triage found does
  const ticked = await ready({ start: { other_patient_shown: true }, complaint: 'both' });
  assert.equal(fact(ticked, 'is_protective'), 'false');
  assert.equal((await me.post(`/cases/${ticked}/requests`, { addressed_to: 'platform', sent_on: day(0) })).status, 422);
  const protects = await newCase({ start: { other_patient_shown: true } });
  captured(protects);
  author(protects);
  triaged(protects, { complaint: 'both', category: 'A2' });
  await report(me, protects);
  assert.equal(requests(protects).length, 1);
});

test('reviews and fair comment are answered first: invite, reply, thank (U-14)', async () => {
  const reference = await ready({ start: { kind: 'review', platform: 'google_reviews', venue: 'review_site' }, fairComment: true });
  const me = manager();
  const at = `/cases/${reference}/requests`;
  const page = await me.get(at);
  assert.ok(page.has('First, answer it') && page.has('keep everybody'));
  assert.equal((await me.post(at, { addressed_to: 'platform', sent_on: day(0) })).status, 422);
  const replied = await page.forms.find((form) => form.value('offer') === 'replied').send();
  assert.equal(replied.status, 303);
  assert.equal(count(reference, 'event', "x.kind = 'review.replied'"), 1);
  const invited = await page.forms.find((form) => form.value('kind') === 'complaint_invitation').force('nonce', null).add('nonce', 'a'.repeat(32)).send();
  assert.match(invited.location, /letters\/\d+$/);
  // a finding of conduct opens it (U-17)
  inCase(reference, `x := app.content_add(c.id, 'They threatened a nurse', true);
    INSERT INTO app.finding (practice_id, case_id, ground, content_id) VALUES (c.practice_id, c.id, 'threat', x) RETURNING id INTO l;
    PERFORM app.audit_append('finding.recorded', c.id, '{}', ARRAY['finding:' || l]);`);
  assert.ok(!(await me.get(at)).has('First, answer it'));
  await report(me, reference);
});

test('no reply on a personal profile, in a group or a closed forum (U-14, M-fb-5)', async () => {
  const reference = await ready({ fairComment: true });
  const me = manager();
  assert.ok((await me.get(`/cases/${reference}/requests`)).has('Do not reply on a personal profile'));
  assert.equal((await me.post(`/cases/${reference}/requests/offer`, { offer: 'replied' })).status, 422);
  assert.equal((await me.post(`/cases/${reference}/requests/offer`, { offer: 'shouted' })).status, 422);
});

test('refused, or no answer, finishes the step; a promise is looked at again (U-16)', async () => {
  const reference = await ready();
  const me = manager();
  await report(me, reference);
  const at = `/cases/${reference}/requests/${requests(reference)[0].id}/outcome`;
  await sent(me, at, { outcome: 'agreed', on_date: day(0), words: 'They will look at it' });
  assert.deepEqual(openTasks(reference).map((task) => task.kind), ['look_again']);
  await sent(me, at, { outcome: 'refused', on_date: day(0) });
  assert.equal(count(reference, 'step_entry', "x.step = 'platform_report' AND x.entry = 'done'"), 1);
  const page = await me.get(`/cases/${reference}/requests`);
  assert.ok(page.has('They will look at it') && page.has('Refused'));
});

test('gone: two looks; gone and back opens a closed case again (U-16)', async () => {
  const reference = await ready();
  const me = manager();
  await sent(me, `/cases/${reference}/look`, { outcome: 'gone', on_date: day(0) });
  assert.deepEqual(openTasks(reference).map((task) => [task.kind, task.due_on]), [['look_again', day(7)], ['look_again_later', day(30)]]);
  await sent(me, `/cases/${reference}/close`, { outcome: 'removed', close_reason: 'It is gone', word_to_reporter: 'It is gone, thank you.' });
  assert.equal(openTasks(reference).length, 2, 'looking again outlives the case');
  await sent(me, `/cases/${reference}/look`, { outcome: 'gone', on_date: day(0) });
  assert.deepEqual(openTasks(reference).map((task) => task.kind), ['look_again_later']);
  assert.equal(value(reference, 'c.state'), 'closed');
  const answer = await sent(me, `/cases/${reference}/look`, { outcome: 'still_up', on_date: day(0) });
  assert.equal(answer.location, `/cases/${reference}`);
  assert.equal(value(reference, 'c.state'), 'open');
  assert.equal(count(reference, 'event', "x.kind = 'case.reopened'"), 1);
});

test('an outcome is of a request of this case, not before it, not in the future', async () => {
  const reference = await ready();
  const other = await ready();
  const me = manager();
  await report(me, reference);
  const { id } = requests(reference)[0];
  assert.equal((await me.get(`/cases/${other}/requests/${id}/outcome`)).status, 404);
  assert.equal((await me.post(`/cases/${other}/requests/${id}/outcome`, { outcome: 'gone', on_date: day(0) })).status, 404);
  const page = await me.get(`/cases/${reference}/requests/${id}/outcome`);
  await refusedAt(await page.form('/outcome').fill({ outcome: 'gone', on_date: day(2) }).send(), 'on_date', /future/);
  await refusedAt(await page.form('/outcome').fill({ outcome: 'gone', on_date: day(-2) }).force('nonce', null).add('nonce', 'b'.repeat(32)).send(), 'on_date', /before the request/);
  assert.equal((await me.post(`/cases/${reference}/look`, { outcome: 'agreed', on_date: day(0) })).status, 422);
});

test('every field bears anything', async () => {
  const own = await onOwnPage();
  const reference = await ready();
  const me = manager();
  await report(me, reference);
  await bearsAnything(me, `/cases/${own}/own-page`, { actions: 'deleted', platform_reference: 'x', on_date: '2999-01-01', had_happened: '', out_of_order_why: '' });
  await bearsAnything(me, `/cases/${reference}/requests`, { addressed_to: 'platform', platform_reference: 'x', sent_on: '2999-01-01', had_happened: '', out_of_order_why: '' });
  await bearsAnything(me, `/cases/${reference}/requests/${requests(reference)[0].id}/outcome`, { outcome: 'gone', words: 'x', on_date: '2999-01-01' });
  await bearsAnything(me, `/cases/${reference}/look`, { outcome: 'gone', words: 'x', on_date: '2999-01-01' });
  assert.equal(count(own, 'own_page_action'), 0);
  assert.equal(requests(reference).length, 1);
});

test('whoever the post is about reads no answers of gates (U-1)', async () => {
  const reference = await ready({ complaint: 'both' });
  assert.ok((await as('partner.b').get(`/cases/${reference}/requests`)).has('Not yet, because'));
  conflict(reference, 'partner.b', 'affected');
  const page = await as('partner.b').get(`/cases/${reference}/requests`);
  assert.equal(page.status, 200);
  assert.equal(page.has('Not yet, because') || page.has('Before this can happen'), false);
});
