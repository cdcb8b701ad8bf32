// What every page has in common: forms sent late, twice or broken, addresses and methods that are not,
// and that nothing typed is lost on the way (invariant 1).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { before, test } from 'node:test';
import { Client, as, base, cookieName, logIncident, newNonce, number, person, quote, rows, sleep, sql } from '../support/client.mjs';

const START = { kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', no_link: true };
const hash = (client) => `'\\x${createHash('sha256').update(client.token).digest('hex')}'`;
const idle = (client) => sql(`UPDATE app.sign_in_session SET seen_at = now() - interval '20 minutes' WHERE token_hash = ${hash(client)}`);
const awake = (client) => sql(`UPDATE app.sign_in_session SET seen_at = now() WHERE token_hash = ${hash(client)}`);
const cases = () => number('SELECT count(*) FROM app.case_file');

before(() => sql('DELETE FROM app.draft'));

// ---- Late ------------------------------------------------------------------------------------------

test('invariant 1: a form sent after the idle time waits, filled in, behind the sign-in', async () => {
  const client = as('nurse');
  const page = await client.get('/log');
  idle(client);
  const answer = await page.form('/log').fill({ ...START, no_link: false, link: 'https://www.facebook.com/kept/1', in_danger: true }).send();
  assert.equal(answer.status, 303);
  assert.equal(answer.location, '/sign-in?kept=yes&to=%2Flog');
  assert.equal(number("SELECT count(*) FROM app.case_file WHERE link LIKE '%kept/1'"), 0, 'an idle session changes nothing');

  const fresh = new Client();
  const signIn = await fresh.get(answer.location);
  assert.match(signIn.words, /What you typed has been kept/);
  const { user, password } = person('nurse');
  const back = await (await signIn.form('/sign-in').fill({ user_name: user, password }).send()).follow();
  assert.equal(back.path, '/log');
  assert.match(back.words, /This is what you had typed here before/);
  const form = back.form('/log');
  assert.equal(form.value('link'), 'https://www.facebook.com/kept/1');
  assert.equal(form.value('kind'), 'patient_post');
  assert.equal(form.value('in_danger'), true);
  assert.deepEqual(back.errors, {});

  // Nobody else sees it, and once sent it is gone.
  assert.equal((await as('reception').get('/log')).form('/log').value('link'), '');
  assert.equal((await form.fill({ in_danger: false }).send()).status, 303);
  assert.equal(number("SELECT count(*) FROM app.draft WHERE form = 'log_start' AND ref = ''"), 0);
  sql('DELETE FROM app.draft');
});

test('a form without a sign-in is answered with the way to what was typed', async () => {
  for (const cookie of ['', `${cookieName}=${'0'.repeat(64)}`]) {
    const answer = await new Client().send('/log', new URLSearchParams({ kind: 'review' }), { headers: { cookie } });
    assert.equal(answer.status, 401);
    assert.equal(answer.heading, 'You are not signed in');
    assert.match(answer.words, /press your browser's Back button/);
  }
});

test('a session that was ended keeps nothing for anybody', async () => {
  const client = as('nurse');
  const page = await client.get('/log');
  sql(`UPDATE app.sign_in_session SET ended_at = now() WHERE token_hash = ${hash(client)}`);
  assert.equal((await page.form('/log').fill(START).send()).status, 401);
  assert.equal(number('SELECT count(*) FROM app.draft'), 0);
});

test('what scripts ask for is answered in JSON', async () => {
  for (const path of ['/drafts?form=log_start', '/uploads', '/session/extend']) {
    const answer = await new Client().send(path, new URLSearchParams({ token: 'x' }));
    assert.equal(answer.status, 401, path);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(answer.json, { problem: 'You are signed out. Sign in again.' });
  }
});

test('a page left open over a new sign-in is shown again, with what was typed and a new token', async () => {
  const client = as('nurse');
  const page = await client.get('/log');
  const other = as('nurse'); // signed in anew in another tab: the cookie is the new one
  client.cookies = other.cookies;
  const answer = await page.form('/log').fill({ ...START, link: 'https://www.facebook.com/stale/1' }).send();
  assert.equal(answer.status, 422);
  assert.match(answer.errors[''], /open since an earlier sign-in/);
  assert.equal(answer.form('/log').value('link'), 'https://www.facebook.com/stale/1');
  assert.equal(answer.form('/log').value('token'), other.csrf);
  assert.equal((await answer.form('/log').send()).status, 303);
  sql('DELETE FROM app.draft');
});

test('no token, or somebody else\'s, is refused', async () => {
  const client = as('nurse');
  const page = await client.get('/log');
  for (const token of [null, '', 'x', '0'.repeat(32), as('reception').csrf, `${client.csrf}0`]) {
    const answer = await page.form('/log').fill(START).force('token', token).send();
    assert.equal(answer.status, 422, token);
  }
  assert.equal(number('SELECT count(*) FROM app.draft'), 0);
});

test('a form from another site is refused, whatever it knows', async () => {
  const client = as('nurse');
  const form = (await client.get('/log')).form('/log').fill(START);
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': null, origin: 'null' },
    { 'sec-fetch-site': null, origin: `http://${base.hostname}:1` },
  ]) {
    const answer = await form.send({ headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal(answer.heading, 'This did not come from Candour');
  }
  assert.equal((await form.send({ headers: { 'sec-fetch-site': null, origin: base.origin } })).status, 303, 'an older browser');
  sql('DELETE FROM app.draft');
});

// ---- Drafts ----------------------------------------------------------------------------------------

test('invariant 1: what is being typed is kept, and comes back on the page', async () => {
  const client = as('reception');
  const kept = await client.post('/drafts?form=log_start&ref=', { link: 'half a li', kind: 'review', password: 'x', odd: 'y' });
  assert.equal(kept.status, 200, kept.text);
  assert.match(kept.json.saved_at, /^\d+(:\d\d)?(am|pm)$|^midday$|^midnight$/);
  const again = await client.post('/drafts?form=log_start', { link: 'half a link', kind: 'review' });
  assert.equal(again.status, 200);
  const page = await client.get('/log');
  assert.equal(page.form('/log').value('link'), 'half a link');
  assert.equal(page.form('/log').value('kind'), 'review');
  assert.deepEqual(rows('SELECT fields FROM app.draft').map(({ fields }) => Object.keys(JSON.parse(fields)).sort()), [['kind', 'link']]);
  sql('DELETE FROM app.draft');
});

test('drafts of forms that are not, or pages too long to be, are refused', async () => {
  const client = as('reception');
  for (const path of ['/drafts', '/drafts?form=', '/drafts?form=none', '/drafts?form=%00', `/drafts?form=log_start&ref=${'x'.repeat(61)}`]) {
    const answer = await client.post(path, { link: 'x' });
    assert.equal(answer.status, 404, path);
    assert.ok(answer.json.problem);
  }
  assert.equal(number('SELECT count(*) FROM app.draft'), 0);
});

// ---- Twice -----------------------------------------------------------------------------------------

async function readyToLog(client, summary) {
  const second = await (await (await client.get('/log')).form('/log').fill(START).send()).follow();
  const third = await (await second.form('/log/details').fill({ summary, seen_when: 'today' }).send()).follow();
  return third.form('/log/check');
}

test('invariant 1: the same form sent twice is done once and leads to the same place', async () => {
  const client = as('nurse');
  const summary = `Pressed twice ${newNonce()}`;
  const form = await readyToLog(client, summary);
  const first = await form.send();
  const second = await form.send();
  assert.equal(first.status, 303);
  assert.equal(second.status, 303);
  assert.equal(second.location, first.location);
  assert.equal(number(`SELECT count(*) FROM app.case_file WHERE summary = ${quote(summary)}`), 1);
});

test('invariant 1: sent eight times at once, it is done once', async () => {
  const client = as('nurse');
  const summary = `Pressed eight times ${newNonce()}`;
  const form = await readyToLog(client, summary);
  const answers = await Promise.all(Array.from({ length: 8 }, () => form.send()));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303]);
  assert.equal(new Set(answers.map(({ location }) => location)).size, 1);
  assert.equal(number(`SELECT count(*) FROM app.case_file WHERE summary = ${quote(summary)}`), 1);
});

