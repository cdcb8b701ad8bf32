-- What the events of monitoring, of records beside cases and of the practice itself are called.
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('report.opened', 'Monitoring report opened', false),
  ('report.drilled', 'Records behind a figure opened', false),
  ('export.made', 'Figures downloaded', false),
  ('audit.opened', 'Audit page opened', false),
  ('feedback.opened', 'Friends and Family Test comments opened', false),
  ('import.opened', 'Import opened', false),
  ('import.received', 'File sent for import', false),
  ('import.loaded', 'File imported', false),
  ('pals.opened', 'PALS contacts opened', false),
  ('complaint.opened_alone', 'Complaint from PALS opened', false),
  ('pals.recorded', 'PALS contact added', true),
  ('complaint.passed_on', 'Complaint made from a PALS contact', true),
  ('complaint.acknowledged', 'Complaint acknowledged', true),
  ('practice.added', 'Practice set up', true),
  ('member.added', 'Somebody given a sign-in', true),
  ('member.disabled', 'Sign-in ended', true),
  ('member.password_reset', 'New password given', true),
  ('session.opened', 'Signed in', true),
  ('session.ended', 'Signed out', true),
  ('feedback.settled', 'Doubtful rows of an import settled', true),
  ('task.reminded', 'Somebody reminded of a task', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
