// Letters (U-27, U-14, W-A-8): one draft, its words destroyed when sent or dropped; what was sent kept as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, quote, rows, sql } from '../support/client.mjs';
import { author, bearsAnything, captured, conflict, count, day, fact, inCase, newCase, refusedAt, sent, triaged, value } from '../support/acts.mjs';

const manager = () => as('manager');
const GOOD = 'Dear somebody\n\nPlease take it down.\n\nYou can complain to us or to the ICB.\nIt does not affect the care that anybody receives.\n\nPractice Manager';

async function ready({ kind, bornOn, complaint, fairComment, start = {} } = {}) {
  const reference = await newCase({ start });
  captured(reference);
  author(reference, { kind, bornOn });
  triaged(reference, { complaint, fairComment });
  return reference;
}
const letter = (reference) =>
  rows(`SELECT x.* FROM app.letter x JOIN app.case_file c ON c.id = x.case_id WHERE c.reference = ${quote(reference)} ORDER BY x.id DESC LIMIT 1`)[0];

// Starts a letter; gives its address.
async function start(client, reference, kind, values = {}) {
  const page = await client.get(`/cases/${reference}/letters`);
  const answer = await page.form('/letters').fill({ kind, ...values }).send();
  assert.equal(answer.status, 303, JSON.stringify(answer.errors));
  return answer.location;
}
const write = (client, at, values = {}) => sent(client, at, { addressed_to: 'Example Person', words: GOOD, ...values }, at);
async function send(client, at, values = {}) {
  const page = await client.get(`${at}/send`);
  const alone = page.text.includes('name="own_reason"') && !('own_reason' in values) ? { own_reason: 'Nobody else was in' } : {};
  return page.form('/send').fill({ channel: 'post', sent_on: day(0), ...alone, ...values }).send();
}

// The letters of a removal, and how one that went before the decision is entered (U-11).
const REMOVAL = { removal_notice: true, commissioner_notice: true };
const GONE = { had_happened: true, out_of_order_why: 'A partner had sent it' };
const KINDS = ['complaint_invitation', 'removal_request', 'platform_report', 'advice_letter', 'formal_warning', 'removal_notice', 'commissioner_notice'];

