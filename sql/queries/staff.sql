-- Who signs in, and what each role may do.

-- name: staff_list :read
-- Members of the practice; those who left come last.
-- gives: name text, job_title text, user_name text, roles text, is_disabled boolean, is_gone boolean, is_away boolean,
--   away_from date, away_to date, named_for_sealed boolean, last_seen timestamptz
SELECT s.name, s.job_title, s.user_name,
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
    ('report', 8, 'See the monitoring report'), ('import', 9, 'Bring in comments from files'), ('admin', 10, 'See who signs in'),
    ('read_log', 11, 'See who has read and done what'), ('set_up', 12, 'Look after bank holidays and days closed'),
    ('correct_received', 13, 'Correct the day from which a clock counts')) w (may, "position", title) ON w.may = rm.may
 ORDER BY rm.role, w."position";
