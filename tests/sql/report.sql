-- Shared figures (U-26): the same for whoever asks, equal to a recount under that asker's own policies, and
-- silent about sealed and staff-conduct cases, their complaints and their learning. Lists behind figures
-- hold as many rows as the figure says.
BEGIN;
\ir audit-support.sql
SELECT plan(50);
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Europe/London';
SELECT pg_temp.practice_id() AS p, (SELECT id FROM app.practice WHERE code = 'A10002') AS q \gset

-- Beside the three cases of the support file (1 is about a colleague's conduct): one a kind of trap.
CREATE FUNCTION pg_temp.add_case(ref text, for_kind text, at_time timestamptz, more text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
BEGIN
  INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at, logged_at,
    sealed, is_praise, is_threatening, state, outcome, step)
  VALUES (pg_temp.practice_id(), 'WMC-2026-' || ref, for_kind, 'a post', CASE WHEN more ~ 'google' THEN 'google_reviews' ELSE 'facebook' END,
    'own_page', '2026-04-01', at_time, at_time, more ~ 'sealed', more ~ 'praise', more ~ 'threat',
    CASE WHEN more ~ 'closed' THEN 'closed' ELSE 'open' END, CASE WHEN more ~ 'closed' THEN 'removed' END,
    CASE WHEN more ~ 'meeting' THEN 'options_meeting' ELSE 'triage' END)
  RETURNING id INTO made;
  RETURN made;
END
$$;
UPDATE app.case_file SET logged_at = '2026-04-10 12:00+01';
SELECT pg_temp.add_case('CCCC1', 'review', '2026-03-31 22:59:59Z') AS before_april \gset
SELECT pg_temp.add_case('CCCC2', 'review', '2026-03-31 23:00:00Z', 'google') AS first_minute \gset
SELECT pg_temp.add_case('CCCC3', 'review', '2026-06-30 22:59:59Z', 'google closed') AS last_minute \gset
SELECT pg_temp.add_case('CCCC4', 'review', '2026-06-30 23:00:00Z') AS after_june \gset
SELECT pg_temp.add_case('CCCC5', 'staff_post', '2026-05-02 12:00Z') AS unsealed_staff \gset
SELECT pg_temp.add_case('CCCC6', 'patient_post', '2026-05-02 12:00Z', 'sealed') AS sealed \gset
SELECT pg_temp.add_case('CCCC7', 'recording_request', '2026-05-02 12:00Z') AS request \gset
SELECT pg_temp.add_case('CCCC8', 'review', '2026-05-02 12:00Z', 'praise') AS praise \gset
SELECT pg_temp.add_case('CCCC9', 'review', '2026-05-02 12:00Z', 'praise threat meeting') AS threat \gset
SELECT pg_temp.add_case('CCCD1', 'review', '2026-05-03 12:00Z') AS cleared \gset
INSERT INTO app.case_access (practice_id, case_id, member_id, relation, until_at)
VALUES (:p, :cleared, pg_temp.member('subject'), 'conduct', now());
INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, state) VALUES
  (:p, NULL, 'C-1', '2026-04-01', 'passed_on', 'with_lead'),
  (:p, pg_temp.case_id(1), 'C-2', '2026-04-02', 'seen_online', 'with_lead'),
  (:p, pg_temp.case_id(2), 'C-3', '2026-06-30', 'seen_online', 'closed'),
  (:p, :sealed, 'C-4', '2026-05-02', 'seen_online', 'with_lead'),
  (:p, NULL, 'C-5', '2026-07-01', 'written', 'with_lead'),
  (:q, NULL, 'C-6', '2026-05-01', 'written', 'with_lead');
INSERT INTO app.learning_event (practice_id, case_id, happened_on, title) VALUES
  (:p, NULL, '2026-04-03', 'one'), (:p, pg_temp.case_id(1), '2026-04-03', 'conduct'), (:p, :sealed, '2026-05-03', 'sealed'),
  (:p, pg_temp.case_id(2), '2026-06-03', 'two'), (:q, NULL, '2026-04-03', 'theirs');
