-- Queries for the tests of candour-compile and of the renderer.

-- name: case_one :read
-- One case, with a column of each type.
-- params: reference text, member_id bigint?, kinds text[], digest bytea, is_open boolean, n integer?
-- gives: id bigint, reference text, title text, is_late boolean, note text,
--   logged_at timestamptz, due date, tags text[], bytes bigint, nhs_number text,
--   key uuid, rate numeric, count integer, raw bytea
SELECT c.id, c.reference, c.title, c.is_late, c.note, -- not "SELECT *" and no $9
       c.logged_at, c.due, c.tags, c.bytes, c.nhs_number, c.key, c.rate,
       (SELECT count(*) FROM app.note)::integer, c.raw
FROM app.case_file c /* a comment of
two lines with $8 */
WHERE c.reference = $1 AND ($2::bigint IS NULL OR c.owner = $2) AND c.kind = ANY ($3)
  AND c.digest = $4 AND c.is_open = $5 AND c.n * 2 > $6 AND c.title <> 'it''s; $7 DELETE';

-- name: events :read
-- What happened.
-- gives: id bigint, day text, title text, kind text, is_read boolean
SELECT e.id, e.day, e.title, e.kind, e.is_read FROM app.event e;

-- name: files :read
-- Files of events.
-- gives: id bigint, event_id bigint, name text
SELECT f.id, f.event_id, f.name FROM app.file f;

-- name: nobody :read
-- Rows that a page may lack.
-- gives: name text
SELECT name FROM app.nobody;

-- name: note_add :write
-- Adds a note and says its number.
-- params: case_id bigint, body text, late boolean?, by bigint?, digest bytea?, n integer
-- gives: id bigint
INSERT INTO app.note (case_id, body, late, author, digest, n)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING id;

-- name: note_lock :write
-- Locks; gives nothing.
-- params: id bigint
SELECT FROM app.note WHERE id = $1 FOR UPDATE;

-- name: notes_all :stream
-- Every note, for an export.
-- params: since date
-- gives: id bigint, body text
SELECT n.id, n.body FROM app.note n WHERE n.at >= $1 ORDER BY n.id

-- name: notes_in :copy
-- Where an import puts its rows.
COPY incoming (a, b) FROM STDIN;

-- name: kinds :made
-- Choices that C makes.
-- gives: code text, label text
