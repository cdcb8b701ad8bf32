-- An approval is discussion, as the draft is that it is of: not for those affected or conflicted (U-1).
ALTER TABLE app.letter_approval ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS seen ON app.letter_approval;
CREATE POLICY seen ON app.letter_approval
  USING (practice_id = (SELECT app.practice())
    AND ((case_id IS NULL AND (SELECT app.sees_all()))
      OR (case_id <> ALL ((SELECT app.hidden())::bigint[]) AND case_id <> ALL ((SELECT app.limited())::bigint[])
        AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[])))))
  WITH CHECK (practice_id = (SELECT app.practice()));
