-- Imports and comments: who sees them, who may change what, and what the tables themselves refuse.
BEGIN;
\ir audit-support.sql
SELECT plan(39);
SET LOCAL client_min_messages = warning;
SELECT pg_temp.practice_id() AS p, (SELECT id FROM app.practice WHERE code = 'A10002') AS q \gset

-- As a program that acts for a practice; gives the first value.
CREATE FUNCTION pg_temp.as_program(db_role text, for_practice bigint, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  given text;
BEGIN
  PERFORM set_config('role', db_role, true);
  PERFORM app.act_as('import', 'tester', for_practice);
  EXECUTE statement INTO given;
  PERFORM set_config('role', 'none', true);
  RETURN given;
END
$$;
CREATE FUNCTION pg_temp.add_import(for_practice bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT pg_temp.as_program('worker', for_practice, $q$
    INSERT INTO app.import_file (practice_id, kind, name, size, by_kind, by_name, state)
    VALUES (app.practice(), 'pals', 'a.csv', 10, 'command', 'tester', 'checking') RETURNING id $q$)::bigint
$$;
CREATE FUNCTION pg_temp.add_comment(for_practice bigint, import bigint, at_line bigint, hash_of text, equals integer)
RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as_program('worker', for_practice, format($q$
    INSERT INTO app.feedback (practice_id, source, import_id, line, on_date, other_date, date_is_doubtful, doubt,
      organisation, service, question, comment, sentiment, topics, row_hash, occurrence)
    VALUES (app.practice(), 'fft', %s, %s, '2024-04-03', '2024-03-04', true, 'Two readings.', 'Brook Lane', 'Visits',
      '', 'fine', 1, '', sha256(%L), %s) RETURNING line $q$, import, at_line, hash_of, equals))
$$;
SELECT pg_temp.add_import(:p) AS ours \gset
SELECT pg_temp.add_import(:q) AS theirs \gset
SELECT pg_temp.add_comment(:p, :ours, 2, 'one', 0) \g /dev/null
SELECT pg_temp.add_comment(:q, :theirs, 2, 'one', 0) \g /dev/null
SELECT pg_temp.as_program('worker', :p, format($$INSERT INTO app.import_refusal (import_id, practice_id, line, reason)
  VALUES (%s, app.practice(), 3, 'The row has no date.') RETURNING line$$, :ours)) \g /dev/null

-- ---- Who sees them
SELECT ok(c.relrowsecurity AND c.relforcerowsecurity, c.relname || ' has forced row security')
  FROM pg_class c WHERE c.oid IN ('app.import_file'::regclass, 'app.import_chunk'::regclass, 'app.import_refusal'::regclass,
    'app.feedback'::regclass);
SELECT is(pg_temp.as_member(who, 'SELECT count(*) FROM app.' || t), seen, format('%s sees %s of %s', who, seen, t))
  FROM (VALUES ('manager', '1'), ('partner', '1'), ('staff', '0'), ('admin', '0')) m (who, seen),
       unnest(ARRAY['import_file', 'import_refusal', 'feedback']) t;
SELECT is(pg_temp.as_member('other', 'SELECT string_agg(practice_id::text, '' '') FROM app.feedback'), :q::text,
  'another practice sees its own only');
SELECT is(pg_temp.run_as('app', '', 'SELECT count(*) FROM app.feedback'), '0', 'nobody sees nothing');
SELECT is(pg_temp.as_program('worker', :p, 'SELECT count(*) FROM app.feedback'), '1', 'a program sees those of its practice');

-- ---- Who may change what
SELECT is(pg_temp.as_member('manager', $$INSERT INTO app.import_file (practice_id, kind, name, size, by_kind, by_name, state)
  VALUES (app.practice(), 'pals', 'b.csv', 1, 'member', 'x', 'waiting') RETURNING state$$), 'waiting', 'the manager sends a file');
SELECT throws_ok($$SELECT pg_temp.as_member('partner', 'INSERT INTO app.import_file (practice_id, kind, name, size, by_kind, by_name, state)
  VALUES (app.practice(), ''pals'', ''b.csv'', 1, ''member'', ''x'', ''waiting'')')$$, '42501', NULL, 'a partner does not');
SELECT throws_ok(format($$SELECT pg_temp.as_member('manager', 'INSERT INTO app.import_file (practice_id, kind, name, size, by_kind, by_name, state)
  VALUES (%s, ''pals'', ''b.csv'', 1, ''member'', ''x'', ''waiting'')')$$, :q), '42501', NULL, 'nor anybody for another practice');
SELECT ok(NOT has_table_privilege('app', 'app.feedback', 'INSERT, DELETE, TRUNCATE'), 'the web adds and deletes no comment');
SELECT ok(NOT has_column_privilege('app', 'app.feedback', c, 'UPDATE'), 'the web does not change ' || c)
  FROM unnest(ARRAY['comment', 'organisation', 'sentiment', 'row_hash', 'import_id', 'line', 'doubt']) c;
SELECT ok(NOT has_table_privilege('worker', 'app.feedback', 'UPDATE, DELETE, TRUNCATE'), 'nor does the worker, once it is there');
SELECT ok(NOT has_table_privilege('app', 'app.import_chunk', 'SELECT'), 'the web does not read back what was sent');
SELECT ok(NOT has_function_privilege('app', 'app.import_next()', 'EXECUTE'), 'only the worker asks across practices');
SELECT is((SELECT name FROM app.import_next()), 'b.csv', 'the worker is told of the file that waits');

-- ---- What the tables refuse
SELECT throws_ok(format('SELECT pg_temp.add_comment(%s, %s, 4, ''one'', 0)', :p, :ours), '23505', NULL, 'the same row is there once');
SELECT lives_ok(format('SELECT pg_temp.add_comment(%s, %s, 4, ''one'', 1)', :p, :ours), 'a second equal row is a row');
SELECT throws_ok(format('SELECT pg_temp.add_comment(%s, %s, 5, ''two'', 0)', :p, :theirs), '23503', NULL,
  'a comment belongs to an import of its own practice');
SELECT throws_ok($$UPDATE app.feedback SET other_date = NULL$$, '23514', NULL, 'a doubtful date keeps both readings');
UPDATE app.import_file SET state = 'loaded', sha256 = sha256('x') WHERE id = :ours;
SELECT throws_ok(format($$INSERT INTO app.import_file (practice_id, kind, name, size, by_kind, by_name, state, sha256)
  VALUES (%s, 'pals', 'again.csv', 1, 'command', 'x', 'loaded', sha256('x'))$$, :p), '23505', NULL, 'a file is loaded once');
SELECT * FROM finish();
ROLLBACK;
