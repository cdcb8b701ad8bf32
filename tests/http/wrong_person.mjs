// "This is the wrong person" (U-21): what rests on them is listed, warnings and votes count no more, the case
// moves, the breach check opens; letters and reads stay on record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, newNonce, number, quote, rows, sql } from '../support/client.mjs';
import { knownCase, opened, sendLetter, sent, vote } from '../support/decision.mjs';

const manager = as('manager');
const partners = ['partner.a', 'partner.b', 'partner.c'].map((who) => as(who));
const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const person = (reference) => number(`SELECT coalesce(person_id, 0) FROM app.case_author WHERE case_id = ${id(reference)}`);
const version = (reference) => sql(`SELECT version FROM app.case_author WHERE case_id = ${id(reference)}`);
const tasks = (reference) => rows(`SELECT kind FROM app.task WHERE case_id = ${id(reference)} AND done_at IS NULL ORDER BY kind`).map((x) => x.kind);
const OTHER = { kind: 'registered_patient', basis: 'They rang and said so', name: 'Somebody Else', born_on: '1962-05-06', nhs_number: '9990000018', words: 'Two people of that name.' };

test('U-21: lists what rests on the wrong person, voids warnings and votes, and moves the case', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of partners) await vote(who, at, 'for');
  sendLetter(reference, 'removal_notice');
  const was = person(reference);
  const reads = number(`SELECT count(*) FROM app.event WHERE case_id = ${id(reference)} AND is_read`);
  assert.ok((await manager.get(`${at}/author`)).links.some(({ text }) => text === 'This is the wrong person'));
  const page = await manager.get(`${at}/author/wrong`);
  for (const words of ['Letter to the patient about removal', 'Stays on record as sent', 'Warning, ', 'Will not count', "The partners' votes and their decision", 'Becomes void'])
    assert.ok(page.has(words), words);
  await sent(manager, `${at}/author/wrong`, OTHER);
  assert.notEqual(person(reference), was);
  assert.equal(sql(`SELECT name FROM app.person WHERE id = ${was}`), 'Example Person', 'the wrong person stays who they are');
  assert.equal(sql(`SELECT agreed_by IS NULL FROM app.case_author WHERE case_id = ${id(reference)}`), 't', 'a second person agrees anew');
  const gates = await manager.get(`${at}/gates`);
  assert.ok(gates.has('no warning is on record'), 'the warning was of somebody else');
  assert.equal(number(`SELECT count(*) FROM app.record_void WHERE case_id = ${id(reference)}`), 2);
  assert.ok((await manager.get(`${at}/decision`)).has('void'));
  assert.ok((await manager.get('/removals')).has('Void: the wrong person'));
  assert.ok(tasks(reference).includes('breach_check') && tasks(reference).includes('wrong_person_told') && !tasks(reference).includes('removal_letters'));
  assert.equal(number(`SELECT count(*) FROM app.letter_sent WHERE case_id = ${id(reference)}`), 1, 'letters stay');
  assert.ok(number(`SELECT count(*) FROM app.event WHERE case_id = ${id(reference)} AND is_read`) >= reads, 'reads stay');
  const after = await manager.get(`${at}/author/wrong`);
  assert.ok(after.has('from Example Person to Somebody Else') && after.has('Two people of that name.'));
  const late = await manager.post(`${at}/removal/confirm`);
  assert.equal(late.status, 422, 'the request that rested on it cannot go');
});

test('U-21: nobody known instead; a removal that had gone has to be taken back', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of partners) await vote(who, at, 'for');
  sendLetter(reference, 'removal_notice');
  sendLetter(reference, 'commissioner_notice');
  await sent(manager, `${at}/removal`, { treated: 'no', care: 'As before.' });
  await sent(manager, `${at}/removal/confirm`, {});
  await sent(manager, `${at}/author/wrong`, { kind: 'not_known', words: 'It was a guess.' });
  assert.equal(person(reference), 0);
  assert.ok(tasks(reference).includes('wrong_person_pcse'));
  assert.match((await manager.get(`${at}/author/wrong`)).words, /No person is recorded on this case/);
  const register = await manager.get('/removals');
  assert.ok(register.has(reference), 'what was done stays in the register');
});

test('U-21: the same person again, a stale page, blanks and a double send', async () => {
  const reference = await knownCase({ bornOn: '1958-07-09' });
  const at = `/cases/${reference}`;
  const same = await manager.post(`${at}/author/wrong`, { ...OTHER, name: 'Example Person', born_on: '1958-07-09', nhs_number: '9434765919', version: version(reference) });
  assert.equal(same.status, 422);
  assert.match(same.errors.name, /whom the case has now/);
  const blank = await manager.post(`${at}/author/wrong`, { ...OTHER, words: '', version: version(reference) });
  assert.ok(blank.errors.words && blank.text.includes('Somebody Else'));
  assert.ok((await manager.post(`${at}/author/wrong`, { ...OTHER, nhs_number: '9990000019', version: version(reference) })).errors.nhs_number);
  const stale = await manager.post(`${at}/author/wrong`, { ...OTHER, version: '0' });
  assert.equal(stale.status, 409);
  assert.ok(stale.text.includes('Two people of that name.'), 'nothing typed is lost');
  const fields = { ...OTHER, version: version(reference), nonce: newNonce() };
  assert.deepEqual([(await manager.post(`${at}/author/wrong`, fields)).status, (await manager.post(`${at}/author/wrong`, fields)).status], [303, 303]);
  assert.equal(number(`SELECT count(*) FROM app.person_correction WHERE case_id = ${id(reference)}`), 1);
  assert.equal((await as('partner.a').get(`${at}/author/wrong`)).status, 200);
  assert.equal((await as('nurse').get(`${at}/author/wrong`)).status, 403);
});

test('invariant 3: after all of it the chains verify', () => {
  const run = candour('audit', 'verify');
  assert.equal(run.status, 0, run.out + run.err);
});
