-- Policies: what is no draft is not edited, by whatever path (W-0.1, W-1.2b, C-27, C-28).
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(13);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['manager', 'partner', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'partner' THEN 'partner' ELSE 'practice_manager' END FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;
INSERT INTO app.policy_version (practice_id, title, version, edited_by, editor_id, approved_by)
SELECT p.id, 'Posts', '1', 'manager', pg_temp.m('manager'), '' FROM app.practice p WHERE p.code = 'A10001';
CREATE FUNCTION pg_temp.v() RETURNS bigint LANGUAGE sql AS $$ SELECT max(id) FROM app.policy_version $$;

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
CREATE FUNCTION pg_temp.forced(by_whom text, why text) RETURNS text LANGUAGE sql AS $$
  SELECT format('UPDATE app.policy_version SET status = ''in_force'', effective_on = current_date, next_review_on = current_date + 1, '
    'approver_id = %s, approved_by = %L, approve_reason = %L', pg_temp.m(by_whom), by_whom, why) $$;

SELECT matches(pg_temp.tries('manager', pg_temp.forced('partner', '')), 'without a clause', 'a policy without a clause stays a draft');
SELECT is(pg_temp.tries('manager', format('INSERT INTO app.policy_clause (policy_version_id, practice_id, clause, position, title, text)
  SELECT id, practice_id, ''1'', 1, ''t'', ''x'' FROM app.policy_version')), '1 rows', 'a draft takes a clause');
SELECT is(pg_temp.tries('stranger', 'UPDATE app.policy_clause SET text = ''y'''), '0 rows', 'another practice finds no clause');
SELECT matches(pg_temp.tries('manager', pg_temp.forced('manager', '')), 'only with a reason', 'C-27: the editor approves only with a reason');
SELECT matches(pg_temp.tries('manager', 'UPDATE app.policy_version SET status = ''in_force'', approver_id = ' || pg_temp.m('partner')
  || ', approved_by = ''partner'''), 'both of its dates', 'C-28: both dates');
SELECT is(pg_temp.tries('partner', pg_temp.forced('partner', '')), '1 rows', 'somebody else brings it into force');
SELECT matches(pg_temp.tries('manager', 'UPDATE app.policy_clause SET text = ''y'''), 'not a draft any more', 'W-1.2b: a clause in force is not edited');
SELECT matches(pg_temp.tries('manager', 'DELETE FROM app.policy_clause'), 'not a draft any more', 'nor taken out');
SELECT matches(pg_temp.tries('manager', 'UPDATE app.policy_version SET comment = ''z'''), 'not a draft any more', 'nor what stands about it');
SELECT matches(pg_temp.tries('manager', 'UPDATE app.policy_version SET status = ''draft'''), 'not a draft any more', 'it does not become a draft again');
SELECT matches(pg_temp.tries('manager', 'UPDATE app.policy_version SET status = ''withdrawn'''), 'with a reason', 'it is withdrawn with a reason');
CREATE TEMP TABLE digest AS SELECT app.policy_digest(pg_temp.v()) AS d;
SET LOCAL session_replication_role = replica;
UPDATE app.policy_clause SET text = 'altered behind everybody''s back';
SET LOCAL session_replication_role = origin;
SELECT isnt(app.policy_digest(pg_temp.v()), (SELECT d FROM digest), 'the digest notices a clause that was altered');
SELECT is(pg_temp.tries('manager', 'UPDATE app.policy_version SET status = ''withdrawn'', withdraw_reason = ''old'''), '1 rows', 'withdrawn');
SELECT * FROM finish();
ROLLBACK;
