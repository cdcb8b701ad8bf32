// The database goes away in the middle of a request: a reader does not notice one loss, two give one
// 503, a writer gets a 503 with nothing saved, and the next request is well each time.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

const base = new URL(process.env.CANDOUR_BASE);
const token = randomBytes(32).toString('hex');
const csrf = randomBytes(16).toString('hex');
const cookie = `__Host-candour${base.port && base.port !== '443' ? `-${base.port}` : ''}=${token}`;

const psql = (sql) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', 'candour', '-c', sql]).toString().trim();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const get = (path) => fetch(new URL(path, base), { headers: { cookie }, redirect: 'manual' });
const extend = (nonce) =>
  fetch(new URL('/session/extend', base), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: csrf, nonce }),
  });

// A session of some member of the example practice, without the detour of signing in.
before(() => {
  const made = psql(`INSERT INTO app.sign_in_session (token_hash, csrf, login_id, member_id, practice_id, ends_at)
    SELECT sha256('${token}'), '${csrf}', login_id, id, practice_id, now() + interval '1 hour'
      FROM app.member WHERE ended_on IS NULL ORDER BY id LIMIT 1 RETURNING 'made'`);
  assert.equal(made, 'made', 'the example practice has members');
});

after(() => psql(`UPDATE app.sign_in_session SET ended_at = now(), ended_why = 'test' WHERE token_hash = sha256('${token}')`));

// Holds up whoever asks who is signed in, until released.
async function holdUp() {
  const holder = spawn('psql', ['-XAtq', '-d', 'candour'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => holder.on('exit', resolve));
  const said = new Promise((resolve) => holder.stdout.once('data', resolve));
  holder.stdin.write("BEGIN; LOCK TABLE app.sign_in_session IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n");
  await said;
  return async () => {
    holder.stdin.end('ROLLBACK;\n');
    await ended;
  };
}

// Ends the one session of the web that is being held up, as soon as there is one.
async function killWaiting() {
  for (let i = 0; i < 100; i++) {
    const killed = psql(`SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 2000)) FROM pg_stat_activity
      WHERE usename = 'app' AND datname = 'candour' AND wait_event_type = 'Lock'`);
    if (killed !== '0') return;
    await sleep(50);
  }
  assert.fail('no session of the web was waiting');
}

const killAll = () =>
  psql("SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE usename = 'app' AND datname = 'candour'");

async function assertWell() {
  for (let i = 0; i < 12; i++) assert.equal((await get('/')).status, 200); // each handler has had a turn
}

test('sessions that ended between requests are not noticed', async () => {
  await assertWell();
  killAll();
  await assertWell();
});

test('a reader does not notice one loss', async () => {
  const release = await holdUp();
  const answer = get('/');
  try {
    await killWaiting();
  } finally {
    await release();
  }
  assert.equal((await answer).status, 200);
  await assertWell();
});

test('two losses give one 503 and no content', async () => {
  const release = await holdUp();
  const answer = get('/');
  try {
    await killWaiting();
    await killWaiting();
  } finally {
    await release();
  }
  const seen = await answer;
  assert.equal(seen.status, 503);
  assert.match(await seen.text(), /not available for the moment/);
  await assertWell();
});

test('a writer gets a 503 with nothing saved, and sends again', async () => {
  const nonce = randomBytes(16).toString('hex');
  const release = await holdUp();
  const answer = extend(nonce);
  try {
    await killWaiting();
  } finally {
    await release();
  }
  assert.equal((await answer).status, 503);
  assert.equal((await extend(nonce)).status, 204);
  await assertWell();
});

test('a storm of losses gives only 200 and 503', async () => {
  const until = Date.now() + 2000;
  const statuses = {};
  const reader = async () => {
    while (Date.now() < until) {
      const { status } = await get('/');
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const readers = [reader(), reader(), reader()];
  while (Date.now() < until) {
    killAll();
    await sleep(20);
  }
  await Promise.all(readers);
  assert.deepEqual(Object.keys(statuses).filter((status) => status !== '200' && status !== '503'), []);
  assert.ok(statuses[200] > 0, 'some came through');
  await assertWell();
});