INSERT INTO app.pals_contact (practice_id, received_on, office, wants, consent, text, complaint_id) VALUES
  (:p, '2026-04-01', 'Hospital', 'information', 'seen', 'x', NULL),
  (:p, '2026-04-01', 'Hospital', 'complaint', 'seen', 'x', (SELECT id FROM app.complaint WHERE reference = 'C-1')),
  (:q, '2026-04-01', 'Hospital', 'information', 'seen', 'x', NULL);

CREATE FUNCTION pg_temp.figure(who text, for_part text, for_source text, for_code text DEFAULT NULL) RETURNS integer
LANGUAGE sql AS $$
  SELECT pg_temp.as_member(who, format('SELECT sum(f.number)::text FROM app.report_figures(''2026-04-01'', ''2026-06-30'') f
    WHERE f.part = %L AND f.source = %L AND (f.code = %L OR %L IS NULL)', for_part, for_source, for_code, for_code))::integer
$$;
CREATE FUNCTION pg_temp.all_figures(who text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as_member(who, 'SELECT string_agg(f.part || f.source || f.code || f.number, '' '' ORDER BY f.part, f.source, f.code)
    FROM app.report_figures(''2026-04-01'', ''2026-06-30'') f')
$$;

-- ---- The numbers themselves. Days are the practice's, in summer time (April to June).
SELECT is(pg_temp.figure('manager', 'total', 'incidents'), 5, 'incidents: case 2, the first and the last minute, a threat with praise, a case since cleared');
SELECT is(pg_temp.figure('manager', 'month', 'incidents', '2026-04-01'), 2, 'a post of the first minute of April is April''s');
SELECT is(pg_temp.figure('manager', 'month', 'incidents', '2026-06-01'), 1, 'a post of the last minute of June is June''s');
SELECT is(pg_temp.figure('manager', 'kind', 'incidents', 'review'), 4, 'by kind');
SELECT is(pg_temp.figure('manager', 'kind', 'incidents', 'staff_post'), NULL, 'a staff post is not there, sealed or not');
SELECT is(pg_temp.figure('manager', 'platform', 'incidents', 'google_reviews'), 2, 'by platform');
SELECT is(pg_temp.figure('manager', 'step', 'incidents', 'options_meeting'), 1, 'by step');
SELECT is(pg_temp.figure('manager', 'outcome', 'incidents', 'removed'), 1, 'by outcome');
SELECT is(pg_temp.figure('manager', 'step', 'incidents') + pg_temp.figure('manager', 'outcome', 'incidents'), 5, 'an incident is open or finished');
SELECT is(pg_temp.figure('manager', 'not_counted', 'incidents', 'praise'), 1, 'praise is no incident (U-8)');
SELECT is(pg_temp.figure('manager', 'not_counted', 'incidents', 'recording_request'), 1, 'nor is a request to record (U-8)');
SELECT is(pg_temp.figure('manager', 'total', 'complaints'), 2, 'complaints of hidden cases are not counted');
SELECT is(pg_temp.figure('manager', 'total', 'learning'), 2, 'nor is learning from them');
SELECT is(pg_temp.figure('manager', 'total', 'pals'), 1, 'a PALS contact passed on is counted once, as the complaint (U-25)');
SELECT is(pg_temp.figure('manager', 'total', 'comments'), 0, 'a source without records has its 0');
SELECT is(pg_temp.figure('manager', 'month', s), pg_temp.figure('manager', 'total', s), 'months of ' || s || ' add up')
  FROM unnest(ARRAY['incidents', 'complaints', 'pals', 'learning', 'comments']) s;

-- ---- The same for everybody, whatever they may know of
SELECT is(pg_temp.all_figures(who), pg_temp.all_figures('manager'), who || ' gets the manager''s figures')
  FROM unnest(ARRAY['partner', 'subject', 'affected']) who;
SELECT isnt(pg_temp.as_member('manager', 'SELECT count(*) FROM app.case_file'), pg_temp.as_member('subject', 'SELECT count(*) FROM app.case_file'),
  'though they do not see the same cases');

-- ---- Equal to a recount under each asker's own policies
SELECT is(pg_temp.as_member(who, $$SELECT count(*)::text FROM app.case_file c
    WHERE c.logged_at BETWEEN '2026-04-01 00:00+01' AND '2026-06-30 23:59:59.999+01' AND c.kind IN ('patient_post', 'review')
      AND NOT c.sealed AND NOT (c.is_praise AND NOT c.is_threatening)
      AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.relation = 'conduct' AND a.until_at IS NULL)$$)::integer,
  pg_temp.figure(who, 'total', 'incidents'), 'a recount by ' || who)
  FROM unnest(ARRAY['manager', 'partner', 'subject', 'affected']) who;

-- ---- A new staff-conduct case changes nobody's figure by more than its going
SELECT pg_temp.all_figures('partner') AS before \gset
SELECT pg_temp.add_case('CCCD2', 'review', '2026-05-05 12:00Z') AS new_case \gset
SELECT isnt(pg_temp.all_figures('partner'), :'before', 'a new incident counts');
INSERT INTO app.case_access (practice_id, case_id, member_id, relation) VALUES (:p, :new_case, pg_temp.member('subject'), 'conduct');
SELECT is(pg_temp.all_figures(who), :'before', 'a colleague''s conduct in question: as if it had never been, for ' || who)
  FROM unnest(ARRAY['manager', 'partner', 'subject', 'affected']) who;

-- ---- The list behind every figure has as many rows as it says
SELECT is(pg_temp.as_member(who, $$SELECT string_agg(f.part || ' ' || f.code, ', ') FROM app.report_figures('2026-04-01', '2026-06-30') f
    WHERE f.source <> 'comments' AND f.number <> (SELECT count(*) FROM app.report_rows(
      CASE f.part WHEN 'month' THEN f.code::date ELSE '2026-04-01' END,
      CASE f.part WHEN 'month' THEN (f.code::date + interval '1 month - 1 day')::date ELSE '2026-06-30' END,
      f.source, CASE f.part WHEN 'month' THEN 'total' ELSE f.part END, f.code))$$), NULL, who || '''s figures open what they count')
  FROM unnest(ARRAY['manager', 'subject', 'affected']) who;
SELECT is(pg_temp.as_member(who, $$SELECT count(*)::text FROM app.report_rows('2026-04-01', '2026-06-30', 'incidents', 'total', '') r
    WHERE r.reference IN ('WMC-2026-AAAA1', 'WMC-2026-CCCC5', 'WMC-2026-CCCC6', 'WMC-2026-CCCD2')$$), '0', 'and none of the hidden, for ' || who)
  FROM unnest(ARRAY['manager', 'subject']) who;

-- ---- The command's role
SELECT set_config('role', 'report', true) \g /dev/null
SELECT app.act_as('command', 'tester', :p) \g /dev/null
SELECT is((SELECT f.number FROM app.report_figures('2026-04-01', '2026-06-30') f WHERE f.part = 'total' AND f.source = s), n, 'the command counts ' || s || ' alike')
  FROM (VALUES ('incidents', 5::bigint), ('complaints', 2), ('pals', 1), ('learning', 2)) v (s, n);
SELECT app.act_as('command', 'tester', :q) \g /dev/null
SELECT is((SELECT f.number FROM app.report_figures('2026-04-01', '2026-06-30') f WHERE f.part = 'total' AND f.source = 'incidents'), 1::bigint, 'of its own practice');
SELECT set_config('role', 'none', true) \g /dev/null

-- ---- Who sees PALS contacts, who signs in
SELECT is(pg_temp.as_member(who, 'SELECT count(*) FROM app.pals_contact'), seen, format('%s sees %s PALS contacts', who, seen))
  FROM (VALUES ('manager', '2'), ('staff', '0'), ('admin', '0'), ('other', '1')) v (who, seen);
SELECT is(pg_temp.as_member('staff', 'SELECT count(*) FROM app.staff_list()'), '0', 'only an administrator lists sign-ins');
SELECT is(pg_temp.as_member('admin', 'SELECT count(*) FROM app.staff_list()'), '6', 'those of the own practice');
SELECT is(pg_temp.as_member('admin', $$SELECT string_agg(role, ' ' ORDER BY role) FROM app.staff_roles() WHERE cardinality(holders) = 1$$),
  'administrator practice_manager staff', 'roles with a single holder are found (U-6)');
SELECT * FROM finish();
ROLLBACK;
