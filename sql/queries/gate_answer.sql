-- "Before this can happen": the gates before removal, and the questions that people answer for them.

-- name: gate_list :read
-- Every gate before an 8-day removal, in order, with the page where it is answered, for those who may.
-- params: reference text
-- gives: place integer, code text, title text, basis text, met boolean, sentence text, answer_href text
SELECT g.place, g.code, g.title, g.basis, coalesce(g.met, false) AS met, g.sentence,
       CASE WHEN app.may('manage') AND c.id <> ALL (app.aside()) THEN '/cases/' || c.reference || '/'
         || CASE g.code WHEN 'author_identified' THEN 'author' WHEN 'author_is_our_patient' THEN 'author'
         WHEN 'author_alive' THEN 'author' WHEN 'not_a_child' THEN 'author' WHEN 'complaint_ruled_out' THEN 'gates/ground'
         WHEN 'conduct_shown' THEN 'finding' WHEN 'protected_grounds_considered' THEN 'gates/protected-grounds'
         WHEN 'warning_in_force' THEN 'warning' WHEN 'new_since_warning' THEN 'finding'
         WHEN 'alternatives_tried' THEN 'gates/alternatives' WHEN 'advice_recorded' THEN 'advice'
         WHEN 'care_cannot_be_given' THEN 'gates/care' WHEN 'quorum_met' THEN 'decision'
         WHEN 'votes_stand' THEN 'decision' END END AS answer_href
  FROM app.case_file c, app.removal_gates(app.gate_facts(c.id)) g
 WHERE c.reference = upper($1) ORDER BY g.place;

-- name: gate_question_list :read
-- What has been answered, by whom and when: the latest answer to each question.
-- params: reference text
-- gives: gate text, answer text, words text, by_name text, at timestamptz
SELECT x.gate, x.answer, convert_from(t.bytes, 'UTF8') AS words, m.name AS by_name, x.at
  FROM app.case_file c
  JOIN LATERAL (SELECT DISTINCT ON (s.gate) s.gate, s.answer, s.content_id, s.by_member, s.at
                  FROM app.gate_statement s WHERE s.case_id = c.id ORDER BY s.gate, s.id DESC) x ON true
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1);

-- name: gate_relevance :read
-- Which of the questions this case asks at all.
-- params: reference text
-- gives: has_past_complaints boolean, may_be_young boolean
SELECT app.fact_count(f.facts, 'past_complaints') > 0 AS has_past_complaints,
       coalesce(f.facts ->> 'person_age', '') IN ('child', 'perhaps_child') AS may_be_young
  FROM app.case_file c, LATERAL (SELECT app.gate_facts(c.id) AS facts) f WHERE c.reference = upper($1);

-- name: gate_questions :made
-- The questions, each with its latest answer; may_answer: this member may.
-- gives: path text, title text, said text, who text, answered_at timestamptz, may_answer boolean, whose text

-- name: gate_choices :made
-- The answers that one question offers.
-- gives: code text, label text, hint text

-- name: gate_grounds :made
-- The protected grounds of R-list-1.
-- gives: code text, label text

-- name: gate_answers :made
-- Every answer given to one question, in the words of the page.
-- gives: said text, words text, who text, answered_at timestamptz

-- name: gate_history :read
-- Every answer to one question, newest first.
-- params: reference text, gate text
-- gives: answer text, words text, by_name text, at timestamptz
SELECT x.answer, convert_from(t.bytes, 'UTF8') AS words, m.name AS by_name, x.at
  FROM app.case_file c JOIN app.gate_statement x ON x.case_id = c.id AND x.gate = $2
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: gate_complaints :read
-- Complaints by or for the person who posted, linked to this case or not, that the asker may see (U-17).
-- params: reference text
-- gives: complaint_reference text, received_on date, state text, is_open boolean, is_this_case boolean
SELECT p.reference AS complaint_reference, p.received_on, p.state,
       p.state IN ('with_lead', 'invited', 'taken_up') AS is_open, coalesce(p.case_id = c.id, false) AS is_this_case
  FROM app.case_file c LEFT JOIN app.case_author a ON a.case_id = c.id
  CROSS JOIN LATERAL (SELECT app.person_likes(a.person_id) AS them) w
  JOIN app.complaint p ON p.case_id = c.id OR p.person_id = ANY (w.them) OR p.complained_by_id = ANY (w.them)
 WHERE c.reference = upper($1) ORDER BY p.received_on DESC, p.id DESC;

-- name: gate_answer_record :write
-- One answer; text apart.
-- params: case_id bigint, gate text, answer text, content_id bigint, by_clinician boolean
-- gives: id bigint
INSERT INTO app.gate_statement (practice_id, case_id, gate, answer, content_id, by_clinician, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;

-- name: outside_view_list :read
-- Outside views on the case (U-3), newest first.
-- params: reference text
-- gives: from_whom text, name text, on_date date, words text, by_name text
SELECT app.whom_of(x.from_whom) AS from_whom, x.name, x.on_date, convert_from(t.bytes, 'UTF8') AS words, m.name AS by_name
  FROM app.case_file c JOIN app.outside_view x ON x.case_id = c.id
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: outside_view_record :write
-- One outside view.
-- params: case_id bigint, from_whom text, name text, on_date date, content_id bigint
-- gives: id bigint
INSERT INTO app.outside_view (practice_id, case_id, from_whom, name, on_date, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;
