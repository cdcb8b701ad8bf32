-- Mail that did not go, for who looks after the practice's set-up.

-- name: mail_list :read
-- Given up and refused first, then what is still being tried.
-- gives: id bigint, to_address text, what text, made_at timestamptz, due_at timestamptz, is_dropped boolean, dropped_at timestamptz,
--   dropped_why text, last_error text, attempts bigint
SELECT id, to_address, what, made_at, due_at, dropped_at IS NOT NULL AS is_dropped, dropped_at, dropped_why, last_error, attempts
  FROM app.mail_troubles() ORDER BY dropped_at IS NULL, coalesce(dropped_at, due_at) DESC, id DESC LIMIT 100;

-- name: mail_show :read
-- One of them.
-- params: id bigint
-- gives: id bigint, to_address text, what text, made_at timestamptz, due_at timestamptz, is_dropped boolean, dropped_why text,
--   last_error text, attempts bigint, unsettled bigint
SELECT id, to_address, what, made_at, due_at, dropped_at IS NOT NULL AS is_dropped, dropped_why, last_error, attempts, unsettled
  FROM app.mail_troubles() WHERE id = $1;

-- name: mail_retry :write
-- It is tried again at once, under the same Message-ID.
-- params: id bigint
-- gives: done boolean
SELECT app.mail_retry($1) AS done;

-- name: mail_drop :write
-- It is left unsent, with the reason.
-- params: id bigint, reason text
-- gives: done boolean
SELECT app.mail_drop($1, $2) AS done;
