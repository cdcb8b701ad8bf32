-- The walls before decisions, votes, outcomes, warnings, removals and deletions, and the facts that the
-- gates are asked about, from real rows (invariant 4; U-1, U-3, U-10, U-11, U-17, U-18, U-20, C-5).
-- Run from the root of the repository.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
\set facts `sed -n 's/^FACT_\(BOOL\|COUNT\|DATE\|CODE\)(\([a-z_0-9]*\),.*/\1 \2/p' include/rules/gate_facts.def`
SELECT plan(112);

-- ---- A practice with up to three partners, a manager, a clinician; one case -------------------------
INSERT INTO app.practice (code, letters, name) VALUES ('A10001', 'WMC', 'First');
INSERT INTO app.login (user_name, password_hash)
SELECT n, 'none' FROM unnest(ARRAY['manager', 'p1', 'p2', 'p3', 'nurse']) n;
INSERT INTO app.member (practice_id, login_id, name) SELECT p.id, l.id, l.user_name FROM app.login l, app.practice p ORDER BY l.id;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT m.id, m.practice_id, CASE WHEN m.name = 'manager' THEN 'practice_manager' WHEN m.name = 'nurse' THEN 'clinician'
  ELSE 'partner' END FROM app.member m;
INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at)
SELECT p.id, 'WMC-2026-AAAA1', 'patient_post', 'a post', 'facebook', 'personal_profile', current_date, now() FROM app.practice p;

