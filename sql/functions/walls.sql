-- Walls: the gates asked again inside the database, before a row that they guard is written, whatever
-- path it came by (invariant 4). src/casework asks first and says the same; these are for the day when
-- it does not. Each refusal is CA001 with a sentence for the user. Rows marked in_order = false record
-- what had already happened: no gate stops them, and they satisfy none (U-11).
-- Trigger functions belong to definer, so that the answer does not depend on what the writer may see.

CREATE OR REPLACE FUNCTION app.refuse(sentence text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RAISE EXCEPTION '%', sentence USING ERRCODE = 'CA001';
END
$$;

-- Gates before an 8-day removal that stand before the vote: all but the two about the votes.
CREATE OR REPLACE FUNCTION app.decision_refusal(facts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT g.sentence FROM app.removal_gates(facts) g
   WHERE g.code NOT IN ('quorum_met', 'votes_stand') AND g.met IS NOT TRUE ORDER BY g.place LIMIT 1
$$;

-- A warning, or the exception that stands for one, concerns only the person who posted, known to be our
-- patient (U-2, C-6). A warning from paper counts (U-20), so the two gates hold for it too.
CREATE OR REPLACE FUNCTION app.wall_warning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  facts jsonb := app.gate_facts(NEW.case_id);
  answer record;
BEGIN
  IF NOT NEW.in_order THEN
    RETURN NEW;
  END IF;
  FOR answer IN SELECT g.met, g.sentence FROM unnest(ARRAY['author_identified', 'author_is_our_patient', 'author_alive'])
      WITH ORDINALITY w (code, n), app.gate_ask(w.code, facts) g ORDER BY w.n LOOP
    IF answer.met IS NOT TRUE THEN
      PERFORM app.refuse(answer.sentence);
    END IF;
  END LOOP;
  IF NEW.person_id IS DISTINCT FROM (SELECT a.person_id FROM app.case_author a WHERE a.case_id = NEW.case_id) THEN
    PERFORM app.refuse('Not yet, because this may name only the person who posted, never their family or household.');
  END IF;
  IF NEW.warned_on IS NOT NULL AND NOT (NEW.said_removal AND NEW.said_why) THEN
    PERFORM app.refuse('A warning counts only if it said that removal is a risk, and why.');
  END IF;
  IF NEW.warned_on IS NOT NULL AND NOT NEW.from_paper AND NOT EXISTS (SELECT FROM app.letter_sent l
      WHERE l.id = NEW.letter_sent_id AND l.case_id = NEW.case_id AND l.kind = 'formal_warning' AND l.in_order
        AND l.sent_on = NEW.warned_on) THEN
    PERFORM app.refuse('Send the warning letter first, or say that it had already happened.');
  END IF;
  IF NEW.from_paper AND NOT (NEW.confirmed_by = 'nobody else' AND app.setting('nobody_else') = 'yes')
     AND NOT EXISTS (SELECT FROM app.member m WHERE m.practice_id = NEW.practice_id
      AND lower(m.name) = lower(btrim(NEW.confirmed_by)) AND m.id IS DISTINCT FROM NEW.by_member
      AND (m.ended_on IS NULL OR m.ended_on >= current_date)) THEN
    PERFORM app.refuse('A warning from paper counts only if another member of the practice has seen the paper.');
  END IF;
  IF NEW.from_paper AND NOT EXISTS (SELECT FROM app.evidence e WHERE e.case_id = NEW.case_id AND e.kind = 'file') THEN
    PERFORM app.refuse('Add a scan of the warning to the evidence of this case first.');
  END IF;
  RETURN NEW;
END
$$;

-- One decision at a time, and only with every gate before the vote met (U-17).
CREATE OR REPLACE FUNCTION app.wall_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  live bigint := app.decision_live(NEW.case_id);
  why text;
BEGIN
  PERFORM FROM app.case_file c WHERE c.id = NEW.case_id FOR UPDATE;
  IF live IS NOT NULL AND NOT EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = live) THEN
    PERFORM app.refuse('A decision is open already: the partners vote on that one.');
  ELSIF EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = live AND o.outcome = 'carried') THEN
    PERFORM app.refuse('The partners have decided already, and their decision stands.');
  END IF;
  why := app.decision_refusal(app.gate_facts(NEW.case_id));
  IF why IS NOT NULL THEN
    PERFORM app.refuse(why);
  END IF;
  RETURN NEW;
END
$$;

