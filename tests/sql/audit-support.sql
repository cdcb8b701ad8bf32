-- Read by the audit's tests with \ir, inside their transaction: two practices, people of every
-- standing, three cases. In the first practice: manager; partner; staff; subject, a partner whose
-- conduct is in question on case 1; affected, a partner affected by case 1; admin. In the second:
-- other, its manager. Cases 1 and 2 are the first practice's, 3 the second's.
INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'WMC', 'First'), ('A10002', 'OTH', 'Second');
INSERT INTO app.login (user_name, password_hash)
SELECT n, 'none' FROM unnest(ARRAY['manager', 'partner', 'staff', 'subject', 'affected', 'admin', 'other']) n;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, l.user_name FROM app.login l
  JOIN app.practice p ON p.code = CASE l.user_name WHEN 'other' THEN 'A10002' ELSE 'A10001' END;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE m.name WHEN 'manager' THEN 'practice_manager' WHEN 'staff' THEN 'staff'
    WHEN 'admin' THEN 'administrator' WHEN 'other' THEN 'practice_manager' ELSE 'partner' END FROM app.member m;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at)
SELECT p.id, v.reference, 'patient_post', 'a post', 'facebook', 'own_page', current_date, now()
  FROM (VALUES ('A10001', 'WMC-2026-AAAA1'), ('A10001', 'WMC-2026-AAAA2'), ('A10002', 'OTH-2026-BBBB3')) v (code, reference)
  JOIN app.practice p ON p.code = v.code;

CREATE FUNCTION pg_temp.member(who text) RETURNS bigint LANGUAGE sql AS
$$ SELECT m.id FROM app.member m WHERE m.name = who $$;
CREATE FUNCTION pg_temp.case_id(n integer) RETURNS bigint LANGUAGE sql AS
$$ SELECT c.id FROM app.case_file c WHERE c.reference LIKE '%' || n $$;
CREATE FUNCTION pg_temp.practice_id() RETURNS bigint LANGUAGE sql AS
$$ SELECT p.id FROM app.practice p WHERE p.code = 'A10001' $$;

INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
VALUES (pg_temp.practice_id(), pg_temp.case_id(1), pg_temp.member('subject'), 'conduct'),
       (pg_temp.practice_id(), pg_temp.case_id(1), pg_temp.member('affected'), 'affected');

-- Runs a statement as that database role and member ('' for nobody); gives its first value as text.
CREATE FUNCTION pg_temp.run_as(db_role text, who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  given text;
BEGIN
  PERFORM set_config(s, '', true) FROM unnest(ARRAY['app.member', 'app.practice', 'app.actor_kind', 'app.actor_name',
    'app.hidden', 'app.limited', 'app.own', 'app.sees_all', 'app.rights']) s;
  IF who <> '' THEN
    PERFORM app.become_member(pg_temp.member(who));
  END IF;
  PERFORM set_config('role', db_role, true);
  EXECUTE statement INTO given;
  PERFORM set_config('role', 'none', true);
  RETURN given;
END
$$;
CREATE FUNCTION pg_temp.as_member(who text, statement text) RETURNS text LANGUAGE sql AS
$$ SELECT pg_temp.run_as('app', who, statement) $$;
