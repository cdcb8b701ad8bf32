-- Who sees which event and which text. Read events, and events of no case, are for those who may
-- read the log; what needs full sight of a case is not shown to those limited on it (U-1).
-- app.event_row and app.chain_count are for verification only.

ALTER TABLE app.chain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.event_row ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.chain_count ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.content ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.disposal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS seen ON app.event;
CREATE POLICY seen ON app.event FOR SELECT TO app, worker, report USING (
  practice_id = (SELECT app.practice())
  AND CASE WHEN case_id IS NULL THEN (SELECT app.may('read_log'))
      ELSE case_id <> ALL ((SELECT app.hidden())::bigint[])
       AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))
       AND (NOT needs_full OR case_id <> ALL ((SELECT app.limited())::bigint[]))
      END
  AND (NOT is_read OR (SELECT app.may('read_log'))));

DROP POLICY IF EXISTS seen ON app.chain;
CREATE POLICY seen ON app.chain FOR SELECT TO app, worker, report USING (
  practice_id = (SELECT app.practice()) AND (SELECT app.may('read_log'))
  AND (case_id IS NULL OR case_id <> ALL ((SELECT app.hidden())::bigint[])));

DROP POLICY IF EXISTS seen ON app.content;
CREATE POLICY seen ON app.content FOR SELECT TO app, worker, report USING (
  practice_id = (SELECT app.practice())
  AND CASE WHEN complaint_id IS NOT NULL AND case_id IS NULL THEN (SELECT app.sees_all())
       AND complaint_id <> ALL ((SELECT app.complaints_aside())::bigint[])
      WHEN case_id IS NULL THEN added_by = (SELECT app.member()) OR (SELECT app.may('read_log'))
      ELSE case_id <> ALL ((SELECT app.hidden())::bigint[])
       AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))
       AND (NOT needs_full OR case_id <> ALL ((SELECT app.limited())::bigint[]))
      END);

DROP POLICY IF EXISTS seen ON app.disposal;
CREATE POLICY seen ON app.disposal FOR SELECT TO app, worker, report USING (
  practice_id = (SELECT app.practice())
  AND CASE WHEN case_id IS NULL THEN (SELECT app.may('read_log'))
      ELSE case_id <> ALL ((SELECT app.hidden())::bigint[])
       AND ((SELECT app.sees_all()) OR case_id = ANY ((SELECT app.own_cases())::bigint[]))
      END);

-- The role auditor is the verifier's: it reads what is chained, of every practice.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['chain', 'event', 'event_row', 'chain_count', 'content', 'disposal', 'stored_file',
                           'file_chunk'] LOOP
    IF to_regclass('app.' || t) IS NOT NULL THEN
      EXECUTE format('DROP POLICY IF EXISTS audited ON app.%I', t);
      EXECUTE format('CREATE POLICY audited ON app.%I FOR SELECT TO auditor USING (true)', t);
      EXECUTE format('GRANT SELECT ON app.%I TO auditor', t);
    END IF;
  END LOOP;
END
$$;
