// The case page, the list, finding one, managers told, staff, tasks, who posted, who has read it
// (W-2.3c, U-1, U-2, U-4, U-6, U-21 to U-23, J-crit-1).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, logIncident, number, quote, rows, sql } from '../support/client.mjs';

const manager = as('manager');
const reception = as('reception');
const lead = as('complaints');
const auditor = as('auditor');

const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const memberOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const kinds = (reference) => rows(`SELECT kind FROM app.event WHERE case_id = ${id(reference)} AND NOT is_read ORDER BY id`).map((x) => x.kind);
// A word that no earlier run has used.
const word = () => `w${Math.random().toString(36).slice(2, 10)}`;
const logged = (summary, details = {}) => logIncident(reception, { details: { summary, ...details } });

test('the case page says what to do next before anything else, then the steps', async () => {
  const reference = await logged('Next action first');
  const page = await manager.get(`/cases/${reference}`);
  assert.equal(page.status, 200);
  assert.ok(page.heading.includes('Next action first'));
  assert.ok(page.words.indexOf('Capture the post, or describe it in writing.') < page.words.indexOf('Steps'));
  assert.ok(page.has('Not yet, because the post has been neither captured nor described.'));
  assert.equal(page.link('Add evidence').href ?? page.link('Add evidence'), `/cases/${reference}/evidence`);
  assert.ok(page.has('Incident logged'));
});

test('W-2.3c: opening the case is the notice opened; the page shows how long both took', async () => {
  const reference = await logged('Opened by a manager');
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(reference)} AND opened_at IS NOT NULL`), 0);
  const page = await manager.get(`/cases/${reference}`);
  assert.match(page.summary['Managers told'], /After less than a minute First opened, or told in person: after less than a minute/);
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(reference)} AND opened_at IS NOT NULL`), 1);
  assert.match(page.words, /Tell a member of the management team [^]*Practice Manager [^]*Completed/);
});

test('W-2.3c: a manager who logs it knows of it, and nobody outside is told', async () => {
  const reference = await logIncident(manager, { details: { summary: 'Logged by the manager' } });
  assert.deepEqual(rows(`SELECT channel FROM app.notice WHERE case_id = ${id(reference)} AND channel = 'outside_contact'`), []);
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(reference)} AND member_id = ${memberOf('manager')} AND opened_at IS NOT NULL`), 1);
});

test('U-4: told by word of mouth is recorded with whom, how and when, and the step is done', async () => {
  const reference = await logged('Told at the desk');
  const page = await lead.get(`/cases/${reference}/notices`);
  const today = sql(`SELECT current_date`);
  const member = memberOf('partner.a');
  const form = page.form(`/cases/${reference}/notices`);
  const early = await form.fill({ member: String(member), how: 'In person', told_on: '2020-01-01', told_time: '9am' }).send();
  assert.equal(early.status, 422);
  assert.match(early.errors.told_on, /the day the post was seen, or later/);
  assert.ok(early.text.includes('In person'), 'nothing typed is lost');
  const ahead = await early.form(`/cases/${reference}/notices`).fill({ told_on: '2099-01-01' }).send();
  assert.match(ahead.errors.told_on, /must not be in the future/);
  const done = await ahead.form(`/cases/${reference}/notices`).fill({ told_on: today, told_time: '0:00' }).send();
  assert.equal(done.status, 303);
  assert.ok((await done.follow()).has('By word of mouth: In person'));
  assert.ok(kinds(reference).includes('notice.given'));
  assert.equal(sql(`SELECT entry FROM app.step_entry WHERE case_id = ${id(reference)} AND step = 'management_notice' ORDER BY id DESC LIMIT 1`), 'done');
  const other = await manager.get(`/cases/${reference}/notices`);
  const nameless = await other.form(`/cases/${reference}/notices`).fill({ member: 'other', how: 'By telephone', told_on: today, told_time: '0:01' }).send();
  assert.match(nameless.errors.other_name, /Enter the name/);
});

test('U-4: nobody can be told of a case about their own conduct', async () => {
  const reference = await logged('About a partner', { conduct: [String(memberOf('partner.b'))] });
  const page = await manager.get(`/cases/${reference}/notices`);
  assert.ok(!page.form(`/cases/${reference}/notices`).choices('member').some((x) => (x.value ?? x) === String(memberOf('partner.b'))));
  const answer = await page.form(`/cases/${reference}/notices`).fill({ how: 'In person', told_on: sql('SELECT current_date'), told_time: '0:00' })
    .force('member', String(memberOf('partner.b'))).send();
  assert.equal(answer.status, 422);
  assert.match(answer.errors.member, /who may read this case/);
});

test('notes: words are kept apart from the event, and those who stand aside never see them', async () => {
  const reference = await logged('With a note');
  const page = await manager.get(`/cases/${reference}`);
  const empty = await page.form(`/cases/${reference}/notes`).send();
  assert.equal(empty.status, 422);
  assert.match(empty.errors.note, /Enter the note/);
  const saved = await page.form(`/cases/${reference}/notes`).fill({ note: 'Rang <b>them</b>\nNobody there' }).send();
  assert.equal(saved.status, 303);
  const shown = await manager.get(`/cases/${reference}`);
  assert.ok(shown.text.includes('Rang &lt;b&gt;them&lt;/b&gt;<br>'));
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${memberOf('partner.c')}, 'conflicted' FROM app.case_file WHERE reference = ${quote(reference)}`);
  const aside = await as('partner.c').get(`/cases/${reference}`);
  assert.equal(aside.status, 200);
  assert.ok(!aside.text.includes('Rang'));
  assert.ok(!aside.has('Add a note'));
  assert.equal((await as('partner.c').post(`/cases/${reference}/notes`, { note: 'x' })).status, 403);
});

