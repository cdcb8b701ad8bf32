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
