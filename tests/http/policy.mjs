// Policies as data (W-0.1, W-0.2, W-1.2a, W-1.2b, W-2.4l, C-23, C-27, C-28): a draft from the version in force,
// edited, compared, brought into force; open cases keep theirs; gates are never edited away; settings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { as, number, quote, rows, sql } from '../support/client.mjs';
import { newCase } from '../support/acts.mjs';

const manager = () => as('manager');
const partner = () => as('partner.a');
const one = (id) => rows(`SELECT * FROM app.policy_version WHERE public_id = ${quote(id)}`)[0];
const inForce = () => rows(`SELECT v.* FROM app.policy_version v JOIN app.practice p ON p.id = v.practice_id AND p.letters = 'WMC' WHERE v.status = 'in_force'`)[0];
const next = new Date(Date.now() + 300 * 86400000).toISOString().slice(0, 10);
const today = sql(`SELECT (now() AT TIME ZONE 'Europe/London')::date`);

let first; // the version that the example practice came with
before(() => {
  first = inForce();
});
// Other tests count on the ladder as it came.
after(() => {
  const now = inForce();
  if (now.id === first.id) return;
  sql(`SET session_replication_role = replica; UPDATE app.policy_version SET status = 'superseded' WHERE id = ${now.id};
    UPDATE app.policy_version SET status = 'in_force' WHERE id = ${first.id};`);
});

async function draft(client, version, values = {}) {
  const answer = await (await client.get('/policies')).form('/policies').fill({ source: first.public_id, version_number: version, ...values }).send();
  assert.equal(answer.status, 303, answer.words);
  return answer.location.split('/').at(-1);
}
const facts = { version_number: '9.9', comment: 'Shorter targets', equality: 'Looked at for all nine', next_review_on: next };
async function described(client, id, values = {}) {
  const answer = await (await client.get(`/policies/${id}/facts`)).form('/facts').fill({ ...facts, ...values }).send();
  assert.equal(answer.status, 303, answer.words);
}
async function force(client, id, values = {}) {
  return (await client.get(`/policies/${id}/force`)).form('/force').fill({ effective_on: today, ...values }).send();
}

test('a draft takes over title and parts of the version it starts from, under a number of its own (W-0.1, W-0.2)', async () => {
  const me = manager();
  const id = await draft(me, '1.2');
  const page = await me.get(`/policies/${id}`);
  assert.ok(page.has('Draft'));
  assert.equal(one(id).title, first.title);
  assert.equal(one(id).source_template, 'Template 1.4');
  assert.equal(number(`SELECT count(*) FROM app.policy_clause WHERE policy_version_id = ${one(id).id}`), number(`SELECT count(*) FROM app.policy_clause WHERE policy_version_id = ${first.id}`));
  assert.equal(number(`SELECT count(*) FROM app.policy_step WHERE policy_version_id = ${one(id).id}`), 10);
  // the same number twice is refused in words, and what was typed stays
  const again = await (await me.get('/policies')).form('/policies').fill({ source: first.public_id, version_number: '1.2' }).send();
  assert.equal(again.status, 409);
  // nobody but those who may decide sees a draft
  assert.equal((await as('reception').get(`/policies/${id}`)).status, 404);
});

