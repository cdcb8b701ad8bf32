-- A search and a kept list are their member's own.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['search', 'saved_view'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
  END LOOP;
END
$$;
CREATE POLICY seen ON app.search
  USING (practice_id = (SELECT app.practice()) AND member_id = (SELECT app.member()));
CREATE POLICY seen ON app.saved_view
  USING (practice_id = (SELECT app.practice()) AND (member_id = (SELECT app.member()) OR (SELECT app.member()) IS NULL));
