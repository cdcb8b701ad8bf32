-- What the worker does, in the database. Definer functions: the outbox and notices of every practice.

CREATE OR REPLACE FUNCTION app.worker_practices() RETURNS TABLE (id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS
$$ SELECT p.id FROM app.practice p ORDER BY p.id $$;

-- Takes the next due message. A row in mail_attempt stands for every try, also for one that never came back. The attempt is counted here and committed before the message leaves, so
-- that a worker that dies in between repeats it, later and under the same Message-ID, and never silently.
-- Who has left, or may no longer read the case, is dropped with the reason; so is what failed twelve times.
CREATE OR REPLACE FUNCTION app.outbox_take()
RETURNS TABLE (id bigint, practice_id bigint, to_address text, subject text, body text, message_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  o app.outbox%ROWTYPE;
  why text;
BEGIN
  LOOP
    SELECT * INTO o FROM app.outbox x
     WHERE x.sent_at IS NULL AND x.dropped_at IS NULL AND x.due_at <= now()
     ORDER BY x.due_at, x.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN;
    END IF;
    why := CASE
      WHEN o.member_id IS NOT NULL AND NOT EXISTS (SELECT FROM app.member m JOIN app.login l ON l.id = m.login_id
             WHERE m.id = o.member_id AND l.disabled_at IS NULL AND (m.ended_on IS NULL OR m.ended_on >= current_date))
        THEN 'is no longer a member'
      WHEN o.member_id IS NOT NULL AND o.case_id IS NOT NULL AND NOT app.member_may_read(o.member_id, o.case_id)
        THEN 'may no longer be told of it'
      WHEN o.attempts >= 12 THEN 'given up after twelve tries'
    END;
    IF why IS NOT NULL THEN
      UPDATE app.outbox x SET dropped_at = now(), dropped_why = why WHERE x.id = o.id;
      CONTINUE;
    END IF;
    -- Until it is settled it waits: 1, 2, 4 ... minutes, at most a day.
    UPDATE app.outbox x SET attempts = x.attempts + 1,
      due_at = now() + least(interval '1 minute' * 2 ^ x.attempts, interval '1 day')
     WHERE x.id = o.id;
    INSERT INTO app.mail_attempt (practice_id, outbox_id, n)
    SELECT o.practice_id, o.id, coalesce(max(a.n), 0) + 1 FROM app.mail_attempt a WHERE a.outbox_id = o.id;
    RETURN QUERY SELECT o.id, o.practice_id, o.to_address, o.subject, o.body, o.message_id;
    RETURN;
  END LOOP;
END
$$;

-- What came of it. 'later' waits for its next turn, which outbox_take has set.
CREATE OR REPLACE FUNCTION app.outbox_settle(which bigint, outcome text, trouble text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  UPDATE app.outbox o SET
    sent_at = CASE WHEN outcome = 'sent' THEN now() END,
    dropped_at = CASE WHEN outcome = 'refused' THEN now() END,
    dropped_why = CASE WHEN outcome = 'refused' THEN 'refused by the mail server' ELSE '' END,
    last_error = left(trouble, 300)
   WHERE o.id = which AND o.sent_at IS NULL;
  UPDATE app.mail_attempt a SET outcome = outbox_settle.outcome, answer = left(trouble, 300), settled_at = clock_timestamp()
   WHERE a.outbox_id = which AND a.n = (SELECT max(x.n) FROM app.mail_attempt x WHERE x.outbox_id = which);
END
$$;

-- Nobody has opened a new case within the target: the next person is told (U-4). First whoever of the
-- management may read it and was not told; when the target passes again, the practice's outside contact.
CREATE OR REPLACE FUNCTION app.notices_pass_on() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  c record;
  m record;
  told integer;
  cases integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('app.notices_pass_on'), app.practice()::integer);
  FOR c IN
    SELECT f.id, f.practice_id, f.reference, f.urgent
      FROM app.case_file f
      JOIN LATERAL (SELECT max(x.told_at) AS last_told,
                           bool_or(x.opened_at IS NOT NULL OR x.channel <> 'candour') AS is_settled
                      FROM app.notice x WHERE x.case_id = f.id) n ON n.last_told IS NOT NULL
     WHERE f.practice_id = app.practice() AND f.state = 'logged' AND NOT n.is_settled
       AND n.last_told < now() - make_interval(mins => app.setting_whole(
             CASE WHEN f.urgent THEN 'urgent_notice_minutes' ELSE 'notice_target_minutes' END))
     ORDER BY f.id LIMIT 100
  LOOP
    UPDATE app.notice SET passed_on_at = now() WHERE case_id = c.id AND passed_on_at IS NULL;
    told := 0;
    FOR m IN
      SELECT x.id FROM app.member x JOIN app.login l ON l.id = x.login_id
       WHERE x.practice_id = c.practice_id AND l.disabled_at IS NULL
         AND app.member_may(x.id, 'manage') AND app.member_may_read(x.id, c.id)
         AND NOT EXISTS (SELECT FROM app.notice n WHERE n.case_id = c.id AND n.member_id = x.id)
       ORDER BY x.id
    LOOP
      PERFORM app.tell_member(c.id, m.id, 'passed on: nobody had opened it',
        'Nobody has opened a case in Candour: ' || c.reference,
        E'A case has been waiting and nobody has opened it. Sign in to Candour to read it.\n');
      told := told + 1;
    END LOOP;
    IF told = 0 THEN
      INSERT INTO app.notice (practice_id, case_id, to_name, channel, urgent, how)
      SELECT c.practice_id, c.id, coalesce(nullif(p.outside_contact, ''), 'nobody outside is named'), 'outside_contact',
        c.urgent, 'passed on: nobody had opened it' FROM app.practice p WHERE p.id = c.practice_id;
      INSERT INTO app.outbox (practice_id, case_id, to_address, subject, body)
      SELECT c.practice_id, c.id, p.outside_contact_mail, 'Candour: please call the practice',
        E'A case at the practice has been waiting and no manager has opened it. Please call the practice.\n'
        FROM app.practice p WHERE p.id = c.practice_id AND p.outside_contact_mail <> '';
    END IF;
    PERFORM app.audit_append('notice.passed_on', c.id, jsonb_build_object('told', told));
    cases := cases + 1;
  END LOOP;
  RETURN cases;
END
$$;

-- A clock of law or contract, half of which has gone without anybody of its role opening the case: the
-- role's deputies are told, and the practice manager; where the task is the manager's, the partners (U-6).
CREATE OR REPLACE FUNCTION app.clocks_remind() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  t record;
  m record;
  told integer;
  tasks integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('app.clocks_remind'), app.practice()::integer);
  FOR t IN
    SELECT x.id, x.case_id, x.practice_id, x.role, coalesce(c.reference, k.reference, '') AS reference
      FROM app.task x LEFT JOIN app.case_file c ON c.id = x.case_id LEFT JOIN app.complaint k ON k.id = x.complaint_id
     WHERE x.practice_id = app.practice() AND x.done_at IS NULL AND x.reminded_at IS NULL
       AND x.basis IN ('law', 'contract')
       AND now() > x.created_at + (coalesce(x.due_at, x.due_on + 1) - x.created_at) / 2
       AND NOT EXISTS (SELECT FROM app.event e JOIN app.member_role r ON r.member_id = e.actor_id AND r.role = x.role
                        WHERE e.case_id = x.case_id AND e.is_read AND e.actor_kind = 'member' AND e.at >= x.created_at)
     ORDER BY x.id LIMIT 100
  LOOP
    UPDATE app.task SET reminded_at = now() WHERE id = t.id;
    told := 0;
    FOR m IN
      SELECT DISTINCT r.member_id AS id FROM app.member_role r
       WHERE r.practice_id = t.practice_id AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date)
         AND ((r.role = t.role AND r.is_deputy)
           OR r.role = CASE WHEN t.role = 'practice_manager' THEN 'partner' ELSE 'practice_manager' END)
         AND CASE WHEN t.case_id IS NULL THEN app.member_may(r.member_id, 'read_cases') ELSE app.member_may_read(r.member_id, t.case_id) END
       ORDER BY 1
    LOOP
      IF t.case_id IS NULL THEN
        INSERT INTO app.outbox (practice_id, member_id, to_address, subject, body)
        SELECT x.practice_id, x.id, l.mail, 'Half the time has gone for a task in Candour: ' || t.reference,
          E'A task with a time limit of law or contract is waiting. Sign in to Candour to see to it.\n'
          FROM app.member x JOIN app.login l ON l.id = x.login_id WHERE x.id = m.id AND l.mail <> '';
      ELSE
        PERFORM app.tell_member(t.case_id, m.id, 'half the time has gone',
        'Half the time has gone, and a case is unopened in Candour: ' || t.reference,
        E'A task with a time limit of law or contract is waiting, and nobody whose task it is has opened the case.'
        ' Sign in to Candour to see to it.\n');
      END IF;
      told := told + 1;
    END LOOP;
    PERFORM app.audit_append('task.reminded', t.case_id, jsonb_build_object('task', t.id, 'told', told));
    tasks := tasks + 1;
  END LOOP;
  RETURN tasks;
