-- Advice from a defence body and others; it may be privileged (W-2.4c, U-27).

-- name: advice_list :read
-- Advice on the case, newest first.
-- params: reference text
-- gives: entry text, body text, for_doctor text, their_reference text, on_date date, words text, followed text,
--   why_not text, may_be_privileged boolean, by_name text
SELECT x.entry, x.body, x.for_doctor, x.reference AS their_reference, x.on_date, convert_from(t.bytes, 'UTF8') AS words,
       x.followed, convert_from(n.bytes, 'UTF8') AS why_not, x.may_be_privileged, m.name AS by_name
  FROM app.case_file c JOIN app.advice x ON x.case_id = c.id
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.content n ON n.id = x.why_not_content_id
  LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: advice_record :write
-- One entry: asked, received, or why none was sought.
-- params: case_id bigint, entry text, body text, for_doctor text, their_reference text, on_date date,
--   content_id bigint, followed text, why_not_content_id bigint?, may_be_privileged boolean
-- gives: id bigint
INSERT INTO app.advice (practice_id, case_id, entry, body, for_doctor, reference, on_date, content_id, followed,
  why_not_content_id, may_be_privileged, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, app.member()) RETURNING id;
