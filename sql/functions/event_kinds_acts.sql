-- What the events of complaint, own page, requests, letters and closing are called on the timeline.
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('complaint.acknowledged', 'Complaint acknowledged', true),
  ('complaint.leaflet', 'Complaints leaflet: recorded', true),
  ('complaint.invited', 'Invited to complain', true),
  ('complaint.unreachable', 'Complaint part: the person cannot be reached, the clock is stopped', true),
  ('complaint.reached', 'Complaint part: the person was reached', true),
  ('complaint.taken_up', 'Taken up as a complaint', true),
  ('complaint.ended', 'Complaint part ended', true),
  ('complaint.closed', 'Complaint answered and closed', true),
  ('complaint.lead_asks', 'The Complaints Lead asks for removal of the post', true),
  ('step.reopened', 'Steps against the person reopened on a separate ground', true),
  ('step.jumped', 'Step passed over', true),
  ('own_page.recorded', 'Recorded what was done on our own page', true),
  ('request.sent', 'Removal requested', true),
  ('request.answered', 'Answer to a request recorded', true),
  ('post.seen', 'Somebody looked again', true),
  ('review.replied', 'Review replied to', true),
  ('review.thanked', 'Person thanked', true),
  ('letter.started', 'Letter drafted', true),
  ('letter.sent', 'Letter sent', true),
  ('letter.dropped', 'Draft letter dropped', true),
  ('learning.added', 'Learning event added', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
INSERT INTO app.task_kind (kind, page) VALUES
  ('complaint_response', 'complaint')
ON CONFLICT (kind) DO UPDATE SET page = excluded.page;
