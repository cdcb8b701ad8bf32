-- What `candour audit verify` and `audit export` read, as role auditor, in one snapshot.

-- name: audit_snapshot :write
-- First in the transaction: all that follows sees one moment, and nothing can be written.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: audit_tables :stream
-- The append-only tables, with the columns that are hashed, as a JSON array.
-- gives: table_name text, version integer, columns text
SELECT a.table_name, a.version, array_to_json(a.columns)::text AS columns
  FROM app.append_only a
 ORDER BY a.table_name, a.version;

-- name: audit_rows :stream
-- Every row of one of them: its fields in canonical text, as a JSON array.
-- params: table_name text, version integer
-- gives: id bigint, fields text
SELECT r.row_id AS id, r.fields FROM app.append_only_rows($1, $2) r;

-- name: audit_contents :stream
-- Every content with its bytes.
-- gives: id bigint, salt bytea, bytes bytea
SELECT c.id, c.salt, c.bytes FROM app.content c ORDER BY c.id;

-- name: audit_files :stream
-- Every stored file with its chunks in order; file_id is NULL for chunks of no file.
-- gives: file_id bigint, size bigint, salt bytea, digest bytea, chunk_file_id bigint, n integer, bytes bytea
SELECT f.id AS file_id, f.size, f.salt, f.digest, c.file_id AS chunk_file_id, c.n, c.bytes
  FROM app.stored_file f FULL JOIN app.file_chunk c ON c.file_id = f.id
 ORDER BY coalesce(f.id, c.file_id), c.n;

-- name: audit_events :stream
-- Every chain, its events in order, and the rows that each reports. A chain without events, and an
-- event without its chain, come too.
-- gives: chain_id bigint, chain_kind text, chain_practice_id bigint, chain_case_id bigint, head_seq bigint,
--   head_hash bytea, id bigint, event_chain_id bigint, seq bigint, at text, practice_id bigint, case_id bigint,
--   actor_kind text, actor_id bigint, actor_name text, kind text, is_read boolean, needs_full boolean,
--   detail text, content_id bigint, content_digest bytea, prev_hash bytea, hash bytea,
--   n integer, row_table text, row_id bigint, row_version integer, row_digest bytea
SELECT c.id AS chain_id, c.kind AS chain_kind, c.practice_id AS chain_practice_id, c.case_id AS chain_case_id,
       c.head_seq, c.head_hash,
       e.id, e.chain_id AS event_chain_id, e.seq,
       to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
       e.practice_id, e.case_id, e.actor_kind, e.actor_id, e.actor_name, e.kind, e.is_read, e.needs_full,
       e.detail::text AS detail, e.content_id, e.content_digest, e.prev_hash, e.hash,
       r.n, r.table_name AS row_table, r.row_id, r.version AS row_version, r.digest AS row_digest
  FROM app.chain c
  FULL JOIN app.event e ON e.chain_id = c.id
  LEFT JOIN app.event_row r ON r.event_id = e.id
 ORDER BY CASE c.kind WHEN 'system' THEN 1 WHEN 'practice' THEN 2 WHEN 'case' THEN 3 ELSE 4 END,
          coalesce(c.id, e.chain_id), e.seq, e.id, r.n;

-- name: audit_orphans :stream
-- Rows that a missing event would have reported.
-- gives: event_id bigint, n integer
SELECT r.event_id, r.n
  FROM app.event_row r LEFT JOIN app.event e ON e.id = r.event_id
 WHERE e.id IS NULL
 ORDER BY r.event_id, r.n;

-- name: audit_exported :write
-- The export is itself an event, of the system's chain, committed before anything is written out.
-- gives: event_id bigint
SELECT app.audit_append('audit.exported') AS event_id;
