-- The ladder's walls and words in the database.

-- How long something took, as people say it.
CREATE OR REPLACE FUNCTION app.spell_interval(took interval) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT CASE
    WHEN took IS NULL THEN NULL
    WHEN s < 60 THEN 'less than a minute'
    WHEN s < 3600 THEN minutes || CASE WHEN minutes = 1 THEN ' minute' ELSE ' minutes' END
    WHEN s < 172800 THEN hours || CASE WHEN hours = 1 THEN ' hour' ELSE ' hours' END
      || CASE WHEN minutes = 0 THEN '' WHEN minutes = 1 THEN ' 1 minute' ELSE ' ' || minutes || ' minutes' END
    ELSE s / 86400 || ' days' END
  FROM (SELECT greatest(extract(epoch FROM took), 0)::bigint AS s) a,
    LATERAL (SELECT s / 3600 AS hours, s / 60 % 60 AS minutes) b
$$;
GRANT EXECUTE ON FUNCTION app.spell_interval(interval) TO app, worker, report, auditor;

-- C-9: staff named in a neutral or positive way is feedback. No step against the person is begun on it;
-- what had already happened is recorded all the same (U-11).
CREATE OR REPLACE FUNCTION app.wall_step_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF NEW.in_order AND NEW.entry IN ('started', 'done')
     AND NEW.step NOT IN ('management_notice', 'own_page', 'defence_advice')
     AND app.is_feedback(NEW.case_id) THEN
    PERFORM app.refuse('Not yet, because triage found that staff are named in a neutral or positive way: that is '
      'feedback, and no step is taken against the person for it. Triage it again if that has changed.');
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION app.is_feedback(which bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce((SELECT t.mention IN ('neutral', 'positive') FROM app.triage t
    WHERE t.case_id = which ORDER BY t.id DESC LIMIT 1), false)
$$;
ALTER FUNCTION app.is_feedback(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.is_feedback(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_feedback(bigint) TO app, worker;
ALTER FUNCTION app.wall_step_entry() OWNER TO definer;
REVOKE ALL ON FUNCTION app.wall_step_entry() FROM PUBLIC;
CREATE OR REPLACE TRIGGER wall BEFORE INSERT ON app.step_entry
  FOR EACH ROW EXECUTE FUNCTION app.wall_step_entry();

-- A case's next due date, for lists: the earliest of its open tasks.
CREATE OR REPLACE FUNCTION app.task_moves_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  UPDATE app.case_file c SET next_due_on = d.due_on
    FROM (SELECT min(t.due_on) AS due_on FROM app.task t WHERE t.case_id = NEW.case_id AND t.done_at IS NULL) d
   WHERE c.id = NEW.case_id AND c.next_due_on IS DISTINCT FROM d.due_on;
  RETURN NULL;
END
$$;
ALTER FUNCTION app.task_moves_due() OWNER TO definer;
REVOKE ALL ON FUNCTION app.task_moves_due() FROM PUBLIC;
CREATE OR REPLACE TRIGGER moves_due AFTER INSERT OR UPDATE OF due_on, done_at ON app.task
  FOR EACH ROW EXECUTE FUNCTION app.task_moves_due();

-- What the ladder of a case is computed from, besides the facts of its gates. Row policies decide who may
-- ask; discussion is only counted, never given.
DROP FUNCTION IF EXISTS app.ladder_state(bigint);
CREATE FUNCTION app.ladder_state(which bigint)
RETURNS TABLE (is_told boolean, told_name text, told_on date, is_post_gone boolean, is_first_offer_made boolean, is_triaged boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT n.to_name IS NOT NULL, n.to_name, n.told_on,
    coalesce(
      (SELECT o.outcome = 'gone' FROM app.removal_outcome o WHERE o.case_id = which
        AND o.outcome IN ('gone', 'still_up', 'changed') ORDER BY o.id DESC LIMIT 1),
      -- Beside a captured file, what is described as gone is a part of the post, such as a later comment.
      EXISTS (SELECT FROM app.evidence e WHERE e.case_id = which AND e.why_described = 'already_gone')
        AND NOT EXISTS (SELECT FROM app.evidence e WHERE e.case_id = which AND e.kind = 'file')),
    EXISTS (SELECT FROM app.complaint x WHERE x.case_id = which AND x.invited_on IS NOT NULL)
      OR EXISTS (SELECT FROM app.letter_sent l WHERE l.case_id = which AND l.kind = 'complaint_invitation')
      OR EXISTS (SELECT FROM app.event e WHERE e.case_id = which
                  AND e.kind IN ('review.answered', 'review.replied', 'review.thanked', 'review.invited')),
    EXISTS (SELECT FROM app.triage t WHERE t.case_id = which)
  FROM (SELECT 1) one LEFT JOIN LATERAL
    (SELECT x.to_name, coalesce(x.opened_at, x.told_at)::date AS told_on FROM app.notice x
      WHERE x.case_id = which AND (x.opened_at IS NOT NULL OR x.channel = 'word_of_mouth')
      ORDER BY coalesce(x.opened_at, x.told_at) LIMIT 1) n ON true
$$;
ALTER FUNCTION app.ladder_state(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.ladder_state(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ladder_state(bigint) TO app, worker;
