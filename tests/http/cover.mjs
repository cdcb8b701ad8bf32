// Cover and leavers (U-6): away from, to, by oneself or the manager; tasks of who is away are among the cover's, and
// back; roles with one holder and tasks without an owner are shown; people added, changed and ended in the browser;
// passwords shown once and chosen by their owners.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, as, number, person, quote, rows, sql } from '../support/client.mjs';
import { day, newCase, refusedAt } from '../support/acts.mjs';

const admin = () => as('administrator');
const member = (user) => number(`SELECT min(m.id) FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(person(user).user)}`);
// Due before all others, so that it stands on the first page of any list.
const task = (reference, title, role) =>
  sql(`INSERT INTO app.task (practice_id, case_id, kind, title, role, due_on) SELECT practice_id, id, 'test', ${quote(title)}, ${quote(role)}, '2019-01-01' FROM app.case_file WHERE reference = ${quote(reference)}`);
// Signs in through the page as somebody who was added here.
async function enter(user_name, password) {
  const client = new Client();
  const answer = await (await client.get('/sign-in')).form('/sign-in').fill({ user_name, password }).send();
  assert.equal(answer.status, 303, JSON.stringify(answer.errors));
  return client;
}
const away = (client, path, values) => client.get(path).then((page) => page.form(path).fill(values).send());
const back = () => sql('UPDATE app.member SET away_from = NULL, away_to = NULL, cover_id = NULL');

