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
  ELSIF new_letters !~ '^[A-Z]{2,5}$' THEN
    RAISE EXCEPTION 'The letters that begin every reference are two to five capitals, such as WMC' USING ERRCODE = 'CA001';
  ELSIF new_name !~ '^[^[:cntrl:]]{1,200}$' THEN
    RAISE EXCEPTION 'The name of a practice is one line of up to 200 characters' USING ERRCODE = 'CA001';
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

-- A setting of the practice, within its bounds: by the command, or by a member who may decide.
CREATE OR REPLACE FUNCTION app.setting_set(setting_key text, setting_value text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  k app.setting_kind%ROWTYPE;
BEGIN
  IF app.member() IS NOT NULL AND NOT app.may('record_decision') THEN
    RAISE EXCEPTION 'Your role does not change settings' USING ERRCODE = 'CA003';
  END IF;
  SELECT * INTO k FROM app.setting_kind x WHERE x.key = setting_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no such setting of a practice' USING ERRCODE = 'CA001';
  ELSIF k.kind = 'whole' AND (setting_value !~ '^[0-9]{1,6}$' OR setting_value::integer NOT BETWEEN k.least AND k.most) THEN
    RAISE EXCEPTION 'Enter a whole number from % to %', k.least, k.most USING ERRCODE = 'CA001';
  ELSIF k.kind = 'choice' AND k.help !~ ('\m' || regexp_replace(setting_value, '[^a-z_]', '', 'g') || '\M')
    OR k.kind = 'choice' AND setting_value !~ '^[a-z_]{2,40}$' THEN
    RAISE EXCEPTION 'Enter one of the words that its description names: %', k.help USING ERRCODE = 'CA001';
  END IF;
  INSERT INTO app.practice_setting (practice_id, key, value) VALUES (app.practice(), setting_key, setting_value)
  ON CONFLICT (practice_id, key) DO UPDATE SET value = excluded.value;
  PERFORM app.audit_append('setting.changed', NULL, jsonb_build_object('setting', setting_key, 'value', setting_value));
END
$$;
ALTER FUNCTION app.setting_set(text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.setting_set(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.setting_set(text, text) TO app, worker;

-- What a practice has to say once: its name, whom to call when no manager may be told (U-4), a setting.
-- What is NULL stays as it is.
CREATE OR REPLACE FUNCTION app.practice_set(new_name text, contact text, contact_mail text, setting_key text,
  setting_value text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF new_name !~ '^[^[:cntrl:]]{1,200}$' OR contact !~ '^[^[:cntrl:]]{0,200}$' THEN
    RAISE EXCEPTION 'A name is one line of up to 200 characters' USING ERRCODE = 'CA001';
  ELSIF contact_mail <> '' AND NOT app.is_mail_address(contact_mail) THEN
    RAISE EXCEPTION 'That is no e-mail address' USING ERRCODE = 'CA001';
  END IF;
  UPDATE app.practice SET name = coalesce(new_name, name), outside_contact = coalesce(contact, outside_contact),
    outside_contact_mail = coalesce(contact_mail, outside_contact_mail) WHERE id = app.practice();
  IF setting_key IS NOT NULL THEN
    PERFORM app.setting_set(setting_key, setting_value);
  END IF;
  PERFORM app.audit_append('practice.changed', NULL, jsonb_strip_nulls(jsonb_build_object(
    'name', CASE WHEN new_name IS NOT NULL THEN true END,
    'outside_contact', CASE WHEN contact IS NOT NULL OR contact_mail IS NOT NULL THEN true END,
    'setting', setting_key)));
END
$$;

-- An address as mail can carry it between angle brackets.
CREATE OR REPLACE FUNCTION app.is_mail_address(given text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, app, pg_temp AS
$$ SELECT length(given) <= 254 AND given ~ '^[^][<>(),;:"\\@[:space:][:cntrl:]]+@[^][<>(),;:"\\@[:space:][:cntrl:]]+$' $$;

-- A sign-in may belong to members of several practices; one that was there before keeps its password.
CREATE OR REPLACE FUNCTION app.user_add(new_user_name text, new_password_hash text, new_mail text, new_name text,
  new_job_title text, new_roles text[], sealed boolean) RETURNS TABLE (member_id bigint, is_new_login boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made_login bigint;
BEGIN
  IF lower(new_user_name) !~ '^[a-z0-9._@+-]{2,100}$' THEN
    RAISE EXCEPTION 'A user name is 2 to 100 letters, digits or . _ @ + - without spaces' USING ERRCODE = 'CA001';
  ELSIF new_name !~ '^[^[:cntrl:]]{1,200}$' OR new_job_title !~ '^[^[:cntrl:]]{0,200}$' THEN
    RAISE EXCEPTION 'A name is one line of up to 200 characters' USING ERRCODE = 'CA001';
  ELSIF new_mail <> '' AND NOT app.is_mail_address(new_mail) THEN
    RAISE EXCEPTION 'That is no e-mail address' USING ERRCODE = 'CA001';
  ELSIF new_roles = '{}' OR EXISTS (SELECT FROM unnest(new_roles) r WHERE NOT EXISTS (SELECT FROM app.role x WHERE x.code = r)) THEN
    RAISE EXCEPTION 'The roles are %', (SELECT string_agg(x.code, ', ' ORDER BY x.position) FROM app.role x)
      USING ERRCODE = 'CA001';
  END IF;
  SELECT l.id INTO made_login FROM app.login l WHERE l.user_name = lower(new_user_name);
  is_new_login := made_login IS NULL;
  IF NOT is_new_login AND EXISTS (SELECT FROM app.member m WHERE m.login_id = made_login AND m.practice_id = app.practice()) THEN
    RAISE EXCEPTION 'That user name is taken' USING ERRCODE = 'CA009';
  END IF;
  IF is_new_login THEN
    INSERT INTO app.login (user_name, password_hash, mail) VALUES (lower(new_user_name), new_password_hash, new_mail)
    RETURNING id INTO made_login;
  END IF;
  INSERT INTO app.member (practice_id, login_id, name, job_title, named_for_sealed)
  VALUES (app.practice(), made_login, new_name, new_job_title, sealed) RETURNING id INTO member_id;
  INSERT INTO app.member_role (member_id, practice_id, role)
  SELECT DISTINCT user_add.member_id, app.practice(), r FROM unnest(new_roles) r;
  PERFORM app.audit_append('member.added', NULL, jsonb_build_object('member', member_id, 'roles', to_jsonb(new_roles)));
  RETURN NEXT;
END
$$;

-- The sign-in of a member of the acting practice; NULL: nobody there is called so.
CREATE OR REPLACE FUNCTION app.login_of_practice(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT l.id FROM app.login l JOIN app.member m ON m.login_id = l.id
   WHERE l.user_name = lower(wanted) AND m.practice_id = app.practice()
$$;
ALTER FUNCTION app.login_of_practice(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.login_of_practice(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.user_disable(wanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_login bigint := app.login_of_practice(wanted);
BEGIN
  IF found_login IS NULL THEN
    RETURN false;
  END IF;
  UPDATE app.login SET disabled_at = now() WHERE id = found_login AND disabled_at IS NULL;
  UPDATE app.sign_in_session SET ended_at = now(), ended_why = 'disabled' WHERE login_id = found_login AND ended_at IS NULL;
  PERFORM app.audit_append('member.disabled', NULL, jsonb_build_object('login', found_login));
  RETURN true;
END
$$;

-- A new password also opens a sign-in that was disabled.
CREATE OR REPLACE FUNCTION app.user_reset(wanted text, new_password_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_login bigint := app.login_of_practice(wanted);
BEGIN
  IF found_login IS NULL THEN
    RETURN false;
  END IF;
  UPDATE app.login SET password_hash = new_password_hash, disabled_at = NULL WHERE id = found_login;
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
    'app.practice_set(text, text, text, text, text)',
    'app.user_add(text, text, text, text, text, text[], boolean)', 'app.user_disable(text)',
    'app.user_reset(text, text)', 'app.user_list()', 'app.login_ids()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO worker', f);
  END LOOP;
END
$$;
