// Closing, "gone before we acted", opening again, passing over a step, learning events (U-5, U-11, U-15, U-16).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, quote, rows } from '../support/client.mjs';
import { author, bearsAnything, captured, conflict, count, day, fact, inCase, newCase, refusedAt, sent, triaged, value } from '../support/acts.mjs';

const manager = () => as('manager');
async function ready({ complaint, fairComment } = {}) {
  const reference = await newCase();
  captured(reference);
  author(reference);
  triaged(reference, { complaint, fairComment });
  return reference;
}
const WORD = 'We answered it, thank you for telling us.';
const how = (more = {}) => ({ outcome: 'answered', close_reason: 'It was answered', word_to_reporter: WORD, ...more });
const close = (client, reference, more) => sent(client, `/cases/${reference}/close`, how(more));

test('one reason covers the steps not reached; the reporter hears back (U-5, U-15)', async () => {
  const reference = await ready();
  const me = manager();
  for (const field of ['outcome', 'close_reason', 'word_to_reporter']) {
    const page = await me.get(`/cases/${reference}/close`);
    const answer = await page.form('/close').fill(how()).force(field, null).send();
    await refusedAt(answer, field, /Select|Enter/);
  }
  assert.equal(value(reference, 'c.state'), 'open');
  await close(me, reference, { learning: 'Answer the telephone' });
  assert.equal(value(reference, 'c.state'), 'closed');
  assert.equal(count(reference, 'step_entry', "x.entry = 'jumped'"), 0);
  assert.ok((await as('reception').get('/')).has(WORD));
  const closed = await me.get(`/cases/${reference}/close`);
  assert.equal(closed.heading.endsWith('This case is closed'), true);
  assert.ok(closed.has('Answer the telephone'));
});

test('not while the complaint part is with the Complaints Lead (C-3)', async () => {
  const reference = await ready({ complaint: 'yes' });
  const me = manager();
  const page = await me.get(`/cases/${reference}/close`);
  assert.ok(page.has('The complaint part is still open'));
  for (const path of ['close', 'gone']) {
    const answer = await me.post(`/cases/${reference}/${path}`, { ...how(), who: 'Me', on_date: day(0), version: value(reference, 'c.version') });
    await refusedAt(answer, null, /complaint part is still open/);
  }
  assert.equal(value(reference, 'c.state'), 'open');
});

test('legal tasks are shown and go on, our own end; drafts of letters are dropped', async () => {
  const reference = await newCase({ start: { other_patient_shown: true } });
  captured(reference);
  triaged(reference);
  const me = manager();
  await sent(me, `/cases/${reference}/letters`, { kind: 'platform_report' }, `/cases/${reference}/letters`);
  const page = await me.get(`/cases/${reference}/close`);
  assert.ok(page.has('goes on') && page.has('1 draft letter will be dropped'));
  await close(me, reference);
  assert.equal(count(reference, 'task', "x.done_at IS NULL AND x.basis = 'law'"), 1);
  assert.equal(count(reference, 'task', "x.done_at IS NULL AND x.basis = 'target'"), 0);
  assert.equal(count(reference, 'letter', "x.state = 'dropped' AND x.draft_text IS NULL"), 1);
});

test('gone before we acted closes in two presses: who saw it, and when (U-15, U-16)', async () => {
  const reference = await newCase();
  const me = manager();
  const page = await me.get(`/cases/${reference}/gone`); // the first press
  const answer = await page.form('/gone').send(); // the second
  assert.equal(answer.status, 303, JSON.stringify(answer.errors));
  assert.equal(value(reference, 'c.outcome'), 'gone_before_we_acted');
  assert.match(value(reference, 'c.close_reason'), /^Practice Manager saw on \d+ \w+ \d{4} that it was gone\.$/);
  assert.equal(count(reference, 'removal_outcome', "x.outcome = 'gone'"), 1);
  assert.equal(count(reference, 'task', "x.done_at IS NULL AND x.kind LIKE 'look_again%'"), 2);
  const other = await newCase();
  const form = (await me.get(`/cases/${other}/gone`)).form('/gone');
  await refusedAt(await form.fill({ who: '', on_date: day(3) }).send(), 'who', /Enter who/);
});

