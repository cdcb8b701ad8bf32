-- What the administrator's command may do with practices and sign-ins. Each function acts for the
-- practice that act_as() settled, leaves an event, and is executable by the worker role only, which
-- commands use: the web's role may not.

CREATE OR REPLACE FUNCTION app.practice_by_code(wanted text) RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS
$$ SELECT p.id, p.name FROM app.practice p WHERE p.code = upper(wanted) $$;

CREATE OR REPLACE FUNCTION app.practice_list() RETURNS TABLE (code text, name text, members bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT p.code, p.name, (SELECT count(*) FROM app.member m WHERE m.practice_id = p.id)
    FROM app.practice p ORDER BY p.code
$$;

CREATE OR REPLACE FUNCTION app.practice_add(new_code text, new_letters text, new_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made bigint;
BEGIN
  IF new_code !~ '^[A-HJ-NPY][0-9]{5}$' THEN
    RAISE EXCEPTION 'A practice code is a letter and five digits, such as Y99999' USING ERRCODE = 'CA001';
  END IF;
  INSERT INTO app.practice (code, letters, name) VALUES (new_code, new_letters, new_name)
  ON CONFLICT DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN
    RAISE EXCEPTION 'There is a practice with that code already' USING ERRCODE = 'CA009';
  END IF;
  PERFORM set_config('app.practice', made::text, true);
  PERFORM app.audit_append('practice.added', NULL, '{}'::jsonb);
  RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION app.user_add(new_user_name text, new_password_hash text, new_mail text, new_name text,
  new_job_title text, new_roles text[], sealed boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made_login bigint;
  made_member bigint;
BEGIN
  IF EXISTS (SELECT FROM unnest(new_roles) r WHERE NOT EXISTS (SELECT FROM app.role x WHERE x.code = r)) THEN
    RAISE EXCEPTION 'There is no such role' USING ERRCODE = 'CA001';
  END IF;
  SELECT l.id INTO made_login FROM app.login l WHERE l.user_name = lower(new_user_name);
  IF FOUND AND EXISTS (SELECT FROM app.member m WHERE m.login_id = made_login AND m.practice_id = app.practice()) THEN
    RAISE EXCEPTION 'That user name is taken' USING ERRCODE = 'CA009';
  END IF;
  IF made_login IS NULL THEN
    INSERT INTO app.login (user_name, password_hash, mail) VALUES (lower(new_user_name), new_password_hash, new_mail)
    RETURNING id INTO made_login;
  END IF;
  INSERT INTO app.member (practice_id, login_id, name, job_title, named_for_sealed)
  VALUES (app.practice(), made_login, new_name, new_job_title, sealed) RETURNING id INTO made_member;
  INSERT INTO app.member_role (member_id, practice_id, role)
  SELECT made_member, app.practice(), r FROM unnest(new_roles) r;
  PERFORM app.audit_append('member.added', NULL, jsonb_build_object('member', made_member, 'roles', to_jsonb(new_roles)));
  RETURN made_member;
END
$$;

CREATE OR REPLACE FUNCTION app.user_disable(wanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_login bigint;
BEGIN
  UPDATE app.login SET disabled_at = now() WHERE user_name = lower(wanted) AND disabled_at IS NULL RETURNING id INTO found_login;
  IF found_login IS NULL THEN
    RETURN false;
  END IF;
  UPDATE app.sign_in_session SET ended_at = now(), ended_why = 'disabled' WHERE login_id = found_login AND ended_at IS NULL;
  PERFORM app.audit_append('member.disabled', NULL, jsonb_build_object('login', found_login));
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION app.user_reset(wanted text, new_password_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_login bigint;
BEGIN
  UPDATE app.login SET password_hash = new_password_hash WHERE user_name = lower(wanted) RETURNING id INTO found_login;
  IF found_login IS NULL THEN
    RETURN false;
  END IF;
  UPDATE app.sign_in_session SET ended_at = now(), ended_why = 'password changed' WHERE login_id = found_login AND ended_at IS NULL;
  PERFORM app.audit_append('member.password_reset', NULL, jsonb_build_object('login', found_login));
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION app.user_list() RETURNS TABLE (user_name text, name text, roles text, is_disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT l.user_name, m.name,
         coalesce((SELECT string_agg(mr.role, ',' ORDER BY mr.role) FROM app.member_role mr WHERE mr.member_id = m.id), ''),
         l.disabled_at IS NOT NULL
    FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE m.practice_id = app.practice() ORDER BY m.id
$$;

CREATE OR REPLACE FUNCTION app.login_ids() RETURNS TABLE (user_name text, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT l.user_name, l.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE m.practice_id = app.practice()
$$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.practice_by_code(text)', 'app.practice_list()', 'app.practice_add(text, text, text)',
    'app.user_add(text, text, text, text, text, text[], boolean)', 'app.user_disable(text)',
    'app.user_reset(text, text)', 'app.user_list()', 'app.login_ids()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO worker', f);
  END LOOP;
END
$$;
