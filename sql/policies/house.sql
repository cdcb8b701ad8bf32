-- Row security: the second wall. Every table that holds anything of a practice is forced. A policy
-- never asks another protected table: standing was settled by authenticate() into settings, and the
-- scalar sub-selects make the planner read each setting once a statement.
DO $$
DECLARE
  t text;
  -- By practice only.
  of_practice text[] := ARRAY['policy_version', 'policy_clause', 'policy_category', 'policy_step',
    'policy_acknowledgement', 'practice_setting', 'closure_day', 'practice_day', 'member', 'member_role',
    'mail_attempt', 'digest', 'letter_template'];
  -- By practice and case.
  of_case text[] := ARRAY['case_access', 'case_staff', 'evidence', 'notice', 'case_author',
    'step_entry', 'own_page_action', 'removal_request', 'removal_outcome', 'warning',
    'list_removal', 'list_removal_receipt'];
  -- The same, and closed to those affected or conflicted (U-1).
  of_full_standing text[] := ARRAY['meeting', 'advice', 'finding', 'gate_statement', 'outside_view', 'decision',
    'vote', 'decision_outcome', 'case_note', 'triage', 'case_search', 'pack_copy'];
  -- By practice, and by case where the row has one.
  of_maybe_case text[] := ARRAY['learning_event', 'outbox', 'clock_entry'];
  -- The same, and not of a complaint that does not exist for the member (U-4).
  of_maybe_complaint text[] := ARRAY['task', 'clock', 'letter_sent'];
  in_practice text := 'practice_id = (SELECT app.practice())';
  in_case text := 'case_id <> ALL ((SELECT app.hidden())::bigint[])'
    ' AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))';
BEGIN
  FOREACH t IN ARRAY of_practice || of_case || of_full_standing || of_maybe_case || of_maybe_complaint
    || ARRAY['practice', 'person', 'letter', 'case_file', 'stored_file', 'file_chunk', 'draft', 'form_receipt'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS seen ON app.%I', t);
    EXECUTE format('DROP POLICY IF EXISTS added ON app.%I', t);
    EXECUTE format('DROP POLICY IF EXISTS changed ON app.%I', t);
    EXECUTE format('DROP POLICY IF EXISTS dropped ON app.%I', t);
  END LOOP;
  FOREACH t IN ARRAY of_practice LOOP
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s)', t, in_practice);
  END LOOP;
  FOREACH t IN ARRAY of_case LOOP
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s AND %s) WITH CHECK (%s)', t, in_practice, in_case,
      in_practice);
  END LOOP;
  FOREACH t IN ARRAY of_full_standing LOOP
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s AND %s AND case_id <> ALL ((SELECT app.limited())::bigint[]))'
      ' WITH CHECK (%s)', t, in_practice, in_case, in_practice);
  END LOOP;
  FOREACH t IN ARRAY of_maybe_case LOOP
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s AND ((case_id IS NULL AND (SELECT app.sees_all())) OR (%s)))'
      ' WITH CHECK (%s)', t, in_practice, in_case, in_practice);
  END LOOP;
  FOREACH t IN ARRAY of_maybe_complaint LOOP
    EXECUTE format('CREATE POLICY seen ON app.%I USING (%s AND ((case_id IS NULL AND (SELECT app.sees_all())) OR (%s))'
      ' AND (complaint_id IS NULL OR complaint_id <> ALL ((SELECT app.complaints_hidden())::bigint[]))) WITH CHECK (%s)',
      t, in_practice, in_case, in_practice);
  END LOOP;
  -- A letter being written is discussion; that one was sent or dropped is what was done.
  EXECUTE format('CREATE POLICY seen ON app.letter USING (%s AND ((case_id IS NULL AND (SELECT app.sees_all()))'
    ' OR (%s AND (state <> ''draft'' OR case_id <> ALL ((SELECT app.limited())::bigint[]))))'
    ' AND (complaint_id IS NULL OR complaint_id <> ALL ((SELECT app.complaints_hidden())::bigint[]))'
    ' AND (complaint_id IS NULL OR state <> ''draft'' OR complaint_id <> ALL ((SELECT app.complaints_aside())::bigint[]))'
    ') WITH CHECK (%s)', in_practice, in_case, in_practice);
END
$$;
CREATE POLICY seen ON app.practice USING (id = (SELECT app.practice()));
-- Who patients are is for those who work cases: somebody whom a post names does not learn it by that.
CREATE POLICY seen ON app.person USING (practice_id = (SELECT app.practice()) AND (SELECT app.sees_all()));
CREATE POLICY seen ON app.case_file
  USING (practice_id = (SELECT app.practice()) AND id <> ALL ((SELECT app.hidden())::bigint[])
    AND ((SELECT app.sees_all()) OR id = ANY ((SELECT app.own_cases())::bigint[])))
  WITH CHECK (practice_id = (SELECT app.practice()));
-- A file that no case has taken over is its owner's upload; after that it follows the case.
CREATE POLICY seen ON app.stored_file
  USING (practice_id = (SELECT app.practice())
    AND CASE WHEN case_id IS NULL THEN owner_id = (SELECT app.member()) OR (SELECT app.member()) IS NULL
             ELSE case_id <> ALL ((SELECT app.hidden())::bigint[])
               AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[])) END)
  WITH CHECK (practice_id = (SELECT app.practice()));
-- A chunk is seen by whoever sees its file.
CREATE POLICY seen ON app.file_chunk
  USING (practice_id = (SELECT app.practice()) AND app.file_is_seen(file_id))
  WITH CHECK (practice_id = (SELECT app.practice()));
CREATE POLICY seen ON app.draft
  USING (practice_id = (SELECT app.practice()) AND member_id = (SELECT app.member()));
CREATE POLICY seen ON app.form_receipt
  USING (practice_id = (SELECT app.practice()) AND member_id = (SELECT app.member()));
