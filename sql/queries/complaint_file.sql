-- One complaint, whether or not it came with a case, and what is recorded of it task by task.

-- name: complaint_file :read
-- The complaint as it stands. No row: it is not there, or not for this member.
-- params: reference text
-- gives: id bigint, case_id bigint, case_reference text, reference text, received_on date, how text, how_title text, state text,
--   state_title text, is_open boolean, is_undecided boolean, is_written boolean, summary text, words text, by_name text,
--   by_born_on date, for_name text, for_born_on date, died_on date, has_died boolean, patient_age bigint, grade text,
--   acknowledge_by date, acknowledged_on date, is_late boolean, clock text, respond_by date, resolved_on date, outcome text,
--   outcome_title text, not_required text, investigator_id bigint, investigator text, has_draft boolean, response_draft text,
--   response_by text, keep_until date, ended_on date, ended_why text, is_aside boolean, may_lead boolean, may_sign boolean,
--   age_band text, complainant_status text, office text, their_reference text, recorded_by text, today date,
--   is_leader_concerned boolean, is_partner boolean
SELECT x.id, x.case_id, coalesce(c.reference, '') AS case_reference, x.reference, x.received_on, x.how,
       coalesce(h.title, x.how) AS how_title, x.state, app.complaint_state_title(x.state) AS state_title,
       x.state IN ('with_lead', 'invited', 'taken_up') AS is_open,
       x.case_id IS NOT NULL AND x.state IN ('with_lead', 'invited') AS is_undecided, x.is_written, x.summary,
       coalesce((SELECT convert_from(t.bytes, 'UTF8') FROM app.complaint_entry e JOIN app.content t ON t.id = e.content_id
                  WHERE e.complaint_id = x.id AND e.task = 'received' ORDER BY e.id LIMIT 1), p.text, '') AS words,
       coalesce(b.name, n.name, '') AS by_name, CASE WHEN b.id IS NULL THEN n.born_on ELSE b.born_on END AS by_born_on,
       coalesce(n.name, '') AS for_name, n.born_on AS for_born_on, n.died_on, n.died_on IS NOT NULL AS has_died,
       extract(year FROM age(x.received_on, n.born_on))::bigint AS patient_age, x.grade, x.acknowledge_by, x.acknowledged_on,
       x.state IN ('with_lead', 'invited', 'taken_up') AND x.acknowledged_on IS NULL AND x.cannot_reach_why = ''
         AND coalesce(x.acknowledge_by < current_date, false) AS is_late,
       x.clock, x.respond_by, x.resolved_on, x.outcome,
       CASE x.outcome WHEN 'upheld' THEN 'Upheld' WHEN 'partly' THEN 'Partly upheld' WHEN 'not_upheld' THEN 'Not upheld' ELSE '' END AS outcome_title,
       x.not_required, x.investigator_id, coalesce(i.name, '') AS investigator, x.response_draft <> '' AND NOT w.is_aside AS has_draft,
       CASE WHEN w.is_aside THEN '' ELSE x.response_draft END AS response_draft, coalesce(r.name, '') AS response_by, x.keep_until,
       x.ended_on, CASE WHEN w.is_aside THEN '' ELSE x.ended_why END AS ended_why, w.is_aside,
       app.may('lead_complaint') AND NOT w.is_aside AS may_lead, app.may('sign_response') AND NOT w.is_aside AS may_sign,
       x.age_band, x.complainant_status, coalesce(p.office, '') AS office, coalesce(p.their_reference, '') AS their_reference,
       coalesce(q.name, '') AS recorded_by, app.today() AS today,
       EXISTS (SELECT FROM app.complaint_staff s WHERE s.complaint_id = x.id AND s.until_at IS NULL AND app.member_may_lead(s.member_id)) AS is_leader_concerned,
       app.may('vote') AS is_partner
  FROM app.complaint x
 CROSS JOIN LATERAL (SELECT app.complaint_is_closed_to_me(x.id, x.case_id) AS is_aside) w
  LEFT JOIN app.case_file c ON c.id = x.case_id LEFT JOIN app.person n ON n.id = x.person_id
  LEFT JOIN app.person b ON b.id = x.complained_by_id LEFT JOIN app.member i ON i.id = x.investigator_id
  LEFT JOIN app.member r ON r.id = x.response_by LEFT JOIN app.member q ON q.id = x.recorded_by
  LEFT JOIN app.pals_contact p ON p.complaint_id = x.id
  LEFT JOIN app.complaint_answer h ON h.task = 'received' AND h.code = x.how
 WHERE x.reference = upper($1);

