// `candour audit verify` against somebody who owns the database: with triggers switched off, one thing
// at a time is altered, deleted or added; verify must fail and name it, and be clean again when it is
// put back. In a database of its own, a copy of candour_bare.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const DATABASE = 'fault_audit';
const folder = mkdtempSync(join(tmpdir(), 'candour-audit-'));
const conf = join(folder, 'candour.conf');
const candour = join(process.env.CANDOUR_BIN, 'candour');

function psql(sql, database = DATABASE) {
  return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database], {
    input: sql,
    encoding: 'utf8',
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' },
  }).trim();
}

// As the superuser, past every trigger and foreign key.
const byForce = (sql) => psql(`SET session_replication_role = replica; BEGIN; ${sql}; COMMIT;`);

function audit(...words) {
  const run = spawnSync(candour, ['audit', ...words], {
    encoding: 'utf8',
    env: { ...process.env, CANDOUR_CONF: conf },
  });
  return { status: run.status, said: run.stdout + run.stderr };
}

function assertClean(where = '') {
  const { status, said } = audit('verify');
  assert.equal(status, 0, `${where}\n${said}`);
  assert.match(said, /nothing found\./);
}

// One tampering: verify names it; then everything is put back from the copies in schema kept.
function tampered(what, tables, sql, names) {
  byForce(sql);
  const { status, said } = audit('verify');
  assert.equal(status, 1, `${what}: not found\n${said}`);
  assert.ok(
    said.split('\n').some((line) => line.startsWith(`FOUND ${names}`)),
    `${what}: does not name ${names}\n${said}`,
  );
  byForce(tables.map((t) => `DELETE FROM app.${t}; INSERT INTO app.${t} OVERRIDING SYSTEM VALUE SELECT * FROM kept.${t}`).join(';'));
  assertClean(`put back after: ${what}`);
}

