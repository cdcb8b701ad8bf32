-- Advice enters a pack only by a partner who says why (U-27).
CREATE OR REPLACE FUNCTION app.wall_pack_copy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF btrim(NEW.advice_reason) <> '' AND NOT app.may('vote') THEN
    PERFORM app.refuse('Only a partner takes advice into a pack.');
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION app.wall_pack_copy() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_pack_copy() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.pack_copy FOR EACH ROW EXECUTE FUNCTION app.wall_pack_copy();