-- name: complaint_counts :read
-- What the rules ask of it.
-- params: reference text
-- gives: who text, consent text, aspects bigint, upheld bigint, partly bigint, not_upheld bigint, statements_asked bigint,
--   statements_received bigint, statements_checked bigint, actions bigint, actions_open bigint, papers bigint, handed_on bigint,
--   is_planned boolean, is_lead_asked boolean, is_signed boolean, is_late_told boolean, response_due date
SELECT coalesce((SELECT e.answer FROM app.complaint_entry e WHERE e.complaint_id = x.id AND e.task = 'who' ORDER BY e.id DESC LIMIT 1), '') AS who,
       coalesce((SELECT e.answer FROM app.complaint_entry e WHERE e.complaint_id = x.id AND e.task = 'consent' ORDER BY e.id DESC LIMIT 1), '') AS consent,
       a.n AS aspects, a.upheld, a.partly, a.not_upheld, e.asked AS statements_asked, e.received AS statements_received,
       e.checked AS statements_checked, e.actions, e.actions - e.actions_done AS actions_open, e.papers, e.handed_on,
       e.is_planned, e.is_lead_asked, e.is_signed, e.is_late_told,
       (SELECT max(k.due_on) FROM app.clock k WHERE k.complaint_id = x.id AND k.kind = 'complaint_response') AS response_due
  FROM app.complaint x
 CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE y.outcome = 'upheld') AS upheld,
    count(*) FILTER (WHERE y.outcome = 'partly') AS partly, count(*) FILTER (WHERE y.outcome = 'not_upheld') AS not_upheld
   FROM app.complaint_aspect y WHERE y.complaint_id = x.id) a
 CROSS JOIN LATERAL (SELECT count(DISTINCT y.about) FILTER (WHERE y.task = 'statements') AS asked,
    count(DISTINCT y.about) FILTER (WHERE y.task = 'statements' AND y.answer IN ('received', 'checked')) AS received,
    count(DISTINCT y.about) FILTER (WHERE y.task = 'statements' AND y.answer = 'checked') AS checked,
    count(DISTINCT y.about) FILTER (WHERE y.task = 'actions') AS actions,
    count(DISTINCT y.about) FILTER (WHERE y.task = 'actions' AND y.answer IN ('done', 'none')) AS actions_done,
    count(*) FILTER (WHERE y.task = 'ombudsman' AND y.answer = 'papers') AS papers,
    count(*) FILTER (WHERE y.task = 'ombudsman' AND y.answer = 'handed_on') AS handed_on,
    coalesce(bool_or(y.task = 'plan'), false) AS is_planned, coalesce(bool_or(y.task = 'lead'), false) AS is_lead_asked,
    coalesce(bool_or(y.task = 'sign'), false) AS is_signed,
    coalesce(bool_or(y.task = 'extend' AND y.answer = 'late_told'), false) AS is_late_told
   FROM app.complaint_entry y WHERE y.complaint_id = x.id) e
 WHERE x.reference = upper($1);

-- name: complaint_log :read
-- Everything recorded of it, newest first. Not for whoever it is about.
-- params: reference text
-- gives: id bigint, task text, task_title text, answer_title text, about text, on_date date, words text, by_name text, at timestamptz
SELECT e.id, e.task, coalesce(t.title, e.task) AS task_title, coalesce(a.title, '') AS answer_title, e.about, e.on_date,
       coalesce(convert_from(w.bytes, 'UTF8'), '') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = e.by_member), '') AS by_name, e.at
  FROM app.complaint x JOIN app.complaint_entry e ON e.complaint_id = x.id
  LEFT JOIN app.complaint_answer t ON t.task = e.task AND t.code = '' LEFT JOIN app.complaint_answer a ON a.task = e.task AND a.code = e.answer AND e.answer <> ''
  LEFT JOIN app.content w ON w.id = e.content_id
 WHERE x.reference = upper($1) AND e.task NOT IN ('received', 'apart') ORDER BY e.id DESC LIMIT 300;

