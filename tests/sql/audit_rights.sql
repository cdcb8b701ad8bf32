-- Nobody rewrites the record with ordinary rights, and nobody reads of it what they may not.
BEGIN;
\ir audit-support.sql
SELECT plan(73);
SET LOCAL client_min_messages = warning;
SELECT pg_temp.case_id(1) AS one, pg_temp.case_id(2) AS two, pg_temp.practice_id() AS p \gset

-- Events for every kind of reader.
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('case.logged', %s)$$, :one)) \g /dev/null
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('case.logged', %s)$$, :two)) \g /dev/null
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('vote.recorded', %s)$$, :one)) \g /dev/null
SELECT pg_temp.as_member('manager', format($$SELECT app.read_append('case.opened', %s)$$, :one)) \g /dev/null
SELECT pg_temp.as_member('manager', $$SELECT app.audit_append('import.done')$$) \g /dev/null
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('note.added', %1$s, '{}', '{}', app.content_add(%1$s, 'for all', false))$$, :one)) \g /dev/null
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('advice.received', %1$s, '{}', '{}', app.content_add(%1$s, 'for full standing'))$$, :one)) \g /dev/null
SELECT pg_temp.as_member('staff', $$SELECT app.audit_append('search.made', NULL, '{}', '{}', app.content_add(NULL, 'the words'))$$) \g /dev/null
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- ---- By grant
SELECT ok(NOT has_table_privilege(r, 'app.' || t, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'), format('%s cannot write %s', r, t))
  FROM unnest(ARRAY['app', 'worker', 'report', 'auditor', 'disposer']) r,
       unnest(ARRAY['event', 'event_row', 'chain', 'content', 'chain_count', 'append_only']) t;
SELECT ok(NOT has_table_privilege('app', 'app.event_row', 'SELECT'), 'app does not even read event_row');
SELECT throws_ok($$SELECT pg_temp.as_member('manager', 'INSERT INTO app.event (id) VALUES (1)')$$, '42501', NULL, 'an event is not inserted by hand');
SELECT throws_ok($$SELECT pg_temp.as_member('manager', 'SELECT app.event_write(1, ''a.b'', NULL, NULL, ''{}'', ''{}'', NULL, false, false)')$$,
  '42501', NULL, 'nor by the function behind audit_append');
SELECT ok(NOT has_function_privilege('app', f, 'EXECUTE'), 'app may not run ' || f)
  FROM unnest(ARRAY['app.append_only_register(regclass, text[])', 'app.append_only_rows(text, integer)', 'app.row_digest(text, bigint)',
    'app.audit_head_counts(bigint)', 'app.act_as(text, text, bigint)']) f;
SELECT is((SELECT count(*)::integer FROM pg_proc f WHERE f.pronamespace = 'app'::regnamespace AND f.prosecdef
    AND f.proname ~ '^(audit_|read_append|content_add|event_write|chain_for|row_commitment|append_only_rows|append_only_committed|file_)'
    AND (f.proowner <> 'definer'::regrole OR NOT EXISTS (SELECT FROM unnest(f.proconfig) c WHERE c LIKE 'search_path=%pg_temp'))), 0,
  'the audit''s definer functions belong to definer and have a fixed search path');

-- ---- By trigger: the owner and the superuser too
CREATE FUNCTION pg_temp.tries(db_role text, t text, how text) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT pg_temp.run_as(%L, %L, %L)', db_role, 'manager', format(how, 'app.' || t))
$$;
SELECT throws_ok(pg_temp.tries('none', t, how), '42501', NULL, format('even a superuser is stopped: ' || how, t))
  FROM unnest(ARRAY['event', 'event_row', 'content', 'chain']) t,
       unnest(ARRAY['DELETE FROM %s', 'TRUNCATE %s CASCADE']) how;
SELECT throws_ok(pg_temp.tries('none', t, 'UPDATE %s SET practice_id = practice_id'), '42501', NULL, 'nor is ' || t || ' updated')
  FROM unnest(ARRAY['event', 'content', 'chain']) t;
GRANT own TO CURRENT_USER;
ALTER TABLE app.event NO FORCE ROW LEVEL SECURITY;
SELECT throws_ok(pg_temp.tries('own', 'event', 'UPDATE %s SET kind = ''a.b'''), '42501', NULL, 'the owner neither, past row security');
SELECT throws_ok(pg_temp.tries('own', 'event', 'DELETE FROM %s'), '42501', NULL, 'nor does it delete');
ALTER TABLE app.event FORCE ROW LEVEL SECURITY;

-- ---- Files: uploads until an event holds them
INSERT INTO app.stored_file (practice_id, owner_id, name, media_type, size, sha256, salt, digest)
VALUES (:p, pg_temp.member('staff'), 'a.txt', 'text/plain', 3, sha256('abc'), 'salt', sha256('saltabc')) RETURNING id AS f \gset
INSERT INTO app.file_chunk (file_id, practice_id, n, bytes) VALUES (:f, :p, 0, 'ab'), (:f, :p, 1, 'c'), (:f, :p, 2, 'd');
SELECT lives_ok(format('DELETE FROM app.file_chunk WHERE file_id = %s AND n = 2', :f), 'an upload may change');
SELECT is(app.file_digest(:f), (SELECT digest FROM app.stored_file WHERE id = :f), 'a file''s digest is over salt and chunks in order');
UPDATE app.stored_file SET case_id = :one WHERE id = :f;
SELECT throws_ok('SET CONSTRAINTS ALL IMMEDIATE', '23000', NULL, 'a file in a case needs its event');
INSERT INTO app.evidence (practice_id, case_id, kind, file_id, captured_at) VALUES (:p, :one, 'file', :f, now()) RETURNING id AS ev \gset
SELECT pg_temp.as_member('manager', format($$SELECT app.audit_append('evidence.added', %s, '{}', '{evidence:%s}')$$, :one, :ev)) \g /dev/null
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'the event that reports the evidence holds the file as well');
SET CONSTRAINTS ALL DEFERRED;
SELECT throws_ok(format(how, :f), '42501', NULL, 'then refused: ' || how)
  FROM unnest(ARRAY['UPDATE app.stored_file SET name = ''b'' WHERE id = %s', 'DELETE FROM app.stored_file WHERE id = %s',
    'UPDATE app.file_chunk SET bytes = ''x'' WHERE file_id = %s', 'DELETE FROM app.file_chunk WHERE file_id = %s',
    'INSERT INTO app.file_chunk (file_id, practice_id, n, bytes) VALUES (%s, 1, 9, ''x'')']) how;

-- ---- Who sees what
SELECT is((SELECT count(*)::integer FROM pg_class c WHERE c.oid = ANY (ARRAY['app.event', 'app.event_row', 'app.chain', 'app.chain_count',
    'app.content', 'app.disposal']::regclass[]) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)), 0, 'row security is forced');
