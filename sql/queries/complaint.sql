-- The complaint part of a case (U-13, C-3, W-2.4i to k).

-- name: complaint_show :read
-- The complaint part as it stands; the latest where triage made more than one.
-- params: reference text
-- gives: id bigint, complaint_reference text, received_on date, how_title text, state text, state_title text,
--   is_open boolean, is_ended boolean, is_taken_up boolean, is_closed boolean, acknowledge_by date, acknowledged_on date,
--   is_late boolean, clock text, leaflet text, leaflet_title text, leaflet_on date, invited_on date, answer_by date,
--   is_answer_due boolean, cannot_reach_why text, ended_on date, ended_by text, ended_why text, version integer,
--   may_lead boolean, may_go_on boolean, is_aside boolean
SELECT x.id, x.reference AS complaint_reference, x.received_on,
       CASE x.how WHEN 'seen_online' THEN 'Seen online' WHEN 'written' THEN 'In writing' WHEN 'oral' THEN 'Spoken'
         WHEN 'electronic' THEN 'By e-mail or online form' ELSE 'Passed on by another body' END AS how_title,
       x.state,
       CASE x.state WHEN 'with_lead' THEN 'With the Complaints Lead' WHEN 'invited' THEN 'Invited to complain, waiting for an answer'
         WHEN 'taken_up' THEN 'Taken up as a complaint' WHEN 'nothing_heard' THEN 'Ended: invited, and nothing was heard'
         WHEN 'answered_as_feedback' THEN 'Ended: answered as feedback' WHEN 'not_a_complaint' THEN 'Ended: not a complaint'
         ELSE 'Closed: the complaint has been answered' END AS state_title,
       x.state IN ('with_lead', 'invited') AS is_open, x.state NOT IN ('with_lead', 'invited') AS is_ended,
       x.state = 'taken_up' AS is_taken_up, x.state = 'closed' AS is_closed,
       x.acknowledge_by, x.acknowledged_on,
       x.state IN ('with_lead', 'invited') AND x.acknowledged_on IS NULL AND x.cannot_reach_why = ''
         AND coalesce(x.acknowledge_by < current_date, false) AS is_late,
       x.clock, x.leaflet,
       CASE x.leaflet WHEN 'offered' THEN 'Offered' WHEN 'accepted' THEN 'Accepted' WHEN 'declined' THEN 'Declined' ELSE '' END AS leaflet_title,
       x.leaflet_on, x.invited_on, x.answer_by, coalesce(x.answer_by < current_date, false) AS is_answer_due, x.cannot_reach_why,
       x.ended_on, coalesce((SELECT m.name FROM app.member m WHERE m.id = x.ended_by), '') AS ended_by,
       CASE WHEN c.id = ANY (app.limited()) THEN '' ELSE x.ended_why END AS ended_why, x.version,
       app.may('lead_complaint') AND c.id <> ALL (app.aside()) AND (c.state <> 'closed' OR x.state = 'taken_up') AS may_lead,
       app.may('manage') AND c.id <> ALL (app.aside()) AND c.state <> 'closed' AS may_go_on, c.id = ANY (app.aside()) AS is_aside
  FROM app.case_file c JOIN app.complaint x ON x.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY x.id DESC LIMIT 1;

-- name: complaint_clocks :read
-- Its tasks, with the sum behind each date (invariant 5).
-- params: reference text
-- gives: title text, due_on date, clock text, citation text, is_done boolean, result text
SELECT t.title, t.due_on, t.clock, t.citation, t.done_at IS NOT NULL AS is_done,
       CASE WHEN c.id = ANY (app.limited()) THEN '' ELSE t.result END AS result
  FROM app.case_file c JOIN app.task t ON t.case_id = c.id
 WHERE c.reference = upper($1) AND t.kind IN ('complaint_acknowledge', 'complaint_invitation', 'complaint_response')
 ORDER BY t.id;

-- name: complaint_delegates :read
-- Who else may lead it: nobody whom it concerns (U-4). Last of all, the practice's outside contact.
-- params: reference text
-- gives: name text, job_title text
SELECT m.name, m.job_title
  FROM app.case_file c JOIN app.member m ON m.practice_id = c.practice_id
 WHERE c.reference = upper($1) AND (m.ended_on IS NULL OR m.ended_on >= current_date) AND m.id <> app.member()
   AND EXISTS (SELECT FROM app.member_role r JOIN app.role_may may ON may.role = r.role AND may.may = 'lead_complaint'
                WHERE r.member_id = m.id AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date))
   AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id AND a.until_at IS NULL
                    AND a.relation IN ('conduct', 'conflicted', 'affected'))
   AND app.member_may_read(m.id, c.id)
 ORDER BY m.name;

-- name: complaint_outside :read
-- Who is asked when nobody inside may.
-- gives: outside_contact text
SELECT p.outside_contact FROM app.practice p;

-- name: complaint_words :read
-- The separate ground, and why the Complaints Lead asks for removal: the latest of each, for those in full standing.
-- params: reference text
-- gives: gate text, words text, by_name text, at timestamptz
SELECT DISTINCT ON (g.gate) g.gate, convert_from(t.bytes, 'UTF8') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = g.by_member), '') AS by_name, g.at
  FROM app.case_file c JOIN app.gate_statement g ON g.case_id = c.id AND g.gate IN ('ground', 'lead_asks')
  LEFT JOIN app.content t ON t.id = g.content_id
 WHERE c.reference = upper($1) ORDER BY g.gate, g.id DESC;

-- name: complaint_now :read
-- The complaint part that a change is about.
-- params: case_id bigint
-- gives: id bigint, received_on date, state text, acknowledge_by date, acknowledged_on date, leaflet text, leaflet_on date,
--   invited_on date, answer_by date, cannot_reach_why text, ended_on date, ended_why text, version integer
SELECT x.id, x.received_on, x.state, x.acknowledge_by, x.acknowledged_on, x.leaflet, x.leaflet_on, x.invited_on, x.answer_by,
       x.cannot_reach_why, x.ended_on, x.ended_why, x.version
  FROM app.complaint x WHERE x.case_id = $1 ORDER BY x.id DESC LIMIT 1;

-- name: complaint_change :write
-- Writes the complaint part as it now stands, if nobody was first.
-- params: id bigint, version integer, state text, acknowledge_by date?, acknowledged_on date?, leaflet text, leaflet_on date?,
--   invited_on date?, answer_by date?, cannot_reach_why text, ended_on date?, ended_why text, ends boolean
-- gives: version integer
UPDATE app.complaint SET state = $3, acknowledge_by = $4, acknowledged_on = $5, leaflet = $6, leaflet_on = $7, invited_on = $8,
  answer_by = $9, cannot_reach_why = $10, ended_on = $11, ended_why = $12,
  ended_by = CASE WHEN $13 THEN app.member() ELSE ended_by END, version = version + 1
 WHERE id = $1 AND version = $2 RETURNING version;

-- name: complaint_stopped_steps :read
-- Steps whose last entry says that the complaint part stopped them.
-- params: case_id bigint
-- gives: step text
SELECT x.step FROM (SELECT DISTINCT ON (s.step) s.step, s.entry FROM app.step_entry s
                     WHERE s.case_id = $1 AND s.entry IN ('stopped', 'reopened') ORDER BY s.step, s.id DESC) x
 WHERE x.entry = 'stopped' ORDER BY x.step;
