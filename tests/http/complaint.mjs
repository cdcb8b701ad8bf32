// The complaint part (U-13, C-3, W-2.4i to k): acknowledged, leaflet, invited, unreachable, ended; the steps
// against the person reopen only then, on a separate written ground. Nobody whom it concerns handles it (U-4).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, rows, quote, sql } from '../support/client.mjs';
import { author, bearsAnything, captured, conflict, count, day, fact, newCase, refusedAt, sent, triaged } from '../support/acts.mjs';

const lead = () => as('complaints');

async function complaintCase(options = {}) {
  const reference = await newCase();
  captured(reference);
  author(reference);
  triaged(reference, { complaint: 'both', receivedOn: day(-20), ...options });
  return reference;
}
const at = (reference) => `/cases/${reference}/complaint`;
const part = (reference) =>
  rows(`SELECT x.* FROM app.complaint x JOIN app.case_file c ON c.id = x.case_id WHERE c.reference = ${quote(reference)} ORDER BY x.id DESC LIMIT 1`)[0];
const record = (client, reference, values) => sent(client, at(reference), { on_date: day(0), ...values });
const refuse = async (client, reference, values) => {
  const page = await client.get(at(reference));
  return page.form('/complaint').fill({ on_date: day(0), ...values }).send();
};

test('acknowledging ends the clock of three working days (R-comp-4, C-3)', async () => {
  const reference = await complaintCase();
  const me = lead();
  const page = await me.get(at(reference));
  assert.match(page.summary.Acknowledged, /Not yet. The last day is/);
  assert.ok(page.has('How the date was counted') || page.has('Acknowledge the complaint'));
  await record(me, reference, { action: 'acknowledged', on_date: day(-18) });
  assert.equal(part(reference).acknowledged_on, day(-18));
  assert.equal(count(reference, 'task', "x.kind = 'complaint_acknowledge' AND x.done_at IS NULL"), 0);
  assert.equal(count(reference, 'event', "x.kind = 'complaint.acknowledged'"), 1);
  // a second date does not move the first
  assert.equal((await me.get(at(reference))).form('/complaint').choices('action').includes('acknowledged'), false);
});

test('dates: not in the future, not before it was received, and needed', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'acknowledged', on_date: day(1) }), 'on_date', /future/);
  await refusedAt(await refuse(me, reference, { action: 'acknowledged', on_date: day(-40) }), 'on_date', /before the complaint/);
  await refusedAt(await refuse(me, reference, { action: 'acknowledged', on_date: '' }), 'on_date', /Enter the date/);
  assert.equal(part(reference).acknowledged_on, null);
});

test('the leaflet: offered, then accepted (W-2.4j)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'leaflet' }), 'leaflet', /Select what came of the leaflet/);
  await record(me, reference, { action: 'leaflet', leaflet: 'offered' });
  await record(me, reference, { action: 'leaflet', leaflet: 'accepted' });
  assert.equal(part(reference).leaflet, 'accepted');
  assert.match((await me.get(at(reference))).summary['Complaints leaflet'], /Accepted/);
});

test('an invitation has ten working days, and nothing heard ends it only after them (U-13, U-16)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'ended', end: 'nothing_heard', ended_why: 'silence' }), 'end', /not been invited/);
  await record(me, reference, { action: 'invited', on_date: day(-2) });
  assert.equal(part(reference).state, 'invited');
  assert.ok(part(reference).answer_by > day(8));
  const page = await me.get(at(reference));
  assert.ok(page.has('counted'), 'the clock is shown line by line');
  await refusedAt(await refuse(me, reference, { action: 'ended', end: 'nothing_heard', ended_why: 'silence' }), 'end', /not over/);
  const old = await complaintCase({ receivedOn: day(-60) });
  await record(me, old, { action: 'invited', on_date: day(-50) });
  assert.ok(part(old).answer_by > day(8), 'counted from the day it is recorded, where that is later');
  await refusedAt(await refuse(me, old, { action: 'ended', end: 'nothing_heard', ended_why: 'silence' }), 'end', /not over/);
  sql(`UPDATE app.complaint SET answer_by = ${quote(day(-1))} WHERE id = ${part(old).id}`);
  await record(me, old, { action: 'ended', end: 'nothing_heard', ended_why: 'No answer to the invitation' });
  assert.equal(part(old).state, 'nothing_heard');
  assert.equal(count(old, 'task', "x.kind LIKE 'complaint_%' AND x.done_at IS NULL"), 0);
});

