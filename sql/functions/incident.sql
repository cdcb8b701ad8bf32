-- Logging an incident. Any member may log (W-2.3a), also those who do not read cases: so the case is
-- begun by a definer function, which lets the rest of this one transaction see the new case.

CREATE OR REPLACE FUNCTION app.incident_begin(new_kind text, new_platform text, new_venue text, new_link text,
  new_summary text, new_seen_on date, danger boolean, harm boolean, child boolean, other_patient boolean)
RETURNS TABLE (id bigint, reference text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made_id bigint;
  made_reference text;
BEGIN
  IF NOT app.may('log') THEN
    RAISE EXCEPTION 'Your role does not log incidents' USING ERRCODE = 'CA003';
  END IF;
  made_reference := app.new_reference(app.practice(), extract(year FROM current_date)::integer);
  INSERT INTO app.case_file (practice_id, reference, kind, policy_version_id, sealed, summary, platform, venue, link,
    seen_on, discovered_at, in_danger, self_harm, child_at_risk, other_patient_shown, logged_by)
  SELECT app.practice(), made_reference, k.code,
    app.policy_for_cases(),
    k.is_sealed, new_summary, new_platform, new_venue, new_link, new_seen_on, now(), danger, harm, child, other_patient,
    app.member()
    FROM app.case_kind k WHERE k.code = new_kind
  RETURNING case_file.id INTO made_id;
  PERFORM set_config('app.own', array_append(app.own_cases(), made_id)::text, true),
    set_config('app.hidden', array_remove(app.hidden(), made_id)::text, true);
  RETURN QUERY SELECT made_id, made_reference;
END
$$;
ALTER FUNCTION app.incident_begin(text, text, text, text, text, date, boolean, boolean, boolean, boolean) OWNER TO definer;

-- An urgent case was begun from the first page of the form; whoever began it may add the rest, once,
-- within a day. No row: it is not theirs, or is complete.
CREATE OR REPLACE FUNCTION app.incident_resume(wanted text) RETURNS TABLE (id bigint, reference text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT c.id INTO found_id FROM app.case_file c
   WHERE c.reference = upper(wanted) AND c.practice_id = app.practice() AND c.logged_by = app.member()
     AND c.details_follow AND c.logged_at > now() - interval '1 day' FOR UPDATE;
  IF found_id IS NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('app.own', array_append(app.own_cases(), found_id)::text, true);
  RETURN QUERY SELECT found_id, upper(wanted);
END
$$;
ALTER FUNCTION app.incident_resume(text) OWNER TO definer;

-- Tells a member of a case: a notice on the home page and a mail without detail.
CREATE OR REPLACE FUNCTION app.tell_member(which bigint, who bigint, because text, mail_subject text, mail_body text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, urgent, told_by, how)
  SELECT c.practice_id, c.id, m.id, m.name, 'candour', c.urgent, app.member(), because
    FROM app.case_file c JOIN app.member m ON m.practice_id = c.practice_id WHERE c.id = which AND m.id = who;
  INSERT INTO app.outbox (practice_id, case_id, member_id, to_address, subject, body)
  SELECT m.practice_id, which, m.id, l.mail, mail_subject, mail_body
    FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE m.id = who AND l.mail <> '';
END
$$;
ALTER FUNCTION app.tell_member(bigint, bigint, text, text, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.tell_member(bigint, bigint, text, text, text) FROM PUBLIC;

-- Tells every member of the management who may read the case (W-2.3c, U-4): a notice on the home page
-- and a mail without detail. Nobody may read it: the practice's outside contact. Gives who was told.
CREATE OR REPLACE FUNCTION app.notify_managers(which bigint) RETURNS TABLE (name text, by_mail boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  c app.case_file%ROWTYPE;
  told integer := 0;
  m record;
BEGIN
  SELECT * INTO STRICT c FROM app.case_file x WHERE x.id = which AND x.practice_id = app.practice();
  FOR m IN
    SELECT x.id, x.name AS member_name, l.mail
      FROM app.member x JOIN app.login l ON l.id = x.login_id
     WHERE x.practice_id = c.practice_id AND l.disabled_at IS NULL
       AND EXISTS (SELECT FROM app.member_role mr JOIN app.role_may rm ON rm.role = mr.role
                    WHERE mr.member_id = x.id AND rm.may = 'manage'
                      AND (mr.to_on IS NULL OR mr.to_on >= current_date))
       AND app.member_may_read(x.id, c.id)
       AND x.id IS DISTINCT FROM app.member()
     ORDER BY x.id
  LOOP
    PERFORM app.tell_member(c.id, m.id, '',
      CASE WHEN c.urgent THEN 'Urgent: ' ELSE '' END || 'a new case in Candour: ' || c.reference,
      'A case has been logged and is waiting for you: ' || c.reference || E'.\n\nSign in to Candour to read it.'
      || E' Nothing about it is in this message, and a reply to it reaches nobody.\n');
    told := told + 1;
    name := m.member_name;
    by_mail := m.mail <> '';
    RETURN NEXT;
  END LOOP;
  -- A manager who logs it knows of it.
  IF app.may('manage') AND app.member_may_read(app.member(), c.id) THEN
    INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, urgent, told_by, how, opened_at)
    VALUES (c.practice_id, c.id, app.member(), coalesce(app.actor_name(), ''), 'candour', c.urgent, app.member(), 'Logged it', now());
    told := told + 1;
  END IF;
  IF told = 0 THEN
    SELECT p.outside_contact, p.outside_contact_mail INTO m FROM app.practice p WHERE p.id = c.practice_id;
    INSERT INTO app.notice (practice_id, case_id, to_name, channel, urgent, told_by)
    VALUES (c.practice_id, c.id, coalesce(nullif(m.outside_contact, ''), 'nobody outside is named'), 'outside_contact', c.urgent, app.member());
    IF m.outside_contact_mail <> '' THEN
      INSERT INTO app.outbox (practice_id, case_id, to_address, subject, body)
      VALUES (c.practice_id, c.id, m.outside_contact_mail, 'Candour: please call the practice',
        E'A case has been logged at the practice that no manager there can be told of. Please call the practice.\n');
    END IF;
    name := coalesce(nullif(m.outside_contact, ''), 'nobody yet: no manager can be told, and no outside contact is named');
    by_mail := m.outside_contact_mail <> '';
    RETURN NEXT;
  END IF;
END
$$;
ALTER FUNCTION app.notify_managers(bigint) OWNER TO definer;

-- The duty doctor is asked at once (U-7): clinicians do not read cases as such, so this one is opened to
-- those who may know of it, with a notice and a mail.
CREATE OR REPLACE FUNCTION app.call_clinicians(which bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  c app.case_file%ROWTYPE;
  m record;
  called integer := 0;
BEGIN
  SELECT * INTO STRICT c FROM app.case_file x WHERE x.id = which AND x.practice_id = app.practice();
  FOR m IN
    SELECT x.id FROM app.member x JOIN app.login l ON l.id = x.login_id
     WHERE x.practice_id = c.practice_id AND l.disabled_at IS NULL AND (x.ended_on IS NULL OR x.ended_on >= current_date)
       AND EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = x.id AND mr.role = 'clinician'
                    AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date))
       AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = x.id
                        AND a.relation = 'conduct' AND a.until_at IS NULL)
     ORDER BY x.id
  LOOP
    INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    VALUES (c.practice_id, c.id, m.id, 'granted', 'called as duty doctor') ON CONFLICT DO NOTHING;
    PERFORM app.tell_member(c.id, m.id, '', 'Urgent: the duty doctor is asked for, ' || c.reference,
      E'A case in Candour needs the duty doctor today. Sign in to read it.\n\nNothing about it is in this message.\n');
    called := called + 1;
  END LOOP;
  RETURN called;
END
$$;
ALTER FUNCTION app.call_clinicians(bigint) OWNER TO definer;

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.incident_begin(text, text, text, text, text, date, boolean, boolean, boolean, boolean)',
    'app.incident_resume(text)', 'app.notify_managers(bigint)', 'app.call_clinicians(bigint)']::regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO app, worker', f);
  END LOOP;
END
$$;

-- The confirmation after logging: the reporter's own case only.
CREATE OR REPLACE FUNCTION app.log_done(wanted text)
RETURNS TABLE (reference text, urgent boolean, in_danger boolean, self_harm boolean, child_at_risk boolean,
  other_patient_shown boolean, details_follow boolean, told text, is_sealed boolean, notifies boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.reference, c.urgent, c.in_danger, c.self_harm, c.child_at_risk, c.other_patient_shown, c.details_follow,
         coalesce((SELECT string_agg(DISTINCT n.to_name, ', ') FROM app.notice n WHERE n.case_id = c.id), ''),
         c.sealed, EXISTS (SELECT FROM app.notice n WHERE n.case_id = c.id)
    FROM app.case_file c
   WHERE c.reference = upper(wanted) AND c.logged_by = app.member() AND c.practice_id = app.practice()
     AND c.logged_at > now() - interval '1 day'
     AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.member_id = app.member()
                      AND a.relation = 'conduct' AND a.until_at IS NULL)
$$;
ALTER FUNCTION app.log_done(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.log_done(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.log_done(text) TO app;
