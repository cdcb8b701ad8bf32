// The practice list: the register that can be produced on request (R-list-5), what came from the paper file and
// who confirmed it (U-20, U-3), a returning patient, and reviews after the letters have gone (U-18).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, newNonce, number, quote, rows, sql } from '../support/client.mjs';
import { addScan, conflict, confirmPaper, day, inCase, knownCase, opened, ready, sendLetter, sent, vote } from '../support/decision.mjs';

const manager = as('manager');
const partners = ['partner.a', 'partner.b', 'partner.c'].map((who) => as(who));
const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const refusal = (page) => Object.values(page.errors).join(' ');

const PAPER = { how: 'paper', warned_on: day(-30), said_removal: 'yes', said_why: 'yes', confirmed_by: 'Partner C', words: 'Shouting at the desk.' };
const gates = async (reference) => (await manager.get(`/cases/${reference}/gates`)).words;

test('U-20: a warning from paper counts only when the member who was named has signed in and confirmed it', async () => {
  const reference = await knownCase();
  const at = `/cases/${reference}`;
  addScan(reference);
  assert.equal((await manager.post(`${at}/warning`, PAPER)).location, `${at}/paper`);
  assert.match(await gates(reference), /no warning is on record/, 'entered is not confirmed');
  const mine = await manager.get(`${at}/paper`);
  assert.ok(mine.has('Does not count yet') && mine.has('Partner C is asked'));
  assert.equal(mine.main.includes('/confirm'), false, 'not whoever entered it');
  const paper = number(`SELECT id FROM app.paper_entry WHERE case_id = ${id(reference)}`);
  for (const [who, sentence] of [
    [manager, /Whoever entered it cannot confirm it/],
    [partners[0], /Only the member who was named/],
  ]) {
    const answer = await who.post(`${at}/paper/${paper}/confirm`, {});
    assert.equal(answer.status, 422);
    assert.match(answer.words + refusal(answer), sentence);
  }
  const alone = await manager.post(`${at}/paper/${paper}/confirm`, { alone_why: 'I am on my own' });
  assert.match(alone.words + refusal(alone), /Another member of the practice has to see the paper/, 'U-3');
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'paper_confirm' AND done_at IS NULL`), 1);
  await confirmPaper(partners[2], reference);
  assert.match(await gates(reference), /A warning .*in force|warned/i);
  assert.doesNotMatch(await gates(reference), /no warning is on record/);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'paper_confirm' AND done_at IS NULL`), 0);
  assert.equal((await partners[2].post(`${at}/paper/${paper}/confirm`, {})).status, 409, 'once');
  assert.equal((await partners[2].post(`${at}/paper/0/confirm`, {})).status, 404);
});

test('U-3: where the practice has declared that there is nobody else, one person confirms it with a reason', async () => {
  const reference = await knownCase();
  const at = `/cases/${reference}`;
  addScan(reference);
  const blank = await manager.post(`${at}/warning`, { ...PAPER, confirmed_by: '' });
  assert.ok(blank.errors.confirmed_by);
  sql("INSERT INTO app.practice_setting (practice_id, key, value) SELECT practice_id, 'nobody_else', 'yes' FROM app.case_file LIMIT 1 ON CONFLICT (practice_id, key) DO UPDATE SET value = 'yes'");
  try {
    assert.equal((await manager.post(`${at}/warning`, { ...PAPER, confirmed_by: '' })).status, 303);
    assert.match(await gates(reference), /no warning is on record/);
    const page = await manager.get(`${at}/paper`);
    await page.form('/confirm').fill({ alone_why: 'The partner has retired.' }).send();
    assert.doesNotMatch(await gates(reference), /no warning is on record/);
    assert.ok((await manager.get(`${at}/paper`)).has('there is nobody else'));
  } finally {
    sql("DELETE FROM app.practice_setting WHERE key = 'nobody_else'");
  }
});

test('U-20: removals from paper are entered once with their scan, and are shown when the patient comes back', async () => {
  const reference = await knownCase({ bornOn: '1971-02-03' });
  const at = `/cases/${reference}`;
  const removal = { kind: 'immediate', on_date: day(-900), words: 'Hit a receptionist.', confirmed_by: 'Partner C' };
  assert.match(refusal(await manager.post(`${at}/paper`, removal)), /Add a scan of the paper/);
  addScan(reference);
  assert.match((await manager.post(`${at}/paper`, { ...removal, on_date: day(1) })).errors.on_date, /future/);
  assert.ok((await manager.post(`${at}/paper`, { ...removal, confirmed_by: 'Nobody At All' })).errors.confirmed_by);
  await sent(manager, `${at}/paper`, removal);
  assert.ok((await manager.get('/removals')).has('Not confirmed yet: does not count'));
  await confirmPaper(partners[2], reference);
  const later = await knownCase({ bornOn: '1971-02-03' });
  inCase(later, `UPDATE app.case_author SET person_id = (SELECT a.person_id FROM app.case_author a WHERE a.case_id = ${id(reference)}) WHERE case_id = c.id;`);
  const page = await manager.get(`/cases/${later}/author`);
  assert.ok(page.has('Earlier warnings and removals of this person') && page.has('Removed at once (paper)') && page.has(reference));
});

