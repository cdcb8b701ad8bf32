// Signing in and out, and every way in which a sign-in ends.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client, as, candour, cookieName, number, people, person, quote, rows, signIn, sql } from '../support/client.mjs';

const TEMPORARY = 'test.sign.in';
let password;

const attempt = async (user_name, word, { to, client = new Client(), headers } = {}) => {
  const page = await client.get(to === undefined ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
  return page.form('/sign-in').fill({ user_name, password: word }).send({ headers });
};
const forget = () => sql('DELETE FROM app.sign_in_throttle');
const session = (client) => `token_hash = '\\x${createHash('sha256').update(client.token ?? client.cookies.get(cookieName)).digest('hex')}'`;

before(() => {
  forget();
  const made = candour('user', 'add', '--practice', 'Y99999', '--user', TEMPORARY, '--name', 'Somebody New', '--roles', 'staff');
  assert.equal(made.status, 0, made.err);
  password = made.out.trim().split(' ')[1];
});
after(forget);

test('every role signs in through the page and lands on its home page', async () => {
  for (const { user } of people) {
    const client = await signIn(user);
    assert.equal((await client.get('/')).status, 200, user);
  }
});

test('the cookie is for this host, the server and secure connections only, and ends with the browser', async () => {
  const { user, password: word } = person('nurse');
  const answer = await attempt(user, word);
  const lines = answer.headers.getSetCookie();
  assert.equal(lines.length, 1);
  assert.match(lines[0], new RegExp(`^${cookieName}=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Lax$`));
});

test('the database holds a hash of the token, not the token', async () => {
  const client = await signIn('nurse');
  const token = client.cookies.get(cookieName);
  assert.equal(number(`SELECT count(*) FROM app.sign_in_session WHERE ${session(client)} AND ended_at IS NULL`), 1);
  assert.equal(number(`SELECT count(*) FROM app.sign_in_session s WHERE s::text LIKE '%${token}%'`), 0);
  assert.ok(!(await client.get('/')).text.includes(token));
});

test('each sign-in has a token and a page token of its own', async () => {
  const one = await signIn('nurse');
  const two = await signIn('nurse');
  await one.get('/');
  await two.get('/');
  assert.notEqual(one.cookies.get(cookieName), two.cookies.get(cookieName));
  assert.notEqual(one.csrf, two.csrf);
});

test('signing in is on the record', async () => {
  const count = () => number("SELECT count(*) FROM app.event WHERE kind = 'session.opened' AND actor_name = 'Nurse A'");
  const first = count();
  await signIn('nurse');
  assert.equal(count(), first + 1);
});

test('a wrong password and an unknown name get the same words, and the name stays', async () => {
  const wrong = await attempt('nurse', 'not-the-password');
  const unknown = await attempt('nobody.at.all', 'not-the-password');
  for (const answer of [wrong, unknown]) {
    assert.equal(answer.status, 422);
    assert.deepEqual(answer.errors, { user_name: 'The user name or the password is not right' });
    assert.equal(answer.headers.getSetCookie().length, 0);
    assert.ok(!answer.text.includes('not-the-password'), 'the password is not shown again');
  }
  assert.equal(wrong.form().value('user_name'), 'nurse');
  const plain = (page) => page.text.replaceAll(/[0-9a-f]{16,}/g, '*').replaceAll('nobody.at.all', 'nurse');
  assert.equal(plain(wrong), plain(unknown));
  forget();
});

test('empty boxes are named', async () => {
  const answer = await attempt('', '');
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.errors, { user_name: 'Enter your user name', password: 'Enter your password' });
});