test('a closed case takes nothing more until it is opened again, with a reason', async () => {
  const reference = await ready();
  const me = manager();
  await close(me, reference);
  const version = value(reference, 'c.version');
  for (const [path, fields] of [
    ['close', { ...how(), version }],
    ['requests', { addressed_to: 'platform', sent_on: day(0) }],
    ['letters', { kind: 'platform_report' }],
    ['jump/options_meeting', { reason: 'already_gone' }],
  ]) {
    const answer = await me.post(`/cases/${reference}/${path}`, fields);
    assert.equal(answer.status, 422, path);
  }
  await refusedAt(await (await me.get(`/cases/${reference}/reopen`)).form('/reopen').send(), 'why', /Enter why/);
  await sent(me, `/cases/${reference}/reopen`, { why: 'There is a second post' });
  assert.equal(value(reference, 'c.state'), 'open');
  assert.equal(count(reference, 'case_note'), 1);
  assert.equal(count(reference, 'event', "x.kind = 'case.reopened'"), 1);
  assert.equal((await me.post(`/cases/${reference}/reopen`, { why: 'again' })).status, 422, 'what was typed is given back');
});

test('going past a step needs a reason, picked or written (U-15)', async () => {
  const reference = await ready();
  const me = manager();
  const at = `/cases/${reference}/jump/removal_request`;
  await refusedAt(await (await me.get(at)).form('/removal_request').send(), 'reason', /Select the reason/);
  await refusedAt(await (await me.get(at)).form('/removal_request').fill({ reason: 'written' }).send(), 'words', /Enter the reason/);
  await sent(me, at, { reason: 'not_reachable' });
  assert.equal(count(reference, 'step_entry', "x.step = 'removal_request' AND x.entry = 'jumped' AND x.reason = 'not_reachable'"), 1);
  assert.equal(fact(reference, 'not_asked_reason'), 'not_reachable');
  await sent(me, `/cases/${reference}/jump/advice_letter`, { reason: 'written', words: 'They have moved abroad' });
  assert.equal((await me.get(`/cases/${reference}`)).status, 200);
  for (const step of ['management_notice', 'partners_decision', 'removal']) {
    assert.ok((await me.get(`/cases/${reference}/jump/${step}`)).has('Nobody passes over this step'));
    assert.equal((await me.post(`/cases/${reference}/jump/${step}`, { reason: 'already_gone' })).status, 422);
  }
  assert.equal((await me.get(`/cases/${reference}/jump/nonsense`)).status, 404);
  assert.equal((await me.post(`/cases/${reference}/jump/nonsense`, { reason: 'already_gone' })).status, 404);
});

test('a learning event is offered at closing, and stored (U-11, R-sea-4)', async () => {
  const reference = await ready();
  const me = manager();
  const answer = await close(me, reference, { next: true, learning: 'Check the page daily' });
  assert.equal(answer.location, `/cases/${reference}/learning`);
  const page = await answer.follow();
  assert.equal(page.form('/learning').value('what_we_learnt'), 'Check the page daily');
  await sent(me, `/cases/${reference}/learning`, { title: 'Our page was not looked at', significant: true });
  const [event] = rows(`SELECT l.* FROM app.learning_event l JOIN app.case_file c ON c.id = l.case_id WHERE c.reference = ${quote(reference)}`);
  assert.equal(event.title, 'Our page was not looked at');
  assert.equal(event.significant, true);
  await refusedAt(await (await me.get(`/cases/${reference}/learning`)).form('/learning').fill({ title: 'x', happened_on: day(1) }).send(), 'happened_on', /future/);
});