test('clauses and categories: added, changed, taken out; a number or code only once', async () => {
  const me = manager();
  const id = await draft(me, '1.3');
  const at = `/policies/${id}`;
  const add = async (part, values) => (await me.get(`${at}/${part}/new`)).form(`/${part}/new`).fill(values).send();
  assert.equal((await add('clauses', { clause: '2.9', title: 'Nights', words: 'At night the duty manager is told.' })).status, 303);
  const twice = await add('clauses', { clause: '2.9', title: 'Again', words: 'Kept words' });
  assert.ok(twice.status === 422 || twice.status === 409, `${twice.status}`);
  assert.ok(twice.has('There is a clause with that number'));
  assert.ok(twice.text.includes('Kept words'));
  const empty = await add('clauses', { clause: '', title: '', words: '' });
  assert.equal(empty.status, 422);
  assert.deepEqual(Object.keys(empty.errors).sort(), ['clause', 'title', 'words']);
  const n = number(`SELECT n FROM app.policy_clause WHERE policy_version_id = ${one(id).id} AND clause = '2.9'`);
  assert.equal((await (await me.get(`${at}/clauses/${n}`)).form(`/clauses/${n}`).fill({ title: 'At night' }).send()).status, 303);
  assert.ok((await me.get(at)).has('2.9 At night'));
  assert.equal((await (await me.get(`${at}/clauses/${n}`)).form(`/clauses/${n}`).fill({ drop: true }).send()).status, 303);
  assert.ok(!(await me.get(at)).has('2.9 At night'));
  // a category belongs to one of the first rank, or to none
  const lost = await add('categories', { code: 'A9.1', title: 'Sub', parent: 'A9' });
  assert.equal(lost.status, 422);
  assert.match(lost.errors.parent, /no category A9/);
  assert.equal((await add('categories', { code: 'A9', title: 'Something new', is_breach: true })).status, 303);
  assert.equal((await add('categories', { code: 'A9.1', title: 'A kind of it', parent: 'A9', is_breach: true })).status, 303);
});

