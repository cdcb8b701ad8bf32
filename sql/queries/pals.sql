-- PALS contacts (U-25, H-mon-2) and complaints that belong to no post.

-- name: pals_list :read
-- Contacts, newest first.
-- params: most integer, skip integer
-- gives: id bigint, received_on date, office text, their_reference text, wants_title text, consent_title text,
--   reply_by date, text text, complaint_reference text, added_by text
SELECT x.id, x.received_on, x.office, x.their_reference, app.pals_wants_title(x.wants) AS wants_title,
       CASE x.consent WHEN 'seen' THEN 'Seen' WHEN 'asked' THEN 'Asked for' ELSE 'Not seen' END AS consent_title,
       x.reply_by, x.text, coalesce(c.reference, '') AS complaint_reference,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = x.added_by), '') AS added_by
  FROM app.pals_contact x LEFT JOIN app.complaint c ON c.id = x.complaint_id
 ORDER BY x.received_on DESC, x.id DESC LIMIT $1 OFFSET $2;

-- name: pals_count :read
-- How many there are.
-- gives: total bigint
SELECT count(*) AS total FROM app.pals_contact;

-- name: pals_add :write
-- A contact as it came.
-- params: received_on date, office text, their_reference text, wants text, reply_by date?, consent text, body text,
--   complaint_id bigint?
-- gives: id bigint
INSERT INTO app.pals_contact (practice_id, received_on, office, their_reference, wants, reply_by, consent, text,
  complaint_id, added_by)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, app.member()) RETURNING id;

-- name: complaint_passed_on :write
-- A contact that was passed on is a complaint, received on the day it reached the practice.
-- params: received_on date, acknowledge_by date, clock text
-- gives: id bigint, reference text
INSERT INTO app.complaint (practice_id, reference, received_on, how, acknowledge_by, clock)
VALUES (app.practice(), app.new_reference(app.practice(), extract(year FROM $1::date)::integer), $1, 'passed_on', $2, $3)
RETURNING id, reference;

-- name: complaint_list :read
-- Complaints that this member may know of, open ones first, then newest first.
-- params: most integer, skip integer
-- gives: reference text, received_on date, how_title text, state_title text, is_open boolean, acknowledge_by date,
--   acknowledged_on date, is_late boolean, case_reference text, summary text
SELECT x.reference, x.received_on,
       CASE x.how WHEN 'seen_online' THEN 'Seen online' WHEN 'written' THEN 'In writing' WHEN 'oral' THEN 'Spoken'
         WHEN 'electronic' THEN 'By e-mail or form' ELSE 'Passed on by PALS' END AS how_title,
       app.complaint_state_title(x.state) AS state_title, x.state IN ('with_lead', 'invited', 'taken_up') AS is_open,
       x.acknowledge_by, x.acknowledged_on,
       x.state IN ('with_lead', 'invited') AND x.acknowledged_on IS NULL AND x.cannot_reach_why = ''
         AND coalesce(x.acknowledge_by < current_date, false) AS is_late,
       c.reference AS case_reference, coalesce(c.summary, '') AS summary
  FROM app.complaint x LEFT JOIN app.case_file c ON c.id = x.case_id
 ORDER BY x.state IN ('with_lead', 'invited', 'taken_up') DESC, x.received_on DESC, x.id DESC LIMIT $1 OFFSET $2;

-- name: complaint_list_count :read
-- How many there are.
-- gives: total bigint
SELECT count(*) AS total FROM app.complaint;

-- name: complaint_alone :read
-- A complaint without a case, with the PALS contact that it came from.
-- params: reference text
-- gives: id bigint, reference text, received_on date, state text, state_title text, is_ended boolean,
--   acknowledge_by date, acknowledged_on date, clock text, ended_on date, ended_why text, version integer, office text,
--   their_reference text, body text
SELECT x.id, x.reference, x.received_on, x.state, app.complaint_state_title(x.state) AS state_title,
       x.state NOT IN ('with_lead', 'invited', 'taken_up') AS is_ended, x.acknowledge_by, x.acknowledged_on, x.clock,
       x.ended_on, x.ended_why, x.version, coalesce(p.office, '') AS office, coalesce(p.their_reference, '') AS their_reference,
       coalesce(p.text, '') AS body
  FROM app.complaint x LEFT JOIN app.pals_contact p ON p.complaint_id = x.id
 WHERE x.reference = upper($1) AND x.case_id IS NULL;

-- name: complaint_alone_lock :write
-- The same, held while it is changed.
-- params: reference text
-- gives: id bigint, received_on date, state text, version integer
SELECT x.id, x.received_on, x.state, x.version FROM app.complaint x
 WHERE x.reference = upper($1) AND x.case_id IS NULL FOR UPDATE;

-- name: complaint_alone_change :write
-- Acknowledged, or ended.
-- params: id bigint, acknowledged_on date?, state text, ended_on date?, ended_why text
UPDATE app.complaint SET acknowledged_on = $2, state = $3, ended_on = $4, ended_why = $5,
  ended_by = CASE WHEN $4::date IS NULL THEN NULL ELSE app.member() END, version = version + 1
 WHERE id = $1;
