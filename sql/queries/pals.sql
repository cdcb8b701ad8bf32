-- PALS contacts (U-25, H-mon-2) and complaints that belong to no post.

-- name: pals_list :read
-- Contacts, newest first.
-- params: most integer, skip integer
-- gives: id bigint, received_on date, office text, their_reference text, wants_title text, consent_title text,
--   reply_by date, text text, complaint_reference text, patient text, born_on date, added_by text
SELECT x.id, x.received_on, x.office, x.their_reference, app.pals_wants_title(x.wants) AS wants_title,
       CASE x.consent WHEN 'seen' THEN 'Seen' WHEN 'asked' THEN 'Asked for' ELSE 'Not seen' END AS consent_title,
       x.reply_by, x.text, coalesce(c.reference, '') AS complaint_reference, coalesce(n.name, '') AS patient, n.born_on,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = x.added_by), '') AS added_by
  FROM app.pals_contact x LEFT JOIN app.complaint c ON c.id = x.complaint_id LEFT JOIN app.person n ON n.id = x.person_id
 ORDER BY x.received_on DESC, x.id DESC LIMIT $1 OFFSET $2;

-- name: pals_count :read
-- How many there are.
-- gives: total bigint
SELECT count(*) AS total FROM app.pals_contact;

-- name: pals_add :write
-- A contact as it came.
-- params: received_on date, office text, their_reference text, wants text, reply_by date?, consent text, body text,
--   complaint_id bigint?, name text, born_on date?, nhs_number text?
-- gives: id bigint
INSERT INTO app.pals_contact (practice_id, received_on, office, their_reference, wants, reply_by, consent, text,
  complaint_id, person_id, added_by)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8,
  coalesce((SELECT c.person_id FROM app.complaint c WHERE c.id = $8), app.complaint_person($9, $10, $11)), app.member()) RETURNING id;
