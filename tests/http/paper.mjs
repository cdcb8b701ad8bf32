// What goes on paper: letters as PDF and in large print, and the form for when computers are down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, rows, sql } from '../support/client.mjs';
import { author, captured, day, newCase, sent, triaged } from '../support/acts.mjs';
import { read } from '../support/pdf.mjs';

const manager = () => as('manager');
const KEPT = 'Dear somebody\n\nPlease take it down:\n\n- the post\n- its copies\n\nYou can complain to us or to the ICB.\nIt does not affect the care that anybody receives.\n\nPractice Manager';

async function pdf(client, at) {
  const answer = await client.get(at);
  assert.equal(answer.status, 200, at);
  assert.equal(answer.headers.get('content-type'), 'application/pdf');
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="[a-z0-9A-Z.-]+\.pdf"/);
  return answer.bytes;
}

async function draft(kind = 'removal_request', words = KEPT) {
  const reference = await newCase();
  captured(reference);
  author(reference, {});
  triaged(reference, {});
  const me = manager();
  const page = await me.get(`/cases/${reference}/letters`);
  const answer = await page.form('/letters').fill({ kind }).send();
  await sent(me, answer.location, { addressed_to: 'Example Person', words }, answer.location);
  return { me, reference, at: answer.location };
}

test('a letter that was sent can be fetched as PDF for ever, from the text that was kept; in large print too (U-27, R-acc-2)', async () => {
  const { me, at } = await draft();
  const before = await pdf(me, `${at}/pdf`);
  assert.match(read(before, 'pdftotext'), /Draft, not sent/);
  const page = await me.get(`${at}/send`);
  assert.equal((await page.form('/send').fill({ channel: 'post', sent_on: day(0), own_reason: 'Nobody else was in' }).send()).status, 303);
  assert.ok((await me.get(at)).has('PDF in large print'));
  const small = await pdf(me, `${at}/pdf`);
  const text = read(small, 'pdftotext');
  for (const words of ['Woodbrook', 'Example Person', 'Dear somebody', 'the post', 'You can complain to us']) assert.ok(text.includes(words), words);
  assert.doesNotMatch(text, /Draft/);
  assert.match(read(small, 'pdfinfo'), /Title:\s+Request to remove the post, .*\n[^]*Tagged:\s+yes/);
  const tags = read(small, 'pdfinfo', '-struct-text');
  assert.match(tags, /LBody[^]*the post[^]*LBody[^]*its copies[^]*You can complain/);
  const large = await pdf(me, `${at}/large-print`);
  assert.ok(read(large, 'pdftotext').includes('Dear somebody'));
  assert.ok(large.length > 0 && Number(read(large, 'pdfinfo').match(/Pages:\s+(\d+)/)[1]) >= Number(read(small, 'pdfinfo').match(/Pages:\s+(\d+)/)[1]));
});

test('a letter about the decision is no PDF before the decision; a dropped one has none (U-17, U-27)', async () => {
  const { me, reference, at } = await draft('advice_letter');
  // as if it had been begun when gates held that do not hold any more
  const id = at.split('/').pop();
  sql(`SET row_security = off; UPDATE app.letter SET kind = 'removal_notice' WHERE id = ${id}`);
  for (const paper of ['pdf', 'large-print']) {
    const answer = await me.get(`${at}/${paper}`);
    assert.equal(answer.status, 422);
    assert.ok(!answer.text.startsWith('%PDF'));
  }
  const page = await me.get(at);
  assert.equal((await page.form('/drop').send()).status, 303);
  assert.equal((await me.get(`${at}/pdf`)).status, 404);
  assert.equal((await me.get(`/cases/${reference}/letters/999999999/pdf`)).status, 404);
});

test('the incident form on paper: two pages, tagged, with what the first page of the log asks', async () => {
  const reception = as('staff');
  assert.ok((await reception.get('/log')).has('Download the form on paper'));
  const form = await pdf(reception, '/log/paper-form');
  const text = read(form, 'pdftotext');
  const info = read(form, 'pdfinfo');
  assert.match(info, /Pages:\s+2\n/);
  assert.match(info, /Tagged:\s+yes/);
  for (const { title } of rows('SELECT title FROM app.case_kind WHERE is_offered')) assert.ok(text.replace(/\s+/g, ' ').includes(title), title);
  for (const words of ['Somebody is threatened', 'What was posted', 'signature', 'Page 2 of 2']) assert.ok(text.includes(words), words);
});