test('every kind starts from its text; a letter to a patient says that care goes on and how to complain (U-14)', async () => {
  const reference = await ready();
  const me = manager();
  for (const kind of KINDS) {
    const at = await start(me, reference, kind, kind in REMOVAL ? GONE : {});
    const page = await me.get(at);
    const words = page.form(at).value('words');
    assert.ok(words.length > 200, kind);
    assert.doesNotMatch(words, /malicious|unfounded|defam|\{\{/i, kind);
    if (kind !== 'platform_report' && kind !== 'commissioner_notice') {
      assert.match(words, /complain/, kind);
      assert.match(words, /\bcare\b/, kind);
      assert.ok(!page.has('It does not say that care') && !page.has('It does not say how to complain'), kind);
    }
    if (['complaint_invitation', 'removal_request', 'platform_report'].includes(kind)) {
      assert.ok(!page.has('may tell that somebody is a patient'), kind);
    }
    assert.equal(await start(me, reference, kind, kind in REMOVAL ? GONE : {}), at, 'one current draft');
  }
  assert.equal((await me.post(`/cases/${reference}/letters`, { kind: 'threat' })).status, 422);
});

test('the wording of every kind: own words, no word of accusation; care and complaining where it goes to a person (U-14)', async () => {
  const kinds = rows('SELECT k.code, k.title, k.addressee, k.to_patient, k.standard_text FROM app.letter_kind k ORDER BY k.position');
  assert.ok(kinds.length >= 27);
  for (const k of kinds) {
    assert.ok(k.standard_text.length > 200, `${k.code} has a wording`);
    assert.notEqual(k.title, k.code);
    assert.doesNotMatch(k.standard_text, /malicious|unfounded|defam/i, k.code);
    assert.equal(k.to_patient === 't' || k.to_patient === true, !['platform', 'pcse', 'pals'].includes(k.addressee), k.code);
    if (['platform', 'pcse', 'pals'].includes(k.addressee)) continue;
    assert.match(k.standard_text, /complain/i, k.code);
    assert.match(k.standard_text, /\bcare\b/i, k.code);
  }
  // a kind that belongs elsewhere is not begun on a case's list of letters
  const reference = await ready();
  const me = manager();
  const page = await me.get(`/cases/${reference}/letters`);
  assert.ok(!page.has('Notice of removal at once') && page.has('Advice letter'));
  for (const kind of ['immediate_removal_notice', 'complaint_response', 'boundary_reply']) {
    assert.equal((await me.post(`/cases/${reference}/letters`, { kind })).status, 422, kind);
  }
});

test('sent: the bytes are kept, the draft is destroyed everywhere (U-27)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at, { words: `${GOOD}\nUNIQUE-WORDS-1` });
  await me.post('/drafts?form=letter_write&ref=' + encodeURIComponent(at.replace('/cases/', '').replace('/letters', '')), { words: 'UNIQUE-WORDS-1 half typed' });
  assert.equal((await send(me, at)).status, 303);
  assert.equal(letter(reference).state, 'sent');
  assert.equal(letter(reference).draft_text, null);
  const kept = value(reference, "(SELECT convert_from(t.bytes, 'UTF8') FROM app.letter_sent s JOIN app.content t ON t.id = s.content_id WHERE s.case_id = c.id)");
  assert.equal(kept, `${GOOD}\nUNIQUE-WORDS-1`);
  assert.equal(sql("SELECT count(*) FROM app.draft WHERE fields LIKE '%UNIQUE-WORDS-1%'"), '0');
  assert.equal(sql("SELECT count(*) FROM app.form_receipt WHERE fields LIKE '%UNIQUE-WORDS-1%'"), '0');
  assert.equal(sql("SELECT count(*) FROM app.event WHERE detail::text LIKE '%UNIQUE%'"), '0');
  const page = await me.get(at);
  assert.ok(page.has('UNIQUE-WORDS-1') && page.has('by post'));
  assert.equal((await me.get(`${at}/send`)).location, at);
  // the request is on record, with its seven days (W-2.3e, U-16)
  assert.equal(value(reference, '(SELECT answer_by FROM app.removal_request r WHERE r.case_id = c.id)'), day(7));
  assert.equal(fact(reference, 'removal_requests'), '1');
});

test('dropped: the words are gone, who and when stay (U-27)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'advice_letter');
  await write(me, at, { words: 'UNIQUE-WORDS-2' });
  const page = await me.get(at);
  const answer = await page.form('/drop').send();
  assert.equal(answer.status, 303);
  assert.equal(letter(reference).state, 'dropped');
  for (const table of ['letter', 'draft', 'form_receipt', 'event', 'content']) {
    const column = { letter: 'draft_text', event: 'detail::text', content: "encode(bytes, 'escape')" }[table] ?? 'fields';
    assert.equal(sql(`SELECT count(*) FROM app.${table} WHERE ${column} LIKE '%UNIQUE-WORDS-2%'`), '0', table);
  }
  assert.match((await me.get(at)).words, /Dropped .* by Practice Manager/);
  assert.equal((await me.post(`${at}/send`, { channel: 'post', sent_on: day(0), version: '2' })).status, 303, 'leads to the letter, which is no draft');
});

test('words of accusation wait for advice (W-A-8, U-27)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  for (const word of ['defamatory', 'MALICIOUS', 'un\u00adfounded', 'mali\u200bcious']) {
    await write(me, at, { words: `${GOOD}\nYour post is ${word}.` });
    assert.ok((await me.get(`${at}/send`)).has('not used before advice'), word);
    await refusedAt(await send(me, at), null, /not used before advice/);
  }
  assert.equal(letter(reference).state, 'draft');
  inCase(reference, `x := app.content_add(c.id, 'You may say so', true);
    INSERT INTO app.advice (practice_id, case_id, entry, body, on_date, content_id, followed)
    VALUES (c.practice_id, c.id, 'received', 'MDU', current_date, x, 'yes') RETURNING id INTO l;
    PERFORM app.audit_append('advice.recorded', c.id, '{}', ARRAY['advice:' || l]);`);
  assert.equal((await send(me, at)).status, 303);
});

