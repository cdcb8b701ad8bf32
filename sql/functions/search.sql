-- Finding cases by words. A definer function names candidates of the practice by the index; the protected
-- table decides which of them the member may see (architecture: a policy inside the search costs a hundredfold).

-- What one case is found by, worked out anew.
CREATE OR REPLACE FUNCTION app.case_search_refresh(which bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  INSERT INTO app.case_search AS s (case_id, practice_id, words_open, words_full)
  SELECT c.id, c.practice_id, concat_ws(' ', c.reference, c.summary, c.author_handle, c.link),
         coalesce((SELECT string_agg(concat_ws(' ', p.name, p.nhs_number), ' ')
                     FROM app.case_author a JOIN app.person p ON p.id = a.person_id WHERE a.case_id = c.id), '')
    FROM app.case_file c WHERE c.id = which
  ON CONFLICT (case_id) DO UPDATE SET words_open = excluded.words_open, words_full = excluded.words_full
   WHERE s.words_open <> excluded.words_open OR s.words_full <> excluded.words_full
$$;
ALTER FUNCTION app.case_search_refresh(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.case_search_refresh(bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.case_search_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'case_file' THEN
    PERFORM app.case_search_refresh(NEW.id);
  ELSIF TG_TABLE_NAME = 'case_author' THEN
    PERFORM app.case_search_refresh(NEW.case_id);
  ELSE
    PERFORM app.case_search_refresh(a.case_id) FROM app.case_author a WHERE a.person_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;
ALTER FUNCTION app.case_search_kept() OWNER TO definer;
REVOKE ALL ON FUNCTION app.case_search_kept() FROM PUBLIC;
CREATE OR REPLACE TRIGGER search_kept AFTER INSERT OR UPDATE OF summary, author_handle, link ON app.case_file
  FOR EACH ROW EXECUTE FUNCTION app.case_search_kept();
CREATE OR REPLACE TRIGGER search_kept AFTER INSERT OR UPDATE OF person_id ON app.case_author
  FOR EACH ROW EXECUTE FUNCTION app.case_search_kept();
CREATE OR REPLACE TRIGGER search_kept AFTER UPDATE OF name, nhs_number ON app.person
  FOR EACH ROW EXECUTE FUNCTION app.case_search_kept();
-- Cases from before the index was there.
DO $$
BEGIN
  PERFORM app.case_search_refresh(c.id) FROM app.case_file c
   WHERE NOT EXISTS (SELECT FROM app.case_search s WHERE s.case_id = c.id);
END
$$;

-- Candidates, newest first, at most 1,001: every word of the search, or all of it as a part of a name or
-- link. Whether it is found by what is open, or only by what needs full standing. Planned for the words in
-- hand: a common word is found by going back from the newest, a rare one by the index.
CREATE OR REPLACE FUNCTION app.search_candidates(wanted text)
RETURNS TABLE (case_id bigint, is_open boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET plan_cache_mode = force_custom_plan SET search_path = pg_catalog, app, ext, pg_temp AS $$
#variable_conflict use_column
DECLARE
  query tsquery := websearch_to_tsquery('english', wanted) || websearch_to_tsquery('simple', wanted);
  part text := '%' || replace(replace(replace(lower(wanted), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
  IF length(wanted) < 3 THEN
    part := ''; -- a part of a word has three letters or more: this finds nothing
  END IF;
  RETURN QUERY
  SELECT f.case_id,
         to_tsvector('english', f.words_open) || to_tsvector('simple', f.words_open) @@ query OR lower(f.words_open) LIKE part
    FROM (SELECT s.case_id, s.words_open FROM app.case_search s
           WHERE s.practice_id = app.practice() AND (s.vector @@ query OR s.words LIKE part)
           ORDER BY s.case_id DESC LIMIT 1001) f;
END
$$;
ALTER FUNCTION app.search_candidates(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.search_candidates(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_candidates(text) TO app;

-- Searches are forgotten after thirty days: the event stays, the words do not.
CREATE OR REPLACE FUNCTION app.searches_forget() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  WITH gone AS (DELETE FROM app.search s WHERE s.at < now() - interval '30 days' RETURNING s.id)
  SELECT count(*) FROM gone
$$;
ALTER FUNCTION app.searches_forget() OWNER TO definer;
REVOKE ALL ON FUNCTION app.searches_forget() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.searches_forget() TO worker;

-- A case as the lists show it.
CREATE OR REPLACE VIEW app.case_row WITH (security_invoker = true) AS
SELECT c.id, c.practice_id, c.reference, c.summary, c.kind, k.title AS kind_title, c.platform, p.title AS platform_title, c.state,
       CASE c.step WHEN 'triage' THEN 'To be triaged' WHEN 'management_notice' THEN 'Triaged'
         WHEN 'complaint' THEN 'With the Complaints Lead'
         ELSE coalesce(s.title, upper(left(c.step, 1)) || replace(substr(c.step, 2), '_', ' ')) END AS step_title,
       c.urgent, c.sealed, c.logged_at, c.next_due_on,
       coalesce(c.next_due_on, 'infinity'::date) AS due_key,
       c.state <> 'closed' AND coalesce(c.next_due_on < current_date, false) AS is_late,
       EXISTS (SELECT FROM app.notice n WHERE n.case_id = c.id AND n.member_id = app.member() AND n.opened_at IS NULL) AS is_new
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind JOIN app.platform p ON p.code = c.platform
  LEFT JOIN app.policy_step s ON s.policy_version_id = c.policy_version_id AND s.step = c.step;
GRANT SELECT ON app.case_row TO app, worker;
