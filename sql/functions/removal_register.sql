-- What counts of the paper file and what does not count any more, for gate_facts, and who may say so in the
-- database (U-20, U-21).

-- A warning counts unless it rests on the wrong person, or came from paper that nobody else has confirmed.
CREATE OR REPLACE FUNCTION app.warning_counts(w app.warning) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT w.in_order AND NOT EXISTS (SELECT FROM app.record_void v WHERE v.warning_id = w.id)
    AND (NOT w.from_paper OR EXISTS (SELECT FROM app.paper_entry p JOIN app.paper_confirmation f ON f.paper_id = p.id
      WHERE p.warning_id = w.id))
$$;

-- Confirmed by the member who was asked, never by whoever entered it; alone only where the practice has
-- declared that there is nobody else (U-3).
CREATE OR REPLACE FUNCTION app.wall_paper_confirmation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  p app.paper_entry%ROWTYPE;
BEGIN
  SELECT * INTO p FROM app.paper_entry x WHERE x.id = NEW.paper_id AND x.case_id = NEW.case_id;
  IF app.actor_kind() IS NOT DISTINCT FROM 'member' AND NEW.by_member IS DISTINCT FROM app.member() THEN
    PERFORM app.refuse('Whoever has seen the paper signs in and says so.');
  ELSIF NEW.how = 'alone' AND app.setting('nobody_else') <> 'yes' THEN
    PERFORM app.refuse('Another member of the practice has to see the paper and agree.');
  ELSIF NEW.how = 'member' AND NEW.by_member IS NOT DISTINCT FROM p.by_member THEN
    PERFORM app.refuse('Whoever entered it cannot confirm it: another member sees the paper and agrees.');
  ELSIF NEW.how = 'member' AND p.asked_member IS DISTINCT FROM NEW.by_member THEN
    PERFORM app.refuse('Only the member who was named as having seen the paper confirms it.');
  END IF;
  RETURN NEW;
END
$$;

DO $$
BEGIN
  ALTER FUNCTION app.wall_paper_confirmation() OWNER TO definer;
  REVOKE ALL ON FUNCTION app.wall_paper_confirmation() FROM PUBLIC;
  CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.paper_confirmation
    FOR EACH ROW EXECUTE FUNCTION app.wall_paper_confirmation();
  ALTER FUNCTION app.warning_counts(app.warning) OWNER TO definer;
  REVOKE ALL ON FUNCTION app.warning_counts(app.warning) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION app.warning_counts(app.warning) TO app, worker, own;
END
$$;

INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('paper.entered', 'Entered from the paper file', true),
  ('paper.confirmed', 'Paper seen and confirmed', true),
  ('review.opened', 'New evidence after the letters: a review opened', true),
  ('review.closed', 'Review of the removal closed', true),
  ('person.corrected', 'This was the wrong person: corrected', true),
  ('refusal.recorded', 'Refusal to register recorded', true),
  ('refusal.sent', 'Letter about a refusal to register sent', true),
  ('register.opened', 'Register of warnings and removals opened', false)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
INSERT INTO app.task_kind (kind, page) VALUES
  ('paper_confirm', 'paper'),
  ('list_review', 'review')
ON CONFLICT (kind) DO UPDATE SET page = excluded.page;

-- What a refusal to register rests on, in words (R-list-15).
CREATE OR REPLACE FUNCTION app.refusal_ground(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'outside_area' THEN 'Lives outside the practice area' WHEN 'list_closed' THEN 'The list of patients is closed'
    WHEN 'removed_for_violence' THEN 'Removed from a list for violence reported to the police' ELSE 'Another reasonable ground' END
$$;
