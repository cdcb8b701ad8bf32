-- Who sees what of a case, by the row policies alone (U-1, U-12, U-26, invariant 2): every table that has a
-- case_id, asked as the web's role by each kind of member. A new table is asked without a line here; the
-- ones below say which rows there are.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(121);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['manager', 'inquestion', 'affected',
  'aside', 'nurse', 'reporter', 'auditor', 'sealedreader', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name, named_for_sealed)
SELECT p.id, l.id, l.user_name, l.user_name = 'sealedreader' FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE WHEN m.name IN ('manager', 'stranger') THEN 'practice_manager' WHEN m.name = 'nurse' THEN 'clinician'
  WHEN m.name = 'reporter' THEN 'staff' WHEN m.name = 'auditor' THEN 'auditor' ELSE 'partner' END FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;

-- An open case and a sealed one, each with a row in every table. Walls, chains and keys sleep meanwhile.
SET LOCAL session_replication_role = replica;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at, sealed, logged_by)
SELECT p.id, v.reference, 'patient_post', v.reference, 'facebook', 'personal_profile', current_date, now(), v.sealed, pg_temp.m('reporter')
  FROM app.practice p, (VALUES ('AAA-2026-AAAA2', false), ('AAA-2026-AAAA3', true)) v (reference, sealed) WHERE p.code = 'A10001';
