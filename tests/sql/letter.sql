-- Wording and approval of letters, by the database alone (U-1, U-3, U-27).
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(17);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['writer', 'other', 'aside', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role) SELECT m.id, m.practice_id, 'partner' FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;
SET LOCAL session_replication_role = replica;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at)
SELECT p.id, 'AAA-2026-AAAA2', 'own_page_post', 'x', 'facebook', 'own_page', current_date, now() FROM app.practice p WHERE p.code = 'A10001';
CREATE FUNCTION pg_temp.c() RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.case_file WHERE reference = 'AAA-2026-AAAA2' $$;
INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
SELECT c.practice_id, c.id, pg_temp.m('aside'), 'conflicted' FROM app.case_file c;
INSERT INTO app.complaint (practice_id, reference, received_on, how)
SELECT p.id, 'AAA-2026-AAAA3', current_date, 'written' FROM app.practice p WHERE p.code = 'A10001';
INSERT INTO app.letter (practice_id, case_id, kind, draft_text, started_by, version)
SELECT c.practice_id, c.id, 'advice_letter', 'secret words', pg_temp.m('writer'), 3 FROM app.case_file c;
INSERT INTO app.letter (practice_id, complaint_id, kind, draft_text, started_by)
SELECT x.practice_id, x.id, 'complaint_response', 'complaint words', pg_temp.m('writer') FROM app.complaint x;
CREATE FUNCTION pg_temp.l() RETURNS bigint LANGUAGE sql AS $$ SELECT min(id) FROM app.letter $$;
INSERT INTO app.letter_template (practice_id, kind, version, status, words, in_force_at)
SELECT c.practice_id, 'advice_letter', 1, 'in_force', 'as it was', now() FROM app.case_file c;
INSERT INTO app.letter_template (practice_id, kind, version, words)
SELECT c.practice_id, 'advice_letter', 2, 'draft' FROM app.case_file c;
SET LOCAL session_replication_role = origin;

-- A statement by a member, as the web's role: the sentence of its refusal, or how many rows it changed.
CREATE FUNCTION pg_temp.tries(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
  said text;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    said := n::text;
  EXCEPTION WHEN OTHERS THEN
    said := SQLERRM;
  END;
  RESET ROLE;
  RETURN said;
END
$$;
CREATE FUNCTION pg_temp.approve(who text, version integer, why text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.tries(who, format('INSERT INTO app.letter_approval (practice_id, case_id, letter_id, letter_version, own_reason, by_member)
    VALUES (%s, %s, %s, %s, %L, %s)', (SELECT practice_id FROM app.case_file WHERE id = pg_temp.c()), pg_temp.c(), pg_temp.l(),
    version, why, pg_temp.m(who)))
$$;

SELECT is(pg_temp.tries('other', $$UPDATE app.letter_template SET words = 'rewritten' WHERE version = 1$$),
  'A wording that was brought into force is not changed: draft the next version.', 'a wording in force stays as it was');
SELECT is(pg_temp.tries('other', $$UPDATE app.letter_template SET words = 'rewritten', row_version = 2 WHERE version = 2$$), '1', 'a draft is edited');
SELECT matches(pg_temp.tries('other', $$UPDATE app.letter_template SET status = 'in_force', in_force_at = now() WHERE version = 2$$),
  'letter_template_one_in_force', 'two are never in force');
SELECT is(pg_temp.tries('other', $$UPDATE app.letter_template SET status = 'superseded', ended_at = now() WHERE version = 1$$), '1', 'it gives way');
SELECT is(pg_temp.tries('other', $$UPDATE app.letter_template SET status = 'in_force', in_force_at = now() WHERE version = 1$$),
  'A wording that has ended is not taken up again: draft the next version.', 'what gave way does not come back');
SELECT matches(pg_temp.tries('other', 'DELETE FROM app.letter_template'), 'permission denied', 'nothing is deleted');
SELECT is(pg_temp.tries('stranger', 'UPDATE app.letter_template SET comment = comment'), '0', 'another practice has its own');

SELECT is(pg_temp.approve('other', 2), 'This letter was changed, sent or dropped while you had it open.', 'approved as it stands');
SELECT is(pg_temp.approve('writer', 3), 'You wrote this letter: somebody else approves it, or you say why nobody else can.', 'not by whoever wrote it');
SELECT is(pg_temp.approve('writer', 3, '  '), 'You wrote this letter: somebody else approves it, or you say why nobody else can.', 'blank is no reason');
SELECT is(pg_temp.approve('aside', 3), 'Whoever stands aside from a case does not approve its letters.', 'not by one who stands aside');
SELECT is(pg_temp.approve('other', 3), '1', 'by somebody else');
SELECT is(pg_temp.approve('writer', 3, 'Nobody else is in'), '1', 'or with a reason');
SELECT matches(pg_temp.tries('other', $$UPDATE app.letter_approval SET own_reason = 'x'$$), 'permission denied|append-only', 'an approval stays');

SELECT is(pg_temp.tries('other', 'SELECT FROM app.letter WHERE complaint_id IS NOT NULL'), '1', 'the letter of a complaint without a case');
SELECT is(pg_temp.tries('stranger', 'SELECT FROM app.letter'), '0', 'nobody else''s');
SELECT throws_ok($$INSERT INTO app.letter (practice_id, kind, draft_text) SELECT id, 'advice_letter', 'x' FROM app.practice LIMIT 1$$,
  '23514', NULL, 'a letter belongs to a case or to a complaint');
SELECT finish();
ROLLBACK;