test('invariant 1: sent again with other words, both are shown and the first stands', async () => {
  const client = as('nurse');
  const form = (await client.get('/log')).form('/log').fill({ ...START, no_link: false, link: 'https://example.org/first' });
  assert.equal((await form.send()).status, 303);
  const answer = await form.fill({ link: 'https://example.org/<second>' }).send();
  assert.equal(answer.status, 409);
  assert.equal(answer.heading, 'This form was already sent');
  assert.match(answer.words, /Stored .*https:\/\/example\.org\/first.*Sent again, not stored .*https:\/\/example\.org\/<second>/);
  assert.ok(!answer.text.includes('<second>'), 'markup is text');
  assert.match(answer.link('See what was stored'), /^\/log\/details$/);
  const kept = rows("SELECT fields FROM app.draft WHERE form = 'log_start'")[0].fields;
  assert.equal(JSON.parse(kept).link[0], 'https://example.org/first');
  sql('DELETE FROM app.draft');
});

test('a number used by one member is still new for another', async () => {
  const nonce = newNonce();
  const fields = { kind: 'review', platform: 'facebook', venue: 'own_page', no_link: 'yes', nonce };
  assert.equal((await as('nurse').post('/log', fields)).status, 303);
  const other = await as('reception').post('/log', { ...fields, kind: 'patient_post' });
  assert.equal(other.status, 303);
  sql('DELETE FROM app.draft');
});

