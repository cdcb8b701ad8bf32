-- What was done to clocks. That one began and ended with its task says nothing new on a timeline.
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('day.added', 'A day off added to the calendar', true),
  ('day.removed', 'A day off taken away', true),
  ('clock.started', 'Clock started', false),
  ('clock.ended', 'Clock ended', false),
  ('clock.stopped', 'Clock stopped', true),
  ('clock.restarted', 'Clock goes on', true),
  ('clock.extended', 'A later date agreed', true),
  ('clock.start_corrected', 'The day a clock started corrected', true),
  ('clock.recounted', 'Clock counted again: a day off was added or taken away', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