test('care and complaining are said, gaps are filled (U-14)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  for (const [words, sentence] of [
    ['You can complain to us.', /care is unaffected/],
    ['Your care is not affected.', /how to complain/],
    [`${GOOD} [name]`, /square brackets/],
  ]) {
    await write(me, at, { words });
    await refusedAt(await send(me, at), null, sentence);
  }
});

test('a text that tells that somebody is a patient needs a tick (U-14)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at, { words: `${GOOD}\nYou are a patient here and missed your appointment.` });
  const page = await me.get(`${at}/send`);
  assert.ok(page.has('which may tell that somebody is a patient'));
  await refusedAt(await send(me, at), 'implies_patient_is_right', /says “patient”/);
  assert.equal((await send(me, at, { implies_patient_is_right: true })).status, 303);
});

test('children: no private message; nothing before safeguarding and a clinician (U-22)', async () => {
  const reference = await ready({ bornOn: `${new Date().getFullYear() - 15}-01-01` });
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at);
  await refusedAt(await send(me, at), null, /safeguarding lead has not been asked/);
  inCase(reference, `INSERT INTO app.task (practice_id, case_id, kind, title, role, done_at) VALUES (c.practice_id, c.id, 'safeguarding', 'Ask', 'practice_manager', now());`);
  await refusedAt(await send(me, at, { channel: 'private_message' }), null, /no private message/);
  await refusedAt(await send(me, at), null, /clinician has not decided/);
});

test('a warning waits for who, our patient, no complaint, conduct (U-17, R-list-3)', async () => {
  const me = manager();
  for (const [given, sentence] of [
    [{ kind: 'relative' }, /not our patient/],
    [{ complaint: 'both' }, /complaint by or for this person is open/],
    [{}, /ground has not been written/],
  ]) {
    const reference = await ready(given);
    const at = await start(me, reference, 'formal_warning');
    await write(me, at);
    await refusedAt(await send(me, at), null, sentence);
    assert.equal(count(reference, 'letter_sent'), 0);
  }
});

test('the letters of a removal are neither written nor printed before the decision; one that had gone is entered as it was (U-17, U-11)', async () => {
  const reference = await ready();
  const me = manager();
  for (const kind of ['removal_notice', 'commissioner_notice']) {
    const list = await me.get(`/cases/${reference}/letters`);
    assert.ok(list.has('Writing it has to wait, because') && list.link('what has to be so before removal'));
    const early = await me.post(`/cases/${reference}/letters`, { kind });
    assert.equal(early.status, 422);
    assert.match(early.words, /Not yet, because .* written when the partners have decided/);
    assert.equal(count(reference, 'letter'), kind === 'removal_notice' ? 0 : 1);
    await refusedAt(await me.post(`/cases/${reference}/letters`, { kind, had_happened: 'yes' }), 'out_of_order_why', /Enter why/);
    const at = await start(me, reference, kind, GONE);
    await write(me, at, { words: 'The very words that went out.' });
    const print = await me.get(`${at}/print`);
    assert.ok(print.has('This letter is not printed yet') && print.has('Not yet, because'));
    assert.ok(!print.has('The very words that went out.'));
    await refusedAt(await send(me, at), null, /Not yet/);
    if (kind === 'commissioner_notice') continue;
    assert.equal((await send(me, at, GONE)).status, 303);
    assert.ok((await me.get(`${at}/print`)).has('The very words that went out.'), 'what went is on record');
    assert.equal(value(reference, '(SELECT s.in_order FROM app.letter_sent s WHERE s.case_id = c.id)'), 'f');
  }
});

