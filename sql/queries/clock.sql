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

-- name: clock_recount_list :read
-- Running clocks that a change of a day may move: those that count working days, or may not end on a day off.
-- params: kinds text[], from_on date
-- gives: id bigint
SELECT c.id FROM app.clock c
 WHERE c.state <> 'ended' AND c.kind = ANY ($1) AND coalesce(c.due_on, 'infinity') >= $2 AND c.starts_on <= c.due_on
 ORDER BY c.id;

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