test('odd input is refused in words and nothing breaks', async () => {
  for (const [name, word] of [
    ['\u0000', 'x'],
    ["' OR 1=1 --", 'x'],
    ['<script>alert(1)</script>', 'x'],
    ['n'.repeat(5000), 'x'],
    ['nurse', 'p'.repeat(5000)],
    ['nürse\u202e', 'пароль'],
  ]) {
    const answer = await attempt(name, word);
    assert.equal(answer.status, 422, name);
    assert.ok(Object.keys(answer.errors).length > 0);
    assert.ok(!answer.text.includes('<script>alert'), 'markup is text');
  }
  const client = new Client();
  const bytes = await client.send('/sign-in', Buffer.from('user_name=%ff%fe&password=x'), { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal(bytes.status, 422);
  assert.match(bytes.errors.user_name, /characters that cannot be stored/);
  forget();
});

test('a user name in capitals is the same name', async () => {
  assert.equal((await attempt(TEMPORARY.toUpperCase(), password)).status, 303);
});

test('signing in leads to the page that was asked for, and never off this site', async () => {
  const { user, password: word } = person('nurse');
  for (const [to, leads] of [
    ['/log?x=1', '/log?x=1'],
    ['', '/'],
    ['//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ]) {
    const answer = await attempt(user, word, { to });
    assert.equal(answer.status, 303, to);
    assert.equal(answer.location, leads, to);
  }
});

test('a page asked for without a sign-in leads back to itself', async () => {
  const client = new Client();
  const answer = await client.get('/log');
  assert.equal(answer.status, 303);
  assert.equal(answer.location, '/sign-in?to=%2Flog');
  const { user, password: word } = person('nurse');
  const next = await (await answer.follow()).form('/sign-in').fill({ user_name: user, password: word }).send();
  assert.equal(next.location, '/log');
});

test('a sign-in sent from another site is refused', async () => {
  const { user, password: word } = person('nurse');
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': null, origin: 'https://evil.example' }, { 'sec-fetch-site': null }]) {
    const answer = await attempt(user, word, { headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal(answer.headers.getSetCookie().length, 0);
  }
});

test('the eleventh try in five minutes waits, right password or not, and others do not', async () => {
  forget();
  for (let i = 0; i < 10; i++) assert.equal((await attempt(TEMPORARY, 'wrong')).status, 422);
  for (const word of ['wrong', password]) {
    const answer = await attempt(TEMPORARY, word);
    assert.equal(answer.status, 422);
    assert.match(Object.values(answer.errors).join(), /too many tries to sign in\. Wait [1-5] minutes?/);
  }
  assert.equal((await attempt('nurse', person('nurse').password)).status, 303);
  sql("UPDATE app.sign_in_throttle SET window_from = now() - interval '6 minutes'");
  assert.equal((await attempt(TEMPORARY, password)).status, 303);
  forget();
});

test('tries that race each other are all counted', async () => {
  forget();
  await Promise.all(Array.from({ length: 8 }, () => attempt(TEMPORARY, 'wrong')));
  assert.equal(number(`SELECT tries FROM app.sign_in_throttle WHERE subject = 'name:${TEMPORARY}'`), 8);
  forget();
});

test('an unknown name is counted like a known one', async () => {
  for (let i = 0; i < 10; i++) await attempt('nobody.at.all', 'wrong');
  assert.match(Object.values((await attempt('nobody.at.all', 'wrong')).errors).join(), /too many tries/);
  forget();
});

test('signing out ends the session, takes the cookie back and empties the browser', async () => {
  const client = await signIn('nurse');
  const cookie = client.cookies.get(cookieName);
  const page = await client.get('/');
  const answer = await page.form('/sign-out').send();
  assert.equal(answer.status, 303);
  assert.equal(answer.location, '/sign-in');
  assert.match(answer.headers.getSetCookie()[0], new RegExp(`^${cookieName}=; .*Max-Age=0`));
  assert.match(answer.headers.get('clear-site-data'), /"cache"/);
  const again = await new Client().get('/', { headers: { cookie: `${cookieName}=${cookie}` } });
  assert.equal(again.status, 303);
  assert.match(again.location, /^\/sign-in/);
});

test('signing out asks for the page\'s token: a link cannot do it', async () => {
  const client = as('nurse');
  assert.equal((await client.send('/sign-out', new URLSearchParams({ token: '' }))).status, 422);
  assert.equal((await client.send('/sign-out', new URLSearchParams({ token: 'f'.repeat(32) }))).status, 422);
  assert.equal((await client.get('/sign-out')).status, 405);
  assert.equal((await client.get('/')).status, 200);
});

test('invariant 1: after the idle time a page asks for a new sign-in', async () => {
  const client = as('nurse');
  assert.equal((await client.get('/')).status, 200);
  sql(`UPDATE app.sign_in_session SET seen_at = now() - interval '15 minutes 1 second' WHERE ${session(client)}`);
  assert.equal((await client.get('/log')).location, '/sign-in?to=%2Flog');
});

test('what is asked for renews the session', async () => {
  const client = as('nurse');
  sql(`UPDATE app.sign_in_session SET seen_at = now() - interval '14 minutes' WHERE ${session(client)}`);
  assert.equal((await client.get('/')).status, 200);
  assert.equal(number(`SELECT count(*) FROM app.sign_in_session WHERE ${session(client)} AND seen_at > now() - interval '1 minute'`), 1);
  sql(`UPDATE app.sign_in_session SET seen_at = now() - interval '14 minutes' WHERE ${session(client)}`);
  assert.equal((await client.post('/session/extend')).status, 204);
  assert.equal(number(`SELECT count(*) FROM app.sign_in_session WHERE ${session(client)} AND seen_at > now() - interval '1 minute'`), 1);
});

test('the practice sets its own idle time', async () => {
  const client = as('nurse');
  sql(`INSERT INTO app.practice_setting (practice_id, key, value) SELECT id, 'idle_minutes', '5' FROM app.practice WHERE code = 'Y99999'
    ON CONFLICT (practice_id, key) DO UPDATE SET value = '5'`);
  try {
    sql(`UPDATE app.sign_in_session SET seen_at = now() - interval '6 minutes' WHERE ${session(client)}`);
    assert.equal((await client.get('/')).status, 303);
  } finally {
    sql("DELETE FROM app.practice_setting WHERE key = 'idle_minutes'");
  }
  assert.equal((await client.get('/')).status, 200);
});

test('a session ends at its last hour, however busy', async () => {
  const client = as('nurse');
  sql(`UPDATE app.sign_in_session SET ends_at = now() WHERE ${session(client)}`);
  assert.equal((await client.get('/')).status, 303);
});

test('U-6: a leaver\'s access ends at once', async () => {
  const client = as(TEMPORARY);
  assert.equal((await client.get('/')).status, 200);
  sql(`UPDATE app.member SET ended_on = current_date - 1 WHERE id = ${client.member}`);
  try {
    assert.equal((await client.get('/')).status, 303);
    const answer = await attempt(TEMPORARY, password);
    assert.equal(answer.status, 422);
    assert.match(answer.errors.user_name, /not a member of a practice here any more/);
  } finally {
    sql(`UPDATE app.member SET ended_on = NULL WHERE id = ${client.member}`);
  }
});

test('a password that was reset ends what was open, and only the new one opens', async () => {
  const client = as(TEMPORARY);
  const reset = candour('user', 'reset', '--practice', 'Y99999', '--user', TEMPORARY);
  assert.equal(reset.status, 0, reset.err);
  assert.equal((await client.get('/')).status, 303);
  assert.equal((await attempt(TEMPORARY, password)).status, 422);
  password = reset.out.trim().split(' ')[1];
  assert.equal((await attempt(TEMPORARY, password)).status, 303);
});

test('disabling a sign-in ends what was open and refuses the next, in the usual words', async () => {
  const client = as(TEMPORARY);
  assert.equal(candour('user', 'disable', '--practice', 'Y99999', '--user', TEMPORARY).status, 0);
  assert.equal((await client.get('/')).status, 303);
  assert.deepEqual((await attempt(TEMPORARY, password)).errors, { user_name: 'The user name or the password is not right' });
  assert.deepEqual(rows(`SELECT ended_why FROM app.sign_in_session WHERE ${session(client)}`), [{ ended_why: 'disabled' }]);
});

test('rights are those of today: a role taken away is gone with the next page', async () => {
  const client = as('partner.c');
  const path = '/feedback';
  assert.equal((await client.get(path)).status, 200);
  const role = `member_id = ${client.member} AND role = 'partner'`;
  sql(`UPDATE app.member_role SET from_on = current_date - 2, to_on = current_date - 1 WHERE ${role}`);
  try {
    assert.equal((await client.get(path)).status, 403);
  } finally {
    sql(`UPDATE app.member_role SET from_on = current_date, to_on = NULL WHERE ${role}`);
  }
});

test('names in cookies that are not ours are nothing', async () => {
  for (const cookie of ['', '=', ';;;', `${cookieName}`, `${cookieName}=`, `${cookieName}=%00`, `${cookieName}="x"`, `x=${'y'.repeat(4000)}`, `${cookieName}=${'f'.repeat(64)}`, `${cookieName}=${quote('x')}`]) {
    const answer = await new Client().get('/', { headers: { cookie } });
    assert.equal(answer.status, 303, cookie.slice(0, 40));
  }
});