test('U-1: who is affected sees the post, what is being done and their own support, and no more', async () => {
  const nurse = as('nurse');
  const reference = await logged('Names the nurse', { names_staff: true, staff: [String(memberOf('nurse')), String(memberOf('partner.a'))] });
  await (await manager.get(`/cases/${reference}`)).form(`/cases/${reference}/notes`).fill({ note: 'A secret thought' }).send();
  const page = await nurse.get(`/cases/${reference}`);
  assert.equal(page.status, 200);
  assert.ok(page.has('Your support'));
  assert.ok(page.has('Nurse A') && page.has('Not told in person yet'));
  assert.ok(!page.has('Partner A Not told'), 'others are not shown');
  for (const hidden of ['A secret thought', 'Start triage', 'Add a note', 'Close the case']) assert.ok(!page.has(hidden), hidden);
  assert.equal((await nurse.get('/cases')).status, 403);
  assert.equal((await nurse.get(`/cases/${reference}/triage`)).status, 403);
});

test('U-1: conduct in question ends sight at once: page, list, count, search and tasks', async () => {
  const b = as('partner.b');
  const zebra = word();
  const reference = await logged(`The ${zebra} matter`);
  assert.equal((await b.get(`/cases/${reference}`)).status, 200);
  const before = (await b.get('/cases')).words.match(/(\d+) cases?/)[1];
  const page = await manager.get(`/cases/${reference}/staff`);
  const self = await page.form(`/cases/${reference}/staff`).fill({ member: String(memberOf('manager')), relation: 'conduct' }).send();
  assert.match(self.errors.relation, /cannot do this for yourself/);
  const saved = await page.form(`/cases/${reference}/staff`).fill({ member: String(memberOf('partner.b')), relation: 'conduct', why: 'Said by the patient' }).send();
  assert.equal(saved.status, 303);
  assert.ok((await saved.follow()).has('Conduct in question: the case does not exist for them'));
  const gone = await b.get(`/cases/${reference}`);
  const never = await b.get('/cases/WMC-2026-ZZZZZ');
  assert.equal(gone.status, 404);
  assert.equal(gone.main.replaceAll(/[0-9a-f]{16}/g, ''), never.main.replaceAll(/[0-9a-f]{16}/g, ''), 'hidden and absent are answered alike');
  const list = await b.get('/cases');
  assert.ok(!list.text.includes(reference));
  assert.equal(Number(list.words.match(/(\d+) cases?/)[1]), Number(before) - 1);
  const find = async (q) => (await b.post('/cases/find', { q })).follow();
  const found = await find(zebra);
  assert.ok(found.has('No case that you can see') && !found.text.includes(reference));
  assert.ok((await find(reference)).has('No case that you can see'));
  assert.ok(!(await b.get('/tasks')).text.includes(reference));
  assert.ok(kinds(reference).includes('standing.changed'));
  // a mistake is put right: with a reason, and by two (U-1, U-4)
  const access = number(`SELECT id FROM app.case_access WHERE case_id = ${id(reference)} AND relation = 'conduct' AND until_at IS NULL`);
  const at = `/cases/${reference}/standing/${access}/end`;
  const end = async (client, values = {}) => (await client.get(at)).form(at).fill(values).send();
  assert.match((await end(manager, { why: '' })).errors.why, /Enter why/);
  assert.equal((await end(manager, { why: 'It was another nurse' })).status, 303);
  assert.equal((await b.get(`/cases/${reference}`)).status, 404, 'one alone lets nobody in');
  const twice = await end(manager);
  assert.equal(twice.status, 422);
  assert.ok(twice.has('A second member of the management has to agree'));
  assert.equal((await b.get(at)).status, 404);
  assert.equal((await end(as('partner.a'))).status, 303);
  assert.equal((await b.get(`/cases/${reference}`)).status, 200);
  assert.equal((await manager.post(at, { why: 'x' })).status, 409);
  // whatever path: the database asks for the second as well
  sql(`UPDATE app.case_access SET until_at = NULL, end_asked_by = NULL, end_why = '', ended_by = NULL WHERE id = ${access}`);
  assert.throws(() => sql(`BEGIN; SELECT app.become_member(${memberOf('manager')}); SET LOCAL ROLE app; UPDATE app.case_access SET until_at = now() WHERE id = ${access}; COMMIT;`), /only with a reason/);
  assert.throws(() => sql(`BEGIN; SELECT app.become_member(${memberOf('manager')}); SET LOCAL ROLE app; UPDATE app.case_access SET until_at = now(), end_why = 'x', end_asked_by = ${memberOf('manager')} WHERE id = ${access}; COMMIT;`), /second member/);
});

