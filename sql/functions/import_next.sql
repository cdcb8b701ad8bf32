-- The oldest file sent from a page that nobody is reading: new, or left behind by a worker that ended.
-- Asked before the worker acts for any practice, when row security still hides everything.
CREATE OR REPLACE FUNCTION app.import_next() RETURNS TABLE (import_id bigint, practice_id bigint, name text,
  size bigint, skip_bad boolean, by_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT f.id, f.practice_id, f.name, f.size, f.skip_bad, f.by_name FROM app.import_file f
   WHERE f.finished_at IS NULL AND f.by_kind = 'member'
     AND (f.state = 'waiting' OR f.beat_at < now() - interval '2 minutes')
   ORDER BY f.id LIMIT 1
$$;
ALTER FUNCTION app.import_next() OWNER TO definer;
REVOKE ALL ON FUNCTION app.import_next() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.import_next() TO worker;
