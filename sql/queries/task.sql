-- Tasks go to a role, with a deputy, never only to a person (U-6).

-- name: task_list :read
-- Open tasks that this member may see, the most pressing first: theirs (view mine), the team's (team), what is late
-- (late), or what no role that anybody holds would do (nobody). after_due and after_id: the row before, or NULL.
-- params: view text, role text, basis text, after_due date?, after_id bigint?
-- gives: id bigint, title text, role_title text, reference text, summary text, due_on date, due_at timestamptz,
--   is_hours boolean, is_late boolean, is_mine boolean, basis text, href text, may_do boolean, urgent boolean, has_case boolean,
--   after text
SELECT t.id, t.title, r.title AS role_title, coalesce(c.reference, x.reference, '') AS reference, coalesce(c.summary, '') AS summary,
       t.due_on, t.due_at, t.due_at IS NOT NULL AS is_hours,
       coalesce(t.due_at < now(), t.due_on < current_date, false) AS is_late, m.is_mine,
       CASE t.basis WHEN 'law' THEN 'Law' WHEN 'contract' THEN 'Contract' WHEN 'request' THEN 'Asked for by another body'
         ELSE 'Our own target' END AS basis,
       CASE WHEN c.id IS NOT NULL THEN '/cases/' || c.reference || '/' || coalesce(k.page, 'tasks/' || t.id || '/done')
            WHEN x.id IS NOT NULL THEN '/complaints/' || x.reference ELSE coalesce(k.page, '/tasks') END AS href,
       (m.is_mine OR app.may('manage')) AND (c.id IS NULL OR c.id <> ALL (app.aside())) AS may_do, coalesce(c.urgent, false) AS urgent,
       c.id IS NOT NULL AS has_case, coalesce(t.due_on::text, 'none') || '.' || t.id AS after
  FROM app.task t JOIN app.role r ON r.code = t.role
  LEFT JOIN app.case_file c ON c.id = t.case_id LEFT JOIN app.complaint x ON x.id = t.complaint_id
  LEFT JOIN app.task_kind k ON k.kind = t.kind,
       LATERAL (SELECT (t.role = ANY ((SELECT app.task_roles(app.member()))::text[])
           OR app.may('manage') AND t.id = ANY ((SELECT app.tasks_stranded())::bigint[])) AS is_mine) m
 WHERE t.done_at IS NULL AND t.practice_id = app.practice() AND (t.case_id IS NULL OR c.id IS NOT NULL)
   AND CASE $1 WHEN 'mine' THEN m.is_mine WHEN 'late' THEN coalesce(t.due_at < now(), t.due_on < current_date, false)
         WHEN 'nobody' THEN t.role <> ALL ((SELECT app.roles_held())::text[]) ELSE true END
   AND ($2 = '' OR t.role = $2) AND ($3 = '' OR t.basis = $3)
   AND ($5::bigint IS NULL OR (coalesce(t.due_on, 'infinity'), t.id) > (coalesce($4, 'infinity'), $5))
 ORDER BY coalesce(t.due_on, 'infinity'), t.id LIMIT 26;

-- name: task_rows :made
-- The rows of task_list that go on one page.
-- gives: id bigint, title text, role_title text, reference text, summary text, due_on date, due_at timestamptz,
--   is_hours boolean, is_late boolean, is_mine boolean, basis text, href text, may_do boolean, urgent boolean, has_case boolean,
--   after text

-- name: task_counts :read
-- How many there are in each view, of those this member may see.
-- gives: mine bigint, team bigint, late bigint, nobody bigint
SELECT count(*) FILTER (WHERE (t.role = ANY ((SELECT app.task_roles(app.member()))::text[])
           OR app.may('manage') AND t.id = ANY ((SELECT app.tasks_stranded())::bigint[]))) AS mine, count(*) AS team,
       count(*) FILTER (WHERE coalesce(t.due_at < now(), t.due_on < current_date, false)) AS late,
       count(*) FILTER (WHERE t.role <> ALL ((SELECT app.roles_held())::text[])) AS nobody
  FROM app.task t LEFT JOIN app.case_file c ON c.id = t.case_id
 WHERE t.done_at IS NULL AND t.practice_id = app.practice() AND (t.case_id IS NULL OR c.id IS NOT NULL);

-- name: task_roles :read
-- Roles to choose from, and whom this member covers for today.
-- gives: code text, title text
SELECT code, title FROM app.role ORDER BY "position";

-- name: task_covered :read
-- Who is away and has this member as cover.
-- gives: name text, away_to date
SELECT m.name, m.away_to FROM app.member m WHERE m.cover_id = app.member() AND app.is_away(m) ORDER BY m.name;

-- name: task_show :read
-- One task.
-- params: reference text, task_id bigint
-- gives: id bigint, kind text, title text, role_title text, due_on date, due_at timestamptz, is_hours boolean,
--   clock text, citation text, basis text, is_open boolean, done_by text, done_at timestamptz, result text, is_breach boolean
SELECT t.id, t.kind, t.title, r.title AS role_title, t.due_on, t.due_at, t.due_at IS NOT NULL AS is_hours, t.clock, t.citation,
       CASE t.basis WHEN 'law' THEN 'Law' WHEN 'contract' THEN 'Contract' WHEN 'request' THEN 'Asked for by another body'
         ELSE 'Our own target' END AS basis,
       t.done_at IS NULL AS is_open, coalesce((SELECT m.name FROM app.member m WHERE m.id = t.done_by), '') AS done_by, t.done_at,
       t.result, t.kind = 'breach_check' AS is_breach
  FROM app.case_file c JOIN app.task t ON t.case_id = c.id JOIN app.role r ON r.code = t.role
 WHERE c.reference = upper($1) AND t.id = $2;

-- name: task_now :read
-- Whether a task can be ended here, and by this member.
-- params: case_id bigint, task_id bigint
-- gives: kind text, is_open boolean, may_do boolean, has_page boolean
SELECT t.kind, t.done_at IS NULL AS is_open,
       app.may('manage') OR t.role = ANY (app.task_roles(app.member())) AS may_do,
       EXISTS (SELECT FROM app.task_kind k WHERE k.kind = t.kind) AS has_page
  FROM app.task t WHERE t.case_id = $1 AND t.id = $2;

-- name: task_done :write
-- It is done, and what came of it.
-- params: case_id bigint, task_id bigint, result text
UPDATE app.task SET done_at = now(), done_by = app.member(), result = $3
 WHERE case_id = $1 AND id = $2 AND done_at IS NULL;
