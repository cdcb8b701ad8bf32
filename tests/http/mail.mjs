// Mail: who is told, once, and without a word of the case; and a worker that dies, a mail server that is
// away, slow or refuses, lose and double nothing (invariant 1). The second half runs workers of its own
// in a database of its own, against a mail server of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { as, candour, logIncident, mails, number, quote, rows, sleep, sql, until } from '../support/client.mjs';
import { MailServer } from '../support/mail-server.mjs';

// ---- Who is told -----------------------------------------------------------------------------------

const idOf = (user) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)}`);
const about = (reference) => mails().filter(({ subject }) => subject.includes(reference));
const settled = (reference) =>
  until(
    () => number(`SELECT count(*) FILTER (WHERE o.sent_at IS NULL AND o.dropped_at IS NULL) + CASE count(*) WHEN 0 THEN 1 ELSE 0 END
      FROM app.outbox o JOIN app.case_file c ON c.id = o.case_id WHERE c.reference = ${quote(reference)}`) === 0,
    'the worker did not send it',
    30,
  );

test('W-2.3c: each manager is told once, and the mail says nothing about the case', async () => {
  const secret = 'Zebra crossing says <b>Nurse A</b> was rude';
  const reference = await logIncident(as('reception'), { start: { in_danger: true }, details: { summary: secret, author_handle: 'Handle Of Poster' } });
  await settled(reference);
  const sent = about(reference);
  assert.deepEqual(sent.map(({ to }) => to).sort(), ['complaints', 'manager', 'partner.a', 'partner.b', 'partner.c'].map((user) => `${user}@woodbrook.example`));
  assert.equal(new Set(sent.map(({ id }) => id)).size, sent.length, 'each has its own Message-ID');
  for (const mail of sent) {
    assert.match(mail.subject, /^Urgent: a new case in Candour: WMC-/);
    assert.equal(mail.from, 'candour@example.org');
    assert.match(mail.id, /^<[0-9a-f-]{36}@candour>$/);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    for (const word of ['Zebra', 'Nurse', 'Handle', 'facebook', 'danger', 'rude']) assert.ok(!(mail.subject + mail.body).includes(word), word);
    assert.ok(mail.body.split('\r\n').every((line) => !line.includes('\n')));
  }
  await sleep(6000); // longer than the worker's pause
  assert.equal(about(reference).length, sent.length, 'nobody is told twice');
});

test('U-1, U-4: whose conduct is in question is not told', async () => {
  const reference = await logIncident(as('reception'), { details: { summary: 'About a partner', conduct: [idOf('partner.b')] } });
  await settled(reference);
  assert.ok(!about(reference).some(({ to }) => to.startsWith('partner.b@')));
  assert.equal(about(reference).length, 4);
});

test('U-12: a sealed case is told to those named for it only', async () => {
  const reference = await logIncident(as('reception'), { start: { kind: rows("SELECT code FROM app.case_kind WHERE is_sealed LIMIT 1")[0].code } });
  await settled(reference);
  assert.deepEqual(about(reference).map(({ to }) => to.split('@')[0]).sort(), ['manager', 'partner.a']);
});

// ---- A house of our own ----------------------------------------------------------------------------

const DATABASE = `mail_${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'candour-mail-'));
const conf = join(folder, 'candour.conf');
const bin = join(process.env.CANDOUR_BIN, 'candour');
const query = (text) => sql(text, DATABASE);
const row = (id) => JSON.parse(query(`SELECT row_to_json(o) FROM app.outbox o WHERE id = ${id}`));

let server;

function settings(more = '') {
  const stack = readFileSync(process.env.CANDOUR_CONF, 'utf8');
  const host = stack.match(/^host = (.*)$/m)[1];
  const port = stack.match(/^port = (.*)$/m)[1];
  writeFileSync(conf, `public_url = http://127.0.0.1:1\n[database]\nhost = ${host}\nport = ${port}\nname = ${DATABASE}\n[mail]\nhost = 127.0.0.1\nport = ${server.port}\nfrom = candour@example.org\ntls = none\n${more}`);
}

