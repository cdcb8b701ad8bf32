-- The chain: numbering, links, hashes, what an event commits to, the ten minutes of read events.
BEGIN;
\ir audit-support.sql
SELECT plan(48);

-- Case 1 of the fixture has the id :one, and so on.
SELECT pg_temp.case_id(1) AS one, pg_temp.case_id(2) AS two, pg_temp.case_id(3) AS three, pg_temp.practice_id() AS p \gset

-- ---- Canonical bytes: the vectors of include/audit/canonical.h
SELECT is(encode(sha256(app.canonical(ARRAY['vote', '', NULL, '12'])), 'hex'),
  'e1ba74c9fd799a9d94d70a63f73323b6a7277cdd89fffcfa4153362e70a47e5d', 'canonical bytes are those of the header');
SELECT is(convert_from(app.canonical(ARRAY['vote', '', NULL, '12']), 'UTF8'), '4:vote,0:,-,2:12,', 'length-prefixed fields');
SELECT is(convert_from(app.canonical(ARRAY['é']), 'UTF8'), '2:é,', 'lengths count bytes');
SELECT is(app.instant_text('2026-11-02 10:14:00.5+01'), '2026-11-02T09:14:00.500000Z', 'instants are UTC to the microsecond');

CREATE FUNCTION pg_temp.vector_row() RETURNS text LANGUAGE sql AS $$
  SELECT encode(sha256(app.canonical(ARRAY['candour-row-1', 'vote', '1', '3', 'id', 'vote', 'at', '12', NULL,
    '2026-11-02T09:14:00.123456Z'])), 'hex')
$$;
SELECT is(pg_temp.vector_row(), '4c01a946cb60bcb518475649f711d86cb027e1597db4f518b557de3a54493be6', 'the digest of the header''s row');
SELECT is(encode(sha256(app.canonical(ARRAY['candour-event-1', '104', '3', '2', '2026-11-02T09:14:00.123456Z', '1', NULL, 'member', '9',
    'Zoë', 'vote.recorded', 'false', 'true', '{"round": "vote"}', NULL, NULL, '1', 'vote', '12', '1', pg_temp.vector_row()])
    || decode(repeat('00', 32), 'hex')), 'hex'),
  '45c197105b3fa5eed3f119b093399a2efba7730a256a21418af4459f1342f07c', 'the hash of the header''s event');

-- ---- Appending
SELECT isnt(pg_temp.as_member('manager', format($$SELECT app.audit_append('case.logged', %s)$$, :one)), NULL, 'an event is appended');
SELECT is((SELECT string_agg(e.kind || ' ' || c.kind || ' ' || e.seq, ', ' ORDER BY e.id)
             FROM app.event e JOIN app.chain c ON c.id = e.chain_id),
  'practice.opened_chain system 1, case.opened_chain practice 1, case.logged case 1',
  'opening a case is written on its practice''s chain, opening a practice on the system''s');
SELECT is((SELECT (e.detail ->> 'chain')::bigint FROM app.event e WHERE e.kind = 'case.opened_chain'),
  (SELECT c.id FROM app.chain c WHERE c.case_id = :one), 'the opening names the chain');
SELECT results_eq('SELECT actor_kind, actor_id, actor_name FROM app.event WHERE kind = ''case.logged''',
  $$SELECT 'member'::text, pg_temp.member('manager'), 'manager'::text$$, 'the actor is the member');
SELECT pg_temp.as_member('partner', format($$SELECT app.audit_append('step.done', %s, '{"step": "triage"}')$$, :one)) \g /dev/null
SELECT pg_temp.as_member('partner', $$SELECT app.audit_append('role.given', NULL, '{"role": "partner"}')$$) \g /dev/null

CREATE FUNCTION pg_temp.hash_of(e app.event) RETURNS bytea LANGUAGE sql AS $$
  SELECT sha256(app.canonical(ARRAY['candour-event-1', e.id::text, e.chain_id::text, e.seq::text, app.instant_text(e.at),
      e.practice_id::text, e.case_id::text, e.actor_kind, e.actor_id::text, e.actor_name, e.kind, e.is_read::text,
      e.needs_full::text, e.detail::text, e.content_id::text, encode(e.content_digest, 'hex'),
      (SELECT count(*)::text FROM app.event_row r WHERE r.event_id = e.id)]
    || coalesce((SELECT array_agg(x.f ORDER BY r.n, x.i) FROM app.event_row r,
         unnest(ARRAY[r.table_name, r.row_id::text, r.version::text, encode(r.digest, 'hex')]) WITH ORDINALITY x (f, i)
         WHERE r.event_id = e.id), '{}')) || e.prev_hash)
$$;

-- ---- What an event commits to
SELECT pg_temp.as_member('partner', format($$
  WITH c AS (SELECT app.content_add(%1$s, 'I noted this', false) AS id),
       n AS (INSERT INTO app.case_note (practice_id, case_id, content_id, by_member)
             SELECT app.practice(), %1$s, c.id, app.member() FROM c RETURNING id, content_id)
  SELECT id FROM n$$, :one)) AS note \gset
