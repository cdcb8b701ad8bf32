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

-- name: case_access_end :write
-- A standing that no longer holds. No row: it had ended.
-- params: case_id bigint, access_id bigint
-- gives: member_id bigint, relation text
UPDATE app.case_access SET until_at = now() WHERE id = $2 AND case_id = $1 AND until_at IS NULL RETURNING member_id, relation;

-- name: case_access_end_of :write
-- Standings of one member that a stronger one replaces.
-- params: case_id bigint, member_id bigint, relation text
UPDATE app.case_access SET until_at = now()
 WHERE case_id = $1 AND member_id = $2 AND relation = $3 AND until_at IS NULL;