// A case with at least one row in every append-only table, written as the program writes them.
const FIXTURE = `
INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'WMC', 'First');
INSERT INTO app.login (user_name, password_hash) VALUES ('manager', 'none'), ('partner', 'none');
INSERT INTO app.member (practice_id, login_id, name) SELECT p.id, l.id, l.user_name FROM app.login l, app.practice p;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'manager' THEN 'practice_manager' ELSE 'partner' END FROM app.member m;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at)
SELECT p.id, 'WMC-2026-AAAA' || n, 'patient_post', 'a post', 'facebook', 'own_page', current_date, now()
  FROM app.practice p, generate_series(1, 2) n;
INSERT INTO app.person (practice_id, name) SELECT id, 'Somebody' FROM app.practice;
INSERT INTO app.letter (practice_id, case_id, kind, draft_text) SELECT practice_id, id, 'formal_warning', 'x' FROM app.case_file WHERE reference LIKE '%1';

-- The walls ask whether a step may be taken; here only the record of it matters.
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT g.tgrelid::regclass AS rel, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
            WHERE c.relnamespace = 'app'::regnamespace AND NOT g.tgisinternal AND g.tgname !~ '^(append_only|chain|file)' LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', t.rel, t.tgname);
  END LOOP;
  -- Nor does it matter here what a row refers to, or what its values mean.
  FOR t IN SELECT k.conrelid::regclass AS rel, k.conname FROM pg_constraint k JOIN app.append_only a
             ON k.conrelid = ('app.' || a.table_name)::regclass WHERE k.contype IN ('f', 'c') AND a.table_name <> 'stored_file' LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', t.rel, t.conname);
  END LOOP;
END
$$;
-- Inserts a row into the case, each "..content_id" value being a text to keep, and reports it.
CREATE FUNCTION pg_temp.report(t text, fields jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  c app.case_file%ROWTYPE;
  k text;
  new_id bigint;
BEGIN
  PERFORM app.become_member((SELECT m.id FROM app.member m WHERE m.name = 'partner'));
  SELECT * INTO c FROM app.case_file f WHERE f.reference LIKE '%1';
  fields := fields || jsonb_build_object('practice_id', c.practice_id);
  IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ('app.' || t)::regclass AND a.attname = 'case_id') THEN
    fields := fields || jsonb_build_object('case_id', c.id);
  END IF;
  -- What a column must have and nobody said.
  SELECT coalesce(jsonb_object_agg(a.attname, CASE a.atttypid WHEN 'boolean'::regtype THEN 'false'::jsonb
      WHEN 'date'::regtype THEN '"2026-11-02"' WHEN 'timestamptz'::regtype THEN '"2026-11-02"' WHEN 'jsonb'::regtype THEN '{}'
      WHEN 'text'::regtype THEN to_jsonb(coalesce((SELECT substring(pg_get_constraintdef(k.oid) FROM '''([a-z_]+)''::text')
          FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] LIMIT 1), 'x'))
      ELSE '1' END), '{}') || fields INTO fields
    FROM pg_attribute a WHERE a.attrelid = ('app.' || t)::regclass AND a.attnum > 0 AND NOT a.attisdropped
     AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND NOT fields ? a.attname;
  FOR k IN SELECT key FROM jsonb_object_keys(fields) key WHERE key ~ 'content_id$' LOOP
    fields := fields || jsonb_build_object(k, app.content_add(c.id, fields ->> k));
  END LOOP;
  EXECUTE (SELECT format('INSERT INTO app.%1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::app.%1$I, $1) RETURNING id',
             t, string_agg(quote_ident(key), ', ')) FROM jsonb_object_keys(fields) key) INTO new_id USING fields;
  PERFORM app.audit_append(t || '.added', c.id, '{"by": "test"}', ARRAY[t || ':' || new_id]);
  RETURN new_id;
END
$$;
BEGIN;
INSERT INTO app.clock (practice_id, case_id, kind, title, basis, basis_text, cites, length, starts_on, due_on, sum)
SELECT practice_id, id, 'look_again', 'x', 'target', 'x', 'x', 7, '2026-11-02', '2026-11-09', 'x' FROM app.case_file WHERE reference LIKE '%1';
SELECT pg_temp.report('clock_entry', '{"clock_id": 1, "entry": "started", "starts_at": "2026-11-02", "due_on": "2026-11-09", "due_at": "2026-11-09"}');
SELECT pg_temp.report('triage', '{"complaint": "no", "note_content_id": "a note"}');
SELECT pg_temp.report('step_entry', '{"step": "triage", "entry": "done"}');
SELECT pg_temp.report('own_page_action', '{"action": "hidden", "on_date": "2026-11-02"}');
SELECT pg_temp.report('letter_sent', '{"letter_id": 1, "kind": "formal_warning", "addressed_to": "x", "channel": "post",
  "sent_on": "2026-11-02", "content_id": "Dear Sir or Madam"}');
SELECT pg_temp.report('removal_request', '{"addressed_to": "author", "sent_on": "2026-11-02", "letter_sent_id": 1}');
SELECT pg_temp.report('removal_outcome', '{"request_id": 1, "outcome": "refused", "on_date": "2026-11-03", "content_id": "No."}');
SELECT pg_temp.report('meeting', '{"held_on": "2026-11-03", "attended": "all", "content_id": "options"}');
SELECT pg_temp.report('advice', '{"entry": "received", "on_date": "2026-11-03", "content_id": "advice", "why_not_content_id": "because"}');
SELECT pg_temp.report('finding', '{"ground": "threat", "content_id": "what was written"}');
SELECT pg_temp.report('gate_statement', '{"gate": "alternatives_tried", "content_id": "we did"}');
SELECT pg_temp.report('warning', '{"person_id": 1, "warned_on": "2026-11-02", "content_id": "why", "letter_sent_id": 1}');
SELECT pg_temp.report('outside_view', '{"from_whom": "lmc", "name": "x", "on_date": "2026-11-03", "content_id": "view"}');
SELECT pg_temp.report('decision', '{"ground_content_id": "ground", "facts": {"a": 1, "bb": [true, null, 1.50]}}');
SELECT pg_temp.report('vote', '{"decision_id": 1, "member_id": 1, "vote": "for", "content_id": "reason"}');
SELECT pg_temp.report('vote', '{"decision_id": 1, "member_id": 2, "vote": "against", "content_id": "dissent"}');
SELECT pg_temp.report('decision_outcome', '{"decision_id": 1, "outcome": "carried", "summary": "1 to 1", "facts": {}}');
SELECT pg_temp.report('list_removal', '{"decision_id": 1, "person_id": 1, "requested_on": "2026-11-04", "facts": {},
  "expected_on": "2026-11-12"}');
SELECT pg_temp.report('list_removal_receipt', '{"removal_id": 1, "received_on": "2026-11-04", "effective_on": "2026-11-12", "clock": "x"}');
SELECT pg_temp.report('case_note', '{"content_id": "Zoë said “no”"}');
SELECT pg_temp.report('evidence', '{"kind": "description", "content_id": "seen", "why_described": "already_gone", "captured_at": "2026-11-02 09:14:00.5+00"}');
-- A file in three chunks, an upload that no case has, and an event with a text of its own.
INSERT INTO app.stored_file (practice_id, case_id, name, media_type, size, sha256, salt, digest)
SELECT c.practice_id, c.id, 'screenshot.png', 'image/png', 600000, sha256(d.bytes), 'pepper', sha256('pepper' || d.bytes)
  FROM app.case_file c, (SELECT convert_to(repeat('0123456789', 60000), 'UTF8') AS bytes) d WHERE c.reference LIKE '%1';
INSERT INTO app.stored_file (practice_id, name, media_type, size, sha256, salt, digest)
SELECT p.id, 'upload.png', 'image/png', 3, sha256('abc'), 'salt', sha256('saltabc') FROM app.practice p;
INSERT INTO app.file_chunk (file_id, practice_id, n, bytes)
SELECT 1, 1, n, substr(convert_to(repeat('0123456789', 60000), 'UTF8'), n * 262144 + 1, 262144) FROM generate_series(0, 2) n
UNION ALL SELECT 2, 1, 0, 'abc';
SELECT pg_temp.report('evidence', '{"kind": "file", "file_id": 1, "captured_at": "2026-11-02 09:14:00.123456+00"}');
SELECT app.audit_append('case.closed', 1, '{"outcome": "answered"}', '{}', app.content_add(1, 'for the reporter', false));
SELECT app.read_append('case.opened', 1);
-- Whatever else is append-only: a row of it, with any values.
SELECT pg_temp.report(a.table_name, '{}') FROM app.append_only a
 WHERE a.table_name NOT IN ('content', 'disposal') AND NOT EXISTS (SELECT FROM app.event_row r WHERE r.table_name = a.table_name);
-- A second case, with a text that is then lawfully disposed of.
SELECT app.audit_append('case.logged', 2, '{}', '{}', app.content_add(2, 'kept too long'));
COMMIT;
SELECT max(id) AS gone FROM app.content \\gset
BEGIN;
SELECT app.become_member(1);
WITH d AS (
  INSERT INTO app.disposal (practice_id, case_id, content_id, digest, ground, agreed_by)
  SELECT 1, 2, :gone, r.digest, 'retention', 1 FROM app.event_row r WHERE r.table_name = 'content' AND r.row_id = :gone RETURNING id)
SELECT id AS disposal FROM d \\gset
SELECT app.audit_append('content.disposed', 2, '{}', ARRAY['disposal:' || :disposal]);
COMMIT;
SET session_replication_role = replica;
DELETE FROM app.content WHERE id = :gone;
SET session_replication_role = origin;
-- The worker counts heads.
BEGIN;
SELECT app.act_as('worker', 'worker', 1);
SELECT app.audit_head_counts(1);
COMMIT;
-- Copies of everything, to put back.
CREATE SCHEMA kept;
DO $$
DECLARE
  t text;
BEGIN
  FOR t IN SELECT table_name FROM app.append_only UNION SELECT unnest(ARRAY['event', 'event_row', 'chain', 'file_chunk', 'append_only']) LOOP
    EXECUTE format('CREATE TABLE kept.%1$I AS SELECT * FROM app.%1$I', t);
  END LOOP;
END
$$;`;

