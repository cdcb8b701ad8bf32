// A case on its way to the partners' decision: what other pages record is put there by SQL, with its
// events; the rest is answered through the decision's own pages.
import assert from 'node:assert/strict';
import { as, logIncident, quote, sql } from './client.mjs';

// Runs statements as a program of the case's practice, in one transaction. `c` is the case's row.
export function inCase(reference, body) {
  return sql(`BEGIN;
    SELECT app.act_as('command', 'test', (SELECT practice_id FROM app.case_file WHERE reference = ${quote(reference)}));
    DO $test$
    DECLARE
      c app.case_file%ROWTYPE;
      p bigint; t bigint; x bigint; l bigint;
    BEGIN
      SELECT * INTO STRICT c FROM app.case_file WHERE reference = ${quote(reference)};
      ${body}
    END
    $test$;
    COMMIT;`);
}

// Logged, captured, triaged as no complaint, the person who posted known to be our patient.
export async function knownCase({ bornOn = '1980-03-04', complaint = 'no', summary = 'A case for the partners' } = {}) {
  const reference = await logIncident(as('reception'), { details: { summary } });
  inCase(reference, `
    INSERT INTO app.person (practice_id, name, born_on, nhs_number, address)
    VALUES (c.practice_id, 'Example Person', ${quote(bornOn)}, '9434765919', E'1 Example Street\\nExampletown') RETURNING id INTO p;
    INSERT INTO app.case_author (case_id, practice_id, kind, person_id, basis, identified_by, agreed_by, agreed_at)
    SELECT c.id, c.practice_id, 'registered_patient', p, 'They said so', min(m.id), max(m.id), now()
      FROM app.member m WHERE m.practice_id = c.practice_id
    ON CONFLICT (case_id) DO UPDATE SET kind = excluded.kind, person_id = excluded.person_id, basis = excluded.basis,
      identified_by = excluded.identified_by, agreed_by = excluded.agreed_by;
    INSERT INTO app.triage (practice_id, case_id, complaint, proportion) VALUES (c.practice_id, c.id, ${quote(complaint)}, 'weighed')
    RETURNING id INTO t;
    x := app.content_add(c.id, 'What the post said', false);
    INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at)
    VALUES (c.practice_id, c.id, 'description', x, 'already_gone', now()) RETURNING id INTO l;
    PERFORM app.audit_append('triage.recorded', c.id, '{}', ARRAY['triage:' || t, 'evidence:' || l]);`);
  return reference;
}