test('cannot be reached stops the clock with its reason, reached starts it anew (C-3)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'cannot_reach' }), 'cannot_reach_why', /Enter why/);
  await record(me, reference, { action: 'cannot_reach', cannot_reach_why: 'The account has no name' });
  assert.match((await me.get(at(reference))).summary.Acknowledged, /clock is stopped/);
  assert.equal(count(reference, 'task', "x.kind = 'complaint_acknowledge' AND x.done_at IS NULL"), 0);
  await record(me, reference, { action: 'reached' });
  assert.equal(count(reference, 'task', "x.kind = 'complaint_acknowledge' AND x.done_at IS NULL"), 1);
  assert.ok(part(reference).acknowledge_by > day(0));
});

test('it ends with a reason and a name, once (C-3, U-13)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'ended', end: 'not_a_complaint' }), 'ended_why', /Enter the reason/);
  await refusedAt(await refuse(me, reference, { action: 'ended', ended_why: 'x' }), 'end', /Select how/);
  await record(me, reference, { action: 'ended', end: 'not_a_complaint', ended_why: 'It asks for opening hours' });
  const page = await me.get(at(reference));
  assert.match(page.summary.Ended, /signed by Complaints Lead/);
  assert.equal(page.forms.some((form) => form.action.endsWith('/complaint')), false);
  const again = await me.post(at(reference), { action: 'ended', end: 'taken_up', ended_why: 'x', on_date: day(0), version: part(reference).version });
  assert.equal(again.status, 422);
  assert.equal(part(reference).state, 'not_a_complaint');
});

test('taken up: six months to answer, and it goes on as a complaint (R-comp-8)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await record(me, reference, { action: 'ended', end: 'taken_up', ended_why: 'They wrote back and complained' });
  const [task] = rows(`SELECT t.* FROM app.task t JOIN app.case_file c ON c.id = t.case_id WHERE c.reference = ${quote(reference)} AND t.kind = 'complaint_response'`);
  assert.equal(task.basis, 'law');
  await record(me, reference, { action: 'acknowledged' });
  const page = await me.get(at(reference));
  assert.equal(page.link(part(reference).reference), `/complaints/${part(reference).reference}`, 'it goes on as a complaint');
});

test('the steps stay stopped until a separate ground is written, and only then (U-13, C-4)', async () => {
  const reference = await complaintCase();
  const me = lead();
  const ground = `${at(reference)}/ground`;
  assert.ok((await me.get(ground)).has('still open'));
  const early = await me.post(ground, { kind: 'apart', ground: 'They threatened us' });
  assert.equal(early.status, 422);
  await record(me, reference, { action: 'ended', end: 'answered_as_feedback', ended_why: 'Thanked' });
  const before = await me.get(`/cases/${reference}/requests`);
  assert.ok(before.has('the steps reopen only on a separate written ground'));
  const page = await me.get(ground);
  await refusedAt(await page.form('/ground').fill({ ground: 'A threat', kind: 'apart' }).send(), 'considered', /every earlier complaint/);
  // a refusal is recorded and opens nothing
  await sent(me, ground, { ground: 'They did not take it down', kind: 'only_refusal', considered: true });
  assert.equal(count(reference, 'step_entry', "x.entry = 'reopened'"), 0);
  await sent(me, ground, { ground: 'They threatened a nurse', kind: 'apart', considered: true });
  assert.equal(count(reference, 'step_entry', "x.entry = 'reopened'"), 1);
  assert.ok((await me.get(`/cases/${reference}/requests`)).has('No complaint part is open'));
  assert.equal(fact(reference, 'is_ground_apart_from_complaint'), 'true');
});

test('the Complaints Lead may ask for removal, and a refusal counts for nothing (C-4, W-2.4k)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await refusedAt(await refuse(me, reference, { action: 'lead_asks' }), 'lead_why', /Enter why/);
  await record(me, reference, { action: 'lead_asks', lead_why: 'It names a neighbour' });
  assert.ok((await me.get(`/cases/${reference}/requests`)).has('a refusal counts for nothing'));
});

