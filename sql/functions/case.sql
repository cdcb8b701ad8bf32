-- Standing on a case, and opening it.

-- A case that the asker may see, by its reference; the very predicate of the row policies, for definer
-- functions, which policies do not bind. NULL: absent or hidden.
CREATE OR REPLACE FUNCTION app.case_seen(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.id FROM app.case_file c
   WHERE c.reference = upper(wanted) AND c.practice_id = app.practice()
     AND c.id <> ALL (app.hidden()) AND (app.sees_all() OR c.id = ANY (app.own_cases()))
$$;
ALTER FUNCTION app.case_seen(text) OWNER TO definer;

-- The opening of a case page: the read event (at most one in ten minutes) and the notice marked as
-- opened, both committed before content leaves.
CREATE OR REPLACE FUNCTION app.case_open(wanted text, event text, needs text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_id bigint := app.case_seen(wanted);
BEGIN
  IF found_id IS NULL OR (needs <> '' AND NOT app.may(needs)) THEN
    RETURN false;
  END IF;
  PERFORM app.read_append(event, found_id, '{}'::jsonb);
  IF EXISTS (SELECT FROM app.notice n WHERE n.case_id = found_id AND n.member_id = app.member() AND n.opened_at IS NULL) THEN
    UPDATE app.notice SET opened_at = now()
     WHERE case_id = found_id AND member_id = app.member() AND opened_at IS NULL;
  END IF;
  RETURN true;
END
$$;
ALTER FUNCTION app.case_open(text, text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.case_open(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.case_open(text, text, text) TO app;

-- The opening of a page that is not about one case. What was asked for there (a period, words searched
-- for) is not in the event: within ten minutes a second search by the same member is the same opening.
CREATE OR REPLACE FUNCTION app.page_open(event text, needs text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF needs <> '' AND NOT app.may(needs) THEN
    RETURN false;
  END IF;
  PERFORM app.read_append(event, NULL, '{}'::jsonb);
  RETURN true;
END
$$;
ALTER FUNCTION app.page_open(text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.page_open(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.page_open(text, text) TO app;

-- May this member know of this case? The one question behind every list of recipients (invariant 2).
CREATE OR REPLACE FUNCTION app.member_may_read(who bigint, which bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM app.member m JOIN app.case_file c ON c.practice_id = m.practice_id
     WHERE m.id = who AND c.id = which
       AND (m.ended_on IS NULL OR m.ended_on >= current_date)
       AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id
                        AND a.relation = 'conduct' AND a.until_at IS NULL)
       AND (EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = m.id
                     AND a.relation = 'granted' AND a.until_at IS NULL)
         OR (EXISTS (SELECT FROM app.member_role mr JOIN app.role_may rm ON rm.role = mr.role
                      WHERE mr.member_id = m.id AND rm.may = 'read_cases'
                        AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date))
             AND (NOT c.sealed OR m.named_for_sealed
                  OR EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = m.id AND mr.role = 'practice_manager'
                              AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date))))))
$$;
ALTER FUNCTION app.member_may_read(bigint, bigint) OWNER TO definer;
GRANT EXECUTE ON FUNCTION app.member_may_read(bigint, bigint) TO app, worker;

-- Does this member hold that right today?
CREATE OR REPLACE FUNCTION app.member_may(who bigint, wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT EXISTS (SELECT FROM app.member_role mr JOIN app.role_may rm ON rm.role = mr.role
    WHERE mr.member_id = who AND rm.may = wanted
      AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date))
$$;
ALTER FUNCTION app.member_may(bigint, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.member_may(bigint, text) FROM PUBLIC;

-- A reference with a random end (never a counter: a gap would tell), without letters that look alike.
CREATE OR REPLACE FUNCTION app.new_reference(for_practice bigint, for_year integer) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  alphabet constant text := '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  bits bytea;
  made text;
BEGIN
  LOOP
    bits := decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
    SELECT p.letters || '-' || for_year || '-'
           || string_agg(substr(alphabet, 1 + get_byte(bits, i) % length(alphabet), 1), '' ORDER BY i)
      INTO made FROM app.practice p, unnest(ARRAY[0, 1, 2, 3, 4]) i WHERE p.id = for_practice GROUP BY p.letters;
    EXIT WHEN NOT EXISTS (SELECT FROM app.case_file c WHERE c.reference = made)
      AND NOT EXISTS (SELECT FROM app.complaint c WHERE c.reference = made);
  END LOOP;
  RETURN made;
END
$$;
ALTER FUNCTION app.new_reference(bigint, integer) OWNER TO definer;

-- A reporter's own cases, in plain words and without their content (U-5): what staff without sight of
-- cases get back. Cases about their own conduct do not exist here either.
CREATE OR REPLACE FUNCTION app.reported_by_me()
RETURNS TABLE (reference text, summary text, logged_at timestamptz, status text, word text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT c.reference, c.summary, c.logged_at,
         CASE WHEN c.state = 'closed' THEN 'Finished'
              WHEN c.state = 'open' THEN 'A manager is working on it'
              WHEN EXISTS (SELECT FROM app.notice n WHERE n.case_id = c.id AND n.opened_at IS NOT NULL)
                THEN 'A manager has seen it'
              ELSE 'Managers have been told' END,
         c.word_to_reporter
    FROM app.case_file c
   WHERE c.logged_by = app.member() AND c.practice_id = app.practice()
     AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = app.member()
                      AND a.relation = 'conduct' AND a.until_at IS NULL)
   ORDER BY c.logged_at DESC LIMIT 50;
END
$$;
ALTER FUNCTION app.reported_by_me() OWNER TO definer;
REVOKE ALL ON FUNCTION app.reported_by_me() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.reported_by_me() TO app;

-- May who asks see that file? As the policy of its row says: an upload is its owner's, what a case has taken
-- over follows the case. For the rows of its chunks, which hold no case of their own.
CREATE OR REPLACE FUNCTION app.file_is_seen(which bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM app.stored_file f WHERE f.id = which AND f.practice_id = app.practice()
    AND CASE WHEN f.case_id IS NULL THEN f.owner_id = app.member() OR app.member() IS NULL
             ELSE f.case_id <> ALL (app.hidden()::bigint[])
               AND (app.sees_all() OR f.case_id = ANY (app.own_cases()::bigint[])) END);
END
$$;
ALTER FUNCTION app.file_is_seen(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.file_is_seen(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.file_is_seen(bigint) TO app, worker, report;