test('a letter sent before it was checked is kept as it was, and counts for nothing (U-11)', async () => {
  const reference = await newCase();
  const me = manager();
  const at = await start(me, reference, 'formal_warning');
  await write(me, at, { words: 'You are malicious. Stop.' });
  await refusedAt(await send(me, at, { had_happened: true }), 'out_of_order_why', /Enter why/);
  assert.equal((await send(me, at, { had_happened: true, out_of_order_why: 'Sent by a partner on Friday' })).status, 303);
  assert.equal(value(reference, '(SELECT s.in_order FROM app.letter_sent s WHERE s.case_id = c.id)'), 'f');
  const page = await me.get(at);
  assert.ok(page.has('Out of order') && page.link('Add it as a learning event'));
});

test('a letter is not sent before it was started, unless it had already happened (U-11, U-16)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at);
  await refusedAt(await send(me, at, { sent_on: day(-60) }), 'sent_on', /before the letter was started/);
  assert.equal(count(reference, 'letter_sent'), 0);
  assert.equal((await send(me, at, { sent_on: day(-60), had_happened: true, out_of_order_why: 'Sent by a partner' })).status, 303);
  assert.equal(value(reference, '(SELECT s.in_order FROM app.letter_sent s WHERE s.case_id = c.id)'), 'f');
  assert.equal(fact(reference, 'removal_requests'), '0');
});

test('sending the invitation to complain starts its clock (U-13, U-16)', async () => {
  const reference = await ready({ complaint: 'both' });
  const me = as('complaints');
  const at = await start(me, reference, 'complaint_invitation');
  await write(me, at);
  assert.equal((await send(me, at)).status, 303);
  const page = await me.get(`/cases/${reference}/complaint`);
  assert.equal(page.summary['Where it stands'], 'Invited to complain, waiting for an answer');
});

test('the channel fits: reports by form, confidential letters by no message, no future dates', async () => {
  const reference = await ready();
  const me = manager();
  const report = await start(me, reference, 'platform_report');
  await write(me, report, { words: 'Please look at this.', addressed_to: 'Facebook' });
  assert.deepEqual((await me.get(`${report}/send`)).form('/send').choices('channel'), ['post', 'mail', 'hand', 'platform_form']);
  await refusedAt(await send(me, report, { sent_on: day(1) }), 'sent_on', /future/);
  assert.equal((await send(me, report, { channel: 'platform_form', platform_reference: 'FB-9' })).status, 303);
  assert.equal(value(reference, '(SELECT r.platform_reference FROM app.removal_request r WHERE r.case_id = c.id)'), 'FB-9');
  const at = await start(me, reference, 'advice_letter');
  const page = await me.get(`${at}/send`);
  assert.ok(!page.form('/send').choices('channel').includes('private_message'));
  await refusedAt(await page.form('/send').force('channel', null).add('channel', 'private_message').fill({ sent_on: day(0) }).send(), 'channel', /too private/);
});

test('the loser of a race sees both texts', async () => {
  const reference = await ready();
  const at = await start(manager(), reference, 'removal_request');
  const mine = await manager().get(at);
  await write(as('partner.a'), at, { words: `${GOOD}\nTHEIRS` });
  const answer = await mine.form(at).fill({ words: `${GOOD}\nMINE` }).send();
  assert.equal(answer.status, 409);
  assert.ok(answer.has('THEIRS'));
  assert.match(answer.form(at).value('words'), /MINE/);
  assert.match(letter(reference).draft_text, /THEIRS/);
  // sending, too, is of the text that was shown
  const shown = await manager().get(`${at}/send`);
  await write(as('partner.a'), at, { words: `${GOOD}\nCHANGED` });
  assert.equal((await shown.form('/send').fill({ channel: 'post', sent_on: day(0) }).send()).status, 409);
  assert.equal(letter(reference).state, 'draft');
  assert.equal((await answer.form(at).send()).status, 409);
});

