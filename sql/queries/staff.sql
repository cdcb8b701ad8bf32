-- Who signs in, and what each role may do.

-- name: staff_list :read
-- Members of the practice; those who left come last.
-- gives: id bigint, name text, job_title text, user_name text, roles text, is_disabled boolean, is_gone boolean, is_away boolean,
--   away_from date, away_to date, named_for_sealed boolean, last_seen timestamptz
SELECT s.member_id AS id, s.name, s.job_title, s.user_name,
       coalesce((SELECT string_agg(r.title || CASE WHEN mr.is_deputy THEN ' (deputy)' ELSE '' END, ', ' ORDER BY r."position")
                   FROM app.member_role mr JOIN app.role r ON r.code = mr.role
                  WHERE mr.member_id = s.member_id AND mr.from_on <= current_date
                    AND (mr.to_on IS NULL OR mr.to_on >= current_date)), '') AS roles,
       s.is_disabled, coalesce(s.ended_on < current_date, false) AS is_gone,
       coalesce(s.away_from <= current_date AND (s.away_to IS NULL OR s.away_to >= current_date), false) AS is_away,
       s.away_from, s.away_to, s.named_for_sealed, s.last_seen
  FROM app.staff_list() s ORDER BY s.is_disabled OR coalesce(s.ended_on < current_date, false), s.name;

-- name: staff_roles :read
-- Roles, who holds them, and whether one person's absence would stop them (U-6).
-- gives: role text, title text, holders text[], deputies text[], has_deputy boolean, is_empty boolean, is_single boolean
SELECT r.role, r.title, r.holders, r.deputies, cardinality(r.deputies) > 0 AS has_deputy,
       cardinality(r.holders) + cardinality(r.deputies) = 0 AS is_empty,
       cardinality(r.holders) + cardinality(r.deputies) = 1 AS is_single
  FROM app.staff_roles() r ORDER BY r."position";

-- name: staff_rights :read
-- The one table of what a role may do.
-- gives: role text, title text
SELECT rm.role, w.title
  FROM app.role_may rm
  JOIN (VALUES ('log', 1, 'Log an incident'), ('read_cases', 2, 'Read cases, but for those closed to them'),
    ('manage', 3, 'Work on cases'), ('lead_complaint', 4, 'Lead complaints'), ('vote', 5, 'Vote on decisions'),
    ('answer_clinical', 6, 'Answer clinical questions'), ('record_decision', 7, 'Put the removal decision to the partners and record it'),
    ('report', 8, 'See the monitoring report'), ('import', 9, 'Bring in comments from files'), ('admin', 10, 'Look after who signs in'),
    ('read_log', 11, 'See who has read and done what'), ('set_up', 12, 'Look after bank holidays and days closed'),
    ('correct_received', 13, 'Correct the day from which a clock counts')) w (may, "position", title) ON w.may = rm.may
 ORDER BY rm.role, w."position";

-- name: staff_show :read
-- One who signs in, or did.
-- params: member_id bigint
-- gives: id bigint, name text, job_title text, user_name text, is_gone boolean, is_disabled boolean, is_sealed boolean,
--   last_seen timestamptz, is_me boolean
SELECT s.member_id AS id, s.name, s.job_title, s.user_name, coalesce(s.ended_on < current_date, false) AS is_gone, s.is_disabled,
       s.named_for_sealed AS is_sealed, s.last_seen, s.member_id = app.member() AS is_me
  FROM app.staff_list() s WHERE s.member_id = $1;

-- name: staff_role_choices :read
-- Every role, and whether that member (0: a new one) holds it or stands in for it.
-- params: member_id bigint
-- gives: code text, title text, holds boolean, stands_in boolean
SELECT r.code, r.title, coalesce(NOT mr.is_deputy, false) AS holds, coalesce(mr.is_deputy, false) AS stands_in
  FROM app.role r LEFT JOIN app.member_role mr ON mr.role = r.code AND mr.member_id = $1 AND (mr.to_on IS NULL OR mr.to_on >= current_date)
 ORDER BY r."position";

-- name: staff_orphans :read
-- Roles that nobody who can sign in holds, with how many tasks wait there.
-- gives: title text, tasks bigint
SELECT r.title, app.role_tasks(r.code) AS tasks FROM app.role r
 WHERE r.code <> ALL ((SELECT app.roles_held())::text[]) AND app.role_tasks(r.code) > 0 ORDER BY r."position";

-- name: staff_add :write
-- A new member, with a sign-in where there was none.
-- params: user_name text, password_hash text, mail text, name text, job_title text, holds text[], deputies text[]
-- gives: member_id bigint, is_new_login boolean
SELECT member_id, is_new_login FROM app.staff_add($1, $2, $3, $4, $5, $6, $7);

-- name: staff_roles_set :write
-- Their roles from now on.
-- params: member_id bigint, holds text[], deputies text[], sealed boolean
SELECT app.staff_roles_set($1, $2, $3, $4);

-- name: staff_leave :write
-- A leaver's access ends.
-- params: member_id bigint
SELECT app.staff_leave($1);

-- name: staff_reset :write
-- A new password; it also lets somebody back in.
-- params: member_id bigint, password_hash text
-- gives: user_name text
SELECT app.staff_reset($1, $2) AS user_name;
