-- Mail that did not go: for who looks after the practice's set-up. Addresses and answers of the mail server, no
-- case; what is about a case that does not exist for the asker is not there either (U-1).
CREATE OR REPLACE FUNCTION app.mail_troubles()
RETURNS TABLE (id bigint, to_address text, what text, made_at timestamptz, due_at timestamptz, dropped_at timestamptz, dropped_why text,
  last_error text, attempts bigint, unsettled bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.id, o.to_address, CASE WHEN o.case_id IS NOT NULL THEN 'About a case' WHEN d.outbox_id IS NOT NULL THEN 'Digest of the day' ELSE 'Other' END,
         (SELECT min(a.at) FROM app.mail_attempt a WHERE a.outbox_id = o.id), o.due_at, o.dropped_at, o.dropped_why, o.last_error,
         (SELECT count(*) FROM app.mail_attempt a WHERE a.outbox_id = o.id),
         (SELECT count(*) FROM app.mail_attempt a WHERE a.outbox_id = o.id AND a.outcome = '')
    FROM app.outbox o LEFT JOIN app.digest d ON d.outbox_id = o.id
   WHERE app.may('set_up') AND o.practice_id = app.practice() AND o.sent_at IS NULL AND o.attempts > 0
     AND (o.case_id IS NULL OR o.case_id <> ALL (app.hidden()))
     AND (o.dropped_at IS NULL OR o.dropped_why IN ('refused by the mail server', 'given up after twelve tries'))
$$;

-- Try again, from the first wait on, under the same Message-ID; or leave it, with the reason.
CREATE OR REPLACE FUNCTION app.mail_retry(which bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  done boolean;
BEGIN
  UPDATE app.outbox o SET dropped_at = NULL, dropped_why = '', attempts = 1, due_at = now()
   WHERE o.id = which AND EXISTS (SELECT FROM app.mail_troubles() t WHERE t.id = which);
  done := FOUND;
  IF done THEN
    PERFORM app.audit_append('mail.retried', NULL, jsonb_build_object('mail', which));
  END IF;
  RETURN done;
END
$$;
CREATE OR REPLACE FUNCTION app.mail_drop(which bigint, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  done boolean;
BEGIN
  UPDATE app.outbox o SET dropped_at = now(), dropped_why = left('dropped by hand: ' || reason, 300)
   WHERE o.id = which AND EXISTS (SELECT FROM app.mail_troubles() t WHERE t.id = which);
  done := FOUND;
  IF done THEN
    PERFORM app.audit_append('mail.dropped', NULL, jsonb_build_object('mail', which));
  END IF;
  RETURN done;
END
$$;
ALTER FUNCTION app.mail_troubles() OWNER TO definer;
ALTER FUNCTION app.mail_retry(bigint) OWNER TO definer;
ALTER FUNCTION app.mail_drop(bigint, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.mail_troubles(), app.mail_retry(bigint), app.mail_drop(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.mail_troubles(), app.mail_retry(bigint), app.mail_drop(bigint, text) TO app;
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('mail.retried', 'Mail: tried again', true),
  ('mail.dropped', 'Mail: left unsent', true),
  ('member.away', 'Away and cover recorded', true)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;
