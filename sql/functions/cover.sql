-- Whose tasks are whose: a member's own roles, those they stand in for, and those of members who are away and
-- named them as cover. Nothing is moved: open and new tasks are the cover's from the first day of absence to
-- the last, and then the member's again (U-6). What the cover may not see, the policies of cases hide.
CREATE OR REPLACE FUNCTION app.is_away(m app.member) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(m.away_from <= current_date AND (m.away_to IS NULL OR m.away_to >= current_date), false) $$;

CREATE OR REPLACE FUNCTION app.task_roles(of_member bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT r.role), '{}')
    FROM app.member m JOIN app.member_role r ON r.member_id = m.id
   WHERE (m.id = of_member OR m.cover_id = of_member AND app.is_away(m))
     AND (m.ended_on IS NULL OR m.ended_on >= current_date)
     AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date)
$$;
ALTER FUNCTION app.task_roles(bigint) OWNER TO definer;

-- Roles that somebody holds today who can sign in. What goes to the others is seen by nobody.
CREATE OR REPLACE FUNCTION app.roles_held() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT r.role), '{}')
    FROM app.member m JOIN app.member_role r ON r.member_id = m.id JOIN app.login l ON l.id = m.login_id
   WHERE m.practice_id = app.practice() AND l.disabled_at IS NULL AND (m.ended_on IS NULL OR m.ended_on >= current_date)
     AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date)
$$;
ALTER FUNCTION app.roles_held() OWNER TO definer;
REVOKE ALL ON FUNCTION app.task_roles(bigint), app.roles_held() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.task_roles(bigint), app.roles_held() TO app, worker, report;

-- Away from, to, with cover: by the member, or for them by whoever works on cases or looks after staff. The
-- cover reads cases if the member does, or would see none of the tasks.
CREATE OR REPLACE FUNCTION app.member_away(who bigint, from_on date, to_on date, cover bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF who <> app.member() AND NOT app.may('admin') AND NOT app.may('correct_received') THEN
    RAISE EXCEPTION 'Only the practice manager or an administrator says this of somebody else' USING ERRCODE = 'CA003';
  ELSIF to_on < from_on THEN
    RAISE EXCEPTION 'The last day must not be before the first' USING ERRCODE = 'CA001';
  ELSIF cover = who THEN
    RAISE EXCEPTION 'Nobody covers for themselves' USING ERRCODE = 'CA001';
  ELSIF cover IS NOT NULL AND NOT EXISTS (SELECT FROM app.member m JOIN app.login l ON l.id = m.login_id
      WHERE m.id = cover AND m.practice_id = app.practice() AND l.disabled_at IS NULL AND (m.ended_on IS NULL OR m.ended_on >= current_date)) THEN
    RAISE EXCEPTION 'Select somebody who signs in at this practice' USING ERRCODE = 'CA001';
  ELSIF cover IS NOT NULL AND app.member_may(who, 'read_cases') AND NOT app.member_may(cover, 'read_cases') THEN
    RAISE EXCEPTION 'The cover does not read cases, so they would see none of the tasks. Select somebody else' USING ERRCODE = 'CA001';
  ELSIF cover IS NOT NULL AND EXISTS (SELECT FROM app.member m WHERE m.id = cover
      AND m.away_from <= coalesce(to_on, 'infinity') AND coalesce(m.away_to, 'infinity') >= from_on) THEN
    RAISE EXCEPTION 'The cover is away then, too. Select somebody else' USING ERRCODE = 'CA001';
  END IF;
  UPDATE app.member m SET away_from = from_on, away_to = to_on, cover_id = cover
   WHERE m.id = who AND m.practice_id = app.practice();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no such member' USING ERRCODE = 'CA001';
  END IF;
  PERFORM app.audit_append('member.away', NULL, jsonb_build_object('member', who, 'from', from_on, 'to', to_on, 'cover', cover));
END
$$;
ALTER FUNCTION app.member_away(bigint, date, date, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.member_away(bigint, date, date, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.member_away(bigint, date, date, bigint) TO app;

-- Open tasks whose case nobody who holds the role, or stands in for it, may know of: their own conduct is in question, or
-- it is sealed from them. They are everybody's of the management who may see the case (U-4): the alternate named for
-- the role is its deputy, and where there is none, or the deputy is in question too, the rest.
CREATE OR REPLACE FUNCTION app.tasks_stranded() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  WITH holder AS MATERIALIZED (
    SELECT r.role, m.id, m.named_for_sealed OR bool_or(r.role = 'practice_manager') OVER (PARTITION BY m.id) AS reads_sealed
      FROM app.member m JOIN app.member_role r ON r.member_id = m.id JOIN app.login l ON l.id = m.login_id
     WHERE m.practice_id = app.practice() AND l.disabled_at IS NULL AND (m.ended_on IS NULL OR m.ended_on >= current_date)
       AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date))
  SELECT coalesce(array_agg(x.id), '{}') FROM (
    SELECT t.id FROM app.case_access a JOIN app.task t ON t.case_id = a.case_id AND t.done_at IS NULL
     WHERE a.practice_id = app.practice() AND a.relation = 'conduct' AND a.until_at IS NULL
       AND NOT EXISTS (SELECT FROM holder h WHERE h.role = t.role AND app.member_may_read(h.id, t.case_id))
    UNION
    SELECT t.id FROM app.case_file c JOIN app.task t ON t.case_id = c.id AND t.done_at IS NULL
     WHERE c.practice_id = app.practice() AND c.sealed
       AND NOT EXISTS (SELECT FROM holder h WHERE h.role = t.role AND h.reads_sealed)) x
$$;
ALTER FUNCTION app.tasks_stranded() OWNER TO definer;
REVOKE ALL ON FUNCTION app.tasks_stranded() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.tasks_stranded() TO app, worker, report;

-- Open tasks of a role, for who looks after staff; none of cases that do not exist for the asker.
CREATE OR REPLACE FUNCTION app.role_tasks(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT count(*) FROM app.task t
   WHERE (app.may('admin') OR app.may('set_up')) AND t.practice_id = app.practice() AND t.role = wanted AND t.done_at IS NULL
     AND (t.case_id IS NULL OR t.case_id <> ALL (app.hidden()))
$$;
ALTER FUNCTION app.role_tasks(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.role_tasks(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.role_tasks(text) TO app;
