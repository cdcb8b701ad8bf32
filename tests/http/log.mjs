// Logging an incident: two pages, checked answers, what happens next (W-2.3a, U-1, U-5, U-7 to U-10, U-12).
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PNG, as, logIncident, newNonce, number, quote, rows, sql } from '../support/client.mjs';

const reception = as('reception');
const manager = as('manager');
const id = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`;
const memberOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const START = { kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', no_link: true };
const startWith = async (values, who = reception) => (await who.get('/log')).form('/log').fill({ ...START, ...values }).send();

before(() => sql(`DELETE FROM app.draft WHERE member_id IN (${memberOf('reception')}, ${memberOf('manager')}, ${memberOf('nurse')})`));

test('W-2.3a: each needed answer that is missing has its sentence, and what was typed stays', async () => {
  const page = await reception.get('/log');
  const answer = await page.form('/log').fill({ reference: undefined ?? '' }).send();
  assert.equal(answer.status, 422);
  assert.deepEqual(Object.keys(answer.errors).sort(), ['kind', 'link', 'platform', 'venue']);
  const some = await page.form('/log').fill({ kind: 'review', link: 'not a link at all' }).send();
  assert.ok(some.errors.link);
  assert.equal(some.form('/log').value('link'), 'not a link at all');
  assert.equal(some.form('/log').value('kind'), 'review');
});

test('codes that are on no list are refused beside the question', async () => {
  const answer = await (await reception.get('/log')).form('/log').fill(START).force('kind', 'coffee').force('venue', 'moon').send();
  assert.equal(answer.status, 422);
  assert.deepEqual(Object.keys(answer.errors).sort(), ['kind', 'venue']);
});

test('at most three pages and eight required answers lead to a reference', async () => {
  const first = await startWith({});
  assert.equal(first.location, '/log/details');
  const second = await (await first.follow()).form('/log/details').fill({ seen_when: 'today', summary: 'Three pages, no more' }).send();
  assert.equal(second.location, '/log/check');
  const check = await second.follow();
  assert.ok(check.has('Three pages, no more') && check.has('Facebook'));
  const done = await check.form('/log/check').send();
  assert.match(done.location, /^\/log\/done\/WMC-\d{4}-[0-9A-Z]{5}$/);
  const page = await done.follow();
  const reference = done.location.split('/').at(-1);
  assert.ok(page.has(reference));
  assert.ok(page.has('Practice Manager'), 'who has been told');
  assert.deepEqual(rows(`SELECT entry FROM app.step_entry WHERE case_id = ${id(reference)}`).map((x) => x.entry), ['started']);
});

test('the details say what is wrong with them', async () => {
  const page = await (await startWith({})).follow();
  const form = page.form('/log/details');
  const none = await form.send();
  assert.deepEqual(Object.keys(none.errors).sort(), ['seen_when', 'summary']);
  const another = await form.fill({ summary: 'x'.repeat(201), seen_when: 'another' }).send();
  assert.ok(another.errors.summary && another.errors.seen_on);
  const ahead = await form.fill({ summary: 'Short', seen_on: '2099-01-01', seen_time: 'half past late' }).send();
  assert.match(ahead.errors.seen_on ?? '', /must not be in the future/);
  assert.ok(ahead.errors.seen_time);
  const described = await form.fill({ seen_when: 'today', seen_on: '', seen_time: '9.15', description: 'It was awful' }).send();
  assert.match(described.errors.why_described, /described and not copied/);
  assert.equal(described.form('/log/details').value('description'), 'It was awful');
  const good = await form.fill({ why_described: 'already_gone' }).send();
  assert.equal(good.status, 303);
  const done = await (await good.follow()).form('/log/check').send();
  const reference = done.location.split('/').at(-1);
  assert.deepEqual(rows(`SELECT kind, why_described FROM app.evidence WHERE case_id = ${id(reference)}`), [{ kind: 'description', why_described: 'already_gone' }]);
  assert.equal(sql(`SELECT seen_time FROM app.case_file WHERE reference = ${quote(reference)}`), '09:15:00');
});

test('going back keeps the answers; the same check sent twice logs one case', async () => {
  const summary = `Back and forth ${Date.now()}`;
  await (await (await startWith({ kind: 'review' })).follow()).form('/log/details').fill({ seen_when: 'yesterday', summary }).send();
  assert.equal((await reception.get('/log')).form('/log').value('kind'), 'review');
  assert.equal((await reception.get('/log/details')).form('/log/details').value('summary'), summary);
  const form = (await reception.get('/log/check')).form('/log/check');
  const first = await form.send();
  const second = await form.send();
  assert.equal(second.status, 303);
  assert.equal(second.location, first.location);
  assert.equal(number(`SELECT count(*) FROM app.case_file WHERE summary = ${quote(summary)}`), 1);
  assert.equal(sql(`SELECT current_date - seen_on FROM app.case_file WHERE summary = ${quote(summary)}`), '1');
  assert.equal((await reception.get('/log/check')).location, '/log', 'the answers have done their work');
});

test('U-7: an urgent tick tells managers at once; the details follow, once, by whoever began', async () => {
  const first = await startWith({ child_at_risk: true });
  assert.equal(first.location, '/log/details');
  const [urgent] = rows(`SELECT reference, urgent, details_follow FROM app.case_file WHERE logged_by = ${memberOf('reception')} ORDER BY id DESC LIMIT 1`);
  assert.deepEqual([urgent.urgent, urgent.details_follow], [true, true]);
  assert.ok(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(urgent.reference)} AND urgent`) >= 1);
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(urgent.reference)} AND kind = 'safeguarding'`), 1);
  const page = await first.follow();
  assert.ok(page.has(urgent.reference));
  await page.form('/log/details').fill({ seen_when: 'today', summary: 'The details' }).send();
  const done = await (await reception.get('/log/check')).form('/log/check').send();
  assert.equal(done.location, `/log/done/${urgent.reference}`);
  assert.deepEqual(rows(`SELECT summary, details_follow FROM app.case_file WHERE reference = ${quote(urgent.reference)}`), [{ summary: 'The details', details_follow: false }]);
  // nobody else completes it, by naming its reference
  const other = await startWith({ reference: undefined, child_at_risk: true }, as('nurse'));
  assert.equal(other.location, '/log/details');
});

test('U-12: a post by staff is sealed to the manager and named partners, and its mail names nobody', async () => {
  const reference = await logIncident(reception, { start: { kind: 'staff_post' }, details: { summary: 'Colleague posted a rota with names' } });
  assert.equal(sql(`SELECT sealed FROM app.case_file WHERE reference = ${quote(reference)}`), 't');
  assert.equal((await manager.get(`/cases/${reference}`)).status, 200);
  assert.equal((await as('partner.a').get(`/cases/${reference}`)).status, 200, 'named for sealed cases');
  for (const user of ['partner.b', 'complaints', 'auditor']) assert.equal((await as(user).get(`/cases/${reference}`)).status, 404, user);
  assert.ok(!(await as('partner.b').get('/cases')).text.includes(reference));
  assert.equal(number(`SELECT count(*) FROM app.outbox WHERE case_id = ${id(reference)} AND (body LIKE '%rota%' OR subject LIKE '%rota%')`), 0);
});

test('U-8: praise tells nobody and is not counted', async () => {
  const reference = await logIncident(reception, { start: { kind: 'review' }, details: { summary: 'Lovely staff', is_praise: true } });
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(reference)}`), 0);
  assert.ok((await manager.get(`/cases/${reference}`)).has('Does not apply: this is a record, not an incident.'));
});

