-- Tasks that a page of the case does: the task leads there, and that page ends it. Every room adds its own.
INSERT INTO app.task_kind (kind, page) VALUES
  ('triage', 'triage'),
  ('who_posted_agree', 'author/agree'),
  ('complaint_acknowledge', 'complaint'),
  ('complaint_invitation', 'complaint'),
  ('removal_reply', 'requests'),
  ('platform_recheck', 'requests'),
  ('look_again', 'requests'),
  ('look_again_later', 'requests'),
  ('complaint_response', 'complaint'),
  ('advice', 'advice'),
  ('new_evidence', 'decision/evidence'),
  ('removal_letters', 'removal'),
  ('removal_receipt', 'removal/receipt'),
  ('treatment_ended', 'removal'),
  ('bank_holidays', '/setup/days'),
  ('vote', 'decision')
ON CONFLICT (kind) DO UPDATE SET page = excluded.page;
