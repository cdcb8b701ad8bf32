// The practice's own wording of letters: drafted, checked, compared, in force, kept (domain section 6, U-14).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, quote, rows, sql } from '../support/client.mjs';
import { author, captured, newCase, refusedAt, triaged } from '../support/acts.mjs';

const GOOD = 'Dear {{person_name}}\n\nOUR-OWN-WORDS about {{platform}}, within {{reply_days}} days.\n\nYou can complain to us or to the ICB.\nYour care is not affected.\n\n[name]\n{{practice_name}}';
const manager = () => as('manager');
const at = (kind) => `/setup/letters/${kind}`;

async function draft(client, kind, words, comment = 'Plainer words') {
  const page = await client.get(`${at(kind)}/draft`);
  return page.form('/draft').fill({ words, comment }).send();
}
async function force(client, kind) {
  const page = await client.get(`${at(kind)}/force`);
  return page.form('/force').send();
}

test('a field that there is not, or that this kind must not hold, is said beside the wording; nothing typed is lost', async () => {
  const me = manager();
  let answer = await draft(me, 'removal_request', GOOD.replace('person_name', 'persn_name'));
  await refusedAt(answer, 'words', /There is no field \{\{persn_name\}\}.*\{\{person_name\}\}/);
  assert.ok(answer.form('/draft').value('words').includes('OUR-OWN-WORDS'));
  answer = await draft(me, 'platform_report', 'To {{platform}}: {{person_name}} wrote this');
  await refusedAt(answer, 'words', /must not hold \{\{person_name\}\}/);
  await refusedAt(await draft(me, 'removal_request', `${GOOD}\nThis is malicious.`), 'words', /not used before advice/);
  await refusedAt(await draft(me, 'removal_request', GOOD.replace('Your care is not affected.', '')), 'words', /care is unaffected/);
  await refusedAt(await draft(me, 'removal_request', GOOD.replace(/You can complain.*\n/, '')), 'words', /how to complain/);
  await refusedAt(await draft(me, 'removal_request', `${GOOD}\nYou are a patient of ours.`), 'words', /may tell that somebody is a patient/);
  assert.equal((await me.get(at('nonsense'))).status, 404);
});

test('drafted, previewed, compared, in force; a letter remembers its version, the earlier one is kept', async () => {
  const me = manager();
  const shipped = (await me.get(at('own_page_notice'))).words;
  assert.match(shipped, /the wording that ships/);
  assert.equal((await draft(me, 'own_page_notice', GOOD)).status, 303);
  const compare = await me.get(`${at('own_page_notice')}/force`);
  assert.ok(compare.has('OUR-OWN-WORDS') && compare.has('Example Person') && compare.has('we saw something that was posted on our page'));
  assert.equal((await force(me, 'own_page_notice')).status, 303);
  const page = await me.get(at('own_page_notice'));
  assert.ok(page.has('version 1, since') && page.has('As it shipped'));

  const reference = await newCase({ start: { kind: 'own_page_post' } });
  captured(reference);
  author(reference, {});
  triaged(reference, {});
  const list = await me.get(`/cases/${reference}/letters`);
  const answer = await list.form('/letters').fill({ kind: 'own_page_notice' }).send();
  const words = (await me.get(answer.location)).form(answer.location).value('words');
  assert.match(words, /^Dear Example Person\r?\n\r?\nOUR-OWN-WORDS about Facebook, within 7 days\./);
  assert.match(words, /Woodbrook/);
  const id = answer.location.split('/').pop();
  assert.equal(sql(`SELECT t.version FROM app.letter l JOIN app.letter_template t ON t.id = l.template_id WHERE l.id = ${id}`), '1');

  // the next version leaves both the letter and the earlier wording as they were
  assert.equal((await draft(me, 'own_page_notice', GOOD.replace('OUR-OWN', 'NEXT'), 'Next')).status, 303);
  assert.equal((await force(me, 'own_page_notice')).status, 303);
  assert.ok((await me.get(at('own_page_notice'))).has('OUR-OWN-WORDS'));
  assert.match((await me.get(answer.location)).form(answer.location).value('words'), /OUR-OWN-WORDS/);
  assert.equal(sql(`SELECT string_agg(version || status, ' ' ORDER BY version) FROM app.letter_template WHERE kind = 'own_page_notice'`), '1superseded 2in_force');
});

test('two at once: the second sees both texts; a draft is brought into force once; it can be dropped', async () => {
  const me = manager();
  const other = as('partner.a');
  const kind = 'boundary_reply';
  const [mine, theirs] = [await me.get(`${at(kind)}/draft`), await other.get(`${at(kind)}/draft`)];
  assert.equal((await mine.form('/draft').fill({ words: GOOD.replace(/about.*days\./, 'one.'), comment: 'a' }).send()).status, 303);
  const late = await theirs.form('/draft').fill({ words: GOOD.replace(/about.*days\./, 'two.'), comment: 'b' }).send();
  assert.equal(late.status, 409);
  assert.ok(late.has('OUR-OWN-WORDS one.') && late.form('/draft').value('words').includes('OUR-OWN-WORDS two.'));
  const [first, second] = [await me.get(`${at(kind)}/force`), await other.get(`${at(kind)}/force`)];
  const answers = await Promise.all([first.form('/force').send(), second.form('/force').send()]);
  assert.equal(rows(`SELECT * FROM app.letter_template WHERE kind = ${quote(kind)} AND status = 'in_force'`).length, 1);
  assert.equal(answers.filter((a) => a.status === 303 && a.location === at(kind)).length >= 1, true);
  assert.equal((await draft(me, kind, GOOD.replace(/about.*days\./, 'three.'))).status, 303);
  const dropping = await me.get(`${at(kind)}/force`);
  assert.equal((await dropping.form('/drop').send()).status, 303);
  assert.equal(sql(`SELECT string_agg(version || status, ' ' ORDER BY version) FROM app.letter_template WHERE kind = ${quote(kind)}`), '1in_force 2dropped');
  assert.equal((await draft(me, kind, GOOD.replace(/about.*days\./, 'four.'))).status, 303, 'a draft after a dropped one');
});

test('who may not decide does not see the page', async () => {
  for (const who of ['staff', 'clinician', 'complaints_lead', 'administrator']) assert.equal((await as(who).get('/setup/letters')).status, 403, who);
});
