-- What happened, kept so that it cannot be rewritten unseen (invariant 3).
--
-- An event is on one chain: its case's, its practice's or the system's. It carries the hash of the
-- event before it and commits to every append-only row that it reports, through app.event_row. Text
-- lives in app.content, apart from its event, which holds SHA-256(salt || bytes): a content row can
-- lawfully be destroyed and the chain still verifies. include/audit/canonical.h has the exact bytes
-- that are hashed, with test vectors.
--
-- This migration also holds what later migrations call: append_only_register and append_only_files.

DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the database must be encoded in UTF8: the hashes are over UTF-8 text';
  END IF;
END
$$;

-- ---- Chains and events ----------------------------------------------------------------------------
CREATE TABLE app.chain (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint REFERENCES app.practice,
  kind text NOT NULL CHECK (kind IN ('case', 'practice', 'system')),
  case_id bigint,
  head_seq bigint NOT NULL DEFAULT 0,
  head_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(head_hash) = 32),
  CHECK ((kind = 'system') = (practice_id IS NULL)),
  CHECK ((kind = 'case') = (case_id IS NOT NULL))
);
CREATE UNIQUE INDEX chain_of_case ON app.chain (case_id) WHERE kind = 'case';
CREATE UNIQUE INDEX chain_of_practice ON app.chain (practice_id) WHERE kind = 'practice';
CREATE UNIQUE INDEX chain_of_system ON app.chain (kind) WHERE kind = 'system';
INSERT INTO app.chain (kind) VALUES ('system');

CREATE SEQUENCE app.event_id AS bigint;
CREATE TABLE app.event (
  id bigint PRIMARY KEY,
  chain_id bigint NOT NULL REFERENCES app.chain,
  seq bigint NOT NULL CHECK (seq > 0),
  at timestamptz NOT NULL,
  practice_id bigint,
  case_id bigint,
  actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'worker', 'command', 'import')),
  actor_id bigint,
  actor_name text NOT NULL,
  kind text NOT NULL CHECK (length(kind) <= 60 AND kind ~ '^[a-z_]+([.][a-z_]+)+$'),
  is_read boolean NOT NULL,    -- somebody looked; shown to those who may read the log only
  needs_full boolean NOT NULL, -- votes, advice and discussion: not shown to the affected or conflicted (U-1)
  detail jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object'), -- codes and ids, never a patient's words
  content_id bigint,           -- no foreign key: a disposed content row is gone
  content_digest bytea CHECK (octet_length(content_digest) = 32),
  prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  CHECK ((content_id IS NULL) = (content_digest IS NULL)),
  CHECK ((actor_kind = 'member') = (actor_id IS NOT NULL)),
  UNIQUE (chain_id, seq)
);
CREATE INDEX event_by_case ON app.event (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX event_by_practice ON app.event (practice_id, at DESC);
CREATE INDEX event_reads ON app.event (actor_id, kind, at DESC) WHERE is_read;

-- The append-only rows that an event reports, each with the digest of the row as it then was.
CREATE TABLE app.event_row (
  event_id bigint NOT NULL REFERENCES app.event,
  n integer NOT NULL CHECK (n > 0),
  table_name text NOT NULL,
  row_id bigint NOT NULL,
  version integer NOT NULL, -- of the table's list of columns, in app.append_only
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  PRIMARY KEY (event_id, n)
);
CREATE INDEX event_row_of ON app.event_row (table_name, row_id);

-- The heads of case chains as last written on their practice's chain.
CREATE TABLE app.chain_count (
  chain_id bigint PRIMARY KEY REFERENCES app.chain,
  seq bigint NOT NULL
);

-- ---- Text, apart from its event -------------------------------------------------------------------
CREATE TABLE app.content (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint REFERENCES app.practice,
  case_id bigint,
  needs_full boolean NOT NULL DEFAULT true,
  added_by bigint REFERENCES app.member,
  added_at timestamptz NOT NULL DEFAULT now(),
  salt bytea NOT NULL CHECK (octet_length(salt) = 32),
  bytes bytea NOT NULL,
  key_id text -- for sealing later; hashes are over the plain bytes
);
CREATE INDEX content_by_case ON app.content (case_id);

-- What was lawfully destroyed, and by whose decision. digest is what events hold for the content or
-- file, so that verification can tell a disposal from a theft. Nothing writes here yet.
CREATE TABLE app.disposal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint REFERENCES app.practice,
  case_id bigint,
  content_id bigint,
  file_id bigint,
  digest bytea NOT NULL CHECK (octet_length(digest) = 32),
  ground text NOT NULL CHECK (ground IN ('retention', 'illegal_material')),
  agreed_by bigint REFERENCES app.member,
  second_by bigint REFERENCES app.member,
  disposed_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(content_id, file_id) = 1),
  CHECK (ground <> 'illegal_material' OR agreed_by <> second_by)
);

