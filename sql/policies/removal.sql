-- The practice list: who was authorised is the practice's own; refusals to register name patients; the
-- rest follows its case, and what is discussion is closed to those who stand aside (U-1).
DO $$
DECLARE
  t text;
  in_practice text := 'practice_id = (SELECT app.practice())';
  in_case text := 'case_id <> ALL ((SELECT app.hidden())::bigint[])'
    ' AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))';
  aside text := 'case_id <> ALL ((SELECT app.limited())::bigint[])';
  sees text := '(SELECT app.sees_all())';
BEGIN
  FOREACH t IN ARRAY ARRAY['removal_authority', 'registration_refusal', 'registration_refusal_letter', 'paper_entry',
    'paper_confirmation', 'record_void', 'immediate_entry', 'list_review', 'list_review_outcome', 'person_correction'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s) WITH CHECK (%s)', t, concat_ws(' AND ', in_practice, CASE
      WHEN t = 'removal_authority' THEN NULL
      WHEN t IN ('registration_refusal', 'registration_refusal_letter') THEN sees
      WHEN t IN ('paper_entry', 'paper_confirmation', 'record_void') THEN in_case
      ELSE in_case || ' AND ' || aside END), in_practice);
  END LOOP;
END
$$;
