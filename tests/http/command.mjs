// The administrator's command: what it does, what it refuses in words, and that a wrong word never
// leaves half of anything.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, as, candour, number, rows, sql } from '../support/client.mjs';

const DATABASE = `command_${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'candour-command-'));
const conf = join(folder, 'candour.conf');
const here = { env: { CANDOUR_CONF: conf } };
const query = (text) => sql(text, DATABASE);
const run = (...words) => candour(...words, here);

before(() => {
  sql(`CREATE DATABASE ${DATABASE} OWNER own TEMPLATE template0`);
  const stack = readFileSync(process.env.CANDOUR_CONF, 'utf8');
  const setting = (name) => stack.match(new RegExp(`^${name} = .*$`, 'm'))[0];
  writeFileSync(conf, `[database]\n${setting('host')}\n${setting('port')}\nname = ${DATABASE}\n`);
});
after(() => {
  sql(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  rmSync(folder, { recursive: true });
});

function refused(result, status, words) {
  assert.equal(result.status, status, result.out + result.err);
  assert.match(result.err, words);
  assert.equal(result.out, '');
}

test('before migrate every command says what to run, and migrate twice is as once', () => {
  refused(run('worker', '--once'), 1, /Run: candour migrate/);
  const first = run('migrate');
  assert.equal(first.status, 0, first.err);
  const second = run('migrate');
  assert.equal(second.status, 0, second.err);
});

test('words that are not: how it is used, on standard error, status 2', () => {
  for (const words of [[], ['nonsense'], ['migrate', 'twice'], ['practice'], ['practice', 'add'], ['practice', 'add', '--code', 'Y99991'],
    ['practice', 'add', '--code', 'Y99991', '--letters', 'TST', '--name', 'X', 'more'], ['practice', 'set', '--code', 'Y99991'], ['practice', 'set', '--code', 'Y99991', '--setting', 'idle_minutes'],
    ['user'], ['user', 'list'], ['user', 'add', '--practice', 'Y99991'], ['user', 'frown', '--practice', 'Y99991'], ['routes', 'x'], ['settings', 'x'], ['worker', 'x'], ['audit'], ['audit', 'verify', 'x'], ['import', 'other', 'x']]) {
    const result = run(...words);
    assert.equal(result.status, 2, words.join(' '));
    assert.match(result.err, /candour /);
    assert.equal(result.out, '');
  }
  assert.match(run('help').out, /candour worker/);
  assert.equal(run('--help').status, 0);
  assert.equal(query('SELECT count(*) FROM app.practice'), '0');
});

test('practice: added once, each wrong shape in words', () => {
  const add = (code, letters, name) => run('practice', 'add', '--code', code, '--letters', letters, '--name', name);
  refused(add('12345', 'TST', 'X'), 1, /a letter and five digits/);
  refused(add('Y9999', 'TST', 'X'), 1, /a letter and five digits/);
  refused(add('Y99991', 'tst', 'X'), 1, /two to five capitals/);
  refused(add('Y99991', 'TST', 'a\nb'), 1, /one line/);
  refused(add('Y99991', 'TST', 'x'.repeat(201)), 1, /200/);
  assert.equal(query('SELECT count(*) FROM app.practice'), '0');
  assert.equal(add('Y99991', 'TST', 'Test <b>Surgery</b>').status, 0);
  refused(add('Y99991', 'TST', 'Again'), 1, /already/);
  assert.equal(run('practice', 'list').out, 'Y99991\tTest <b>Surgery</b>\t0\n');
  assert.equal(query("SELECT count(*) FROM app.event WHERE kind = 'practice.added' AND actor_kind = 'command'"), '1');
});

test('U-4: the outside contact and the settings of a practice', () => {
  const set = (...words) => run('practice', 'set', '--code', 'Y99991', ...words);
  assert.equal(set('--outside-contact', 'Neighbour, 01632 960000', '--outside-mail', 'duty@neighbour.example').status, 0);
  assert.equal(set('--name', 'Test Surgery').status, 0);
  assert.deepEqual(query('SELECT name, outside_contact, outside_contact_mail FROM app.practice'), 'Test Surgery|Neighbour, 01632 960000|duty@neighbour.example');
  assert.equal(set('--setting', 'idle_minutes=10').status, 0);
  assert.equal(set('--setting', 'nobody_else=yes').status, 0);
  assert.equal(query('SELECT string_agg(key || value, \' \' ORDER BY key) FROM app.practice_setting'), 'idle_minutes10 nobody_elseyes');
  refused(set('--setting', 'idle_minutes=16'), 1, /from 5 to 15/);
  refused(set('--setting', 'idle_minutes=ten'), 1, /whole number/);
  refused(set('--setting', 'nobody_else=maybe'), 1, /one of the words/);
  refused(set('--setting', 'nobody_else='), 1, /one of the words/);
  refused(set('--setting', 'nonsense=1'), 1, /no such setting/);
  refused(set('--outside-mail', 'a b@c'), 1, /no e-mail address/);
  refused(run('practice', 'set', '--code', 'Y00000', '--name', 'X'), 1, /no practice with the code Y00000/);
  assert.equal(query("SELECT count(*) FROM app.event WHERE kind = 'practice.changed'"), '4');
  assert.ok(!query("SELECT string_agg(detail::text, '') FROM app.event").includes('Neighbour'), 'no words in the record\'s detail');
});

test('user: added, listed, disabled, reset; passwords are shown once and never kept', () => {
  const user = (verb, ...words) => run('user', verb, '--practice', 'Y99991', ...words);
  const added = user('add', '--user', 'New.Person', '--name', 'New Person', '--roles', 'staff,clinician', '--mail', 'new@example.org', '--job', 'Nurse');
  assert.equal(added.status, 0, added.err);
  const [name, password] = added.out.trim().split(' ');
  assert.equal(name, 'New.Person');
  assert.match(password, /^[a-z]+(-[a-z]+){3}-\d{3}$/);
  const kept = query('SELECT password_hash FROM app.login');
  assert.match(kept, /^\$argon2id\$/);
  assert.ok(!kept.includes(password));
  assert.equal(user('list').out, 'new.person\tNew Person\tclinician,staff\n');
  assert.equal(user('disable', '--user', 'new.person').status, 0);
  assert.match(user('list').out, /\tdisabled$/m);
  const reset = user('reset', '--user', 'NEW.PERSON');
  assert.equal(reset.status, 0, reset.err);
  assert.ok(!user('list').out.includes('disabled'), 'a new password opens it again');
  assert.notEqual(reset.out.trim().split(' ')[1], password);
  assert.deepEqual(query("SELECT string_agg(kind, ' ' ORDER BY id) FROM app.event WHERE kind LIKE 'member.%'"), 'member.added member.disabled member.password_reset');

  const add = (user_name, more = {}) => user('add', '--user', user_name, ...Object.entries({ '--name': 'X', '--roles': 'staff', ...more }).flat());
  refused(add('new.person'), 1, /taken/);
  refused(add('a b'), 1, /user name/);
  refused(add('x'), 1, /user name/);
  refused(add("o'brien; DROP TABLE app.login"), 1, /user name/);
  refused(add('one', { '--roles': 'king' }), 1, /The roles are staff, clinician/);
  refused(add('one', { '--roles': '' }), 1, /The roles are/);
  refused(add('one', { '--roles': 'staff","admin' }), 1, /words with commas/);
  refused(add('one', { '--mail': 'nowhere' }), 1, /no e-mail address/);
  refused(add('one', { '--name': '' }), 1, /one line/);
  refused(user('disable', '--user', 'nobody'), 1, /nobody with the user name nobody at Y99991/);
  refused(run('user', 'list', '--practice', 'Y00000'), 1, /no practice with the code/);
  assert.equal(query('SELECT count(*) FROM app.login'), '1');
});

test('one sign-in for two practices: its password stays, and each practice minds its own people', () => {
  assert.equal(run('practice', 'add', '--code', 'Y99992', '--letters', 'TWO', '--name', 'Two').status, 0);
  assert.equal(run('practice', 'add', '--code', 'Y99993', '--letters', 'THR', '--name', 'Three').status, 0);
  const before = query('SELECT password_hash FROM app.login');
  const second = run('user', 'add', '--practice', 'Y99992', '--user', 'new.person', '--name', 'New Person', '--roles', 'staff');
  assert.equal(second.status, 0, second.err);
  assert.match(second.out, /with the password that they have/);
  assert.equal(query('SELECT password_hash FROM app.login'), before);
  refused(run('user', 'reset', '--practice', 'Y99993', '--user', 'new.person'), 1, /nobody/);
  refused(run('user', 'disable', '--practice', 'Y99993', '--user', 'new.person'), 1, /nobody/);
});

test('settings: what is set and what for, without any secret', () => {
  const result = run('settings');
  assert.equal(result.status, 0);
  assert.match(result.out, new RegExp(`^# ${conf}`));
  assert.match(result.out, new RegExp(`name = ${DATABASE}`));
  const wrong = join(folder, 'wrong.conf');
  writeFileSync(wrong, '[database]\nport = many\nnonsense = 1\n');
  const refusal = candour('settings', { env: { CANDOUR_CONF: wrong } });
  assert.equal(refusal.status, 1);
  assert.match(refusal.err, /line 2[^]*line 3/);
});

