-- The monitoring report (H-mon-1..6). Shared figures leave out sealed and staff-conduct cases for everybody
-- (U-26), so whoever asks gets the same numbers, and a number says nothing about a case that somebody
-- may not know of. Figures and the lists behind them come from the same functions.

-- Cases that no shared figure counts: sealed ones, and those in which a colleague's conduct is in question.
CREATE OR REPLACE FUNCTION app.unshared_cases() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(array_agg(x.id), '{}') FROM (
    SELECT c.id FROM app.case_file c WHERE c.practice_id = app.practice() AND c.sealed
    UNION
    SELECT a.case_id FROM app.case_access a
     WHERE a.practice_id = app.practice() AND a.relation = 'conduct' AND a.until_at IS NULL) x
$$;
ALTER FUNCTION app.unshared_cases() OWNER TO definer;
REVOKE ALL ON FUNCTION app.unshared_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.unshared_cases() TO app, report, worker, auditor;

-- What the report calls things.
CREATE OR REPLACE FUNCTION app.pals_wants_title(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'information' THEN 'Information only' WHEN 'reply_to_pals' THEN 'A reply to PALS'
    WHEN 'reply_to_patient' THEN 'A reply to the patient' ELSE 'Passed on as a complaint' END
$$;
CREATE OR REPLACE FUNCTION app.outcome_title(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'removed' THEN 'It was taken down' WHEN 'still_up' THEN 'It is still up'
    WHEN 'gone_before_we_acted' THEN 'Gone before we acted' WHEN 'answered' THEN 'Answered'
    WHEN 'complaint' THEN 'It became a complaint' WHEN 'warning_given' THEN 'A warning was given'
    WHEN 'removed_from_list' THEN 'Removed from the practice list'
    WHEN 'not_removed_from_list' THEN 'The partners decided against removal from the practice list'
    WHEN 'advice_only' THEN 'Advice given' WHEN 'no_action' THEN 'No action needed' ELSE 'No outcome recorded' END
$$;
CREATE OR REPLACE FUNCTION app.complaint_state_title(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'with_lead' THEN 'With the Complaints Lead' WHEN 'invited' THEN 'Invited to complain'
    WHEN 'taken_up' THEN 'Taken up' WHEN 'nothing_heard' THEN 'Invited, nothing heard by the date set'
    WHEN 'answered_as_feedback' THEN 'Answered as feedback' WHEN 'not_a_complaint' THEN 'Not a complaint'
    ELSE 'Finished' END
$$;
CREATE OR REPLACE FUNCTION app.complaint_state_position(code text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT array_position(ARRAY['with_lead', 'invited', 'taken_up', 'nothing_heard', 'answered_as_feedback',
    'not_a_complaint', 'closed'], code)
$$;
-- A step by the name that the policy in force gives it.
CREATE OR REPLACE FUNCTION app.step_title(code text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT s.title FROM app.policy_step s JOIN app.policy_version v ON v.id = s.policy_version_id
                    WHERE s.step = code AND v.practice_id = app.practice()
                    ORDER BY v.status = 'in_force' DESC, v.id DESC LIMIT 1),
    CASE code WHEN 'triage' THEN 'Waiting for triage'
      ELSE upper(left(code, 1)) || replace(substr(code, 2), '_', ' ') END)
$$;
CREATE OR REPLACE FUNCTION app.step_position(code text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT s.position FROM app.policy_step s JOIN app.policy_version v ON v.id = s.policy_version_id
                    WHERE s.step = code AND v.practice_id = app.practice()
                    ORDER BY v.status = 'in_force' DESC, v.id DESC LIMIT 1),
    CASE code WHEN 'triage' THEN 0 ELSE 100 END)
$$;

CREATE OR REPLACE FUNCTION app.standing_title(standing_of text, code text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE standing_of WHEN 'step' THEN app.step_title(code) WHEN 'outcome' THEN app.outcome_title(code)
    WHEN 'complaint_state' THEN app.complaint_state_title(code) WHEN 'wants' THEN app.pals_wants_title(code) ELSE '' END
$$;

-- The cases that shared figures are about, by the day on which they were logged. not_counted: NULL for an
-- incident; else what it is instead (U-8: praise, agreed recordings and friend requests are none).
CREATE OR REPLACE FUNCTION app.shared_cases(from_on date, to_on date)
RETURNS TABLE (id bigint, reference text, summary text, kind text, kind_title text, platform text, step text,
  outcome text, logged_on date, not_counted text)
LANGUAGE sql STABLE AS $$
  SELECT c.id, c.reference, c.summary, c.kind, k.title, coalesce(p.alias_of, p.code),
         CASE WHEN c.state <> 'closed' THEN c.step END,
         CASE WHEN c.state = 'closed' THEN coalesce(c.outcome, 'none') END,
         c.logged_at::date,
         CASE WHEN NOT k.is_incident THEN c.kind
              WHEN c.is_praise AND NOT (c.is_threatening OR c.looks_untrue OR c.names_patient) THEN 'praise' END
    FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind JOIN app.platform p ON p.code = c.platform
   WHERE c.practice_id = (SELECT app.practice())
     AND c.logged_at >= from_on::timestamptz AND c.logged_at < (to_on + 1)::timestamptz
     AND NOT c.sealed AND NOT k.is_sealed AND c.id <> ALL ((SELECT app.unshared_cases())::bigint[])
$$;
-- Complaints and learning events of such a case are not counted either.
CREATE OR REPLACE FUNCTION app.shared_complaints(from_on date, to_on date)
RETURNS TABLE (id bigint, reference text, case_id bigint, received_on date, state text, how text)
LANGUAGE sql STABLE AS $$
  SELECT x.id, x.reference, x.case_id, x.received_on, x.state, x.how FROM app.complaint x
   WHERE x.practice_id = (SELECT app.practice()) AND x.received_on BETWEEN from_on AND to_on
     AND (x.case_id IS NULL OR x.case_id <> ALL ((SELECT app.unshared_cases())::bigint[]))
     AND NOT EXISTS (SELECT FROM app.complaint_staff s WHERE s.complaint_id = x.id AND s.relation = 'conduct' AND s.until_at IS NULL)
$$;
CREATE OR REPLACE FUNCTION app.shared_learning(from_on date, to_on date)
RETURNS TABLE (id bigint, case_id bigint, happened_on date, title text, significant boolean)
LANGUAGE sql STABLE AS $$
  SELECT x.id, x.case_id, x.happened_on, x.title, x.significant FROM app.learning_event x
   WHERE x.practice_id = (SELECT app.practice()) AND x.happened_on BETWEEN from_on AND to_on
     AND (x.case_id IS NULL OR x.case_id <> ALL ((SELECT app.unshared_cases())::bigint[]))
$$;
-- A contact that PALS passed on as a complaint is counted once: as that complaint (U-25).
CREATE OR REPLACE FUNCTION app.shared_pals(from_on date, to_on date)
RETURNS TABLE (id bigint, received_on date, office text, their_reference text, wants text)
LANGUAGE sql STABLE AS $$
  SELECT x.id, x.received_on, x.office, x.their_reference, x.wants FROM app.pals_contact x
   WHERE x.practice_id = (SELECT app.practice()) AND x.received_on BETWEEN from_on AND to_on AND x.wants <> 'complaint'
$$;

-- Every figure of the report, each with where it stands: part month (code: its first day), total, kind,
-- platform, step (of open cases), outcome (of finished ones), not_counted, complaint_state. Sources and
-- months have a figure also when it is 0; other parts name only what there is.
CREATE OR REPLACE FUNCTION app.report_figures(from_on date, to_on date)
RETURNS TABLE (part text, source text, code text, title text, "position" integer, number bigint)
LANGUAGE sql STABLE AS $$
  WITH shared AS MATERIALIZED (
    SELECT date_trunc('month', s.logged_on)::date AS month, s.kind, s.platform, s.step, s.outcome, s.not_counted
      FROM app.shared_cases(from_on, to_on) s
  ), counted AS MATERIALIZED (
    SELECT grouping(month, kind, platform, step, outcome) AS what, month, kind, platform, step, outcome, count(*) AS n
      FROM shared WHERE not_counted IS NULL
     GROUP BY GROUPING SETS ((month), (kind), (platform), (step), (outcome))
  ), complaints AS MATERIALIZED (
    SELECT date_trunc('month', received_on)::date AS month, state, count(*) AS n
      FROM app.shared_complaints(from_on, to_on) GROUP BY 1, 2
  ), source (source, "position") AS (
    VALUES ('incidents', 1), ('complaints', 2), ('pals', 3), ('learning', 4), ('comments', 5)
  ), months AS (
    SELECT g::date AS month FROM generate_series(date_trunc('month', from_on::timestamp), to_on::timestamp, '1 month') g
  ), dated (source, month, n) AS (
    SELECT 'incidents', month, n FROM counted WHERE what = 15
    UNION ALL
    SELECT 'complaints', month, n FROM complaints
    UNION ALL
    SELECT 'pals', date_trunc('month', received_on)::date, count(*) FROM app.shared_pals(from_on, to_on) GROUP BY 2
    UNION ALL
    SELECT 'learning', date_trunc('month', happened_on)::date, count(*) FROM app.shared_learning(from_on, to_on) GROUP BY 2
    UNION ALL
    SELECT 'comments', date_trunc('month', f.on_date)::date, count(*) FROM app.feedback f
     WHERE f.practice_id = (SELECT app.practice()) AND f.on_date BETWEEN from_on AND to_on GROUP BY 2
  )
  SELECT 'total', s.source, s.source, '', s."position", coalesce(sum(d.n), 0)::bigint
    FROM source s LEFT JOIN dated d ON d.source = s.source GROUP BY s.source, s."position"
  UNION ALL
  SELECT 'month', s.source, m.month::text, '', s."position", coalesce(sum(d.n), 0)::bigint
    FROM source s CROSS JOIN months m LEFT JOIN dated d ON d.source = s.source AND d.month = m.month
   GROUP BY s.source, s."position", m.month
  UNION ALL
  SELECT 'kind', 'incidents', k.code, k.title, k."position", c.n
    FROM counted c JOIN app.case_kind k ON k.code = c.kind WHERE c.what = 23
  UNION ALL
  SELECT 'platform', 'incidents', p.code, p.title, p."position", c.n
    FROM counted c JOIN app.platform p ON p.code = c.platform WHERE c.what = 27
  UNION ALL
  SELECT 'step', 'incidents', c.step, app.step_title(c.step), app.step_position(c.step), c.n
    FROM counted c WHERE c.what = 29 AND c.step IS NOT NULL
  UNION ALL
  SELECT 'outcome', 'incidents', c.outcome, app.outcome_title(c.outcome), 0, c.n
    FROM counted c WHERE c.what = 30 AND c.outcome IS NOT NULL
  UNION ALL
  SELECT 'not_counted', 'incidents', x.not_counted, coalesce(k.title, 'Praise'), coalesce(k."position", 0), x.n
    FROM (SELECT s.not_counted, count(*) AS n FROM shared s WHERE s.not_counted IS NOT NULL GROUP BY 1) x
    LEFT JOIN app.case_kind k ON k.code = x.not_counted
  UNION ALL
  SELECT 'complaint_state', 'complaints', x.state, app.complaint_state_title(x.state), app.complaint_state_position(x.state),
         sum(x.n)::bigint
    FROM complaints x GROUP BY x.state
$$;

-- What one figure counts. code is not asked for a total. standing is a code, of what standing_of says: its
-- title is looked up for the rows that are shown (app.standing_title).
CREATE OR REPLACE FUNCTION app.report_rows(from_on date, to_on date, for_source text, for_part text, for_code text)
RETURNS TABLE (id bigint, on_date date, reference text, title text, kind_title text, standing_of text, standing text,
  case_reference text)
LANGUAGE sql STABLE AS $$
  SELECT s.id, s.logged_on, s.reference, s.summary, s.kind_title,
         CASE WHEN s.outcome IS NOT NULL THEN 'outcome' ELSE 'step' END, coalesce(s.outcome, s.step), s.reference
    FROM app.shared_cases(from_on, to_on) s
   WHERE for_source = 'incidents'
     AND CASE for_part WHEN 'total' THEN s.not_counted IS NULL
                       WHEN 'kind' THEN s.not_counted IS NULL AND s.kind = for_code
                       WHEN 'platform' THEN s.not_counted IS NULL AND s.platform = for_code
                       WHEN 'step' THEN s.not_counted IS NULL AND s.step = for_code
                       WHEN 'outcome' THEN s.not_counted IS NULL AND s.outcome = for_code
                       WHEN 'not_counted' THEN s.not_counted = for_code
                       ELSE false END
  UNION ALL
  SELECT x.id, x.received_on, x.reference, coalesce(c.summary, 'Not about a post'),
         CASE x.how WHEN 'seen_online' THEN 'Seen online' WHEN 'written' THEN 'In writing' WHEN 'oral' THEN 'Spoken'
           WHEN 'electronic' THEN 'By e-mail or form' ELSE 'Passed on by PALS' END,
         'complaint_state', x.state, c.reference
    FROM app.shared_complaints(from_on, to_on) x LEFT JOIN app.case_file c ON c.id = x.case_id
   WHERE for_source = 'complaints'
     AND (for_part = 'total' OR for_part = 'complaint_state' AND x.state = for_code)
  UNION ALL
  SELECT x.id, x.received_on, x.their_reference, x.office, 'PALS contact', 'wants', x.wants, NULL
    FROM app.shared_pals(from_on, to_on) x WHERE for_source = 'pals' AND for_part = 'total'
  UNION ALL
  SELECT x.id, x.happened_on, '', x.title, CASE WHEN x.significant THEN 'Significant event' ELSE 'Learning event' END, '', '',
         c.reference
    FROM app.shared_learning(from_on, to_on) x LEFT JOIN app.case_file c ON c.id = x.case_id
   WHERE for_source = 'learning' AND for_part = 'total'
$$;

-- The command `candour report` connects as this role.
GRANT EXECUTE ON FUNCTION app.practice_by_code(text) TO report;
