-- Small questions about a case that gate_facts() is built of.

-- The latest answer recorded for a gate's question; "" when nobody has answered.
CREATE OR REPLACE FUNCTION app.statement(which bigint, question text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT coalesce((SELECT g.answer FROM app.gate_statement g
    WHERE g.case_id = which AND g.gate = question ORDER BY g.id DESC LIMIT 1), '')
$$;
ALTER FUNCTION app.statement(bigint, text) OWNER TO definer;

CREATE OR REPLACE FUNCTION app.found(which bigint, wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT EXISTS (SELECT FROM app.finding f WHERE f.case_id = which AND f.ground = wanted)
$$;
ALTER FUNCTION app.found(bigint, text) OWNER TO definer;

-- The practice's partners and where each stands on a case: conflicted by rule (affected, conflicted, or
-- conduct in question), stood aside, voted (U-1, U-3).
CREATE OR REPLACE FUNCTION app.partners_of(which bigint, decision bigint)
RETURNS TABLE (member_id bigint, name text, is_conflicted boolean, is_in_question boolean, has_stood_aside boolean,
  vote text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  SELECT m.id, m.name,
         EXISTS (SELECT FROM app.case_access a WHERE a.case_id = which AND a.member_id = m.id
                  AND a.relation IN ('affected', 'conflicted', 'conduct') AND a.until_at IS NULL),
         EXISTS (SELECT FROM app.case_access a WHERE a.case_id = which AND a.member_id = m.id
                  AND a.relation = 'conduct' AND a.until_at IS NULL),
         coalesce(v.vote = 'aside', false),
         coalesce(v.vote, '')
    FROM app.case_file c
    JOIN app.member_role mr ON mr.practice_id = c.practice_id AND mr.role = 'partner'
     AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)
    JOIN app.member m ON m.id = mr.member_id AND (m.ended_on IS NULL OR m.ended_on >= current_date)
    LEFT JOIN app.vote v ON v.decision_id = decision AND v.member_id = m.id AND v.round = 'vote'
   WHERE c.id = which AND c.practice_id = app.practice()
   ORDER BY m.id
$$;
ALTER FUNCTION app.partners_of(bigint, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.partners_of(bigint, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.vote_facts(which bigint, of_decision bigint, settled bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app AS $$
  WITH p AS (SELECT * FROM app.partners_of(which, of_decision)),
  n AS (SELECT count(*) FILTER (WHERE NOT is_conflicted AND NOT has_stood_aside) AS free,
               count(*) FILTER (WHERE (is_conflicted OR has_stood_aside) AND NOT is_in_question) AS may_sign,
               count(*) FILTER (WHERE NOT is_conflicted AND vote = 'for') AS votes_for,
               count(*) FILTER (WHERE NOT is_conflicted AND vote = 'against') AS votes_against
          FROM p)
  SELECT jsonb_build_object(
    'partners_free', n.free, 'partners_may_sign', n.may_sign,
    'votes_for', n.votes_for, 'votes_against', n.votes_against,
    'signed_for', CASE WHEN n.free = 0 THEN (SELECT count(*) FROM app.vote v
        WHERE v.decision_id = of_decision AND v.vote = 'signed_for_contractor') ELSE 0 END,
    'signed_against', 0,
    'has_outside_view', EXISTS (SELECT FROM app.outside_view o WHERE o.case_id = which),
    'is_vote_closed', settled IS NOT NULL,
    'quorum_minimum', least(app.setting_whole('quorum_least'), n.free),
    'new_evidence_since_vote', CASE WHEN settled IS NULL THEN 0 ELSE
      (SELECT count(*) FROM app.evidence e, app.decision_outcome x
        WHERE x.id = settled AND e.case_id = which AND e.added_at > x.at) END,
    'votes_unanswered', CASE WHEN settled IS NULL THEN 0 ELSE
      (SELECT count(*) FROM app.vote v WHERE v.decision_id = of_decision AND v.round = 'vote' AND v.vote IN ('for', 'against', 'signed_for_contractor')
          AND EXISTS (SELECT FROM app.evidence e, app.decision_outcome x
            WHERE x.id = settled AND e.case_id = which AND e.added_at > x.at)
          AND NOT EXISTS (SELECT FROM app.vote r WHERE r.decision_id = of_decision AND r.member_id = v.member_id
            AND r.round = 'new_evidence')) END,
    'votes_changed', (SELECT count(*) FROM app.vote v WHERE v.decision_id = of_decision AND v.round = 'new_evidence' AND v.vote = 'changes'),
    'are_gates_changed', false,
    'are_letters_gone', EXISTS (SELECT FROM app.list_removal r WHERE r.decision_id = of_decision))
  FROM n
$$;
ALTER FUNCTION app.vote_facts(bigint, bigint, bigint) OWNER TO definer;