test('something happened meanwhile: shown beside what was typed', async () => {
  const reference = await ready();
  const page = await manager().get(`/cases/${reference}/close`);
  await sent(as('partner.a'), `/cases/${reference}/jump/removal_request`, { reason: 'already_gone' });
  const answer = await page.form('/close').fill(how({ learning: 'MY OWN WORDS' })).send();
  assert.equal(answer.status, 409);
  assert.ok(answer.has('Something happened meanwhile'));
  assert.equal(answer.form('/close').value('learning'), 'MY OWN WORDS');
  // and when the other one closed it
  const late = await manager().get(`/cases/${reference}/close`);
  await close(as('partner.a'), reference, { close_reason: 'THEIR REASON' });
  const second = await late.form('/close').fill(how({ close_reason: 'MY REASON' })).send();
  assert.ok(second.status === 422 || second.status === 409, String(second.status));
  assert.ok(second.has('THEIR REASON') && second.has('MY REASON'));
});

test('nobody who stands aside closes, and nobody without the right (U-1)', async () => {
  const reference = await ready();
  conflict(reference, 'partner.b', 'conflicted');
  for (const path of ['close', 'gone', 'learning', 'jump/removal_request', 'reopen']) {
    assert.equal((await as('partner.b').get(`/cases/${reference}/${path}`)).status, 403, path);
    assert.equal((await as('reception').get(`/cases/${reference}/${path}`)).status, 403, path);
    assert.equal((await as('auditor').get(`/cases/${reference}/${path}`)).status, 403, path);
  }
  assert.equal((await as('partner.b').post(`/cases/${reference}/close`, { ...how(), version: '1' })).status, 403);
  assert.equal((await manager().get('/cases/ZZZ-2026-ZZZZZ/close')).status, 404);
});

test('every field bears anything', async () => {
  const reference = await ready();
  const me = manager();
  await bearsAnything(me, `/cases/${reference}/close`, { outcome: 'nonsense', close_reason: 'x', learning: 'x', word_to_reporter: 'x', next: '' });
  await bearsAnything(me, `/cases/${reference}/gone`, { who: 'x', on_date: '2999-01-01', word_to_reporter: 'x' });
  await bearsAnything(me, `/cases/${reference}/learning`, { title: 'x', happened_on: '2999-01-01', what_we_learnt: 'x', what_changes: 'x', significant: '' });
  await bearsAnything(me, `/cases/${reference}/jump/own_page`, { reason: 'nonsense', words: 'x' });
  assert.equal(value(reference, 'c.state'), 'open');
  assert.equal(count(reference, 'learning_event'), 0);
});

test('outcomes that the figures print as facts need what they say', async () => {
  const reference = await ready();
  const me = manager();
  const page = await me.get(`/cases/${reference}/close`);
  const version = page.form('/close').value('version');
  for (const [outcome, sentence] of [['warning_given', /No warning is recorded/], ['removed_from_list', /No request to take the patient off/], ['not_removed_from_list', /have not decided against removal/]]) {
    assert.equal(page.form('/close').choices('outcome').includes(outcome), false, outcome);
    await refusedAt(await me.post(`/cases/${reference}/close`, { ...how({ outcome }), version }), 'outcome', sentence);
  }
  assert.equal(value(reference, 'c.state'), 'open');
});

test('a warning that was given may be the outcome', async () => {
  const reference = await ready();
  inCase(reference, `
    x := app.content_add(c.id, 'Why', false);
    INSERT INTO app.letter (practice_id, case_id, kind, addressed_to, state) VALUES (c.practice_id, c.id, 'formal_warning', 'somebody', 'sent')
    RETURNING id INTO l;
    INSERT INTO app.letter_sent (practice_id, case_id, letter_id, kind, addressed_to, channel, sent_on, content_id)
    VALUES (c.practice_id, c.id, l, 'formal_warning', 'somebody', 'post', current_date, x) RETURNING id INTO l;
    INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, said_removal, said_why, letter_sent_id, content_id)
    SELECT c.practice_id, c.id, a.person_id, current_date, true, true, l, x FROM app.case_author a WHERE a.case_id = c.id
    RETURNING id INTO t;
    PERFORM app.audit_append('warning.recorded', c.id, '{}', ARRAY['letter_sent:' || l, 'warning:' || t]);`);
  await close(manager(), reference, { outcome: 'warning_given' });
  assert.equal(value(reference, 'c.outcome'), 'warning_given');
});