test('J-crit-1: told in person and support are recorded; the loser of a race sees both', async () => {
  const reference = await logged('Names reception', { names_staff: true, staff: [String(memberOf('reception'))] });
  const staff = number(`SELECT id FROM app.case_staff WHERE case_id = ${id(reference)}`);
  const mine = await manager.get(`/cases/${reference}/staff/${staff}`);
  const theirs = await lead.get(`/cases/${reference}/staff/${staff}`);
  assert.equal((await theirs.form().fill({ support: 'offered', support_note: 'By the lead' }).send()).status, 303);
  const lost = await mine.form().fill({ support: 'declined', support_note: 'By the manager', told_on: sql('SELECT current_date') }).send();
  assert.equal(lost.status, 409);
  assert.ok(lost.has('By the lead'), 'what is stored');
  assert.equal(lost.form().value('support_note'), 'By the manager', 'what was typed');
  assert.equal((await manager.get(`/cases/${reference}/staff/999999`)).status, 404);
  const future = await (await manager.get(`/cases/${reference}/staff/${staff}`)).form().fill({ told_on: '2099-01-01' }).send();
  assert.match(future.errors.told_on, /must not be in the future/);
});

test('U-2, U-21: who posted: never an NHS number alone, and a second person agrees', async () => {
  const reference = await logged('Who posted');
  const path = `/cases/${reference}/author`;
  const form = (await manager.get(path)).form(path);
  const alone = await form.fill({ kind: 'registered_patient', basis: 'Told us', name: 'Test Person', nhs_number: '943 476 5919' }).send();
  assert.match(alone.errors.born_on, /never stands alone/);
  const wrong = await form.fill({ nhs_number: '943 476 5918', born_on: '1980-03-31' }).send();
  assert.match(wrong.errors.nhs_number, /check/i);
  const nameless = await form.fill({ name: '', nhs_number: '' }).send();
  assert.match(nameless.errors.name, /Enter the person's name/);
  const saved = await form.fill({ name: 'Test Person', nhs_number: '943 476 5919', born_on: '1980-03-31' }).send();
  assert.equal(saved.status, 303);
  assert.ok((await saved.follow()).has('Not yet. A warning and a removal need it.'));
  const self = await (await manager.get(`${path}/agree`)).form().fill({ how: 'second' }).send();
  assert.match(self.errors.how, /somebody else has to agree/);
  const agreed = await (await lead.get(`${path}/agree`)).form().fill({ how: 'second' }).send();
  assert.equal(agreed.status, 303);
  assert.equal(sql(`SELECT agreed_by <> identified_by FROM app.case_author WHERE case_id = ${id(reference)}`), 't');
  // another name is another person: the agreement goes
  const changed = await (await manager.get(path)).form(path).fill({ name: 'Another Person' }).send();
  assert.equal(changed.status, 303);
  assert.equal(sql(`SELECT agreed_by IS NULL FROM app.case_author WHERE case_id = ${id(reference)}`), 't');
});

test('U-3: somebody from outside may agree; the same person only where the practice has said that nobody else can', async () => {
  const reference = await logged('Agreed outside');
  const path = `/cases/${reference}/author`;
  await (await manager.get(path)).form(path).fill({ kind: 'former_patient', basis: 'Known' }).send();
  const bare = await (await manager.get(`${path}/agree`)).form().fill({ how: 'outside' }).send();
  assert.match(bare.errors.words, /who agreed, and when/);
  const alone = await (await manager.get(`${path}/agree`)).form().force('how', 'alone').fill({ words: 'Only me' }).send();
  assert.match(alone.errors.how, /has not declared/);
  assert.equal((await (await manager.get(`${path}/agree`)).form().fill({ how: 'outside', words: 'The LMC, by telephone' }).send()).status, 303);
  assert.ok((await manager.get(path)).has('Somebody from outside the practice'));
});

test('U-21: the same name and date of birth is the same person, with their other cases; a race shows both', async () => {
  const name = `Same Person ${Date.now()}`;
  const first = await logged('First of two');
  const second = await logged('Second of two');
  for (const reference of [first, second]) {
    const path = `/cases/${reference}/author`;
    assert.equal((await (await manager.get(path)).form(path).fill({ kind: 'registered_patient', basis: 'Known', name, born_on: '1970-01-02' }).send()).status, 303);
  }
  assert.equal(number(`SELECT count(*) FROM app.person WHERE name = ${quote(name)}`), 1);
  const mine = await manager.get(`/cases/${second}/author`);
  assert.ok(mine.has(`${first}: First of two`));
  const theirs = await lead.get(`/cases/${second}/author`);
  assert.equal((await theirs.form(`/cases/${second}/author`).fill({ basis: 'Read it again' }).send()).status, 303);
  const lost = await mine.form(`/cases/${second}/author`).fill({ basis: 'My own words' }).send();
  assert.equal(lost.status, 409);
  assert.ok(lost.has('Read it again'));
  assert.equal(lost.form(`/cases/${second}/author`).value('basis'), 'My own words');
});

test('U-22, U-23: a child asks the safeguarding lead; a date of death asks who speaks for the person', async () => {
  const reference = await logged('A young person');
  const path = `/cases/${reference}/author`;
  await (await manager.get(path)).form(path).fill({ kind: 'registered_patient', basis: 'Known', name: 'Young One', age: 'perhaps_child' }).send();
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'safeguarding'`), 1);
  await (await manager.get(path)).form(path).fill({ died_on: sql('SELECT current_date') }).send();
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'who_speaks'`), 1);
  const page = await manager.get(`/cases/${reference}`);
  assert.ok(page.has('Died'));
});