CREATE FUNCTION pg_temp.c(which text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.case_file WHERE reference = which $$;
INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
SELECT c.practice_id, c.id, pg_temp.m(v.who), v.relation FROM app.case_file c, (VALUES ('inquestion', 'conduct'),
  ('affected', 'affected'), ('aside', 'conflicted'), ('nurse', 'affected')) v (who, relation) WHERE c.reference = 'AAA-2026-AAAA2';
INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
SELECT c.practice_id, c.id, pg_temp.m('aside'), 'granted' FROM app.case_file c WHERE c.reference = 'AAA-2026-AAAA3';
INSERT INTO app.person (practice_id, name) SELECT id, 'A. Person' FROM app.practice WHERE code = 'A10001';

DO $$
DECLARE
  c app.case_file%ROWTYPE;
  one bigint := (SELECT id FROM app.person LIMIT 1);
  t text;
BEGIN
  FOR c IN SELECT * FROM app.case_file LOOP
    INSERT INTO app.case_staff (practice_id, case_id, name) VALUES (c.practice_id, c.id, 'x');
    INSERT INTO app.stored_file (practice_id, case_id, name, media_type, size, sha256, salt, digest)
    VALUES (c.practice_id, c.id, 'x', 'image/png', 1, '', '', '');
    INSERT INTO app.file_chunk (file_id, practice_id, n, bytes)
    SELECT f.id, f.practice_id, 0, 'x' FROM app.stored_file f WHERE f.case_id = c.id;
    INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at)
    VALUES (c.practice_id, c.id, 'description', 1, 'already_gone', now());
    INSERT INTO app.notice (practice_id, case_id, to_name, channel) VALUES (c.practice_id, c.id, 'x', 'candour');
    INSERT INTO app.outbox (practice_id, case_id, to_address, subject, body) VALUES (c.practice_id, c.id, 'x@y', 'x', 'x');
    INSERT INTO app.task (practice_id, case_id, kind, title, role) VALUES (c.practice_id, c.id, 'x', 'x', 'partner');
    INSERT INTO app.clock (practice_id, case_id, kind, title, basis, basis_text, cites, length, starts_on, due_on, sum)
    VALUES (c.practice_id, c.id, 'look_again', 'x', 'target', 'x', 'x', 7, current_date, current_date, 'x');
    INSERT INTO app.clock_entry (practice_id, case_id, clock_id, entry, on_date, starts_on, sum)
    SELECT c.practice_id, c.id, k.id, 'started', current_date, current_date, 'x' FROM app.clock k WHERE k.case_id = c.id;
    INSERT INTO app.case_author (case_id, practice_id, kind) VALUES (c.id, c.practice_id, 'not_known');
    INSERT INTO app.case_search (case_id, practice_id, words_open, words_full) VALUES (c.id, c.practice_id, 'x', 'x');
    INSERT INTO app.triage (practice_id, case_id, complaint) VALUES (c.practice_id, c.id, 'no');
    INSERT INTO app.step_entry (practice_id, case_id, step, entry) VALUES (c.practice_id, c.id, 'x', 'done');
    INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how) VALUES (c.practice_id, c.id, c.reference, current_date, 'oral');
    INSERT INTO app.complaint_aspect (practice_id, complaint_id, case_id, title, subject, staff_group)
    SELECT x.practice_id, x.id, c.id, 'x', 'other', 'other' FROM app.complaint x WHERE x.case_id = c.id;
    INSERT INTO app.complaint_entry (practice_id, complaint_id, case_id, task)
    SELECT x.practice_id, x.id, c.id, 'who' FROM app.complaint x WHERE x.case_id = c.id;
    INSERT INTO app.own_page_action (practice_id, case_id, action, on_date) VALUES (c.practice_id, c.id, 'hidden', current_date);
    INSERT INTO app.letter (practice_id, case_id, kind, draft_text) VALUES (c.practice_id, c.id, 'advice_letter', 'x');
    INSERT INTO app.letter_sent (practice_id, case_id, letter_id, kind, addressed_to, channel, sent_on, content_id)
    VALUES (c.practice_id, c.id, 1, 'advice_letter', 'x', 'post', current_date, 1);
    INSERT INTO app.removal_request (practice_id, case_id, addressed_to, sent_on) VALUES (c.practice_id, c.id, 'author', current_date);
    INSERT INTO app.removal_outcome (practice_id, case_id, outcome, on_date) VALUES (c.practice_id, c.id, 'gone', current_date);
    INSERT INTO app.meeting (practice_id, case_id, held_on, attended, content_id) VALUES (c.practice_id, c.id, current_date, 'x', 1);
    INSERT INTO app.advice (practice_id, case_id, entry, on_date, content_id) VALUES (c.practice_id, c.id, 'asked', current_date, 1);
    INSERT INTO app.finding (practice_id, case_id, ground, content_id) VALUES (c.practice_id, c.id, 'threat', 1);
    INSERT INTO app.gate_statement (practice_id, case_id, gate, content_id) VALUES (c.practice_id, c.id, 'x', 1);
    INSERT INTO app.outside_view (practice_id, case_id, from_whom, name, on_date, content_id) VALUES (c.practice_id, c.id, 'lmc', 'x', current_date, 1);
    INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, content_id) VALUES (c.practice_id, c.id, one, current_date, 1);
    INSERT INTO app.paper_entry (practice_id, case_id, person_id, kind, on_date, content_id) VALUES (c.practice_id, c.id, one, 'removal', current_date, 1);
    INSERT INTO app.paper_confirmation (practice_id, case_id, paper_id, how) SELECT c.practice_id, c.id, p.id, 'member' FROM app.paper_entry p WHERE p.case_id = c.id;
    INSERT INTO app.list_review (practice_id, case_id, looks, opened_on, content_id) VALUES (c.practice_id, c.id, 'x', current_date, 1);
    INSERT INTO app.list_review_outcome (practice_id, case_id, review_id, outcome, on_date, content_id)
    SELECT c.practice_id, c.id, v.id, 'stands', current_date, 1 FROM app.list_review v WHERE v.case_id = c.id;
    INSERT INTO app.person_correction (practice_id, case_id, from_person, content_id) VALUES (c.practice_id, c.id, one, 1);
    INSERT INTO app.record_void (practice_id, case_id, correction_id, warning_id)
    SELECT c.practice_id, c.id, p.id, c.id FROM app.person_correction p WHERE p.case_id = c.id;
    INSERT INTO app.letter_approval (practice_id, case_id, letter_id, letter_version)
    SELECT l.practice_id, l.case_id, l.id, l.version FROM app.letter l WHERE l.case_id = c.id LIMIT 1;
    INSERT INTO app.pack_copy (practice_id, case_id, copy_no, for_whom) VALUES (c.practice_id, c.id, 1, 'x');
    INSERT INTO app.immediate_entry (practice_id, case_id, entry, on_date) VALUES (c.practice_id, c.id, 'opened', current_date);
    INSERT INTO app.decision (practice_id, case_id, ground_content_id, facts) VALUES (c.practice_id, c.id, 1, '{}');
    INSERT INTO app.vote (practice_id, case_id, decision_id, member_id, vote, content_id)
    SELECT c.practice_id, c.id, d.id, pg_temp.m('sealedreader'), 'for', 1 FROM app.decision d WHERE d.case_id = c.id;
    INSERT INTO app.decision_outcome (practice_id, case_id, decision_id, outcome, summary, facts)
    SELECT c.practice_id, c.id, d.id, 'void', 'x', '{}' FROM app.decision d WHERE d.case_id = c.id; -- so none stands
    INSERT INTO app.list_removal (practice_id, case_id, decision_id, person_id, requested_on, facts, is_treated, care_content_id, expected_on)
    SELECT c.practice_id, c.id, d.id, one, current_date, '{}', false, 1, current_date FROM app.decision d WHERE d.case_id = c.id;
    INSERT INTO app.list_removal_receipt (practice_id, case_id, removal_id, kind, received_on, effective_on, clock)
    SELECT c.practice_id, c.id, r.id, 'received', current_date, current_date, '' FROM app.list_removal r WHERE r.case_id = c.id;
    INSERT INTO app.learning_event (practice_id, case_id, happened_on, title) VALUES (c.practice_id, c.id, current_date, 'x');
    INSERT INTO app.case_note (practice_id, case_id, content_id) VALUES (c.practice_id, c.id, 1);
    INSERT INTO app.content (practice_id, case_id, needs_full, salt, bytes)
    VALUES (c.practice_id, c.id, true, sha256('salt'), 'discussion'),
           (c.practice_id, c.id, false, sha256('salt'), 'the post');
  END LOOP;
