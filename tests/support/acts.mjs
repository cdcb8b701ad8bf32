// Cases for the tests of complaint, own page, requests, letters and closing: what other pages record is
// put there by SQL, with its events.
import assert from 'node:assert/strict';
import { as, logIncident, quote, sql } from './client.mjs';
import { day, inCase } from './decision.mjs';

export { conflict, day, inCase, sent } from './decision.mjs';

// A member who manages cases and is neither manager nor Complaints Lead.
export const partner = () => as('partner.a');

// Logged, no more: by default a post on somebody's own profile.
export const newCase = ({ summary = 'A post of a test', start = {} } = {}) =>
  logIncident(as('reception'), { start, details: { summary } });

export const captured = (reference) =>
  inCase(reference, `
    x := app.content_add(c.id, 'What the post said', false);
    INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at)
    VALUES (c.practice_id, c.id, 'description', x, 'must_not_copy', now()) RETURNING id INTO l;
    PERFORM app.audit_append('evidence.described', c.id, '{}', ARRAY['evidence:' || l]);`);

// Who posted: an adult patient, agreed by two, unless said otherwise.
export const author = (reference, { kind = 'registered_patient', bornOn = '1980-03-04' } = {}) =>
  inCase(reference, `
    INSERT INTO app.person (practice_id, name, born_on, nhs_number, address)
    VALUES (c.practice_id, 'Example Person', ${quote(bornOn)}, '9434765919', E'1 Example Street\\nExampletown') RETURNING id INTO p;
    INSERT INTO app.case_author (case_id, practice_id, kind, person_id, basis, identified_by, agreed_by, agreed_at)
    SELECT c.id, c.practice_id, ${quote(kind)}, p, 'They said so', min(m.id), max(m.id), now()
      FROM app.member m WHERE m.practice_id = c.practice_id;`);

// Triage as its page records it; a complaint goes to the Complaints Lead and stops the steps.
export const triaged = (reference, { complaint = 'no', fairComment = false, receivedOn = day(0), category = '' } = {}) =>
  inCase(reference, `
    INSERT INTO app.triage (practice_id, case_id, complaint, fair_comment, proportion, category)
    VALUES (c.practice_id, c.id, ${quote(complaint)}, ${fairComment}, 'weighed', ${quote(category)}) RETURNING id INTO t;
    UPDATE app.case_file SET state = 'open', version = version + 1 WHERE id = c.id;
    IF ${quote(complaint)} <> 'no' THEN
      INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, acknowledge_by, clock)
      VALUES (c.practice_id, c.id, app.new_reference(c.practice_id, 2026), ${quote(receivedOn)}, 'seen_online', ${quote(receivedOn)}::date + 5, 'Counted');
      INSERT INTO app.task (practice_id, case_id, kind, title, role, basis)
      VALUES (c.practice_id, c.id, 'complaint_acknowledge', 'Acknowledge the complaint', 'complaints_lead', 'law');
      INSERT INTO app.step_entry (practice_id, case_id, step, entry) VALUES (c.practice_id, c.id, 'removal_request', 'stopped')
      RETURNING id INTO l;
      PERFORM app.audit_append('triage.recorded', c.id, '{}', ARRAY['triage:' || t, 'step_entry:' || l]);
    ELSE
      PERFORM app.audit_append('triage.recorded', c.id, '{}', ARRAY['triage:' || t]);
    END IF;`);

// One value about a case, by its reference: value('REF', 'state').
export const value = (reference, expression) =>
  sql(`SELECT ${expression} FROM app.case_file c WHERE c.reference = ${quote(reference)}`);
export const count = (reference, table, where = 'true') =>
  Number(value(reference, `(SELECT count(*) FROM app.${table} x WHERE x.case_id = c.id AND ${where})`));

// One fact of the case's gates, as casework would read it.
export const fact = (reference, name) =>
  sql(`BEGIN;
    DO $act$ BEGIN PERFORM app.act_as('command', 'test', (SELECT practice_id FROM app.case_file WHERE reference = ${quote(reference)})); END $act$;
    SELECT app.gate_facts(c.id) ->> ${quote(name)} FROM app.case_file c WHERE c.reference = ${quote(reference)};
    COMMIT;`);

// The page that refuses what was typed: 422 with a sentence, beside the field where one is named.
export async function refusedAt(answer, field, sentence, status = 422) {
  assert.equal(answer.status, status, `${answer.path}: ${answer.status} ${answer.heading} ${JSON.stringify(answer.errors)}`);
  const said = field === null ? Object.values(answer.errors).join(' ') : answer.errors[field];
  assert.ok(said, `no sentence for ${field}: ${JSON.stringify(answer.errors)}`);
  assert.match(said, sentence);
}

// What every field has to bear (issue 2, section 6): never a 5xx, never a 303.
export const HOSTILE = [
  ['over-long', 'x'.repeat(20001)],
  ['a NUL', 'a\0b'],
  ['markup', '<script>alert(1)</script>'],
  ['a formula', '=cmd|calc'],
  ['line breaks', 'a\r\nb'],
  ['empty', ''],
];
export async function bearsAnything(client, path, good, { action = path, skip = [] } = {}) {
  for (const field of Object.keys(good)) {
    for (const [what, bad] of HOSTILE) {
      const page = await client.get(path);
      const form = page.form(action).fill({});
      for (const [name, text] of Object.entries(good)) {
        for (const part of ['', '-day', '-month', '-year']) form.force(name + part, null);
        form.add(name, name === field ? bad : text);
      }
      const answer = await form.send();
      if (skip.includes(`${field}: ${what}`)) continue;
      assert.ok(answer.status < 500, `${path}: ${field} with ${what} gives ${answer.status}`);
      assert.ok(!answer.text.includes('<script>alert(1)'), `${path}: ${field} prints markup`);
    }
  }
}

// A list over all its pages: has(words), text.
export async function wholeList(client, path) {
  const pages = [];
  for (let at = path; at && pages.length < 60; at = pages.at(-1).text.match(/href="([^"]*[?&;]after=[^"]*)"/)?.[1].replaceAll('&amp;', '&')) pages.push(await client.get(at));
  return { has: (words) => pages.some((page) => page.has(words)), text: pages.map((page) => page.text).join('') };
}
