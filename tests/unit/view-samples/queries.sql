-- Queries that the sample templates name. They are never run: the test makes their rows by hand.

-- name: shell :read
-- What every page of a signed-in member shows around its content.
-- gives: member_name text, practice_name text, role_title text, can_log boolean, sees_cases boolean,
--   can_manage boolean, can_report boolean, can_import boolean, can_admin boolean, can_audit boolean,
--   open_tasks bigint, unread_notices bigint, idle_minutes integer
SELECT m.name, m.practice, m.role, true, true, true, true, true, true, true, 3::bigint, 1::bigint, 15
FROM app.sample AS m;

-- name: sample_case :read
-- One case.
-- gives: reference text, summary text, link text, is_sealed boolean, logged_at timestamptz, version integer
SELECT c.reference, c.summary, c.link, c.is_sealed, c.logged_at, c.version FROM app.sample AS c;

-- name: sample_choices :read
-- Choices that come from the database.
-- gives: code text, label text, hint text
SELECT c.code, c.label, c.hint FROM app.sample AS c;

-- name: sample_events :read
-- What happened, newest first.
-- gives: title text, happened_at timestamptz, happened_on date, actor_name text, note text
SELECT e.title, e.happened_at, e.happened_on, e.actor_name, e.note FROM app.sample AS e;

-- name: sample_files :read
-- Files.
-- gives: public_id text, name text, size bigint, added_at timestamptz
SELECT f.public_id, f.name, f.size, f.added_at FROM app.sample AS f;
