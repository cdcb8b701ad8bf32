-- Who posted (U-2, U-21, U-22, U-23).

-- name: author_show :read
-- The author as recorded, with the person.
-- params: reference text
-- gives: kind text, kind_title text, basis text, age text, version integer, identified_by bigint, identified_name text,
--   identified_at timestamptz, agreed_name text, agreed_at timestamptz, agreed_alone text, agreed_outside text,
--   person_id bigint, name text, born_on date, nhs_number text, address text, died_on date, is_mine boolean,
--   is_agreed boolean, may_agree_alone boolean
SELECT a.kind, k.title AS kind_title, a.basis, a.age, a.version, a.identified_by,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = a.identified_by), '') AS identified_name, a.identified_at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = a.agreed_by), '') AS agreed_name, a.agreed_at,
       app.statement(c.id, 'author_agreed_alone') AS agreed_alone, app.statement(c.id, 'author_agreed_outside') AS agreed_outside,
       p.id AS person_id, coalesce(p.name, '') AS name, p.born_on, coalesce(p.nhs_number, '') AS nhs_number,
       coalesce(p.address, '') AS address, p.died_on, a.identified_by IS NOT DISTINCT FROM app.member() AS is_mine,
       a.agreed_by IS NOT NULL OR app.statement(c.id, 'author_agreed_alone') = 'yes'
         OR app.statement(c.id, 'author_agreed_outside') = 'yes' AS is_agreed,
       app.setting('nobody_else') = 'yes' AS may_agree_alone
  FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id JOIN app.author_kind k ON k.code = a.kind
  LEFT JOIN app.person p ON p.id = a.person_id
 WHERE c.reference = upper($1);

-- name: author_other_cases :read
-- Other cases of the same person, for those who may see them.
-- params: reference text
-- gives: reference text, summary text, logged_at timestamptz
SELECT o.reference, o.summary, o.logged_at
  FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id
  JOIN app.case_author b ON b.person_id = a.person_id AND b.case_id <> a.case_id
  JOIN app.case_file o ON o.id = b.case_id
 WHERE c.reference = upper($1) ORDER BY o.logged_at DESC LIMIT 50;

-- name: author_now :read
-- The author's row under the lock on the case, for comparing versions.
-- params: case_id bigint
-- gives: kind text, basis text, age text, version integer, person_id bigint, identified_by bigint, name text, born_on date,
--   nhs_number text, died_on date, agreed_alone text, agreed_outside text, safeguarding_tasks bigint
SELECT a.kind, a.basis, a.age, a.version, a.person_id, a.identified_by, coalesce(p.name, '') AS name, p.born_on,
       coalesce(p.nhs_number, '') AS nhs_number, p.died_on, app.statement(a.case_id, 'author_agreed_alone') AS agreed_alone,
       app.statement(a.case_id, 'author_agreed_outside') AS agreed_outside,
       (SELECT count(*) FROM app.task t WHERE t.case_id = a.case_id AND t.kind = 'safeguarding') AS safeguarding_tasks
  FROM app.case_author a LEFT JOIN app.person p ON p.id = a.person_id WHERE a.case_id = $1;

-- name: author_person_find :read
-- Somebody of that name and date of birth who is known already, and whose NHS number does not say otherwise.
-- params: name text, born_on date, nhs_number text?
-- gives: id bigint
SELECT p.id FROM app.person p
 WHERE p.practice_id = app.practice() AND lower(p.name) = lower($1) AND p.born_on = $2
   AND (p.nhs_number IS NULL OR $3::text IS NULL OR p.nhs_number = $3)
 ORDER BY p.id LIMIT 1;

-- name: author_person_shared :read
-- May the row not be turned into this person? Something rests on it already, and name or birth date differ.
-- params: person_id bigint, name text, born_on date?
-- gives: is_shared boolean
SELECT app.person_is_shared($1, $2, $3) AS is_shared;

-- name: author_person_add :write
-- A person.
-- params: name text, born_on date?, nhs_number text?, address text, died_on date?
-- gives: id bigint
INSERT INTO app.person (practice_id, name, born_on, nhs_number, address, died_on)
VALUES (app.practice(), $1, $2, $3, $4, $5) RETURNING id;

-- name: author_person_change :write
-- What is known of a person now. What was not typed this time stays.
-- params: person_id bigint, name text, born_on date?, nhs_number text?, address text, died_on date?
UPDATE app.person SET name = $2, born_on = coalesce($3, born_on), nhs_number = coalesce($4, nhs_number),
  address = CASE WHEN $5 = '' THEN address ELSE $5 END, died_on = $6, version = version + 1
 WHERE id = $1;

-- name: author_record :write
-- Who posted. keep: nothing that a second person agreed to has changed.
-- params: case_id bigint, kind text, person_id bigint?, basis text, age text, keep boolean
INSERT INTO app.case_author AS a (case_id, practice_id, kind, person_id, basis, age, identified_by, identified_at)
VALUES ($1, app.practice(), $2, $3, $4, $5, app.member(), now())
ON CONFLICT (case_id) DO UPDATE SET kind = excluded.kind, person_id = excluded.person_id, basis = excluded.basis,
  age = excluded.age, version = a.version + 1,
  identified_by = CASE WHEN $6 THEN a.identified_by ELSE app.member() END,
  identified_at = CASE WHEN $6 THEN a.identified_at ELSE now() END,
  agreed_by = CASE WHEN $6 THEN a.agreed_by END, agreed_at = CASE WHEN $6 THEN a.agreed_at END;

-- name: author_complaint_link :write
-- Complaint parts of the case belong to the person who made them.
-- params: case_id bigint, person_id bigint
UPDATE app.complaint SET person_id = $2 WHERE case_id = $1 AND person_id IS DISTINCT FROM $2;

-- name: author_agree :write
-- A second member agrees. No row: it is the same person, or nobody is recorded.
-- params: case_id bigint
-- gives: agreed boolean
UPDATE app.case_author SET agreed_by = app.member(), agreed_at = now(), version = version + 1
 WHERE case_id = $1 AND identified_by IS DISTINCT FROM app.member() RETURNING true AS agreed;

-- name: author_statement :write
-- An answer about the agreement, in words.
-- params: case_id bigint, gate text, answer text, content_id bigint
-- gives: id bigint
INSERT INTO app.gate_statement (practice_id, case_id, gate, answer, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.member()) RETURNING id;

-- name: author_alone_allowed :read
-- Has the practice declared that nobody else can agree? (U-3)
-- gives: allowed boolean
SELECT app.setting('nobody_else') = 'yes' AS allowed;
