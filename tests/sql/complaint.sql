-- The walls of complaint, letters and closing, by the database alone: whatever path a change came by
-- (invariant 4, U-4, U-5, U-13, U-27, C-3).
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(28);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['lead', 'other', 'affected', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'other' THEN 'partner' ELSE 'complaints_lead' END FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;
SET LOCAL session_replication_role = replica;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at)
SELECT p.id, 'AAA-2026-AAAA2', 'own_page_post', 'x', 'facebook', 'own_page', current_date, now() FROM app.practice p WHERE p.code = 'A10001';
CREATE FUNCTION pg_temp.c() RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.case_file WHERE reference = 'AAA-2026-AAAA2' $$;
INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
SELECT c.practice_id, c.id, pg_temp.m('affected'), 'affected' FROM app.case_file c;
INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how)
SELECT c.practice_id, c.id, 'AAA-2026-AAAA3', current_date, 'seen_online' FROM app.case_file c;
INSERT INTO app.letter (practice_id, case_id, kind, draft_text) SELECT c.practice_id, c.id, 'advice_letter', 'secret words' FROM app.case_file c;
INSERT INTO app.letter (practice_id, case_id, kind, state) SELECT c.practice_id, c.id, 'removal_request', 'sent' FROM app.case_file c;
INSERT INTO app.draft (practice_id, member_id, form, ref, fields)
SELECT l.practice_id, pg_temp.m('other'), 'letter_write', 'AAA-2026-AAAA2/' || l.id, 'secret words' FROM app.letter l;
INSERT INTO app.form_receipt (member_id, practice_id, nonce, digest, location, fields)
SELECT pg_temp.m('other'), l.practice_id, repeat('a', 20) || l.id, '', '/cases/AAA-2026-AAAA2/letters/' || l.id || '/send', 'secret words' FROM app.letter l;
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
    said := n || ' rows';
  EXCEPTION WHEN SQLSTATE 'CA001' THEN
    GET STACKED DIAGNOSTICS said = MESSAGE_TEXT;
  END;
  RESET ROLE;
  RETURN said;
END
$$;
CREATE FUNCTION pg_temp.ends(state text, by_whom text, why text) RETURNS text LANGUAGE sql AS $$
  SELECT format('UPDATE app.complaint SET state = %L, ended_on = current_date, ended_by = %s, ended_why = %L', state, by_whom, why) $$;

-- U-4: whoever it is about does not handle it.
SELECT matches(pg_temp.tries('affected', 'UPDATE app.complaint SET leaflet = ''offered'''), 'somebody else has to', 'U-4: who is affected changes nothing of it');
SELECT is(pg_temp.tries('stranger', 'UPDATE app.complaint SET leaflet = ''offered'''), '0 rows', 'another practice finds no complaint');
SELECT is(pg_temp.tries('lead', 'UPDATE app.complaint SET leaflet = ''offered'''), '1 rows', 'the lead offers the leaflet');

-- C-3, U-13: it ends under a name and with a reason, once.
SELECT matches(pg_temp.tries('lead', pg_temp.ends(s, 'NULL', 'x')), 'has not signed', 'C-3: ' || s || ' without a name')
  FROM unnest(ARRAY['taken_up', 'nothing_heard', 'answered_as_feedback', 'not_a_complaint', 'closed']) s;
SELECT matches(pg_temp.tries('lead', pg_temp.ends(s, 'app.member()', ' ')), 'has not signed', 'C-3: ' || s || ' without a reason')
  FROM unnest(ARRAY['taken_up', 'nothing_heard', 'answered_as_feedback', 'not_a_complaint', 'closed']) s;

-- A case with an open complaint part is not closed; nor one without outcome or word (C-3, U-5).
CREATE FUNCTION pg_temp.closes(outcome text, word text) RETURNS text LANGUAGE sql AS $$
  SELECT format('UPDATE app.case_file SET state = ''closed'', outcome = %L, word_to_reporter = %L', outcome, word) $$;
SELECT matches(pg_temp.tries('lead', pg_temp.closes('answered', 'Thank you')), 'complaint part is still open', 'C-3: not while it is open');
SELECT is(pg_temp.tries('lead', pg_temp.ends('not_a_complaint', 'app.member()', 'It asks for opening hours')), '1 rows', 'signed, it ends');
SELECT matches(pg_temp.tries('lead', pg_temp.ends('with_lead', 'app.member()', 'x')), 'has ended already', 'U-13: and stays ended');
SELECT matches(pg_temp.tries('lead', pg_temp.closes('answered', ' ')), 'whoever reported it', 'U-5: not without a word');
SELECT matches(pg_temp.tries('lead', pg_temp.closes(NULL, 'Thank you')), 'with its outcome', 'not without an outcome');

-- Nothing is deleted from our page before it is captured (U-10).
SELECT matches(pg_temp.tries('lead', format('INSERT INTO app.own_page_action (practice_id, case_id, action, on_date) VALUES (app.practice(), %s, ''deleted'', current_date)', pg_temp.c())),
  'neither captured nor described', 'U-10: deleted in order, without evidence');

-- A draft is discussion; its words go with it (U-1, U-27).
CREATE FUNCTION pg_temp.letters(who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  got text;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  SELECT coalesce(string_agg(state, ' ' ORDER BY state), '') INTO got FROM app.letter;
  RESET ROLE;
  RETURN got;
END
$$;
SELECT is(pg_temp.letters('lead'), 'draft sent', 'the lead reads drafts');
SELECT is(pg_temp.letters('affected'), 'sent', 'U-1: who is affected reads no draft');
SELECT is(pg_temp.letters('stranger'), '', 'another practice reads none');

CREATE FUNCTION pg_temp.forgets(who text, which text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  got boolean;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  SELECT app.letter_forget(l.id) INTO got FROM (SELECT (SELECT max(id) FROM app.letter WHERE kind = which) AS id) l;
  RESET ROLE;
  RETURN coalesce(got, false);
END
$$;
CREATE FUNCTION pg_temp.left_over() RETURNS text LANGUAGE sql AS $$
  SELECT (SELECT count(*) FROM app.draft WHERE fields = 'secret words') || ' ' || (SELECT count(*) FROM app.form_receipt WHERE fields = 'secret words') $$;
SELECT is(pg_temp.forgets('lead', 'advice_letter'), 'false', 'words of a draft are not forgotten');
SELECT is(pg_temp.left_over(), '2 2', 'and are all there');
SELECT is(pg_temp.forgets('stranger', 'removal_request'), 'false', 'nobody else''s letter is forgotten');
SELECT is(pg_temp.forgets('lead', 'removal_request'), 'true', 'U-27: those of a letter that was sent are');
SELECT is(pg_temp.left_over(), '1 1', 'from autosaves and receipts, and only those of that letter');
SELECT is(pg_temp.tries('lead', 'UPDATE app.letter SET state = ''dropped'', draft_text = NULL WHERE state = ''draft'''), '1 rows', 'dropped');

SELECT * FROM finish();
ROLLBACK;
