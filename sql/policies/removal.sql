-- The immediate route is discussion, closed to those who stand aside (U-1); who was authorised is the
-- practice's own.
DO $$
DECLARE
  in_practice text := 'practice_id = (SELECT app.practice())';
BEGIN
  ALTER TABLE app.removal_authority ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS seen ON app.removal_authority;
  EXECUTE format('CREATE POLICY seen ON app.removal_authority USING (%s) WITH CHECK (%s)', in_practice, in_practice);
  ALTER TABLE app.immediate_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS seen ON app.immediate_entry;
  EXECUTE format('CREATE POLICY seen ON app.immediate_entry USING (%s AND case_id <> ALL ((SELECT app.hidden())::bigint[])'
    ' AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))'
    ' AND case_id <> ALL ((SELECT app.limited())::bigint[])) WITH CHECK (%s)', in_practice, in_practice);
END
$$;
