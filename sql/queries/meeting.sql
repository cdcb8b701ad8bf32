-- The options meeting (W-2.4b).

-- name: meeting_people :read
-- Partners and practice managers, for the list of who was there; who stands aside from the case is marked.
-- params: reference text
-- gives: id bigint, name text, note text
SELECT m.id, m.name,
       CASE WHEN EXISTS (SELECT FROM app.case_access a JOIN app.case_file c ON c.id = a.case_id
                          WHERE c.reference = upper($1) AND a.member_id = m.id AND a.until_at IS NULL
                            AND a.relation IN ('affected', 'conflicted', 'conduct'))
            THEN 'Stands aside from this case' ELSE m.job_title END AS note
  FROM app.member m
 WHERE (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND EXISTS (SELECT FROM app.member_role r WHERE r.member_id = m.id AND r.role IN ('partner', 'practice_manager')
                AND (r.to_on IS NULL OR r.to_on >= current_date))
 ORDER BY m.name, m.id;

-- name: meeting_list :read
-- Meetings on the case, newest first.
-- params: reference text
-- gives: held_on date, attended text, conflicts text, reasons text, in_order boolean, by_name text
SELECT x.held_on, x.attended, x.conflicts, convert_from(t.bytes, 'UTF8') AS reasons, x.in_order, m.name AS by_name
  FROM app.case_file c JOIN app.meeting x ON x.case_id = c.id
  LEFT JOIN app.content t ON t.id = x.content_id LEFT JOIN app.member m ON m.id = x.by_member
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: meeting_names :read
-- The names of those ticked.
-- params: ids bigint[]
-- gives: names text, found bigint
SELECT coalesce(string_agg(m.name, ', ' ORDER BY m.name), '') AS names, count(*) AS found
  FROM app.member m WHERE m.id = ANY ($1);

-- name: meeting_record :write
-- One meeting.
-- params: case_id bigint, held_on date, attended text, conflicts text, content_id bigint, in_order boolean
-- gives: id bigint
INSERT INTO app.meeting (practice_id, case_id, held_on, attended, conflicts, content_id, in_order, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;

-- name: step_needs :read
-- What the policy that the case was opened under says that a step needs.
-- params: case_id bigint, step text
-- gives: gate text
SELECT n.gate FROM app.case_file c JOIN app.policy_step s ON s.policy_version_id = c.policy_version_id AND s.step = $2,
       unnest(s.needs) WITH ORDINALITY n (gate, place)
 WHERE c.id = $1 ORDER BY n.place;
