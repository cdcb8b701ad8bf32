-- Triage: append-only, the latest stands, earlier ones are shown.

-- name: triage_choices :read
-- What triage chooses from: the categories of the case's own policy.
-- params: reference text
-- gives: code text, title text, parent text, is_breach boolean
SELECT g.code, g.title, coalesce(g.parent, '') AS parent, g.is_breach
  FROM app.case_file c JOIN app.policy_category g ON g.policy_version_id = c.policy_version_id
 WHERE c.reference = upper($1) AND g.parent IS NULL ORDER BY g.position;

-- name: triage_subtypes :read
-- The kinds of a category that the policy tells apart.
-- params: reference text
-- gives: code text, title text, parent text
SELECT g.code, g.title, g.parent
  FROM app.case_file c JOIN app.policy_category g ON g.policy_version_id = c.policy_version_id
 WHERE c.reference = upper($1) AND g.parent IS NOT NULL ORDER BY g.position;

-- name: triage_category :read
-- One category of the case's policy: whether it is a breach, has kinds, and belongs to that parent.
-- params: case_id bigint, code text
-- gives: code text, parent text, is_breach boolean, has_kinds boolean
SELECT g.code, coalesce(g.parent, '') AS parent, g.is_breach,
       EXISTS (SELECT FROM app.policy_category s WHERE s.policy_version_id = g.policy_version_id AND s.parent = g.code) AS has_kinds
  FROM app.case_file c JOIN app.policy_category g ON g.policy_version_id = c.policy_version_id
 WHERE c.id = $1 AND g.code = $2;

-- name: triage_authors :read
-- Who can have posted (U-2).
-- gives: code text, title text
SELECT code, title FROM app.author_kind ORDER BY position;

-- name: triage_partners :read
-- Partners who can be conflicted: those who are free, and those marked so. Whoever is named in the post stands
-- aside by rule.
-- params: reference text
-- gives: id bigint, name text, is_affected boolean, is_conflicted boolean
SELECT m.id, m.name,
       EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id AND a.relation = 'affected' AND a.until_at IS NULL) AS is_affected,
       EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id AND a.relation = 'conflicted' AND a.until_at IS NULL) AS is_conflicted
  FROM app.case_file c, app.member m
 WHERE c.reference = upper($1) AND (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = m.id AND mr.role = 'partner'
                AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date))
   AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id AND a.relation = 'conduct' AND a.until_at IS NULL)
 ORDER BY m.name;

-- name: triage_list :read
-- Every triage, latest first.
-- params: reference text
-- gives: id bigint, category text, subtype text, mention text, complaint text, refers_to_complaint boolean,
--   fair_comment boolean, safeguarding boolean, data_breach text, breach_why text, violence boolean, jigsaw boolean,
--   proportion text, note text, at timestamptz, by_name text
SELECT t.id, t.category, t.subtype, t.mention, t.complaint, t.refers_to_complaint, t.fair_comment, t.safeguarding, t.data_breach,
       t.breach_why, t.violence, t.jigsaw, t.proportion,
       coalesce((SELECT convert_from(x.bytes, 'UTF8') FROM app.content x WHERE x.id = t.note_content_id), '') AS note, t.at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = t.by_member), '') AS by_name
  FROM app.case_file c JOIN app.triage t ON t.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY t.id DESC LIMIT 20;

-- name: triage_now :read
-- What else triage is shown with: what was ticked when it was logged, the author as recorded, a running breach clock.
-- params: reference text
-- gives: kind text, kind_title text, link text, author_kind text, author_basis text, is_breach_running boolean,
--   breach_due timestamptz, child_at_risk boolean, in_danger boolean, other_patient_shown boolean, is_review boolean,
--   complaint_state text, author_version integer
SELECT c.kind, k.title AS kind_title, c.link, coalesce(a.kind, '') AS author_kind, coalesce(a.basis, '') AS author_basis,
       t.id IS NOT NULL AS is_breach_running, t.due_at AS breach_due, c.child_at_risk, c.in_danger, c.other_patient_shown,
       c.kind = 'review' AS is_review,
       coalesce((SELECT x.state FROM app.complaint x WHERE x.case_id = c.id ORDER BY x.id DESC LIMIT 1), '') AS complaint_state,
       a.version AS author_version
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind LEFT JOIN app.case_author a ON a.case_id = c.id
  LEFT JOIN app.task t ON t.case_id = c.id AND t.kind = 'breach_check' AND t.done_at IS NULL
 WHERE c.reference = upper($1) LIMIT 1;

