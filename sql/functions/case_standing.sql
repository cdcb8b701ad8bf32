-- Small questions about a case that gate_facts() is built of. They are PL/pgSQL, because PostgreSQL plans a
-- SQL function of another owner anew at every call, and a case page asks them all.

-- The latest answer recorded for a gate's question; "" when nobody has answered.
CREATE OR REPLACE FUNCTION app.statement(which bigint, question text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT coalesce((SELECT g.answer FROM app.gate_statement g
      WHERE g.case_id = which AND g.gate = question ORDER BY g.id DESC LIMIT 1), ''));
END
$$;
ALTER FUNCTION app.statement(bigint, text) OWNER TO definer;

-- The same, where only a clinician's answer counts (U-17, U-22).
CREATE OR REPLACE FUNCTION app.statement_of_clinician(which bigint, question text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT coalesce((SELECT g.answer FROM app.gate_statement g
      WHERE g.case_id = which AND g.gate = question AND g.by_clinician ORDER BY g.id DESC LIMIT 1), ''));
END
$$;
ALTER FUNCTION app.statement_of_clinician(bigint, text) OWNER TO definer;

-- What was found of that ground and has not been taken back: a finding of "none" takes back what was
-- found before it, since nothing is ever rubbed out.
CREATE OR REPLACE FUNCTION app.findings_of(which bigint) RETURNS SETOF app.finding
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT f.* FROM app.finding f
     WHERE f.case_id = which AND f.ground <> 'none'
       AND f.id > coalesce((SELECT max(n.id) FROM app.finding n WHERE n.case_id = which AND n.ground = 'none'), 0);