SELECT throws_ok('SET CONSTRAINTS ALL IMMEDIATE', '23000', NULL, 'a row that no event reports does not pass COMMIT');
SELECT pg_temp.as_member('partner', format($$SELECT app.audit_append('note.added', %s, '{}', ARRAY['case_note:%s'])$$, :one, :note)) AS noted \gset
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'with the event it does');
SET CONSTRAINTS ALL DEFERRED;
SELECT is((SELECT string_agg(r.table_name, ' ' ORDER BY r.n) FROM app.event_row r WHERE r.event_id = :noted),
  'case_note content', 'the row and the content that it refers to');
SELECT is((SELECT r.digest FROM app.event_row r WHERE r.event_id = :noted AND r.n = 1), app.row_digest('case_note', :note),
  'with the digest of the row');
SELECT is((SELECT r.digest FROM app.event_row r WHERE r.event_id = :noted AND r.n = 2),
  (SELECT sha256(app.canonical(ARRAY['candour-row-1', 'content', '1', '6', 'id', 'practice_id',
     'case_id', 'needs_full', 'added_by', 'added_at', c.id::text, c.practice_id::text, c.case_id::text,
     c.needs_full::text, c.added_by::text, app.instant_text(c.added_at), encode(sha256(c.salt || c.bytes), 'hex')]))
     FROM app.content c), 'and the content''s, its salted bytes among it');
SELECT is((SELECT convert_from(c.bytes, 'UTF8') FROM app.content c), 'I noted this', 'the text is in the content');
SELECT is((SELECT count(*)::integer FROM app.event e WHERE e::text LIKE '%noted this%'), 0, 'and not in the event');
SELECT pg_temp.as_member('partner', format($$
  SELECT app.audit_append('note.spoken', %1$s, '{}', '{}', app.content_add(%1$s, 'words'))$$, :one)) AS spoken \gset
SELECT is((SELECT e.content_digest FROM app.event e WHERE e.id = :spoken),
  (SELECT sha256(c.salt || c.bytes) FROM app.content c WHERE convert_from(c.bytes, 'UTF8') = 'words'),
  'an event''s own text: SHA-256 of salt and bytes');
SELECT isnt((SELECT c.salt FROM app.content c WHERE convert_from(c.bytes, 'UTF8') = 'words'),
  (SELECT c.salt FROM app.content c WHERE convert_from(c.bytes, 'UTF8') = 'I noted this'), 'every content has its salt');

SELECT throws_ok(format($$SELECT pg_temp.as_member('partner', $a$SELECT app.audit_append('note.added', %s, '{}', '{case_note:999}')$a$)$$, :one),
  'P0001', 'there is no case_note 999', 'a row that is not there is refused');
SELECT throws_ok(format($$SELECT pg_temp.as_member('partner', $a$SELECT app.audit_append('note.added', %s, '{}', '{case_file:1}')$a$)$$, :one),
  'P0001', 'table case_file is not registered as append-only', 'so is a row of a table that may change');
SELECT throws_ok(format($$SELECT pg_temp.as_member('partner', $a$SELECT app.audit_append('note.added', %s, '{"x": "Mrs Jones said"}')$a$)$$, :one),
  'P0001', NULL, 'words do not go into the detail');
SELECT throws_ok($$SELECT pg_temp.as_member('partner', $a$SELECT app.audit_append('chain.counted')$a$)$$, 'P0001', NULL,
  'nobody forges a count of heads');
SELECT throws_ok(format($$SELECT pg_temp.as_member('partner', $a$SELECT app.read_append('case.opened_chain', %s)$a$)$$, :one), 'P0001', NULL,
  'nor an opening');
SELECT throws_ok(format($$SELECT pg_temp.as_member('', $a$SELECT app.audit_append('case.logged', %s)$a$)$$, :one), '28000', NULL,
  'nobody signed in: no event');
SELECT throws_ok(format($$SELECT pg_temp.as_member('manager', $a$SELECT app.audit_append('case.logged', %s)$a$)$$, :three), 'CA004', NULL,
  'another practice''s case does not exist');
SELECT throws_ok(format($$SELECT pg_temp.as_member('subject', $a$SELECT app.audit_append('case.logged', %s)$a$)$$, :one), 'CA004', NULL,
  'nor does a case that is hidden from the member');
SELECT throws_ok($$SELECT pg_temp.as_member('manager', $a$SELECT app.audit_append('case.logged', 0)$a$)$$, 'CA004', 'there is no such case',
  'an absent case: in the same words');
SELECT throws_ok(format($$SELECT pg_temp.as_member('subject', $a$SELECT app.content_add(%s, 'x')$a$)$$, :one), 'CA004', NULL,
  'content for a hidden case is refused');

