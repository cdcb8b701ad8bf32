-- Who sees a complaint: whoever works cases, but for those whose conduct it puts in question, and on a case
-- those for whom the case does not exist. What is found out about it is closed to whoever it is about (U-4).
DO $$
DECLARE
  t text;
  in_practice text := 'practice_id = (SELECT app.practice())';
  in_case text := '((case_id IS NULL AND (SELECT app.sees_all())) OR (case_id <> ALL ((SELECT app.hidden())::bigint[])'
    ' AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))))';
BEGIN
  FOREACH t IN ARRAY ARRAY['complaint', 'complaint_staff', 'complaint_aspect', 'complaint_entry', 'pals_contact'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
  END LOOP;
  EXECUTE format('CREATE POLICY seen ON app.complaint USING (%s AND %s'
    ' AND id <> ALL ((SELECT app.complaints_hidden())::bigint[])) WITH CHECK (%s)', in_practice, in_case, in_practice);
  EXECUTE format('CREATE POLICY seen ON app.complaint_staff USING (%s AND (SELECT app.sees_all())'
    ' AND complaint_id <> ALL ((SELECT app.complaints_hidden())::bigint[])) WITH CHECK (%s)', in_practice, in_practice);
  EXECUTE format('CREATE POLICY seen ON app.complaint_aspect USING (%s AND %s'
    ' AND complaint_id <> ALL ((SELECT app.complaints_hidden())::bigint[])) WITH CHECK (%s)', in_practice, in_case, in_practice);
  EXECUTE format('CREATE POLICY seen ON app.complaint_entry USING (%s AND %s'
    ' AND complaint_id <> ALL ((SELECT app.complaints_aside())::bigint[])'
    ' AND (case_id IS NULL OR case_id <> ALL ((SELECT app.aside())::bigint[]))) WITH CHECK (%s)', in_practice, in_case, in_practice);
  EXECUTE format('CREATE POLICY seen ON app.pals_contact USING (%s AND (SELECT app.sees_all())'
    ' AND (complaint_id IS NULL OR complaint_id <> ALL ((SELECT app.complaints_hidden())::bigint[]))) WITH CHECK (%s)',
    in_practice, in_practice);
END
$$;
