-- Clocks: started, stopped, gone on, extended, corrected, ended. src/casework/clock.c runs them.

-- name: clock_add :write
-- A clock begins. elapsed: seconds from starts_at until it is due.
-- params: case_id bigint?, complaint_id bigint?, about_kind text, about_id bigint?, kind text, title text, basis text, basis_text text, cites text, length integer, starts_on date, starts_at timestamptz?, agreed_due date?, agreed_on date?, due_on date?, elapsed bigint?, sum text, warning text
-- gives: id bigint
INSERT INTO app.clock (practice_id, case_id, complaint_id, about_kind, about_id, kind, title, basis, basis_text, cites, length,
  starts_on, starts_at, agreed_due, agreed_on, due_on, due_at, sum, warning)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $12 + make_interval(secs => $16), $17, $18)
RETURNING id;

-- name: clock_lock :write
-- The clock as it stands, held until the end of the transaction.
-- params: clock_id bigint
-- gives: id bigint, case_id bigint, complaint_id bigint, kind text, length integer, starts_on date, starts_at timestamptz,
--   elapsed bigint, agreed_due date, agreed_on date, due_on date, state text, version integer, today date
SELECT c.id, c.case_id, c.complaint_id, c.kind, c.length, c.starts_on, c.starts_at,
       extract(epoch FROM c.due_at - c.starts_at)::bigint AS elapsed, c.agreed_due, c.agreed_on, c.due_on, c.state, c.version,
       app.today() AS today
  FROM app.clock c WHERE c.id = $1 FOR UPDATE OF c;

-- name: clock_stops :read
-- When it was stopped and went on, in order.
-- params: clock_id bigint
-- gives: entry text, on_date date
SELECT entry, on_date FROM app.clock_entry
 WHERE clock_id = $1 AND entry IN ('stopped', 'restarted') ORDER BY id;

-- name: clock_change :write
-- What holds from now on; open tasks of the clock move with it.
-- params: clock_id bigint, starts_on date, starts_at timestamptz?, agreed_due date?, agreed_on date?, due_on date?, elapsed bigint?, sum text, warning text, state text, ended_on date?, result text
WITH changed AS (
  UPDATE app.clock SET starts_on = $2, starts_at = $3, agreed_due = $4, agreed_on = $5, due_on = $6,
    due_at = $3 + make_interval(secs => $7), sum = $8, warning = $9, state = $10, ended_on = $11, result = $12, version = version + 1
   WHERE id = $1 RETURNING id)
UPDATE app.task t SET due_on = $6, due_at = $3 + make_interval(secs => $7), clock = $8 FROM changed
 WHERE t.clock_id = changed.id AND t.done_at IS NULL;

-- name: clock_entry_add :write
-- What was done to a clock, with its sum as it now is.
-- params: clock_id bigint, entry text, on_date date, reason text
-- gives: id bigint
INSERT INTO app.clock_entry (practice_id, case_id, clock_id, entry, on_date, starts_on, starts_at, due_on, due_at, sum, reason, by_member)
SELECT c.practice_id, c.case_id, c.id, $2, $3, c.starts_on, c.starts_at, c.due_on, c.due_at, c.sum, $4, app.member()
  FROM app.clock c WHERE c.id = $1 RETURNING id;

-- name: clock_done_list :read
-- Open clocks all of whose tasks are done, of a case or of a complaint without one.
-- params: case_id bigint?, complaint_id bigint?
-- gives: id bigint
SELECT c.id FROM app.clock c
 WHERE c.state <> 'ended' AND CASE WHEN $1::bigint IS NOT NULL THEN c.case_id = $1 ELSE c.complaint_id = $2 AND c.case_id IS NULL END
   AND EXISTS (SELECT FROM app.task t WHERE t.clock_id = c.id)
   AND NOT EXISTS (SELECT FROM app.task t WHERE t.clock_id = c.id AND t.done_at IS NULL)
 ORDER BY c.id;

-- name: calendar_changed :read
-- Days that changed since clocks were last counted: which, as they now stand; the earliest; in words.
-- gives: days text[], from_on date, reason text
SELECT array_agg(x.kind || ' ' || x.on_date || ' ' || x.at) AS days, min(x.on_date) AS from_on,
       string_agg(to_char(x.on_date, 'FMDD Mon YYYY') || ': ' || x.name, ', ' ORDER BY x.on_date) AS reason
  FROM app.practice_day x WHERE x.recounted_at IS NULL HAVING count(*) > 0;

-- name: clock_recount_list :read
-- Open clocks that a changed day may move, or make certain: of kinds that count working days or do not end on a day off.
-- params: kinds text[], from_on date
-- gives: id bigint, case_id bigint
SELECT k.id, k.case_id FROM app.clock k
 WHERE k.state <> 'ended' AND k.kind = ANY ($1) AND (coalesce(k.due_on, 'infinity') >= $2 OR k.warning <> '') ORDER BY k.id;

