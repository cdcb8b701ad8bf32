-- Closing a case, reopening it, passing over a step, and what was learned (U-5, U-11, U-15).

-- name: close_show :read
-- What is to be known before a case is closed, and what was written when it was.
-- params: reference text
-- gives: state text, is_closed boolean, version integer, is_complaint_open boolean, is_decision_open boolean, drafts bigint,
--   outcome text, close_reason text, learning text, word_to_reporter text, closed_at timestamptz, reporter text, member_name text,
--   is_post_gone boolean, may_manage boolean, is_warned boolean, is_removed boolean, is_kept boolean
SELECT c.state, c.state = 'closed' AS is_closed, c.version,
       EXISTS (SELECT FROM app.complaint x WHERE x.case_id = c.id AND x.state IN ('with_lead', 'invited')) AS is_complaint_open,
       app.decision_live(c.id) IS NOT NULL
         AND NOT EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = app.decision_live(c.id)) AS is_decision_open,
       (SELECT count(*) FROM app.letter l WHERE l.case_id = c.id AND l.state = 'draft') AS drafts,
       coalesce(c.outcome, '') AS outcome, c.close_reason, c.learning, c.word_to_reporter, c.closed_at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = c.logged_by), '') AS reporter,
       (SELECT m.name FROM app.member m WHERE m.id = app.member()) AS member_name, l.is_post_gone, app.may('manage') AS may_manage,
       EXISTS (SELECT FROM app.warning w WHERE w.case_id = c.id AND w.warned_on IS NOT NULL AND w.in_order) AS is_warned,
       EXISTS (SELECT FROM app.list_removal r WHERE r.case_id = c.id) AS is_removed,
       EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = app.decision_live(c.id) AND o.outcome = 'not_carried') AS is_kept
  FROM app.case_file c CROSS JOIN LATERAL app.ladder_state(c.id) l
 WHERE c.reference = upper($1);

-- name: close_tasks :read
-- Open tasks: those of law and contract go on after closing, the others end with it.
-- params: reference text
-- gives: title text, due_on date, is_legal boolean, basis_title text, is_late boolean
SELECT t.title, t.due_on, t.basis IN ('law', 'contract') AS is_legal,
       CASE t.basis WHEN 'law' THEN 'Law' WHEN 'contract' THEN 'Contract' WHEN 'request' THEN 'Asked for by another body'
         ELSE 'Our own target' END AS basis_title,
       coalesce(t.due_at < now(), t.due_on < current_date, false) AS is_late
  FROM app.case_file c JOIN app.task t ON t.case_id = c.id
 WHERE c.reference = upper($1) AND t.done_at IS NULL ORDER BY t.basis NOT IN ('law', 'contract'), t.due_on NULLS LAST, t.id;

-- name: close_drafts :read
-- Drafts of letters that closing drops.
-- params: case_id bigint
-- gives: id bigint, version integer
SELECT l.id, l.version FROM app.letter l WHERE l.case_id = $1 AND l.state = 'draft' ORDER BY l.id;

-- name: close_record :write
-- Closes the case, if nobody was first.
-- params: case_id bigint, version integer, outcome text, close_reason text, learning text, word_to_reporter text
-- gives: version integer
UPDATE app.case_file SET state = 'closed', step = 'closed', closed_at = now(), outcome = $3, close_reason = $4, learning = $5,
  word_to_reporter = $6, version = version + 1
 WHERE id = $1 AND version = $2 AND state <> 'closed' RETURNING version;

-- name: close_end_tasks :write
-- Ends the practice's own tasks with the case; legal and contract ones, and looking again, go on.
-- params: case_id bigint
UPDATE app.task SET done_at = now(), done_by = app.member(), result = 'the case was closed'
 WHERE case_id = $1 AND done_at IS NULL AND basis NOT IN ('law', 'contract') AND kind NOT IN ('look_again', 'look_again_later');

-- name: close_undo :write
-- Opens the case again.
-- params: case_id bigint, step text
-- gives: version integer
UPDATE app.case_file SET state = 'open', step = $2, closed_at = NULL, outcome = NULL, version = version + 1
 WHERE id = $1 AND state = 'closed' RETURNING version;

-- name: learning_record :write
-- A learning event of this case (U-11, R-sea-4).
-- params: case_id bigint, happened_on date, title text, significant boolean, what_we_learnt text, what_changes text
-- gives: id bigint
INSERT INTO app.learning_event (practice_id, case_id, happened_on, title, significant, what_we_learnt, what_changes, added_by)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;

-- name: jump_show :read
-- The step that would be passed over: its title in the case's policy, and the last that was recorded of it.
-- params: reference text, step text
-- gives: step text, step_title text, entry text
SELECT $2 AS step,
       coalesce((SELECT p.title FROM app.policy_step p WHERE p.policy_version_id = c.policy_version_id AND p.step = $2), '') AS step_title,
       coalesce((SELECT s.entry FROM app.step_entry s WHERE s.case_id = c.id AND s.step = $2 ORDER BY s.id DESC LIMIT 1), '') AS entry
  FROM app.case_file c WHERE c.reference = upper($1);