test('R-list-5: the register shows warnings with their reasons or why none was given, and removals; by period, as a file', async () => {
  const warned = await knownCase();
  addScan(warned);
  await sent(manager, `/cases/${warned}/warning`, { ...PAPER, said_removal: true, said_why: true, warned_on: day(-40), words: '=1+1 shouting, "loudly"' });
  await confirmPaper(partners[2], warned);
  const excepted = await knownCase();
  await ready(excepted, { without: ['warning'] });
  await sent(manager, `/cases/${excepted}/warning`, { how: 'exception', exception: 'safety_risk', words: 'They said what they would do.' });
  const page = await manager.get('/removals');
  assert.ok(page.has('Warning, from paper') && page.has('=1+1 shouting') && page.has(warned));
  assert.ok(page.has("No warning: somebody's safety at risk") && page.has('They said what they would do.'));
  assert.equal((await manager.get(page.links.find(({ text }) => text.startsWith('Download')).href)).status, 200, 'the whole of it');
  const old = await manager.get(`/removals?from_on=${day(-41)}&to_on=${day(-39)}`);
  assert.ok(old.has(warned) && !old.has(excepted), 'by period');
  assert.ok((await manager.get('/removals?from_on=1999-01-01&to_on=1999-12-31')).has('is on record for this period'));
  assert.equal((await manager.get('/removals?from_on=yesterday')).status, 422);
  const file = await as('complaints').get(`/removals/csv?from_on=${day(-41)}&to_on=${day(-39)}`);
  assert.equal(file.status, 200);
  assert.match(file.text, /"?'=1\+1 shouting, ""loudly""/, 'no formula, and quoted');
  assert.ok(!file.text.includes(excepted));
  assert.ok(number("SELECT count(*) FROM app.event WHERE kind = 'export.made' AND actor_name = 'Complaints Lead'") > 0, 'a download is logged');
});

test('R-list-5, U-1: the register holds nothing of a case that does not exist for the member', async () => {
  const reference = await knownCase();
  addScan(reference);
  await sent(manager, `/cases/${reference}/warning`, { ...PAPER, said_removal: true, said_why: true });
  conflict(reference, 'partner.b', 'conduct');
  assert.ok((await manager.get('/removals')).has(reference));
  assert.ok(!(await partners[1].get('/removals')).has(reference));
  assert.ok(!(await partners[1].get('/removals/csv')).text.includes(reference));
  conflict(reference, 'partner.a', 'affected');
  const affected = await partners[0].get('/removals');
  assert.ok(!affected.text.includes('Shouting at the desk.') || affected.has('For those in full standing on the case'));
});

test('U-18: new evidence after the letters opens a review of its own; before them the voters are asked', async () => {
  const reference = await knownCase();
  const at = await opened(reference);
  for (const who of partners) await vote(who, at, 'for');
  const early = await manager.post(`${at}/review`, { looks: 'Partner B', words: 'A letter from her doctor.' });
  assert.equal(early.status, 422);
  assert.match(refusal(early), /each voter is asked/);
  sendLetter(reference, 'removal_notice');
  sendLetter(reference, 'commissioner_notice');
  const fields = { looks: 'Partner B', words: 'A letter from her doctor.', nonce: newNonce() };
  assert.equal((await manager.post(`${at}/review`, fields)).status, 303);
  assert.equal((await manager.post(`${at}/review`, fields)).status, 303, 'sent twice');
  assert.equal(number(`SELECT count(*) FROM app.list_review WHERE case_id = ${id(reference)}`), 1);
  assert.equal((await manager.post(`${at}/review`, { looks: 'x', words: 'x' })).status, 409, 'one at a time');
  assert.deepEqual(rows(`SELECT outcome FROM app.decision_outcome WHERE case_id = ${id(reference)}`), [{ outcome: 'carried' }], 'the decision is not undone by it');
  const review = number(`SELECT id FROM app.list_review WHERE case_id = ${id(reference)}`);
  const close = { outcome: 'asked_back', on_date: day(0), why: 'She was ill. PCSE has been asked to put her back.' };
  assert.ok((await manager.post(`${at}/review/${review}/outcome`, { ...close, outcome: 'other' })).errors.outcome);
  assert.match((await manager.post(`${at}/review/${review}/outcome`, { ...close, on_date: day(2) })).errors.on_date, /future/);
  await sent(manager, `${at}/review/${review}/outcome`, close);
  assert.equal((await manager.post(`${at}/review/${review}/outcome`, close)).status, 409);
  const page = await manager.get(`${at}/review`);
  assert.ok(page.has('PCSE was asked to put the patient back on the list') && page.has('She was ill.'));
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'list_review' AND done_at IS NULL`), 0);
});

test('invariant 3: after all of it the chains verify', () => {
  const run = candour('audit', 'verify');
  assert.equal(run.status, 0, run.out + run.err);
});