export const day = (offset) => {
  const d = new Date(Date.now() + offset * 86400000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(d);
};

// Fills the form of a page and expects to be led on.
export async function sent(client, path, values, action = path) {
  const page = await client.get(path);
  assert.equal(page.status, 200, `${path}: ${page.status} ${page.heading}`);
  const answer = await page.form(action).fill(values).send();
  assert.equal(answer.status, 303, `${path}: ${answer.status} ${answer.heading} ${JSON.stringify(answer.errors)}`);
  return answer;
}

// Another member, who has seen the paper and signs in to say so (U-20).
const CONFIRMER = { name: sql("SELECT m.name FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = 'complaints'"), client: () => as('complaints') };
export async function confirmPaper(client, reference) {
  const page = await client.get(`/cases/${reference}/paper`);
  const answer = await page.form('/confirm').send();
  assert.equal(answer.status, 303, `${answer.heading} ${JSON.stringify(answer.errors)}`);
}

export const answer = (client, reference, question, values) => sent(client, `/cases/${reference}/gates/${question}`, values);

// Everything before the vote but what `without` names, through the pages.
export async function ready(reference, { manager = as('manager'), clinician = as('partner.b'), without = [] } = {}) {
  const at = `/cases/${reference}`;
  const steps = {
    finding: () => sent(manager, `${at}/finding`, { ground: 'threat', happened_on: day(-1), words: 'They wrote that they would come and hurt somebody.', weighed: 'A threat is not an opinion.' }),
    ground: () => answer(manager, reference, 'ground', { answer: 'apart', words: 'They threatened a receptionist.' }),
    protected: () => answer(manager, reference, 'protected-grounds', { grounds: ['none'], words: 'It rests on the threat.' }),
    clinician: () => answer(clinician, reference, 'clinician', { answer: 'no', words: 'Nothing of the kind is known.' }),
    adjustments: () => answer(manager, reference, 'adjustments', { words: 'Telephone appointments were offered.' }),
    warning: async () => {
      addScan(reference);
      await sent(manager, `${at}/warning`, { how: 'paper', warned_on: day(-30), stop_by: day(-20), said_removal: true, said_why: true, confirmed_by: CONFIRMER.name, words: 'Shouting at reception.' });
      await confirmPaper(CONFIRMER.client(), reference);
    },
    alternatives: () => answer(manager, reference, 'alternatives', { answer: 'tried', words: 'A meeting was held.' }),
    advice: () => sent(manager, `${at}/advice`, { entry: 'received', body: 'MDU', on_date: day(-1), words: 'Keep to the facts.', followed: 'yes', may_be_privileged: true }),
    meeting: () => sent(manager, `${at}/meeting`, { held_on: day(-1), others: 'Partner A and the practice manager', conflicts: 'nobody', reasons: 'All options were considered.' }),
    care: () => answer(manager, reference, 'care', { words: 'Staff cannot see the person safely.' }),
  };
  for (const [name, step] of Object.entries(steps)) if (!without.includes(name)) await step();
  return at;
}

export async function opened(reference, options = {}) {
  const at = await ready(reference, options);
  await sent(options.manager ?? as('manager'), `${at}/decision/open`, {});
  return at;
}

export const vote = (client, at, how, more = {}) =>
  sent(client, `${at}/decision/vote`, { vote: how, reason: `My reason for ${how}`, ...more });

export function conflict(reference, user, relation = 'conflicted') {
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT c.practice_id, c.id, m.id, ${quote(relation)}, 'a test' FROM app.case_file c, app.login l JOIN app.member m ON m.login_id = l.id
     WHERE c.reference = ${quote(reference)} AND l.user_name = ${quote(user)}`);
}

export const addEvidence = (reference) => inCase(reference, `
    x := app.content_add(c.id, 'Another post', false);
    INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at)
    VALUES (c.practice_id, c.id, 'description', x, 'already_gone', now()) RETURNING id INTO l;
    PERFORM app.audit_append('evidence.added', c.id, '{}', ARRAY['evidence:' || l]);`);

// A file among the evidence: the scan of a warning that was given on paper (U-20).
export const addScan = (reference) => inCase(reference, `
    INSERT INTO app.stored_file (practice_id, case_id, name, media_type, size, sha256, salt, digest)
    VALUES (c.practice_id, c.id, 'scan.pdf', 'application/pdf', 0, sha256(''), 'salt', sha256('salt')) RETURNING id INTO x;
    INSERT INTO app.evidence (practice_id, case_id, kind, file_id, title, captured_at)
    VALUES (c.practice_id, c.id, 'file', x, 'scan.pdf', now()) RETURNING id INTO l;
    PERFORM app.audit_append('evidence.added', c.id, '{}', ARRAY['evidence:' || l, 'stored_file:' || x]);`);

// The letters of a removal, as their own pages would have sent them.
export const sendLetter = (reference, kind) => inCase(reference, `
    INSERT INTO app.letter (practice_id, case_id, kind, addressed_to, state) VALUES (c.practice_id, c.id, ${quote(kind)}, 'somebody', 'sent')
    RETURNING id INTO l;
    x := app.content_add(c.id, 'The letter', false);
    INSERT INTO app.letter_sent (practice_id, case_id, letter_id, kind, addressed_to, channel, sent_on, content_id)
    VALUES (c.practice_id, c.id, l, ${quote(kind)}, 'somebody', 'post', current_date, x) RETURNING id INTO l;
    PERFORM app.audit_append('letter.sent', c.id, '{}', ARRAY['letter_sent:' || l]);`);
