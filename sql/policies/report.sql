-- PALS contacts name patients: for those who work cases, and programs that act for the practice.
ALTER TABLE app.pals_contact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS seen ON app.pals_contact;
CREATE POLICY seen ON app.pals_contact
  USING (practice_id = (SELECT app.practice()) AND (SELECT app.sees_all()))
  WITH CHECK (practice_id = (SELECT app.practice()));
