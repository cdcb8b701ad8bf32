-- One's own sign-in, and who is away with whose cover (U-6).

-- name: me_show :read
-- This member.
-- gives: name text, user_name text, roles text, away_from date, away_to date, cover_id bigint, is_away boolean
SELECT m.name, p.user_name,
       coalesce((SELECT string_agg(r.title || CASE WHEN mr.is_deputy THEN ' (deputy)' ELSE '' END, ', ' ORDER BY r."position")
                   FROM app.member_role mr JOIN app.role r ON r.code = mr.role WHERE mr.member_id = m.id
                    AND mr.from_on <= current_date AND (mr.to_on IS NULL OR mr.to_on >= current_date)), '') AS roles,
       m.away_from, m.away_to, m.cover_id, app.is_away(m) AS is_away
  FROM app.member m, app.my_password() p WHERE m.id = app.member();

-- name: me_password :read
-- What the old password is checked against.
-- gives: user_name text, password_hash text
SELECT user_name, password_hash FROM app.my_password();

-- name: me_password_set :write
-- A new password; every other sign-in of the same person ends.
-- params: password_hash text
SELECT app.my_password_set($1);

-- name: cover_list :read
-- Members, who is away or will be, and who covers.
-- gives: id bigint, name text, job_title text, is_away boolean, away_from date, away_to date, cover_name text, has_cover boolean
SELECT m.id, m.name, m.job_title, app.is_away(m) AS is_away, m.away_from, m.away_to, coalesce(c.name, '') AS cover_name,
       c.id IS NOT NULL AS has_cover
  FROM app.member m LEFT JOIN app.member c ON c.id = m.cover_id
 WHERE m.ended_on IS NULL OR m.ended_on >= current_date ORDER BY m.name, m.id;

-- name: cover_show :read
-- One member's absence; NULL: one's own.
-- params: member_id bigint?
-- gives: id bigint, name text, away_from date, away_to date, cover_id bigint, is_away boolean
SELECT m.id, m.name, m.away_from, m.away_to, m.cover_id, app.is_away(m) AS is_away FROM app.member m WHERE m.id = coalesce($1, app.member());

-- name: cover_choices :read
-- Who may cover for a member.
-- params: member_id bigint?
-- gives: id text, name text
SELECT m.id::text AS id, m.name FROM app.member m
 WHERE m.id <> coalesce($1, app.member()) AND (m.ended_on IS NULL OR m.ended_on >= current_date) ORDER BY m.name, m.id;

-- name: cover_unseen :read
-- Open tasks of the member's roles whose cases the cover may not see: they stay with whoever else holds the role.
-- params: member_id bigint?
-- gives: tasks bigint
SELECT count(*) AS tasks FROM app.member m JOIN app.task t ON t.done_at IS NULL AND t.case_id IS NOT NULL
 WHERE m.id = coalesce($1, app.member()) AND m.cover_id IS NOT NULL AND t.role IN (SELECT r.role FROM app.member_role r WHERE r.member_id = m.id)
   AND NOT app.member_may_read(m.cover_id, t.case_id);

-- name: member_away :write
-- Away from, to, with cover; all NULL: back.
-- params: member_id bigint?, from_on date?, to_on date?, cover_id bigint?
SELECT app.member_away(coalesce($1, app.member()), $2, $3, $4);