test('away with cover: open and new tasks are the cover\'s, and then the member\'s again', async () => {
  const reference = await newCase({ summary: 'A case to cover' });
  task(reference, 'Open before the absence', 'complaints_lead');
  const cover = as('partner.b');
  assert.equal((await cover.get('/tasks')).has('Open before the absence'), false);
  const lead = as('complaints');
  await refusedAt(await away(lead, '/me/away', { from_on: '' }), 'from_on', /first day/);
  await refusedAt(await away(lead, '/me/away', { from_on: day(2), to_on: day(1) }), 'to_on', /before the first/);
  const blind = await away(lead, '/me/away', { from_on: day(0), cover: String(member('nurse')) });
  assert.equal(blind.status, 422);
  assert.ok(blind.has('does not read cases'));
  assert.equal((await away(lead, '/me/away', { from_on: day(0), to_on: day(3), cover: String(member('partner.b')) })).status, 303);
  task(reference, 'New in the absence', 'complaints_lead');
  const page = await cover.get('/tasks');
  assert.ok(page.has('You cover for'));
  for (const title of ['Open before the absence', 'New in the absence']) assert.ok(page.has(title), title);
  const id = number(`SELECT id FROM app.task WHERE title = 'New in the absence'`);
  const path = `/cases/${reference}/tasks/${id}/done`;
  assert.equal((await (await cover.get(path)).form(path).fill({ result: 'Done as cover' }).send()).status, 303);
  // not allowed to see the case: it is not theirs, and the page says that somebody else has to
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT practice_id, id, ${member('partner.b')}, 'conduct', 'a test' FROM app.case_file WHERE reference = ${quote(reference)}`);
  assert.equal((await cover.get('/tasks')).has('Open before the absence'), false);
  assert.ok((await as('manager').get(`/setup/cover/${member('complaints')}`)).has('that the cover may not see'));
  // back
  assert.equal((await away(lead, '/me/away', { is_back: true })).status, 303);
  assert.equal((await cover.get('/tasks')).has('You cover for'), false);
  assert.ok((await lead.get('/tasks')).has('Open before the absence'));
  assert.equal(number("SELECT count(*) FROM app.event WHERE kind = 'member.away'"), 2);
});

test('the manager says it for somebody else; others do not; a cover who is away covers nobody', async () => {
  const path = `/setup/cover/${member('complaints')}`;
  try {
    assert.equal((await away(as('manager'), path, { from_on: day(1), to_on: day(5), cover: String(member('partner.a')) })).status, 303);
    assert.ok((await as('manager').get('/setup/cover')).has(day(1).slice(0, 4)));
    assert.equal((await as('partner.a').get('/tasks')).has('You cover for'), false, 'not before the first day');
    assert.equal((await as('partner.a').get('/setup/cover')).status, 403);
    sql(`UPDATE app.member SET away_from = current_date WHERE id = ${member('partner.c')}`);
    const both = await away(as('manager'), path, { from_on: day(1), to_on: day(5), cover: String(member('partner.c')) });
    assert.ok(both.has('The cover is away then, too'));
    assert.equal((await as('manager').get('/setup/cover/999999')).status, 404);
  } finally {
    back();
  }
});

test('somebody is added, their password shown once; they choose their own; weak ones are refused', async () => {
  const me = admin();
  const form = (await me.get('/staff/new')).form('/staff/new');
  const none = await form.fill({ name: 'New Person', user_name: 'new.person' }).send();
  assert.ok(none.has('Select at least one role'));
  const made = await none.form('/staff/new').fill({ holds: ['staff'], deputies: ['complaints_lead'] }).send();
  assert.equal(made.status, 200);
  const password = made.text.match(/<strong[^>]*>([a-z]+(?:-[a-z]+)+-\d{3})<\/strong>/)[1];
  assert.equal((await me.get('/staff')).text.includes(password), false);
  assert.equal(number(`SELECT count(*) FROM app.form_receipt WHERE fields LIKE '%${password}%'`), 0);
  assert.deepEqual(rows(`SELECT role, is_deputy FROM app.member_role r JOIN app.member m ON m.id = r.member_id WHERE m.name = 'New Person' ORDER BY role`),
    [{ role: 'complaints_lead', is_deputy: true }, { role: 'staff', is_deputy: false }]);
  const them = await enter('new.person', password);
  const other = await enter('new.person', password);
  const choose = (values) => them.get('/me/password').then((page) => page.form('/me/password').fill(values).send());
  await refusedAt(await choose({ old_password: 'not it at all', new_password: 'violet kettle harbour' }), 'old_password', /not the password/);
  await refusedAt(await choose({ old_password: password, new_password: 'short' }), 'new_password', /at least 12/);
  await refusedAt(await choose({ old_password: password, new_password: 'passwordpassword1' }), 'new_password', /harder to guess/);
  assert.equal((await choose({ old_password: password, new_password: 'violet kettle harbour' })).status, 303);
  assert.equal((await them.get('/')).status, 200, 'they stay signed in');
  assert.equal((await other.get('/')).status, 303, 'elsewhere they do not');
  await enter('new.person', 'violet kettle harbour');
  // roles change with the next page; access ends with the next page
  const id = number("SELECT id FROM app.member WHERE name = 'New Person'");
  const page = `/staff/${id}`;
  assert.equal((await (await me.get(page)).form(page).fill({ holds: ['partner'], deputies: [] }).send()).status, 303);
  assert.equal((await them.get('/cases')).status, 200);
  assert.equal((await (await me.get(page)).form(`${page}/leave`).send()).status, 303);
  assert.equal((await them.get('/')).status, 303, 'U-6: a leaver\'s access ends at once');
  assert.ok((await me.get(page)).has('Left'));
  const again = await (await me.get(page)).form(`${page}/password`).send();
  assert.equal(again.status, 200);
  await enter('new.person', again.text.match(/<strong[^>]*>([a-z]+(?:-[a-z]+)+-\d{3})<\/strong>/)[1]);
  await (await me.get(page)).form(`${page}/leave`).send();
});

test('nobody changes their own roles or locks themselves out; nobody else changes who signs in', async () => {
  const me = admin();
  const mine = `/staff/${member('administrator')}`;
  const page = await me.get(mine);
  assert.equal(page.text.includes(`${mine}/leave`), false);
  assert.equal(page.text.includes('Save the roles'), false);
  const grab = await me.post(mine, { holds: 'practice_manager', is_sealed: 'yes' });
  assert.ok(grab.status >= 400 && grab.status < 500);
  assert.equal(number(`SELECT count(*) FROM app.member_role WHERE member_id = ${member('administrator')} AND role <> 'administrator'`), 0, 'nobody gives themselves a role');
  // somebody who signs in at another practice as well
  sql(`INSERT INTO app.practice (code, letters, name) VALUES ('Y99992', 'OTH', 'Other') ON CONFLICT DO NOTHING;
    INSERT INTO app.member (practice_id, login_id, name) SELECT p.id, m.login_id, 'x' FROM app.practice p, app.member m WHERE p.code = 'Y99992' AND m.id = ${member('nurse')} ON CONFLICT DO NOTHING`);
  assert.ok((await me.post(`/staff/${member('nurse')}/password`, {})).status >= 400, 'their password is not this practice\'s to reset');
  sql("DELETE FROM app.member WHERE name = 'x'; DELETE FROM app.practice WHERE code = 'Y99992'");
  assert.ok((await me.post(`${mine}/leave`, {})).status >= 400);
  assert.equal((await as('manager').post('/staff/new', { name: 'x' })).status, 403);
  assert.equal((await me.get('/staff/999999')).status, 404);
});

test('a role with nobody in it: its tasks are shown until they find an owner (U-6)', async () => {
  const reference = await newCase({ summary: 'A case without owner' });
  const lead = member('complaints');
  task(reference, 'Nobody would do this', 'complaints_lead');
  const held = rows(`SELECT member_id, is_deputy FROM app.member_role WHERE role = 'complaints_lead'`);
  sql("UPDATE app.member_role SET to_on = current_date - 1 WHERE role = 'complaints_lead'");
  try {
    assert.ok((await admin().get('/staff')).has('tasks wait for nobody'));
    const page = await as('manager').get('/tasks?view=nobody');
    assert.ok(page.has('Some tasks have no owner'));
    assert.ok(page.has('Nobody would do this'));
    assert.ok((await as('manager').get('/setup/cover')).has('Nobody is complaints Lead'));
  } finally {
    sql("UPDATE app.member_role SET to_on = NULL WHERE role = 'complaints_lead'");
  }
  assert.ok(held.length > 0 && lead > 0);
  assert.equal((await as('manager').get('/tasks')).has('Some tasks have no owner'), false);
});

test('U-4: a task of the manager on a case about the manager is the other managers\' work, by list, count and digest', async () => {
  const reference = await newCase({ summary: 'About the manager' });
  task(reference, 'Ask what happened', 'practice_manager');
  const me = as('partner.a');
  assert.equal((await me.get('/tasks')).has('Ask what happened'), false, 'it is the manager\'s');
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT practice_id, id, ${member('manager')}, 'conduct', 'a test' FROM app.case_file WHERE reference = ${quote(reference)}`);
  assert.ok((await me.get('/tasks')).has('Ask what happened'));
  assert.ok((await me.get('/')).has('Ask what happened'));
  for (const view of ['mine', 'team', 'late', 'nobody']) assert.equal((await as('manager').get(`/tasks?view=${view}`)).has('Ask what happened'), false, view);
  assert.equal((await as('reception').get('/tasks?view=team')).has('Ask what happened'), false);
  // a deputy named for the role comes first: then it is theirs, and not everybody's
  sql(`INSERT INTO app.member_role (member_id, practice_id, role, is_deputy) SELECT id, practice_id, 'practice_manager', true FROM app.member WHERE id = ${member('partner.c')}`);
  try {
    assert.ok((await as('partner.c').get('/tasks')).has('Ask what happened'));
    assert.equal((await me.get('/tasks')).has('Ask what happened'), false);
  } finally {
    sql(`DELETE FROM app.member_role WHERE member_id = ${member('partner.c')} AND role = 'practice_manager'`);
  }
});
