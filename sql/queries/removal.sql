-- After the decision: letters, the request to PCSE, the date on which it takes effect (U-17, U-20).

-- name: removal_show :read
-- What a request needs and where it stands. PCSE is given name, address, date of birth and NHS number (R-list-7).
-- params: reference text
-- gives: person_id bigint, person_name text, address text, born_on date, nhs_number text, practice_name text,
--   practice_code text, decision_state text, patient_letter_on date, commissioner_letter_on date, refusal text,
--   is_requested boolean, requested_on date, expected_on date, is_treated boolean, care text, received_on date,
--   effective_on date, treatment_ended_on date, treatment_effective_on date, accepted_on date, is_still_ours boolean,
--   still_ours_until date, treatment_answer text, care_answer text
SELECT a.person_id, p.name AS person_name, p.address, p.born_on, p.nhs_number, y.name AS practice_name,
       y.code AS practice_code,
       app.decision_state(c.id) AS decision_state,
       lp.sent_on AS patient_letter_on, lc.sent_on AS commissioner_letter_on,
       app.removal_refusal(app.gate_facts(c.id)) AS refusal,
       r.id IS NOT NULL AS is_requested, r.requested_on, r.expected_on, coalesce(r.is_treated, false) AS is_treated,
       convert_from(ct.bytes, 'UTF8') AS care, x1.received_on, x1.effective_on,
       x2.received_on AS treatment_ended_on, x2.effective_on AS treatment_effective_on, x3.effective_on AS accepted_on,
       coalesce(least(x3.effective_on, CASE WHEN r.is_treated THEN x2.effective_on ELSE x1.effective_on END) > current_date, true)
         AS is_still_ours,
       least(x3.effective_on, CASE WHEN r.is_treated THEN x2.effective_on ELSE x1.effective_on END) AS still_ours_until,
       s.answer AS treatment_answer, convert_from(st.bytes, 'UTF8') AS care_answer
  FROM app.case_file c JOIN app.practice y ON y.id = c.practice_id
  LEFT JOIN app.case_author a ON a.case_id = c.id LEFT JOIN app.person p ON p.id = a.person_id
  LEFT JOIN LATERAL (SELECT v.id FROM app.decision v WHERE v.case_id = c.id
       AND NOT EXISTS (SELECT FROM app.record_void w WHERE w.decision_id = v.id) ORDER BY v.id DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT l.sent_on FROM app.letter_sent l WHERE l.case_id = c.id AND l.kind = 'removal_notice' AND l.in_order
       AND l.at >= (SELECT o.at FROM app.decision_outcome o WHERE o.decision_id = d.id AND o.outcome = 'carried')
       ORDER BY l.id DESC LIMIT 1) lp ON true
  LEFT JOIN LATERAL (SELECT l.sent_on FROM app.letter_sent l WHERE l.case_id = c.id AND l.kind = 'commissioner_notice' AND l.in_order
       AND l.at >= (SELECT o.at FROM app.decision_outcome o WHERE o.decision_id = d.id AND o.outcome = 'carried')
       ORDER BY l.id DESC LIMIT 1) lc ON true
  LEFT JOIN app.list_removal r ON r.decision_id = d.id
  LEFT JOIN app.content ct ON ct.id = r.care_content_id
  LEFT JOIN app.list_removal_receipt x1 ON x1.removal_id = r.id AND x1.kind = 'received'
  LEFT JOIN app.list_removal_receipt x2 ON x2.removal_id = r.id AND x2.kind = 'treatment_ended'
  LEFT JOIN app.list_removal_receipt x3 ON x3.removal_id = r.id AND x3.kind = 'accepted_elsewhere'
  LEFT JOIN LATERAL (SELECT g.answer, g.content_id FROM app.gate_statement g WHERE g.case_id = c.id AND g.gate = 'treatment'
       AND g.at >= (SELECT o.at FROM app.decision_outcome o WHERE o.decision_id = d.id AND o.outcome = 'carried')
       ORDER BY g.id DESC LIMIT 1) s ON true
  LEFT JOIN app.content st ON st.id = s.content_id
 WHERE c.reference = upper($1);

-- name: removal_clocks :read
-- The sums behind the dates, line by line (invariant 5).
-- params: reference text
-- gives: kind text, received_on date, effective_on date, clock text
SELECT x.kind, x.received_on, x.effective_on, x.clock
  FROM app.case_file c JOIN app.list_removal_receipt x ON x.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY x.id;

-- name: removal_needs :read
-- What the request is made of: the person, the decision, both letters, the answer about treatment and care.
-- params: case_id bigint
-- gives: person_id bigint, decision_id bigint, patient_letter_id bigint, commissioner_letter_id bigint,
--   treatment text, care text, removal_id bigint, is_treated boolean, requested_on date
SELECT a.person_id, d.id AS decision_id,
       (SELECT max(l.id) FROM app.letter_sent l WHERE l.case_id = c.id AND l.kind = 'removal_notice' AND l.in_order AND l.at >= o.at)
         AS patient_letter_id,
       (SELECT max(l.id) FROM app.letter_sent l WHERE l.case_id = c.id AND l.kind = 'commissioner_notice' AND l.in_order AND l.at >= o.at)
         AS commissioner_letter_id,
       s.answer AS treatment, convert_from(t.bytes, 'UTF8') AS care, r.id AS removal_id, r.is_treated, r.requested_on
  FROM app.case_file c LEFT JOIN app.case_author a ON a.case_id = c.id
  LEFT JOIN app.decision d ON d.id = app.decision_live(c.id)
  LEFT JOIN app.decision_outcome o ON o.decision_id = d.id AND o.outcome = 'carried'
  LEFT JOIN LATERAL (SELECT g.answer, g.content_id FROM app.gate_statement g WHERE g.case_id = c.id AND g.gate = 'treatment'
       AND g.at >= o.at ORDER BY g.id DESC LIMIT 1) s ON true
  LEFT JOIN app.content t ON t.id = s.content_id
  LEFT JOIN app.list_removal r ON r.decision_id = d.id
 WHERE c.id = $1;

-- name: removal_request_list :write
-- The request to take the person off the list, with every fact as it stood that day.
-- params: case_id bigint, decision_id bigint, person_id bigint, requested_on date, patient_letter_id bigint,
--   commissioner_letter_id bigint, expected_on date, is_treated boolean, care_content_id bigint
-- gives: id bigint
INSERT INTO app.list_removal (practice_id, case_id, decision_id, person_id, requested_on, facts, patient_letter_id,
  commissioner_letter_id, expected_on, is_treated, care_content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.gate_facts($1, $4), $5, $6, $7, $8, $9, app.member()) RETURNING id;

-- name: removal_receipt :write
-- A date that makes the effective date certain.
-- params: case_id bigint, removal_id bigint, kind text, received_on date, effective_on date, clock text
-- gives: id bigint
INSERT INTO app.list_removal_receipt (practice_id, case_id, removal_id, kind, received_on, effective_on, clock, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;

-- name: removal_receipt_kinds :read
-- Which of these dates are entered already.
-- params: removal_id bigint
-- gives: kind text
SELECT x.kind FROM app.list_removal_receipt x WHERE x.removal_id = $1 ORDER BY x.id;