test('steps are renamed, retargeted and moved; gates can be added and never taken away', async () => {
  const me = manager();
  const id = await draft(me, '1.4');
  const page = await me.get(`/policies/${id}/steps/formal_warning`);
  const form = page.form('/steps/formal_warning');
  // what is asked in any case is no box that could be unticked
  assert.ok(!form.choices('needs').includes('conduct_shown'));
  assert.ok(page.has('Conduct is shown, not only opinion'));
  const answer = await form.fill({ title: 'Warn in writing', place: '2', needs: ['advice_recorded'], target: 'Within a week', clause: '2.4' }).send();
  assert.equal(answer.status, 303, answer.words);
  const steps = rows(`SELECT step, position, needs FROM app.policy_step WHERE policy_version_id = ${one(id).id} ORDER BY position`);
  assert.deepEqual(steps.map(({ position }) => Number(position)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(steps[1].step, 'formal_warning');
  const bad = await (await me.get(`/policies/${id}/steps/formal_warning`)).form('/steps/formal_warning').fill({ place: '11' }).send();
  assert.equal(bad.status, 422);
  assert.match(bad.errors.place, /from 1 to 10/);
  // a made-up gate is dropped, and a version that names no gate at all still asks them
  await me.post(`/policies/${id}/steps/formal_warning`, { title: 'Warn', place: '2', needs: 'no_such_gate' });
  assert.equal(sql(`SELECT needs FROM app.policy_step WHERE policy_version_id = ${one(id).id} AND step = 'formal_warning'`), '{}');
  assert.ok((await me.get(`/policies/${id}`)).has('Conduct is shown, not only opinion'));
});

test('two editors: the second sees both texts', async () => {
  const me = manager();
  const id = await draft(me, '1.5');
  const slow = await partner().get(`/policies/${id}/facts`);
  await described(me, id, { version_number: '1.5', comment: 'First text' });
  const late = await slow.form('/facts').fill({ ...facts, version_number: '1.5', comment: 'Second text' }).send();
  assert.equal(late.status, 409);
  assert.ok(late.has('First text'), 'what is stored');
  assert.ok(late.text.includes('Second text'), 'what was typed');
});

test('into force: dates, an approver who is not the editor or a reason, and everything after stays as it is (C-27, C-28, W-1.2b)', async () => {
  const me = manager();
  const id = await draft(me, '1.6');
  const early = await force(partner(), id);
  assert.ok(early.has('does not say when it is reviewed next'), 'C-28: two dates');
  await described(me, id, { version_number: '1.6', quorum_least: '3' });
  const past = await (await me.get(`/policies/${id}/facts`)).form('/facts').fill({ next_review_on: today }).send();
  assert.match(past.errors.next_review_on, /in the future/);
  assert.match((await force(partner(), id, { effective_on: next })).errors.effective_on, /today or in the past/);
  const mine = await force(me, id);
  assert.match(mine.errors.same_reason, /You edited this draft/, 'C-27');
  const before = await newCase();
  const kept = () => sql(`SELECT v.version FROM app.case_file c JOIN app.policy_version v ON v.id = c.policy_version_id WHERE c.reference = ${quote(before)}`);
  assert.equal(kept(), '1.1');
  assert.equal((await force(partner(), id)).status, 303);
  assert.equal(one(id).status, 'in_force');
  assert.equal(one(id).approved_by, 'Partner A');
  assert.equal(rows(`SELECT status FROM app.policy_version WHERE id = ${first.id}`)[0].status, 'superseded');
  // C-23 and the event that commits to what it holds
  assert.equal(sql(`SELECT e.detail ->> 'sha256' = app.policy_digest(${one(id).id}) FROM app.event e WHERE e.kind = 'policy.in_force' ORDER BY e.id DESC LIMIT 1`), 't');
  // open cases keep theirs, new ones have the new one
  assert.equal(kept(), '1.1');
  const later = await newCase();
  assert.equal(sql(`SELECT v.version FROM app.case_file c JOIN app.policy_version v ON v.id = c.policy_version_id WHERE c.reference = ${quote(later)}`), '1.6');
  assert.equal(number(`SELECT app.gate_facts(c.id) ->> 'quorum_minimum' FROM app.case_file c WHERE c.reference = ${quote(later)}`) <= 3, true);
  // no edit, no second time
  assert.equal((await me.get(`/policies/${id}/facts`)).status, 404);
  const again = await partner().post(`/policies/${id}/force`, { 'effective_on-day': today.slice(8), 'effective_on-month': today.slice(5, 7), 'effective_on-year': today.slice(0, 4) });
  assert.ok([404, 422].includes(again.status), `${again.status}`);
});

test('everybody reads what is in force and says so once; the manager sees who has not (W-2.4l, W-1.2c)', async () => {
  const { public_id: id } = inForce();
  const reader = as('reception');
  const page = await reader.get(`/policies/${id}`);
  assert.equal((await page.form('/read').fill({}).send()).status, 303);
  assert.ok((await reader.get(`/policies/${id}`)).has('You have said that you have read this version'));
  assert.equal((await reader.post(`/policies/${id}/read`, {})).status, 409);
  assert.equal(number(`SELECT count(*) FROM app.policy_acknowledgement a JOIN app.policy_version v ON v.id = a.policy_version_id WHERE v.public_id = ${quote(id)}`), 1);
  const list = await manager().get(`/policies/${id}`);
  assert.ok(list.has('not yet'));
});

test('the next version is compared with the one in force, and a draft can be dropped with a reason', async () => {
  const me = manager();
  const answer = await (await me.get('/policies')).form('/policies').fill({ source: inForce().public_id, version_number: '1.7' }).send();
  const id = answer.location.split('/').at(-1);
  await described(me, id, { version_number: '1.7', comment: 'Shorter targets', quorum_least: '3' });
  assert.ok(!(await me.get(`/policies/${id}/compare`)).has('Clause:'), 'no clause differs yet');
  await (await me.get(`/policies/${id}/clauses/new`)).form('/clauses/new').fill({ clause: '3.5', title: 'Drones', words: 'None over the car park.' }).send();
  const page = await me.get(`/policies/${id}/compare`);
  assert.ok(page.has('Clause: 3.5') && page.has('Not there') && page.has('None over the car park.'));
  const bare = await (await me.get(`/policies/${id}/withdraw`)).form('/withdraw').fill({ reason: '' }).send();
  assert.equal(bare.status, 422);
  assert.equal((await (await me.get(`/policies/${id}/withdraw`)).form('/withdraw').fill({ reason: 'Not wanted' }).send()).status, 303);
  assert.equal(one(id).status, 'withdrawn');
});

test('settings stay within their bounds', async () => {
  const me = manager();
  const at = '/setup/settings/removal_reply_days';
  const bad = await (await me.get(at)).form(at).fill({ value: '99' }).send();
  assert.equal(bad.status, 422);
  assert.match(bad.errors.value, /from 1 to 60/);
  assert.equal((await (await me.get(at)).form(at).fill({ value: '8' }).send()).status, 303);
  assert.ok((await me.get('/setup/settings')).has('8'));
  assert.equal((await (await me.get(at)).form(at).fill({ value: '7' }).send()).status, 303);
  const choice = await (await me.get('/setup/settings/date_order')).form('/date_order').fill({ value: 'year_first' }).send();
  assert.equal(choice.status, 422);
});
