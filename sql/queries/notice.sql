-- Who was told of a case (W-2.3c, U-4).

-- name: notice_list :read
-- Everybody who was told, and when they opened it.
-- params: reference text
-- gives: to_name text, channel text, how text, told_at timestamptz, told_by text, opened_at timestamptz,
--   passed_on_at timestamptz, urgent boolean
SELECT n.to_name, n.channel, n.how, n.told_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = n.told_by), '') AS told_by,
       n.opened_at, n.passed_on_at, n.urgent
  FROM app.case_file c JOIN app.notice n ON n.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY n.told_at, n.id;

-- name: notice_people :read
-- Managers who can be told: those who may read the case.
-- params: reference text
-- gives: id bigint, name text, job_title text
SELECT m.id, m.name, m.job_title FROM app.case_file c, app.member m
 WHERE c.reference = upper($1) AND (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND EXISTS (SELECT FROM app.member_role mr JOIN app.role_may rm ON rm.role = mr.role
                WHERE mr.member_id = m.id AND rm.may = 'manage' AND (mr.to_on IS NULL OR mr.to_on >= current_date))
   AND app.member_may_read(m.id, c.id)
 ORDER BY m.name;

-- name: notice_give :write
-- Somebody was told by word of mouth. No row: that member may not know of the case, or the time is to come.
-- params: case_id bigint, member_id bigint?, to_name text, how text, told_on date, told_time text
-- gives: id bigint
INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, how, told_at, told_by)
SELECT app.practice(), $1, $2, coalesce((SELECT m.name FROM app.member m WHERE m.id = $2), $3), 'word_of_mouth', $4, t.told_at,
       app.member()
  FROM (SELECT ($5 + $6::time)::timestamp AT TIME ZONE current_setting('TimeZone') AS told_at) t
 WHERE t.told_at <= now() + interval '1 minute' AND ($2::bigint IS NULL OR app.member_may_read($2, $1))
RETURNING id;

-- name: notice_check :read
-- Nobody is told of a case before it is found, or may not read it.
-- params: case_id bigint, member_id bigint?
-- gives: seen_on date, may_know boolean
SELECT c.seen_on, $2::bigint IS NULL OR app.member_may_read($2, c.id) AS may_know FROM app.case_file c WHERE c.id = $1;
