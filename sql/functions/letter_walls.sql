-- What the database says itself of wording and approvals, whatever path they come by.

-- A wording that was ever in force stays as it was; it only gives way to the next.
CREATE OR REPLACE FUNCTION app.wall_letter_template() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF OLD.status <> 'draft' AND (NEW.words, NEW.kind, NEW.version, NEW.comment) IS DISTINCT FROM
     (OLD.words, OLD.kind, OLD.version, OLD.comment) THEN
    PERFORM app.refuse('A wording that was brought into force is not changed: draft the next version.');
  ELSIF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN
     (('draft', 'in_force'), ('draft', 'dropped'), ('in_force', 'superseded')) THEN
    PERFORM app.refuse('A wording that has ended is not taken up again: draft the next version.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_letter_template() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_letter_template() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE UPDATE ON app.letter_template FOR EACH ROW EXECUTE FUNCTION app.wall_letter_template();

-- Approved as it stands, by somebody who does not stand aside, and with a reason by whoever wrote it (U-3).
CREATE OR REPLACE FUNCTION app.wall_letter_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  l app.letter;
BEGIN
  SELECT * INTO l FROM app.letter x WHERE x.id = NEW.letter_id AND x.practice_id = NEW.practice_id
     AND x.case_id IS NOT DISTINCT FROM NEW.case_id;
  IF NOT FOUND OR l.state <> 'draft' OR l.version <> NEW.letter_version THEN
    PERFORM app.refuse('This letter was changed, sent or dropped while you had it open.');
  ELSIF NEW.case_id = ANY (app.aside() || app.hidden()) THEN
    PERFORM app.refuse('Whoever stands aside from a case does not approve its letters.');
  ELSIF NEW.by_member IN (l.started_by, l.edited_by) AND btrim(NEW.own_reason) = '' THEN
    PERFORM app.refuse('You wrote this letter: somebody else approves it, or you say why nobody else can.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_letter_approval() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_letter_approval() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.letter_approval FOR EACH ROW EXECUTE FUNCTION app.wall_letter_approval();

INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('wording.drafted', 'Wording of a letter drafted', false),
  ('wording.in_force', 'Wording of a letter brought into force', false),
  ('wording.dropped', 'Draft wording of a letter dropped', false),
  ('letter.approved', 'Letter approved', true),
  ('letter.approved_alone', 'Letter approved by whoever wrote it, with the reason', true),
  ('pack.made', 'Case made ready on paper', true),
  ('pack.opened', 'Paper copy of the case downloaded', false)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
