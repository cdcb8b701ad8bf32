-- The list of complaints.

-- name: complaint_list :read
-- Complaints that this member may know of, newest first. state: open, late, ended, all; month: yyyy-mm or ''; on and id:
-- the last row of the page before.
-- params: state text, month text, on date?, id bigint, most integer
-- gives: id bigint, reference text, received_on date, how_title text, state_title text, is_open boolean, acknowledge_by date,
--   acknowledged_on date, is_late boolean, due_on date, is_due_late boolean, case_reference text, is_on_case boolean, summary text
SELECT x.id, x.reference, x.received_on, coalesce(h.title, x.how) AS how_title, app.complaint_state_title(x.state) AS state_title,
       l.is_open, x.acknowledge_by, x.acknowledged_on, l.is_late, l.due_on, l.is_due_late,
       coalesce(c.reference, '') AS case_reference, x.case_id IS NOT NULL AND x.state IN ('with_lead', 'invited') AS is_on_case,
       coalesce(nullif(x.summary, ''), c.summary, '') AS summary
  FROM app.complaint x LEFT JOIN app.case_file c ON c.id = x.case_id
  LEFT JOIN app.complaint_answer h ON h.task = 'received' AND h.code = x.how
 CROSS JOIN LATERAL app.complaint_lateness(x) l
 WHERE CASE $1 WHEN 'open' THEN l.is_open WHEN 'late' THEN l.is_late OR l.is_due_late WHEN 'ended' THEN NOT l.is_open ELSE true END
   AND ($2 = '' OR (x.received_on >= to_date($2, 'YYYY-MM') AND x.received_on < to_date($2, 'YYYY-MM') + interval '1 month'))
   AND ($3::date IS NULL OR (x.received_on, x.id) < ($3, $4))
 ORDER BY x.received_on DESC, x.id DESC LIMIT $5;

-- name: complaint_list_count :read
-- How many there are of that kind, and how many of all open ones are late.
-- params: state text, month text
-- gives: total bigint, late bigint
SELECT count(*) FILTER (WHERE CASE $1 WHEN 'open' THEN l.is_open WHEN 'late' THEN l.is_late OR l.is_due_late WHEN 'ended' THEN NOT l.is_open ELSE true END
         AND ($2 = '' OR (x.received_on >= to_date($2, 'YYYY-MM') AND x.received_on < to_date($2, 'YYYY-MM') + interval '1 month'))) AS total,
       count(*) FILTER (WHERE l.is_late OR l.is_due_late) AS late
  FROM app.complaint x CROSS JOIN LATERAL app.complaint_lateness(x) l;

-- name: complaint_months :read
-- The months in which complaints came.
-- gives: code text, month date
SELECT to_char(m.month, 'YYYY-MM') AS code, m.month FROM (SELECT DISTINCT date_trunc('month', x.received_on)::date AS month FROM app.complaint x) m
 ORDER BY m.month DESC LIMIT 36;