test('U-5: whoever logged it hears back in plain words', async () => {
  const reference = await logIncident(reception, { details: { summary: 'Reporter hears back' } });
  assert.ok((await reception.get('/')).has('Managers have been told'));
  await manager.get(`/cases/${reference}`);
  assert.ok((await reception.get('/')).has('A manager has seen it'));
  assert.equal((await reception.get(`/cases/${reference}`)).status, 404, 'the case itself is not theirs to read');
});

test('U-1: a member whose conduct is in question hears of nothing, even of their own log', async () => {
  const b = memberOf('partner.b');
  const reference = await logIncident(reception, { details: { summary: 'About partner b', conduct: [String(b)], staff: [] } });
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${id(reference)} AND member_id = ${b}`), 0);
  assert.equal(number(`SELECT count(*) FROM app.outbox WHERE case_id = ${id(reference)} AND member_id = ${b}`), 0);
  assert.equal((await as('partner.b').get(`/log/done/${reference}`)).has(reference), false);
});

test('U-1, U-4, U-7: an urgent tick on page one never tells the person whose conduct is in question', async () => {
  const b = memberOf('partner.b');
  const page = await reception.get('/log');
  const answer = await page.form('/log').fill({ in_danger: true, kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', no_link: true, conduct: [String(b)] }).send();
  assert.equal(answer.status, 303);
  const [{ id: begun }] = rows('SELECT id FROM app.case_file ORDER BY id DESC LIMIT 1');
  assert.ok(number(`SELECT count(*) FROM app.notice WHERE case_id = ${begun}`) > 0, 'the others are told at once');
  assert.equal(number(`SELECT count(*) FROM app.notice WHERE case_id = ${begun} AND member_id = ${b}`), 0);
  assert.equal(number(`SELECT count(*) FROM app.outbox WHERE case_id = ${begun} AND member_id = ${b}`), 0);
  sql(`DELETE FROM app.draft WHERE form IN ('log_start', 'log_details')`);
});

test('U-7: where the writer may harm themselves the clinicians are told, see the task and may read the case', async () => {
  const reference = await logIncident(reception, { start: { self_harm: true }, details: { summary: 'Says they cannot go on' } });
  const nurse = as('nurse');
  const home = await nurse.get('/');
  assert.ok(home.has(reference));
  assert.ok(home.has('Duty doctor'));
  assert.equal((await nurse.get(`/cases/${reference}`)).status, 200);
});

test('U-7, U-12: page one changed after the urgent notice is what stands: kind, link, seal and a new tick', async () => {
  const begin = { in_danger: true, kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', no_link: true };
  await (await reception.get('/log')).form('/log').fill(begin).send();
  const again = await reception.get('/log');
  assert.ok(again.has('log another incident'), 'another incident is not swallowed by this one');
  assert.equal((await reception.get('/log?another=yes')).form('/log').value('reference') ?? '', '');
  const reference = await logIncident(reception, { start: { kind: 'staff_post', link: 'https://example.org/p', child_at_risk: true }, details: { summary: 'It was one of us' } });
  const [stored] = rows(`SELECT kind, sealed, link, child_at_risk, in_danger FROM app.case_file WHERE reference = ${quote(reference)}`);
  assert.deepEqual(stored, { kind: 'staff_post', sealed: true, link: 'https://example.org/p', child_at_risk: true, in_danger: true });
  assert.equal(number(`SELECT count(*) FROM app.task WHERE case_id = ${id(reference)} AND kind = 'safeguarding'`), 1);
});

test('U-9: a screenshot uploaded by the page becomes evidence; one not taken is refused in words', async () => {
  await startWith({});
  const page = await reception.get('/log/details');
  const kept = await reception.upload({ name: 'screen.png', bytes: PNG });
  const form = page.form('/log/details').fill({ seen_when: 'today', summary: 'With a picture' });
  form.add('uploads', kept);
  assert.equal((await form.send()).status, 303);
  const done = await (await reception.get('/log/check')).form('/log/check').send();
  const reference = done.location.split('/').at(-1);
  assert.deepEqual(rows(`SELECT title FROM app.evidence WHERE case_id = ${id(reference)}`), [{ title: 'screen.png' }]);
  for (const [name, bytes, words] of [
    ['empty.png', Buffer.alloc(0), /empty/],
    ['page.html', Buffer.from('<!doctype html><html><script>alert(1)</script></html>'), /not of a kind that can be kept/],
    ['run.exe', Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff'), /not of a kind/],
  ]) {
    const answer = await reception.post('/uploads', { file: { name, bytes, type: 'image/png' } }, { multipart: true });
    assert.ok(answer.status >= 400 && answer.status < 500, name);
    assert.match(answer.json.problem, words);
  }
  // without JavaScript the file comes with the form, and what is wrong with it is said beside it
  await startWith({});
  const again = await (await reception.get('/log/details')).form('/log/details')
    .fill({ seen_when: 'today', summary: 'No script', files: { name: 'bad.html', type: 'image/png', bytes: Buffer.from('<html></html>') } }).send();
  assert.equal(again.status, 422);
  assert.match(again.errors.files, /not of a kind/);
  const good = await again.form('/log/details').fill({ files: { name: 'ok.png', type: 'image/png', bytes: PNG } }).send();
  assert.equal(good.status, 303);
});

test('another member\'s upload cannot be taken', async () => {
  const theirs = await as('nurse').upload({ name: 'theirs.png', bytes: PNG });
  await startWith({});
  const form = (await reception.get('/log/details')).form('/log/details').fill({ seen_when: 'today', summary: 'Not mine at all' });
  form.add('uploads', theirs);
  await form.send();
  const answer = await (await reception.get('/log/check')).form('/log/check').send();
  assert.equal(answer.status, 422);
  assert.ok(answer.has('not there any more'));
  assert.equal(number(`SELECT count(*) FROM app.case_file WHERE summary = 'Not mine at all'`), 0, 'nothing by halves');
});

test('a form sent with an old token is not saved, and nothing typed is lost', async () => {
  const page = await reception.get('/log');
  const answer = await page.form('/log').fill({ ...START, link: 'https://example.test/old-token', no_link: false }).force('token', 'f'.repeat(32)).send();
  assert.equal(answer.status, 422);
  assert.ok(answer.has('an earlier sign-in'));
  assert.equal(answer.form('/log').value('link'), 'https://example.test/old-token');
  assert.equal((await reception.post('/log', { ...START, nonce: newNonce() }, { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
});
