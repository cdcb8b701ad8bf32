-- The example policy pack: Woodbrook Medical Centre's patient social media and acceptable use policy,
-- version 1.1, as data and in our own words (domain ids W-0.1 to W-A-12). Clauses are what cases cite;
-- steps name the gates that src/rules implements; nothing here can take a gate away.
CREATE OR REPLACE FUNCTION app.seed_woodbrook() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  v bigint;
  p bigint := app.practice();
BEGIN
  INSERT INTO app.policy_version (practice_id, title, version, source_template, edited_by, approved_by, comment,
    effective_on, next_review_on, status)
  VALUES (p, 'Patient social media and acceptable use', '1.1', 'Template 1.4', 'Practice manager', 'Practice manager',
    'Brought up to date from the template', '2025-03-01', '2027-03-01', 'draft')
  RETURNING id INTO v;
  INSERT INTO app.policy_clause (policy_version_id, practice_id, clause, position, title, text)
  SELECT v, p, c, row_number() OVER (), t, x FROM (VALUES
    ('1.1', 'What this policy is for', 'What to do when a patient puts something unacceptable online about the practice or its staff, and how phones and other devices may be used on site. Everyone may hold and express an opinion. Staff raise unsafe practice, fraud or wrongdoing through Freedom to Speak Up. Concerns about care go to the complaints procedure.'),
    ('1.2', 'Status', 'Applies to all who work for the practice, agency staff, locums and contractors included. Not part of a contract of employment; may be changed or withdrawn. Equality has been considered.'),
    ('2.1', 'Our own accounts', 'The practice posts current and relevant information. Only named people have access, each post is approved first, nothing clinical is ever posted, and the accounts are checked for comments.'),
    ('2.2', 'Friend requests', 'A friend request from a patient is weighed with professional guidance in mind; all staff are careful.'),
    ('2.3', 'When a post is found', 'Staff stay watchful. A member of the management team is told at the earliest opportunity. Where the practice can remove the post it does; where it cannot, it asks the person who posted to remove it.'),
    ('2.4', 'When the person will not remove it', 'The partners and the practice manager consider the options, which may include advice from the defence body. Feedback is welcome; comment that is unfounded, malicious or unreasonable is answered with the responsibilities of the NHS Constitution. Nobody is removed from the list because of a complaint: a post that is a complaint, or refers to one, goes to the Complaints Lead.'),
    ('3.1', 'A patient asks to record', 'Open recording is agreed beforehand under five conditions and entered in the record.'),
    ('3.2', 'Covert recordings', 'Covert recording is discouraged by five responses: open recording, our readiness to look into concerns, a written summary, access to the record, and the complaints leaflet.'),
    ('3.3', 'A recording put online', 'The practice asks for its removal by letter.'),
    ('3.4', 'Public areas', 'No photograph, film or sound may capture another patient, or staff without their permission.'),
    ('Annex A', 'What we ask of patients', 'The rules for devices, other patients'' information, recordings, posts, photographs, naming staff, reviews and defamatory comment.')
  ) AS clauses (c, t, x);
  INSERT INTO app.policy_category (policy_version_id, practice_id, code, parent, position, title, is_breach)
  SELECT v, p, c, parent, row_number() OVER (), t, breach FROM (VALUES
    ('A1', NULL, 'Use of a phone or other device', true),
    ('A2', NULL, 'Another patient could be identified', true),
    ('A3', NULL, 'Recording of a consultation', true),
    ('A4', NULL, 'Content that the policy does not allow', true),
    ('A4.1', 'A4', 'Inaccurate', true),
    ('A4.2', 'A4', 'Fraudulent', true),
    ('A4.3', 'A4', 'Harassing', true),
    ('A4.4', 'A4', 'Embarrassing', true),
    ('A4.5', 'A4', 'Obscene', true),
    ('A4.6', 'A4', 'Defamatory', true),
    ('A4.7', 'A4', 'Unlawful', true),
    ('A5', NULL, 'Photographs', true),
    ('A6', NULL, 'Staff named or identified', true),
    ('A7', NULL, 'Belongs in a review', false),
    ('A8', NULL, 'Said to be defamatory', true)
  ) AS categories (c, parent, t, breach);
  INSERT INTO app.policy_step (policy_version_id, practice_id, step, position, title, clause, needs, target)
  SELECT v, p, s, row_number() OVER (), t, c, n, target FROM (VALUES
    ('management_notice', 'Tell a member of the management team', '2.3', '{}'::text[], 'At the earliest opportunity'),
    ('own_page', 'Take it off our own page', 'Annex A', '{evidence_captured}', ''),
    ('removal_request', 'Ask the person who posted to remove it', '2.3', '{evidence_captured,complaint_not_open,not_fair_comment}', 'Answer within 7 days'),
    ('platform_report', 'Report it to the platform', '2.3', '{evidence_captured}', 'Look again after 2 working days'),
    ('options_meeting', 'Partners and practice manager consider the options', '2.4', '{complaint_not_open}', ''),
    ('defence_advice', 'Ask the defence body for advice', '2.4', '{}', ''),
    ('advice_letter', 'Write to the person about respect and responsibilities', '2.4', '{author_identified,complaint_not_open}', ''),
    ('formal_warning', 'Give a formal warning of the risk of removal', '2.4', '{author_identified,author_is_our_patient,complaint_ruled_out,conduct_shown}', 'Counts for 12 months'),
    ('partners_decision', 'Partners decide about the practice list', '2.4', '{}', ''),
    ('removal', 'Letters, and the request to take the person off the list', '2.4', '{}', 'Effect on the eighth day after receipt')
  ) AS steps (s, t, c, n, target);
  UPDATE app.policy_version SET status = 'in_force' WHERE id = v;
  PERFORM app.audit_append('policy.in_force', NULL, jsonb_build_object('policy_version', v, 'sha256', app.policy_digest(v)));
  RETURN v;
END
$$;
ALTER FUNCTION app.seed_woodbrook() OWNER TO definer;
REVOKE ALL ON FUNCTION app.seed_woodbrook() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.seed_woodbrook() TO worker;
