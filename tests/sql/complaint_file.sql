-- The walls of one complaint, by the database alone (U-4, U-17, U-21, C-26, R-comp-10): whom it is about has no
-- part in it, for whom it must not exist it does not, and what is found out stays with those who handle it.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(25);

INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'AAA', 'First'), ('A10002', 'BBB', 'Second');
INSERT INTO app.login (user_name, password_hash) SELECT n, 'none' FROM unnest(ARRAY['lead', 'manager', 'partner', 'desk', 'stranger']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'stranger' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'lead' THEN 'complaints_lead' WHEN 'manager' THEN 'practice_manager'
  WHEN 'stranger' THEN 'practice_manager' WHEN 'partner' THEN 'partner' ELSE 'staff' END FROM app.member m;
CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;

-- Runs a statement as the web's role for a member: what it gives, or what it was refused with.
CREATE FUNCTION pg_temp.asks(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SET LOCAL ROLE app;
  BEGIN
    EXECUTE statement INTO answer;
  EXCEPTION WHEN OTHERS THEN
    answer := SQLERRM;
  END;
  RESET ROLE;
  RETURN answer;
END
$$;
CREATE FUNCTION pg_temp.begins(who text, about text DEFAULT '{}', conduct text DEFAULT '{}', by_name text DEFAULT 'A Person') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  made record;
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  SELECT * INTO made FROM app.complaint_begin(current_date, 'oral', 'a line', 'the words', current_date + 5, 'Counted', by_name, '1980-01-01', NULL,
    '', NULL, NULL, about::bigint[], conduct::bigint[]);
  PERFORM app.complaint_begun(), app.audit_append('complaint.received', NULL, '{}', ARRAY['complaint_entry:' || made.entry_id]);
  RETURN made.id;
END
$$;
CREATE TEMP TABLE made AS SELECT pg_temp.begins('desk') AS plain, pg_temp.begins('desk', ARRAY[pg_temp.m('lead')]::text) AS about_lead,
  pg_temp.begins('desk', '{}', ARRAY[pg_temp.m('lead')]::text) AS conduct_lead,
  pg_temp.begins('desk', ARRAY[pg_temp.m('lead'), pg_temp.m('manager')]::text) AS about_both;
GRANT SELECT ON made TO app;

SELECT is(pg_temp.asks('desk', 'SELECT count(*) FROM app.complaint'), '0', 'R-comp-3: whoever recorded it reads no complaints by that');
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.complaint'), '3', 'U-4: whose conduct is in question does not find that one');
SELECT is(pg_temp.asks('manager', 'SELECT count(*) FROM app.complaint'), '4', 'the manager does');
SELECT is(pg_temp.asks('stranger', 'SELECT count(*) FROM app.complaint'), '0', 'another practice finds none');
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.complaint_staff s, made WHERE s.complaint_id = conduct_lead'), '0', 'nor who is named');
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.complaint_entry e, made WHERE e.complaint_id IN (about_lead, conduct_lead)'), '0',
  'U-4: nothing that is recorded of what is about them');
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.complaint_entry e, made WHERE e.complaint_id = plain'), '1', 'all of another');
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.content c, made WHERE c.complaint_id IN (about_lead, conduct_lead)'), '0', 'nor its words');
SELECT is(pg_temp.asks('manager', 'SELECT convert_from(c.bytes, ''UTF8'') FROM app.content c, made WHERE c.complaint_id = about_lead'), 'the words', 'R-comp-3: kept as they were said');

SELECT is(app.complaint_role(plain), 'complaints_lead', 'the Complaints Lead deals with it') FROM made;
SELECT is(app.complaint_role(about_lead), 'practice_manager', 'U-4: or the practice manager') FROM made;
SELECT is(app.complaint_role(about_both), 'partner', 'U-4: or a partner') FROM made;

SELECT alike(pg_temp.asks('lead', format('INSERT INTO app.complaint_entry (practice_id, complaint_id, task) SELECT app.practice(), %s, ''grade'' RETURNING id', about_lead)),
  'Whoever a complaint is about does not handle it%', 'U-4: the wall, whatever path it came by') FROM made;
SELECT alike(pg_temp.asks('lead', format('UPDATE app.complaint SET grade = ''low'' WHERE id = %s RETURNING id', about_lead)),
  'Whoever a complaint is about does not handle it%', 'U-4: likewise for its row') FROM made;
SELECT is(pg_temp.asks('lead', format('UPDATE app.complaint SET grade = ''low'' WHERE id = %s RETURNING ''changed''', conduct_lead)), NULL,
  'and what does not exist is not changed') FROM made;
SELECT alike(pg_temp.asks('manager', format('UPDATE app.complaint SET investigator_id = %s WHERE id = %s RETURNING id', pg_temp.m('lead'), about_lead)),
  '%does not look into it%', 'U-4: nor do they look into it') FROM made;
SELECT alike(pg_temp.asks('lead', format('INSERT INTO app.complaint_entry (practice_id, complaint_id, task) SELECT app.practice(), %s, ''sign'' RETURNING id', plain)),
  'The response is signed by a partner%', 'R-comp-10: the Complaints Lead does not sign') FROM made;
SELECT alike(pg_temp.asks('manager', format('INSERT INTO app.complaint_entry (practice_id, complaint_id, task) SELECT app.practice(), %s, ''sign'' RETURNING id', about_both)),
  'Whoever a complaint is about%', 'U-4: nor a manager whom it is about') FROM made;
SELECT alike(pg_temp.asks('lead', 'UPDATE app.complaint_entry SET answer = ''x'' RETURNING id'), '%permission denied%', 'what is recorded stays');

-- Two rows of one human being (U-21).
SELECT is(cardinality(app.person_likes(x.person_id)), 1, 'four complaints of one name and date of birth are one row') FROM app.complaint x, made WHERE x.id = made.plain;
INSERT INTO app.person (practice_id, name, born_on) SELECT practice_id, upper(name), born_on FROM app.person LIMIT 1;
INSERT INTO app.person (practice_id, name, born_on) SELECT practice_id, name, born_on + 1 FROM app.person LIMIT 1;
SELECT is(cardinality(app.person_likes(x.person_id)), 2, 'another row of the same name and date is the same; another date is not') FROM app.complaint x, made WHERE x.id = made.plain;

-- The lists of the return (R-ko-8, R-ko-9).
SELECT ok(count(*) FILTER (WHERE is_confirmed) BETWEEN 1 AND 20, 'what was read in a copy is marked apart from placeholders') FROM app.ko41b_list WHERE year = '2026-27';
SELECT is((SELECT string_agg(DISTINCT list, ' ' ORDER BY list) FROM app.ko41b_list), 'age staff_group status subject', 'four lists');

-- Naming somebody later.
SELECT is(app.complaint_staff_set(plain, pg_temp.m('lead'), 'about'), true, 'somebody is named') FROM made;
SELECT is(pg_temp.asks('lead', 'SELECT count(*) FROM app.complaint_entry e, made WHERE e.complaint_id = plain'), '0', 'U-4: and from then on has no sight of what is found out');
SELECT * FROM finish();
ROLLBACK;
