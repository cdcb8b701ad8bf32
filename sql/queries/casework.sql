-- Statements that several rooms of casework share.

-- name: calendar_bank_holidays :read
-- For clocks: the bank holidays of England.
-- gives: on_date date, name text
SELECT d.on_date, d.name FROM app.calendar() d WHERE d.kind = 'bank_holiday' ORDER BY d.on_date;

-- name: calendar_closures :read
-- For clocks: days on which the practice is closed.
-- gives: on_date date, reason text
SELECT d.on_date, d.name AS reason FROM app.calendar() d WHERE d.kind = 'closure' ORDER BY d.on_date;

-- name: setting_whole :read
-- A whole-number setting of the practice, or its default.
-- params: key text
-- gives: value integer
SELECT app.setting_whole($1) AS value;

-- name: practice_today :read
-- Today where the practice is.
-- gives: today date
SELECT app.today() AS today;

-- name: task_add :write
-- A task for a role. elapsed: seconds from starts_at, for clocks of elapsed time.
-- params: case_id bigint?, complaint_id bigint?, kind text, title text, role text, due_on date?, starts_at timestamptz?, elapsed bigint?, basis text, clock text, citation text, about_id bigint?, clock_id bigint?
-- gives: id bigint
INSERT INTO app.task (practice_id, case_id, complaint_id, kind, title, role, due_on, due_at, basis, clock, citation, about_id, clock_id)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7 + make_interval(secs => $8), $9, $10, $11, $12, $13) RETURNING id;

-- name: task_end :write
-- Ends the open tasks of a kind, of a case or of a complaint without one.
-- params: case_id bigint?, complaint_id bigint?, kind text, about_id bigint?, result text
UPDATE app.task SET done_at = now(), done_by = app.member(), result = $5
 WHERE kind = $3 AND done_at IS NULL AND ($4::bigint IS NULL OR about_id = $4)
   AND CASE WHEN $1::bigint IS NOT NULL THEN case_id = $1 ELSE complaint_id = $2 AND case_id IS NULL END;

-- name: step_entry_add :write
-- One entry in the ladder's log.
-- params: case_id bigint, step text, entry text, reason text, on_date date?, in_order boolean
-- gives: id bigint
INSERT INTO app.step_entry (practice_id, case_id, step, entry, reason, on_date, in_order, by_member)
VALUES (app.practice(), $1, $2, $3, $4, coalesce($5, current_date), $6, app.member()) RETURNING id;

-- name: case_facts :read
-- The facts of every gate, one a row.
-- params: case_id bigint
-- gives: name text, value text
SELECT f.key AS name, f.value FROM jsonb_each_text(app.gate_facts($1)) f;

-- name: case_moved :write
-- Where the case now stands, for lists; any change of it counts up its version.
-- params: case_id bigint, state text, step text
-- gives: version integer
UPDATE app.case_file SET state = $2, step = $3, version = version + 1 WHERE id = $1 RETURNING version;