-- ---- Read events
SELECT pg_temp.as_member('manager', format($$SELECT app.read_append('case.opened', %s)$$, :one)) AS read1 \gset
SELECT is(pg_temp.as_member('manager', format($$SELECT app.read_append('case.opened', %s)$$, :one)), :'read1', 'opened again within ten minutes: one event');
SELECT isnt(pg_temp.as_member('partner', format($$SELECT app.read_append('case.opened', %s)$$, :one)), :'read1', 'by another member: another');
SELECT isnt(pg_temp.as_member('manager', format($$SELECT app.read_append('case.opened', %s)$$, :two)), :'read1', 'another case: another');
SELECT isnt(pg_temp.as_member('manager', format($$SELECT app.read_append('evidence.opened', %s, '{"evidence": 1}')$$, :one)),
  pg_temp.as_member('manager', format($$SELECT app.read_append('evidence.opened', %s, '{"evidence": 2}')$$, :one)), 'another file of it: another');
SET LOCAL session_replication_role = replica;
UPDATE app.event SET at = at - interval '10 minutes 1 second' WHERE id = :read1;
SET LOCAL session_replication_role = origin;
SELECT isnt(pg_temp.as_member('manager', format($$SELECT app.read_append('case.opened', %s)$$, :one)), :'read1', 'after ten minutes: another');
SELECT count(*) AS events FROM app.event \gset
SELECT is(pg_temp.as_member('subject', format($$SELECT app.read_append_case('case.opened', %s)$$, :one)), NULL, 'a hidden case: one row, nothing in it');
SELECT is(pg_temp.as_member('manager', $$SELECT app.read_append_case('case.opened', NULL)$$), NULL, 'an absent one: the same');
SELECT is(pg_temp.as_member('manager', format($$SELECT app.read_append_case('case.opened', %s)$$, :three)), NULL, 'another practice''s: the same');
SELECT is((SELECT count(*) FROM app.event), :events::bigint, 'and no event');
SELECT throws_ok(format($$SELECT pg_temp.as_member('subject', $a$SELECT app.read_append('case.opened', %s)$a$)$$, :one), 'CA004', NULL,
  'read_append itself refuses a hidden case');

-- ---- The chains hold
SELECT is((SELECT count(*)::integer FROM app.event e WHERE e.id <> :read1 AND e.hash <> pg_temp.hash_of(e)), 0, 'every hash is that of its event');
SELECT is((SELECT count(*)::integer FROM (
    SELECT e.seq, row_number() OVER w AS due, e.prev_hash, lag(e.hash, 1, decode(repeat('00', 32), 'hex')) OVER w AS before
      FROM app.event e WINDOW w AS (PARTITION BY e.chain_id ORDER BY e.seq)) x
   WHERE x.seq <> x.due OR x.prev_hash <> x.before), 0, 'numbers have no gaps and every event follows the one before');
SELECT is((SELECT count(*)::integer FROM app.chain c WHERE (c.head_seq, c.head_hash) IS DISTINCT FROM
    (SELECT (e.seq, e.hash) FROM app.event e WHERE e.chain_id = c.id ORDER BY e.seq DESC LIMIT 1) AND c.head_seq > 0), 0, 'every head is its last event');

-- ---- Head counts
SELECT throws_ok(format($$SELECT pg_temp.run_as('worker', 'manager', 'SELECT app.audit_head_counts(%s)')$$, :p), 'P0001', NULL, 'a member does not count heads');
CREATE FUNCTION pg_temp.count_heads() RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.run_as('worker', '', format('SELECT app.audit_head_counts(%1$s) FROM app.act_as(''worker'', ''worker'', %1$s)', pg_temp.practice_id()))
$$;
SELECT is(pg_temp.count_heads(), '2', 'the worker counts the heads of both cases');
SELECT is((SELECT e.detail -> 'heads' -> 0 FROM app.event e WHERE e.kind = 'chain.counted'),
  (SELECT jsonb_build_array(c.id, c.head_seq, encode(c.head_hash, 'hex')) FROM app.chain c WHERE c.case_id = :one), 'with number and hash');
SELECT is(pg_temp.count_heads(), '0', 'and not again before they grow');

-- ---- A table gains a column
SELECT app.append_only_register('app.case_note', ARRAY['id', 'practice_id', 'case_id', 'content_id', 'at', 'by_member']) \g /dev/null
SELECT results_eq($$SELECT version FROM app.append_only WHERE table_name = 'case_note'$$, ARRAY[1],
  'registered again with the same columns: nothing new');
SELECT app.append_only_register('app.case_note', ARRAY['id', 'practice_id', 'case_id', 'content_id', 'at']) \g /dev/null
SELECT results_eq($$SELECT version FROM app.append_only WHERE table_name = 'case_note' ORDER BY 1$$, ARRAY[1, 2],
  'with others: a new version, the old one kept');

SELECT finish();
ROLLBACK;
