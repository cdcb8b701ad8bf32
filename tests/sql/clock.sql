-- Clocks and tasks by the database alone: what was done to a clock stays as it was entered, and tasks of
-- complaints without a case are for those who read cases (invariants 2, 3 and 5; R-comp-4, R-comp-8).
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(14);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['manager', 'reporter', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'reporter' THEN 'staff' ELSE 'practice_manager' END FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;
CREATE FUNCTION pg_temp.p() RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.practice WHERE code = 'A10001' $$;

SET LOCAL session_replication_role = replica;
INSERT INTO app.complaint (practice_id, reference, received_on, how) VALUES (pg_temp.p(), 'AAA-2026-AAAA3', current_date, 'passed_on');
INSERT INTO app.clock (practice_id, complaint_id, kind, title, basis, basis_text, cites, length, starts_on, due_on, sum)
SELECT x.practice_id, x.id, 'complaint_acknowledgement', 'x', 'law', 'x', 'x', 3, current_date, current_date + 3, 'x' FROM app.complaint x;
INSERT INTO app.clock_entry (practice_id, clock_id, entry, on_date, starts_on, due_on, sum)
SELECT k.practice_id, k.id, 'started', current_date, current_date, k.due_on, 'x' FROM app.clock k;
INSERT INTO app.task (practice_id, complaint_id, clock_id, kind, title, role)
SELECT k.practice_id, k.complaint_id, k.id, 'complaint_acknowledge', 'x', 'complaints_lead' FROM app.clock k;
SET LOCAL session_replication_role = origin;

CREATE FUNCTION pg_temp.seen(who text, what text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  EXECUTE format('SELECT count(*) FROM app.%I', what) INTO n;
  RESET ROLE;
  RETURN n;
END
$$;
SELECT is(pg_temp.seen('manager', t), 1::bigint, 'a complaint without a case: the manager sees its ' || t)
  FROM unnest(ARRAY['clock', 'clock_entry', 'task']) t;
SELECT is(pg_temp.seen('reporter', t), 0::bigint, 'who does not read cases sees no ' || t)
  FROM unnest(ARRAY['clock', 'clock_entry', 'task']) t;
SELECT is(pg_temp.seen('stranger', t), 0::bigint, 'another practice finds no ' || t)
  FROM unnest(ARRAY['clock', 'clock_entry', 'task']) t;

SELECT throws_like('UPDATE app.clock_entry SET sum = ''y''', '%only ever added%', 'an entry is not rewritten, not even by its owner');
SELECT throws_like('DELETE FROM app.clock_entry', '%only ever added%', 'nor taken away');
SELECT throws_ok('INSERT INTO app.clock (practice_id, kind, title, basis, basis_text, cites, length, starts_on, sum)'
  ' SELECT id, ''look_again'', ''x'', ''law'', ''x'', ''x'', 1, date ''1899-12-31'', ''x'' FROM app.practice LIMIT 1', '23514', NULL,
  'no clock starts before 1900 (peers: a bad received date breaks all dates)');
SELECT throws_ok('UPDATE app.clock SET state = ''stopped''', '23514', NULL, 'a clock that stands still has no due date');
SELECT is((SELECT string_agg(role, ' ') FROM app.role_may WHERE may = 'correct_received'), 'practice_manager',
  'the right to correct the day a clock started is kept to the practice manager');
SELECT * FROM finish();
ROLLBACK;