-- name: case_hold :write
-- The case's own lock, as everybody who changes it takes it first.
-- params: case_id bigint
-- gives: id bigint
SELECT id FROM app.case_file WHERE id = $1 FOR UPDATE;

-- name: calendar_recounted :write
-- Every open clock has been counted with those days as they were then.
-- params: days text[]
UPDATE app.practice_day x SET recounted_at = now()
 WHERE x.recounted_at IS NULL AND x.kind || ' ' || x.on_date || ' ' || x.at = ANY ($1);

-- name: clock_instant :read
-- An instant in seconds since 1970, for the sum of an elapsed clock, and whether it has come.
-- params: at timestamptz
-- gives: seconds bigint, on_date date, is_ahead boolean
SELECT extract(epoch FROM $1::timestamptz)::bigint AS seconds, $1::date AS on_date, $1 > now() AS is_ahead;

-- name: clock_may_correct :read
-- Whether this member may correct the day a clock started.
-- gives: may boolean
SELECT app.may('correct_received') AS may;

-- name: clock_first_seen :read
-- When the practice first saw what a case is about: the safe start of the 72 hours (R-dp-1).
-- params: case_id bigint
-- gives: discovered_at timestamptz
SELECT discovered_at FROM app.case_file WHERE id = $1;

-- name: clock_list :read
-- The clocks of a case, open ones first.
-- params: reference text
-- gives: id bigint, title text, basis text, due_on date, due_at timestamptz, is_elapsed boolean, state text, is_late boolean,
--   ended_on date, has_warning boolean
SELECT k.id, k.title, k.basis_text AS basis, k.due_on, k.due_at, k.due_at IS NOT NULL AS is_elapsed, k.state,
       k.state = 'running' AND coalesce(k.due_at < now(), k.due_on < current_date, false) AS is_late, k.ended_on, k.warning <> '' AS has_warning
  FROM app.case_file c JOIN app.clock k ON k.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY k.state = 'ended', k.due_on NULLS LAST, k.id LIMIT 200;

-- name: clock_show :read
-- One clock, of a case (by its reference) or of none ('').
-- params: reference text, clock_id bigint
-- gives: id bigint, kind text, title text, basis text, basis_text text, cites text, starts_on date, starts_at timestamptz,
--   due_on date, due_at timestamptz, is_elapsed boolean, sum text, warning text, state text, ended_on date, result text,
--   is_late boolean, version integer, may_change boolean, may_correct boolean, complaint_reference text
SELECT k.id, k.kind, k.title, k.basis, k.basis_text, k.cites, k.starts_on, k.starts_at, k.due_on, k.due_at,
       k.starts_at IS NOT NULL AS is_elapsed, k.sum, k.warning, k.state, k.ended_on, k.result,
       k.state = 'running' AND coalesce(k.due_at < now(), k.due_on < current_date, false) AS is_late, k.version,
       k.state <> 'ended' AND app.may('manage') AND (k.case_id IS NULL OR k.case_id <> ALL (app.aside())) AS may_change,
       k.state <> 'ended' AND app.may('correct_received') AND (k.case_id IS NULL OR k.case_id <> ALL (app.aside())) AS may_correct,
       coalesce((SELECT x.reference FROM app.complaint x WHERE x.id = k.complaint_id AND x.case_id IS NULL), '') AS complaint_reference
  FROM app.clock k LEFT JOIN app.case_file c ON c.id = k.case_id
 WHERE k.id = $2 AND coalesce(c.reference, '') = upper($1);

-- name: clock_entries :read
-- What was done to it, newest first, with the date that each left.
-- params: clock_id bigint
-- gives: entry text, title text, on_date date, due_on date, due_at timestamptz, reason text, at timestamptz, by_name text, sum text,
--   is_elapsed boolean, is_ended boolean
SELECT e.entry, CASE e.entry WHEN 'started' THEN 'Started' WHEN 'stopped' THEN 'Stopped' WHEN 'restarted' THEN 'Went on'
         WHEN 'extended' THEN 'A later date was agreed' WHEN 'start_corrected' THEN 'The start was corrected'
         WHEN 'recounted' THEN 'Counted again: a day off was added or taken away' ELSE 'Ended' END AS title,
       e.on_date, e.due_on, e.due_at, e.reason, e.at, coalesce(m.name, 'Candour') AS by_name, e.sum,
       e.due_at IS NOT NULL AS is_elapsed, e.entry = 'ended' AS is_ended
  FROM app.clock_entry e LEFT JOIN app.member m ON m.id = e.by_member
 WHERE e.clock_id = $1 ORDER BY e.id DESC LIMIT 100;
