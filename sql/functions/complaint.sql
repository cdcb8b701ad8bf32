-- Walls and words of the complaint part, letters and closing: the rules asked again inside the database,
-- whatever path a change came by (invariant 4).

CREATE OR REPLACE FUNCTION app.letter_channel_title(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'post' THEN 'By post' WHEN 'mail' THEN 'By e-mail' WHEN 'hand' THEN 'By hand'
    WHEN 'platform_form' THEN 'Through the platform''s form' WHEN 'private_message' THEN 'By private message' END
$$;
GRANT EXECUTE ON FUNCTION app.letter_channel_title(text) TO app, worker, report, auditor;

-- Is it about the member who asks, or on a case in which they stand aside? (U-4)
CREATE OR REPLACE FUNCTION app.complaint_is_closed_to_me(which bigint, of_case bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT app.actor_kind() IS NOT DISTINCT FROM 'member'
    AND (which = ANY (app.complaints_aside()) OR coalesce(of_case = ANY (app.aside() || app.hidden()), false))
$$;

-- Whoever is complained about, or stands aside, never handles the complaint (U-4); it ends only under
-- somebody's name and with a reason, and what has ended stays ended (C-3, U-13).
CREATE OR REPLACE FUNCTION app.wall_complaint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF app.complaint_is_closed_to_me(NEW.id, NEW.case_id) THEN
    PERFORM app.refuse('Whoever a complaint is about does not handle it: somebody else has to.');
  END IF;
  IF OLD.state IN ('nothing_heard', 'answered_as_feedback', 'not_a_complaint', 'closed') AND NEW.state <> OLD.state THEN
    PERFORM app.refuse('The complaint part has ended already. If there is a new complaint, triage the case again.');
  END IF;
  IF NEW.investigator_id IS DISTINCT FROM OLD.investigator_id AND EXISTS (SELECT FROM app.complaint_staff s
      WHERE s.complaint_id = NEW.id AND s.member_id = NEW.investigator_id AND s.until_at IS NULL) THEN
    PERFORM app.refuse('Whoever a complaint is about does not look into it: choose somebody else.');
  END IF;
  IF NEW.state NOT IN ('with_lead', 'invited') AND NEW.state <> OLD.state
     AND (NEW.ended_by IS NULL OR btrim(NEW.ended_why) = '' OR NEW.ended_on IS NULL) THEN
    PERFORM app.refuse('Not yet, because the Complaints Lead has not signed how the complaint part ended.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_complaint() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_complaint() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE UPDATE ON app.complaint FOR EACH ROW EXECUTE FUNCTION app.wall_complaint();

-- The same for everything that is recorded of it; and only the responsible person or the delegate signs (R-comp-10).
CREATE OR REPLACE FUNCTION app.wall_complaint_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF NEW.task <> 'received' AND app.complaint_is_closed_to_me(NEW.complaint_id, NEW.case_id) THEN
    PERFORM app.refuse('Whoever a complaint is about does not handle it: somebody else has to.');
  END IF;
  IF NEW.task = 'sign' AND NOT app.may('sign_response') THEN
    PERFORM app.refuse('The response is signed by a partner, or by the practice manager as the delegate.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_complaint_entry() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_complaint_entry() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.complaint_entry FOR EACH ROW EXECUTE FUNCTION app.wall_complaint_entry();

-- A case with a complaint part that is open is not closed (C-3), nor one that says nothing to whoever
-- reported it (U-5).
CREATE OR REPLACE FUNCTION app.wall_close() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM app.complaint x WHERE x.case_id = NEW.id AND x.state IN ('with_lead', 'invited')) THEN
    PERFORM app.refuse('Not yet, because the complaint part is still open with the Complaints Lead.');
  ELSIF NEW.outcome IS NULL THEN
    PERFORM app.refuse('A case is closed with its outcome.');
  ELSIF btrim(NEW.word_to_reporter) = '' THEN
    PERFORM app.refuse('Write a sentence for whoever reported it before closing.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_close() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_close() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall_close BEFORE UPDATE ON app.case_file FOR EACH ROW
  WHEN (NEW.state = 'closed' AND OLD.state <> 'closed') EXECUTE FUNCTION app.wall_close();

-- The words of a letter live in one place while it is written. When it is sent or dropped they are gone
-- from everywhere else too: what browsers saved by themselves, and what was kept of the forms that
-- carried them (U-27).
CREATE OR REPLACE FUNCTION app.letter_forget(which bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  place text;
BEGIN
  SELECT c.reference || '/' || l.id INTO place FROM app.letter l JOIN app.case_file c ON c.id = l.case_id
   WHERE l.id = which AND l.practice_id = app.practice() AND l.state <> 'draft';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM app.draft d WHERE d.practice_id = app.practice() AND d.form = 'letter_write' AND upper(d.ref) = place;
  UPDATE app.form_receipt r SET fields = '{}'
   WHERE r.practice_id = app.practice()
     AND starts_with(r.location || '/', '/cases/' || replace(place, '/', '/letters/') || '/');
  RETURN true;
END
$$;
ALTER FUNCTION app.letter_forget(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.letter_forget(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.letter_forget(bigint) TO app, worker;

-- Is it late: not acknowledged in time, or not answered in time?
CREATE OR REPLACE FUNCTION app.complaint_lateness(x app.complaint)
RETURNS TABLE (is_open boolean, is_late boolean, due_on date, is_due_late boolean) LANGUAGE sql STABLE AS $$
  SELECT o.is_open, o.is_open AND x.acknowledged_on IS NULL AND x.cannot_reach_why = '' AND coalesce(x.acknowledge_by < current_date, false),
         CASE WHEN o.is_open AND x.resolved_on IS NULL THEN k.due_on END,
         o.is_open AND x.resolved_on IS NULL AND coalesce(k.due_on < current_date, false)
    FROM (SELECT x.state IN ('with_lead', 'invited', 'taken_up') AS is_open) o
    LEFT JOIN LATERAL (SELECT min(y.due_on) AS due_on FROM app.clock y WHERE y.complaint_id = x.id AND y.state <> 'ended'
      AND y.kind IN ('complaint_response', 'complaint_agreed_response')) k ON true
$$;
