-- The home page.

-- name: home_notices :read
-- Cases that this member was told of and has not opened. The case's own policy decides whether it is there.
-- gives: reference text, summary text, kind_title text, urgent boolean, told_at timestamptz
SELECT c.reference, c.summary, k.title AS kind_title, n.urgent, min(n.told_at) AS told_at
  FROM app.notice n JOIN app.case_file c ON c.id = n.case_id JOIN app.case_kind k ON k.code = c.kind
 WHERE n.member_id = app.member() AND n.opened_at IS NULL
 GROUP BY c.id, c.reference, c.summary, k.title, n.urgent ORDER BY n.urgent DESC, min(n.told_at) DESC LIMIT 50;

-- name: home_tasks :read
-- Open tasks of the roles that this member holds, stands in for, or covers.
-- gives: title text, reference text, due_on date, is_late boolean, has_case boolean, href text
SELECT t.title, coalesce(c.reference, x.reference, '') AS reference, t.due_on, coalesce(t.due_on < current_date, false) AS is_late,
       c.id IS NOT NULL AS has_case, CASE WHEN c.id IS NOT NULL THEN '/cases/' || c.reference WHEN x.id IS NOT NULL THEN '/complaints/' || x.reference
         ELSE '/tasks' END AS href
  FROM app.task t LEFT JOIN app.case_file c ON c.id = t.case_id LEFT JOIN app.complaint x ON x.id = t.complaint_id
 WHERE t.done_at IS NULL AND t.practice_id = app.practice() AND (t.case_id IS NULL OR c.id IS NOT NULL)
   AND (t.role = ANY ((SELECT app.task_roles(app.member()))::text[])
           OR app.may('manage') AND t.id = ANY ((SELECT app.tasks_stranded())::bigint[]))
 ORDER BY t.due_on NULLS LAST, t.id LIMIT 50;

-- name: home_reported :read
-- What this member logged, in plain words (U-5).
-- gives: reference text, summary text, logged_at timestamptz, status text, word text
SELECT reference, summary, logged_at, status, word FROM app.reported_by_me();

-- name: home_policies :read
-- Policies in force that this member has not acknowledged yet (W-2.4l).
-- gives: public_id text, title text, version text
SELECT v.public_id, v.title, v.version FROM app.policy_version v
 WHERE v.status = 'in_force'
   AND NOT EXISTS (SELECT FROM app.policy_acknowledgement a WHERE a.policy_version_id = v.id AND a.member_id = app.member())
 ORDER BY v.title;
