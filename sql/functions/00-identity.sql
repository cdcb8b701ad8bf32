-- Who is asking, and what they may do. authenticate() is the door: every request's transactions begin
-- with it, and it raises 28000 when there is no live sign-in session. What it settles lives in
-- transaction-local settings, read back by the small accessors that row policies use.

CREATE OR REPLACE FUNCTION app.practice() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.practice', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION app.member() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.member', true), '')::bigint $$;

CREATE OR REPLACE FUNCTION app.session() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.session', true), '')::bigint $$;

-- Cases that do not exist for this member: their own conduct is in question, or the case is sealed (U-1, U-12).
CREATE OR REPLACE FUNCTION app.hidden() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.hidden', true), ''), '{}')::bigint[] $$;

-- Cases in which this member is affected or conflicted: no votes, advice or discussion (U-1). A partner
-- may read them once the decision stands.
CREATE OR REPLACE FUNCTION app.limited() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.limited', true), ''), '{}')::bigint[] $$;

-- The same cases, whether or not the decision stands: nobody acts in these (U-1, U-3).
CREATE OR REPLACE FUNCTION app.aside() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.aside', true), ''), '{}')::bigint[] $$;

-- Complaints that do not exist for this member, because their conduct is in question, and those that are
-- about them: these they neither investigate, approve nor sign (U-4). Complaints on a case follow the case too.
CREATE OR REPLACE FUNCTION app.complaints_hidden() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.complaints_hidden', true), ''), '{}')::bigint[] $$;

CREATE OR REPLACE FUNCTION app.complaints_aside() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.complaints_aside', true), ''), '{}')::bigint[] $$;

-- For members who do not read every case: those in which they have a part.
CREATE OR REPLACE FUNCTION app.own_cases() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.own', true), ''), '{}')::bigint[] $$;

CREATE OR REPLACE FUNCTION app.sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('app.sees_all', true) = 't' $$;

