-- For the example practice: what its people would see on the screen before they act.

-- name: example_open :write
-- Opens the case as its page would.
-- params: reference text
-- gives: opened boolean
SELECT app.case_open($1, 'case.opened', '') AS opened;

-- name: example_member :read
-- A member by name.
-- params: name text
-- gives: id bigint
SELECT m.id FROM app.member m WHERE m.name = $1;

-- name: example_staff :read
-- The first of the staff whom the case names.
-- params: case_id bigint
-- gives: id bigint, version integer
SELECT s.id, s.version FROM app.case_staff s WHERE s.case_id = $1 ORDER BY s.id LIMIT 1;