test('routes and the check of an export need no settings', () => {
  const nowhere = { env: { CANDOUR_CONF: join(folder, 'none.conf') } };
  const routes = candour('routes', nowhere);
  assert.equal(routes.status, 0, routes.err);
  assert.match(routes.out, /^method\tpattern\taccess\tsight\tread event\nGET\t\/sign-in\tanyone/);
  const file = join(folder, 'record.jsonl');
  assert.equal(run('audit', 'export', file).status, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const verified = candour('audit', 'verify', '--export', file, nowhere);
  assert.equal(verified.status, 0, verified.err);
  assert.match(verified.out, /nothing found/);
  writeFileSync(file, readFileSync(file, 'utf8').replace('member.disabled', 'member.forgotten'));
  const altered = candour('audit', 'verify', '--export', file, nowhere);
  assert.equal(altered.status, 1);
  assert.match(altered.out, /FOUND/);
  assert.equal(candour('audit', 'verify', nowhere).status, 1, 'the database does need them');
});

test('the example once more is refused, and the sign-ins of the first stay', () => {
  const file = join(folder, 'sign-ins.txt');
  const first = run('practice', 'add', '--example', file);
  assert.equal(first.status, 0, first.err);
  const text = readFileSync(file, 'utf8');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(text.trim().split('\n').length, 9);
  refused(run('practice', 'add', '--example', file), 1, /already/);
  assert.equal(readFileSync(file, 'utf8'), text);
  assert.equal(run('practice', 'add', '--example', '--second', file).status, 0);
  assert.match(readFileSync(file, 'utf8'), /^practice_manager second\.manager \S+$/m);
  assert.ok(readFileSync(file, 'utf8').startsWith(text));
});

test('the example: cases at every stage, each act by a member, and the record verifies', () => {
  assert.deepEqual(JSON.parse(query("SELECT json_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM app.case_file GROUP BY state) x")), { closed: 2, logged: 3, open: 9 });
  assert.equal(query('SELECT count(*) FROM app.case_file WHERE sealed'), '1');
  assert.equal(query('SELECT count(*) FROM app.decision d WHERE NOT EXISTS (SELECT FROM app.decision_outcome)'), '1');
  assert.equal(query('SELECT count(*) FROM app.vote'), '1');
  assert.equal(query("SELECT count(*) FROM app.event WHERE case_id IS NOT NULL AND actor_kind <> 'member'"), '0');
  assert.equal(query('SELECT count(*) FROM app.sign_in_session WHERE ended_at IS NULL'), '0');
  assert.match(run('audit', 'verify').out, /nothing found/);
});

test('what is loaded can be looked at: every page of every case, by everybody', async () => {
  const references = rows('SELECT reference FROM app.case_file ORDER BY id LIMIT 14').map(({ reference }) => reference);
  for (const user of ['manager', 'partner.a', 'complaints', 'auditor', 'reception']) {
    const client = as(user);
    assert.equal((await client.get('/')).status, 200);
    for (const reference of references) {
      const page = await client.get(`/cases/${reference}`);
      assert.ok([200, 404].includes(page.status), `${user} ${reference} ${page.status}`);
      for (const { href } of page.status === 200 ? page.links : []) {
        if (!href.startsWith(`/cases/${reference}/`)) continue;
        const next = await client.get(href);
        assert.ok([200, 303, 403].includes(next.status), `${user} ${href} ${next.status}`);
      }
    }
  }
  assert.equal((await new Client().get('/cases')).status, 303);
  assert.ok(number('SELECT count(*) FROM app.case_file') >= 14);
});
