-- The ladder of a case: what it is computed from, and the rows that src/casework/ladder_view.c makes of it.

-- name: ladder_state :read
-- What the ladder asks of the case besides its gates.
-- params: reference text
-- gives: reference text, kind text, state text, venue text, platform text, has_ladder boolean, is_sealed boolean,
--   is_praise_only boolean, is_feedback boolean, is_told boolean, told_name text, told_on date, is_post_gone boolean, is_first_offer_made boolean,
--   is_triaged boolean, is_full boolean, can_manage boolean
SELECT c.reference, c.kind, c.state, c.venue, c.platform, k.has_ladder, k.is_sealed,
       c.is_praise AND NOT (c.is_threatening OR c.looks_untrue OR c.names_patient) AS is_praise_only,
       app.is_feedback(c.id) AS is_feedback, l.is_told, l.told_name, l.told_on, l.is_post_gone, l.is_first_offer_made, l.is_triaged,
       c.id <> ALL (app.limited()) AS is_full, app.may('manage') AND c.id <> ALL (app.aside()) AS can_manage
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind, app.ladder_state(c.id) l
 WHERE c.reference = upper($1);

-- name: ladder_facts :read
-- The facts of its gates, one a row.
-- params: reference text
-- gives: name text, value text
SELECT f.key AS name, f.value FROM app.case_file c, jsonb_each_text(app.gate_facts(c.id)) f WHERE c.reference = upper($1);

-- name: ladder_entries :read
-- What was recorded of its steps, oldest first.
-- params: reference text
-- gives: step text, entry text, reason text, on_date date, in_order boolean, by_name text
SELECT s.step, s.entry, s.reason, s.on_date, s.in_order,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = s.by_member), '') AS by_name
  FROM app.case_file c JOIN app.step_entry s ON s.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY s.id;

-- name: ladder_policy :read
-- The steps of the policy that the case was opened under.
-- params: reference text
-- gives: step text, title text, clause text, clause_text text, needs text[], target text
SELECT s.step, s.title, s.clause,
       coalesce((SELECT x.text FROM app.policy_clause x WHERE x.policy_version_id = s.policy_version_id AND x.clause = s.clause), '') AS clause_text,
       s.needs, s.target
  FROM app.case_file c JOIN app.policy_step s ON s.policy_version_id = c.policy_version_id
 WHERE c.reference = upper($1) ORDER BY s.position;

-- name: ladder_steps :made
-- One row a step: where it stands, why, and the page that does it ("": none for this member).
-- gives: reference text, step text, title text, standing text, standing_title text, hint text, href text,
--   jump_href text, out_of_order boolean

-- name: ladder_next :made
-- The one thing to do next, and the page that does it ("": none for this member).
-- gives: sentence text, href text, button text, clause text, clause_text text, close_href text
