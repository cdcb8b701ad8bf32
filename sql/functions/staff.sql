-- Who signs in, for those who may administer: sign-ins themselves are readable by nobody.
CREATE OR REPLACE FUNCTION app.staff_list()
RETURNS TABLE (member_id bigint, name text, job_title text, user_name text, is_disabled boolean, started_on date,
  ended_on date, away_from date, away_to date, named_for_sealed boolean, last_seen timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT m.id, m.name, m.job_title, l.user_name, l.disabled_at IS NOT NULL, m.started_on, m.ended_on, m.away_from, m.away_to,
         m.named_for_sealed,
         (SELECT max(s.seen_at) FROM app.sign_in_session s WHERE s.login_id = m.login_id AND s.member_id = m.id)
    FROM app.member m JOIN app.login l ON l.id = m.login_id
   WHERE m.practice_id = app.practice() AND app.may('admin')
$$;
ALTER FUNCTION app.staff_list() OWNER TO definer;
REVOKE ALL ON FUNCTION app.staff_list() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.staff_list() TO app;

-- Roles with those who hold them today. A role with one holder and no deputy stands still when that
-- person is away (U-6); a disabled sign-in holds nothing.
CREATE OR REPLACE FUNCTION app.staff_roles()
RETURNS TABLE (role text, title text, "position" integer, holders text[], deputies text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT r.code, r.title, r."position",
         coalesce(array_agg(h.name ORDER BY h.name) FILTER (WHERE NOT h.is_deputy), '{}'),
         coalesce(array_agg(h.name ORDER BY h.name) FILTER (WHERE h.is_deputy), '{}')
    FROM app.role r
    LEFT JOIN (
      SELECT mr.role, m.name, mr.is_deputy
        FROM app.member_role mr JOIN app.member m ON m.id = mr.member_id JOIN app.login l ON l.id = m.login_id
       WHERE mr.practice_id = app.practice() AND l.disabled_at IS NULL
         AND (m.ended_on IS NULL OR m.ended_on >= current_date)
         AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)) h ON h.role = r.code
   WHERE app.may('admin') OR app.may('set_up')
   GROUP BY r.code, r.title, r."position"
$$;
ALTER FUNCTION app.staff_roles() OWNER TO definer;
REVOKE ALL ON FUNCTION app.staff_roles() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.staff_roles() TO app;
