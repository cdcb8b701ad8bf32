// The partners' paper pack: copies counted and recorded, names covered, advice left out (U-27).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, rows, sql, quote } from '../support/client.mjs';
import { author, captured, conflict, count, inCase, newCase, refusedAt, triaged, value } from '../support/acts.mjs';
import { read } from '../support/pdf.mjs';

async function ready() {
  const reference = await newCase({ summary: 'Example Person wrote about Partner A' });
  captured(reference);
  author(reference, {});
  triaged(reference, {});
  inCase(reference, `x := app.content_add(c.id, 'PRIVILEGED-WORDS', true);
    INSERT INTO app.advice (practice_id, case_id, entry, body, on_date, content_id, followed)
    VALUES (c.practice_id, c.id, 'received', 'MDU', current_date, x, 'yes') RETURNING id INTO l;
    PERFORM app.audit_append('advice.recorded', c.id, '{}', ARRAY['advice:' || l]);`);
  return reference;
}
async function make(client, reference, values) {
  const page = await client.get(`/cases/${reference}/pack`);
  return page.form('/pack').fill(values).send();
}
const text = async (client, at) => {
  const answer = await client.get(at);
  assert.equal(answer.status, 200, at);
  return read(answer.bytes, 'pdftotext', '-layout');
};

test('a copy has a cover, contents with page numbers, facts, timeline, evidence, letters, gates and options; it is on record', async () => {
  const reference = await ready();
  const me = as('manager');
  await refusedAt(await make(me, reference, { for_whom: '' }), 'for_whom', /Enter who receives/);
  assert.equal((await make(me, reference, { for_whom: 'Partner B' })).status, 303);
  const at = `/cases/${reference}/pack/1`;
  const all = await text(me, at);
  for (const words of [reference, 'Copy number', 'Partner B', 'In confidence', 'Contents', 'What happened', 'Timeline', 'Evidence', 'What the post said',
    'Letters that were sent', 'Before removal from the list', 'What the partners may decide', 'Example Person wrote about Partner A', 'Page 1 of']) assert.ok(all.includes(words), words);
  assert.match(all, /Timeline\s+\d+\n/, 'the contents give page numbers');
  assert.ok(!all.includes('PRIVILEGED-WORDS'), 'advice is left out (U-27)');
  assert.match(all, /Advice from defence bodies and solicitors is left out/);
  const pdf = (await me.get(at)).bytes;
  assert.match(read(pdf, 'pdfinfo'), /Tagged:\s+yes/);
  assert.match(read(pdf, 'pdfinfo', '-struct-text'), /TOC[^]*H2[^]*Table[^]*TH[^]*TD/);
  assert.equal(count(reference, 'pack_copy'), 1);
  assert.equal(value(reference, "(SELECT count(*) FROM app.event e WHERE e.case_id = c.id AND e.kind = 'pack.made')"), '1');
  assert.ok(Number(value(reference, "(SELECT count(*) FROM app.event e WHERE e.case_id = c.id AND e.kind = 'pack.opened')")) >= 1, 'each download is on the read log');
  assert.equal((await me.get(`/cases/${reference}/pack/2`)).status, 404);
});

test('names are covered by labels that stay the same; the copy says so', async () => {
  const reference = await ready();
  const me = as('manager');
  assert.equal((await make(me, reference, { for_whom: 'Partner B', covers: ['staff', 'person', 'others'] })).status, 303);
  const all = await text(me, `/cases/${reference}/pack/1`);
  assert.match(all, /Person 1 wrote about Staff member [A-Z]/);
  for (const name of ['Example Person', 'Partner A', 'Practice Manager', 'Reception']) assert.ok(!all.includes(name), name);
  assert.match(all, /For +Partner B\n/, 'whose copy it is stays readable');
  assert.ok(all.includes('Names are covered'));
});

test('advice goes in by a partner who says why, and nobody else; copies are numbered one after the other', async () => {
  const reference = await ready();
  const [me, partner] = [as('manager'), as('partner.a')];
  assert.ok(!(await me.get(`/cases/${reference}/pack`)).text.includes('name="advice_reason"'));
  await refusedAt(await me.post(`/cases/${reference}/pack`, { for_whom: 'X', advice_reason: 'Because' }), 'advice_reason', /Only a partner/);
  const answers = await Promise.all([make(partner, reference, { for_whom: 'Partner A', advice_reason: 'Needed for the vote' }), make(me, reference, { for_whom: 'Partner B' })]);
  assert.deepEqual(answers.map((a) => a.status), [303, 303]);
  assert.equal(value(reference, "(SELECT string_agg(p.copy_no::text, ' ' ORDER BY p.copy_no) FROM app.pack_copy p WHERE p.case_id = c.id)"), '1 2');
  const no = value(reference, "(SELECT p.copy_no FROM app.pack_copy p WHERE p.case_id = c.id AND p.advice_reason <> '')");
  const all = await text(partner, `/cases/${reference}/pack/${no}`);
  assert.ok(all.includes('PRIVILEGED-WORDS') && all.includes('Needed for the vote'));
  assert.equal(sql(`SELECT bool_and(p.by_member IS NOT NULL)::text FROM app.pack_copy p JOIN app.case_file c ON c.id = p.case_id WHERE c.reference = ${quote(reference)}`), 'true');
  assert.equal(rows(`SELECT 1 FROM app.pack_copy p JOIN app.case_file c ON c.id = p.case_id WHERE c.reference = ${quote(reference)}`).length, 2);
  conflict(reference, 'partner.b');
  assert.equal((await as('partner.b').get(`/cases/${reference}/pack/${no}`)).status, 403, 'not for one who stands aside');
});