-- Who may vote, sign or be asked again (U-1, U-3, U-18).
CREATE OR REPLACE FUNCTION app.wall_vote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  d app.decision%ROWTYPE;
  me record;
  facts jsonb := app.gate_facts(NEW.case_id);
  q record;
BEGIN
  SELECT * INTO d FROM app.decision x WHERE x.id = NEW.decision_id;
  IF d.case_id IS DISTINCT FROM NEW.case_id OR d.practice_id IS DISTINCT FROM NEW.practice_id
     OR d.id IS DISTINCT FROM app.decision_live(NEW.case_id) THEN
    PERFORM app.refuse('This decision is no longer open.');
  END IF;
  IF app.actor_kind() IS NOT DISTINCT FROM 'member' AND NEW.member_id IS DISTINCT FROM app.member() THEN
    PERFORM app.refuse('Each partner signs in and votes for themselves.');
  END IF;
  SELECT * INTO me FROM app.partners_of(NEW.case_id, d.id) p WHERE p.member_id = NEW.member_id;
  IF NOT FOUND THEN
    PERFORM app.refuse('Only a partner of the practice votes.');
  END IF;
  IF me.is_in_question THEN
    PERFORM app.refuse('A partner whose own conduct is in question neither votes nor signs.');
  END IF;
  IF NEW.round = 'new_evidence' THEN
    IF app.letters_gone(NEW.case_id, d.id) THEN
      PERFORM app.refuse('The letters have gone: new evidence opens a review instead.');
    ELSIF NOT EXISTS (SELECT FROM app.votes_counted(d.id) v, app.evidence e WHERE v.member_id = NEW.member_id
                       AND e.case_id = NEW.case_id AND e.added_at > v.answered_at) THEN
      PERFORM app.refuse('Nothing new has come since you voted.');
    END IF;
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = d.id) THEN
    PERFORM app.refuse('Voting on this decision is closed.');
  END IF;
  SELECT * INTO q FROM app.quorum(facts);
  IF NEW.round = 'signature' THEN
    IF (facts ->> 'partners_free')::integer > 0 THEN
      PERFORM app.refuse('A partner is free to decide, so nobody who stands aside signs.');
    ELSIF q.outcome = 'blocked' THEN
      PERFORM app.refuse(q.sentence);
    END IF;
  ELSIF me.is_conflicted THEN
    PERFORM app.refuse('You stand aside from this decision by rule, so you cannot vote on it.');
  ELSIF NEW.vote <> 'aside' AND q.outcome = 'blocked' THEN
    PERFORM app.refuse(q.sentence);
  END IF;
  IF NEW.vote IN ('for', 'signed_for_contractor') AND app.decision_refusal(facts) IS NOT NULL THEN
    PERFORM app.refuse(app.decision_refusal(facts));
  END IF;
  RETURN NEW;
END
$$;

-- An outcome says what the votes say: recording it closes the vote.
CREATE OR REPLACE FUNCTION app.wall_decision_outcome() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  facts jsonb := app.gate_facts(NEW.case_id);
  q record;
BEGIN
  IF NEW.decision_id IS DISTINCT FROM app.decision_live(NEW.case_id) THEN
    PERFORM app.refuse('This decision is no longer open.');
  END IF;
  IF NEW.outcome = 'void' THEN
    IF app.letters_gone(NEW.case_id, NEW.decision_id) THEN
      PERFORM app.refuse('The letters have gone: new evidence opens a review instead.');
    ELSIF app.fact_count(facts, 'votes_changed') = 0 AND NOT app.fact_true(facts, 'are_gates_changed') THEN
      PERFORM app.refuse('Nothing has changed since the vote, so the decision stands.');
    END IF;
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM app.decision_outcome o WHERE o.decision_id = NEW.decision_id) THEN
    PERFORM app.refuse('Voting on this decision is closed.');
  END IF;
  SELECT * INTO q FROM app.quorum(facts || '{"is_vote_closed": true}');
  IF q.outcome IS DISTINCT FROM (CASE NEW.outcome WHEN 'carried' THEN 'decided_for' ELSE 'decided_against' END) THEN
    PERFORM app.refuse(CASE WHEN q.outcome = 'decided_for' THEN 'The votes carry it.' ELSE q.sentence END);
  END IF;
  RETURN NEW;
END
$$;

