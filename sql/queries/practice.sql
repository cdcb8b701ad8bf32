-- Practices and the people who sign in: for the administrator's command.

-- name: practice_by_code :read
-- The practice of that code, for commands that act for one.
-- params: code text
-- gives: id bigint, name text
SELECT id, name FROM app.practice_by_code($1);

-- name: act_as_command :write
-- Makes this transaction act for a practice as a command; the operating system's user is the actor.
-- params: name text, practice_id bigint?
SELECT app.act_as('command', $1, $2);

-- name: practice_list :read
-- Every practice of this database.
-- gives: code text, name text, members bigint
SELECT code, name, members FROM app.practice_list();

-- name: practice_add :write
-- A new practice; its code must be new.
-- params: code text, letters text, name text
-- gives: id bigint
SELECT app.practice_add($1, $2, $3) AS id;

-- name: practice_set :write
-- Changes what is given of the acting practice.
-- params: name text?, outside_contact text?, outside_contact_mail text?, setting text?, value text?
SELECT app.practice_set($1, $2, $3, $4, $5);

-- name: user_add :write
-- A sign-in and its membership of the acting practice, with roles.
-- params: user_name text, password_hash text, mail text, name text, job_title text, roles text[], named_for_sealed boolean
-- gives: member_id bigint, is_new_login boolean
SELECT member_id, is_new_login FROM app.user_add($1, $2, $3, $4, $5, $6, $7);

-- name: user_disable :write
-- Ends a sign-in and all its sessions at once.
-- params: user_name text
-- gives: done boolean
SELECT app.user_disable($1) AS done;

-- name: user_reset :write
-- A new password; every session of the sign-in ends.
-- params: user_name text, password_hash text
-- gives: done boolean
SELECT app.user_reset($1, $2) AS done;

-- name: user_list :read
-- The members of the acting practice.
-- gives: user_name text, name text, roles text, is_disabled boolean
SELECT user_name, name, roles, is_disabled FROM app.user_list();

-- name: seed_woodbrook :write
-- The example policy pack for the acting practice.
-- gives: policy_version_id bigint
SELECT app.seed_woodbrook() AS policy_version_id;

-- name: login_ids :read
-- The sign-ins of the acting practice's members.
-- gives: user_name text, id bigint
SELECT user_name, id FROM app.login_ids();