-- name: triage_record :write
-- One triage.
-- params: case_id bigint, category text, subtype text, mention text, complaint text, refers_to_complaint boolean, fair_comment boolean, safeguarding boolean, data_breach text, breach_why text, violence boolean, jigsaw boolean, proportion text, note_content_id bigint?
-- gives: id bigint
INSERT INTO app.triage (practice_id, case_id, category, subtype, mention, complaint, refers_to_complaint, fair_comment, safeguarding,
  data_breach, breach_why, violence, jigsaw, proportion, note_content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, app.member()) RETURNING id;

-- name: triage_author :write
-- Who posted, as triage answers it. A kind that changes takes the second person's agreement with it.
-- params: case_id bigint, kind text, basis text
-- gives: changed boolean
INSERT INTO app.case_author AS a (case_id, practice_id, kind, basis, identified_by, identified_at)
VALUES ($1, app.practice(), $2, $3, app.member(), now())
ON CONFLICT (case_id) DO UPDATE SET kind = excluded.kind, basis = excluded.basis, identified_by = app.member(),
  identified_at = now(), agreed_by = NULL, agreed_at = NULL, version = a.version + 1
 WHERE a.kind <> excluded.kind OR a.basis <> excluded.basis
RETURNING true AS changed;

-- name: triage_case :read
-- What the effects of triage hang on.
-- params: case_id bigint
-- gives: seen_on date, step text, open_complaint_id bigint, breach_tasks bigint, breach_open bigint, safeguarding_tasks bigint,
--   safety_tasks bigint
SELECT c.seen_on, c.step,
       (SELECT x.id FROM app.complaint x WHERE x.case_id = c.id AND x.state IN ('with_lead', 'invited', 'taken_up') ORDER BY x.id DESC LIMIT 1) AS open_complaint_id,
       (SELECT count(*) FROM app.task t WHERE t.case_id = c.id AND t.kind = 'breach_check') AS breach_tasks,
       (SELECT count(*) FROM app.task t WHERE t.case_id = c.id AND t.kind = 'breach_check' AND t.done_at IS NULL) AS breach_open,
       (SELECT count(*) FROM app.task t WHERE t.case_id = c.id AND t.kind = 'safeguarding') AS safeguarding_tasks,
       (SELECT count(*) FROM app.task t WHERE t.case_id = c.id AND t.kind = 'staff_safety' AND t.done_at IS NULL) AS safety_tasks
  FROM app.case_file c WHERE c.id = $1;

-- name: triage_complaint_open :write
-- The complaint part, with the Complaints Lead; its clock runs from the day the post was first seen (C-3).
-- params: case_id bigint, received_on date, acknowledge_by date, clock text
-- gives: id bigint
INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, acknowledge_by, clock, person_id)
SELECT app.practice(), $1, app.new_reference(app.practice(), extract(year FROM current_date)::integer), $2, 'seen_online', $3, $4,
       (SELECT a.person_id FROM app.case_author a WHERE a.case_id = $1)
RETURNING id;

-- name: triage_conflict_add :write
-- These partners stand aside.
-- params: case_id bigint, members bigint[]
INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
SELECT app.practice(), $1, m.id, 'conflicted', 'said at triage' FROM app.member m
 WHERE m.id = ANY ($2) AND EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = m.id AND mr.role = 'partner')
ON CONFLICT DO NOTHING;

-- name: triage_conflict_end :write
-- And those whom an earlier triage had marked no longer do.
-- params: case_id bigint, members bigint[]
UPDATE app.case_access SET until_at = now()
 WHERE case_id = $1 AND relation = 'conflicted' AND why = 'said at triage' AND until_at IS NULL AND member_id <> ALL ($2);
