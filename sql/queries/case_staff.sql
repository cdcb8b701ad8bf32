-- Staff named or shown, what was done for them, and where members stand (U-1, J-crit-1).

-- name: case_staff_list :read
-- Everyone named or shown.
-- params: reference text
-- gives: id bigint, name text, told_on date, told_by text, support text, support_note text, signs_in boolean
SELECT s.id, s.name, s.told_on, coalesce((SELECT m.name FROM app.member m WHERE m.id = s.told_by), '') AS told_by, s.support,
       s.support_note, s.member_id IS NOT NULL AS signs_in
  FROM app.case_file c JOIN app.case_staff s ON s.case_id = c.id WHERE c.reference = upper($1) ORDER BY s.id;

-- name: case_staff_show :read
-- One of them.
-- params: reference text, staff_id bigint
-- gives: id bigint, name text, told_on date, support text, support_note text, version integer
SELECT s.id, s.name, s.told_on, s.support, s.support_note, s.version
  FROM app.case_file c JOIN app.case_staff s ON s.case_id = c.id WHERE c.reference = upper($1) AND s.id = $2;

-- name: case_staff_support :write
-- Told in person, and support. No row: somebody else changed it meanwhile, or there is no such person.
-- params: case_id bigint, staff_id bigint, told_on date?, support text, support_note text, version integer
-- gives: version integer
UPDATE app.case_staff SET told_on = $3, support = $4, support_note = $5, version = version + 1,
  told_by = CASE WHEN $3::date IS NULL THEN NULL WHEN told_on IS DISTINCT FROM $3 THEN app.member() ELSE told_by END
 WHERE id = $2 AND case_id = $1 AND version = $6 RETURNING version;

-- name: case_staff_named :read
-- Is that member on the list of those named already?
-- params: case_id bigint, member_id bigint
-- gives: id bigint
SELECT id FROM app.case_staff WHERE case_id = $1 AND member_id = $2;

-- name: case_standing_show :read
-- One standing that holds, and who asked for its end. No row: it has ended, or there is none.
-- params: reference text, access_id bigint
-- gives: id bigint, name text, relation text, is_conduct boolean, end_why text, asked_by text, is_asked boolean,
--   is_mine boolean, may_alone boolean
SELECT a.id, m.name, a.relation, a.relation = 'conduct' AS is_conduct, a.end_why, coalesce(k.name, '') AS asked_by,
       a.end_asked_by IS NOT NULL AS is_asked, a.end_asked_by IS NOT DISTINCT FROM app.member() AS is_mine,
       app.setting('nobody_else') = 'yes' AS may_alone
  FROM app.case_file c JOIN app.case_access a ON a.case_id = c.id JOIN app.member m ON m.id = a.member_id
  LEFT JOIN app.member k ON k.id = a.end_asked_by
 WHERE c.reference = upper($1) AND a.id = $2 AND a.until_at IS NULL;

-- name: case_access_lock :write
-- The same, for a change.
-- params: case_id bigint, access_id bigint
-- gives: member_id bigint, relation text, is_asked boolean, is_mine boolean, may_alone boolean
SELECT a.member_id, a.relation, a.end_asked_by IS NOT NULL AS is_asked, a.end_asked_by IS NOT DISTINCT FROM app.member() AS is_mine,
       app.setting('nobody_else') = 'yes' AS may_alone
  FROM app.case_access a WHERE a.case_id = $1 AND a.id = $2 AND a.until_at IS NULL FOR UPDATE;

-- name: case_access_ask_end :write
-- One member says why it should end.
-- params: access_id bigint, why text
UPDATE app.case_access SET end_why = $2, end_asked_by = app.member(), end_asked_at = now() WHERE id = $1 AND until_at IS NULL;

-- name: case_access_end :write
-- A standing that no longer holds.
-- params: access_id bigint
UPDATE app.case_access SET until_at = now(), ended_by = app.member() WHERE id = $1 AND until_at IS NULL;

-- name: case_access_end_of :write
-- Standings of one member that a stronger one replaces.
-- params: case_id bigint, member_id bigint, relation text
UPDATE app.case_access SET until_at = now()
 WHERE case_id = $1 AND member_id = $2 AND relation = $3 AND until_at IS NULL;