END
$$;
SET LOCAL session_replication_role = origin;

-- Every table with rows of cases that the web's role may read.
CREATE TEMP TABLE asked AS
SELECT c.relname::text AS t, CASE c.relname WHEN 'case_file' THEN 'id' ELSE 'case_id' END AS col FROM pg_class c
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r' AND has_table_privilege('app', c.oid, 'SELECT')
   AND (c.relname = 'case_file' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped))
   AND c.relname NOT IN ('event', 'chain', 'event_row', 'chain_count', 'disposal');
CREATE TEMP TABLE seen (who text, t text, reference text, n bigint);
-- What a member sees of every table: as authenticate() leaves them, as the role app.
CREATE FUNCTION pg_temp.look(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  a record;
  r text;
  n bigint;
  got jsonb := '[]';
BEGIN
  FOR a IN SELECT * FROM asked LOOP
    FOREACH r IN ARRAY ARRAY['AAA-2026-AAAA2', 'AAA-2026-AAAA3'] LOOP
      PERFORM set_config('test.case', pg_temp.c(r)::text, true);
      PERFORM app.become_member(pg_temp.m(who));
      SET LOCAL ROLE app;
      EXECUTE format('SELECT count(*) FROM app.%I WHERE %I = current_setting(''test.case'')::bigint', a.t, a.col) INTO n;
      RESET ROLE;
      got := got || jsonb_build_array(jsonb_build_object('t', a.t, 'r', r, 'n', n));
    END LOOP;
  END LOOP;
  INSERT INTO seen SELECT who, x ->> 't', x ->> 'r', (x ->> 'n')::bigint FROM jsonb_array_elements(got) x;
END
$$;
DO $$ BEGIN PERFORM pg_temp.look(x) FROM unnest(ARRAY['manager', 'inquestion', 'affected', 'aside', 'nurse', 'reporter',
  'auditor', 'sealedreader', 'stranger']) x; END $$;
CREATE FUNCTION pg_temp.tables(who_asks text, ref text) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(t, ' ' ORDER BY t), '') FROM seen WHERE who = who_asks AND reference = ref AND n > 0 $$;
CREATE FUNCTION pg_temp.every() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(t, ' ' ORDER BY t) FROM asked $$;

-- The test itself asks of something: each table has rows of both cases.
SELECT is((SELECT string_agg(DISTINCT t, ' ') FROM asked WHERE t NOT IN (SELECT s.t FROM seen s WHERE s.who = 'manager' AND s.n > 0)),
  NULL, 'every table with a case in it has rows here: a new one needs its insert above');
SELECT is(pg_temp.tables('manager', 'AAA-2026-AAAA2'), pg_temp.every(), 'the manager sees every table of an open case');
SELECT is(pg_temp.tables('manager', 'AAA-2026-AAAA3'), pg_temp.every(), 'U-12: and of a sealed one');
SELECT is(pg_temp.tables('auditor', 'AAA-2026-AAAA2'), pg_temp.every(), 'the auditor reads an open case');
SELECT is(pg_temp.tables('auditor', 'AAA-2026-AAAA3'), '', 'U-12: a sealed one does not exist for the auditor');
SELECT is(pg_temp.tables('sealedreader', 'AAA-2026-AAAA3'), pg_temp.every(), 'U-12: a partner named for sealed cases reads it');
SELECT is(pg_temp.tables('aside', 'AAA-2026-AAAA3'), pg_temp.every(), 'U-1: whoever was given a sealed case sees it');
SELECT is(pg_temp.tables('inquestion', 'AAA-2026-AAAA2'), '', 'U-1: whose conduct is in question finds no row of any table');
SELECT is(pg_temp.tables('inquestion', 'AAA-2026-AAAA3'), '', 'and nothing of the sealed one');
SELECT is(pg_temp.tables('reporter', 'AAA-2026-AAAA2'), '', 'U-5: who logged it does not read it by that');
SELECT is(pg_temp.tables('stranger', 'AAA-2026-AAAA2'), '', 'another practice''s manager finds nothing');
SELECT is(pg_temp.tables('stranger', 'AAA-2026-AAAA3'), '', 'sealed or not');
SELECT is(pg_temp.tables('nurse', 'AAA-2026-AAAA3'), '', 'who is affected by one case sees no other');

