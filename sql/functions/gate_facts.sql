-- The facts of a case, as gates ask for them (include/rules/gate_facts.def has the list and what each
-- means). A definer function, so that the facts are the same for every asker; it gives numbers, dates
-- and codes, never which record they come from. Only in-order records count (U-11).
--
-- Not gathered from a case, and so always absent: is_private_message (the page that holds such a text
-- sets it).
CREATE OR REPLACE FUNCTION app.gate_facts(which bigint, on_day date DEFAULT current_date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  c app.case_file%ROWTYPE;
  t app.triage%ROWTYPE;
  a app.case_author%ROWTYPE;
  p app.person%ROWTYPE;
  part app.complaint%ROWTYPE;
  w app.warning%ROWTYPE;
  d app.decision%ROWTYPE;
  m app.meeting%ROWTYPE;
  said jsonb;              -- the latest answer to each gate's question, read once
  said_by_clinician jsonb;
  them bigint[];           -- every row of the person who posted
  seen text[];             -- the grounds found and not taken back
  immediate text[];        -- what has been entered on the immediate route
  facts jsonb;
BEGIN
  SELECT * INTO c FROM app.case_file x WHERE x.id = which AND x.practice_id = app.practice();
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO t FROM app.triage x WHERE x.case_id = which ORDER BY x.id DESC LIMIT 1;
  SELECT * INTO a FROM app.case_author x WHERE x.case_id = which;
  SELECT * INTO p FROM app.person x WHERE x.id = a.person_id;
  them := app.person_likes(a.person_id);
  SELECT * INTO part FROM app.complaint x WHERE x.case_id = which ORDER BY x.id DESC LIMIT 1;
  SELECT * INTO w FROM app.warning x WHERE x.person_id = a.person_id AND x.practice_id = c.practice_id
     AND x.warned_on IS NOT NULL AND app.warning_counts(x)
   ORDER BY x.warned_on DESC, x.id DESC LIMIT 1;
  SELECT * INTO d FROM app.decision x WHERE x.id = app.decision_live(which);
  SELECT * INTO m FROM app.meeting x WHERE x.case_id = which AND x.in_order ORDER BY x.id DESC LIMIT 1;
  SELECT coalesce(jsonb_object_agg(g.gate, g.answer), '{}') INTO said
    FROM (SELECT DISTINCT ON (x.gate) x.gate, x.answer FROM app.gate_statement x
           WHERE x.case_id = which ORDER BY x.gate, x.id DESC) g;
  SELECT coalesce(jsonb_object_agg(g.gate, g.answer), '{}') INTO said_by_clinician
    FROM (SELECT DISTINCT ON (x.gate) x.gate, x.answer FROM app.gate_statement x
           WHERE x.case_id = which AND x.by_clinician ORDER BY x.gate, x.id DESC) g;
  SELECT coalesce(array_agg(DISTINCT f.ground), '{}') INTO seen FROM app.findings_of(which) f;
  SELECT coalesce(array_agg(DISTINCT x.entry), '{}') INTO immediate FROM app.immediate_entry x
   WHERE x.case_id = which AND (x.entry <> 'decision' OR x.person_id IS NOT DISTINCT FROM a.person_id);

  facts := jsonb_build_object(
    'today', on_day, 'request_date', on_day,
    -- evidence
    'evidence_files', (SELECT count(*) FROM app.evidence e WHERE e.case_id = which AND e.kind = 'file' AND e.in_order),
    'is_evidence_described', EXISTS (SELECT FROM app.evidence e
        WHERE e.case_id = which AND e.kind = 'description' AND e.in_order),
    'description_reason', coalesce((SELECT e.why_described FROM app.evidence e
        WHERE e.case_id = which AND e.kind = 'description' AND e.in_order ORDER BY e.id DESC LIMIT 1), ''),
    'is_sexual_image_of_child', coalesce(said ->> 'sexual_image_of_child', '') = 'yes',
    'is_authority_told', coalesce(said ->> 'authority_told', '') = 'yes',
    -- who posted
    'author_kind', CASE coalesce(a.kind, '') WHEN 'carer_or_friend' THEN 'relative' ELSE coalesce(a.kind, '') END,
    'is_author_basis_recorded', coalesce(a.basis, '') <> '',
    'author_agreed_by', CASE WHEN a.agreed_by IS NOT NULL THEN 'second_person'
      WHEN coalesce(said ->> 'author_agreed_alone', '') = 'yes' THEN 'same_person'
      WHEN coalesce(said ->> 'author_agreed_outside', '') = 'yes' THEN 'outside_person' ELSE '' END,
    'is_agreement_reasoned', coalesce(said ->> 'author_agreed_alone', '') = 'yes',
    'is_alone_declared', app.setting('nobody_else') = 'yes',
    'is_author_on_list', coalesce(a.kind, '') = 'registered_patient' AND a.person_id IS NOT NULL,
    'is_person_the_author', a.person_id IS NOT NULL,
    'has_person_died', p.died_on IS NOT NULL,
    'person_age', CASE WHEN p.born_on IS NOT NULL
        THEN CASE WHEN p.born_on > on_day - interval '18 years' THEN 'child' ELSE 'adult' END
        ELSE coalesce(a.age, '') END,
    'is_safeguarding_asked', EXISTS (SELECT FROM app.task k
        WHERE k.case_id = which AND k.kind = 'safeguarding' AND k.done_at IS NOT NULL),
    'is_addressee_decided', coalesce(said_by_clinician ->> 'addressee_decided', '') <> '',
    'is_private_message', false,
    -- complaints, by or for the person, linked or not
    'complaint_triage', coalesce(t.complaint, ''),
    'complaint_part', CASE coalesce(part.state, '') WHEN '' THEN '' WHEN 'with_lead' THEN 'open' WHEN 'invited' THEN 'open'
      WHEN 'taken_up' THEN 'taken_up' WHEN 'nothing_heard' THEN 'nothing_heard'
      WHEN 'answered_as_feedback' THEN 'answered' WHEN 'not_a_complaint' THEN 'not_a_complaint' ELSE 'taken_up' END,
    'is_complaint_part_signed', part.ended_by IS NOT NULL AND part.ended_why <> '',
    'open_complaints', (SELECT count(*) FROM app.complaint x WHERE x.practice_id = c.practice_id
        AND (x.case_id = which OR x.person_id = ANY (them) OR x.complained_by_id = ANY (them))
        AND x.state IN ('with_lead', 'invited', 'taken_up')),
    'past_complaints', (SELECT count(*) FROM app.complaint x WHERE x.practice_id = c.practice_id
        AND (x.case_id = which OR x.person_id = ANY (them) OR x.complained_by_id = ANY (them))
        AND x.state NOT IN ('with_lead', 'invited', 'taken_up')),
    'past_complaints_considered', coalesce((SELECT max(substring(g.answer FROM '^seen_([0-9]+)$')::integer)
        FROM app.gate_statement g WHERE g.case_id = which AND g.gate = 'complaints_considered'), 0),
    'is_ground_written', coalesce(said ->> 'ground', '') <> '',
    'is_ground_apart_from_complaint', coalesce(said ->> 'ground', '') = 'apart',
    'is_ground_only_refusal', coalesce(said ->> 'ground', '') = 'only_refusal',
    -- as triage found it: whoever logged the post only ticked what they saw
    'is_protective', coalesce(t.safeguarding OR t.category = 'A2', false),
    'is_asked_by_complaints_lead', coalesce(said ->> 'lead_asks', '') = 'yes'
  );
  facts := facts || jsonb_build_object(
    -- what the post shows
    'is_review_or_fair_comment', coalesce(t.fair_comment, c.kind = 'review'),
    'is_threat', 'threat' = ANY (seen), 'is_harassment', 'harassment' = ANY (seen),
    'is_discrimination', 'discrimination' = ANY (seen), 'is_private_facts', 'private_facts' = ANY (seen),
    'is_falsehood', 'falsehood' = ANY (seen),
    'is_falsehood_evidenced', EXISTS (SELECT FROM app.findings_of(which) f WHERE f.ground = 'falsehood' AND f.has_evidence),
    'is_adverse_opinion', 'adverse_opinion' = ANY (seen), 'is_staff_named', 'naming_staff' = ANY (seen),
    'is_embarrassing', 'embarrassing' = ANY (seen),
    'is_expression_weighed', coalesce(t.proportion, '') <> ''
        OR EXISTS (SELECT FROM app.findings_of(which) f WHERE f.weighed_content_id IS NOT NULL),
    'is_protected_ground_answered', coalesce(said ->> 'protected_grounds', '') <> '',
    'is_protected_ground_involved', coalesce(said ->> 'protected_grounds', '') = 'involved',
    'clinician_answer', coalesce(said_by_clinician ->> 'clinician', ''),
    'are_adjustments_considered', coalesce(said ->> 'adjustments', '') <> '',
    -- warning: of this person, from paper too
    'warning_date', w.warned_on, 'is_warning_of_removal', coalesce(w.said_removal, false),
    'is_warning_reasoned', coalesce(w.said_why, false), 'warning_deadline', w.stop_by,
    'warning_exception', coalesce((SELECT x.exception FROM app.warning x WHERE x.case_id = which
        AND x.exception IS NOT NULL AND app.warning_counts(x) ORDER BY x.id DESC LIMIT 1), ''),
    'is_exception_reasoned', EXISTS (SELECT FROM app.warning x WHERE x.case_id = which
        AND x.exception IS NOT NULL AND app.warning_counts(x)),
    'last_conduct_date', (SELECT max(f.happened_on) FROM app.findings_of(which) f
        WHERE f.ground IN ('threat', 'harassment', 'discrimination', 'private_facts')
           OR (f.ground = 'falsehood' AND f.has_evidence)),
    'still_up_seen_on', (SELECT max(o.on_date) FROM app.removal_outcome o WHERE o.case_id = which AND o.outcome = 'still_up')
  );
  facts := facts || jsonb_build_object(
    'removal_requests', (SELECT count(*) FROM app.removal_request r
        WHERE r.case_id = which AND r.addressed_to = 'author' AND r.in_order),
    'removal_reply', coalesce((SELECT CASE o.outcome WHEN 'agreed' THEN 'agreed' WHEN 'refused' THEN 'declined' END
        FROM app.removal_outcome o WHERE o.case_id = which AND o.outcome IN ('agreed', 'refused') ORDER BY o.id DESC LIMIT 1), ''),
    'removal_reply_due', (SELECT max(r.answer_by) FROM app.removal_request r
        WHERE r.case_id = which AND r.addressed_to = 'author' AND r.in_order),
    -- a reason in the person's own words is none of the codes
    'not_asked_reason', coalesce((SELECT CASE WHEN s.reason IN ('', 'already_gone', 'author_unknown', 'not_our_patient',
          'would_risk', 'not_reachable') THEN s.reason ELSE 'written' END
        FROM app.step_entry s WHERE s.case_id = which AND s.step = 'removal_request'
        AND s.entry = 'jumped' ORDER BY s.id DESC LIMIT 1), ''),
    'is_taken_down_by_us', EXISTS (SELECT FROM app.own_page_action o WHERE o.case_id = which AND o.action = 'deleted' AND o.in_order),
    'options_meetings', (SELECT count(*) FROM app.meeting x WHERE x.case_id = which AND x.in_order),
    'are_meeting_conflicts_declared', coalesce(m.conflicts <> '', false),
    'is_meeting_reasoned', coalesce(m.content_id IS NOT NULL, false),
    'alternatives_tried', (SELECT count(*) FROM app.gate_statement g WHERE g.case_id = which AND g.gate = 'alternatives' AND g.answer = 'tried'),
    'is_no_alternative_reasoned', coalesce(said ->> 'alternatives', '') = 'none_possible',
    'advice_received', (SELECT count(*) FROM app.advice x WHERE x.case_id = which AND x.entry = 'received'),
    'is_advice_answered', NOT EXISTS (SELECT FROM app.advice x WHERE x.case_id = which AND x.entry = 'received'
        AND (x.followed = '' OR (x.followed <> 'yes' AND x.why_not_content_id IS NULL))),
    'is_advice_awaited', (SELECT count(*) FROM app.advice x WHERE x.case_id = which AND x.entry = 'asked')
        > (SELECT count(*) FROM app.advice x WHERE x.case_id = which AND x.entry = 'received'),
    'is_no_advice_reasoned', EXISTS (SELECT FROM app.advice x WHERE x.case_id = which AND x.entry = 'not_sought'),
    'is_care_statement_written', coalesce(said ->> 'care_cannot_be_given', '') <> '',
    -- the immediate route
    'is_act_or_fear_recorded', 'act' = ANY (immediate), 'is_act_placed', 'act' = ANY (immediate),
    'act_date', (SELECT x.on_date FROM app.immediate_entry x WHERE x.case_id = which AND x.entry = 'act' ORDER BY x.id DESC LIMIT 1),
    'is_police_told', 'police' = ANY (immediate), 'is_commissioner_approved', 'approval' = ANY (immediate),
    'is_immediate_decided', 'decision' = ANY (immediate), 'is_urgency_written', 'urgency' = ANY (immediate)
  );
  RETURN facts || app.vote_facts(which, d.id) || jsonb_build_object(
    'are_gates_changed', d.id IS NOT NULL AND app.gates_changed(d.facts, facts));
END
$$;
ALTER FUNCTION app.gate_facts(bigint, date) OWNER TO definer;
REVOKE ALL ON FUNCTION app.gate_facts(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.gate_facts(bigint, date) TO app, worker, own;