-- The request to take somebody off the list: every gate on the day, the decision carried, both letters
-- sent in order since, and nobody but the person who posted (W-2.4h, R-list-2, R-list-3, U-17, U-20).
CREATE OR REPLACE FUNCTION app.wall_list_removal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  why text := app.removal_refusal(app.gate_facts(NEW.case_id, NEW.requested_on));
  settled timestamptz;
BEGIN
  IF why IS NOT NULL THEN
    PERFORM app.refuse(why);
  END IF;
  SELECT o.at INTO settled FROM app.decision_outcome o
   WHERE o.decision_id = NEW.decision_id AND o.decision_id = app.decision_live(NEW.case_id) AND o.outcome = 'carried';
  IF NOT FOUND THEN
    PERFORM app.refuse('Not yet, because the partners have not decided for it.');
  END IF;
  IF NEW.person_id IS DISTINCT FROM (SELECT a.person_id FROM app.case_author a WHERE a.case_id = NEW.case_id) THEN
    PERFORM app.refuse('Not yet, because this may name only the person who posted, never their family or household.');
  END IF;
  IF NOT EXISTS (SELECT FROM app.letter_sent l WHERE l.id = NEW.patient_letter_id AND l.case_id = NEW.case_id
                  AND l.kind = 'removal_notice' AND l.in_order AND l.at >= settled) THEN
    PERFORM app.refuse('Not yet, because the letter to the patient has not been sent.');
  ELSIF NOT EXISTS (SELECT FROM app.letter_sent l WHERE l.id = NEW.commissioner_letter_id AND l.case_id = NEW.case_id
                  AND l.kind = 'commissioner_notice' AND l.in_order AND l.at >= settled) THEN
    PERFORM app.refuse('Not yet, because the notice to the commissioner has not been sent.');
  END IF;
  RETURN NEW;
END
$$;

-- The two letters of a removal wait for the decision and for every gate (U-17: asked again on the day).
CREATE OR REPLACE FUNCTION app.wall_letter_sent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  why text;
BEGIN
  IF NEW.in_order AND NEW.kind IN ('removal_notice', 'commissioner_notice') THEN
    why := app.removal_refusal(app.gate_facts(NEW.case_id));
    IF why IS NULL AND NOT app.decision_stands(NEW.case_id) THEN
      why := 'Not yet, because the partners'' vote has not been closed.';
    END IF;
    IF why IS NOT NULL THEN
      PERFORM app.refuse(why);
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- Nothing is deleted from our own page before it is captured or described (U-10, W-A-4).
CREATE OR REPLACE FUNCTION app.wall_own_page_action() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  answer record;
BEGIN
  IF NEW.in_order AND NEW.action = 'deleted' THEN
    SELECT * INTO answer FROM app.gate_evidence_captured(app.gate_facts(NEW.case_id));
    IF answer.met IS NOT TRUE THEN
      PERFORM app.refuse(answer.sentence);
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- New evidence after a vote asks the voters (U-18): one open task for the partners.
CREATE OR REPLACE FUNCTION app.evidence_asks_voters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  live bigint := app.decision_live(NEW.case_id);
BEGIN
  IF live IS NOT NULL AND EXISTS (SELECT FROM app.votes_counted(live)) AND NOT app.letters_gone(NEW.case_id, live)
     AND NOT EXISTS (SELECT FROM app.task t WHERE t.case_id = NEW.case_id AND t.kind = 'new_evidence' AND t.done_at IS NULL) THEN
    INSERT INTO app.task (practice_id, case_id, kind, title, role)
    VALUES (NEW.practice_id, NEW.case_id, 'new_evidence', 'New evidence since you voted: does it change your vote?', 'partner');
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['warning', 'decision', 'vote', 'decision_outcome', 'list_removal', 'letter_sent',
    'own_page_action'] LOOP
    EXECUTE format('ALTER FUNCTION app.%I() OWNER TO definer', 'wall_' || t);
    EXECUTE format('REVOKE ALL ON FUNCTION app.%I() FROM PUBLIC', 'wall_' || t);
    EXECUTE format('CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.%I FOR EACH ROW EXECUTE FUNCTION app.%I()',
      t, 'wall_' || t);
  END LOOP;
  ALTER FUNCTION app.evidence_asks_voters() OWNER TO definer;
  REVOKE ALL ON FUNCTION app.evidence_asks_voters() FROM PUBLIC;
  CREATE OR REPLACE TRIGGER asks_voters AFTER INSERT ON app.evidence
    FOR EACH ROW EXECUTE FUNCTION app.evidence_asks_voters();
END
$$;