let registered; // [{ table, id, instant: a timestamptz column, add: SQL that adds a row with the id 900001 }]

before(() => {
  psql(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`, 'postgres');
  psql(`CREATE DATABASE ${DATABASE} OWNER own TEMPLATE candour_bare`, 'postgres');
  const settings = readFileSync(process.env.CANDOUR_CONF, 'utf8');
  writeFileSync(conf, settings.replace(/^name = .*$/m, `name = ${DATABASE}`));
  psql(FIXTURE);
  registered = JSON.parse(
    psql(`SELECT json_agg(json_build_object('table', t.table_name, 'id', NULL, 'instant',
        (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = ('app.' || t.table_name)::regclass
            AND a.atttypid = 'timestamptz'::regtype AND a.attname = ANY (t.columns) ORDER BY a.attnum LIMIT 1),
        'changed', (SELECT json_object_agg(a.attname, CASE a.atttypid WHEN 'uuid'::regtype THEN 'gen_random_uuid()'
              ELSE format('t.%I + 900000', a.attname) END)
            FROM pg_index i, pg_attribute a WHERE i.indrelid = ('app.' || t.table_name)::regclass AND i.indisunique
            AND a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            AND a.atttypid IN ('uuid'::regtype, 'bigint'::regtype) AND a.attname <> 'id'),
        'all', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = ('app.' || t.table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attgenerated = '')) ORDER BY t.table_name)
      FROM app.append_only t`),
  );
  for (const t of registered) {
    t.id = psql(`SELECT min(row_id) FROM app.event_row WHERE table_name = '${t.table}'`);
    const values = t.all.map((c) => (c === 'id' ? '900001' : (t.changed?.[c] ?? `t.${c}`)));
    t.add = `INSERT INTO app.${t.table} (${t.all.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM app.${t.table} t WHERE t.id = ${t.id}`;
  }
});

after(() => {
  psql(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`, 'postgres');
  rmSync(folder, { recursive: true });
});

test('a sound record is clean, and verify says what it cannot see', () => {
  assertClean();
  const { said } = audit('verify');
  assert.match(said, /, 1 disposed: nothing found\./);
  assert.match(said, /recomputes every hash/);
  assert.match(said, /checkpoints/);
});

test('the fixture has a row in every append-only table', () => {
  assert.deepEqual(registered.filter((t) => t.id === '').map((t) => t.table), []);
  for (const t of ['decision', 'vote', 'evidence', 'letter_sent', 'stored_file', 'content'])
    assert.ok(registered.some((r) => r.table === t), t);
});

test('a row of any append-only table: altered by a microsecond, deleted, added', () => {
  for (const t of registered) {
    const row = `${t.table} ${t.id}`;
    tampered(`${row} altered`, [t.table], `UPDATE app.${t.table} SET ${t.instant} = ${t.instant} + interval '1 microsecond' WHERE id = ${t.id}`, `${row} is altered`);
    tampered(`${row} deleted`, [t.table], `DELETE FROM app.${t.table} WHERE id = ${t.id}`, `${row} is gone`);
    // A copy without a case would be an upload.
    tampered(`${t.table} added`, [t.table], t.add, `${t.table} 900001 is reported by no event`);
  }
});

test('a decision, a vote, a letter, a text: each column that matters', () => {
  const altered = [
    ['vote', `vote = 'aside', aside_why = 'own_choice'`],
    ['vote', 'member_id = 99'],
    ['vote', 'case_id = 2'],
    ['decision', `facts = '{"a": 2, "bb": [true, null, 1.50]}'`],
    ['decision', `facts = '{"a": 1, "bb": [true, null, 1.5]}'`],
    ['decision_outcome', `outcome = 'not_carried'`],
    ['letter_sent', `sent_on = '2026-11-03'`],
    ['letter_sent', 'content_id = 1'],
    ['evidence', `title = 'another'`],
    ['stored_file', `name = 'other.png'`],
    ['stored_file', `sha256 = sha256('x')`],
    ['list_removal', `expected_on = expected_on + 1`],
  ];
  for (const [table, set] of altered) {
    const id = psql(`SELECT min(row_id) FROM app.event_row WHERE table_name = '${table}'`);
    tampered(`${table} ${set}`, [table], `UPDATE app.${table} SET ${set} WHERE id = ${id}`, `${table} ${id} is altered`);
  }
  const id = psql(`SELECT c.id FROM app.content c WHERE c.bytes = 'reason'`);
  tampered('text altered', ['content'], `UPDATE app.content SET bytes = 'Reason' WHERE id = ${id}`, `content ${id} is altered`);
  tampered('salt altered', ['content'], `UPDATE app.content SET salt = sha256(salt) WHERE id = ${id}`, `content ${id} is altered`);
  tampered('text moved to another case', ['content'], `UPDATE app.content SET case_id = 2 WHERE id = ${id}`, `content ${id} is altered`);
  tampered('text opened to the affected', ['content'], `UPDATE app.content SET needs_full = false WHERE id = ${id}`, `content ${id} is altered`);
});

test('an event: every column, deletion at every place, addition', () => {
  const id = psql(`SELECT id FROM app.event WHERE kind = 'vote.added' ORDER BY id LIMIT 1`);
  const own = psql(`SELECT id FROM app.event WHERE kind = 'case.closed'`);
  const sets = [
    ['id = 900001', 'event 900001 is altered'],
    [`at = at + interval '1 microsecond'`],
    ['seq = 500', 'chain'],
    ['chain_id = 1', 'event'],
    ['chain_id = 77', `event ${id} is on chain 77`],
    ['practice_id = NULL'],
    ['case_id = 2'],
    [`actor_kind = 'worker', actor_id = NULL`],
    ['actor_id = 1'],
    [`actor_name = 'somebody'`],
    [`kind = 'vote.withdrawn'`],
    ['is_read = true'],
    ['needs_full = false'],
    [`detail = '{"by": "nobody"}'`],
    [`content_id = 1, content_digest = sha256('x')`],
    ['prev_hash = sha256(prev_hash)'],
    ['hash = sha256(hash)'],
  ];
  for (const [set, names] of sets)
    tampered(`event ${set}`, ['event', 'event_row'], `UPDATE app.event SET ${set} WHERE id = ${id}`, names ?? `event ${id} is altered`);
  tampered('event text', ['event'], `UPDATE app.event SET content_digest = sha256('x') WHERE id = ${own}`, `event ${own} is altered`);
  for (const e of psql('SELECT string_agg(id::text, \',\' ORDER BY id) FROM app.event').split(','))
    tampered(`event ${e} deleted`, ['event', 'event_row'], `DELETE FROM app.event WHERE id = ${e}; DELETE FROM app.event_row WHERE event_id = ${e}`, 'chain');
  tampered('event added', ['event'], `INSERT INTO app.event SELECT (jsonb_populate_record(e, '{"id": 900001, "seq": 500}')).* FROM app.event e WHERE id = ${id}`, 'event 900001 is altered');
  tampered('two events exchanged', ['event'], `UPDATE app.event SET seq = 10000 - seq WHERE id IN (${id}, ${id} + 1);
    UPDATE app.event SET seq = (SELECT sum(10000 - x.seq) FROM app.event x WHERE x.seq > 5000) - 10000 + seq WHERE seq > 5000`, 'event');
});

test('a chain cut short, with its head set back, after its head was counted', () => {
  const cut = `WITH cut AS (DELETE FROM app.event e USING app.chain c WHERE c.case_id = 2 AND e.chain_id = c.id AND e.seq = c.head_seq
      RETURNING e.id, e.chain_id, e.seq, e.prev_hash),
    rows AS (DELETE FROM app.event_row r USING cut WHERE r.event_id = cut.id),
    disposals AS (DELETE FROM app.disposal)
    UPDATE app.chain c SET head_seq = cut.seq - 1, head_hash = cut.prev_hash FROM cut WHERE c.id = cut.chain_id`;
  const chain = psql('SELECT id FROM app.chain WHERE case_id = 2');
  tampered('tail cut', ['event', 'event_row', 'chain', 'disposal'], cut, `chain ${chain} is cut`);
});

test('an event altered and the rest of its chain recomputed: the counted head tells', () => {
  const rewrite = `UPDATE app.event SET detail = '{"by": "nobody"}' WHERE kind = 'triage.added';
    DO $$
    DECLARE
      e app.event;
      h bytea := decode(repeat('00', 32), 'hex');
      c bigint := (SELECT id FROM app.chain WHERE case_id = 1);
    BEGIN
      FOR e IN SELECT * FROM app.event x WHERE x.chain_id = c ORDER BY x.seq LOOP
        h := sha256(app.canonical(ARRAY['candour-event-1', e.id::text, e.chain_id::text, e.seq::text, app.instant_text(e.at),
          e.practice_id::text, e.case_id::text, e.actor_kind, e.actor_id::text, e.actor_name, e.kind, e.is_read::text,
          e.needs_full::text, e.detail::text, e.content_id::text, encode(e.content_digest, 'hex'),
          (SELECT count(*)::text FROM app.event_row r WHERE r.event_id = e.id)]
          || coalesce((SELECT array_agg(x.f ORDER BY r.n, x.i) FROM app.event_row r,
             unnest(ARRAY[r.table_name, r.row_id::text, r.version::text, encode(r.digest, 'hex')]) WITH ORDINALITY x (f, i)
             WHERE r.event_id = e.id), '{}')) || h);
        UPDATE app.event SET hash = h, prev_hash = coalesce((SELECT x.hash FROM app.event x WHERE x.chain_id = c AND x.seq = e.seq - 1),
          prev_hash) WHERE id = e.id;
      END LOOP;
      UPDATE app.chain SET head_hash = h WHERE id = c;
    END
    $$`;
  const last = psql('SELECT e.id FROM app.event e JOIN app.chain c ON c.id = e.chain_id AND c.head_seq = e.seq WHERE c.case_id = 1');
  tampered('chain recomputed', ['event', 'chain'], rewrite, `event ${last} is not the one that was counted`);
});

test('what an event reports, the chains, the list of tables, a disposal', () => {
  const id = psql(`SELECT id FROM app.event WHERE kind = 'vote.added' ORDER BY id LIMIT 1`);
  const chain = psql('SELECT id FROM app.chain WHERE case_id = 1');
  const gone = psql('SELECT content_id FROM app.disposal');
  const of = (set) => `UPDATE app.event_row SET ${set} WHERE event_id = ${id} AND n = 1`;
  tampered('reported digest', ['event_row'], of('digest = sha256(digest)'), `event ${id} is altered`);
  tampered('reported row', ['event_row'], of('row_id = row_id + 1'), `event ${id} is altered`);
  tampered('reported table', ['event_row'], of(`table_name = 'decision'`), `event ${id} is altered`);
  tampered('reported version', ['event_row'], of('version = 2'), `event ${id} is altered`);
  tampered('report deleted', ['event_row'], `DELETE FROM app.event_row WHERE event_id = ${id} AND n = 2`, `event ${id} is altered`);
  tampered('report added', ['event_row'], `INSERT INTO app.event_row VALUES (${id}, 9, 'vote', 1, 1, sha256('x'))`, `event ${id} is altered`);
  tampered('report of no event', ['event_row'], `INSERT INTO app.event_row VALUES (900001, 1, 'vote', 1, 1, sha256('x'))`, 'event_row 900001 n 1');
  tampered('head number', ['chain'], `UPDATE app.chain SET head_seq = head_seq + 1 WHERE id = ${chain}`, `chain ${chain} has`);
  tampered('head hash', ['chain'], `UPDATE app.chain SET head_hash = sha256(head_hash) WHERE id = ${chain}`, `chain ${chain} has`);
  tampered('chain moved', ['chain'], `UPDATE app.chain SET case_id = 99 WHERE id = ${chain}`, `chain ${chain} is of another case`);
  tampered('chain deleted', ['chain', 'event', 'event_row'], `DELETE FROM app.event_row WHERE event_id IN (SELECT id FROM app.event WHERE chain_id = ${chain});
    DELETE FROM app.event WHERE chain_id = ${chain}; DELETE FROM app.chain WHERE id = ${chain}`, `chain ${chain} is gone`);
  tampered('chain added', ['chain'], `INSERT INTO app.chain (id, practice_id, kind, case_id) OVERRIDING SYSTEM VALUE VALUES (900001, 1, 'case', 99)`,
    'chain 900001 was opened by no event');
  tampered('table taken off the list', ['append_only'], `DELETE FROM app.append_only WHERE table_name = 'vote'`, 'vote 1 is gone');
  tampered('disposal deleted', ['disposal'], 'DELETE FROM app.disposal', `content ${gone} is gone`);
});

test('chunks of a file in evidence: altered, deleted, added, exchanged', () => {
  for (const n of [0, 1, 2]) {
    tampered(`chunk ${n} altered`, ['file_chunk'], `UPDATE app.file_chunk SET bytes = set_byte(bytes, 5, 0) WHERE file_id = 1 AND n = ${n}`, 'file_chunk 1 is altered');
    tampered(`chunk ${n} deleted`, ['file_chunk'], `DELETE FROM app.file_chunk WHERE file_id = 1 AND n = ${n}`,
      n === 2 ? 'file_chunk 1 is short' : `file_chunk 1 n ${n} is missing`);
  }
  tampered('chunk added', ['file_chunk'], `INSERT INTO app.file_chunk VALUES (1, 1, 3, 'x')`, 'file_chunk 1 is long');
  tampered('chunks renumbered', ['file_chunk'], 'UPDATE app.file_chunk SET n = n + 7 WHERE file_id = 1', 'file_chunk 1 n 0 is missing');
  tampered('chunk of no file', ['file_chunk'], `INSERT INTO app.file_chunk VALUES (77, 1, 0, 'x')`, 'file_chunk 77 n 0 belongs to no stored file');
  tampered('another file in its place', ['file_chunk', 'stored_file'], `UPDATE app.file_chunk SET bytes = set_byte(bytes, 5, 0) WHERE file_id = 1 AND n = 0;
    UPDATE app.stored_file SET digest = app.file_digest(1) WHERE id = 1`, 'stored_file 1 is altered');
});

test('an upload that no case has may come and go', () => {
  psql('DELETE FROM app.file_chunk WHERE file_id = 2; DELETE FROM app.stored_file WHERE id = 2');
  assertClean();
});

test('an export: for its owner only, itself an event, verified off line', () => {
  const file = join(folder, 'export.jsonl');
  const { status, said } = audit('export', file);
  assert.equal(status, 0, said);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(psql(`SELECT actor_kind FROM app.event WHERE kind = 'audit.exported'`), 'command');
  assert.equal(audit('export', file).status, 1, 'an export does not overwrite');
  assertClean();
  const sound = audit('verify', '--export', file);
  assert.equal(sound.status, 0, sound.said);

  const text = readFileSync(file, 'utf8');
  const changed = (from, to) => {
    assert.ok(text.includes(from), from);
    writeFileSync(file, text.replace(from, to));
    return audit('verify', '--export', file);
  };
  const vote = changed('"fields":["2","1","1","1","2","vote","against"', '"fields":["2","1","1","1","2","vote","for"');
  assert.equal(vote.status, 1);
  assert.match(vote.said, /^FOUND vote 2 is altered/m);
  const event = changed('"kind":"case.closed"', '"kind":"case.opened"');
  assert.equal(event.status, 1);
  assert.match(event.said, /^FOUND event [0-9]+ is altered/m);
  const cut = changed('{"is":"end"}\n', '');
  assert.equal(cut.status, 1);
  assert.match(cut.said, /breaks off after line/);
});