test('whoever is named or stands aside does not handle it; the delegate is offered (U-4)', async () => {
  for (const relation of ['affected', 'conflicted']) {
    const reference = await complaintCase();
    conflict(reference, 'complaints', relation);
    const me = lead();
    const page = await me.get(at(reference));
    assert.equal(page.status, 200);
    assert.ok(page.has('Somebody else handles this') && page.has('Practice Manager'));
    assert.equal((await me.post(at(reference), { action: 'acknowledged', on_date: day(0) })).status, 403);
    assert.equal(part(reference).acknowledged_on, null);
  }
  const hidden = await complaintCase();
  conflict(hidden, 'complaints', 'conduct');
  assert.equal((await lead().get(at(hidden))).status, 404);
  assert.equal((await lead().post(at(hidden), { action: 'acknowledged', on_date: day(0) })).status, 404);
});

test('other managers read it, and do not change it', async () => {
  const reference = await complaintCase();
  const page = await as('partner.a').get(at(reference));
  assert.ok(page.has('The Complaints Lead records what happens here'));
  assert.equal((await as('partner.a').post(at(reference), { action: 'acknowledged', on_date: day(0) })).status, 403);
  assert.equal((await as('reception').get(at(reference))).status, 403);
});

test('the loser of a race sees what is stored and what was typed', async () => {
  const reference = await complaintCase();
  const mine = await lead().get(at(reference));
  await record(as('manager'), reference, { action: 'leaflet', leaflet: 'declined' });
  const answer = await mine.form('/complaint').fill({ action: 'ended', end: 'not_a_complaint', ended_why: 'My own words', on_date: day(0) }).send();
  assert.equal(answer.status, 409);
  assert.ok(answer.has('Somebody else was first') && answer.has('Declined'));
  assert.equal(answer.form('/complaint').value('ended_why'), 'My own words');
  assert.equal(part(reference).state, 'with_lead');
});

test('sent twice is recorded once; another practice finds nothing', async () => {
  const reference = await complaintCase();
  const me = lead();
  const form = (await me.get(at(reference))).form('/complaint').fill({ action: 'leaflet', leaflet: 'offered', on_date: day(0) });
  assert.equal((await form.send()).status, 303);
  assert.equal((await form.send()).status, 303);
  assert.equal(count(reference, 'event', "x.kind = 'complaint.leaflet'"), 1);
  assert.equal((await me.get('/cases/ZZZ-2026-ZZZZZ/complaint')).status, 404);
  assert.equal((await me.post('/cases/ZZZ-2026-ZZZZZ/complaint', { action: 'leaflet', leaflet: 'offered', on_date: day(0) })).status, 404);
});

test('every field bears anything', async () => {
  const reference = await complaintCase();
  const good = { action: 'ended', end: 'not_a_complaint', ended_why: 'x', leaflet: 'offered', cannot_reach_why: 'x', lead_why: 'x', on_date: '2000-01-01' };
  await bearsAnything(lead(), at(reference), good);
  assert.equal(part(reference).state, 'with_lead');
});

test('a complaint that was taken up outlives its case (R-comp-4, R-comp-8)', async () => {
  const reference = await complaintCase();
  const me = lead();
  await record(me, reference, { action: 'ended', end: 'taken_up', ended_why: 'They complained' });
  await sent(as('manager'), `/cases/${reference}/close`, { outcome: 'complaint', close_reason: 'It is a complaint', word_to_reporter: 'Thank you.' });
  await record(me, reference, { action: 'acknowledged' });
  assert.equal(part(reference).acknowledged_on, day(0));
  const ground = await me.post(`${at(reference)}/ground`, { kind: 'apart', ground: 'A threat', considered: 'yes' });
  assert.equal(ground.status, 422);
  const file = `/complaints/${part(reference).reference}/end`;
  await sent(me, file, { answer: 'withdrawn', on_date: day(0), words: 'ANSWERED BY POST' });
  assert.equal(part(reference).state, 'closed');
  assert.ok((await me.get(at(reference))).has('ANSWERED BY POST'));
  // why it ended is not for whoever the post is about (U-1)
  conflict(reference, 'partner.b', 'affected');
  const page = await as('partner.b').get(at(reference));
  assert.equal(page.status, 200);
  assert.equal(page.has('ANSWERED BY POST'), false);
});
