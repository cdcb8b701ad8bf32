-- Writing to the chains: the only way in for every role. All of these belong to definer, with a fixed
-- search path; the tables themselves grant no INSERT to the roles that log in.
--
-- Locks: the head of a chain is locked by its append and stays locked to the end of the transaction.
-- A transaction that appends to more than one existing chain calls audit_lock first, which takes the
-- heads in id order, so that two such transactions cannot wait for each other.

-- Length-prefixed fields, NULL apart from empty: see include/audit/canonical.h.
CREATE OR REPLACE FUNCTION app.canonical(fields text[]) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT convert_to(string_agg(CASE WHEN x.f IS NULL THEN '-,' ELSE octet_length(x.f) || ':' || x.f || ',' END,
                               '' ORDER BY x.n), 'UTF8')
    FROM unnest(fields) WITH ORDINALITY AS x (f, n)
$$;

-- Digest of one append-only row by the newest list of its table's columns, and what it refers to.
CREATE OR REPLACE FUNCTION app.row_commitment(p_table text, p_id bigint,
  OUT version integer, OUT digest bytea, OUT refs text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD'
SET IntervalStyle = 'postgres' SET extra_float_digits = 1 AS $$
DECLARE
  o app.append_only%ROWTYPE;
  v_fields text[];
  v_extra text;
BEGIN
  SELECT * INTO o FROM app.append_only a WHERE a.table_name = p_table ORDER BY a.version DESC LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'table % is not registered as append-only', p_table;
  END IF;
  EXECUTE format('SELECT %s, %s, %s FROM app.%I t WHERE t.id = $1', o.fields_sql, coalesce(o.extra_sql, 'NULL::text'),
                 o.refs_sql, p_table)
    INTO v_fields, v_extra, refs USING p_id;
  IF v_fields IS NULL THEN
    RAISE EXCEPTION 'there is no % %', p_table, p_id;
  END IF;
  IF o.extra_sql IS NOT NULL THEN
    v_fields := v_fields || v_extra;
  END IF;
  version := o.version;
  digest := sha256(app.canonical(ARRAY['candour-row-1', p_table, version::text, cardinality(o.columns)::text]
    || o.columns || v_fields));
END
$$;
ALTER FUNCTION app.row_commitment(text, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.row_commitment(text, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.row_digest(p_table text, p_id bigint) RETURNS bytea LANGUAGE sql STABLE AS
$$ SELECT c.digest FROM app.row_commitment(p_table, p_id) c $$;
REVOKE ALL ON FUNCTION app.row_digest(text, bigint) FROM PUBLIC;

-- The digest of a stored file, computed again from its chunks. For files of any size use
-- `candour audit verify`, which streams them.
CREATE OR REPLACE FUNCTION app.file_digest(p_file bigint) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(f.salt || coalesce((SELECT string_agg(c.bytes, '' ORDER BY c.n) FROM app.file_chunk c
                                     WHERE c.file_id = f.id), ''))
    FROM app.stored_file f WHERE f.id = p_file
$$;
ALTER FUNCTION app.file_digest(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.file_digest(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.file_digest(bigint) TO auditor, own;

-- Numbers, hashes and writes one event. Not callable by any role that logs in.
CREATE OR REPLACE FUNCTION app.event_write(p_chain bigint, p_kind text, p_practice bigint, p_case bigint, p_detail jsonb,
  p_rows text[], p_content bigint, p_is_read boolean, p_needs_full boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  e app.event%ROWTYPE;
  v_todo text[] := p_rows;
  v_names text[] := '{}';
  v_ids bigint[] := '{}';
  v_versions integer[] := '{}';
  v_digests bytea[] := '{}';
  v_fields text[];
  v_one text;
  v_ref text;
  v_row record;
  i integer := 1;
BEGIN
  IF p_content IS NOT NULL AND NOT 'content:' || p_content = ANY (v_todo) THEN
    v_todo := v_todo || ('content:' || p_content);
  END IF;
  -- The rows, and whatever content and files they refer to.
  WHILE i <= cardinality(v_todo) LOOP
    v_one := v_todo[i];
    IF v_one IS NULL OR v_one !~ '^[a-z_]+:[0-9]{1,18}$' THEN
      RAISE EXCEPTION 'a row is named as table:id, not %', v_one;
    END IF;
    SELECT c.version, c.digest, c.refs INTO STRICT v_row
      FROM app.row_commitment(split_part(v_one, ':', 1), split_part(v_one, ':', 2)::bigint) c;
    v_names := v_names || split_part(v_one, ':', 1);
    v_ids := v_ids || split_part(v_one, ':', 2)::bigint;
    v_versions := v_versions || v_row.version;
    v_digests := v_digests || v_row.digest;
    FOREACH v_ref IN ARRAY v_row.refs LOOP
      IF v_ref IS NOT NULL AND NOT v_ref = ANY (v_todo) THEN
        v_todo := v_todo || v_ref;
      END IF;
    END LOOP;
    i := i + 1;
  END LOOP;
  IF p_content IS NOT NULL THEN
    SELECT sha256(c.salt || c.bytes) INTO STRICT e.content_digest FROM app.content c WHERE c.id = p_content;
  END IF;

  SELECT c.head_seq + 1, c.head_hash INTO STRICT e.seq, e.prev_hash FROM app.chain c WHERE c.id = p_chain FOR UPDATE;
  e.id := nextval('app.event_id');
  e.at := clock_timestamp();
  e.actor_kind := app.actor_kind();
  e.actor_id := app.member();
  e.actor_name := coalesce(app.actor_name(), '');
  v_fields := ARRAY['candour-event-1', e.id::text, p_chain::text, e.seq::text, app.instant_text(e.at), p_practice::text,
    p_case::text, e.actor_kind, e.actor_id::text, e.actor_name, p_kind, p_is_read::text, p_needs_full::text,
    p_detail::text, p_content::text, encode(e.content_digest, 'hex'), cardinality(v_names)::text];
  FOR i IN 1 .. cardinality(v_names) LOOP
    v_fields := v_fields || ARRAY[v_names[i], v_ids[i]::text, v_versions[i]::text, encode(v_digests[i], 'hex')];
  END LOOP;
  e.hash := sha256(app.canonical(v_fields) || e.prev_hash);
  INSERT INTO app.event (id, chain_id, seq, at, practice_id, case_id, actor_kind, actor_id, actor_name, kind, is_read,
    needs_full, detail, content_id, content_digest, prev_hash, hash)
  VALUES (e.id, p_chain, e.seq, e.at, p_practice, p_case, e.actor_kind, e.actor_id, e.actor_name, p_kind, p_is_read,
    p_needs_full, p_detail, p_content, e.content_digest, e.prev_hash, e.hash);
  INSERT INTO app.event_row (event_id, n, table_name, row_id, version, digest)
  SELECT e.id, x.n, x.table_name, x.row_id, x.version, x.digest
    FROM unnest(v_names, v_ids, v_versions, v_digests) WITH ORDINALITY AS x (table_name, row_id, version, digest, n);
  UPDATE app.chain SET head_seq = e.seq, head_hash = e.hash WHERE id = p_chain;
  RETURN e.id;
END
$$;
ALTER FUNCTION app.event_write(bigint, text, bigint, bigint, jsonb, text[], bigint, boolean, boolean) OWNER TO definer;
REVOKE ALL ON FUNCTION app.event_write(bigint, text, bigint, bigint, jsonb, text[], bigint, boolean, boolean) FROM PUBLIC;

-- The chain of the practice that the actor works for; the system's chain where there is none. A new
-- practice chain is itself an event of the system's chain.
CREATE OR REPLACE FUNCTION app.chain_for_practice() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_practice bigint := app.practice();
  v_system bigint;
  v_chain bigint;
BEGIN
  IF v_practice IS NOT NULL THEN
    SELECT c.id INTO v_chain FROM app.chain c WHERE c.practice_id = v_practice AND c.kind = 'practice';
    IF FOUND THEN
      RETURN v_chain;
    END IF;
  END IF;
  SELECT c.id INTO STRICT v_system FROM app.chain c WHERE c.kind = 'system';
  IF v_practice IS NULL THEN
    RETURN v_system;
  END IF;
  PERFORM FROM app.chain c WHERE c.id = v_system FOR UPDATE;
  SELECT c.id INTO v_chain FROM app.chain c WHERE c.practice_id = v_practice AND c.kind = 'practice';
  IF NOT FOUND THEN
    INSERT INTO app.chain (practice_id, kind) VALUES (v_practice, 'practice') RETURNING id INTO v_chain;
    PERFORM app.event_write(v_system, 'practice.opened_chain', NULL, NULL,
      jsonb_build_object('chain', v_chain, 'practice', v_practice), '{}', NULL, false, false);
  END IF;
  RETURN v_chain;
END
$$;
ALTER FUNCTION app.chain_for_practice() OWNER TO definer;
REVOKE ALL ON FUNCTION app.chain_for_practice() FROM PUBLIC;

-- The chain of a case, made with its first event; its opening is an event of the practice's chain.
-- CA004 when the case is absent, of another practice, or hidden from the member: alike.
CREATE OR REPLACE FUNCTION app.chain_for_case(p_case_id bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_practice bigint := app.practice();
  v_practice_chain bigint;
  v_of bigint;
  v_chain bigint;
BEGIN
  SELECT c.id, c.practice_id INTO v_chain, v_of FROM app.chain c WHERE c.case_id = p_case_id AND c.kind = 'case';
  IF NOT FOUND THEN
    SELECT f.practice_id INTO v_of FROM app.case_file f WHERE f.id = p_case_id;
  END IF;
  IF v_of IS DISTINCT FROM v_practice OR v_practice IS NULL OR p_case_id = ANY (app.hidden()) THEN
    RAISE EXCEPTION 'there is no such case' USING ERRCODE = 'CA004';
  END IF;
  IF v_chain IS NULL THEN
    v_practice_chain := app.chain_for_practice();
    PERFORM FROM app.chain c WHERE c.id = v_practice_chain FOR UPDATE;
    SELECT c.id INTO v_chain FROM app.chain c WHERE c.case_id = p_case_id AND c.kind = 'case';
    IF NOT FOUND THEN
      INSERT INTO app.chain (practice_id, kind, case_id) VALUES (v_practice, 'case', p_case_id) RETURNING id INTO v_chain;
      PERFORM app.event_write(v_practice_chain, 'case.opened_chain', v_practice, p_case_id,
        jsonb_build_object('chain', v_chain), '{}', NULL, false, false);
    END IF;
  END IF;
  RETURN v_chain;
END
$$;
ALTER FUNCTION app.chain_for_case(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.chain_for_case(bigint) FROM PUBLIC;

-- What the public functions below check, whoever calls.
CREATE OR REPLACE FUNCTION app.audit_check(p_kind text, p_detail jsonb) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_kind ~ '(^chain[.]|[.]opened_chain$)' THEN
    RAISE EXCEPTION 'events of kind % are the audit''s own', p_kind;
  END IF;
  IF app.actor_kind() IS NULL OR (app.actor_kind() = 'member' AND app.practice() IS NULL) THEN
    RAISE EXCEPTION 'nobody is signed in' USING ERRCODE = '28000';
  END IF;
  IF p_detail <> '{}' AND EXISTS (
       SELECT FROM jsonb_path_query(p_detail, '$.** ? (@.type() == "string")') x
        WHERE x #>> '{}' !~ '^[^[:space:]]{0,80}$') THEN
    RAISE EXCEPTION 'an event''s detail holds codes and ids only: text belongs in content';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION app.audit_lock(p_cases bigint[], p_practice boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.audit_check(NULL, '{}');
  PERFORM FROM app.chain c
    WHERE c.practice_id = app.practice()
      AND (c.kind = 'case' AND c.case_id = ANY (p_cases) OR c.kind = 'practice' AND p_practice)
    ORDER BY c.id FOR UPDATE;
END
$$;

-- Appends one event and gives its id. Call it last in the transaction. See the head of this file for
-- locks. p_rows names every append-only row that the event reports, as table:id; content and files
-- that such a row refers to are committed to as well. p_needs_full NULL: by the kind of event.
CREATE OR REPLACE FUNCTION app.audit_append(p_kind text, p_case_id bigint DEFAULT NULL, p_detail jsonb DEFAULT '{}',
  p_rows text[] DEFAULT '{}', p_content_id bigint DEFAULT NULL, p_needs_full boolean DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM app.audit_check(p_kind, p_detail);
  RETURN app.event_write(
    CASE WHEN p_case_id IS NULL THEN app.chain_for_practice() ELSE app.chain_for_case(p_case_id) END,
    p_kind, app.practice(), p_case_id, coalesce(p_detail, '{}'), coalesce(p_rows, '{}'), p_content_id, false,
    coalesce(p_needs_full, p_kind ~ '^(vote|advice|meeting|decision|discussion|finding|gate|outside_view|note|triage|author|standing)[.]'));
END
$$;

-- Somebody looked. The same member, kind, case and detail within ten minutes are one event; that is
-- looked up before any lock is taken. Always gives one row: the new event's id, or the earlier one's.
CREATE OR REPLACE FUNCTION app.read_append(p_kind text, p_case_id bigint, p_detail jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_event bigint;
BEGIN
  PERFORM app.audit_check(p_kind, p_detail);
  IF app.member() IS NOT NULL THEN
    SELECT e.id INTO v_event FROM app.event e
     WHERE e.is_read AND e.actor_id = app.member() AND e.kind = p_kind
       AND e.at > clock_timestamp() - interval '10 minutes'
       AND e.practice_id = app.practice() AND e.case_id IS NOT DISTINCT FROM p_case_id AND e.detail = p_detail
     ORDER BY e.at DESC LIMIT 1;
    IF FOUND AND NOT coalesce(p_case_id = ANY (app.hidden()), false) THEN
      RETURN v_event;
    END IF;
  END IF;
  RETURN app.event_write(
    CASE WHEN p_case_id IS NULL THEN app.chain_for_practice() ELSE app.chain_for_case(p_case_id) END,
    p_kind, app.practice(), p_case_id, coalesce(p_detail, '{}'), '{}', NULL, true, false);
END
$$;

-- The same for pages about one case. A case that is absent (NULL), hidden or another practice's: no
-- event, one row with NULL, so that the page answers alike.
CREATE OR REPLACE FUNCTION app.read_append_case(p_kind text, p_case_id bigint, p_detail jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_case_id IS NULL OR p_case_id = ANY (app.hidden())
     OR NOT EXISTS (SELECT FROM app.case_file f WHERE f.id = p_case_id AND f.practice_id = app.practice()) THEN
    PERFORM app.audit_check(p_kind, p_detail);
    RETURN NULL;
  END IF;
  RETURN app.read_append(p_kind, p_case_id, p_detail);
END
$$;

-- Text, apart from its event, under a salt of its own. Commit to it in the same transaction.
CREATE OR REPLACE FUNCTION app.content_add(p_case_id bigint, p_text text, p_needs_full boolean DEFAULT true) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id bigint;
BEGIN
  PERFORM app.audit_check(NULL, '{}');
  IF p_case_id IS NOT NULL AND (p_case_id = ANY (app.hidden())
     OR NOT EXISTS (SELECT FROM app.case_file f WHERE f.id = p_case_id AND f.practice_id = app.practice())) THEN
    RAISE EXCEPTION 'there is no such case' USING ERRCODE = 'CA004';
  END IF;
  INSERT INTO app.content (practice_id, case_id, needs_full, added_by, salt, bytes)
  VALUES (app.practice(), p_case_id, p_needs_full, app.member(),
          uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), convert_to(p_text, 'UTF8'))
  RETURNING id INTO v_id;
  RETURN v_id;
END
$$;

-- For the worker: writes the heads of the case chains that grew since last time on the practice's
-- chain, so that a chain whose end is cut off afterwards is found. Case chains are not locked.
CREATE OR REPLACE FUNCTION app.audit_head_counts(p_practice bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_chain bigint;
  v_heads jsonb;
  v_count integer;
  v_total integer := 0;
BEGIN
  PERFORM app.audit_check(NULL, '{}');
  IF p_practice IS DISTINCT FROM app.practice() OR app.member() IS NOT NULL THEN
    RAISE EXCEPTION 'head counts are the worker''s, acting for that practice';
  END IF;
  v_chain := app.chain_for_practice();
  PERFORM FROM app.chain c WHERE c.id = v_chain FOR UPDATE;
  LOOP
    WITH grown AS (
      SELECT c.id, c.head_seq, c.head_hash FROM app.chain c LEFT JOIN app.chain_count n ON n.chain_id = c.id
       WHERE c.practice_id = p_practice AND c.kind = 'case' AND c.head_seq > coalesce(n.seq, 0)
       ORDER BY c.id LIMIT 200
    ), noted AS (
      INSERT INTO app.chain_count AS n (chain_id, seq) SELECT g.id, g.head_seq FROM grown g
      ON CONFLICT (chain_id) DO UPDATE SET seq = excluded.seq RETURNING 1
    )
    SELECT jsonb_agg(jsonb_build_array(g.id, g.head_seq, encode(g.head_hash, 'hex')) ORDER BY g.id), count(*)
      INTO v_heads, v_count FROM grown g WHERE (SELECT count(*) FROM noted) >= 0;
    EXIT WHEN v_count = 0;
    PERFORM app.event_write(v_chain, 'chain.counted', p_practice, NULL, jsonb_build_object('heads', v_heads), '{}', NULL,
      false, false);
    v_total := v_total + v_count;
  END LOOP;
  RETURN v_total;
END
$$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY[
    'app.audit_lock(bigint[], boolean)',
    'app.audit_append(text, bigint, jsonb, text[], bigint, boolean)',
    'app.read_append(text, bigint, jsonb)',
    'app.read_append_case(text, bigint, jsonb)',
    'app.content_add(bigint, text, boolean)',
    'app.audit_head_counts(bigint)']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app, worker, report, auditor, disposer, own', f);
  END LOOP;
  REVOKE ALL ON FUNCTION app.audit_head_counts(bigint) FROM app, report, auditor, disposer;
END
$$;
