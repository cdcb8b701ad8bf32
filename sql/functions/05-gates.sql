-- The gates in the database: the wall behind src/rules/gate.c, word for word the same. Pure: the facts
-- come in as jsonb (names and meanings in include/rules/gate_facts.def, gathered by app.gate_facts),
-- nothing is read. The files tests/rules/CODE.cases are read by the tests of both.
-- A gate refuses with a sentence that begins "Not yet, because"; anything else is met.

-- The facts by kind. Absent, null and '' are false, 0, no date, nobody has answered; a value that the
-- fact cannot hold raises, so that a slip in gathering never opens a gate.
CREATE OR REPLACE FUNCTION app.fact_true(facts jsonb, fact text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
  CASE coalesce(facts ->> fact, '')
    WHEN 'true', 't' THEN RETURN true;
    WHEN 'false', 'f', '' THEN RETURN false;
    ELSE RAISE EXCEPTION 'fact % is not a boolean', fact USING ERRCODE = '22023';
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION app.fact_count(facts jsonb, fact text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  value text := coalesce(facts ->> fact, '');
BEGIN
  IF value = '' THEN
    RETURN 0;
  ELSIF value !~ '^[0-9]{1,7}$' OR value::integer > 1000000 THEN
    RAISE EXCEPTION 'fact % is not a count', fact USING ERRCODE = '22023';
  END IF;
  RETURN value::integer;
END
$$;

CREATE OR REPLACE FUNCTION app.fact_date(facts jsonb, fact text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  value text := coalesce(facts ->> fact, '');
BEGIN
  IF value = '' THEN
    RETURN NULL;
  ELSIF value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
    RAISE EXCEPTION 'fact % is not a date', fact USING ERRCODE = '22023';
  END IF;
  RETURN make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, right(value, 2)::integer);
END
$$;

CREATE OR REPLACE FUNCTION app.fact_code(facts jsonb, fact text, VARIADIC allowed text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  value text := coalesce(facts ->> fact, '');
BEGIN
  IF value <> '' AND value <> ALL (allowed) THEN
    RAISE EXCEPTION 'fact % has an unknown value', fact USING ERRCODE = '22023';
  END IF;
  RETURN value;
END
$$;

-- The last day of a period of months that begins with a day: the day before the corresponding date,
-- or the last day of the month where there is none (R-comp-8, R-list-3).
CREATE OR REPLACE FUNCTION app.months_last_day(first_day date, months integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN extract(day FROM x.on_day) = extract(day FROM first_day)
              THEN x.on_day - 1 ELSE x.on_day END
    FROM (SELECT (first_day + make_interval(months => months))::date AS on_day) x
$$;

CREATE OR REPLACE FUNCTION app.gate_answer(said text) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(NOT starts_with(said, 'Not yet,'), false), coalesce(said, 'Not yet, because this cannot be answered.')
$$;

-- U-10, W-A-4. A sexual image of a child is never copied, so files captured do not count then.
CREATE OR REPLACE FUNCTION app.gate_evidence_captured(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_true(facts, 'is_sexual_image_of_child') THEN CASE
      WHEN NOT app.fact_true(facts, 'is_evidence_described') THEN
        'Not yet, because a sexual image of a child is never copied: write a description and note the link instead.'
      WHEN NOT app.fact_true(facts, 'is_authority_told') THEN
        'Not yet, because neither the police nor the Internet Watch Foundation have been told.'
      ELSE 'A written description stands in for the post.' END
    WHEN app.fact_count(facts, 'evidence_files') > 0 THEN 'The post is captured.'
    WHEN NOT app.fact_true(facts, 'is_evidence_described') THEN
      'Not yet, because the post has been neither captured nor described.'
    WHEN app.fact_code(facts, 'description_reason', 'already_gone', 'harm_could_not_wait', 'must_not_copy') = '' THEN
      'Not yet, because the description does not say why no copy was made.'
    ELSE 'A written description stands in for the post.' END) a
$$;

CREATE OR REPLACE FUNCTION app.fact_author_kind(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.fact_code(facts, 'author_kind', 'registered_patient', 'former_patient', 'relative', 'staff',
                       'someone_else', 'not_known')
$$;

-- U-2, U-3.
CREATE OR REPLACE FUNCTION app.gate_author_identified(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence
    FROM (SELECT app.fact_author_kind(facts) AS kind,
                 app.fact_code(facts, 'author_agreed_by', 'second_person', 'outside_person', 'same_person') AS agreed_by) f,
  app.gate_answer(CASE
    WHEN f.kind = '' THEN 'Not yet, because nobody has recorded who posted.'
    WHEN f.kind = 'not_known' THEN 'Not yet, because it is not known who posted.'
    WHEN NOT app.fact_true(facts, 'is_author_basis_recorded') THEN
      'Not yet, because the record does not say how we know who posted.'
    WHEN f.agreed_by = 'second_person' THEN 'It is known who posted, and a second person agrees.'
    WHEN f.agreed_by = 'outside_person' THEN 'It is known who posted, and someone outside the practice agrees.'
    WHEN f.agreed_by = 'same_person' THEN CASE
      WHEN NOT app.fact_true(facts, 'is_alone_declared') THEN
        'Not yet, because one person may agree with themselves only where the practice has declared that there is nobody else.'
      WHEN NOT app.fact_true(facts, 'is_agreement_reasoned') THEN
        'Not yet, because there is no reason for doing without a second person.'
      ELSE 'It is known who posted, and the reason for having no second person is recorded.' END
    ELSE 'Not yet, because a second person has not agreed who posted.' END) a
$$;

-- U-2 (only the person who did it, never the family), R-list-12.
CREATE OR REPLACE FUNCTION app.gate_author_is_our_patient(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_author_kind(facts) IN ('', 'not_known') THEN
      'Not yet, because it is not recorded that the person who posted is our patient.'
    WHEN app.fact_author_kind(facts) <> 'registered_patient' THEN
      'Not yet, because the person who posted is not our patient.'
    WHEN NOT app.fact_true(facts, 'is_author_on_list') THEN
      'Not yet, because the person is not on our practice list.'
    WHEN NOT app.fact_true(facts, 'is_person_the_author') THEN
      'Not yet, because this may name only the person who posted, never their family or household.'
    ELSE 'The person who posted is our patient.' END) a
$$;

-- U-23.
CREATE OR REPLACE FUNCTION app.gate_author_alive(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_true(facts, 'has_person_died') THEN
      'Not yet, because the person has died: send nothing to them, and ask who now speaks for them.'
    ELSE 'Nothing says that the person has died.' END) a
$$;

CREATE OR REPLACE FUNCTION app.fact_person_age(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.fact_code(facts, 'person_age', 'adult', 'child', 'perhaps_child')
$$;

-- U-22, before removal.
CREATE OR REPLACE FUNCTION app.gate_not_a_child(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_person_age(facts) = 'adult' THEN 'The person is an adult.'
    WHEN app.fact_person_age(facts) = 'perhaps_child' THEN
      'Not yet, because the person may be under 18 and their age is not settled.'
    WHEN app.fact_person_age(facts) = '' THEN
      'Not yet, because nobody has said whether the person could be under 18.'
    WHEN NOT app.fact_true(facts, 'is_person_the_author') THEN
      'Not yet, because a child is never removed for what a parent posted.'
    WHEN NOT app.fact_true(facts, 'is_safeguarding_asked') THEN
      'Not yet, because the person is or may be under 18 and the safeguarding lead has not been asked.'
    WHEN NOT app.fact_true(facts, 'is_addressee_decided') THEN
      'Not yet, because a clinician has not decided whether letters go to the young person, a parent or both.'
    ELSE 'The safeguarding lead was asked, and a clinician decided who gets the letters.' END) a
$$;

-- U-22, before any letter.
CREATE OR REPLACE FUNCTION app.gate_young_person_considered(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_person_age(facts) = '' THEN
      'Not yet, because nobody has said whether the person could be under 18.'
    WHEN app.fact_person_age(facts) = 'adult' THEN 'The person is an adult.'
    WHEN NOT app.fact_true(facts, 'is_safeguarding_asked') THEN
      'Not yet, because the person is or may be under 18 and the safeguarding lead has not been asked.'
    WHEN app.fact_true(facts, 'is_private_message') THEN
      'Not yet, because no private message goes to someone who is or may be under 18.'
    WHEN NOT app.fact_true(facts, 'is_addressee_decided') THEN
      'Not yet, because a clinician has not decided whether letters go to the young person, a parent or both.'
    ELSE 'The safeguarding lead was asked, and a clinician decided who gets the letters.' END) a
$$;

-- What the complaint questions have in common; NULL when the complaint part is no obstacle.
CREATE OR REPLACE FUNCTION app.gate_complaint_obstacle(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN f.triage = '' THEN
      'Not yet, because nobody has answered whether this is, or refers to, a complaint.'
    WHEN f.part = 'open' THEN
      'Not yet, because the complaint part is still open with the Complaints Lead.'
    WHEN f.part = '' AND f.triage <> 'no' THEN
      'Not yet, because the complaint part has not been passed to the Complaints Lead.'
    WHEN f.part <> '' AND NOT app.fact_true(facts, 'is_complaint_part_signed') THEN
      'Not yet, because the Complaints Lead has not signed how the complaint part ended.'
    END
    FROM (SELECT app.fact_code(facts, 'complaint_triage', 'no', 'yes', 'both') AS triage,
                 app.fact_code(facts, 'complaint_part', 'open', 'taken_up', 'nothing_heard', 'answered',
                               'not_a_complaint') AS part) f
$$;

-- U-13: what stops while the complaint part is open, and the two things that do not.
CREATE OR REPLACE FUNCTION app.gate_complaint_not_open(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_true(facts, 'is_protective') THEN
      'This protects someone, so an open complaint does not stop it.'
    WHEN app.fact_true(facts, 'is_asked_by_complaints_lead') THEN
      'The Complaints Lead asks for this; a refusal counts for nothing.'
    ELSE coalesce(app.gate_complaint_obstacle(facts), CASE
      WHEN coalesce(facts ->> 'complaint_part', '') <> '' AND NOT app.fact_true(facts, 'is_ground_written') THEN
        'Not yet, because after a complaint the steps reopen only on a separate written ground.'
      ELSE 'No complaint part is open.' END) END) a
$$;

-- W-2.4h, W-2.4k, G-end-2, C-3, C-4, U-13, U-17. Protection of others and the Complaints Lead's wish
-- are no way past this one.
CREATE OR REPLACE FUNCTION app.gate_complaint_ruled_out(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_count(facts, 'open_complaints') > 0 THEN
      'Not yet, because a complaint by or for this person is open.'
    ELSE coalesce(app.gate_complaint_obstacle(facts), CASE
      WHEN app.fact_count(facts, 'past_complaints_considered') < app.fact_count(facts, 'past_complaints') THEN
        'Not yet, because an earlier complaint by or for this person has not been considered.'
      WHEN NOT app.fact_true(facts, 'is_ground_written') THEN
        'Not yet, because the ground has not been written down.'
      WHEN app.fact_true(facts, 'is_ground_only_refusal') THEN
        'Not yet, because refusing to take a post down is never a ground on its own.'
      WHEN NOT app.fact_true(facts, 'is_ground_apart_from_complaint') THEN
        'Not yet, because nobody has confirmed that the ground stands without any complaint.'
      ELSE 'No complaint is open, and the ground stands without any.' END) END) a
$$;

CREATE OR REPLACE FUNCTION app.gate_conduct_found(facts jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.fact_true(facts, 'is_threat') OR app.fact_true(facts, 'is_harassment')
      OR app.fact_true(facts, 'is_discrimination') OR app.fact_true(facts, 'is_private_facts')
      OR (app.fact_true(facts, 'is_falsehood') AND app.fact_true(facts, 'is_falsehood_evidenced'))
$$;

-- U-14.
CREATE OR REPLACE FUNCTION app.gate_not_fair_comment(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN NOT app.fact_true(facts, 'is_review_or_fair_comment') THEN 'This is not a review or fair comment.'
    WHEN app.fact_true(facts, 'is_protective') THEN 'This protects someone who is shown or named.'
    WHEN app.gate_conduct_found(facts) THEN 'Conduct beyond opinion is shown.'
    ELSE 'Not yet, because this is a review or fair comment: invite the person to complain, or reply, and go on only if conduct is found.' END) a
$$;

-- U-17, W-1.1d.
CREATE OR REPLACE FUNCTION app.gate_conduct_shown(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.gate_conduct_found(facts) THEN CASE
      WHEN NOT app.fact_true(facts, 'is_expression_weighed') THEN
        'Not yet, because nobody has written how freedom of expression was weighed.'
      ELSE 'Conduct beyond opinion is shown.' END
    WHEN app.fact_true(facts, 'is_falsehood') THEN
      'Not yet, because a falsehood counts only with evidence that it is false.'
    WHEN app.fact_true(facts, 'is_adverse_opinion') OR app.fact_true(facts, 'is_staff_named')
      OR app.fact_true(facts, 'is_embarrassing') THEN
      'Not yet, because adverse opinion, naming staff or embarrassment is never enough.'
    ELSE 'Not yet, because no threat, harassment, discrimination, private facts of another person or falsehood with evidence has been found.' END) a
$$;

-- R-list-1, U-17.
CREATE OR REPLACE FUNCTION app.gate_protected_grounds_considered(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence
    FROM (SELECT app.fact_code(facts, 'clinician_answer', 'no', 'could', 'explains') AS clinician) f,
  app.gate_answer(CASE
    WHEN NOT app.fact_true(facts, 'is_protected_ground_answered') THEN
      'Not yet, because the protected grounds have not been answered.'
    WHEN app.fact_true(facts, 'is_protected_ground_involved') THEN
      'Not yet, because the reason relates to a protected ground, and nobody may be removed for that.'
    WHEN f.clinician = '' THEN
      'Not yet, because a clinician has not answered whether illness, disability, capacity or crisis could explain it.'
    WHEN f.clinician = 'explains' THEN
      'Not yet, because illness, disability, capacity or crisis explains it: offer help and adjustments instead.'
    WHEN NOT app.fact_true(facts, 'are_adjustments_considered') THEN
      'Not yet, because reasonable adjustments have not been considered.'
    ELSE 'Protected grounds, health and adjustments have been considered.' END) a
$$;

-- Why the latest warning does not count on the day of the request; NULL when it does (R-list-3). It
-- counts from the day after it was given to the day before its anniversary: see rules/gate.h.
CREATE OR REPLACE FUNCTION app.gate_warning_obstacle(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN f.warned IS NULL THEN 'Not yet, because no warning is on record and no exception applies.'
    WHEN NOT app.fact_true(facts, 'is_warning_of_removal') THEN
      'Not yet, because the letter on record did not say that removal is a risk.'
    WHEN NOT app.fact_true(facts, 'is_warning_reasoned') THEN
      'Not yet, because the warning did not say why.'
    WHEN f.request IS NULL THEN 'Not yet, because the day of the request is not known.'
    WHEN f.warned >= f.request THEN
      'Not yet, because the warning must come before the day of the request.'
    WHEN app.months_last_day(f.warned, 12) < f.request THEN
      'Not yet, because the last warning no longer counts: its 12 months are over.'
    END
    FROM (SELECT app.fact_date(facts, 'warning_date') AS warned,
                 coalesce(app.fact_date(facts, 'request_date'), app.fact_date(facts, 'today')) AS request) f
$$;

CREATE OR REPLACE FUNCTION app.fact_warning_exception(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.fact_code(facts, 'warning_exception', 'address_change', 'would_harm_patient', 'safety_risk',
                       'not_practical')
$$;

-- R-list-3, R-list-4, C-6, U-20.
CREATE OR REPLACE FUNCTION app.gate_warning_in_force(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence
    FROM (SELECT app.gate_warning_obstacle(facts) AS obstacle, app.fact_warning_exception(facts) AS exception) f,
  app.gate_answer(CASE
    WHEN f.obstacle IS NULL THEN 'A warning of removal, with its reason, is in force.'
    WHEN f.exception = '' THEN f.obstacle
    WHEN NOT app.fact_true(facts, 'is_exception_reasoned') THEN
      'Not yet, because the exception to the warning has no written reason.'
    ELSE 'No warning is needed: an exception applies, and its reason is written.' END) a
$$;

-- U-17: fairness, not law. A missing date compares as NULL, which is not true.
CREATE OR REPLACE FUNCTION app.gate_new_since_warning(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.gate_warning_obstacle(facts) IS NOT NULL THEN CASE
      WHEN app.fact_warning_exception(facts) <> '' AND app.fact_true(facts, 'is_exception_reasoned') THEN
        'No warning was needed, so nothing has to be new since it.'
      ELSE 'Not yet, because there is no warning in force to look back to.' END
    WHEN app.fact_date(facts, 'warning_date') < app.fact_date(facts, 'last_conduct_date') THEN
      'There has been new conduct since the warning.'
    WHEN app.fact_date(facts, 'warning_deadline') < app.fact_date(facts, 'still_up_seen_on') THEN
      'The post was still up after the date that the warning gave.'
    ELSE 'Not yet, because nothing is new since the warning, and the post was not seen still up after the date that it gave.' END) a
$$;

-- R-list-13.
CREATE OR REPLACE FUNCTION app.gate_alternatives_tried(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_count(facts, 'alternatives_tried') > 0 THEN 'Alternatives have been tried.'
    WHEN app.fact_true(facts, 'is_no_alternative_reasoned') THEN
      'Why no alternative could be tried is recorded.'
    ELSE 'Not yet, because no alternative has been tried and no reason is recorded.' END) a
$$;

-- W-2.4c, G-end-4, R-list-14.
CREATE OR REPLACE FUNCTION app.gate_advice_recorded(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_count(facts, 'advice_received') > 0 THEN CASE
      WHEN NOT app.fact_true(facts, 'is_advice_answered') THEN
        'Not yet, because the record does not say whether the advice was followed, or why not.'
      ELSE 'Advice is recorded, and whether it was followed.' END
    WHEN app.fact_true(facts, 'is_no_advice_reasoned') THEN 'The reason for taking no advice is recorded.'
    WHEN app.fact_true(facts, 'is_advice_awaited') THEN
      'Not yet, because the advice has not come: record it, or the reason for going on without it.'
    ELSE 'Not yet, because neither advice nor a reason for taking none is recorded.' END) a
$$;

-- W-2.3e, U-15. The last day given for an answer belongs to the person asked.
CREATE OR REPLACE FUNCTION app.gate_author_asked(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_count(facts, 'removal_requests') > 0 THEN CASE
      WHEN app.fact_code(facts, 'removal_reply', 'agreed', 'declined') <> '' THEN
        'The person who posted was asked and has answered.'
      WHEN app.fact_date(facts, 'removal_reply_due') IS NOT NULL
        AND (app.fact_date(facts, 'removal_reply_due') < app.fact_date(facts, 'today')) IS NOT TRUE THEN
        'Not yet, because the time given to answer is not over.'
      ELSE 'The person who posted was asked and has not answered in time.' END
    WHEN app.fact_true(facts, 'is_taken_down_by_us') THEN
      'The post was taken down from our own page, so nobody had to be asked.'
    WHEN app.fact_author_kind(facts) = 'not_known' THEN
      'It is not known who posted, so nobody could be asked.'
    WHEN app.fact_true(facts, 'has_person_died') THEN 'The person has died, so nobody is asked.'
    WHEN app.fact_code(facts, 'not_asked_reason', 'already_gone', 'author_unknown', 'not_our_patient',
                       'would_risk', 'not_reachable', 'written') <> '' THEN
      'The reason for not asking the person who posted is recorded.'
    ELSE 'Not yet, because the person who posted has not been asked to remove it, and no reason is recorded.' END) a
$$;

-- W-2.4b, G-gmp-6, G-end-3.
CREATE OR REPLACE FUNCTION app.gate_meeting_held(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_count(facts, 'options_meetings') < 1 THEN
      'Not yet, because the partners and the practice manager have not met to consider the options.'
    WHEN NOT app.fact_true(facts, 'are_meeting_conflicts_declared') THEN
      'Not yet, because the meeting record does not say whether anyone had a conflict of interest.'
    WHEN NOT app.fact_true(facts, 'is_meeting_reasoned') THEN
      'Not yet, because the meeting record does not give its reasons.'
    ELSE 'The partners and the practice manager have considered the options.' END) a
$$;

-- G-end-1.
CREATE OR REPLACE FUNCTION app.gate_care_cannot_be_given(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN NOT app.fact_true(facts, 'is_care_statement_written') THEN
      'Not yet, because nobody has written why good care can no longer be given.'
    ELSE 'Why good care can no longer be given is written down.' END) a
$$;

-- U-3, C-5, G-gmp-6: who may decide, and what they have decided. The rules stand in rules/quorum.h.
-- outcome: blocked, undecided, may_decide, decided_for, decided_against.
CREATE OR REPLACE FUNCTION app.quorum(facts jsonb)
RETURNS TABLE (met boolean, sentence text, outcome text, votes_needed integer, votes_cast integer,
               is_signed_by_unfree boolean)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
  free integer := app.fact_count(facts, 'partners_free');
  may_sign integer := app.fact_count(facts, 'partners_may_sign');
  votes_for integer := app.fact_count(facts, 'votes_for');
  votes_against integer := app.fact_count(facts, 'votes_against');
  signed_for integer := app.fact_count(facts, 'signed_for');
  signed_against integer := app.fact_count(facts, 'signed_against');
  has_view boolean := app.fact_true(facts, 'has_outside_view');
  to_come integer := free - votes_for - votes_against;
BEGIN
  is_signed_by_unfree := false;
  votes_needed := 0;
  votes_cast := votes_for + votes_against;
  outcome := 'blocked';

  IF to_come < 0 THEN
    sentence := 'Not yet, because there are more votes than partners who may vote.';
    votes_cast := 0;
  ELSIF free = 0 THEN
    votes_cast := signed_for + signed_against;
    IF may_sign = 0 THEN
      sentence := 'Not yet, because no partner can decide or sign: ask the ICB who may act for the contractor.';
      votes_cast := 0;
    ELSIF votes_cast > may_sign THEN
      sentence := 'Not yet, because there are more votes than partners who may vote.';
      votes_cast := 0;
    ELSIF NOT has_view THEN
      sentence := 'Not yet, because no partner is free to decide and no named outside view is recorded.';
      votes_cast := 0;
    ELSE
      votes_needed := 1;
      IF votes_cast = 0 THEN
        outcome := 'undecided';
        sentence := 'Not yet, because no partner is free to decide and none has signed for the contractor.';
      ELSIF signed_for <= signed_against THEN
        outcome := 'decided_against';
        sentence := 'Not yet, because the partners who signed for the contractor do not carry it.';
      ELSE
        outcome := 'decided_for';
        is_signed_by_unfree := true;
        sentence := 'No partner was free to decide: one signed for the contractor after a named outside view, and both are printed in the record.';
      END IF;
    END IF;
  ELSIF free = 1 THEN
    IF NOT has_view THEN
      sentence := 'Not yet, because only one partner is free to decide and no named outside view is recorded.';
      votes_cast := 0;
    ELSE
      votes_needed := 1;
      IF votes_cast = 0 THEN
        outcome := 'undecided';
        sentence := 'Not yet, because the one partner free to decide has not voted.';
      ELSIF votes_for = 0 THEN
        outcome := 'decided_against';
        sentence := 'Not yet, because the one partner free to decide voted against it.';
      ELSE
        outcome := 'decided_for';
        sentence := 'The one partner free to decide voted for it, after a named outside view.';
      END IF;
    END IF;
  ELSE
    -- A practice's minimum may never ask for more partners than are free (U-3).
    votes_needed := least(greatest(free / 2 + 1, app.fact_count(facts, 'quorum_minimum')), free);
    IF votes_cast < votes_needed THEN
      outcome := 'undecided';
      sentence := 'Not yet, because not enough of the partners free to decide have voted.';
    ELSIF NOT app.fact_true(facts, 'is_vote_closed')
      AND votes_for <= votes_against + to_come AND votes_for + to_come > votes_against THEN
      outcome := 'may_decide';
      sentence := 'Not yet, because votes to come could change the result: wait for them, or close the vote.';
    ELSIF votes_for > votes_against THEN
      outcome := 'decided_for';
      sentence := 'The partners free to decide voted for it.';
    ELSIF votes_for = votes_against THEN
      outcome := 'decided_against';
      sentence := 'Not yet, because the votes are equal, and a tie does not carry.';
    ELSE
      outcome := 'decided_against';
      sentence := 'Not yet, because the partners free to decide voted against it.';
    END IF;
  END IF;
  met := outcome = 'decided_for';
  RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION app.gate_quorum_met(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT q.met, q.sentence FROM app.quorum(facts) q
$$;

-- U-18.
CREATE OR REPLACE FUNCTION app.gate_votes_stand(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.gate_answer(CASE
    WHEN app.fact_true(facts, 'are_letters_gone') THEN
      'The letters have gone: new evidence opens a review instead.'
    WHEN app.fact_count(facts, 'votes_changed') > 0 THEN
      'Not yet, because new evidence changes a vote: the decision is void, and the partners vote again.'
    WHEN app.fact_true(facts, 'are_gates_changed') THEN
      'Not yet, because something needed for the vote has changed: the decision is void, and the partners vote again.'
    WHEN app.fact_count(facts, 'new_evidence_since_vote') > 0 THEN CASE
      WHEN app.fact_count(facts, 'votes_unanswered') > 0 THEN
        'Not yet, because new evidence came after the vote and a voter has not said whether it changes their vote.'
      ELSE 'Every voter says that the new evidence does not change their vote.' END
    ELSE 'Nothing new has come since the vote.' END) a
$$;

-- U-17: a majority so far is no decision; the vote must have been closed.
CREATE OR REPLACE FUNCTION app.gate_decision_carried(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence FROM app.quorum(facts) q, app.gate_answer(CASE
    WHEN NOT app.fact_true(facts, 'is_vote_closed') THEN 'Not yet, because the partners'' vote has not been closed.'
    WHEN NOT q.met THEN q.sentence
    ELSE 'The partners have decided for it.' END) a
$$;

-- U-19, R-list-9, R-list-10.
CREATE OR REPLACE FUNCTION app.gate_immediate_grounds(facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT a.met, a.sentence
    FROM (SELECT app.fact_date(facts, 'act_date') AS act_on,
                 coalesce(app.fact_date(facts, 'request_date'), app.fact_date(facts, 'today')) AS request,
                 app.fact_true(facts, 'is_commissioner_approved') AS is_approved) f,
  app.gate_answer(CASE
    WHEN NOT app.fact_true(facts, 'is_act_or_fear_recorded') THEN
      'Not yet, because no violence, or fear for someone''s safety, is recorded.'
    WHEN NOT app.fact_true(facts, 'is_act_placed') OR f.act_on IS NULL THEN
      'Not yet, because the record does not say whose act or fear it was, when and where.'
    WHEN NOT f.is_approved AND NOT app.fact_true(facts, 'is_police_told') THEN
      'Not yet, because the police have not been told and the ICB has not approved in writing.'
    WHEN NOT f.is_approved AND f.request IS NULL THEN
      'Not yet, because the day of the request is not known.'
    WHEN NOT f.is_approved AND f.request - f.act_on > 7 THEN
      'Not yet, because more than 7 days have gone by, so the ICB must approve in writing.'
    WHEN NOT app.fact_true(facts, 'is_immediate_decided') THEN
      'Not yet, because neither a partner nor someone the partners authorised has decided.'
    WHEN app.fact_count(facts, 'open_complaints') > 0 AND NOT app.fact_true(facts, 'is_urgency_written') THEN
      'Not yet, because a complaint is open and nobody has written why this cannot wait.'
    ELSE 'The grounds for immediate removal are recorded.' END) a
$$;

-- Every gate: its place before an 8-day removal (NULL for the gates of other steps), the kind of thing
-- it rests on, and that in words.
CREATE OR REPLACE FUNCTION app.gates()
RETURNS TABLE (place integer, code text, kind text, title text, basis text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT v.place, v.code, v.kind, v.title, v.basis FROM (VALUES
    (NULL::integer, 'evidence_captured', 'practice', 'The post is captured, or described in writing',
      'Practice policy: evidence is kept before anything is deleted'),
    (1, 'author_identified', 'fairness', 'It is known who posted and how we know, and a second person agrees',
      'Fairness: nobody is warned or removed on a guess'),
    (2, 'author_is_our_patient', 'contract', 'The person who posted is our patient',
      'Contract: removal concerns one patient on the practice''s own list, never a family'),
    (3, 'author_alive', 'practice', 'The person is alive',
      'Practice policy: nothing is sent to someone who has died'),
    (4, 'not_a_child', 'guidance', 'Their age is settled, and no child is removed for a parent''s post',
      'Guidance: the GMC on patients aged 0 to 18, and the practice''s safeguarding policy'),
    (NULL, 'young_person_considered', 'guidance',
      'Where the person may be under 18, safeguarding and the addressee are settled',
      'Guidance: the GMC on patients aged 0 to 18, and the practice''s safeguarding policy'),
    (NULL, 'complaint_not_open', 'practice', 'No complaint part is open',
      'Practice policy: a post that is a complaint goes to the Complaints Lead first'),
    (5, 'complaint_ruled_out', 'guidance', 'No complaint is open, and the ground stands without any',
      'Guidance: the GMC''s complaint guard. No patient is removed because of a complaint'),
    (NULL, 'not_fair_comment', 'fairness', 'It is more than a review or fair comment',
      'Fairness: reviews and fair comment are answered, not taken down'),
    (6, 'conduct_shown', 'practice', 'Conduct is shown, not only opinion',
      'Practice policy: freedom of expression is recognised for everyone'),
    (7, 'protected_grounds_considered', 'contract', 'Protected grounds, health and adjustments are considered',
      'Contract: the GMS and PMS regulations of 2015 (reasonable grounds), and the Equality Act 2010'),
    (8, 'warning_in_force', 'contract', 'A warning in the last 12 months, or an exception',
      'Contract: the GMS and PMS regulations of 2015 (a warning in the previous 12 months)'),
    (9, 'new_since_warning', 'fairness', 'Something is new since the warning',
      'Fairness: a warning gives a chance to change. This is not law'),
    (10, 'alternatives_tried', 'guidance', 'Alternatives have been tried',
      'Guidance: the GMC on ending a professional relationship (alternatives first)'),
    (11, 'advice_recorded', 'guidance', 'Advice is recorded, or the reason for none',
      'Guidance: the GMC and the BMA on taking advice first'),
    (NULL, 'author_asked', 'practice', 'The person who posted was asked to remove it',
      'Practice policy: the person who posted is asked first'),
    (NULL, 'meeting_held', 'practice', 'The partners and the practice manager have met',
      'Practice policy: the partners and the practice manager consider the options'),
    (12, 'care_cannot_be_given', 'guidance', 'Why good care can no longer be given',
      'Guidance: the GMC on ending a professional relationship (trust)'),
    (13, 'quorum_met', 'practice', 'Enough partners have voted for it',
      'Practice policy: the partners free to decide vote; those with a conflict stand aside'),
    (14, 'votes_stand', 'fairness', 'The votes still stand',
      'Fairness: a decision rests on what the voters knew'),
    (NULL, 'decision_carried', 'practice', 'The partners have decided for it, and the vote is closed',
      'Practice policy: letters about a decision are written after it, not before'),
    (NULL, 'immediate_grounds', 'contract', 'The grounds for immediate removal are recorded',
      'Contract: the GMS and PMS regulations of 2015 (immediate removal)')
  ) v (place, code, kind, title, basis)
$$;

-- The gates before an 8-day removal, in order (U-17).
CREATE OR REPLACE FUNCTION app.gates_for_removal()
RETURNS TABLE (place integer, code text, kind text, title text, basis text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT g.place, g.code, g.kind, g.title, g.basis FROM app.gates() g WHERE g.place IS NOT NULL ORDER BY g.place
$$;

-- One gate by its code; an unknown code raises, so that a misspelt need never counts as met.
CREATE OR REPLACE FUNCTION app.gate_ask(gate text, facts jsonb) RETURNS TABLE (met boolean, sentence text)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  CASE gate
    WHEN 'evidence_captured' THEN RETURN QUERY SELECT * FROM app.gate_evidence_captured(facts);
    WHEN 'author_identified' THEN RETURN QUERY SELECT * FROM app.gate_author_identified(facts);
    WHEN 'author_is_our_patient' THEN RETURN QUERY SELECT * FROM app.gate_author_is_our_patient(facts);
    WHEN 'author_alive' THEN RETURN QUERY SELECT * FROM app.gate_author_alive(facts);
    WHEN 'not_a_child' THEN RETURN QUERY SELECT * FROM app.gate_not_a_child(facts);
    WHEN 'young_person_considered' THEN RETURN QUERY SELECT * FROM app.gate_young_person_considered(facts);
    WHEN 'complaint_not_open' THEN RETURN QUERY SELECT * FROM app.gate_complaint_not_open(facts);
    WHEN 'complaint_ruled_out' THEN RETURN QUERY SELECT * FROM app.gate_complaint_ruled_out(facts);
    WHEN 'not_fair_comment' THEN RETURN QUERY SELECT * FROM app.gate_not_fair_comment(facts);
    WHEN 'conduct_shown' THEN RETURN QUERY SELECT * FROM app.gate_conduct_shown(facts);
    WHEN 'protected_grounds_considered' THEN RETURN QUERY SELECT * FROM app.gate_protected_grounds_considered(facts);
    WHEN 'warning_in_force' THEN RETURN QUERY SELECT * FROM app.gate_warning_in_force(facts);
    WHEN 'new_since_warning' THEN RETURN QUERY SELECT * FROM app.gate_new_since_warning(facts);
    WHEN 'alternatives_tried' THEN RETURN QUERY SELECT * FROM app.gate_alternatives_tried(facts);
    WHEN 'advice_recorded' THEN RETURN QUERY SELECT * FROM app.gate_advice_recorded(facts);
    WHEN 'author_asked' THEN RETURN QUERY SELECT * FROM app.gate_author_asked(facts);
    WHEN 'meeting_held' THEN RETURN QUERY SELECT * FROM app.gate_meeting_held(facts);
    WHEN 'care_cannot_be_given' THEN RETURN QUERY SELECT * FROM app.gate_care_cannot_be_given(facts);
    WHEN 'quorum_met' THEN RETURN QUERY SELECT * FROM app.gate_quorum_met(facts);
    WHEN 'votes_stand' THEN RETURN QUERY SELECT * FROM app.gate_votes_stand(facts);
    WHEN 'decision_carried' THEN RETURN QUERY SELECT * FROM app.gate_decision_carried(facts);
    WHEN 'immediate_grounds' THEN RETURN QUERY SELECT * FROM app.gate_immediate_grounds(facts);
    ELSE RAISE EXCEPTION 'no such gate: %', gate USING ERRCODE = '22023';
  END CASE;
END
$$;

-- Every gate before an 8-day removal with its answer, in order.
-- Materialized, or the planner puts what the caller wrote for facts in here, and gathers them anew for
-- each gate.
CREATE OR REPLACE FUNCTION app.removal_gates(facts jsonb)
RETURNS TABLE (place integer, code text, kind text, title text, basis text, met boolean, sentence text)
LANGUAGE sql IMMUTABLE ROWS 14 AS $$
  WITH f AS MATERIALIZED (SELECT removal_gates.facts AS given)
  SELECT g.place, g.code, g.kind, g.title, g.basis, a.met, a.sentence
    FROM f, app.gates_for_removal() g, app.gate_ask(g.code, f.given) a
   ORDER BY g.place
$$;

-- The sentence of the first gate that refuses an 8-day removal, NULL when all are met.
CREATE OR REPLACE FUNCTION app.removal_refusal(facts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT g.sentence FROM app.removal_gates(facts) g WHERE g.met IS NOT TRUE ORDER BY g.place LIMIT 1
$$;
