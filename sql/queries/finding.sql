-- What the post shows: conduct, as distinct from opinion (U-17).

-- name: finding_list :read
-- Findings on the case, newest first; is_standing: not taken back since.
-- params: reference text
-- gives: ground text, happened_on date, has_evidence boolean, words text, weighed text, is_standing boolean,
--   by_name text, at timestamptz
SELECT x.ground, x.happened_on, x.has_evidence, convert_from(t.bytes, 'UTF8') AS words,
       convert_from(w.bytes, 'UTF8') AS weighed,
       x.id > coalesce((SELECT max(n.id) FROM app.finding n WHERE n.case_id = c.id AND n.ground = 'none'), 0) AS is_standing,
       m.name AS by_name, x.at
  FROM app.case_file c JOIN app.finding x ON x.case_id = c.id
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.content w ON w.id = x.weighed_content_id
  LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: finding_record :write
-- One finding.
-- params: case_id bigint, ground text, happened_on date, has_evidence boolean, content_id bigint, weighed_content_id bigint?
-- gives: id bigint
INSERT INTO app.finding (practice_id, case_id, ground, happened_on, has_evidence, content_id, weighed_content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;
