-- Requests to remove a post, to whoever posted or to the platform, and what came of them (W-2.3e, W-2.3f, U-16).

-- name: request_list :read
-- Requests and reports, newest first, each with how it stands.
-- params: reference text
-- gives: id bigint, is_to_author boolean, sent_on date, answer_by date, platform_reference text, in_order boolean, reason text,
--   letter_id bigint, by_name text, is_waiting boolean, is_late boolean, clock text
SELECT r.id, r.addressed_to = 'author' AS is_to_author, r.sent_on, r.answer_by, r.platform_reference, r.in_order, r.reason,
       l.letter_id, coalesce((SELECT m.name FROM app.member m WHERE m.id = r.by_member), '') AS by_name,
       NOT EXISTS (SELECT FROM app.removal_outcome o WHERE o.request_id = r.id) AS is_waiting,
       NOT EXISTS (SELECT FROM app.removal_outcome o WHERE o.request_id = r.id) AND coalesce(r.answer_by < current_date, false) AS is_late,
       coalesce((SELECT t.clock FROM app.task t WHERE t.case_id = c.id AND t.about_id = r.id
                  AND t.kind IN ('removal_reply', 'platform_recheck') ORDER BY t.id LIMIT 1), '') AS clock
  FROM app.case_file c JOIN app.removal_request r ON r.case_id = c.id LEFT JOIN app.letter_sent l ON l.id = r.letter_sent_id
 WHERE c.reference = upper($1) ORDER BY r.id DESC;

-- name: request_outcomes :read
-- What came back or was seen, oldest first.
-- params: reference text
-- gives: request_id bigint, outcome_title text, on_date date, words text, by_name text
SELECT o.request_id,
       CASE o.outcome WHEN 'agreed' THEN 'Agreed to take it down' WHEN 'refused' THEN 'Refused' WHEN 'no_answer' THEN 'No answer'
         WHEN 'still_up' THEN 'Seen: still up' WHEN 'changed' THEN 'Seen: changed' ELSE 'Seen: gone' END AS outcome_title,
       o.on_date, convert_from(t.bytes, 'UTF8') AS words, coalesce((SELECT m.name FROM app.member m WHERE m.id = o.by_member), '') AS by_name
  FROM app.case_file c JOIN app.removal_outcome o ON o.case_id = c.id LEFT JOIN app.content t ON t.id = o.content_id
 WHERE c.reference = upper($1) ORDER BY o.id;

-- name: request_looks :read
-- What was seen when somebody looked without a request, newest first.
-- params: reference text
-- gives: outcome_title text, on_date date, words text, by_name text
SELECT CASE o.outcome WHEN 'still_up' THEN 'Still up' WHEN 'changed' THEN 'Changed' ELSE 'Gone' END AS outcome_title,
       o.on_date, convert_from(t.bytes, 'UTF8') AS words, coalesce((SELECT m.name FROM app.member m WHERE m.id = o.by_member), '') AS by_name
  FROM app.case_file c JOIN app.removal_outcome o ON o.case_id = c.id LEFT JOIN app.content t ON t.id = o.content_id
 WHERE c.reference = upper($1) AND o.request_id IS NULL ORDER BY o.id DESC;

-- name: request_tasks :read
-- When somebody looks next, with the sum behind the date.
-- params: reference text
-- gives: title text, due_on date, is_late boolean, clock text, citation text
SELECT t.title, t.due_on, coalesce(t.due_on < current_date, false) AS is_late, t.clock, t.citation
  FROM app.case_file c JOIN app.task t ON t.case_id = c.id
 WHERE c.reference = upper($1) AND t.done_at IS NULL AND t.kind IN ('removal_reply', 'platform_recheck', 'look_again', 'look_again_later')
 ORDER BY t.due_on, t.id;

-- name: request_show :read
-- One request of the case. No row: there is none of that number here.
-- params: reference text, id bigint
-- gives: id bigint, is_to_author boolean, sent_on date, answer_by date
SELECT r.id, r.addressed_to = 'author' AS is_to_author, r.sent_on, r.answer_by
  FROM app.case_file c JOIN app.removal_request r ON r.case_id = c.id
 WHERE c.reference = upper($1) AND r.id = $2;

-- name: request_now :read
-- The request that an outcome is about, and how the post was last seen.
-- params: case_id bigint, id bigint?
-- gives: id bigint, is_to_author boolean, sent_on date, in_order boolean, last_seen text
SELECT r.id, coalesce(r.addressed_to = 'author', false) AS is_to_author, r.sent_on, coalesce(r.in_order, true) AS in_order,
       coalesce((SELECT o.outcome FROM app.removal_outcome o WHERE o.case_id = c.id
                  AND o.outcome IN ('still_up', 'changed', 'gone') ORDER BY o.id DESC LIMIT 1), '') AS last_seen
  FROM app.case_file c LEFT JOIN app.removal_request r ON r.case_id = c.id AND r.id = $2 WHERE c.id = $1;

-- name: request_record :write
-- One request or report.
-- params: case_id bigint, addressed_to text, letter_sent_id bigint?, platform_reference text, sent_on date, answer_by date?,
--   in_order boolean, reason text
-- gives: id bigint
INSERT INTO app.removal_request (practice_id, case_id, addressed_to, letter_sent_id, platform_reference, sent_on, answer_by,
  in_order, reason, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, app.member()) RETURNING id;

-- name: request_outcome_record :write
-- What came back, or what was seen.
-- params: case_id bigint, request_id bigint?, outcome text, on_date date, content_id bigint?
-- gives: id bigint
INSERT INTO app.removal_outcome (practice_id, case_id, request_id, outcome, on_date, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;

-- name: request_open_looks :read
-- Looks that are waiting, the earliest first.
-- params: case_id bigint
-- gives: kind text
SELECT t.kind FROM app.task t
 WHERE t.case_id = $1 AND t.done_at IS NULL AND t.kind IN ('look_again', 'look_again_later') ORDER BY t.due_on, t.id;
