// Somebody asks to register: earlier warnings and removals at once (U-20), and a refusal with lawful reasons, its
// letter and the 14 days that begin with the decision (R-list-15, R-list-1).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, newNonce, number, rows, sql } from '../support/client.mjs';
import { confirmPaper, addScan, day, knownCase, sent } from '../support/decision.mjs';

const manager = as('manager');
const REFUSAL = { name: 'New Person', born_on: '1991-02-03', decided_on: day(-2), ground: 'outside_area', reasons: 'The address is 20 miles outside our area.', not_protected: 'yes' };

test('U-20: a returning patient: earlier warnings are shown at once, by name and date of birth, and none in an address', async () => {
  const none = await manager.post('/registrations', { name: 'Never Heard Of', born_on: '1990-01-01' });
  assert.equal(none.location, '/registrations?known=no');
  assert.ok((await none.follow()).has('Nobody of that name and date of birth is known here'));
  const reference = await knownCase({ bornOn: '1944-04-04' });
  addScan(reference);
  await sent(manager, `/cases/${reference}/warning`, { how: 'paper', warned_on: day(-500), said_removal: true, said_why: true, confirmed_by: 'Partner C', words: 'Shouting.' });
  await confirmPaper(as('partner.c'), reference);
  const found = await manager.post('/registrations', { name: 'example person', born_on: '1944-04-04' });
  assert.match(found.location, /^\/registrations\/people\/[0-9]+$/);
  const page = await found.follow();
  assert.ok(page.has('Warned that removal is a risk') && page.has('Its 12 months are over') && page.has(reference));
  const blank = await manager.post('/registrations', { name: 'Kept Name', born_on: '' });
  assert.ok(blank.errors.born_on && blank.text.includes('Kept Name'));
});

test('R-list-15, R-list-1: a refusal has a lawful reason, and a letter within 14 days that begin with the decision', async () => {
  for (const [field, value] of [['ground', 'rude'], ['not_protected', ''], ['decided_on', day(1)], ['reasons', ''], ['born_on', '2999-01-01']]) {
    const answer = await manager.post('/registrations/refusals', { ...REFUSAL, [field]: value });
    assert.equal(answer.status, 422, field);
    assert.ok(answer.errors[field], field);
  }
  const fields = { ...REFUSAL, nonce: newNonce() };
  const made = await manager.post('/registrations/refusals', fields);
  assert.equal((await manager.post('/registrations/refusals', fields)).location, made.location, 'sent twice');
  const at = made.location;
  const refusal = at.split('/').at(-1);
  assert.equal(sql(`SELECT letter_by - decided_on FROM app.registration_refusal WHERE id = ${refusal}`), '13', 'beginning with the day');
  assert.deepEqual(rows(`SELECT kind, basis, state FROM app.clock WHERE about_kind = 'registration_refusal' AND about_id = ${refusal}`), [{ kind: 'refusal_letter', basis: 'contract', state: 'running' }]);
  const page = await manager.get(at);
  assert.ok(page.has('How the 14 days were counted'));
  assert.match(page.form(at).value('words'), /20 miles outside our area/);
  const gaps = await page.form(at).fill({}).send();
  assert.match(gaps.errors.words, /square brackets/);
  assert.match((await manager.post(at, { sent_on: day(-3), words: 'w' })).errors.sent_on, /before the day of the decision/);
  assert.equal((await manager.post(at, { sent_on: day(0), words: 'The very words.' })).status, 303);
  assert.equal((await manager.post(at, { sent_on: day(0), words: 'Others.' })).status, 409);
  assert.ok((await manager.get(at)).has('The very words.'));
  assert.equal(sql(`SELECT state FROM app.clock WHERE about_kind = 'registration_refusal' AND about_id = ${refusal}`), 'ended');
  assert.ok((await manager.get('/registrations')).has('New Person'));
  assert.equal((await manager.get('/registrations/refusals/0')).status, 404);
  assert.equal((await as('reception').get(at)).status, 403);
  assert.equal(number('SELECT count(*) FROM app.registration_refusal_letter WHERE refusal_id = ' + refusal), 1);
});

test('invariant 3: after all of it the chains verify', () => {
  const run = candour('audit', 'verify');
  assert.equal(run.status, 0, run.out + run.err);
});
