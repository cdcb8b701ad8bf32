-- Imports and comments are a practice's own. Members see them with the right to import or to report;
-- a program that acts for the practice (no member) sees them all.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['import_file', 'import_chunk', 'import_refusal', 'feedback'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
    EXECUTE format('CREATE POLICY seen ON app.%I USING (practice_id = (SELECT app.practice())'
      ' AND ((SELECT app.member()) IS NULL OR (SELECT app.may(''import'')) OR (SELECT app.may(''report''))))'
      ' WITH CHECK (practice_id = (SELECT app.practice())'
      ' AND ((SELECT app.member()) IS NULL OR (SELECT app.may(''import''))))', t);
  END LOOP;
END
$$;