test('printing shows the letter alone; others see none of it', async () => {
  const reference = await ready();
  const other = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at, { words: `${GOOD}\n<b>not bold</b>` });
  const print = await me.get(`${at}/print`);
  assert.ok(print.has('<b>not bold</b>') && print.has('Woodbrook'));
  const id = at.split('/').at(-1);
  assert.equal((await me.get(`/cases/${other}/letters/${id}`)).status, 404);
  assert.equal((await me.post(`/cases/${other}/letters/${id}`, { addressed_to: 'x', words: 'x', version: '1' })).status, 404);
  assert.equal((await as('reception').get(at)).status, 403);
  conflict(reference, 'partner.b', 'affected');
  assert.equal((await as('partner.b').get(at)).status, 403);
  assert.equal((await as('partner.b').get(`/cases/${reference}/letters`)).status, 200);
  assert.equal((await as('auditor').get(at)).status, 200);
});

test('every field bears anything', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at);
  await bearsAnything(me, at, { addressed_to: 'x', words: 'x', next: 'save' });
  await bearsAnything(me, `${at}/send`, { channel: 'post', sent_on: '2999-01-01', platform_reference: 'x', implies_patient_is_right: '', had_happened: '', out_of_order_why: '' });
  assert.equal((await me.post(at, { addressed_to: 'x', words: 'y'.repeat(12001), version: '99' })).status, 422);
  assert.equal(letter(reference).state, 'draft');
});

test('approved by somebody else, or by whoever wrote it with a reason; editing takes the approval away (U-3)', async () => {
  const reference = await ready();
  const [me, other] = [manager(), as('partner.a')];
  const at = await start(me, reference, 'removal_request');
  await write(me, at);
  // whoever wrote it does not approve it by just sending it
  await refusedAt(await send(me, at, { own_reason: '' }), 'own_reason', /Somebody else has to approve/);
  assert.equal(letter(reference).state, 'draft');
  assert.ok(!(await me.get(`${at}/send`)).text.includes('/approve"'));
  // two approve at once: one approval
  const [a, b] = [await other.get(`${at}/send`), await as('partner.b').get(`${at}/send`)];
  const answers = await Promise.all([a.form('/approve').send(), b.form('/approve').send()]);
  assert.deepEqual(answers.map((x) => x.status).sort(), [303, 409]);
  assert.equal(count(reference, 'letter_approval'), 1);
  assert.match((await me.get(`${at}/send`)).words, /Approved as it stands by/);
  // edited: it has to be approved again
  await write(me, at, { words: `${GOOD}\nOne word more.` });
  assert.ok((await me.get(`${at}/send`)).has('somebody else approves it'));
  await refusedAt(await send(me, at, { own_reason: ' ' }), 'own_reason', /Somebody else has to approve/);
  // approving what was changed meanwhile is told so
  const old = await other.get(`${at}/send`);
  await write(me, at, { words: `${GOOD}\nTwo words more.` });
  assert.equal((await old.form('/approve').send()).status, 409);
  const again = await other.get(`${at}/send`);
  assert.ok(again.has('Two words more.'));
  assert.equal((await again.form('/approve').send()).status, 303);
  assert.equal((await send(me, at)).status, 303);
  assert.match((await me.get(at)).words, /Approved By Partner A/);
  assert.equal(count(reference, 'letter_approval'), 2);
});

test('one who stands aside does not approve; the reason of whoever approved their own is kept (U-1, U-3)', async () => {
  const reference = await ready();
  const me = manager();
  const at = await start(me, reference, 'removal_request');
  await write(me, at);
  conflict(reference, 'partner.a');
  assert.equal((await as('partner.a').post(`${at}/approve`, { version: '2' })).status, 403);
  assert.equal((await send(me, at, { own_reason: 'All partners are away' })).status, 303);
  assert.equal(value(reference, '(SELECT own_reason FROM app.letter_approval a WHERE a.case_id = c.id)'), 'All partners are away');
  assert.ok((await me.get(at)).has('All partners are away'));
});