CREATE OR REPLACE FUNCTION app.may(what text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT ' ' || coalesce(current_setting('app.rights', true), '') || ' ' LIKE '% ' || what || ' %' $$;

CREATE OR REPLACE FUNCTION app.actor_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN nullif(current_setting('app.member', true), '') IS NOT NULL THEN 'member'
               ELSE nullif(current_setting('app.actor_kind', true), '') END $$;

CREATE OR REPLACE FUNCTION app.actor_name() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.actor_name', true), '') $$;

-- For programs that are not a member: the worker, a command, an import. They see every case of the
-- practice; only roles other than the web's may call it.
CREATE OR REPLACE FUNCTION app.act_as(kind text, name text, for_practice bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF kind NOT IN ('worker', 'command', 'import') THEN
    RAISE EXCEPTION 'no such kind of actor: %', kind;
  END IF;
  PERFORM set_config('app.member', '', true), set_config('app.session', '', true),
    set_config('app.actor_kind', kind, true), set_config('app.actor_name', name, true),
    set_config('app.practice', coalesce(for_practice::text, ''), true),
    set_config('app.sees_all', 't', true), set_config('app.hidden', '{}', true),
    set_config('app.limited', '{}', true), set_config('app.aside', '{}', true), set_config('app.own', '{}', true),
    set_config('app.rights', '', true),
    set_config('TimeZone', coalesce((SELECT p.time_zone FROM app.practice p WHERE p.id = for_practice),
      'Europe/London'), true);
END
$$;
REVOKE ALL ON FUNCTION app.act_as(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.act_as(text, text, bigint) TO worker, report, auditor, disposer, own, definer;

-- The member's standing, computed once a transaction: twice for every page, so in few statements, each of
-- which keeps its plan (a function in SQL would be planned anew at each call).
CREATE OR REPLACE FUNCTION app.become_member(for_member bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  me record;
  part record;
  complained record;
  hidden bigint[];
  limited bigint[];
BEGIN
  SELECT m.id, m.practice_id, m.name, m.named_for_sealed, p.time_zone,
         ARRAY(SELECT r.role FROM app.member_role r WHERE r.member_id = m.id AND r.from_on <= current_date
                AND (r.to_on IS NULL OR r.to_on >= current_date)) AS roles
    INTO STRICT me
    FROM app.member m JOIN app.practice p ON p.id = m.practice_id WHERE m.id = for_member;
  SELECT coalesce(array_agg(a.case_id) FILTER (WHERE a.relation = 'conduct'), '{}') AS conduct,
         coalesce(array_agg(a.case_id) FILTER (WHERE a.relation = 'granted'), '{}') AS granted,
         coalesce(array_agg(DISTINCT a.case_id) FILTER (WHERE a.relation IN ('affected', 'conflicted')), '{}') AS aside,
         coalesce(array_agg(DISTINCT a.case_id) FILTER (WHERE a.relation IN ('affected', 'granted')), '{}') AS own
    INTO part
    FROM app.case_access a WHERE a.member_id = for_member AND a.until_at IS NULL;
  SELECT coalesce(array_agg(s.complaint_id) FILTER (WHERE s.relation = 'conduct'), '{}') AS hidden,
         coalesce(array_agg(s.complaint_id), '{}') AS aside
    INTO complained
    FROM app.complaint_staff s WHERE s.member_id = for_member AND s.until_at IS NULL;
  hidden := part.conduct;
  IF NOT (me.named_for_sealed OR 'practice_manager' = ANY (me.roles)) THEN
    hidden := hidden || ARRAY(SELECT c.id FROM app.case_file c
      WHERE c.practice_id = me.practice_id AND c.sealed AND c.id <> ALL (part.granted));
  END IF;
  limited := part.aside;
  IF limited <> '{}' AND 'partner' = ANY (me.roles) THEN
    limited := ARRAY(SELECT x.id FROM unnest(limited) x (id) WHERE NOT app.decision_stands(x.id));
  END IF;
  PERFORM set_config('app.member', me.id::text, true),
    set_config('app.practice', me.practice_id::text, true),
    set_config('app.actor_kind', 'member', true),
    set_config('app.actor_name', me.name, true),
    set_config('app.rights', coalesce(r.rights, ''), true),
    set_config('app.sees_all', CASE WHEN r.sees_all THEN 't' ELSE 'f' END, true),
    set_config('TimeZone', me.time_zone, true),
    set_config('app.hidden', hidden::text, true),
    set_config('app.aside', part.aside::text, true),
    set_config('app.limited', limited::text, true),
    set_config('app.own', part.own::text, true),
    set_config('app.complaints_hidden', complained.hidden::text, true),
    set_config('app.complaints_aside', complained.aside::text, true)
   FROM (SELECT string_agg(DISTINCT rm.may, ' ') AS rights, bool_or(rm.may = 'read_cases') AS sees_all
           FROM app.role_may rm WHERE rm.role = ANY (me.roles)) r;
END
$$;
ALTER FUNCTION app.become_member(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.become_member(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.become_member(bigint) TO own;

-- Why a session is no longer good: NULL when it is. Idle and absolute ends, disabled sign-ins, leavers.
CREATE OR REPLACE FUNCTION app.session_over(s app.sign_in_session) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (SELECT CASE
    WHEN s.ended_at IS NOT NULL THEN 'ended'
    WHEN s.ends_at <= now() THEN 'too long'
    WHEN l.disabled_at IS NOT NULL THEN 'disabled'
    WHEN m.ended_on IS NOT NULL AND m.ended_on < current_date THEN 'left'
    WHEN s.seen_at + make_interval(mins => coalesce((SELECT ps.value::integer FROM app.practice_setting ps
           WHERE ps.practice_id = s.practice_id AND ps.key = 'idle_minutes'), 15)) <= now() THEN 'idle'
  END
  FROM app.login l, app.member m WHERE l.id = s.login_id AND m.id = s.member_id);
END
$$;
ALTER FUNCTION app.session_over(app.sign_in_session) OWNER TO definer;

CREATE OR REPLACE FUNCTION app.authenticate(token_hash bytea)
RETURNS TABLE (member_id bigint, practice_id bigint, session_id bigint, member_name text, rights text, csrf text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  s app.sign_in_session%ROWTYPE;
  why text;
BEGIN
  SELECT * INTO s FROM app.sign_in_session x WHERE x.token_hash = authenticate.token_hash;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no session' USING ERRCODE = '28000', DETAIL = 'unknown';
  END IF;
  why := app.session_over(s);
  IF why IS NOT NULL THEN
    RAISE EXCEPTION 'session over' USING ERRCODE = '28000', DETAIL = why;
  END IF;
  PERFORM app.become_member(s.member_id);
  PERFORM set_config('app.session', s.id::text, true);
  RETURN QUERY SELECT s.member_id, s.practice_id, s.id, current_setting('app.actor_name'),
    current_setting('app.rights'), s.csrf;
END
$$;
ALTER FUNCTION app.authenticate(bytea) OWNER TO definer;
REVOKE ALL ON FUNCTION app.authenticate(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.authenticate(bytea) TO app;

-- Last seen, at most once a minute.
CREATE OR REPLACE FUNCTION app.session_touch() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  UPDATE app.sign_in_session SET seen_at = now()
   WHERE id = app.session() AND seen_at < now() - interval '1 minute';
  RETURN FOUND;
END
$$;
ALTER FUNCTION app.session_touch() OWNER TO definer;
REVOKE ALL ON FUNCTION app.session_touch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.session_touch() TO app;

-- Sign-in, first half: takes a try from both counters under their locks and gives what the password is
-- checked against. An unknown name gives no hash (the caller spends the same time on a stand-in) and
-- the same answer. wait_seconds > 0: too many tries (10 in 5 minutes), nothing else is given.
CREATE OR REPLACE FUNCTION app.sign_in_try(name text, address text)
RETURNS TABLE (login_id bigint, password_hash text, wait_seconds integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_login app.login%ROWTYPE;
  worst integer := 0;
  t record;
  subject_key text;
  most integer;
BEGIN
  -- The address counter is wider: a whole practice may share one address.
  FOR subject_key, most IN
    SELECT * FROM (VALUES ('address:' || address, 100), ('name:' || lower(name), 10)) v ORDER BY 1
  LOOP
    INSERT INTO app.sign_in_throttle AS x (subject, tries, window_from)
    VALUES (left(subject_key, 200), 1, now())
    ON CONFLICT (subject) DO UPDATE SET
      tries = CASE WHEN x.window_from < now() - interval '5 minutes' THEN 1 ELSE x.tries + 1 END,
      window_from = CASE WHEN x.window_from < now() - interval '5 minutes' THEN now() ELSE x.window_from END
    RETURNING x.tries, x.window_from INTO t;
    IF t.tries > most THEN
      worst := greatest(worst, ceil(extract(epoch FROM t.window_from + interval '5 minutes' - now()))::integer, 1);
    END IF;
  END LOOP;
  IF worst > 0 THEN
    RETURN QUERY SELECT NULL::bigint, NULL::text, worst;
    RETURN;
  END IF;
  SELECT * INTO found_login FROM app.login l WHERE l.user_name = lower(name) AND l.disabled_at IS NULL;
  RETURN QUERY SELECT found_login.id, found_login.password_hash, 0;
END
$$;
ALTER FUNCTION app.sign_in_try(text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.sign_in_try(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sign_in_try(text, text) TO app;

-- Sign-in, second half, after the password was right: opens the session as the login's membership of
-- the practice asked for, else its first. No row when the login has no current membership.
CREATE OR REPLACE FUNCTION app.sign_in_open(for_login bigint, new_token_hash bytea, new_csrf text,
  hours integer, at_practice bigint DEFAULT NULL)
RETURNS TABLE (member_id bigint, practice_id bigint, session_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  m app.member%ROWTYPE;
  sid bigint;
BEGIN
  SELECT * INTO m FROM app.member x
   WHERE x.login_id = for_login AND (x.ended_on IS NULL OR x.ended_on >= current_date)
     AND (at_practice IS NULL OR x.practice_id = at_practice)
   ORDER BY x.id LIMIT 1;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO app.sign_in_session (token_hash, csrf, login_id, member_id, practice_id, ends_at)
  VALUES (new_token_hash, new_csrf, for_login, m.id, m.practice_id, now() + make_interval(hours => hours))
  RETURNING id INTO sid;
  DELETE FROM app.sign_in_throttle t
   WHERE t.subject = 'name:' || (SELECT l.user_name FROM app.login l WHERE l.id = for_login);
  PERFORM app.become_member(m.id);
  PERFORM set_config('app.session', sid::text, true);
  RETURN QUERY SELECT m.id, m.practice_id, sid;
END
$$;
ALTER FUNCTION app.sign_in_open(bigint, bytea, text, integer, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.sign_in_open(bigint, bytea, text, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sign_in_open(bigint, bytea, text, integer, bigint) TO app;

CREATE OR REPLACE FUNCTION app.session_end(why text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  UPDATE app.sign_in_session SET ended_at = now(), ended_why = why
   WHERE id = app.session() AND ended_at IS NULL
$$;
ALTER FUNCTION app.session_end(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.session_end(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.session_end(text) TO app;

-- A form sent under a session that has only gone idle: the member it belongs to, so that what was
-- typed is kept as that member's draft (invariant 1). Unknown or ended sessions give no row.
CREATE OR REPLACE FUNCTION app.draft_keep_idle(token_hash bytea, for_form text, for_ref text, typed text)
RETURNS TABLE (kept boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  s app.sign_in_session%ROWTYPE;
BEGIN
  SELECT * INTO s FROM app.sign_in_session x WHERE x.token_hash = draft_keep_idle.token_hash;
  IF NOT FOUND OR app.session_over(s) IS DISTINCT FROM 'idle' THEN
    RETURN QUERY SELECT false;
    RETURN;
  END IF;
  INSERT INTO app.draft AS d (practice_id, member_id, form, ref, fields)
  VALUES (s.practice_id, s.member_id, for_form, for_ref, typed)
  ON CONFLICT (member_id, form, ref) DO UPDATE SET fields = excluded.fields, updated_at = now();
  RETURN QUERY SELECT true;
END
$$;
ALTER FUNCTION app.draft_keep_idle(bytea, text, text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.draft_keep_idle(bytea, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.draft_keep_idle(bytea, text, text, text) TO app;

CREATE OR REPLACE FUNCTION app.setting(wanted text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT s.value FROM app.practice_setting s
                    WHERE s.practice_id = app.practice() AND s.key = wanted),
                  (SELECT k.default_value FROM app.setting_kind k WHERE k.key = wanted))
$$;
CREATE OR REPLACE FUNCTION app.setting_whole(wanted text) RETURNS integer LANGUAGE sql STABLE AS
$$ SELECT app.setting(wanted)::integer $$;

-- Today in the practice's time zone; the session's TimeZone is that of the practice.
CREATE OR REPLACE FUNCTION app.today() RETURNS date LANGUAGE sql STABLE AS $$ SELECT current_date $$;
