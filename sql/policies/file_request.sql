-- Requests for the file and data protection complaints: for those who work cases; a request about a complaint that
-- does not exist for a member, or is about them, is not there for them either (U-4).
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['file_request', 'file_request_item', 'data_complaint', 'data_complaint_step'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
    EXECUTE format('CREATE POLICY seen ON app.%I USING (practice_id = (SELECT app.practice()) AND (SELECT app.sees_all())%s)'
      ' WITH CHECK (practice_id = (SELECT app.practice()))', t, CASE WHEN t LIKE 'file%' THEN
      ' AND (complaint_id IS NULL OR complaint_id <> ALL ((SELECT app.complaints_aside())::bigint[]))' ELSE '' END);
  END LOOP;
END
$$;