test('U-6: tasks show whose they are; one ends with what came of it, once', async () => {
  const reference = await logIncident(reception, { start: { other_patient_shown: true }, details: { summary: 'Somebody else shown' } });
  const list = await manager.get('/tasks');
  assert.ok(list.has('Decide whether this is a data breach'));
  assert.ok(list.has('Yours'));
  const task = number(`SELECT id FROM app.task WHERE case_id = ${id(reference)} AND kind = 'breach_check'`);
  const path = `/cases/${reference}/tasks/${task}/done`;
  const page = await manager.get(path);
  assert.ok(page.has('72 hours on the clock, nights, weekends and holidays too'));
  const bare = await page.form().fill({ result: 'Looked at it' }).send();
  assert.match(bare.errors.outcome, /Select what was decided/);
  const done = await bare.form().fill({ outcome: 'not_ours' }).send();
  assert.equal(done.status, 303);
  assert.equal(sql(`SELECT result FROM app.task WHERE id = ${task}`), 'Not ours: Looked at it');
  // its clock ended with it, and what was done to the clock is on record (invariant 5, R-dp-1)
  assert.deepEqual(rows(`SELECT e.entry, k.state, k.basis FROM app.clock k JOIN app.clock_entry e ON e.clock_id = k.id
    WHERE k.case_id = ${id(reference)} ORDER BY e.id`),
    [{ entry: 'started', state: 'ended', basis: 'law' }, { entry: 'ended', state: 'ended', basis: 'law' }]);
  assert.ok((await done.follow()).has('Not ours: Looked at it'));
  // words of a result are not for whoever the post is about (U-1)
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT c.practice_id, c.id, ${memberOf('partner.b')}, 'affected', 'a test' FROM app.case_file c WHERE c.reference = ${quote(reference)}`);
  const affected = await as('partner.b').get(`/cases/${reference}`);
  assert.equal(affected.status, 200);
  assert.equal(affected.has('Looked at it'), false);
  assert.equal((await manager.post(path, { outcome: 'reported', result: 'Again' })).status, 409);
  assert.equal((await manager.get(`/cases/${reference}/tasks/999999/done`)).status, 404);
  const triage = number(`SELECT id FROM app.task WHERE case_id = ${id(reference)} AND kind = 'triage'`);
  assert.equal((await manager.post(`/cases/${reference}/tasks/${triage}/done`, { result: 'x' })).status, 422);
});

test('the list: filters can be taken off one by one, headings sort, states are told apart', async () => {
  const reference = await logIncident(reception, { start: { child_at_risk: true }, details: { summary: 'Urgent in the list' } });
  const page = await manager.get('/cases?kind=patient_post&urgent=yes');
  assert.ok(page.has('Urgent in the list'));
  assert.ok(page.text.includes('href="/cases?urgent=yes"'), 'the list without the kind');
  assert.ok(page.text.includes('href="/cases?kind=patient_post"'), 'the list without urgent');
  assert.ok(page.text.includes('by=reference'));
  const sorted = await manager.get('/cases?by=reference');
  const order = [...sorted.text.matchAll(/href="\/cases\/(WMC-[0-9A-Z-]+)"/g)].map((x) => x[1]);
  assert.deepEqual(order, [...order].sort());
  assert.ok((await manager.get('/cases?state=closed&kind=recording_request&platform=vine')).has('0 cases'));
  for (const odd of ['?state=<x>', '?after=-1', '?before=99999999999999999999', '?kind=%00', '?by=drop', '?kind=nothing&platform=&late=yes', '?after=WMC-2026-22222']) {
    assert.equal((await manager.get(`/cases${odd}`)).status, 200, odd);
  }
  assert.ok((await manager.get('/cases')).text.includes(reference));
});

test('invariant 2: who has read it is seen by those who may, and each opening is in it', async () => {
  const reference = await logged('Read log');
  await lead.get(`/cases/${reference}`);
  const page = await auditor.get(`/cases/${reference}/readers`);
  assert.equal(page.status, 200);
  assert.ok(page.has('Complaints Lead') && page.has('Case opened'));
  assert.equal((await lead.get(`/cases/${reference}/readers`)).status, 403);
  await lead.get(`/cases/${reference}`);
  assert.equal(number(`SELECT count(*) FROM app.event WHERE case_id = ${id(reference)} AND is_read AND actor_name = 'Complaints Lead'`), 1, 'ten minutes');
});

test('the auditor reads and changes nothing', async () => {
  const reference = await logged('For the auditor');
  const page = await auditor.get(`/cases/${reference}`);
  assert.equal(page.status, 200);
  for (const offered of ['Add a note', 'Start triage', 'Add evidence', 'Close the case']) assert.ok(!page.has(offered), offered);
  for (const path of ['notes', 'notices', 'triage', 'author', 'staff', 'evidence']) {
    assert.equal((await auditor.post(`/cases/${reference}/${path}`, {})).status, 403, path);
  }
});

test('U-16, R-staff-2: connected posts are shown with the question of harassment, to those who see both and in full', async () => {
  const handle = `@${word()}`;
  const [one, two] = [await logged('The first of two'), await logged('The second of two')];
  assert.ok(!(await manager.get(`/cases/${one}`)).has('Connected posts'));
  sql(`UPDATE app.case_file SET author_handle = CASE reference WHEN ${quote(one)} THEN ${quote(handle)} ELSE upper(${quote(handle)}) END WHERE reference IN (${quote(one)}, ${quote(two)})`);
  const page = await manager.get(`/cases/${one}`);
  assert.ok(page.has('Connected posts') && page.text.includes(two) && page.has('may be harassment'));
  // another platform is another name
  sql(`UPDATE app.case_file SET platform = 'flickr' WHERE reference = ${quote(two)}`);
  assert.ok(!(await manager.get(`/cases/${one}`)).has('Connected posts'));
  // the same person, whatever the name
  sql(`WITH p AS (INSERT INTO app.person (practice_id, name) SELECT practice_id, 'Somebody' FROM app.case_file WHERE reference = ${quote(one)} RETURNING id)
    INSERT INTO app.case_author (case_id, practice_id, kind, person_id) SELECT c.id, c.practice_id, 'relative', p.id FROM app.case_file c, p WHERE c.reference IN (${quote(one)}, ${quote(two)})`);
  assert.ok((await manager.get(`/cases/${one}`)).text.includes(two));
  const relate = (relation) => sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${memberOf('partner.c')}, '${relation}' FROM app.case_file WHERE reference = ${quote(two)}`);
  relate('conflicted');
  assert.ok(!(await as('partner.c').get(`/cases/${one}`)).text.includes(two), 'who stands aside from the other');
  relate('conduct');
  assert.ok(!(await as('partner.c').get(`/cases/${one}`)).text.includes(two), 'for whom the other does not exist');
});
