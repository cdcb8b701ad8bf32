// Mail goes out once (peers: the same message sent 25 times). The worker is killed at every word of its talk with the
// mail server, again and again, and between the server's last word and writing it down. Nothing is lost; every try
// has its row, written before it; and whatever arrived twice carries one Message-ID, so that a mailbox shows it once.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MailServer } from '../support/mail-server.mjs';

const DATABASE = `fault_mail_${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'candour-once-'));
const conf = join(folder, 'candour.conf');
const bin = join(process.env.CANDOUR_BIN, 'candour');
const env = { ...process.env, CANDOUR_CONF: conf };
const psql = (sql, database = DATABASE) =>
  execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database], { input: sql, encoding: 'utf8' }).trim();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let server;

before(async () => {
  server = await new MailServer().open();
  psql(`CREATE DATABASE ${DATABASE} OWNER own TEMPLATE template0`, 'postgres');
  writeFileSync(conf, `public_url = http://127.0.0.1:1\n[database]\nhost = ${process.env.PGHOST}\nport = ${process.env.PGPORT}\nname = ${DATABASE}\n[mail]\nhost = 127.0.0.1\nport = ${server.port}\nfrom = candour@example.org\ntls = none\n`);
  execFileSync(bin, ['migrate'], { env, stdio: 'pipe' });
  execFileSync(bin, ['practice', 'add', '--code', 'Y99991', '--letters', 'TST', '--name', 'Test'], { env, stdio: 'pipe' });
});
after(() => {
  server.close();
  psql(`DROP DATABASE ${DATABASE} WITH (FORCE)`, 'postgres');
  rmSync(folder, { recursive: true });
});

function worker() {
  const run = spawn(bin, ['worker', '--once'], { env, stdio: 'ignore' });
  run.done = new Promise((resolve) => run.on('exit', (status, signal) => resolve({ status, signal })));
  return run;
}
const letters = (n) => psql(`INSERT INTO app.outbox (practice_id, to_address, subject, body)
  SELECT p.id, 'reader' || n || '@example.org', 'Letter ' || n, 'words' FROM app.practice p, generate_series(1, ${n}) n RETURNING id`).split('\n').map(Number);
const due = () => psql('UPDATE app.outbox SET due_at = now() WHERE sent_at IS NULL AND dropped_at IS NULL');
const idOf = (message) => message.match(/^Message-ID: <(.*)@candour>\r?$/m)[1];
const toOf = (message) => message.match(/^To: <(.*)>\r?$/m)[1];
const gone = async () => {
  for (let i = 0; i < 100 && psql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'worker'") !== '0'; i++) await sleep(50);
};

// What a mailbox that knows Message-IDs shows: each reader one message.
function assertOnce(ids) {
  const shown = new Map(server.accepted.map((message) => [idOf(message), toOf(message)]));
  assert.equal(shown.size, ids.length, 'every message arrived, under one Message-ID however often it was sent');
  assert.equal(new Set(shown.values()).size, ids.length, 'nobody was sent two different ones');
  assert.equal(psql(`SELECT count(*) FROM app.outbox WHERE sent_at IS NOT NULL AND id IN (${ids})`), String(ids.length));
  assert.equal(psql(`SELECT count(*) FROM app.outbox o WHERE o.id IN (${ids}) AND o.attempts <> (SELECT count(*) FROM app.mail_attempt a WHERE a.outbox_id = o.id)`), '0',
    'a row for every try');
  server.accepted = [];
  server.seen = [];
}

test('killed at every word of the talk: nothing lost, nothing doubled', async () => {
  const ids = letters(6);
  for (const word of ['HELLO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'END']) {
    let run;
    const reached = new Promise((resolve) => (server.answers[word] = resolve));
    run = worker();
    const socket = await reached;
    assert.ok(Number(psql("SELECT count(*) FROM app.mail_attempt WHERE outcome = ''")) >= 1, `${word}: the try was on record before`);
    run.kill('SIGKILL');
    await run.done;
    socket.destroy();
    server.answers = {};
    await gone();
    assert.equal(server.accepted.length, 0, `${word}: the server had taken nothing yet`);
  }
  due();
  assert.equal((await worker().done).status, 0);
  assert.equal(server.accepted.length, ids.length);
  assertOnce(ids);
  assert.equal(psql("SELECT count(*) FROM app.mail_attempt WHERE outcome = ''"), '6', 'tries that nobody saw end stay as they were');
});

test('killed after the server took it and before that was written: one Message-ID, and the try says that nobody knows', async () => {
  const [id] = letters(1);
  const holder = spawn('psql', ['-X', '-A', '-t', '-q', '-d', DATABASE], { stdio: ['pipe', 'pipe', 'inherit'] });
  server.answers.END = (socket) => {
    holder.stdin.write(`BEGIN; SELECT 'held' FROM app.outbox WHERE id = ${id} FOR UPDATE;\n`);
    holder.stdout.once('data', () => socket.write('250 taken\r\n'));
  };
  const run = worker();
  for (let i = 0; i < 100 && psql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'worker' AND wait_event_type = 'Lock'") !== '1'; i++) await sleep(50);
  server.accepted.push(server.seen.at(-1)); // it did take it
  run.kill('SIGKILL');
  await run.done;
  server.answers = {};
  psql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'worker'`);
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((resolve) => holder.on('exit', resolve));
  await gone();
  assert.equal(psql(`SELECT outcome || '.' FROM app.mail_attempt WHERE outbox_id = ${id}`), '.');
  await worker().done;
  due();
  await worker().done;
  assertOnce([id]);
});

test('killed at any moment at all, twenty times over', async () => {
  const ids = letters(25);
  for (let i = 0; i < 20; i++) {
    const run = worker();
    await sleep(20 + ((i * 37) % 160));
    run.kill('SIGKILL');
    await run.done;
    await gone();
    due();
  }
  for (let i = 0; i < 5 && psql('SELECT count(*) FROM app.outbox WHERE sent_at IS NULL AND dropped_at IS NULL') !== '0'; i++) {
    due();
    await worker().done;
  }
  assertOnce(ids);
});
