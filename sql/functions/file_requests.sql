-- Words of the registers of requests for the file and of data protection complaints, and their events.
CREATE OR REPLACE FUNCTION app.file_request_title(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'ombudsman' THEN 'Ombudsman' WHEN 'icb' THEN 'ICB' WHEN 'cqc' THEN 'CQC' WHEN 'police' THEN 'Police'
    WHEN 'ico' THEN 'ICO' WHEN 'solicitor' THEN 'Solicitor' ELSE 'Subject access' END
$$;
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('file_request.recorded', 'Request for the file recorded', true),
  ('file_request.listed', 'A paper listed for a request', true),
  ('file_request.ended', 'Request for the file answered', true),
  ('data_complaint.recorded', 'Data protection complaint recorded', true),
  ('data_complaint.changed', 'Data protection complaint: something recorded', true),
  ('file_request.opened', 'Requests for the file opened', false),
  ('data_complaint.opened', 'Data protection complaints opened', false)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