-- Discussion: closed to those affected or conflicted, table by table.
CREATE TEMP TABLE discussion AS SELECT unnest(ARRAY['meeting', 'advice', 'finding', 'gate_statement', 'outside_view', 'immediate_entry', 'list_review', 'list_review_outcome', 'person_correction', 'letter_approval', 'pack_copy', 'decision',
  'vote', 'decision_outcome', 'case_note', 'triage', 'complaint_entry']) AS t;
SELECT is((SELECT n FROM seen WHERE who = w AND t = d.t AND reference = 'AAA-2026-AAAA2'), 0::bigint, format('U-1: %s: no row of %s', w, d.t))
  FROM discussion d, unnest(ARRAY['affected', 'aside', 'nurse']) w ORDER BY w, d.t;
SELECT ok((SELECT n FROM seen WHERE who = w AND t = x AND reference = 'AAA-2026-AAAA2') > 0, format('U-1: %s sees %s', w, x))
  FROM unnest(ARRAY['affected', 'aside', 'nurse']) w, unnest(ARRAY['case_file', 'evidence', 'step_entry', 'case_staff', 'task']) x;
SELECT is((SELECT n FROM seen WHERE who = w AND t = 'content' AND reference = 'AAA-2026-AAAA2'), v,
  format('U-1: %s reads the words of the post %s', w, CASE v WHEN 1 THEN 'and not those of the discussion' ELSE 'and those of the discussion' END))
  FROM (VALUES ('manager', 2::bigint), ('affected', 1), ('aside', 1), ('nurse', 1)) x (w, v);

