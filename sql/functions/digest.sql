-- One mail a day for each member who has something to do: what is theirs and late, due soon, or new; by
-- reference and task, never a patient's word. Not sent when there is nothing, nor on a day the practice is
-- closed, nor to who is away; each reader is asked case by case (invariant 2).
CREATE OR REPLACE FUNCTION app.digest_lines(of_member bigint) RETURNS TABLE (part text, line text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT x.part, x.line FROM (
    SELECT CASE WHEN coalesce(t.due_at < now(), t.due_on < current_date, false) THEN 'Late'
                WHEN t.due_on <= current_date THEN 'Due today'
                WHEN t.due_on - app.setting_whole('remind_days_before') <= current_date THEN 'Due soon'
                WHEN t.created_at > now() - interval '1 day' THEN 'New' END AS part,
           coalesce(c.reference, x.reference, 'Practice') || ': ' || t.title
             || coalesce(', due ' || to_char(t.due_on, 'FMDD Mon'), '') AS line, t.due_on, t.id
      FROM app.task t
      LEFT JOIN app.case_file c ON c.id = t.case_id LEFT JOIN app.complaint x ON x.id = t.complaint_id
     WHERE t.practice_id = app.practice() AND t.done_at IS NULL
       AND (t.role = ANY ((SELECT app.task_roles(of_member))::text[])
         OR app.member_may(of_member, 'manage') AND t.id = ANY ((SELECT app.tasks_stranded())::bigint[]))
       AND CASE WHEN t.case_id IS NOT NULL THEN app.member_may_read(of_member, t.case_id) ELSE app.member_may(of_member, 'read_cases') END
       AND (t.due_on IS NULL OR t.due_on >= current_date
         OR (current_date - t.due_on) % app.setting_whole('remind_days_after') = 1 % app.setting_whole('remind_days_after'))
    -- Lists that the member keeps are counted, not named: a name is theirs to choose, and mail is open.
    UNION ALL
    SELECT 'Your lists', n.found || CASE n.found WHEN 1 THEN ' case' ELSE ' cases' END || ' logged since yesterday on the lists you keep', NULL, NULL
      FROM (SELECT count(DISTINCT f.id) AS found
              FROM app.saved_view w JOIN app.case_file f ON f.practice_id = w.practice_id AND f.logged_at > now() - interval '1 day'
             WHERE w.member_id = of_member AND w.in_digest AND app.member_may_read(of_member, f.id)
               AND CASE w.state WHEN '' THEN f.state <> 'closed' WHEN 'all' THEN true ELSE f.state = w.state END
               AND (w.kind = '' OR f.kind = w.kind) AND (w.platform = '' OR f.platform = w.platform)
               AND (NOT w.urgent OR f.urgent) AND (NOT w.late OR f.next_due_on < current_date)) n
     WHERE n.found > 0) x
   WHERE x.part IS NOT NULL
   ORDER BY array_position(ARRAY['Late', 'Due today', 'Due soon', 'New', 'Your lists'], x.part), x.due_on, x.id LIMIT 200
$$;

CREATE OR REPLACE FUNCTION app.digest_make() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  m record;
  words text;
  letter bigint;
  made integer := 0;
BEGIN
  IF extract(hour FROM localtimestamp) < app.setting_whole('digest_hour') OR app.is_closed(current_date) THEN
    RETURN 0;
  END IF;
  FOR m IN
    SELECT x.id, x.practice_id, l.mail FROM app.member x JOIN app.login l ON l.id = x.login_id
     WHERE x.practice_id = app.practice() AND l.disabled_at IS NULL AND l.mail <> '' AND NOT app.is_away(x)
       AND (x.ended_on IS NULL OR x.ended_on >= current_date)
       AND NOT EXISTS (SELECT FROM app.digest d WHERE d.member_id = x.id AND d.on_date = current_date)
     ORDER BY x.id
  LOOP
    SELECT string_agg(p.part || E'\n' || p.lines, E'\n\n' ORDER BY p.n) INTO words
      FROM (SELECT d.part, string_agg('  ' || d.line, E'\n' ORDER BY d.n) AS lines, min(d.n) AS n
              FROM (SELECT l.*, row_number() OVER () AS n FROM app.digest_lines(m.id) l) d GROUP BY d.part) p;
    letter := NULL;
    IF words IS NOT NULL THEN
      INSERT INTO app.outbox (practice_id, member_id, to_address, subject, body)
      VALUES (m.practice_id, m.id, m.mail, 'Candour: your tasks today',
        words || E'\n\nSign in to Candour to see to them. A reply to this message reaches nobody.\n')
      RETURNING id INTO letter;
      made := made + 1;
    END IF;
    INSERT INTO app.digest (practice_id, member_id, on_date, outbox_id) VALUES (m.practice_id, m.id, current_date, letter)
    ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN made;
END
$$;
ALTER FUNCTION app.digest_lines(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.digest_lines(bigint) FROM PUBLIC;