END
$$;
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('task.reminded', 'Half the time had gone unopened: deputies and management told', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;

CREATE OR REPLACE FUNCTION app.uploads_clear() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  gone integer;
BEGIN
  DELETE FROM app.draft WHERE practice_id = app.practice() AND updated_at < now() - interval '30 days';
  DELETE FROM app.form_receipt WHERE practice_id = app.practice() AND at < now() - interval '30 days';
  DELETE FROM app.file_chunk k USING app.stored_file f WHERE f.id = k.file_id AND f.practice_id = app.practice()
    AND f.case_id IS NULL AND f.stored_at < now() - interval '30 days';
  DELETE FROM app.stored_file WHERE practice_id = app.practice() AND case_id IS NULL AND stored_at < now() - interval '30 days';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;

-- A few times an hour, not every round.
CREATE OR REPLACE FUNCTION app.head_counts_when_due() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM app.event e WHERE e.practice_id = app.practice() AND e.kind = 'chain.counted'
              AND e.at > now() - interval '15 minutes') THEN
    RETURN 0;
  END IF;
  RETURN app.audit_head_counts(app.practice());
END
$$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.digest_make()', 'app.worker_practices()', 'app.outbox_take()', 'app.outbox_settle(bigint, text, text)',
    'app.notices_pass_on()', 'app.clocks_remind()', 'app.uploads_clear()', 'app.head_counts_when_due()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO worker', f);
  END LOOP;
END
$$;
