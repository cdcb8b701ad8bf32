-- The database roles, made once by a superuser when a cluster is set up; safe to run again.
--   own       owns every table, function and view; nobody logs in as it
--   definer   owns the short list of functions that must see past row security, and nothing else
--   migrate   logs in to change the schema (candour migrate): may become own
--   app, worker, report, auditor, disposer, backup   log in, one for each duty
DO $$
DECLARE
  duty text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'own') THEN
    CREATE ROLE own NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'definer') THEN
    CREATE ROLE definer NOLOGIN BYPASSRLS;
  END IF;
  FOREACH duty IN ARRAY ARRAY['migrate', 'app', 'worker', 'report', 'auditor', 'disposer', 'backup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = duty) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', duty);
    END IF;
  END LOOP;
  -- own may hand a function to definer; membership does not carry BYPASSRLS along.
  GRANT definer TO own;
  GRANT own TO migrate;
  ALTER ROLE migrate NOINHERIT;
  GRANT pg_read_all_data TO backup;
  ALTER ROLE app SET statement_timeout = '10s';
  ALTER ROLE app SET idle_in_transaction_session_timeout = '60s';
  ALTER ROLE report SET statement_timeout = '60s';
END
$$;
