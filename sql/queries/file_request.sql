-- Requests for the file (U-28) and data protection complaints (R-dp-6).

-- name: file_request_list :read
-- Open ones first, the most pressing first; then the others, newest first.
-- gives: id bigint, kind_title text, asker text, received_on date, due_on date, is_open boolean, is_late boolean, state_title text,
--   complaint_reference text
SELECT r.id, app.file_request_title(r.kind) AS kind_title, r.asker, r.received_on, r.due_on, r.state = 'open' AS is_open,
       r.state = 'open' AND r.due_on < current_date AS is_late,
       CASE r.state WHEN 'open' THEN 'Open' WHEN 'sent' THEN 'Sent' ELSE 'Refused' END AS state_title, coalesce(x.reference, '') AS complaint_reference
  FROM app.file_request r LEFT JOIN app.complaint x ON x.id = r.complaint_id
 ORDER BY r.state <> 'open', CASE WHEN r.state = 'open' THEN r.due_on END, r.received_on DESC, r.id DESC LIMIT 200;

-- name: file_request_show :read
-- One request.
-- params: request_id bigint
-- gives: id bigint, kind text, kind_title text, asker text, basis_title text, basis_text text, asks_for text, received_on date, due_on date,
--   clock text, is_open boolean, is_late boolean, state_title text, ended_on date, ended_how text, ended_by text, version integer,
--   complaint_reference text, today date
SELECT r.id, r.kind, app.file_request_title(r.kind) AS kind_title, r.asker,
       CASE r.basis WHEN 'power' THEN 'A legal power' WHEN 'consent' THEN 'Consent' WHEN 'order' THEN 'A court order' ELSE 'The person''s own right of access' END AS basis_title,
       r.basis_text, r.asks_for, r.received_on, r.due_on, r.clock, r.state = 'open' AS is_open, r.state = 'open' AND r.due_on < current_date AS is_late,
       CASE r.state WHEN 'open' THEN 'Open' WHEN 'sent' THEN 'Sent' ELSE 'Refused' END AS state_title, r.ended_on, r.ended_how,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = r.ended_by), '') AS ended_by, r.version, coalesce(x.reference, '') AS complaint_reference,
       app.today() AS today
  FROM app.file_request r LEFT JOIN app.complaint x ON x.id = r.complaint_id WHERE r.id = $1;

-- name: file_request_items :read
-- The bundle's index.
-- params: request_id bigint
-- gives: title text, pages integer, is_held_back boolean, held_back_title text, why text
SELECT i.title, i.pages, i.held_back <> '' AS is_held_back,
       CASE i.held_back WHEN 'privileged' THEN 'May be privileged' WHEN 'third_party' THEN 'About somebody else'
         WHEN 'harm' THEN 'Could cause serious harm' WHEN 'not_asked' THEN 'Not asked for' ELSE '' END AS held_back_title, i.why
  FROM app.file_request_item i WHERE i.request_id = $1 ORDER BY i.id;

-- name: file_request_add :write
-- A request as it came. complaint: its reference, or ''.
-- params: kind text, asker text, basis text, basis_text text, asks_for text, received_on date, due_on date, clock text, complaint text
-- gives: id bigint
INSERT INTO app.file_request (practice_id, kind, asker, basis, basis_text, asks_for, received_on, due_on, clock, complaint_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, (SELECT x.id FROM app.complaint x WHERE x.reference = upper($9)), app.member()) RETURNING id;

-- name: file_request_complaint :read
-- Is there such a complaint for this member, in which they do not stand aside?
-- params: reference text
-- gives: id bigint
SELECT x.id FROM app.complaint x WHERE x.reference = upper($1) AND NOT app.complaint_is_closed_to_me(x.id, x.case_id);

-- name: file_request_lock :write
-- The request, held while it changes.
-- params: request_id bigint
-- gives: id bigint, state text, version integer, received_on date, items bigint
SELECT r.id, r.state, r.version, r.received_on, (SELECT count(*) FROM app.file_request_item i WHERE i.request_id = r.id) AS items
  FROM app.file_request r WHERE r.id = $1 FOR UPDATE;

-- name: file_request_item_add :write
-- One more paper of the bundle, or one that is held back.
-- params: request_id bigint, title text, pages integer?, held_back text, why text
-- gives: id bigint
INSERT INTO app.file_request_item (practice_id, request_id, complaint_id, title, pages, held_back, why, by_member)
SELECT r.practice_id, r.id, r.complaint_id, $2, $3, $4, $5, app.member() FROM app.file_request r WHERE r.id = $1 RETURNING id;