CREATE FUNCTION pg_temp.m(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.member WHERE name = who $$;
CREATE FUNCTION pg_temp.c() RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.case_file WHERE reference = 'WMC-2026-AAAA1' $$;
CREATE FUNCTION pg_temp.p() RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.practice $$;
CREATE FUNCTION pg_temp.act(who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF who = 'command' THEN PERFORM app.act_as('command', 'test', pg_temp.p());
  ELSE PERFORM app.become_member(pg_temp.m(who)); END IF;
END $$;
CREATE FUNCTION pg_temp.text(t text) RETURNS bigint LANGUAGE sql AS $$ SELECT app.content_add(pg_temp.c(), t, true) $$;
-- The facts as they stand, and one of them.
CREATE FUNCTION pg_temp.facts() RETURNS jsonb LANGUAGE sql AS $$ SELECT app.gate_facts(pg_temp.c()) $$;
CREATE FUNCTION pg_temp.fact(which text) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.facts() ->> which $$;
CREATE FUNCTION pg_temp.says(gate text, wanted boolean, words text, name text) RETURNS text LANGUAGE sql AS $$
  SELECT is(a.met || ': ' || a.sentence, wanted || ': ' || words, name) FROM app.gate_ask(gate, pg_temp.facts()) a $$;
-- A statement that one of our walls refuses with that sentence.
CREATE FUNCTION pg_temp.refused(statement text, words text, name text) RETURNS text LANGUAGE sql AS $$
  SELECT throws_ok(statement, 'CA001', words, name) $$;
CREATE FUNCTION pg_temp.stands(gate text, answer text, clinician boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.gate_statement (practice_id, case_id, gate, answer, content_id, by_clinician)
  VALUES (pg_temp.p(), pg_temp.c(), gate, answer, pg_temp.text('why'), clinician) $$;
CREATE FUNCTION pg_temp.open_decision() RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO app.decision (practice_id, case_id, ground_content_id, facts)
  VALUES (pg_temp.p(), pg_temp.c(), pg_temp.text('ground'), pg_temp.facts()) RETURNING id $$;
CREATE FUNCTION pg_temp.vote(who text, how text, in_round text DEFAULT 'vote') RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.act(who);
  RETURN app.vote_write(pg_temp.c(), in_round, how, CASE how WHEN 'aside' THEN 'own_choice' ELSE '' END, pg_temp.text('reason'));
END $$;
CREATE FUNCTION pg_temp.settle(how text) RETURNS bigint LANGUAGE sql AS $$
  SELECT app.decision_settle(pg_temp.c(), app.decision_live(pg_temp.c()), how) $$;
CREATE FUNCTION pg_temp.describe() RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at)
  VALUES (pg_temp.p(), pg_temp.c(), 'description', pg_temp.text('seen'), 'already_gone', now()) $$;
CREATE FUNCTION pg_temp.relate(who text, how text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.case_access (practice_id, case_id, member_id, relation) VALUES (pg_temp.p(), pg_temp.c(), pg_temp.m(who), how) $$;
CREATE FUNCTION pg_temp.letter(which text, ordered boolean DEFAULT true) RETURNS bigint LANGUAGE sql AS $$
  WITH l AS (INSERT INTO app.letter (practice_id, case_id, kind, state) VALUES (pg_temp.p(), pg_temp.c(), which, 'sent') RETURNING id)
  INSERT INTO app.letter_sent (practice_id, case_id, letter_id, kind, addressed_to, channel, sent_on, content_id, in_order, at)
  SELECT pg_temp.p(), pg_temp.c(), l.id, which, 'x', 'post', current_date, pg_temp.text('letter'), ordered, clock_timestamp() FROM l RETURNING id $$;
CREATE FUNCTION pg_temp.quorum() RETURNS text LANGUAGE sql AS $$ SELECT q.outcome FROM app.quorum(pg_temp.facts()) q $$;

-- ---- The feed: every fact that src/rules knows, of its kind, and no other ---------------------------
SELECT pg_temp.act('manager') \g /dev/null
SELECT is((SELECT count(*) FROM unnest(string_to_array(:'facts', E'\n'))), 89::bigint, 'gate_facts.def has 89 facts');
SELECT set_eq('SELECT jsonb_object_keys(pg_temp.facts())',
  format('SELECT split_part(f, '' '', 2) FROM unnest(string_to_array(%L, E''\n'')) f', :'facts'),
  'app.gate_facts gives every fact of gate_facts.def, and no other');
SELECT lives_ok(format($$ SELECT CASE split_part(f, ' ', 1) WHEN 'BOOL' THEN app.fact_true(pg_temp.facts(), split_part(f, ' ', 2))::text
    WHEN 'COUNT' THEN app.fact_count(pg_temp.facts(), split_part(f, ' ', 2))::text
    WHEN 'DATE' THEN app.fact_date(pg_temp.facts(), split_part(f, ' ', 2))::text END FROM unnest(string_to_array(%L, E'\n')) f $$, :'facts'),
  'each of a kind that the gates can read');
SELECT is(app.gate_facts(0), NULL, 'no case, no facts');

-- ---- Own page: nothing is deleted before it is captured or described (U-10, W-A-4) -------------------
SELECT pg_temp.refused($$ INSERT INTO app.own_page_action (practice_id, case_id, action, on_date)
  VALUES (pg_temp.p(), pg_temp.c(), 'deleted', current_date) $$,
  'Not yet, because the post has been neither captured nor described.', 'U-10: a deletion waits for evidence');
SELECT lives_ok($$ INSERT INTO app.own_page_action (practice_id, case_id, action, on_date, in_order, reason)
  VALUES (pg_temp.p(), pg_temp.c(), 'deleted', current_date, false, 'in haste') $$, 'U-11: what happened is recorded');
SELECT is(pg_temp.fact('is_taken_down_by_us'), 'false', 'U-11: and satisfies no gate');
INSERT INTO app.evidence (practice_id, case_id, kind, content_id, why_described, captured_at, in_order)
VALUES (pg_temp.p(), pg_temp.c(), 'description', pg_temp.text('seen'), 'already_gone', now(), false);
SELECT is(pg_temp.fact('is_evidence_described'), 'false', 'U-11: evidence after the fact is not counted');
SELECT pg_temp.describe() \g /dev/null
SELECT lives_ok($$ INSERT INTO app.own_page_action (practice_id, case_id, action, on_date)
  VALUES (pg_temp.p(), pg_temp.c(), 'deleted', current_date) $$, 'U-10: described, it may be deleted');

-- ---- Warning (U-2, C-6, R-list-3) ---------------------------------------------------------------------
INSERT INTO app.person (practice_id, name, born_on) VALUES (pg_temp.p(), 'A Person', '1980-01-01'), (pg_temp.p(), 'Their Brother', '1982-01-01');
CREATE FUNCTION pg_temp.person(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM app.person WHERE name = who $$;
CREATE FUNCTION pg_temp.warn(of_whom text, on_day date, said boolean DEFAULT true, ordered boolean DEFAULT true) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, said_removal, said_why, in_order, content_id)
  VALUES (pg_temp.p(), pg_temp.c(), pg_temp.person(of_whom), on_day, said, said, ordered, pg_temp.text('why')) $$;
SELECT pg_temp.refused($$ SELECT pg_temp.warn('A Person', current_date - 30) $$, 'Not yet, because nobody has recorded who posted.',
  'U-2: nobody is warned on a guess');
INSERT INTO app.case_author (case_id, practice_id, kind, person_id, basis, identified_by)
VALUES (pg_temp.c(), pg_temp.p(), 'registered_patient', pg_temp.person('A Person'), 'said so', pg_temp.m('manager'));
SELECT pg_temp.refused($$ SELECT pg_temp.warn('A Person', current_date - 30) $$, 'Not yet, because a second person has not agreed who posted.',
  'U-2: a second person agrees first');
UPDATE app.case_author SET agreed_by = pg_temp.m('p1'), agreed_at = now();
SELECT pg_temp.refused($$ SELECT pg_temp.warn('Their Brother', current_date - 30) $$,
  'Not yet, because this may name only the person who posted, never their family or household.', 'U-2: never the family');
SELECT pg_temp.refused($$ SELECT pg_temp.warn('A Person', current_date - 30, false) $$,
  'A warning counts only if it said that removal is a risk, and why.', 'R-list-3: it says so, and why');
SELECT lives_ok($$ SELECT pg_temp.warn('A Person', current_date - 5, false, false) $$, 'U-11: what was sent too early is recorded');
SELECT is(pg_temp.fact('warning_date'), NULL, 'U-11: and does not count');
SELECT pg_temp.refused($$ SELECT pg_temp.warn('A Person', current_date - 30) $$,
  'Send the warning letter first, or say that it had already happened.', 'R-list-3: a date is no warning');
CREATE FUNCTION pg_temp.warn_by_letter(letter bigint, on_day date) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, said_removal, said_why, letter_sent_id, content_id)
  VALUES (pg_temp.p(), pg_temp.c(), pg_temp.person('A Person'), on_day, true, true, letter, pg_temp.text('why')) $$;
SAVEPOINT warned;
SELECT pg_temp.refused($$ SELECT pg_temp.warn_by_letter(pg_temp.letter('formal_warning'), current_date - 30) $$,
  'Send the warning letter first, or say that it had already happened.', 'R-list-3: it is given on the day of its letter');
SELECT pg_temp.refused($$ SELECT pg_temp.warn_by_letter(pg_temp.letter('formal_warning', false), current_date) $$,
  'Send the warning letter first, or say that it had already happened.', 'U-11: a letter out of its order gives none that counts');
SELECT lives_ok($$ SELECT pg_temp.warn_by_letter(pg_temp.letter('formal_warning'), current_date) $$, 'by letter, on its day');
ROLLBACK TO warned;
CREATE FUNCTION pg_temp.paper(seen_by text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, said_removal, said_why, from_paper, confirmed_by, by_member, content_id)
  VALUES (pg_temp.p(), pg_temp.c(), pg_temp.person('A Person'), current_date - 30, true, true, true, seen_by, pg_temp.m('manager'), pg_temp.text('why')) $$;
SELECT pg_temp.refused($$ SELECT pg_temp.paper('Manager') $$,
  'A warning from paper counts only if another member of the practice has seen the paper.', 'U-20: not whoever enters it');
SELECT pg_temp.refused($$ SELECT pg_temp.paper('p1') $$, 'Add a scan of the warning to the evidence of this case first.', 'U-20: with its scan');
WITH f AS (INSERT INTO app.stored_file (practice_id, case_id, name, media_type, size, sha256, salt, digest)
  VALUES (pg_temp.p(), pg_temp.c(), 'scan.pdf', 'application/pdf', 0, '', '', '') RETURNING id)
INSERT INTO app.evidence (practice_id, case_id, kind, file_id, captured_at) SELECT pg_temp.p(), pg_temp.c(), 'file', f.id, now() FROM f;
SELECT lives_ok($$ SELECT pg_temp.paper('p1') $$, 'a warning of the patient who posted');
SELECT is(pg_temp.fact('warning_date'), NULL, 'U-20: from paper, it does not count before another member has confirmed it');
CREATE FUNCTION pg_temp.confirm(who text, way text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before bigint := app.member();
BEGIN
  PERFORM app.become_member(pg_temp.m(who));
  INSERT INTO app.paper_confirmation (practice_id, case_id, paper_id, how, content_id, by_member)
  SELECT pg_temp.p(), pg_temp.c(), max(e.id), way, CASE way WHEN 'alone' THEN pg_temp.text('why') END, pg_temp.m(who) FROM app.paper_entry e;
  PERFORM app.become_member(before);
END
$$;
INSERT INTO app.paper_entry (practice_id, case_id, person_id, kind, warning_id, on_date, asked_member, content_id, by_member)
SELECT w.practice_id, w.case_id, w.person_id, 'warning', w.id, w.warned_on, pg_temp.m('p1'), w.content_id, w.by_member
  FROM app.warning w WHERE w.from_paper ORDER BY w.id DESC LIMIT 1;
SELECT pg_temp.refused($$ SELECT pg_temp.confirm('manager', 'member') $$,
  'Whoever entered it cannot confirm it: another member sees the paper and agrees.', 'U-20: not whoever entered it');
SELECT pg_temp.refused($$ SELECT pg_temp.confirm('p2', 'member') $$,
  'Only the member who was named as having seen the paper confirms it.', 'U-20: nobody but who was named');
SELECT pg_temp.refused($$ SELECT pg_temp.confirm('manager', 'alone') $$,
  'Another member of the practice has to see the paper and agree.', 'U-3: alone only where there is nobody else');
SELECT lives_ok($$ SELECT pg_temp.confirm('p1', 'member') $$, 'U-20: the member who was named');
SELECT is(pg_temp.fact('warning_date'), (current_date - 30)::text, 'counts from its day');
SELECT is(pg_temp.fact('is_warning_of_removal') || pg_temp.fact('is_warning_reasoned'), 'truetrue', 'as what the form makes compulsory');

-- ---- Facts from rows -----------------------------------------------------------------------------------
INSERT INTO app.triage (practice_id, case_id, complaint) VALUES (pg_temp.p(), pg_temp.c(), 'no');
INSERT INTO app.finding (practice_id, case_id, ground, happened_on, content_id)
VALUES (pg_temp.p(), pg_temp.c(), 'falsehood', current_date - 2, pg_temp.text('w')),
       (pg_temp.p(), pg_temp.c(), 'naming_staff', current_date, pg_temp.text('w'));
SELECT is(pg_temp.fact('last_conduct_date'), NULL, 'U-17: naming staff, or a falsehood without evidence, is no conduct');
INSERT INTO app.finding (practice_id, case_id, ground, happened_on, content_id, weighed_content_id)
VALUES (pg_temp.p(), pg_temp.c(), 'threat', current_date - 3, pg_temp.text('w'), pg_temp.text('weighed'));
SELECT is(pg_temp.fact('last_conduct_date'), (current_date - 3)::text, 'the day of the conduct, not of the record');
SELECT is(pg_temp.fact('is_expression_weighed'), 'true', 'W-1.1d: the finding says how expression was weighed');
INSERT INTO app.finding (practice_id, case_id, ground, content_id) VALUES (pg_temp.p(), pg_temp.c(), 'none', pg_temp.text('w'));
SELECT is(pg_temp.fact('is_threat') || pg_temp.fact('is_staff_named'), 'falsefalse', 'a finding of none takes back what was found before');
INSERT INTO app.finding (practice_id, case_id, ground, happened_on, content_id, weighed_content_id)
VALUES (pg_temp.p(), pg_temp.c(), 'threat', current_date - 3, pg_temp.text('w'), pg_temp.text('weighed'));
SELECT pg_temp.stands('clinician', 'no') \g /dev/null
SELECT is(pg_temp.fact('clinician_answer'), '', 'U-17: only a clinician''s answer counts');
SELECT pg_temp.stands('clinician', 'no', true) \g /dev/null
SELECT is(pg_temp.fact('clinician_answer'), 'no', 'U-17: and is the answer then');
SELECT pg_temp.stands('ground', 'on_complaint') \g /dev/null
SELECT is(pg_temp.fact('is_ground_written') || pg_temp.fact('is_ground_apart_from_complaint'), 'truefalse', 'W-2.4h: written, and resting on a complaint');
SELECT pg_temp.stands('lead_asks', 'yes') \g /dev/null
SELECT is(pg_temp.fact('is_asked_by_complaints_lead'), 'true', 'U-13: the Complaints Lead asks');
INSERT INTO app.step_entry (practice_id, case_id, step, entry, reason) VALUES (pg_temp.p(), pg_temp.c(), 'removal_request', 'jumped', 'We know them well');
SELECT is(pg_temp.fact('not_asked_reason'), 'written', 'U-15: a reason in somebody''s own words');
INSERT INTO app.meeting (practice_id, case_id, held_on, attended, content_id, conflicts, in_order)
VALUES (pg_temp.p(), pg_temp.c(), current_date, 'all', pg_temp.text('w'), 'Nobody', false);
SELECT is(pg_temp.fact('options_meetings'), '0', 'U-11: a meeting out of order does not count');
INSERT INTO app.complaint (practice_id, reference, received_on, how, person_id, state)
VALUES (pg_temp.p(), 'WMC-2020-OLD11', '2020-01-01', 'oral', pg_temp.person('A Person'), 'closed');
SELECT is(pg_temp.fact('past_complaints'), '1', 'U-17: a past complaint counts, linked or not');
SELECT pg_temp.stands('complaints_considered', 'seen_1') \g /dev/null
SELECT is(pg_temp.fact('past_complaints_considered'), '1', 'U-17: and is considered');

-- ---- Opening a decision (U-17) ---------------------------------------------------------------------------
SELECT pg_temp.refused('SELECT pg_temp.open_decision()', 'Not yet, because nobody has confirmed that the ground stands without any complaint.',
  'W-2.4h: no decision on a complaint');
SELECT pg_temp.stands('ground', 'apart'), pg_temp.stands('protected_grounds', 'none'), pg_temp.stands('adjustments', 'considered'),
  pg_temp.stands('alternatives', 'tried') \g /dev/null
SELECT pg_temp.refused('SELECT pg_temp.open_decision()', 'Not yet, because neither advice nor a reason for taking none is recorded.',
  'W-2.4c: nor without advice or a reason');
INSERT INTO app.advice (practice_id, case_id, entry, on_date, content_id) VALUES (pg_temp.p(), pg_temp.c(), 'not_sought', current_date, pg_temp.text('w'));
SELECT pg_temp.stands('care_cannot_be_given', 'written') \g /dev/null
SELECT is(app.decision_refusal(pg_temp.facts()), NULL, 'every gate before the vote is met');
SELECT pg_temp.refused('SELECT pg_temp.vote(''p1'', ''for'')', 'No decision is open.', 'nothing to vote on yet');
SELECT pg_temp.act('manager') \g /dev/null
SELECT lives_ok('SELECT pg_temp.open_decision()', 'a decision is opened');
SELECT pg_temp.refused('SELECT pg_temp.open_decision()', 'A decision is open already: the partners vote on that one.', 'one at a time');
SELECT pg_temp.refused('SELECT pg_temp.settle(''carried'')', 'Not yet, because not enough of the partners free to decide have voted.',
  'no outcome that the votes do not say');
SELECT pg_temp.refused('SELECT pg_temp.settle(''void'')', 'Nothing has changed since the vote, so the decision stands.', 'nor a void one for nothing');

-- ---- Who votes (U-1, U-3) -----------------------------------------------------------------------------------
SELECT pg_temp.refused('SELECT pg_temp.vote(''nurse'', ''for'')', 'Only a partner of the practice votes.', 'a clinician does not');
SELECT pg_temp.refused('SELECT pg_temp.vote(''manager'', ''for'')', 'Only a partner of the practice votes.', 'nor does the manager');
SELECT pg_temp.act('p2') \g /dev/null
SELECT pg_temp.refused($$ INSERT INTO app.vote (practice_id, case_id, decision_id, member_id, vote, content_id)
  VALUES (pg_temp.p(), pg_temp.c(), app.decision_live(pg_temp.c()), pg_temp.m('p1'), 'for', pg_temp.text('r')) $$,
  'Each partner signs in and votes for themselves.', 'nobody votes for another');
UPDATE app.member_role SET to_on = current_date - 1, from_on = current_date - 9 WHERE member_id = pg_temp.m('p2');
SELECT pg_temp.refused('SELECT pg_temp.vote(''p2'', ''for'')', 'Only a partner of the practice votes.', 'a former partner does not vote');
UPDATE app.member_role SET to_on = NULL WHERE member_id = pg_temp.m('p2');

-- One, two and three partners; none, one and all conflicted (U-3). Each row is its own world.
CREATE FUNCTION pg_temp.world(partners integer, conflicted integer, view boolean, votes text, name text, wanted text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  got text;
  n integer := 0;
  how text;
BEGIN
  BEGIN
    PERFORM pg_temp.act('command');
    UPDATE app.member_role SET to_on = current_date - 1, from_on = current_date - 9
     WHERE role = 'partner' AND member_id IN (SELECT x.id FROM app.member x WHERE x.name ~ '^p[123]$' AND substr(x.name, 2)::integer > partners);
    PERFORM pg_temp.relate('p' || i, CASE i % 2 WHEN 1 THEN 'conflicted' ELSE 'affected' END)
      FROM generate_series(partners - conflicted + 1, partners) i;
    IF view THEN
      INSERT INTO app.outside_view (practice_id, case_id, from_whom, name, on_date, content_id)
      VALUES (pg_temp.p(), pg_temp.c(), 'lmc', 'Dr View', current_date, pg_temp.text('v'));
    END IF;
    -- f for, a against, s stands aside, F A signatures, - nothing: one letter a partner
    FOREACH how IN ARRAY string_to_array(votes, NULL) LOOP
      n := n + 1;
      IF how <> '-' THEN
        PERFORM pg_temp.vote('p' || n, CASE how WHEN 'f' THEN 'for' WHEN 'a' THEN 'against' WHEN 's' THEN 'aside'
          WHEN 'F' THEN 'signed_for_contractor' ELSE 'signed_against_contractor' END,
          CASE WHEN how IN ('F', 'A') THEN 'signature' ELSE 'vote' END);
      END IF;
    END LOOP;
    got := pg_temp.quorum();
    RAISE EXCEPTION USING ERRCODE = 'P0007', MESSAGE = got;
  EXCEPTION WHEN SQLSTATE 'P0007' OR SQLSTATE 'CA001' THEN
    got := SQLERRM;
  END;
  RETURN is(got, wanted, format('U-3: %s partner(s), %s conflicted, %s view, "%s": %s', partners, conflicted,
    CASE WHEN view THEN 'a' ELSE 'no' END, votes, name));
END $$;
\set alone 'Not yet, because only one partner is free to decide and no named outside view is recorded.'
\set nobody 'Not yet, because no partner is free to decide and no named outside view is recorded.'
SELECT pg_temp.world(1, 0, false, '-', 'waits for a view', 'blocked');
SELECT pg_temp.world(1, 0, false, 'f', 'may not vote without a view', :'alone');
SELECT pg_temp.world(1, 0, true, 'f', 'decides after it', 'decided_for');
SELECT pg_temp.world(1, 0, true, 'a', 'either way', 'decided_against');
SELECT pg_temp.world(1, 1, false, 'F', 'may not sign without a view', :'nobody');
SELECT pg_temp.world(1, 1, true, '-', 'may sign', 'undecided');
SELECT pg_temp.world(1, 1, true, 'F', 'signs for the contractor', 'decided_for');
SELECT pg_temp.world(1, 1, true, 'A', 'or against', 'decided_against');
SELECT pg_temp.world(1, 1, true, 'f', 'never votes', 'You stand aside from this decision by rule, so you cannot vote on it.');
SELECT pg_temp.world(1, 0, true, 'F', 'one who is free does not sign', 'A partner is free to decide, so nobody who stands aside signs.');
SELECT pg_temp.world(2, 0, false, 'f-', 'one of two is not enough', 'undecided');
SELECT pg_temp.world(2, 0, false, 'ff', 'both', 'decided_for');
SELECT pg_temp.world(2, 0, false, 'fa', 'a tie does not carry', 'decided_against');
SELECT pg_temp.world(2, 0, false, 'sf', 'one left needs a view', :'alone');
SELECT pg_temp.world(2, 0, true, 'sf', 'and decides after it', 'decided_for');
SELECT pg_temp.world(2, 1, false, 'f-', 'the other is conflicted: no view', :'alone');
SELECT pg_temp.world(2, 1, true, 'f-', 'the free one decides', 'decided_for');
SELECT pg_temp.world(2, 1, true, '-f', 'the conflicted one does not', 'You stand aside from this decision by rule, so you cannot vote on it.');
SELECT pg_temp.world(2, 1, true, '-F', 'nor signs while another is free', 'A partner is free to decide, so nobody who stands aside signs.');
SELECT pg_temp.world(2, 2, false, '--', 'nobody without a view', 'blocked');
SELECT pg_temp.world(2, 2, true, '-F', 'one signs', 'decided_for');
SELECT pg_temp.world(2, 2, true, 'FA', 'signatures that cancel out', 'decided_against');
SELECT pg_temp.world(3, 0, false, 'ff-', 'a majority that cannot change', 'decided_for');
SELECT pg_temp.world(3, 0, false, 'fa-', 'the third may still change it', 'may_decide');
SELECT pg_temp.world(3, 0, false, 'ffa', 'dissent stays and does not stop it', 'decided_for');
SELECT pg_temp.world(3, 1, false, 'fa-', 'a tie of the two who are free', 'decided_against');
SELECT pg_temp.world(3, 1, false, 'ff-', 'the two who are free', 'decided_for');
SELECT pg_temp.world(3, 3, false, '---', 'all conflicted: no view', 'blocked');
SELECT pg_temp.world(3, 3, true, '--F', 'all conflicted: one signs', 'decided_for');
SELECT pg_temp.world(3, 0, true, 'sss', 'all stood aside: one may sign', 'undecided');

-- A partner whose own conduct is in question neither votes nor signs; the case is hidden from them.
SAVEPOINT conduct;
SELECT pg_temp.relate('p1', 'conduct'), pg_temp.relate('p2', 'conflicted'), pg_temp.relate('p3', 'conflicted') \g /dev/null
SELECT throws_ok('SELECT pg_temp.vote(''p1'', ''signed_for_contractor'', ''signature'')', 'CA004', NULL, 'U-1: for them there is no such case');
SELECT pg_temp.act('command') \g /dev/null
SELECT pg_temp.refused($$ INSERT INTO app.vote (practice_id, case_id, decision_id, member_id, round, vote, content_id)
  VALUES (pg_temp.p(), pg_temp.c(), app.decision_live(pg_temp.c()), pg_temp.m('p1'), 'signature', 'signed_for_contractor', pg_temp.text('r')) $$,
  'A partner whose own conduct is in question neither votes nor signs.', 'U-1: by whatever path');
SELECT is(pg_temp.fact('partners_may_sign'), '2', 'U-3: nor do they count');
ROLLBACK TO conduct;

-- ---- Sight (U-1): those who stand aside see nothing until the decision stands -------------------------------
CREATE FUNCTION pg_temp.sees(who text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  given text;
BEGIN
  PERFORM pg_temp.act(who);
  SET LOCAL ROLE app;
  SELECT (SELECT count(*) FROM app.vote) || ' votes, ' || (SELECT count(*) FROM app.advice) || ' advice, '
    || (SELECT count(*) FROM app.decision_partners(pg_temp.c(), app.decision_live(pg_temp.c()))) || ' partners, '
    || CASE WHEN pg_temp.c() <> ALL (app.aside()) THEN 'acts' ELSE 'does not act' END INTO given;
  RESET ROLE;
  RETURN given;
END $$;
GRANT USAGE ON SCHEMA tap TO app;
SELECT pg_temp.relate('p3', 'conflicted') \g /dev/null
SELECT pg_temp.relate('nurse', 'affected') \g /dev/null
SELECT pg_temp.vote('p1', 'for') \g /dev/null
SELECT is(pg_temp.sees('p2'), '1 votes, 1 advice, 3 partners, acts', 'U-1: full standing');
SELECT is(pg_temp.sees('p3'), '0 votes, 0 advice, 0 partners, does not act', 'U-1: conflicted, while it is open');
SELECT pg_temp.vote('p2', 'for') \g /dev/null
SELECT is(pg_temp.quorum(), 'decided_for', 'the two who are free have decided');
SELECT pg_temp.refused('SELECT pg_temp.settle(''not_carried'')', 'The votes carry it.', 'the outcome is what the votes say');
SELECT lives_ok('SELECT pg_temp.settle(''carried'')', 'carried');
SELECT is(pg_temp.sees('p3'), '2 votes, 1 advice, 3 partners, does not act', 'U-1: once it stands they may read it');
SELECT is(pg_temp.sees('nurse'), '0 votes, 0 advice, 0 partners, does not act', 'U-1: an affected member of staff still may not');
SELECT is((SELECT o.summary FROM app.decision_outcome o), E'Partners free to decide: p1, p2\nStood aside by rule: p3\nStood aside by choice: none\n'
  'For: p1, p2\nAgainst: none\nOutside view: none recorded\nOutcome: carried', 'U-3: as printed');
SELECT pg_temp.refused('SELECT pg_temp.open_decision()', 'The partners have decided already, and their decision stands.', 'not asked anew');

-- ---- New evidence (U-18) -----------------------------------------------------------------------------------
SELECT pg_temp.refused('SELECT pg_temp.vote(''p1'', ''unchanged'', ''new_evidence'')', 'Nothing new has come since you voted.', 'nothing to ask');
SELECT pg_temp.act('command'), pg_temp.describe() \g /dev/null
SELECT is(pg_temp.fact('new_evidence_since_vote') || pg_temp.fact('votes_unanswered'), '12', 'both voters are asked');
SELECT is((SELECT count(*) FROM app.task WHERE kind = 'new_evidence' AND role = 'partner' AND done_at IS NULL), 1::bigint, 'by a task');
SELECT pg_temp.vote('p1', 'unchanged', 'new_evidence') \g /dev/null
SELECT pg_temp.refused('SELECT pg_temp.vote(''p1'', ''unchanged'', ''new_evidence'')', 'Nothing new has come since you voted.', 'each is asked once');
SELECT pg_temp.says('votes_stand', false, 'Not yet, because new evidence came after the vote and a voter has not said whether it changes their vote.', 'until all have answered');
SELECT pg_temp.vote('p2', 'unchanged', 'new_evidence') \g /dev/null
SELECT pg_temp.says('votes_stand', true, 'Every voter says that the new evidence does not change their vote.', 'all have');
SAVEPOINT changed;
SELECT pg_temp.stands('protected_grounds', 'involved') \g /dev/null
SELECT is(pg_temp.fact('are_gates_changed'), 'true', 'U-18: a gate that was met is met no more');
SELECT lives_ok('SELECT pg_temp.settle(''void'')', 'so the decision is void');
SELECT is(app.decision_live(pg_temp.c()), NULL, 'and none is left');
ROLLBACK TO changed;

-- ---- Letters and the request (R-list-2, U-17, U-20) --------------------------------------------------------------
SELECT pg_temp.act('manager') \g /dev/null
CREATE FUNCTION pg_temp.request(whom text, l1 bigint, l2 bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO app.list_removal (practice_id, case_id, decision_id, person_id, requested_on, facts, patient_letter_id, commissioner_letter_id,
    expected_on, is_treated, care_content_id)
  SELECT pg_temp.p(), pg_temp.c(), (SELECT max(id) FROM app.decision), pg_temp.person(whom), current_date, pg_temp.facts(), l1, l2,
    current_date + 8, false, pg_temp.text('care') $$;
SELECT pg_temp.refused('SELECT pg_temp.request(''A Person'', NULL, NULL)', 'Not yet, because the letter to the patient has not been sent.', 'R-list-2: the patient first');
SAVEPOINT letters;
SELECT pg_temp.stands('protected_grounds', 'involved') \g /dev/null
SELECT pg_temp.refused('SELECT pg_temp.letter(''removal_notice'')',
  'Not yet, because the reason relates to a protected ground, and nobody may be removed for that.', 'U-17: no letter while a gate refuses');
ROLLBACK TO letters;
CREATE TEMP TABLE sent ON COMMIT DROP AS SELECT pg_temp.letter('removal_notice') AS patient, pg_temp.letter('commissioner_notice', false) AS early;
SELECT pg_temp.refused('SELECT pg_temp.request(''A Person'', patient, early) FROM sent',
  'Not yet, because the notice to the commissioner has not been sent.', 'U-11: one sent out of order does not count');
SELECT is(pg_temp.fact('are_letters_gone'), 'false', 'nor have the letters gone');
ALTER TABLE sent ADD commissioner bigint;
UPDATE sent SET commissioner = pg_temp.letter('commissioner_notice');
SELECT is(pg_temp.fact('are_letters_gone'), 'true', 'both have gone');
SELECT pg_temp.refused('SELECT pg_temp.request(''Their Brother'', patient, commissioner) FROM sent',
  'Not yet, because this may name only the person who posted, never their family or household.', 'U-2: never the family');
SELECT lives_ok('SELECT pg_temp.request(''A Person'', patient, commissioner) FROM sent', 'every gate met, both letters sent: the request');
SELECT pg_temp.refused('SELECT pg_temp.vote(''p1'', ''changes'', ''new_evidence'')', 'The letters have gone: new evidence opens a review instead.', 'U-18: after that, a review');

SELECT * FROM finish();
ROLLBACK;
