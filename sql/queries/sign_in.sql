-- Signing in and out.

-- name: sign_in_try :write
-- Takes one try from the counters; gives what the password is checked against.
-- params: user_name text, address text
-- gives: login_id bigint, password_hash text, wait_seconds integer
SELECT login_id, password_hash, wait_seconds FROM app.sign_in_try($1, $2);

-- name: sign_in_open :write
-- Opens the session, after the password was right. No row: no membership is current.
-- params: login_id bigint, token_hash bytea, csrf text, hours integer
-- gives: member_id bigint, practice_id bigint, session_id bigint
SELECT member_id, practice_id, session_id FROM app.sign_in_open($1, $2, $3, $4);

-- name: session_end :write
-- Signs out.
-- params: why text
SELECT app.session_end($1);

-- name: audit_append :write
-- Every change ends with this: the event, last before COMMIT. rows names the append-only rows it reports.
-- params: kind text, case_id bigint?, detail text, rows text[]
-- gives: id bigint
SELECT app.audit_append($1, $2, $3::jsonb, $4) AS id;

-- name: content_add :write
-- Keeps a text apart from its event.
-- params: case_id bigint, body text, needs_full boolean
-- gives: id bigint
SELECT app.content_add($1, $2, $3) AS id;