-- name: file_request_end :write
-- Sent, or refused.
-- params: request_id bigint, state text, ended_on date, ended_how text
UPDATE app.file_request SET state = $2, ended_on = $3, ended_how = $4, ended_by = app.member(), version = version + 1 WHERE id = $1;

-- name: data_complaint_list :read
-- Open ones first.
-- gives: id bigint, who text, received_on date, acknowledge_by date, acknowledged_on date, is_late boolean, answered_on date, outcome_title text
SELECT d.id, d.who, d.received_on, d.acknowledge_by, d.acknowledged_on, d.acknowledged_on IS NULL AND d.acknowledge_by < current_date AS is_late,
       d.answered_on, CASE d.outcome WHEN 'upheld' THEN 'Upheld' WHEN 'partly' THEN 'Partly upheld' WHEN 'not_upheld' THEN 'Not upheld' ELSE 'Open' END AS outcome_title
  FROM app.data_complaint d ORDER BY d.answered_on IS NOT NULL, d.received_on DESC, d.id DESC LIMIT 200;

-- name: data_complaint_show :read
-- One of them.
-- params: which bigint
-- gives: id bigint, who text, received_on date, words text, acknowledge_by date, acknowledged_on date, clock text, is_late boolean,
--   answered_on date, is_open boolean, outcome_title text, version integer, today date
SELECT d.id, d.who, d.received_on, d.words, d.acknowledge_by, d.acknowledged_on, d.clock, d.acknowledged_on IS NULL AND d.acknowledge_by < current_date AS is_late,
       d.answered_on, d.answered_on IS NULL AS is_open,
       CASE d.outcome WHEN 'upheld' THEN 'Upheld' WHEN 'partly' THEN 'Partly upheld' WHEN 'not_upheld' THEN 'Not upheld' ELSE 'Open' END AS outcome_title,
       d.version, app.today() AS today
  FROM app.data_complaint d WHERE d.id = $1;

-- name: data_complaint_steps :read
-- What was done about it, the latest first.
-- params: which bigint
-- gives: action_title text, on_date date, words text, by_name text
SELECT CASE s.action WHEN 'acknowledged' THEN 'Acknowledged' WHEN 'step' THEN 'Step taken' WHEN 'told' THEN 'Kept informed' ELSE 'Answered' END AS action_title,
       s.on_date, s.words, coalesce((SELECT m.name FROM app.member m WHERE m.id = s.by_member), '') AS by_name
  FROM app.data_complaint_step s WHERE s.data_complaint_id = $1 ORDER BY s.id DESC;

-- name: data_complaint_add :write
-- One as it came.
-- params: received_on date, who text, how text, words text, acknowledge_by date, clock text
-- gives: id bigint
INSERT INTO app.data_complaint (practice_id, received_on, who, how, words, acknowledge_by, clock, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;

-- name: data_complaint_lock :write
-- Held while it changes.
-- params: which bigint
-- gives: id bigint, received_on date, is_open boolean, is_acknowledged boolean, version integer
SELECT d.id, d.received_on, d.answered_on IS NULL AS is_open, d.acknowledged_on IS NOT NULL AS is_acknowledged, d.version
  FROM app.data_complaint d WHERE d.id = $1 FOR UPDATE;

-- name: data_complaint_change :write
-- Acknowledged, or answered: what is NULL stays.
-- params: which bigint, acknowledged_on date?, answered_on date?, outcome text, told_of_ico boolean
UPDATE app.data_complaint SET acknowledged_on = coalesce(acknowledged_on, $2), answered_on = coalesce($3, answered_on),
  outcome = CASE WHEN $3::date IS NULL THEN outcome ELSE $4 END, told_of_ico = told_of_ico OR $5, version = version + 1 WHERE id = $1;

-- name: data_complaint_step_add :write
-- What was done.
-- params: which bigint, action text, on_date date, words text
-- gives: id bigint
INSERT INTO app.data_complaint_step (practice_id, data_complaint_id, action, on_date, words, by_member)
SELECT d.practice_id, d.id, $2, $3, $4, app.member() FROM app.data_complaint d WHERE d.id = $1 RETURNING id;