-- Who a patient is, is not learnt by being named in a post.
CREATE FUNCTION pg_temp.persons(who text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  SELECT count(*) INTO n FROM app.person;
  RESET ROLE;
  RETURN n;
END
$$;
SELECT is(pg_temp.persons(w), n, format('%s sees %s persons', w, n))
  FROM (VALUES ('manager', 1::bigint), ('nurse', 0), ('reporter', 0), ('stranger', 0)) x (w, n);

-- Nobody writes a row of another practice, or into a case that does not exist for them by changing it.
CREATE FUNCTION pg_temp.tries(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM set_config('test.case', pg_temp.c('AAA-2026-AAAA2')::text, true), set_config('test.house', (SELECT id::text FROM app.practice WHERE code = 'A10001'), true);
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
  EXCEPTION WHEN insufficient_privilege THEN
    n := -1;
  END;
  RESET ROLE;
  RETURN CASE n WHEN -1 THEN 'refused' ELSE n || ' rows' END;
END
$$;
SELECT is(pg_temp.tries(w, s), r, format('%s: %s', w, s)) FROM (VALUES
  ('inquestion', 'UPDATE app.case_file SET summary = ''x'' WHERE id = current_setting(''test.case'')::bigint', '0 rows'),
  ('inquestion', 'UPDATE app.task SET result = ''x'' WHERE case_id = current_setting(''test.case'')::bigint', '0 rows'),
  ('inquestion', 'UPDATE app.case_access SET until_at = now() WHERE case_id = current_setting(''test.case'')::bigint', '0 rows'),
  ('stranger', 'UPDATE app.case_file SET summary = ''x'' WHERE id = current_setting(''test.case'')::bigint', '0 rows'),
  ('stranger', 'INSERT INTO app.task (practice_id, case_id, kind, title, role) VALUES (current_setting(''test.house'')::bigint, current_setting(''test.case'')::bigint, ''x'', ''x'', ''partner'')', 'refused'),
  ('reporter', 'UPDATE app.case_file SET summary = ''x'' WHERE id = current_setting(''test.case'')::bigint', '0 rows'),
  ('manager', 'UPDATE app.case_file SET summary = summary WHERE id = current_setting(''test.case'')::bigint', '1 rows'),
  -- the bytes of a file follow its case, as its row does
  ('manager', 'SELECT FROM app.file_chunk', '2 rows'),
  ('inquestion', 'SELECT FROM app.file_chunk', '0 rows'),
  ('auditor', 'SELECT FROM app.file_chunk', '1 rows'),
  ('reporter', 'SELECT FROM app.file_chunk', '0 rows'),
  ('stranger', 'SELECT FROM app.file_chunk', '0 rows')) v (w, s, r);

-- The definer functions in front of the policies answer alike.
CREATE FUNCTION pg_temp.seen_by(who text, which text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  RETURN app.case_seen(which) IS NOT NULL;
END
$$;
SELECT is(pg_temp.seen_by(w, r), v, format('case_seen: %s, %s', w, r)) FROM (VALUES
  ('manager', 'aaa-2026-aaaa2', true), ('inquestion', 'AAA-2026-AAAA2', false), ('nurse', 'AAA-2026-AAAA2', true),
  ('reporter', 'AAA-2026-AAAA2', false), ('auditor', 'AAA-2026-AAAA3', false), ('stranger', 'AAA-2026-AAAA2', false),
  ('manager', 'AAA-2026-ZZZZZ', false)) x (w, r, v);
SELECT is(app.member_may_read(pg_temp.m(w), pg_temp.c(r)), v, format('member_may_read: %s, %s', w, r)) FROM (VALUES
  ('manager', 'AAA-2026-AAAA3', true), ('inquestion', 'AAA-2026-AAAA2', false), ('auditor', 'AAA-2026-AAAA3', false),
  ('sealedreader', 'AAA-2026-AAAA3', true), ('reporter', 'AAA-2026-AAAA2', false), ('stranger', 'AAA-2026-AAAA2', false)) x (w, r, v);

-- C-9: feedback begins no step against the person, whatever path it comes by; what had happened is recorded.
UPDATE app.case_file SET kind = kind;
INSERT INTO app.triage (practice_id, case_id, category, mention, complaint) SELECT practice_id, id, 'A6', 'positive', 'no' FROM app.case_file WHERE reference = 'AAA-2026-AAAA2';
SELECT throws_ok(format('INSERT INTO app.step_entry (practice_id, case_id, step, entry) SELECT practice_id, id, %L, %L FROM app.case_file WHERE reference = %L', s, e, 'AAA-2026-AAAA2'),
  'CA001', NULL, format('C-9: %s is not %s on feedback', s, e))
  FROM (VALUES ('removal_request', 'started'), ('formal_warning', 'done')) x (s, e);
SELECT lives_ok(format('INSERT INTO app.step_entry (practice_id, case_id, step, entry, in_order) SELECT practice_id, id, %L, %L, %L FROM app.case_file WHERE reference = %L', s, 'done', o, 'AAA-2026-AAAA2'),
  format('C-9: %s is recorded%s', s, CASE WHEN o THEN '' ELSE ', out of order' END))
  FROM (VALUES ('management_notice', true), ('own_page', true), ('defence_advice', true), ('removal_request', false)) x (s, o);

-- The next due date of a case follows its open tasks.
INSERT INTO app.task (practice_id, case_id, kind, title, role, due_on) SELECT practice_id, id, 'y', 'y', 'partner', date '2027-01-05' FROM app.case_file WHERE reference = 'AAA-2026-AAAA2';
SELECT is((SELECT next_due_on FROM app.case_file WHERE reference = 'AAA-2026-AAAA2'), date '2027-01-05', 'a task sets when the case is due');
UPDATE app.task SET done_at = now() WHERE kind = 'y';
SELECT is((SELECT next_due_on FROM app.case_file WHERE reference = 'AAA-2026-AAAA2'), NULL, 'and its end takes that away');

-- Those who stand aside may read the discussion once the decision stands.
SET LOCAL session_replication_role = replica;
INSERT INTO app.decision (practice_id, case_id, ground_content_id, facts) SELECT practice_id, id, 1, '{}' FROM app.case_file WHERE reference = 'AAA-2026-AAAA2';
INSERT INTO app.decision_outcome (practice_id, case_id, decision_id, outcome, summary, facts)
SELECT d.practice_id, d.case_id, max(d.id), 'carried', 'x', '{}' FROM app.decision d WHERE d.case_id = pg_temp.c('AAA-2026-AAAA2') GROUP BY 1, 2;
SET LOCAL session_replication_role = origin;
DO $$ BEGIN DELETE FROM seen; PERFORM pg_temp.look('aside'); END $$;
SELECT ok((SELECT n FROM seen WHERE who = 'aside' AND t = 'vote' AND reference = 'AAA-2026-AAAA2') > 0, 'U-1: who stood aside reads the votes once the decision stands');

SELECT * FROM finish();
ROLLBACK;