CREATE FUNCTION pg_temp.kinds(who text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as_member(who, $a$SELECT string_agg(DISTINCT e.kind || CASE WHEN e.case_id IS NULL THEN '' ELSE right(c.reference, 1) END, ' ')
    FROM app.event e LEFT JOIN app.case_file c ON c.id = e.case_id WHERE e.kind NOT LIKE '%opened_chain'$a$)
$$;
SELECT is(pg_temp.kinds('manager'),
  'advice.received1 case.logged1 case.logged2 case.opened1 evidence.added1 import.done note.added1 search.made vote.recorded1',
  'the manager reads everything, the read log too');
SELECT is(pg_temp.kinds('partner'), 'advice.received1 case.logged1 case.logged2 evidence.added1 note.added1 vote.recorded1',
  'a partner reads cases, not the read log');
SELECT is(pg_temp.kinds('affected'), 'case.logged1 case.logged2 evidence.added1',
  'who is affected sees what happened, not votes, advice and notes');
SELECT is(pg_temp.kinds('subject'), 'case.logged2', 'for whose conduct is in question the case does not exist');
SELECT is(pg_temp.kinds('staff'), NULL, 'staff without a part in a case see no event');
SELECT is(pg_temp.kinds('other'), NULL, 'another practice sees none');
CREATE FUNCTION pg_temp.texts(who text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as_member(who, 'SELECT string_agg(convert_from(c.bytes, ''UTF8''), '', '' ORDER BY c.id) FROM app.content c')
$$;
SELECT is(pg_temp.texts('manager'), 'for all, for full standing, the words', 'texts: the manager''s');
SELECT is(pg_temp.texts('partner'), 'for all, for full standing', 'texts: a partner''s, without another''s search');
SELECT is(pg_temp.texts('affected'), 'for all', 'texts: the affected''s');
SELECT is(pg_temp.texts('subject'), NULL, 'texts: none for the subject');
SELECT is(pg_temp.texts('staff'), 'the words', 'texts: one''s own search');

SELECT finish();
ROLLBACK;