-- name: complaint_last :read
-- The answer to one task that stands, with what its form held. entry_id 0: none yet.
-- params: reference text, task text
-- gives: entry_id bigint, answer_title text, on_date date, facts text, words text, by_name text, at timestamptz
SELECT e.id AS entry_id, coalesce(a.title, '') AS answer_title, e.on_date, e.facts::text AS facts,
       coalesce(convert_from(w.bytes, 'UTF8'), '') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = e.by_member), '') AS by_name, e.at
  FROM app.complaint x JOIN app.complaint_entry e ON e.complaint_id = x.id
  LEFT JOIN app.complaint_answer a ON a.task = e.task AND a.code = e.answer AND e.answer <> ''
  LEFT JOIN app.content w ON w.id = e.content_id
 WHERE x.reference = upper($1) AND e.task = $2 ORDER BY e.id DESC LIMIT 1;

-- name: complaint_of_task :read
-- What is recorded under one task, where it has several: statements, actions, progress.
-- params: reference text, task text
-- gives: about text, answer text, answer_title text, on_date date, words text, by_name text
SELECT y.about, y.answer, y.answer_title, y.on_date, y.words, y.by_name FROM (
  SELECT DISTINCT ON (CASE WHEN e.about = '' THEN e.id::text ELSE e.about END) e.id, e.about, e.answer, coalesce(a.title, '') AS answer_title,
         e.on_date, coalesce(convert_from(w.bytes, 'UTF8'), '') AS words,
         coalesce((SELECT m.name FROM app.member m WHERE m.id = e.by_member), '') AS by_name
    FROM app.complaint x JOIN app.complaint_entry e ON e.complaint_id = x.id
    LEFT JOIN app.complaint_answer a ON a.task = e.task AND a.code = e.answer AND e.answer <> ''
    LEFT JOIN app.content w ON w.id = e.content_id
   WHERE x.reference = upper($1) AND e.task = $2 ORDER BY CASE WHEN e.about = '' THEN e.id::text ELSE e.about END, e.id DESC) y
 ORDER BY y.id DESC;

-- name: complaint_aspects :read
-- What it is about, point by point.
-- params: reference text
-- gives: id bigint, title text, subject_title text, staff_group_title text, outcome text, outcome_title text
SELECT a.id, a.title, coalesce((SELECT k.title FROM app.ko41b_list k WHERE k.list = 'subject' AND k.code = a.subject ORDER BY k.year DESC LIMIT 1), a.subject) AS subject_title,
       coalesce((SELECT k.title FROM app.ko41b_list k WHERE k.list = 'staff_group' AND k.code = a.staff_group ORDER BY k.year DESC LIMIT 1), a.staff_group) AS staff_group_title,
       CASE WHEN w.is_aside THEN '' ELSE a.outcome END AS outcome,
       CASE WHEN w.is_aside THEN '' ELSE CASE a.outcome WHEN 'upheld' THEN 'Upheld' WHEN 'partly' THEN 'Partly upheld' WHEN 'not_upheld' THEN 'Not upheld' ELSE '' END END AS outcome_title
  FROM app.complaint x JOIN app.complaint_aspect a ON a.complaint_id = x.id
 CROSS JOIN LATERAL (SELECT app.complaint_is_closed_to_me(x.id, x.case_id) AS is_aside) w
 WHERE x.reference = upper($1) ORDER BY a.id;

-- name: complaint_staff_list :read
-- Whom it is about.
-- params: reference text
-- gives: member_id bigint, name text, is_conduct boolean
SELECT s.member_id, m.name, s.relation = 'conduct' AS is_conduct
  FROM app.complaint x JOIN app.complaint_staff s ON s.complaint_id = x.id AND s.until_at IS NULL JOIN app.member m ON m.id = s.member_id
 WHERE x.reference = upper($1) ORDER BY m.name;

