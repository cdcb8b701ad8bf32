-- Ending a standing says why; ending "conduct in question" needs a second member of the management (U-1, U-4).
ALTER TABLE app.case_access
  ADD COLUMN end_why text NOT NULL DEFAULT '',
  ADD COLUMN end_asked_by bigint REFERENCES app.member,
  ADD COLUMN end_asked_at timestamptz,
  ADD COLUMN ended_by bigint REFERENCES app.member;