test('a page that arrived without its number is not done', async () => {
  const client = as('nurse');
  for (const nonce of [null, '', 'short', 'x'.repeat(65), 'y'.repeat(500)]) {
    const answer = await (await client.get('/log')).form('/log').fill(START).force('nonce', nonce).send();
    assert.equal(answer.status, 422, nonce);
    assert.match(answer.errors[''], /not complete when you sent it/);
  }
  assert.equal(number('SELECT count(*) FROM app.draft'), 0);
});

test('a form that was refused may be sent again with the same number', async () => {
  const client = as('nurse');
  const form = (await client.get('/log')).form('/log');
  assert.equal((await form.send()).status, 422);
  assert.equal((await form.fill(START).send()).status, 303);
  sql('DELETE FROM app.draft');
});

// ---- Broken ----------------------------------------------------------------------------------------

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

test('what cannot be read is said so, and stores nothing', async () => {
  const client = as('nurse');
  const count = cases();
  for (const [name, body, type, status] of [
    ['JSON', '{"kind":"review"}', 'application/json', 400],
    ['no type', 'kind=review', '', 400],
    ['another character set', 'kind=review', 'application/x-www-form-urlencoded; charset=utf-16', 400],
    ['multipart without a boundary', 'x', 'multipart/form-data', 400],
    ['multipart that ends early', '--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nrev', 'multipart/form-data; boundary=b', 400],
    ['300 answers', Array.from({ length: 300 }, (_, i) => `a${i}=1`).join('&'), urlencoded['content-type'], 400],
  ]) {
    const answer = await client.send('/log', Buffer.from(body), { headers: { 'content-type': type } });
    assert.equal(answer.status, status, name);
    assert.equal(answer.heading, 'Candour could not read that', name);
    assert.ok(answer.words.length > 80, name);
  }
  assert.equal(cases(), count);
});

test('bytes that are no text are named beside their box, and what was typed stays', async () => {
  const client = as('nurse');
  await client.get('/log');
  const fixed = `token=${client.csrf}&nonce=${newNonce()}&platform=facebook&kind=review&venue=own_page`;
  for (const bytes of ['%ff%fe', 'a%00b', '%ed%a0%80', '%c3']) {
    const answer = await client.send('/log', Buffer.from(`${fixed}&link=${bytes}`), { headers: urlencoded });
    assert.equal(answer.status, 422, bytes);
    assert.match(answer.errors.link, /Link contains characters that cannot be stored|address|Enter/);
    assert.equal(answer.form('/log').value('kind'), 'review');
  }
});

test('markup, formulas and odd characters come back as text', async () => {
  const client = as('nurse');
  await (await client.get('/log')).form('/log').fill(START).send();
  for (const text of ['</textarea><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '=HYPERLINK("x")', "{{member_name}}", '\u202egnp.exe', "'; DROP TABLE app.event; --", '&lt;b&gt;']) {
    const answer = await (await client.get('/log/details')).form('/log/details').fill({ summary: text }).send();
    assert.equal(answer.status, 422);
    assert.equal(answer.form('/log/details').value('summary'), text);
    assert.ok(!answer.text.includes('<script>alert') && !answer.text.includes('<img src=x'));
  }
  sql('DELETE FROM app.draft');
});

// A request as it is, without what fetch would mend.
function raw(head, body = '') {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(base.port), base.hostname, () => socket.write(`${head.join('\r\n')}\r\nHost: ${base.host}\r\nConnection: close\r\n\r\n${body}`));
    let text = '';
    socket.setTimeout(20000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (piece) => (text += piece));
    socket.on('error', (error) => (text ? resolve(text) : reject(error)));
    socket.on('end', () => resolve(text));
  });
}
const statusOf = (text) => Number(text.split(' ')[1]);

