-- What the decision's pages need beyond the row policies: who stands where, the sheet that a partner who
-- stands aside signs, the summary that is printed.

-- The partners and where each stands, for members in full standing and, once the decision stands, for
-- partners who stood aside. Others get the names of the free and the count of nothing.
CREATE OR REPLACE FUNCTION app.decision_partners(which bigint, of_decision bigint)
RETURNS TABLE (member_id bigint, name text, standing text, vote text, is_me boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT p.member_id, p.name,
         CASE WHEN p.is_in_question OR p.is_conflicted THEN 'aside_by_rule' WHEN p.has_stood_aside THEN 'aside_by_choice'
              ELSE 'free' END,
         coalesce(nullif(p.signature, ''), p.vote), p.member_id = app.member()
    FROM app.partners_of(which, of_decision) p
   WHERE which <> ALL (app.hidden()) AND which <> ALL (app.limited())
$$;

-- Where the latest decision stands: none, open, carried, not_carried, void. Those who stand aside may know
-- this much (U-1).
CREATE OR REPLACE FUNCTION app.decision_state(which bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN which = ANY (app.hidden()) THEN NULL ELSE coalesce((
    SELECT CASE WHEN EXISTS (SELECT FROM app.record_void v WHERE v.decision_id = d.id) THEN 'void'
             ELSE coalesce((SELECT o.outcome FROM app.decision_outcome o WHERE o.decision_id = d.id ORDER BY o.id DESC LIMIT 1), 'open') END
      FROM app.decision d WHERE d.case_id = which AND d.practice_id = app.practice() ORDER BY d.id DESC LIMIT 1), 'none') END
$$;

-- The evidence that came after this member's vote and that they have not answered for (U-18).
CREATE OR REPLACE FUNCTION app.evidence_since_my_vote(which bigint)
RETURNS TABLE (title text, kind text, added_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(nullif(e.title, ''), f.name, 'Written description'), e.kind, e.added_at
    FROM app.votes_counted(app.decision_live(which)) v
    JOIN app.evidence e ON e.case_id = which AND e.added_at > v.answered_at
    LEFT JOIN app.stored_file f ON f.id = e.file_id
   WHERE v.member_id = app.member() AND which <> ALL (app.hidden()) AND NOT app.letters_gone(which, app.decision_live(which))
   ORDER BY e.added_at
$$;

-- What a partner who stands aside needs in order to sign for the contractor, and nothing more: only
-- where no partner is free, and only after a named outside view (U-3).
CREATE OR REPLACE FUNCTION app.signing_sheet(which bigint)
RETURNS TABLE (may_sign boolean, sentence text, ground text, view_from text, view_name text, view_on date, view_text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  live bigint := app.decision_live(which);
  facts jsonb;
  me record;
  q record;
  v app.outside_view%ROWTYPE;
BEGIN
  IF which = ANY (app.hidden()) OR NOT EXISTS (SELECT FROM app.case_file c WHERE c.id = which AND c.practice_id = app.practice()) THEN
    RETURN;
  END IF;
  SELECT * INTO me FROM app.partners_of(which, live) p WHERE p.member_id = app.member();
  IF NOT FOUND OR me.is_in_question THEN
    RETURN;
  END IF;
  may_sign := false;
  IF live IS NULL THEN
    sentence := 'No decision is open.';
  ELSIF EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = live) THEN
    sentence := 'Voting on this decision is closed.';
  ELSE
    facts := app.gate_facts(which);
    SELECT * INTO q FROM app.quorum(facts);
    IF (facts ->> 'partners_free')::integer > 0 THEN
      sentence := 'A partner is free to decide, so nobody who stands aside signs.';
    ELSIF q.outcome = 'blocked' THEN
      sentence := q.sentence;
    ELSE
      may_sign := true;
      sentence := 'No partner is free to decide, and a named outside view is recorded.';
      SELECT * INTO v FROM app.outside_view x WHERE x.case_id = which ORDER BY x.id DESC LIMIT 1;
      view_from := v.from_whom;
      view_name := v.name;
      view_on := v.on_date;
      view_text := (SELECT convert_from(c.bytes, 'UTF8') FROM app.content c WHERE c.id = v.content_id);
      ground := (SELECT convert_from(c.bytes, 'UTF8') FROM app.content c JOIN app.decision d ON d.ground_content_id = c.id
                  WHERE d.id = live);
    END IF;
  END IF;
  RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION app.whom_of(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'lmc' THEN 'the Local Medical Committee' WHEN 'commissioner' THEN 'the ICB'
    WHEN 'defence_body' THEN 'a defence body' WHEN 'other_gp' THEN 'a GP of another practice' ELSE code END
$$;

-- Writes a vote, an answer about new evidence or a signature. A definer function, because a partner who
-- stands aside may sign and yet may not read votes; wall_vote says who may.
CREATE OR REPLACE FUNCTION app.vote_write(of_case bigint, vote_round text, chosen text, why_aside text, reason bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made bigint;
BEGIN
  IF of_case = ANY (app.hidden()) OR NOT EXISTS (SELECT FROM app.case_file c WHERE c.id = of_case AND c.practice_id = app.practice()) THEN
    RAISE EXCEPTION 'no such case' USING ERRCODE = 'CA004';
  END IF;
  IF app.decision_live(of_case) IS NULL THEN
    PERFORM app.refuse('No decision is open.');
  END IF;
  IF vote_round <> 'new_evidence' AND EXISTS (SELECT FROM app.vote v WHERE v.decision_id = app.decision_live(of_case)
      AND v.member_id = app.member() AND v.round = vote_round) THEN
    PERFORM app.refuse(CASE vote_round WHEN 'vote' THEN 'You have voted on this decision already.'
                       ELSE 'You have signed already.' END);
  END IF;
  INSERT INTO app.vote (practice_id, case_id, decision_id, member_id, round, vote, aside_why, content_id)
  VALUES (app.practice(), of_case, app.decision_live(of_case), app.member(), vote_round, chosen, why_aside, reason)
  RETURNING id INTO made;
  RETURN made;
END
$$;

-- Who was free, who stood aside, how each voted, the outside view: as printed with the outcome.
CREATE OR REPLACE FUNCTION app.decision_summary(of_decision bigint, new_outcome text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  d app.decision%ROWTYPE;
  names record;
  lines text[] := '{}';
  view text;
BEGIN
  SELECT * INTO STRICT d FROM app.decision x WHERE x.id = of_decision AND x.practice_id = app.practice();
  SELECT string_agg(p.name, ', ') FILTER (WHERE NOT p.is_conflicted AND NOT p.has_stood_aside) AS free,
         string_agg(p.name, ', ') FILTER (WHERE p.is_conflicted) AS by_rule,
         string_agg(p.name, ', ') FILTER (WHERE p.has_stood_aside AND NOT p.is_conflicted) AS by_choice,
         string_agg(p.name, ', ') FILTER (WHERE NOT p.is_conflicted AND p.vote = 'for') AS said_for,
         string_agg(p.name, ', ') FILTER (WHERE NOT p.is_conflicted AND p.vote = 'against') AS said_against,
         string_agg(p.name, ', ') FILTER (WHERE NOT p.is_conflicted AND p.vote = '') AS silent,
         string_agg(p.name, ', ') FILTER (WHERE p.signature = 'signed_for_contractor') AS signed_for,
         string_agg(p.name, ', ') FILTER (WHERE p.signature = 'signed_against_contractor') AS signed_against
    INTO names FROM app.partners_of(d.case_id, d.id) p;
  SELECT string_agg(o.name || ', for ' || app.whom_of(o.from_whom) || ', ' || to_char(o.on_date, 'FMDD FMMonth YYYY'), '; '
                    ORDER BY o.id) INTO view FROM app.outside_view o WHERE o.case_id = d.case_id;
  lines := lines
    || ('Partners free to decide: ' || coalesce(names.free, 'none'))
    || ('Stood aside by rule: ' || coalesce(names.by_rule, 'none'))
    || ('Stood aside by choice: ' || coalesce(names.by_choice, 'none'))
    || ('For: ' || coalesce(names.said_for, 'none'))
    || ('Against: ' || coalesce(names.said_against, 'none'));
  IF names.silent IS NOT NULL THEN
    lines := lines || ('Free and did not vote: ' || names.silent);
  END IF;
  IF names.signed_for IS NOT NULL OR names.signed_against IS NOT NULL THEN
    lines := lines || ('Signed for the contractor, for: ' || coalesce(names.signed_for, 'none')
      || '; against: ' || coalesce(names.signed_against, 'none'));
  END IF;
  lines := lines || ('Outside view: ' || coalesce(view, 'none recorded'))
    || ('Outcome: ' || CASE new_outcome WHEN 'carried' THEN 'carried' WHEN 'not_carried' THEN 'not carried'
        ELSE 'void, because what the votes rested on has changed' END);
  RETURN array_to_string(lines, E'\n');
END
$$;

-- Writes the outcome; a definer function, because the partner whose signature settles it may stand aside
-- (U-3). wall_decision_outcome holds it to what the votes say.
CREATE OR REPLACE FUNCTION app.decision_settle(of_case bigint, of_decision bigint, new_outcome text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made bigint;
BEGIN
  IF of_case = ANY (app.hidden()) OR NOT EXISTS (SELECT FROM app.case_file c WHERE c.id = of_case AND c.practice_id = app.practice()) THEN
    RAISE EXCEPTION 'no such case' USING ERRCODE = 'CA004';
  END IF;
  INSERT INTO app.decision_outcome (practice_id, case_id, decision_id, outcome, summary, facts, by_member)
  VALUES (app.practice(), of_case, of_decision, new_outcome, app.decision_summary(of_decision, new_outcome),
    app.gate_facts(of_case), app.member())
  RETURNING id INTO made;
  RETURN made;
END
$$;

ALTER FUNCTION app.decision_summary(bigint, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.decision_summary(bigint, text) FROM PUBLIC;
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.decision_state(bigint)', 'app.decision_partners(bigint, bigint)', 'app.evidence_since_my_vote(bigint)',
    'app.signing_sheet(bigint)', 'app.vote_write(bigint, text, text, text, bigint)',
    'app.decision_settle(bigint, bigint, text)']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app, worker', f);
  END LOOP;
END
$$;
