-- The catalogue's own promises (architecture section 5; invariant 2): a new table without a forced
-- policy fails here, and so does a definer function that nobody listed.
BEGIN;
SELECT plan(15);

-- Tables that hold nothing of a practice: lists of values, and what only definer functions touch.
CREATE TEMP TABLE shared (name text) ON COMMIT DROP;
INSERT INTO shared VALUES ('schema_migration'), ('setting_kind'), ('bank_holiday'), ('role'), ('role_may'),
  ('case_kind'), ('platform'), ('venue'), ('author_kind'), ('event_kind'), ('task_kind'), ('letter_kind'), ('append_only'), ('append_only_version'),
  ('ko41b_list'), ('complaint_answer'), ('login'), ('sign_in_session'), ('sign_in_throttle');

SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
     AND c.relname NOT IN (SELECT name FROM shared)
$$, 'every table that is not on the short list has row security, forced');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind IN ('r', 'p') AND c.relrowsecurity
     AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
$$, 'every table with row security has a policy');
SELECT is_empty($$
  SELECT a.attrelid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
   JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind = 'r' AND a.attname = 'practice_id' AND NOT a.attisdropped
     AND c.relname NOT IN (SELECT name FROM shared) AND NOT c.relforcerowsecurity
$$, 'no table with a practice_id goes without');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_policy p ON p.polrelid = c.oid
   WHERE n.nspname = 'app' AND (coalesce(pg_get_expr(p.polqual, p.polrelid), '') ~ '\mFROM app\.'
     OR coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') ~ '\mFROM app\.')
$$, 'no policy asks another table');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
   WHERE n.nspname = 'app' AND r.rolname <> 'own'
$$, 'own owns every relation');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
$$, 'every view runs as who asks');
SELECT is_empty($$
  SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = 'app' AND p.prosecdef
     AND NOT EXISTS (SELECT FROM unnest(p.proconfig) o WHERE o LIKE 'search_path=%, pg_temp')
$$, 'every definer function has a fixed search_path that ends in pg_temp');
SELECT is_empty($$
  SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
   WHERE n.nspname = 'app' AND p.prosecdef AND r.rolname NOT IN ('definer', 'own')
$$, 'definer functions belong to definer or own');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'definer'
$$, 'definer owns functions and nothing else');
SELECT is_empty($$
  SELECT rolname FROM pg_roles WHERE rolbypassrls AND rolname NOT IN ('definer') AND NOT rolsuper
$$, 'only definer passes row security');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind = 'r'
     AND (has_table_privilege('app', c.oid, 'TRUNCATE') OR has_table_privilege('app', c.oid, 'REFERENCES')
       OR has_table_privilege('app', c.oid, 'TRIGGER'))
$$, 'the web neither truncates nor refers');
SELECT set_eq($$
  SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind = 'r' AND has_table_privilege('app', c.oid, 'DELETE')
$$, ARRAY['draft', 'stored_file', 'file_chunk', 'policy_clause', 'policy_category', 'policy_step', 'saved_view'], 'the web deletes drafts and uploads, nothing else');
SELECT is_empty($$
  SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'app' AND t.typtype = 'e'
$$, 'lists of values are no enums');
SELECT is_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND has_schema_privilege('app', 'app', 'CREATE')
$$, 'the web creates nothing');

-- The control: a table that forgot its policy is found.
CREATE TABLE app.forgotten (practice_id bigint);
SELECT isnt_empty($$
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'app' AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
     AND c.relname NOT IN (SELECT name FROM shared)
$$, 'a new table without a forced policy fails this suite');

SELECT * FROM finish();
ROLLBACK;
