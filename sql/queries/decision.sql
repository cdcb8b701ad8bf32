-- The partners' decision (W-2.4m, U-3, U-17, U-18).

-- name: decision_show :read
-- The latest decision, if there is one, and where it stands: none, open, carried, not_carried, void. The
-- columns about votes are empty for those who may not see them.
-- params: reference text
-- gives: state text, opened_at timestamptz, opened_by text, ground text, settled_at timestamptz, summary text,
--   ground_answer text, ground_statement_id bigint, ground_words text, refusal text, quorum_sentence text,
--   quorum_outcome text, votes_sentence text, is_void_due boolean, letters_gone boolean, is_removal_requested boolean
WITH f AS MATERIALIZED (
  SELECT c.id, app.gate_facts(c.id) AS facts, app.decision_live(c.id) AS live
    FROM app.case_file c WHERE c.reference = upper($1))
SELECT app.decision_state(f.id) AS state,
       d.opened_at, m.name AS opened_by, convert_from(t.bytes, 'UTF8') AS ground, o.at AS settled_at, o.summary,
       coalesce(s.answer, '') AS ground_answer, s.id AS ground_statement_id, convert_from(w.bytes, 'UTF8') AS ground_words,
       app.decision_refusal(f.facts) AS refusal, q.sentence AS quorum_sentence, q.outcome AS quorum_outcome,
       v.sentence AS votes_sentence,
       f.live IS NOT NULL AND ((f.facts ->> 'votes_changed')::integer > 0 OR (f.facts ->> 'are_gates_changed')::boolean)
         AS is_void_due,
       coalesce((f.facts ->> 'are_letters_gone')::boolean, false) AS letters_gone,
       EXISTS (SELECT FROM app.list_removal r WHERE r.decision_id = d.id) AS is_removal_requested
  FROM f
  LEFT JOIN LATERAL (SELECT x.id, x.opened_at, x.opened_by, x.ground_content_id FROM app.decision x
                      WHERE x.case_id = f.id ORDER BY x.id DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT x.at, x.summary FROM app.decision_outcome x
                      WHERE x.decision_id = d.id ORDER BY x.id DESC LIMIT 1) o ON true
  LEFT JOIN app.content t ON t.id = d.ground_content_id
  LEFT JOIN app.member m ON m.id = d.opened_by
  LEFT JOIN LATERAL (SELECT x.id, x.answer, x.content_id FROM app.gate_statement x
                      WHERE x.case_id = f.id AND x.gate = 'ground' ORDER BY x.id DESC LIMIT 1) s ON true
  LEFT JOIN app.content w ON w.id = s.content_id
  CROSS JOIN LATERAL app.quorum(f.facts) q
  CROSS JOIN LATERAL app.gate_votes_stand(f.facts) v;

-- name: decision_partner_list :read
-- The partners, and where each stands on the decision that is open or stands.
-- params: reference text
-- gives: member_id bigint, name text, standing text, vote text, is_me boolean
SELECT p.member_id, p.name, p.standing, p.vote, p.is_me
  FROM app.case_file c, app.decision_partners(c.id, app.decision_live(c.id)) p WHERE c.reference = upper($1);

-- name: decision_vote_list :read
-- Every vote, answer and signature with its reason, in the order they came; dissent stays.
-- params: reference text
-- gives: name text, round text, vote text, aside_why text, reason text, at timestamptz, is_current boolean
SELECT m.name, v.round, v.vote, v.aside_why, convert_from(t.bytes, 'UTF8') AS reason, v.at,
       coalesce(v.decision_id = app.decision_live(c.id), false) AS is_current
  FROM app.case_file c JOIN app.vote v ON v.case_id = c.id JOIN app.member m ON m.id = v.member_id
  LEFT JOIN app.content t ON t.id = v.content_id
 WHERE c.reference = upper($1) ORDER BY v.id;

-- name: decision_me :read
-- What this member may do about the decision: for the page's next step.
-- params: reference text
-- gives: is_partner boolean, is_aside boolean, has_voted boolean, must_answer boolean, may_sign boolean,
--   sign_sentence text, stands boolean
SELECT app.may('vote') AS is_partner, c.id = ANY (app.aside()) AS is_aside,
       EXISTS (SELECT FROM app.vote v WHERE v.decision_id = app.decision_live(c.id) AND v.member_id = app.member()
                AND v.round = 'vote') AS has_voted,
       EXISTS (SELECT FROM app.evidence_since_my_vote(c.id)) AS must_answer,
       coalesce(s.may_sign, false) AS may_sign, coalesce(s.sentence, '') AS sign_sentence,
       c.id <> ALL (app.limited()) AND c.id = ANY (app.aside()) AS stands
  FROM app.case_file c LEFT JOIN LATERAL app.signing_sheet(c.id) s ON true WHERE c.reference = upper($1);

-- name: decision_signing_sheet :read
-- What a partner who stands aside needs in order to sign for the contractor.
-- params: reference text
-- gives: may_sign boolean, sentence text, ground text, view_from text, view_name text, view_on date, view_text text
SELECT s.may_sign, s.sentence, s.ground, app.whom_of(s.view_from) AS view_from, s.view_name, s.view_on, s.view_text
  FROM app.case_file c, app.signing_sheet(c.id) s WHERE c.reference = upper($1);

-- name: decision_new_evidence :read
-- Evidence that came after this member's vote and has not been answered for.
-- params: reference text
-- gives: title text, kind text, added_at timestamptz
SELECT e.title, e.kind, e.added_at FROM app.case_file c, app.evidence_since_my_vote(c.id) e WHERE c.reference = upper($1);

-- name: decision_ground :read
-- The ground as last written, and what was said of it.
-- params: case_id bigint
-- gives: id bigint, answer text, words text
SELECT s.id, s.answer, convert_from(t.bytes, 'UTF8') AS words
  FROM app.gate_statement s LEFT JOIN app.content t ON t.id = s.content_id
 WHERE s.case_id = $1 AND s.gate = 'ground' ORDER BY s.id DESC LIMIT 1;

-- name: decision_live :read
-- The decision that is open or stands, and whether it has been settled.
-- params: case_id bigint
-- gives: id bigint, is_settled boolean, outcome text
SELECT d.id, EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = d.id) AS is_settled,
       coalesce((SELECT o.outcome FROM app.decision_outcome o WHERE o.decision_id = d.id ORDER BY o.id DESC LIMIT 1), '') AS outcome
  FROM (SELECT app.decision_live($1) AS id) d WHERE d.id IS NOT NULL;

-- name: decision_open :write
-- Opens a decision on its ground, with the facts as they stand.
-- params: case_id bigint, content_id bigint
-- gives: id bigint
INSERT INTO app.decision (practice_id, case_id, ground_content_id, facts, opened_by)
VALUES (app.practice(), $1, $2, app.gate_facts($1), app.member()) RETURNING id;

-- name: vote_record :write
-- A vote, an answer about new evidence, or a signature; the wall says who may.
-- params: case_id bigint, round text, vote text, aside_why text, content_id bigint
-- gives: id bigint
SELECT app.vote_write($1, $2, $3, $4, $5) AS id;

-- name: vote_conflict :write
-- A partner who stands aside for an interest of theirs stands aside from the case.
-- params: case_id bigint, why text
INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
VALUES (app.practice(), $1, app.member(), 'conflicted', $2) ON CONFLICT DO NOTHING;

-- name: decision_settle :write
-- The outcome, with who was free, who stood aside and the count as printed.
-- params: case_id bigint, decision_id bigint, outcome text
-- gives: id bigint
SELECT app.decision_settle($1, $2, $3) AS id;