-- name: complaint_free :read
-- Members who may look into it: nobody whom it concerns (U-4). may_lead: the delegate who can be offered.
-- params: reference text
-- gives: id bigint, name text, job_title text, may_lead boolean
SELECT m.id, m.name, m.job_title, app.member_may_lead(m.id) AS may_lead
  FROM app.complaint x JOIN app.member m ON m.practice_id = x.practice_id
 WHERE x.reference = upper($1) AND (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND NOT EXISTS (SELECT FROM app.complaint_staff s WHERE s.complaint_id = x.id AND s.member_id = m.id AND s.until_at IS NULL)
   AND (x.case_id IS NULL OR NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = x.case_id AND a.member_id = m.id
     AND a.until_at IS NULL AND a.relation IN ('conduct', 'conflicted', 'affected')))
 ORDER BY m.name;

-- name: complaint_file_clocks :read
-- Its clocks, with the sum behind each date (invariant 5).
-- params: reference text
-- gives: id bigint, kind text, title text, due_on date, sum text, basis_text text, is_ended boolean, is_late boolean
SELECT k.id, k.kind, k.title, k.due_on, k.sum, k.basis_text, k.state = 'ended' AS is_ended,
       k.state <> 'ended' AND coalesce(k.due_on < current_date, false) AS is_late
  FROM app.complaint x JOIN app.clock k ON k.complaint_id = x.id WHERE x.reference = upper($1) ORDER BY k.id;


-- name: complaint_subjects :read
-- The subjects of the yearly return.
-- gives: code text, title text
SELECT k.code, k.title FROM app.ko41b_list k WHERE k.list = 'subject' AND k.is_active
   AND k.year = (SELECT max(y.year) FROM app.ko41b_list y) ORDER BY k.position;

-- name: complaint_groups :read
-- The staff groups of the yearly return.
-- gives: code text, title text
SELECT k.code, k.title FROM app.ko41b_list k WHERE k.list = 'staff_group' AND k.is_active
   AND k.year = (SELECT max(y.year) FROM app.ko41b_list y) ORDER BY k.position;

-- name: complaint_ages :read
-- The age bands of the yearly return.
-- gives: code text, title text
SELECT k.code, k.title FROM app.ko41b_list k WHERE k.list = 'age' AND k.is_active
   AND k.year = (SELECT max(y.year) FROM app.ko41b_list y) ORDER BY k.position;

-- name: complaint_statuses :read
-- Who complains, in the words of the yearly return.
-- gives: code text, title text
SELECT k.code, k.title FROM app.ko41b_list k WHERE k.list = 'status' AND k.is_active
   AND k.year = (SELECT max(y.year) FROM app.ko41b_list y) ORDER BY k.position;

-- name: complaint_file_sections :made
-- The headings under which tasks stand.
-- gives: section text

-- name: complaint_file_steps :made
-- Where each task stands.
-- gives: code text, section text, title text, state text, colour text, hint text, href text

-- name: complaint_file_lock :write
-- Held while something of it is recorded.
-- params: reference text
-- gives: id bigint
SELECT x.id FROM app.complaint x WHERE x.reference = upper($1) FOR UPDATE;

-- name: complaint_entry_add :write
-- One answer.
-- params: complaint_id bigint, task text, about text, answer text, on_date date?, facts text, content_id bigint?, apart_case bigint?
-- gives: id bigint
INSERT INTO app.complaint_entry (practice_id, complaint_id, case_id, task, about, answer, on_date, facts, content_id, by_member)
SELECT x.practice_id, x.id, coalesce($8, x.case_id), $2, $3, $4, $5, $6::jsonb, $7, app.member() FROM app.complaint x WHERE x.id = $1 RETURNING id;

-- name: complaint_text_add :write
-- Its words, apart from the answer.
-- params: complaint_id bigint, words text
-- gives: id bigint
SELECT app.complaint_text_add($1, $2) AS id;

-- name: complaint_set :write
-- What became of it: what is NULL stays as it is.
-- params: id bigint, acknowledged_on date?, respond_by date?, resolved_on date?, outcome text?, grade text?, age_band text?,
--   status text?, is_written boolean?, investigator_id bigint?, draft text?, keep_until date?
UPDATE app.complaint SET acknowledged_on = coalesce($2, acknowledged_on), respond_by = coalesce($3, respond_by),
  resolved_on = coalesce($4, resolved_on), outcome = coalesce($5, outcome), grade = coalesce($6, grade),
  age_band = coalesce($7, age_band), complainant_status = coalesce($8, complainant_status), is_written = coalesce($9, is_written),
  investigator_id = coalesce($10, investigator_id), response_draft = coalesce($11, response_draft),
  response_by = CASE WHEN $11::text IS NULL THEN response_by WHEN $11 = '' THEN NULL ELSE app.member() END,
  keep_until = coalesce($12, keep_until), version = version + 1
 WHERE id = $1;

