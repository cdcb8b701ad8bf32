-- What every visit asks: who it is, what the page frame shows, which case, which draft.

-- name: authenticate :read
-- Settles who is asking for the rest of the transaction; raises 28000 when nobody is signed in.
-- params: token_hash bytea
-- gives: member_id bigint, practice_id bigint, session_id bigint, member_name text, rights text, csrf text
SELECT member_id, practice_id, session_id, member_name, rights, csrf FROM app.authenticate($1);

-- name: session_touch :write
-- Renews last-seen, at most once a minute.
-- gives: touched boolean
SELECT app.session_touch() AS touched;

-- name: case_open :write
-- Leaves the read event for a case page, and marks this member's notice of the case as opened.
-- Nothing happens when the member may not read the case or lacks the right.
-- params: reference text, event text, needs text
-- gives: opened boolean
SELECT app.case_open($1, $2, $3) AS opened;

-- name: page_open :write
-- Leaves the read event for a page that is not about one case (report, search, export).
-- params: event text, needs text
-- gives: opened boolean
SELECT app.page_open($1, $2) AS opened;

-- name: shell :read
-- The frame of every signed-in page.
-- gives: member_name text, practice_name text, role_title text, can_log boolean, sees_cases boolean,
--   can_manage boolean, can_lead boolean, can_report boolean, can_import boolean, can_admin boolean, can_audit boolean, sets_up boolean, can_set_up boolean, can_decide boolean,
--   open_tasks bigint, unread_notices bigint, idle_minutes integer
SELECT m.name AS member_name, p.name AS practice_name,
       coalesce((SELECT string_agg(r.title, ', ' ORDER BY r.position)
                   FROM app.member_role mr JOIN app.role r ON r.code = mr.role
                  WHERE mr.member_id = m.id AND (mr.to_on IS NULL OR mr.to_on >= current_date)), '') AS role_title,
       app.may('log') AS can_log, app.may('read_cases') AS sees_cases, app.may('manage') AS can_manage, app.may('lead_complaint') AS can_lead,
       app.may('report') AS can_report, app.may('import') AS can_import, app.may('admin') AS can_admin,
       app.may('read_log') AS can_audit, app.may('admin') OR app.may('manage') AS sets_up, app.may('set_up') AS can_set_up,
       app.may('record_decision') AS can_decide,
       (SELECT count(*) FROM app.task t
         WHERE t.practice_id = p.id AND t.done_at IS NULL
           AND (t.role = ANY ((SELECT app.task_roles(app.member()))::text[])
           OR app.may('manage') AND t.id = ANY ((SELECT app.tasks_stranded())::bigint[]))) AS open_tasks,
       (SELECT count(*) FROM app.notice n WHERE n.member_id = m.id AND n.opened_at IS NULL) AS unread_notices,
       app.setting_whole('idle_minutes') AS idle_minutes
  FROM app.member m JOIN app.practice p ON p.id = m.practice_id
 WHERE m.id = app.member();

-- name: case_head :read
-- The case that a route names. No row: absent, or hidden from this member; nobody is told which.
-- params: reference text
-- gives: id bigint, reference text, summary text, state text, kind text, kind_title text, sealed boolean,
--   urgent boolean, version integer, is_full boolean, step text, logged_at timestamptz
SELECT c.id, c.reference, c.summary, c.state, c.kind, k.title AS kind_title, c.sealed, c.urgent, c.version,
       c.id <> ALL (app.aside()) AS is_full, c.step, c.logged_at
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind
 WHERE c.reference = upper($1);

-- name: case_lock :write
-- The same for a change: locks the case row first, so that racing writers queue up.
-- params: reference text
-- gives: id bigint, reference text, state text, kind text, is_full boolean, version integer
SELECT c.id, c.reference, c.state, c.kind, c.id <> ALL (app.aside()) AS is_full, c.version
  FROM app.case_file c WHERE c.reference = upper($1) FOR UPDATE;

-- name: receipt_take :write
-- Takes a form's nonce. No row: it was taken before, see receipt_show.
-- params: nonce text, digest bytea, fields text
-- gives: taken boolean
INSERT INTO app.form_receipt (member_id, practice_id, nonce, digest, fields)
VALUES (app.member(), app.practice(), $1, $2, $3)
ON CONFLICT (member_id, nonce) DO NOTHING RETURNING true AS taken;

-- name: receipt_settle :write
-- Where the first sending led: the same form sent again is answered with it.
-- params: nonce text, location text
UPDATE app.form_receipt SET location = $2 WHERE member_id = app.member() AND nonce = $1;

-- name: receipt_show :read
-- What an earlier sending under this nonce was, and led to.
-- params: nonce text, digest bytea
-- gives: same boolean, location text, fields text, at timestamptz
SELECT digest = $2 AS same, location, fields, at FROM app.form_receipt
 WHERE member_id = app.member() AND nonce = $1;

-- name: draft_show :read
-- What this member was typing in this form, if anything.
-- params: form text, ref text
-- gives: fields text, updated_at timestamptz
SELECT fields, updated_at FROM app.draft WHERE member_id = app.member() AND form = $1 AND ref = $2;

-- name: draft_keep :write
-- Autosave: one draft a form, page and member.
-- params: form text, ref text, fields text
-- gives: updated_at timestamptz
INSERT INTO app.draft AS d (practice_id, member_id, form, ref, fields)
VALUES (app.practice(), app.member(), $1, $2, $3)
ON CONFLICT (member_id, form, ref) DO UPDATE SET fields = excluded.fields, updated_at = now()
RETURNING updated_at;

-- name: draft_drop :write
-- The form was sent: its draft has done its work.
-- params: form text, ref text
DELETE FROM app.draft WHERE member_id = app.member() AND form = $1 AND ref = $2;

-- name: draft_keep_idle :write
-- The form came under a session that had gone idle: keep it for its member (invariant 1).
-- params: token_hash bytea, form text, ref text, fields text
-- gives: kept boolean
SELECT kept FROM app.draft_keep_idle($1, $2, $3, $4);
