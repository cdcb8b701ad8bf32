-- Tasks go to a role, with a deputy, never only to a person (U-6).

-- name: task_list :read
-- Open tasks of cases that this member sees: their own roles' first.
-- gives: id bigint, title text, role_title text, reference text, summary text, due_on date, due_at timestamptz,
--   is_hours boolean, is_late boolean, is_mine boolean, basis text, href text, may_do boolean, urgent boolean
SELECT t.id, t.title, r.title AS role_title, c.reference, c.summary, t.due_on, t.due_at, t.due_at IS NOT NULL AS is_hours,
       coalesce(t.due_at < now(), t.due_on < current_date, false) AS is_late, m.is_mine,
       CASE t.basis WHEN 'law' THEN 'Law' WHEN 'contract' THEN 'Contract' WHEN 'request' THEN 'Asked for by another body'
         ELSE 'Our own target' END AS basis,
       '/cases/' || c.reference || '/' || coalesce((SELECT k.page FROM app.task_kind k WHERE k.kind = t.kind), 'tasks/' || t.id || '/done') AS href,
       (m.is_mine OR app.may('manage')) AND c.id <> ALL (app.aside()) AS may_do, c.urgent
  FROM app.task t JOIN app.case_file c ON c.id = t.case_id JOIN app.role r ON r.code = t.role,
       LATERAL (SELECT EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = app.member() AND mr.role = t.role
                 AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)) AS is_mine) m
 WHERE t.done_at IS NULL AND t.practice_id = app.practice()
 ORDER BY m.is_mine DESC, coalesce(t.due_on, 'infinity'), t.id LIMIT 200;

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
       app.may('manage') OR EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = app.member() AND mr.role = t.role
         AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)) AS may_do,
       EXISTS (SELECT FROM app.task_kind k WHERE k.kind = t.kind) AS has_page
  FROM app.task t WHERE t.case_id = $1 AND t.id = $2;

-- name: task_done :write
-- It is done, and what came of it.
-- params: case_id bigint, task_id bigint, result text
UPDATE app.task SET done_at = now(), done_by = app.member(), result = $3
 WHERE case_id = $1 AND id = $2 AND done_at IS NULL;
