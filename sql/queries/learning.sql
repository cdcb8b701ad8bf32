-- Significant and learning events (H-mon-4, R-sea-4).

-- name: learning_list :read
-- Events, newest first; those of a case only where the member may know of the case.
-- params: most integer, skip integer
-- gives: happened_on date, title text, significant boolean, what_we_learnt text, what_changes text, added_by text,
--   case_reference text
SELECT x.happened_on, x.title, x.significant, x.what_we_learnt, x.what_changes,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = x.added_by), '') AS added_by, c.reference AS case_reference
  FROM app.learning_event x LEFT JOIN app.case_file c ON c.id = x.case_id
 ORDER BY x.happened_on DESC, x.id DESC LIMIT $1 OFFSET $2;

-- name: learning_count :read
-- How many there are.
-- gives: total bigint
SELECT count(*) AS total FROM app.learning_event;

-- name: learning_alone_add :write
-- An event that belongs to no case.
-- params: happened_on date, title text, significant boolean, what_we_learnt text, what_changes text
-- gives: id bigint
INSERT INTO app.learning_event (practice_id, happened_on, title, significant, what_we_learnt, what_changes, added_by)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;
