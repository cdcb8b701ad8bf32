-- The kinds of letter (U-14, U-17, domain section 6 "Templates"): one row each. Their shipped wording is in
-- letter_texts_*.sql; a practice's own wording goes before it.
INSERT INTO app.letter_kind (position, code, title, addressee, needs, case_kinds, on_complaint, to_patient, checks_patient,
  is_confidential)
SELECT row_number() OVER (), * FROM (VALUES
  ('complaint_invitation', 'Invitation to complain', 'author', '', NULL::text[], false, true, true, false),
  ('removal_request', 'Request to remove the post', 'author', '', NULL, false, true, true, false),
  ('posted_consultation', 'Request to take down a recording', 'patient', '', '{posted_consultation,covert_recording}', false, true, false, false),
  ('platform_report', 'Report to the platform', 'platform', '', NULL, false, false, true, false),
  ('own_page_notice', 'Notice that a post was taken off our page', 'author', '', '{own_page_post}', false, true, true, false),
  ('review_reply', 'Private answer to a review', 'author', '', '{review}', false, true, true, false),
  ('covert_information', 'Information about recording', 'patient', '', '{covert_recording,public_area_recording,posted_consultation}', false, true, false, false),
  ('written_summary_cover', 'Cover for a written summary', 'patient', '', '{covert_recording,posted_consultation,recording_request}', false, true, false, false),
  ('recording_conditions', 'Conditions for recording', 'patient', '', '{recording_request}', false, true, false, false),
  ('boundary_reply', 'Answer to a private contact', 'author', '', '{boundary_contact,unwanted_contact}', false, true, true, false),
  ('advice_letter', 'Advice letter', 'patient', '', NULL, false, true, false, true),
  ('formal_warning', 'Formal warning', 'patient', '', NULL, false, true, false, true),
  ('removal_notice', 'Letter to the patient about removal', 'patient', 'decision', NULL, false, true, false, true),
  ('commissioner_notice', 'Request to PCSE to remove the patient', 'pcse', 'decision', NULL, false, false, false, true),
  ('immediate_removal_notice', 'Notice of removal at once', 'patient', '', '{}', false, true, false, true),
  ('immediate_confirmation', 'Confirmation of a removal at once', 'pcse', '', '{}', false, false, false, true),
  ('refusal_to_register', 'Registration refused', 'patient', '', '{}', false, true, false, true),
  ('treatment_ended_notice', 'Notice that treatment has ended', 'pcse', '', '{}', false, false, false, true),
  ('complaint_acknowledgement', 'Complaint acknowledged', 'complainant', '', '{}', true, true, false, false),
  ('complaint_progress', 'Complaint: how it is going', 'complainant', '', '{}', true, true, false, false),
  ('complaint_response', 'Response to a complaint', 'complainant', '', '{}', true, true, false, true),
  ('complaint_out_of_time', 'Complaint made out of time', 'complainant', '', '{}', true, true, false, false),
  ('complaint_not_required', 'Complaint that the rules do not cover', 'complainant', '', '{}', true, true, false, false),
  ('pals_reply', 'Reply to PALS', 'pals', '', '{}', false, false, false, false),
  ('breach_notice', 'Telling somebody of a data breach', 'patient', '', '{}', false, true, false, false),
  ('data_complaint_acknowledgement', 'Data protection complaint acknowledged', 'complainant', '', '{}', true, true, false, false),
  ('file_request_reply', 'Answer to a request for a file', 'patient', '', '{}', false, true, false, false)
) AS kinds
ON CONFLICT (code) DO UPDATE SET (position, title, addressee, needs, case_kinds, on_complaint, to_patient, checks_patient,
  is_confidential) = (excluded.position, excluded.title, excluded.addressee, excluded.needs, excluded.case_kinds,
  excluded.on_complaint, excluded.to_patient, excluded.checks_patient, excluded.is_confidential);

CREATE OR REPLACE FUNCTION app.letter_kind_title(kind text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT k.title FROM app.letter_kind k WHERE k.code = $1), $1)
$$;
GRANT EXECUTE ON FUNCTION app.letter_kind_title(text) TO app, worker, report, auditor;