-- name: complaint_finish :write
-- It has ended, under whose name and why.
-- params: id bigint, state text, ended_on date, ended_why text, not_required text, resolved_on date?, keep_until date
UPDATE app.complaint SET state = $2, ended_on = $3, ended_why = $4, ended_by = app.member(), not_required = $5,
  resolved_on = coalesce(resolved_on, $6), keep_until = $7, response_draft = '', version = version + 1
 WHERE id = $1;

-- name: complaint_aspect_add :write
-- One more point.
-- params: complaint_id bigint, title text, subject text, staff_group text
-- gives: id bigint
INSERT INTO app.complaint_aspect (practice_id, complaint_id, case_id, title, subject, staff_group, by_member)
SELECT x.practice_id, x.id, x.case_id, $2, $3, $4, app.member() FROM app.complaint x WHERE x.id = $1
   AND EXISTS (SELECT FROM app.ko41b_list k WHERE k.list = 'subject' AND k.code = $3)
   AND EXISTS (SELECT FROM app.ko41b_list k WHERE k.list = 'staff_group' AND k.code = $4) RETURNING id;

-- name: complaint_aspect_decide :write
-- The outcome of one point.
-- params: complaint_id bigint, aspect_id bigint, outcome text
-- gives: title text
UPDATE app.complaint_aspect SET outcome = $3, version = version + 1 WHERE complaint_id = $1 AND id = $2 RETURNING title;

-- name: complaint_staff_mark :write
-- Somebody is, or is no longer, whom it is about.
-- params: complaint_id bigint, member_id bigint, relation text
-- gives: done boolean
SELECT app.complaint_staff_set($1, $2, $3) AS done;

-- name: complaint_forget_drafts :write
-- Nothing of the response's draft is left in what browsers saved, nor in what was kept of the forms (R-dp-5, U-27).
-- params: reference text
-- gives: done boolean
SELECT app.complaint_forget_drafts($1) AS done;

-- name: complaint_clock_id :read
-- Its clock of a kind that has not ended.
-- params: complaint_id bigint, kind text
-- gives: id bigint, due_on date
SELECT k.id, k.due_on FROM app.clock k WHERE k.complaint_id = $1 AND k.kind = $2 AND k.state <> 'ended' ORDER BY k.id DESC LIMIT 1;

-- name: complaint_role_of :read
-- Whose role deals with it.
-- params: complaint_id bigint
-- gives: role text
SELECT app.complaint_role($1) AS role;

-- name: complaint_codes_known :read
-- Are these codes of the yearly return's lists?
-- params: age_band text, status text
-- gives: is_age boolean, is_status boolean
SELECT EXISTS (SELECT FROM app.ko41b_list k WHERE k.list = 'age' AND k.code = $1) AS is_age,
       EXISTS (SELECT FROM app.ko41b_list k WHERE k.list = 'status' AND k.code = $2) AS is_status;

-- name: complaint_member_known :read
-- Does this member work here?
-- params: member_id bigint
-- gives: name text
SELECT m.name FROM app.member m WHERE m.id = $1 AND m.practice_id = app.practice();

-- name: complaint_staff_case :read
-- A case about somebody on the staff, for those who may know of it (H-comp-1).
-- params: reference text
-- gives: id bigint
SELECT c.id FROM app.case_file c WHERE c.reference = upper($1) AND c.sealed AND c.id <> ALL (app.aside());

-- name: complaint_apart_list :read
-- The staff side, handled apart: only for those who may see both (C-26).
-- params: reference text
-- gives: case_reference text
SELECT DISTINCT c.reference AS case_reference FROM app.complaint x JOIN app.complaint_entry e ON e.complaint_id = x.id AND e.task = 'apart'
  JOIN app.case_file c ON c.id = e.case_id WHERE x.reference = upper($1) ORDER BY 1;
