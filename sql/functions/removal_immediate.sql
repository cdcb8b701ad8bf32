-- The immediate route (U-19, R-list-9, R-list-10): who may decide it, and the gates asked again in the
-- database before the notice.

-- The authority of that member on that day, unless it was taken back. NULL: none.
CREATE OR REPLACE FUNCTION app.removal_authority_of(who bigint, on_day date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT a.id FROM app.removal_authority a
   WHERE a.practice_id = app.practice() AND a.member_id = who AND a.authority_id IS NULL
     AND on_day BETWEEN a.from_on AND a.to_on
     AND NOT EXISTS (SELECT FROM app.removal_authority x WHERE x.authority_id = a.id)
   ORDER BY a.id DESC LIMIT 1
$$;

-- The sentence of the first gate that refuses an immediate removal, NULL when all are met.
CREATE OR REPLACE FUNCTION app.immediate_refusal(facts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT g.sentence FROM unnest(ARRAY['author_is_our_patient', 'author_alive', 'immediate_grounds']) WITH ORDINALITY w (code, n),
    app.gate_ask(w.code, facts) g WHERE g.met IS NOT TRUE ORDER BY w.n LIMIT 1
$$;

-- Is that member a partner who is free to decide on this case, or authorised (R-list-9, U-1)?
CREATE OR REPLACE FUNCTION app.immediate_standing(which bigint, who bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM app.case_access a WHERE a.case_id = which AND a.member_id = who AND a.until_at IS NULL
                  AND a.relation IN ('affected', 'conflicted', 'conduct')) THEN 'aside'
    WHEN EXISTS (SELECT FROM app.partners_of(which, NULL) p WHERE p.member_id = who) THEN 'partner'
    WHEN app.removal_authority_of(who, current_date) IS NOT NULL THEN 'authorised'
    ELSE 'none' END
$$;

CREATE OR REPLACE FUNCTION app.wall_immediate_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  standing text;
  why text;
BEGIN
  IF NEW.entry IN ('decision', 'confirmed') AND app.actor_kind() IS NOT DISTINCT FROM 'member' THEN
    standing := app.immediate_standing(NEW.case_id, NEW.by_member);
    IF NEW.by_member IS DISTINCT FROM app.member() THEN
      PERFORM app.refuse('Whoever decides signs in and records it.');
    ELSIF NEW.entry = 'confirmed' AND standing <> 'partner' THEN
      PERFORM app.refuse('Only a partner who does not stand aside confirms it.');
    ELSIF standing NOT IN ('partner', 'authorised') THEN
      PERFORM app.refuse('Only a partner who does not stand aside, or somebody the partners authorised beforehand, decides.');
    END IF;
  END IF;
  IF NEW.entry = 'notice' AND NEW.in_order THEN
    why := app.immediate_refusal(app.gate_facts(NEW.case_id, NEW.on_date));
    IF why IS NOT NULL THEN
      PERFORM app.refuse(why);
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- A partner decides with others, never alone, whom they authorise.
CREATE OR REPLACE FUNCTION app.wall_removal_authority() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF app.actor_kind() IS NOT DISTINCT FROM 'member' AND NOT app.may('vote') THEN
    PERFORM app.refuse('Only a partner records whom the partners authorised.');
  END IF;
  RETURN NEW;
END
$$;

DO $$
DECLARE
  t text;
  f regprocedure;
BEGIN
  FOREACH t IN ARRAY ARRAY['immediate_entry', 'removal_authority'] LOOP
    EXECUTE format('ALTER FUNCTION app.%I() OWNER TO definer', 'wall_' || t);
    EXECUTE format('REVOKE ALL ON FUNCTION app.%I() FROM PUBLIC', 'wall_' || t);
    EXECUTE format('CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.%I FOR EACH ROW EXECUTE FUNCTION app.%I()', t, 'wall_' || t);
  END LOOP;
  FOREACH f IN ARRAY ARRAY['app.removal_authority_of(bigint, date)', 'app.immediate_standing(bigint, bigint)']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app, worker', f);
  END LOOP;
END
$$;

INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('immediate.opened', 'Immediate removal: the route was opened', true),
  ('immediate.act', 'Immediate removal: the act, or the fear, recorded', true),
  ('immediate.police', 'Immediate removal: the police told', true),
  ('immediate.approval', 'Immediate removal: the ICB approved in writing', true),
  ('immediate.urgency', 'Immediate removal: why it cannot wait', true),
  ('immediate.decision', 'Immediate removal decided', true),
  ('immediate.confirmed', 'Immediate removal confirmed by a partner', true),
  ('immediate.notice', 'Immediate removal: notice given', true),
  ('immediate.written', 'Immediate removal confirmed in writing', true),
  ('immediate.patient', 'Immediate removal: whether the patient was told', true),
  ('immediate.scheme', 'Immediate removal: the special allocation scheme', true),
  ('authority.recorded', 'Whom the partners authorised to decide an immediate removal', true),
  ('authority.ended', 'An authority to decide an immediate removal taken back', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
INSERT INTO app.task_kind (kind, page) VALUES
  ('immediate_written', 'immediate/written'),
  ('immediate_patient', 'immediate/patient'),
  ('immediate_scheme', 'immediate/scheme'),
  ('immediate_confirmed', 'immediate/confirmed')
ON CONFLICT (kind) DO UPDATE SET page = excluded.page;
