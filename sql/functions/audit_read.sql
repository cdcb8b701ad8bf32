-- What `candour audit verify` and `audit export` read besides the tables themselves.

-- Every row of a registered table as the canonical texts of its listed columns, in a JSON array. The
-- digest of the bytes of content and files is not among them: the verifier computes it.
CREATE OR REPLACE FUNCTION app.append_only_rows(p_table text, p_version integer)
RETURNS TABLE (row_id bigint, fields text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100000
SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD'
SET IntervalStyle = 'postgres' SET extra_float_digits = 1 AS $$
DECLARE
  o app.append_only%ROWTYPE;
BEGIN
  SELECT * INTO STRICT o FROM app.append_only a WHERE a.table_name = p_table AND a.version = p_version;
  RETURN QUERY EXECUTE format('SELECT t.id, array_to_json(%s)::text FROM app.%I t ORDER BY t.id', o.fields_sql, p_table);
END
$$;
ALTER FUNCTION app.append_only_rows(text, integer) OWNER TO definer;
REVOKE ALL ON FUNCTION app.append_only_rows(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.append_only_rows(text, integer) TO auditor, own;
