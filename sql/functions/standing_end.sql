-- Whose conduct is in question sees the case again only when one member of the management has said why and
-- another has agreed; where the practice has declared that there is nobody else, the same one may (U-3, U-4).
CREATE OR REPLACE FUNCTION app.wall_standing_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF NEW.until_at IS NULL OR OLD.until_at IS NOT NULL OR app.member() IS NULL THEN
    RETURN NEW;
  END IF;
  IF NEW.relation = 'conduct' AND (NEW.end_why = '' OR NEW.end_asked_by IS NULL) THEN
    PERFORM app.refuse('Whose conduct is in question is let in again only with a reason.');
  ELSIF NEW.relation = 'conduct' AND NEW.end_asked_by = app.member() AND app.setting('nobody_else') <> 'yes' THEN
    PERFORM app.refuse('A second member of the management has to agree.');
  ELSIF NEW.member_id = app.member() AND NEW.relation = 'conduct' THEN
    PERFORM app.refuse('Nobody ends this for themselves.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_standing_end() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_standing_end() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE UPDATE ON app.case_access
  FOR EACH ROW EXECUTE FUNCTION app.wall_standing_end();
