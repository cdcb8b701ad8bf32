-- The monitoring report: its figures, what one figure counts, and the rows that cgi/report_page.c makes of them.

-- name: report_figures :read
-- Every figure of a period; the page, the CSV file and the command read nothing else.
-- params: from_on date, to_on date
-- gives: part text, source text, code text, title text, position integer, number bigint
SELECT f.part, f.source, f.code, f.title, f."position", f.number FROM app.report_figures($1, $2) f
 ORDER BY f.part, CASE WHEN f.part = 'month' THEN f.code END, f."position", f.number DESC, f.title;

-- name: report_rows :read
-- What one figure counts, newest first.
-- params: from_on date, to_on date, source text, part text, code text, most integer, skip integer
-- gives: on_date date, reference text, title text, kind_title text, standing text, case_reference text
SELECT x.on_date, x.reference, x.title, x.kind_title, app.standing_title(x.standing_of, x.standing) AS standing, x.case_reference
  FROM (SELECT r.id, r.on_date, r.reference, r.title, r.kind_title, r.standing_of, r.standing, r.case_reference
          FROM app.report_rows($1, $2, $3, $4, $5) r ORDER BY r.on_date DESC, r.id DESC LIMIT $6 OFFSET $7) x
 ORDER BY x.on_date DESC, x.id DESC;

-- name: report_rows_count :read
-- How many there are.
-- params: from_on date, to_on date, source text, part text, code text
-- gives: total bigint
SELECT count(*) AS total FROM app.report_rows($1, $2, $3, $4, $5);

-- name: report_rows_title :read
-- What the code of a figure is called.
-- params: part text, code text
-- gives: title text
SELECT CASE $1
         WHEN 'kind' THEN (SELECT k.title FROM app.case_kind k WHERE k.code = $2)
         WHEN 'not_counted' THEN coalesce((SELECT k.title FROM app.case_kind k WHERE k.code = $2), 'Praise')
         WHEN 'platform' THEN (SELECT p.title FROM app.platform p WHERE p.code = $2)
         WHEN 'step' THEN app.step_title($2)
         WHEN 'outcome' THEN app.outcome_title($2)
         WHEN 'complaint_state' THEN app.complaint_state_title($2)
       END AS title;

-- name: report_practice :read
-- Whose figures these are, for a file that leaves the practice.
-- gives: code text, name text
SELECT p.code, p.name FROM app.practice p WHERE p.id = app.practice();

-- name: report_export_event :write
-- The command leaves the same event as the download does.
-- gives: event_id bigint
SELECT app.read_append('export.made', NULL) AS event_id;

-- name: report_period :made
-- Periods to choose from.
-- gives: code text, title text

-- name: report_total :made
-- One row a source that was asked for.
-- gives: source text, title text, unit text, number bigint, href text

-- name: report_month :made
-- One row a month; its figures are report_month_figure's.
-- gives: month text, title text

-- name: report_month_figure :made
-- One row a month and source.
-- gives: month text, title text, number bigint, href text

-- name: report_part :made
-- One row a table below the months: of kinds, platforms and so on.
-- gives: part text, title text, about text, empty text, heading text, is_empty boolean

-- name: report_figure :made
-- One row a figure in these.
-- gives: part text, title text, number bigint, href text

-- name: report_annex :read
-- The restricted annex: sealed cases and cases about a colleague's conduct that this member sees in full, newest
-- first (U-26). They are never in the shared figures.
-- params: from_on date, to_on date
-- gives: reference text, kind_title text, month date, state text, is_sealed boolean, is_conduct boolean
SELECT c.reference, k.title AS kind_title, date_trunc('month', c.logged_at AT TIME ZONE p.time_zone)::date AS month, c.state,
       c.sealed AS is_sealed,
       EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.relation = 'conduct' AND a.until_at IS NULL) AS is_conduct
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind JOIN app.practice p ON p.id = c.practice_id
 WHERE c.logged_at >= ($1::timestamp AT TIME ZONE p.time_zone) AND c.logged_at < (($2 + 1)::timestamp AT TIME ZONE p.time_zone)
   AND c.id <> ALL (app.limited())
   AND (c.sealed OR EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.relation = 'conduct' AND a.until_at IS NULL))
 ORDER BY c.logged_at DESC, c.id DESC LIMIT 500;

-- name: report_annex_kind :made
-- The same, counted by kind.
-- gives: kind text, number integer
