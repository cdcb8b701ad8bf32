-- Beginning a complaint, and the people of it. Anybody who may log can record one at the desk (R-comp-3), also
-- those who read no cases: so it is begun by a definer function.

-- The rows of the same human being: two complaints taken at two desks may have made two rows. Same NHS number, or
-- same name and date of birth (U-21). What stops a removal must not depend on which row was picked (U-17).
CREATE OR REPLACE FUNCTION app.person_likes(which bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT array_agg(q.id) FROM app.person p JOIN app.person q ON q.practice_id = p.practice_id
     AND (q.id = p.id OR q.nhs_number = p.nhs_number OR (lower(q.name) = lower(p.name) AND q.born_on = p.born_on))
   WHERE p.id = which AND p.practice_id = app.practice()
$$;
ALTER FUNCTION app.person_likes(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.person_likes(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.person_likes(bigint) TO app, worker;

-- Somebody known already, by name and date of birth with no other NHS number; otherwise a new row.
CREATE OR REPLACE FUNCTION app.complaint_person(of_name text, of_born_on date, of_nhs text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  found_id bigint;
BEGIN
  IF btrim(coalesce(of_name, '')) = '' THEN
    RETURN NULL;
  END IF;
  SELECT p.id INTO found_id FROM app.person p
   WHERE p.practice_id = app.practice() AND lower(p.name) = lower(of_name) AND p.born_on = of_born_on
     AND (p.nhs_number IS NULL OR of_nhs IS NULL OR p.nhs_number = of_nhs) ORDER BY p.id LIMIT 1;
  IF found_id IS NULL THEN
    INSERT INTO app.person (practice_id, name, born_on, nhs_number)
    VALUES (app.practice(), of_name, of_born_on, of_nhs) RETURNING id INTO found_id;
  END IF;
  RETURN found_id;
END
$$;
ALTER FUNCTION app.complaint_person(text, date, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_person(text, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_person(text, date, text) TO app;

-- Whose role deals with it: the Complaints Lead; where every holder is whom it is about, the practice manager,
-- then the partners (U-4).
CREATE OR REPLACE FUNCTION app.complaint_role(which bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce((SELECT w.role FROM unnest(ARRAY['complaints_lead', 'practice_manager', 'partner']) WITH ORDINALITY w (role, n)
    WHERE EXISTS (SELECT FROM app.member_role r JOIN app.member m ON m.id = r.member_id
      WHERE r.practice_id = app.practice() AND r.role = w.role AND r.from_on <= current_date
        AND (r.to_on IS NULL OR r.to_on >= current_date) AND (m.ended_on IS NULL OR m.ended_on >= current_date)
        AND NOT EXISTS (SELECT FROM app.complaint_staff s WHERE s.complaint_id = which AND s.member_id = m.id AND s.until_at IS NULL)
        AND NOT EXISTS (SELECT FROM app.complaint x JOIN app.case_access a ON a.case_id = x.case_id
          WHERE x.id = which AND a.member_id = m.id AND a.until_at IS NULL AND a.relation IN ('conduct', 'conflicted', 'affected')))
    ORDER BY w.n LIMIT 1), 'complaints_lead')
$$;
ALTER FUNCTION app.complaint_role(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_role(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_role(bigint) TO app, worker;

-- A member is, or is no longer, whom it is about. They stop being its investigator, and its open tasks go to
-- whoever may do them. relation '': no longer.
CREATE OR REPLACE FUNCTION app.complaint_staff_set(which bigint, who bigint, of_relation text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM app.complaint x WHERE x.id = which AND x.practice_id = app.practice())
     OR NOT EXISTS (SELECT FROM app.member m WHERE m.id = who AND m.practice_id = app.practice()) THEN
    RAISE EXCEPTION 'there is no such complaint' USING ERRCODE = 'CA004';
  END IF;
  UPDATE app.complaint_staff SET until_at = now() WHERE complaint_id = which AND member_id = who AND until_at IS NULL;
  IF of_relation <> '' THEN
    INSERT INTO app.complaint_staff (practice_id, complaint_id, member_id, relation)
    VALUES (app.practice(), which, who, of_relation);
    UPDATE app.complaint SET investigator_id = NULL WHERE id = which AND investigator_id = who;
  END IF;
  UPDATE app.task SET role = app.complaint_role(which)
   WHERE complaint_id = which AND done_at IS NULL AND role IN ('complaints_lead', 'practice_manager', 'partner');
  RETURN true;
END
$$;
ALTER FUNCTION app.complaint_staff_set(bigint, bigint, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_staff_set(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_staff_set(bigint, bigint, text) TO app;

-- Text of a complaint: with its case where it has one, else by itself.
CREATE OR REPLACE FUNCTION app.complaint_text_add(which bigint, words text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  of_case bigint;
  made bigint;
BEGIN
  SELECT x.case_id INTO of_case FROM app.complaint x WHERE x.id = which AND x.practice_id = app.practice();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such complaint' USING ERRCODE = 'CA004';
  END IF;
  IF of_case IS NOT NULL THEN
    RETURN app.content_add(of_case, words);
  END IF;
  INSERT INTO app.content (practice_id, complaint_id, added_by, salt, bytes)
  VALUES (app.practice(), which, app.member(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), convert_to(words, 'UTF8'))
  RETURNING id INTO made;
  RETURN made;
END
$$;
ALTER FUNCTION app.complaint_text_add(bigint, text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_text_add(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_text_add(bigint, text) TO app, worker;

-- Records a complaint as it was made; entry is the row that its event reports. The rest of this one transaction
-- may see complaints, so that the task and its clock can be added; complaint_begun() ends that.
CREATE OR REPLACE FUNCTION app.complaint_begin(new_received_on date, new_how text, new_summary text, words text,
  new_acknowledge_by date, new_clock text, by_name text, by_born_on date, by_nhs text, for_name text, for_born_on date,
  for_nhs text, about_staff bigint[], conduct_staff bigint[])
RETURNS TABLE (id bigint, reference text, role text, entry_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  made_id bigint;
  made_reference text := app.new_reference(app.practice(), extract(year FROM new_received_on)::integer);
  made_entry bigint;
  complainant bigint := app.complaint_person(by_name, by_born_on, by_nhs);
  patient bigint := app.complaint_person(for_name, for_born_on, for_nhs);
  who bigint;
BEGIN
  IF NOT app.may('log') THEN
    RAISE EXCEPTION 'Your role does not record complaints' USING ERRCODE = 'CA003';
  END IF;
  INSERT INTO app.complaint (practice_id, reference, received_on, how, is_written, summary, acknowledge_by, clock, person_id,
    complained_by_id, recorded_by)
  VALUES (app.practice(), made_reference, new_received_on, new_how, new_how <> 'oral', new_summary, new_acknowledge_by, new_clock,
    coalesce(patient, complainant), CASE WHEN patient IS NOT NULL THEN complainant END, app.member()) RETURNING complaint.id INTO made_id;
  FOREACH who IN ARRAY conduct_staff LOOP
    PERFORM app.complaint_staff_set(made_id, who, 'conduct');
  END LOOP;
  FOREACH who IN ARRAY about_staff LOOP
    IF who <> ALL (conduct_staff) THEN
      PERFORM app.complaint_staff_set(made_id, who, 'about');
    END IF;
  END LOOP;
  INSERT INTO app.complaint_entry (practice_id, complaint_id, task, answer, on_date, facts, content_id, by_member)
  VALUES (app.practice(), made_id, 'received', new_how, new_received_on, '{}', app.complaint_text_add(made_id, words), app.member())
  RETURNING complaint_entry.id INTO made_entry;
  PERFORM set_config('app.sees_all', 't', true);
  RETURN QUERY SELECT made_id, made_reference, app.complaint_role(made_id), made_entry;
END
$$;
ALTER FUNCTION app.complaint_begin(date, text, text, text, date, text, text, date, text, text, date, text, bigint[], bigint[]) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_begin(date, text, text, text, date, text, text, date, text, text, date, text, bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_begin(date, text, text, text, date, text, text, date, text, text, date, text, bigint[], bigint[]) TO app;
CREATE OR REPLACE FUNCTION app.complaint_begun() RETURNS boolean LANGUAGE sql AS $$
  SELECT set_config('app.sees_all', CASE WHEN app.may('read_cases') THEN 't' ELSE 'f' END, true) = 't'
$$;

-- May this member lead complaints?
CREATE OR REPLACE FUNCTION app.member_may_lead(who bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT app.member_may(who, 'lead_complaint')
$$;
ALTER FUNCTION app.member_may_lead(bigint) OWNER TO definer;
REVOKE ALL ON FUNCTION app.member_may_lead(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.member_may_lead(bigint) TO app;

-- Drafts of a response live in one place while it is written; then they are gone from everywhere (R-dp-5, U-27).
CREATE OR REPLACE FUNCTION app.complaint_forget_drafts(wanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  DELETE FROM app.draft d WHERE d.practice_id = app.practice() AND d.form = 'complaint_response' AND upper(d.ref) = upper(wanted);
  UPDATE app.form_receipt r SET fields = '{}'
   WHERE r.practice_id = app.practice() AND r.location = '/complaints/' || upper(wanted) AND r.fields LIKE '%is_considered%';
  RETURN true;
END
$$;
ALTER FUNCTION app.complaint_forget_drafts(text) OWNER TO definer;
REVOKE ALL ON FUNCTION app.complaint_forget_drafts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.complaint_forget_drafts(text) TO app;