function worker() {
  const run = spawn(bin, ['worker', '--once'], { env: { ...process.env, CANDOUR_CONF: conf }, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  run.stderr.on('data', (piece) => (err += piece));
  run.done = new Promise((resolve) => run.on('exit', (status, signal) => resolve({ status, signal, err })));
  return run;
}
const round = () => worker().done;

let next = 0;
function letter(fields = {}) {
  next += 1;
  const all = { to_address: `somebody${next}@example.org`, subject: `Test ${next}`, body: `Line one\n.\nLine three ${next}\n`, ...fields };
  return Number(query(`INSERT INTO app.outbox (practice_id, ${Object.keys(all).join(', ')})
    SELECT id, ${Object.values(all).map((value) => (typeof value === 'number' ? value : quote(value))).join(', ')} FROM app.practice WHERE code = 'Y99991' RETURNING id`));
}
const due = () => query('UPDATE app.outbox SET due_at = now() WHERE sent_at IS NULL AND dropped_at IS NULL');

before(async () => {
  server = await new MailServer().open();
  sql(`CREATE DATABASE ${DATABASE} OWNER own TEMPLATE template0`);
  settings();
  const options = { env: { CANDOUR_CONF: conf } };
  assert.equal(candour('migrate', options).status, 0);
  assert.equal(candour('practice', 'add', '--code', 'Y99991', '--letters', 'TST', '--name', 'Test', options).status, 0);
  for (const [user, roles] of [['boss', 'practice_manager'], ['second', 'partner'], ['desk', 'staff']])
    assert.equal(candour('user', 'add', '--practice', 'Y99991', '--user', user, '--name', user, '--roles', roles, '--mail', `${user}@example.org`, options).status, 0);
  // digests have tests of their own (work.mjs): here everybody has had today's
  query('INSERT INTO app.digest (practice_id, member_id, on_date) SELECT practice_id, id, current_date + n FROM app.member, generate_series(-1, 1) n');
});
afterEach(() => {
  server.answers = {};
  server.accepted = [];
  settings();
});
after(() => {
  server.close();
  sql(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  rmSync(folder, { recursive: true });
});

const memberOf = (user) => Number(query(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = '${user}'`));
// A case as logged by the front desk, its notices long past, without the pages.
function aCase({ minutes = 0 } = {}) {
  return Number(query(`WITH c AS (
      INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at, logged_by, logged_at)
      SELECT p.id, app.new_reference(p.id, 2026), 'patient_post', 'Secret summary', 'facebook', 'personal_profile', current_date, now(), ${memberOf('desk')}, now() - interval '${minutes} minutes'
        FROM app.practice p RETURNING id, practice_id)
    SELECT id FROM c`));
}

test('a message goes once, as it is, with its own id', async () => {
  const id = letter();
  const { status, err } = await round();
  assert.equal(status, 0, err);
  const [message] = server.accepted.splice(0);
  assert.match(message, new RegExp(`^Message-ID: <${row(id).message_id}@candour>$`, 'm'));
  assert.match(message, /\r\n\r\nLine one\r\n\.\.\r\nLine three \d+$/, 'a dot alone is doubled on the wire');
  assert.ok(row(id).sent_at);
  assert.equal(row(id).attempts, 1);
  await round();
  assert.equal(server.accepted.length, 0);
});

test('a worker killed before the server took it: sent later, once, under the same id', async () => {
  const id = letter();
  const held = new Promise((resolve) => (server.answers.END = resolve));
  const run = worker();
  const socket = await held;
  run.kill('SIGKILL');
  await run.done;
  socket.destroy();
  server.answers = {};
  assert.equal(row(id).attempts, 1, 'the attempt was counted before');
  assert.equal(row(id).sent_at, null);
  await round();
  assert.equal(server.accepted.length, 0, 'it waits its minute');
  due();
  await round();
  const [message, ...more] = server.accepted.splice(0);
  assert.equal(more.length, 0);
  assert.match(message, new RegExp(row(id).message_id));
  assert.equal(row(id).attempts, 2);
});

test('a worker killed between taking and telling: known by its attempt, repeated under the same id', async () => {
  const id = letter();
  const holder = spawn('psql', ['-X', '-A', '-t', '-q', '-d', DATABASE], { stdio: ['pipe', 'pipe', 'inherit'] });
  // The worker may count the attempt, then finds the row locked when it wants to write that it was sent.
  server.answers.END = (socket) => {
    holder.stdin.write(`BEGIN; SELECT 'held' FROM app.outbox WHERE id = ${id} FOR UPDATE;\n`);
    holder.stdout.once('data', () => socket.write('250 taken\r\n'));
  };
  const run = worker();
  await until(() => query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'worker' AND wait_event_type = 'Lock'") === '1');
  run.kill('SIGKILL');
  await run.done;
  server.answers = {};
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((resolve) => holder.on('exit', resolve));
  await until(() => query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'worker'") === '0');
  const first = server.seen.at(-1);
  if (!row(id).sent_at) {
    due();
    await round();
    const [again, ...more] = server.accepted.splice(0);
    assert.equal(more.length, 0);
    assert.equal(again.match(/^Message-ID: .*$/m)[0], first.match(/^Message-ID: .*$/m)[0]);
  }
  assert.ok(row(id).sent_at);
});

test('two workers at once send each message once', async () => {
  const ids = Array.from({ length: 12 }, () => letter());
  const results = await Promise.all([round(), round(), round()]);
  assert.deepEqual(results.map(({ status }) => status), [0, 0, 0], results.map(({ err }) => err).join());
  const sent = server.accepted.splice(0).map((message) => message.match(/^Subject: (.*)$/m)[1]);
  assert.equal(sent.length, ids.length);
  assert.equal(new Set(sent).size, ids.length);
});

test('a mail server that is away: it waits longer each time and is given up after twelve tries', async () => {
  const id = letter();
  server.answers.HELLO = '421 not today';
  const waits = [];
  for (let i = 0; i < 4; i++) {
    due();
    await round();
    waits.push(Number(query(`SELECT round(extract(epoch FROM due_at - now()) / 60) FROM app.outbox WHERE id = ${id}`)));
  }
  assert.deepEqual(waits, [1, 2, 4, 8]);
  assert.match(row(id).last_error, /did not take the message/);
  query(`UPDATE app.outbox SET attempts = 12 WHERE id = ${id}`);
  due();
  server.answers = {};
  await round();
  assert.equal(row(id).dropped_why, 'given up after twelve tries');
  assert.equal(server.accepted.length, 0);
});

test('a refusal of the reader or the text is for good; of our own sign-in, for now', async () => {
  for (const [word, answer, isForGood] of [
    ['RCPT', '550 no such mailbox', true],
    ['END', '554 not this text', true],
    ['RCPT', '451 later', false],
    ['MAIL', '530 sign in first', false],
    ['HELLO', '554 no service', false],
    ['EHLO', '502 no', false],
  ]) {
    const id = letter();
    server.answers = { [word]: answer };
    await round();
    assert.equal(Boolean(row(id).dropped_at), isForGood, `${word} ${answer}: ${row(id).last_error}`);
    query(`UPDATE app.outbox SET dropped_at = now() WHERE id = ${id}`);
  }
  server.answers = {};
});

test('an address that could carry orders is not sent', async () => {
  for (const to of ['a b@example.org', 'x@example.org> SIZE=1', '<x@example.org>', 'x@y@z', 'nobody', 'a,b@example.org', 'é@example.org', `${'x'.repeat(250)}@example.org`]) {
    const id = letter({ to_address: to });
    await round();
    assert.equal(row(id).dropped_why, 'refused by the mail server', to);
  }
  assert.equal(server.accepted.length, 0);
  assert.throws(() => letter({ to_address: 'x@example.org\nBcc: y@example.org' }), /check constraint/);
  assert.throws(() => letter({ subject: 'a\r\nBcc: y@example.org' }), /check constraint/);
});

test('invariant 2: just before sending it asks once more whether the reader may know', async () => {
  const which = aCase();
  const id = letter({ member_id: memberOf('second'), case_id: which });
  query(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${memberOf('second')}, 'conduct' FROM app.case_file WHERE id = ${which}`);
  const gone = letter({ member_id: memberOf('boss') });
  query("UPDATE app.login SET disabled_at = now() WHERE user_name = 'boss'");
  await round();
  query("UPDATE app.login SET disabled_at = NULL WHERE user_name = 'boss'");
  assert.equal(server.accepted.length, 0);
  assert.equal(row(id).dropped_why, 'may no longer be told of it');
  assert.equal(row(gone).dropped_why, 'is no longer a member');
});

const notices = (which) => JSON.parse(query(`SELECT coalesce(json_agg(n ORDER BY n.id), '[]') FROM (SELECT id, to_name, channel, how, passed_on_at IS NOT NULL AS passed_on FROM app.notice WHERE case_id = ${which}) n`));
const tellBoss = (which, minutes) => query(`INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, told_at)
  SELECT practice_id, id, ${memberOf('boss')}, 'boss', 'candour', now() - interval '${minutes} minutes' FROM app.case_file WHERE id = ${which}`);

test('U-4: what nobody opened within the target goes to the next, then to the outside contact', async () => {
  query("UPDATE app.practice SET outside_contact = 'Neighbour practice', outside_contact_mail = 'neighbour@example.org'");
  const which = aCase();
  tellBoss(which, 239);
  await round();
  assert.equal(notices(which).length, 1, 'not before the target');
  query(`UPDATE app.notice SET told_at = now() - interval '241 minutes' WHERE case_id = ${which}`);
  await round();
  assert.deepEqual(notices(which).map(({ to_name, passed_on }) => [to_name, passed_on]), [['boss', true], ['second', false]]);
  await round();
  assert.equal(notices(which).length, 2, 'the next has time, too');
  query(`UPDATE app.notice SET told_at = now() - interval '241 minutes' WHERE case_id = ${which}`);
  await round();
  await round();
  assert.deepEqual(notices(which).map(({ to_name, channel }) => [to_name, channel]), [['boss', 'candour'], ['second', 'candour'], ['Neighbour practice', 'outside_contact']]);
  await round();
  assert.equal(notices(which).length, 3, 'and that is all');
  const sent = server.accepted.splice(0);
  assert.deepEqual(sent.map((message) => message.match(/^To: <(.*)>$/m)[1]), ['second@example.org', 'neighbour@example.org']);
  assert.ok(sent.every((message) => !message.includes('Secret summary')));
  assert.ok(!sent[1].includes('TST-'), 'who is outside is told no reference');
  assert.equal(query(`SELECT count(*) FROM app.event WHERE case_id = ${which} AND kind = 'notice.passed_on'`), '2');
});

test('U-4: opened, told by word of mouth, or triaged: nothing is passed on', async () => {
  const [opened, spoken, triaged] = [aCase(), aCase(), aCase()];
  for (const which of [opened, spoken, triaged]) tellBoss(which, 500);
  query(`UPDATE app.notice SET opened_at = now() WHERE case_id = ${opened};
    INSERT INTO app.notice (practice_id, case_id, to_name, channel, told_at) SELECT practice_id, id, 'second', 'word_of_mouth', now() - interval '400 minutes' FROM app.case_file WHERE id = ${spoken};
    UPDATE app.case_file SET state = 'open' WHERE id = ${triaged}`);
  await round();
  assert.deepEqual([opened, spoken, triaged].map((which) => notices(which).length), [1, 2, 1]);
});

test('U-4: an urgent case has a shorter target', async () => {
  const which = aCase();
  tellBoss(which, 31);
  query(`UPDATE app.case_file SET in_danger = true WHERE id = ${which}`);
  await round();
  assert.equal(notices(which).length, 2);
  server.accepted.splice(0);
});

test('U-6: half of a legal clock unopened reaches deputy and management; once, and not when it was opened', async () => {
  query(`INSERT INTO app.member_role (member_id, practice_id, role, is_deputy) SELECT ${memberOf('second')}, id, 'complaints_lead', true FROM app.practice`);
  const [late, early, target, seen] = [aCase(), aCase(), aCase(), aCase()];
  const task = (which, basis, from, to) => query(`INSERT INTO app.task (practice_id, case_id, kind, title, role, basis, created_at, due_at)
    SELECT practice_id, id, 'test', 'Secret task', 'complaints_lead', '${basis}', now() - interval '${from} hours', now() + interval '${to} hours' FROM app.case_file WHERE id = ${which}`);
  query(`UPDATE app.case_file SET state = 'open' WHERE id IN (${late}, ${early}, ${target}, ${seen})`);
  task(late, 'law', 40, 32);
  task(early, 'law', 30, 42);
  task(target, 'target', 40, 32);
  task(seen, 'contract', 40, 32);
  query(`BEGIN; SELECT app.become_member(${memberOf('second')}); SELECT app.read_append('case.opened', ${seen}); COMMIT`);
  await round();
  await round();
  const told = (which) => notices(which).map(({ to_name }) => to_name).sort();
  assert.deepEqual([told(late), told(early), told(target), told(seen)], [['boss', 'second'], [], [], []]);
  const sent = server.accepted.splice(0);
  assert.deepEqual(sent.map((message) => message.match(/^To: <(.*)>$/m)[1]).sort(), ['boss@example.org', 'second@example.org']);
  assert.ok(sent.every((message) => !/Secret/.test(message)));
});

test('invariant 1: uploads and drafts of more than 30 days go, others and evidence stay', async () => {
  const file = (days) => query(`WITH f AS (INSERT INTO app.stored_file (practice_id, owner_id, name, media_type, size, sha256, salt, digest, stored_at)
      SELECT id, ${memberOf('desk')}, 'x', 'text/plain', 1, sha256('x'), '\\x00', sha256('\\x0078'), now() - interval '${days} days' FROM app.practice RETURNING id, practice_id)
    INSERT INTO app.file_chunk (file_id, practice_id, n, bytes) SELECT id, practice_id, 0, 'x' FROM f`);
  file(29);
  file(31);
  query(`INSERT INTO app.draft (practice_id, member_id, form, fields, updated_at)
    SELECT p.id, m.id, v.form, '{}', now() - v.old FROM app.practice p, app.member m, (VALUES ('young', interval '29 days'), ('old', interval '31 days')) v (form, old) WHERE m.id = ${memberOf('desk')}`);
  await round();
  assert.equal(query('SELECT count(*) FROM app.stored_file'), '1');
  assert.equal(query('SELECT count(*) FROM app.file_chunk'), '1');
  assert.equal(query('SELECT string_agg(form, \',\') FROM app.draft'), 'young');
});

test('invariant 3: heads of the chains that grew are counted, at most four times an hour', async () => {
  const counted = () => Number(query("SELECT count(*) FROM app.event WHERE kind = 'chain.counted'"));
  const first = counted();
  assert.ok(first >= 1);
  await round();
  assert.equal(counted(), first);
  const verified = candour('audit', 'verify', { env: { CANDOUR_CONF: conf } });
  assert.match(verified.out, /nothing found/, verified.out + verified.err);
});

test('the database is away: the round says so and the next one goes on', async () => {
  const id = letter();
  writeFileSync(conf, readFileSync(conf, 'utf8').replace(`name = ${DATABASE}`, 'name = nowhere'));
  const away = await round();
  assert.equal(away.status, 1);
  settings();
  assert.match(away.err, /cannot reach its records/);
  assert.equal((await round()).status, 0);
  assert.ok(row(id).sent_at);
  server.accepted.splice(0);
});

test('asked to stop, a worker finishes the message in hand and ends', async () => {
  const ids = [letter(), letter(), letter()];
  const held = new Promise((resolve) => (server.answers.END = resolve));
  const run = spawn(bin, ['worker'], { env: { ...process.env, CANDOUR_CONF: conf }, stdio: 'ignore' });
  const ended = new Promise((resolve) => run.on('exit', (status, signal) => resolve({ status, signal })));
  const socket = await held;
  run.kill('SIGTERM');
  await sleep(200);
  server.answers = {};
  socket.write('250 taken\r\n');
  assert.deepEqual(await ended, { status: 0, signal: null });
  assert.deepEqual(ids.map((id) => Boolean(row(id).sent_at)), [true, false, false]);
  await round();
  assert.ok(ids.every((id) => row(id).sent_at));
});

test('without a mail server nothing is lost: it waits', async () => {
  const id = letter();
  writeFileSync(conf, readFileSync(conf, 'utf8').replace('host = 127.0.0.1', 'host ='));
  assert.equal((await round()).status, 0);
  assert.equal(row(id).attempts, 0);
  settings();
  assert.ok(existsSync(conf));
});
