-- Files and evidence.

-- name: file_add :write
-- An upload: this member's until a case takes it over.
-- params: name text, media_type text, size bigint, sha256 bytea, salt bytea, digest bytea
-- gives: id bigint, public_id uuid
INSERT INTO app.stored_file (practice_id, owner_id, name, media_type, size, sha256, salt, digest)
VALUES (app.practice(), app.member(), $1, $2, $3, $4, $5, $6) RETURNING id, public_id;

-- name: file_chunk_add :write
-- Its bytes, 256 KB a row.
-- params: file_id bigint, n integer, bytes bytea
INSERT INTO app.file_chunk (file_id, practice_id, n, bytes) VALUES ($1, app.practice(), $2, $3);

-- name: evidence_take_over :write
-- This member's upload becomes evidence. No row: it is not theirs, or was taken over.
-- params: case_id bigint, public_id text, shows_patient boolean
-- gives: id bigint
WITH f AS (
  UPDATE app.stored_file SET case_id = $1
   WHERE public_id::text = $2 AND owner_id = app.member() AND case_id IS NULL RETURNING id, name, stored_at)
INSERT INTO app.evidence (practice_id, case_id, kind, file_id, title, shows_patient, captured_at, added_by)
SELECT app.practice(), $1, 'file', f.id, f.name, $3, f.stored_at, app.member() FROM f RETURNING id;

-- name: evidence_describe :write
-- A written description stands in for a copy (U-10).
-- params: case_id bigint, content_id bigint, why text
-- gives: id bigint
INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, title, captured_at, added_by)
VALUES (app.practice(), $1, 'description', $2, $3, 'Written description', now(), app.member()) RETURNING id;

-- name: upload_list :read
-- This member's uploads that no case has taken over.
-- gives: public_id uuid, name text, size bigint, media_type text
SELECT public_id, name, size, media_type FROM app.stored_file
 WHERE owner_id = app.member() AND case_id IS NULL ORDER BY id DESC LIMIT 100;

-- name: evidence_list :read
-- The evidence of a case, oldest first. Descriptions come with their words.
-- params: reference text
-- gives: public_id uuid, kind text, title text, media_type text, size bigint, sha256 text, captured_at timestamptz,
--   added_at timestamptz, added_by text, shows_patient boolean, why_described text, words text, in_order boolean,
--   may_open boolean, type_title text
SELECT e.public_id, e.kind, e.title, coalesce(f.media_type, '') AS media_type, f.size, coalesce(encode(f.sha256, 'hex'), '') AS sha256,
       e.captured_at, e.added_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = e.added_by), '') AS added_by,
       e.shows_patient, coalesce(e.why_described, '') AS why_described,
       coalesce((SELECT convert_from(x.bytes, 'UTF8') FROM app.content x WHERE x.id = e.content_id), '') AS words, e.in_order,
       e.kind = 'file' AND (NOT e.shows_patient OR app.may('manage')) AS may_open,
       CASE WHEN f.media_type LIKE 'image/%' THEN 'Picture' WHEN f.media_type LIKE 'video/%' THEN 'Film'
            WHEN f.media_type LIKE 'audio/%' THEN 'Sound' WHEN f.media_type = 'application/pdf' THEN 'PDF'
            WHEN f.media_type LIKE 'message/%' OR f.media_type = 'application/vnd.ms-outlook' THEN 'E-mail'
            WHEN f.media_type = 'text/plain' THEN 'Text' WHEN f.media_type LIKE 'application/%word%' THEN 'Word document'
            ELSE coalesce(f.media_type, 'Written description') END AS type_title
  FROM app.case_file c JOIN app.evidence e ON e.case_id = c.id LEFT JOIN app.stored_file f ON f.id = e.file_id
 WHERE c.reference = upper($1) ORDER BY e.id;

-- name: evidence_file :read
-- One file, to be sent. What shows a patient is opened by those who work the case only (U-10).
-- params: reference text, public_id text
-- gives: file_id bigint, name text, media_type text, size bigint, sha256 text
SELECT f.id AS file_id, f.name, f.media_type, f.size, encode(f.sha256, 'hex') AS sha256
  FROM app.case_file c JOIN app.evidence e ON e.case_id = c.id JOIN app.stored_file f ON f.id = e.file_id
 WHERE c.reference = upper($1) AND e.public_id::text = lower($2) AND (NOT e.shows_patient OR app.may('manage'));

-- name: evidence_chunk :stream
-- A part of its bytes.
-- params: file_id bigint, n integer
-- gives: bytes bytea
SELECT c.bytes FROM app.stored_file f JOIN app.file_chunk c ON c.file_id = f.id WHERE f.id = $1 AND c.n = $2;