END
$$;
ALTER FUNCTION app.findings_of(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.findings_of(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.found(which bigint, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT EXISTS (SELECT FROM app.findings_of(which) f WHERE f.ground = wanted));
END
$$;
ALTER FUNCTION app.found(bigint, text) OWNER TO definer;

-- The decision that is open or stands: the latest, unless it is void. NULL: there is none.
CREATE OR REPLACE FUNCTION app.decision_live(which bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT d.id FROM (SELECT x.id FROM app.decision x WHERE x.case_id = which ORDER BY x.id DESC LIMIT 1) d
     WHERE NOT EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = d.id AND o.outcome = 'void')
       AND NOT EXISTS (SELECT FROM app.record_void v WHERE v.decision_id = d.id)); -- of the wrong person (U-21)
END
$$;
ALTER FUNCTION app.decision_live(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.decision_live(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.decision_live(bigint) TO app, worker;

-- Has the latest decision been settled, and is it not void? Until then those who stand aside see no votes,
-- advice or discussion (U-1).
CREATE OR REPLACE FUNCTION app.decision_stands(which bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = app.decision_live(which)));
END
$$;
ALTER FUNCTION app.decision_stands(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.decision_stands(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.decision_stands(bigint) TO own;

-- The practice's partners and where each stands on a case: conflicted by rule (affected, conflicted, or
-- conduct in question), stood aside, voted, signed (U-1, U-3).
CREATE OR REPLACE FUNCTION app.partners_of(which bigint, decision bigint)
RETURNS TABLE (member_id bigint, name text, is_conflicted boolean, is_in_question boolean, has_stood_aside boolean,
  vote text, signature text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT m.id, m.name,
           EXISTS (SELECT FROM app.case_access a WHERE a.case_id = which AND a.member_id = m.id
                    AND a.relation IN ('affected', 'conflicted', 'conduct') AND a.until_at IS NULL),
           EXISTS (SELECT FROM app.case_access a WHERE a.case_id = which AND a.member_id = m.id
                    AND a.relation = 'conduct' AND a.until_at IS NULL),
           coalesce(v.vote = 'aside', false), coalesce(v.vote, ''), coalesce(s.vote, '')
      FROM app.case_file c
      JOIN app.member_role mr ON mr.practice_id = c.practice_id AND mr.role = 'partner'
       AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)
      JOIN app.member m ON m.id = mr.member_id AND (m.ended_on IS NULL OR m.ended_on >= current_date)
      LEFT JOIN app.vote v ON v.decision_id = decision AND v.member_id = m.id AND v.round = 'vote'
      LEFT JOIN app.vote s ON s.decision_id = decision AND s.member_id = m.id AND s.round = 'signature'
     WHERE c.id = which AND c.practice_id = app.practice()
     ORDER BY m.id;
END
$$;
ALTER FUNCTION app.partners_of(bigint, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.partners_of(bigint, bigint) FROM PUBLIC;

-- Votes that count, with the last time that each voter said where they stand (U-18).
CREATE OR REPLACE FUNCTION app.votes_counted(of_decision bigint)
RETURNS TABLE (member_id bigint, voted_at timestamptz, answered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT v.member_id, max(v.at),
           greatest(max(v.at), (SELECT max(r.at) FROM app.vote r WHERE r.decision_id = of_decision
                                 AND r.member_id = v.member_id AND r.round = 'new_evidence'))
      FROM app.vote v
     WHERE v.decision_id = of_decision
       AND v.vote IN ('for', 'against', 'signed_for_contractor', 'signed_against_contractor')
     GROUP BY v.member_id;
END
$$;
ALTER FUNCTION app.votes_counted(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.votes_counted(bigint) FROM PUBLIC;

-- A gate that was met under the facts of then and is not met under those of now; the last two gates are
-- about the votes themselves.
CREATE OR REPLACE FUNCTION app.gates_changed(facts_then jsonb, facts_now jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (SELECT FROM app.removal_gates(facts_then) b JOIN app.removal_gates(facts_now) n ON n.code = b.code
                  WHERE b.code NOT IN ('quorum_met', 'votes_stand') AND b.met AND n.met IS NOT TRUE)
$$;

-- The letters of a decision have gone: both, in order, after it was settled; or the request itself has.
CREATE OR REPLACE FUNCTION app.letters_gone(which bigint, of_decision bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  SELECT EXISTS (SELECT FROM app.list_removal r WHERE r.decision_id = of_decision)
        OR 2 = (SELECT count(DISTINCT l.kind) FROM app.letter_sent l, app.decision_outcome o
                 WHERE o.decision_id = of_decision AND o.outcome = 'carried' AND l.case_id = which
                   AND l.kind IN ('removal_notice', 'commissioner_notice') AND l.in_order AND l.at >= o.at));
END
$$;
ALTER FUNCTION app.letters_gone(bigint, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.letters_gone(bigint, bigint) FROM PUBLIC;

-- What the gates quorum_met and votes_stand ask, of one decision (NULL: nobody has been asked).
CREATE OR REPLACE FUNCTION app.vote_facts(which bigint, of_decision bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN (
  WITH p AS (SELECT * FROM app.partners_of(which, of_decision)),
    n AS (SELECT count(*) FILTER (WHERE NOT is_conflicted AND NOT has_stood_aside) AS free,
                 count(*) FILTER (WHERE (is_conflicted OR has_stood_aside) AND NOT is_in_question) AS may_sign,
                 count(*) FILTER (WHERE NOT is_conflicted AND vote = 'for') AS votes_for,
                 count(*) FILTER (WHERE NOT is_conflicted AND vote = 'against') AS votes_against,
                 count(*) FILTER (WHERE NOT is_in_question AND (is_conflicted OR has_stood_aside)
                                    AND signature = 'signed_for_contractor') AS signed_for,
                 count(*) FILTER (WHERE NOT is_in_question AND (is_conflicted OR has_stood_aside)
                                    AND signature = 'signed_against_contractor') AS signed_against
            FROM p),
    e AS (SELECT count(*) AS new FROM app.evidence x
           WHERE x.case_id = which AND x.added_at > (SELECT min(v.voted_at) FROM app.votes_counted(of_decision) v)),
    u AS (SELECT count(*) AS silent FROM app.votes_counted(of_decision) v
           WHERE EXISTS (SELECT FROM app.evidence x WHERE x.case_id = which AND x.added_at > v.answered_at))
    SELECT jsonb_build_object(
      'partners_free', n.free, 'partners_may_sign', n.may_sign,
      'votes_for', n.votes_for, 'votes_against', n.votes_against,
      'signed_for', CASE WHEN n.free = 0 THEN n.signed_for ELSE 0 END,
      'signed_against', CASE WHEN n.free = 0 THEN n.signed_against ELSE 0 END,
      'has_outside_view', EXISTS (SELECT FROM app.outside_view o WHERE o.case_id = which),
      'is_vote_closed', EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = of_decision),
      'quorum_minimum', least(app.quorum_least(which), n.free),
      'new_evidence_since_vote', e.new, 'votes_unanswered', u.silent,
      'votes_changed', (SELECT count(*) FROM app.vote v WHERE v.decision_id = of_decision AND v.vote = 'changes'),
      'are_letters_gone', app.letters_gone(which, of_decision))
    FROM n, e, u);
END
$$;
ALTER FUNCTION app.vote_facts(bigint, bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.vote_facts(bigint, bigint) FROM PUBLIC;

-- Does anything but one case's author row rest on this person's row, and would the change make it
-- somebody else (U-21)? The same answer for every asker.
CREATE OR REPLACE FUNCTION app.person_is_shared(which bigint, new_name text, new_born_on date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM app.person p WHERE p.id = which AND p.practice_id = app.practice()
      AND (lower(p.name) <> lower(new_name) OR (p.born_on IS NOT NULL AND p.born_on IS DISTINCT FROM new_born_on)))
    AND ((SELECT count(*) FROM app.case_author a WHERE a.person_id = which) > 1
      OR EXISTS (SELECT FROM app.warning w WHERE w.person_id = which)
      OR EXISTS (SELECT FROM app.complaint c WHERE c.person_id = which)
      OR EXISTS (SELECT FROM app.list_removal r WHERE r.person_id = which));
END
$$;
ALTER FUNCTION app.person_is_shared(bigint, text, date) OWNER TO definer;
REVOKE ALL ON FUNCTION app.person_is_shared(bigint, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.person_is_shared(bigint, text, date) TO app, worker;