-- ---- Which tables are append-only, and what of a row is hashed -------------------------------------
CREATE TABLE app.append_only (
  table_name text NOT NULL,
  version integer NOT NULL,
  columns text[] NOT NULL,
  fields_sql text NOT NULL, -- the columns as an array of canonical texts, of the row t
  extra_sql text,           -- digest of the bytes that hang on the row: of content and stored_file
  refs_sql text NOT NULL,   -- contents and files that the row refers to, as table:id
  PRIMARY KEY (table_name, version)
);

-- An instant as it enters a hash: UTC, to the microsecond.
CREATE FUNCTION app.instant_text(p_at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_at::text) $$;

CREATE FUNCTION app.append_only_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % refused: its rows are only ever added', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- A head only moves forward, and only the head moves.
CREATE FUNCTION app.chain_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE'
     OR (NEW.id, NEW.kind, NEW.head_seq) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.head_seq + 1)
     OR (NEW.practice_id, NEW.case_id) IS DISTINCT FROM (OLD.practice_id, OLD.case_id) THEN
    RAISE EXCEPTION '% of chain refused: its head only moves forward', TG_OP
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

-- At COMMIT: a row that no event reports does not go in.
CREATE FUNCTION app.append_only_committed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM app.event_row r WHERE r.table_name = TG_TABLE_NAME AND r.row_id = NEW.id) THEN
    RAISE EXCEPTION 'no event reports % %', TG_TABLE_NAME, NEW.id
      USING ERRCODE = 'integrity_constraint_violation',
            HINT = 'name the row in the rows of app.audit_append, in the same transaction';
  END IF;
  RETURN NULL;
END
$$;

-- An upload may change and go; a file that an event holds may not.
CREATE FUNCTION app.file_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_file bigint;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'TRUNCATE of % refused: files that are evidence stay', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_TABLE_NAME = 'stored_file' THEN
    v_file := OLD.id;
  ELSIF TG_OP = 'INSERT' THEN
    v_file := NEW.file_id;
  ELSE
    v_file := OLD.file_id;
  END IF;
  IF EXISTS (SELECT FROM app.event_row r WHERE r.table_name = 'stored_file' AND r.row_id = v_file) THEN
    RAISE EXCEPTION '% of % % refused: an event holds this file', TG_OP, TG_TABLE_NAME, v_file
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

