-- What the worker does, in the database. Definer functions: the outbox and notices of every practice.

CREATE OR REPLACE FUNCTION app.worker_practices() RETURNS TABLE (id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS
$$ SELECT p.id FROM app.practice p ORDER BY p.id $$;

-- Takes the next due message. The attempt is counted here and committed before the message leaves.
-- Those who may no longer read the case are dropped, with the reason.
CREATE OR REPLACE FUNCTION app.outbox_take()
RETURNS TABLE (id bigint, practice_id bigint, to_address text, subject text, body text, message_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  o app.outbox%ROWTYPE;
BEGIN
  LOOP
    SELECT * INTO o FROM app.outbox x
     WHERE x.sent_at IS NULL AND x.dropped_at IS NULL AND x.due_at <= now()
     ORDER BY x.due_at, x.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN;
    END IF;
    IF o.member_id IS NOT NULL AND o.case_id IS NOT NULL AND NOT app.member_may_read(o.member_id, o.case_id) THEN
      UPDATE app.outbox x SET dropped_at = now(), dropped_why = 'may no longer be told of it' WHERE x.id = o.id;
      CONTINUE;
    END IF;
    -- Until it is settled it waits: 1, 2, 4 ... minutes, at most a day.
    UPDATE app.outbox x SET attempts = x.attempts + 1,
      due_at = now() + least(interval '1 minute' * 2 ^ least(x.attempts, 12), interval '1 day')
     WHERE x.id = o.id;
    RETURN QUERY SELECT o.id, o.practice_id, o.to_address, o.subject, o.body, o.message_id;
    RETURN;
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION app.outbox_settle(which bigint, outcome text, trouble text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  UPDATE app.outbox o SET
    sent_at = CASE WHEN outcome = 'sent' THEN now() END,
    dropped_at = CASE WHEN outcome = 'refused' OR (outcome = 'later' AND o.attempts >= 12) THEN now() END,
    dropped_why = CASE WHEN outcome = 'refused' THEN 'refused by the mail server'
                       WHEN outcome = 'later' AND o.attempts >= 12 THEN 'given up after twelve tries' ELSE '' END,
    last_error = left(trouble, 300)
   WHERE o.id = which AND o.sent_at IS NULL;
END
$$;

-- Nobody has opened the case within the target: the partners who may read it and were not told, else the
-- practice's outside contact. Each notice is passed on once.
CREATE OR REPLACE FUNCTION app.notices_pass_on() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  c record;
  m record;
  told integer;
  cases integer := 0;
BEGIN
  FOR c IN
    SELECT f.id, f.practice_id, f.reference, f.urgent
      FROM app.case_file f
     WHERE f.practice_id = app.practice() AND f.state = 'logged'
       AND EXISTS (SELECT FROM app.notice n WHERE n.case_id = f.id AND n.passed_on_at IS NULL AND n.channel = 'candour'
             AND n.told_at < now() - make_interval(mins => app.setting_whole(
               CASE WHEN f.urgent THEN 'urgent_notice_minutes' ELSE 'notice_target_minutes' END)))
       AND NOT EXISTS (SELECT FROM app.notice n WHERE n.case_id = f.id
             AND (n.opened_at IS NOT NULL OR n.channel = 'word_of_mouth' OR n.passed_on_at IS NOT NULL))
     ORDER BY f.id LIMIT 100
  LOOP
    UPDATE app.notice SET passed_on_at = now() WHERE case_id = c.id AND opened_at IS NULL AND passed_on_at IS NULL;
    told := 0;
    FOR m IN
      SELECT x.id, x.name, l.mail FROM app.member x JOIN app.login l ON l.id = x.login_id
       WHERE x.practice_id = c.practice_id AND l.disabled_at IS NULL AND app.member_may_read(x.id, c.id)
         AND EXISTS (SELECT FROM app.member_role mr JOIN app.role_may rm ON rm.role = mr.role
                      WHERE mr.member_id = x.id AND rm.may = 'manage')
         AND NOT EXISTS (SELECT FROM app.notice n WHERE n.case_id = c.id AND n.member_id = x.id)
    LOOP
      INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, urgent, how)
      VALUES (c.practice_id, c.id, m.id, m.name, 'candour', c.urgent, 'passed on: nobody had opened it');
      told := told + 1;
      IF m.mail <> '' THEN
        INSERT INTO app.outbox (practice_id, case_id, member_id, to_address, subject, body)
        VALUES (c.practice_id, c.id, m.id, m.mail, 'Nobody has opened a case in Candour: ' || c.reference,
          E'A case has been waiting and nobody has opened it. Sign in to Candour to read it.\n');
      END IF;
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
  FOREACH f IN ARRAY ARRAY['app.worker_practices()', 'app.outbox_take()', 'app.outbox_settle(bigint, text, text)',
    'app.notices_pass_on()', 'app.uploads_clear()', 'app.head_counts_when_due()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO definer', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO worker', f);
  END LOOP;
END
$$;