test('addresses that are not', async () => {
  const client = as('nurse');
  for (const path of ['/none', '/log/', '/log/done', '/log/done/a/b', '/LOG', '/cases', '/%F0%9F%98%80', '/.env', '/log/done/%3Cscript%3E']) {
    const answer = await client.get(path);
    assert.ok([200, 403, 404].includes(answer.status), `${path}: ${answer.status}`);
    assert.ok(answer.status !== 200 || path.startsWith('/log/done/') || path === '/cases', path);
    if (answer.status === 404) assert.equal(answer.heading, 'Page not found');
    assert.ok(!answer.text.includes('<script>alert'), path);
  }
  assert.equal((await new Client().get('/none')).status, 404, 'the same for nobody');
  assert.equal((await client.get(`/${'a'.repeat(3000)}`)).status, 400);
  assert.equal((await client.get(`/log?x=${'a'.repeat(7000)}`)).status === 500, false);
  assert.equal((await client.get('/%ff')).status, 400);
  assert.equal((await client.get('/%0a')).status, 400);
  assert.equal((await client.get('/%01')).status, 400);
});

test('methods that are not', async () => {
  const client = as('nurse');
  const get = await client.get('/sign-out');
  assert.equal(get.status, 405);
  assert.equal(get.headers.get('allow'), 'POST');
  assert.equal(get.heading, 'This page cannot be opened that way');
  assert.equal((await client.post('/healthz')).headers.get('allow'), 'GET, HEAD');
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'X']) {
    const answer = await client.request(method, '/log');
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST', method);
  }
  assert.equal((await client.request('DELETE', '/none')).status, 404);
});

test('HEAD is GET without the page', async () => {
  const client = as('nurse');
  for (const [path, status] of [['/', 200], ['/log', 200], ['/none', 404], ['/imports', 403]]) {
    const head = await client.request('HEAD', path);
    const get = await client.get(path);
    assert.equal(head.status, status, path);
    assert.equal(get.status, status, path);
    assert.equal(head.bytes.length, 0);
    assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
    assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
  }
});

test('a body that ends before its length, and one that never comes', async () => {
  const client = as('nurse');
  await client.get('/log');
  const cookie = `Cookie: ${cookieName}=${client.token}`;
  const count = cases();
  const text = await raw(['POST /log HTTP/1.1', cookie, 'Sec-Fetch-Site: same-origin', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 0'], '');
  assert.equal(statusOf(text), 422, 'an empty form');
  const socket = connect(Number(base.port), base.hostname);
  socket.on('error', () => {});
  socket.write(`POST /log HTTP/1.1\r\nHost: ${base.host}\r\n${cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nkind=rev`);
  await sleep(200);
  socket.destroy();
  assert.equal((await client.get('/log')).status, 200, 'the house stands');
  assert.equal(cases(), count);
});

test('big bodies: 20 MB of somebody who is not signed in is not waited for; over the limit is said so', async () => {
  const body = new FormData();
  body.append('file', new Blob([Buffer.alloc(20 * 1024 * 1024)]), 'big.bin');
  const nobody = await new Client().send('/uploads', body);
  assert.equal(nobody.status, 401);
  const client = as('nurse');
  const text = await client.send('/log', new URLSearchParams({ link: 'x'.repeat(990 * 1024) }));
  assert.equal(text.status, 422);
  const more = await client.send('/log', new URLSearchParams({ link: 'x'.repeat(1100 * 1024) }));
  assert.equal(more.status, 413);
  assert.equal(more.heading, 'That is too big to send');
});

test('an answer of the program is never kept by anybody', async () => {
  const client = as('nurse');
  for (const path of ['/', '/none', '/sign-out', '/sign-in']) assert.equal((await client.get(path)).headers.get('cache-control'), 'no-store', path);
});

test('invariant 2: a role\'s refusal says what to do, and the log notes it without the address', async () => {
  const answer = await as('reception').get('/imports');
  assert.equal(answer.status, 403);
  assert.equal(answer.heading, 'You cannot open this page');
  assert.match(answer.words, /Your role does not include this page\. Ask the practice manager/);
});

test('the health check asks the database', async () => {
  const answer = await new Client().get('/healthz');
  assert.equal(answer.status, 200);
  assert.equal(answer.text, 'ok\n');
});

test('pages show the number to give when asking for help, a new one each time', async () => {
  const client = as('nurse');
  const numbers = [await client.get('/'), await client.get('/')].map(({ text }) => text.match(/app-request">([0-9a-f]{16})</)[1]);
  assert.notEqual(numbers[0], numbers[1]);
});

test('the reporter of a case that others work on sees only how far it is (U-5)', async () => {
  const client = as('reception');
  const reference = await logIncident(client, { details: { summary: 'Seen by the front desk' } });
  const home = await client.get('/');
  assert.ok(home.has('Seen by the front desk'));
  assert.ok(home.has('Managers have been told'));
  assert.ok([403, 404].includes((await client.get(`/cases/${reference}`)).status));
  assert.equal(rows(`SELECT state FROM app.case_file WHERE reference = ${quote(reference)}`)[0].state, 'logged');
});