-- Lists a table in app.append_only, as a new version where its columns differ from the last.
CREATE FUNCTION app.append_only_list(p_table regclass, p_columns text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_name text;
  v_schema text;
  v_column text;
  v_type regtype;
  v_fields text[] := '{}';
  v_refs text[] := '{}';
BEGIN
  SELECT c.relname, c.relnamespace::regnamespace::text INTO v_name, v_schema FROM pg_class c WHERE c.oid = p_table;
  IF v_schema <> 'app' OR NOT 'id' = ANY (p_columns) THEN
    RAISE EXCEPTION '% must be in schema app and be hashed with its id', p_table;
  END IF;
  FOREACH v_column IN ARRAY p_columns LOOP
    SELECT a.atttypid::regtype INTO v_type FROM pg_attribute a
     WHERE a.attrelid = p_table AND a.attname = v_column AND a.attnum > 0 AND NOT a.attisdropped;
    IF NOT FOUND THEN
      RAISE EXCEPTION '% has no column %', p_table, v_column;
    END IF;
    v_fields := v_fields || format(CASE v_type
      WHEN 'bytea'::regtype THEN 'encode(t.%I, ''hex'')'
      WHEN 'timestamptz'::regtype THEN 'app.instant_text(t.%I)'
      ELSE 't.%I::text' END, v_column);
    -- A disposal names what is gone; it does not hold it.
    IF v_name <> 'disposal' AND v_column ~ '(^|_)(content|file)_id$' THEN
      v_refs := v_refs || format('%L || t.%I',
        CASE WHEN v_column ~ 'content_id$' THEN 'content:' ELSE 'stored_file:' END, v_column);
    END IF;
  END LOOP;
  INSERT INTO app.append_only (table_name, version, columns, fields_sql, extra_sql, refs_sql)
  SELECT v_name, coalesce(max(o.version), 0) + 1, p_columns, format('ARRAY[%s]', array_to_string(v_fields, ', ')),
         CASE v_name WHEN 'content' THEN 'encode(sha256(t.salt || t.bytes), ''hex'')'
                     WHEN 'stored_file' THEN 'encode(t.digest, ''hex'')' END,
         format('ARRAY[%s]::text[]', array_to_string(v_refs, ', '))
    FROM app.append_only o WHERE o.table_name = v_name
  HAVING NOT coalesce(bool_or(o.version = (SELECT max(x.version) FROM app.append_only x WHERE x.table_name = v_name)
                              AND o.columns = p_columns), false);
  EXECUTE format('GRANT SELECT ON app.%I TO definer', v_name);
END
$$;

CREATE FUNCTION app.append_only_seal(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE TRIGGER append_only_guard BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION app.append_only_guard()', p_table);
  EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION app.append_only_guard()', p_table);
END
$$;

-- Makes a table append-only for everybody, its owner included, and lists the columns that every row's
-- digest is taken over. Call again with more columns when the table gains some: rows reported before
-- still verify by the earlier list, so a listed column is never dropped and never changes type.
-- A column named content_id or *_content_id refers to app.content, file_id or *_file_id to
-- app.stored_file: whatever event reports the row commits to these too.
CREATE FUNCTION app.append_only_register(p_table regclass, p_columns text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.append_only_list(p_table, p_columns);
  PERFORM app.append_only_seal(p_table);
  IF NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = p_table AND g.tgname = 'append_only_committed') THEN
    EXECUTE format('CREATE CONSTRAINT TRIGGER append_only_committed AFTER INSERT ON %s
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.append_only_committed()', p_table);
  END IF;
END
$$;

-- The same for app.stored_file with its chunks, which are uploads (case_id NULL, may change and go)
-- until an event holds them. The digest of a file is SHA-256(salt || bytes of its chunks in order).
CREATE FUNCTION app.append_only_files(p_columns text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.append_only_list('app.stored_file', p_columns);
  CREATE OR REPLACE TRIGGER file_guard BEFORE UPDATE OR DELETE ON app.stored_file
    FOR EACH ROW EXECUTE FUNCTION app.file_guard();
  CREATE OR REPLACE TRIGGER file_guard BEFORE INSERT OR UPDATE OR DELETE ON app.file_chunk
    FOR EACH ROW EXECUTE FUNCTION app.file_guard();
  CREATE OR REPLACE TRIGGER file_guard_whole BEFORE TRUNCATE ON app.stored_file
    FOR EACH STATEMENT EXECUTE FUNCTION app.file_guard();
  CREATE OR REPLACE TRIGGER file_guard_whole BEFORE TRUNCATE ON app.file_chunk
    FOR EACH STATEMENT EXECUTE FUNCTION app.file_guard();
  IF NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = 'app.stored_file'::regclass
                    AND g.tgname = 'append_only_committed') THEN
    CREATE CONSTRAINT TRIGGER append_only_committed AFTER INSERT OR UPDATE ON app.stored_file
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.case_id IS NOT NULL)
      EXECUTE FUNCTION app.append_only_committed();
  END IF;
END
$$;

-- ---- Applied to the audit's own tables --------------------------------------------------------------
SELECT app.append_only_seal('app.event'), app.append_only_seal('app.event_row');
CREATE TRIGGER chain_guard BEFORE UPDATE OR DELETE ON app.chain
  FOR EACH ROW EXECUTE FUNCTION app.chain_guard();
CREATE TRIGGER chain_whole BEFORE TRUNCATE ON app.chain
  FOR EACH STATEMENT EXECUTE FUNCTION app.append_only_guard();

SELECT app.append_only_register('app.content', ARRAY['id', 'practice_id', 'case_id', 'needs_full', 'added_by', 'added_at']);
SELECT app.append_only_register('app.disposal', ARRAY['id', 'practice_id', 'case_id', 'content_id', 'file_id', 'digest',
  'ground', 'agreed_by', 'second_by', 'disposed_at']);

-- ---- Who may -----------------------------------------------------------------------------------------
ALTER TABLE app.chain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.event_row ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.chain_count ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.content ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.disposal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

GRANT SELECT ON app.chain, app.event, app.content, app.disposal TO app, worker, report;
GRANT SELECT ON app.chain, app.event, app.event_row, app.chain_count, app.content, app.disposal, app.append_only TO auditor;
GRANT SELECT, INSERT ON app.chain, app.event, app.event_row, app.chain_count, app.content TO definer;
GRANT UPDATE (head_seq, head_hash) ON app.chain TO definer;
GRANT UPDATE (seq) ON app.chain_count TO definer;
GRANT SELECT ON app.append_only, app.disposal TO definer;
GRANT USAGE ON SEQUENCE app.event_id TO definer;

ALTER FUNCTION app.append_only_committed() OWNER TO definer;
ALTER FUNCTION app.file_guard() OWNER TO definer;
REVOKE ALL ON FUNCTION app.append_only_list(regclass, text[]), app.append_only_seal(regclass),
  app.append_only_register(regclass, text[]), app.append_only_files(text[]) FROM PUBLIC;
