-- Who signs in, changed in the browser by an administrator; the command's own functions do the work. A password
-- is stored as its hash only, and every change is an event on the practice's chain.

CREATE OR REPLACE FUNCTION app.staff_guard(who bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_name text;
BEGIN
  IF NOT app.may('admin') THEN
    RAISE EXCEPTION 'Only an administrator changes who signs in' USING ERRCODE = 'CA003';
  END IF;
  SELECT l.user_name INTO found_name FROM app.member m JOIN app.login l ON l.id = m.login_id
   WHERE m.id = who AND m.practice_id = app.practice();
  IF who IS NOT NULL AND found_name IS NULL THEN
    RAISE EXCEPTION 'There is no such member' USING ERRCODE = 'CA001';
  END IF;
  RETURN found_name;
END
$$;

-- Roles held, and roles stood in for (U-6). Nobody changes their own: not to see more, nor to lock themselves out.
CREATE OR REPLACE FUNCTION app.staff_roles_set(who bigint, holds text[], deputies text[], sealed boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM app.staff_guard(who);
  IF holds || deputies = '{}' THEN
    RAISE EXCEPTION 'Select at least one role' USING ERRCODE = 'CA001';
  ELSIF who = app.member() THEN
    RAISE EXCEPTION 'Nobody changes their own roles: ask another administrator' USING ERRCODE = 'CA001';
  END IF;
  DELETE FROM app.member_role r WHERE r.member_id = who AND r.role <> ALL (holds || deputies);
  INSERT INTO app.member_role AS r (member_id, practice_id, role, is_deputy)
  SELECT who, app.practice(), x.role, bool_and(x.is_deputy)
    FROM (SELECT unnest(holds) AS role, false AS is_deputy UNION ALL SELECT unnest(deputies), true) x GROUP BY x.role
  ON CONFLICT (member_id, role) DO UPDATE SET is_deputy = excluded.is_deputy, from_on = least(r.from_on, current_date), to_on = NULL;
  UPDATE app.member m SET named_for_sealed = sealed WHERE m.id = who;
  PERFORM app.audit_append('member.roles', NULL, jsonb_build_object('member', who, 'roles', to_jsonb(holds), 'deputy', to_jsonb(deputies),
    'sealed', sealed));
END
$$;

CREATE OR REPLACE FUNCTION app.staff_add(new_user_name text, new_password_hash text, new_mail text, new_name text, new_job_title text,
  holds text[], deputies text[]) RETURNS TABLE (member_id bigint, is_new_login boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM app.staff_guard(NULL);
  IF holds || deputies = '{}' THEN
    RAISE EXCEPTION 'Select at least one role' USING ERRCODE = 'CA001';
  END IF;
  SELECT u.member_id, u.is_new_login INTO member_id, is_new_login
    FROM app.user_add(new_user_name, new_password_hash, new_mail, new_name, new_job_title, holds || deputies, false) u;
  PERFORM app.staff_roles_set(staff_add.member_id, holds, deputies, false);
  RETURN NEXT;
END
$$;

-- A leaver's access ends with this transaction; nobody is covered by them any more (U-6).
CREATE OR REPLACE FUNCTION app.staff_leave(who bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM app.staff_guard(who);
  IF who = app.member() THEN
    RAISE EXCEPTION 'You cannot end your own access: ask another administrator' USING ERRCODE = 'CA001';
  END IF;
  -- The last whole day: today they are no member any more.
  UPDATE app.member m SET ended_on = current_date - 1, cover_id = NULL WHERE m.id = who AND (m.ended_on IS NULL OR m.ended_on >= current_date);
  UPDATE app.member m SET cover_id = NULL WHERE m.cover_id = who;
  UPDATE app.sign_in_session s SET ended_at = now(), ended_why = 'left' WHERE s.member_id = who AND s.ended_at IS NULL;
  PERFORM app.audit_append('member.left', NULL, jsonb_build_object('member', who));
END
$$;

-- A new password, which also lets somebody back in. A sign-in that opens another practice too is not this one's to
-- reset.
CREATE OR REPLACE FUNCTION app.staff_reset(who bigint, new_password_hash text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_name text := app.staff_guard(who);
BEGIN
  IF EXISTS (SELECT FROM app.member a JOIN app.member b ON b.login_id = a.login_id WHERE a.id = who AND b.practice_id <> a.practice_id
              AND (b.ended_on IS NULL OR b.ended_on >= current_date)) THEN
    RAISE EXCEPTION 'They sign in at another practice, too: their password is reset by the command on the server' USING ERRCODE = 'CA001';
  END IF;
  UPDATE app.member m SET ended_on = NULL WHERE m.id = who;
  PERFORM app.user_reset(found_name, new_password_hash);
  RETURN found_name;
END
$$;

-- One's own: what the old password is checked against, and the new one. Other sign-ins of the same person end.
CREATE OR REPLACE FUNCTION app.my_password() RETURNS TABLE (user_name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT l.user_name, l.password_hash FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE m.id = app.member()
$$;
CREATE OR REPLACE FUNCTION app.my_password_set(new_password_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  mine bigint := (SELECT m.login_id FROM app.member m WHERE m.id = app.member());
BEGIN
  UPDATE app.login l SET password_hash = new_password_hash WHERE l.id = mine;
  UPDATE app.sign_in_session s SET ended_at = now(), ended_why = 'password changed'
   WHERE s.login_id = mine AND s.ended_at IS NULL AND s.id <> app.session();
  PERFORM app.audit_append('member.password_chosen', NULL, '{}'::jsonb);
END
$$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.staff_guard(bigint)', 'app.staff_roles_set(bigint, text[], text[], boolean)',
    'app.staff_add(text, text, text, text, text, text[], text[])', 'app.staff_leave(bigint)', 'app.staff_reset(bigint, text)',
    'app.my_password()', 'app.my_password_set(text)']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app', f);
  END LOOP;
END
$$;
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('member.roles', 'Roles of a member changed', true),
  ('member.left', 'Access of a leaver ended', true),
  ('member.password_chosen', 'A member chose a new password', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
