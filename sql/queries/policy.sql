-- Policies: the register, one version with its parts, drafts and what came of them; settings of the practice.

-- name: policy_list :read
-- Every version that matters: in force first, then drafts, then what was before.
-- gives: public_id text, title text, version text, status text, effective_on date, next_review_on date,
--   edited_by text, approved_by text, has_steps boolean, is_review_due boolean, is_acknowledged boolean,
--   acknowledged bigint, members bigint
SELECT v.public_id, v.title, v.version, v.status, v.effective_on, v.next_review_on, v.edited_by, v.approved_by,
       EXISTS (SELECT FROM app.policy_step s WHERE s.policy_version_id = v.id) AS has_steps,
       v.status = 'in_force' AND v.next_review_on <= current_date AS is_review_due,
       EXISTS (SELECT FROM app.policy_acknowledgement a WHERE a.policy_version_id = v.id AND a.member_id = app.member()) AS is_acknowledged,
       (SELECT count(*) FROM app.policy_acknowledgement a JOIN app.member m ON m.id = a.member_id
         WHERE a.policy_version_id = v.id AND (m.ended_on IS NULL OR m.ended_on >= current_date)) AS acknowledged,
       (SELECT count(*) FROM app.member m WHERE m.ended_on IS NULL OR m.ended_on >= current_date) AS members
  FROM app.policy_version v
 WHERE v.status = 'in_force' OR app.may('record_decision') OR app.may('read_log')
 ORDER BY array_position(ARRAY['in_force', 'draft', 'superseded', 'withdrawn'], v.status), v.title, v.id DESC;

-- name: policy_show :read
-- One version. No row: there is none, or this member reads only what is in force.
-- params: public_id text
-- gives: public_id text, title text, version text, source_template text, edited_by text, approved_by text,
--   approve_reason text, comment text, equality text, effective_on date, next_review_on date, status text,
--   quorum_least integer, withdraw_reason text, row_version integer, has_steps boolean, is_draft boolean,
--   is_mine boolean, is_acknowledged boolean, in_force_id text, in_force_version text
SELECT v.public_id, v.title, v.version, v.source_template, v.edited_by, v.approved_by, v.approve_reason, v.comment, v.equality,
       v.effective_on, v.next_review_on, v.status, v.quorum_least, v.withdraw_reason, v.row_version,
       EXISTS (SELECT FROM app.policy_step s WHERE s.policy_version_id = v.id) AS has_steps, v.status = 'draft' AS is_draft,
       v.editor_id IS NOT DISTINCT FROM app.member() AS is_mine,
       EXISTS (SELECT FROM app.policy_acknowledgement a WHERE a.policy_version_id = v.id AND a.member_id = app.member()) AS is_acknowledged,
       coalesce(f.public_id, '') AS in_force_id, coalesce(f.version, '') AS in_force_version
  FROM app.policy_version v
  LEFT JOIN app.policy_version f ON f.practice_id = v.practice_id AND f.title = v.title AND f.status = 'in_force' AND f.id <> v.id
 WHERE v.public_id = $1 AND (v.status = 'in_force' OR app.may('record_decision') OR app.may('read_log'));

-- name: policy_clauses :read
-- The clauses of a version, in order.
-- params: public_id text
-- gives: n integer, clause text, title text, body text
SELECT c.n, c.clause, c.title, c.text AS body
  FROM app.policy_version v JOIN app.policy_clause c ON c.policy_version_id = v.id
 WHERE v.public_id = $1 ORDER BY c.position, c.n;

-- name: policy_categories :read
-- Its categories, in order.
-- params: public_id text
-- gives: n integer, code text, parent text, title text, is_breach boolean
SELECT g.n, g.code, coalesce(g.parent, '') AS parent, g.title, g.is_breach
  FROM app.policy_version v JOIN app.policy_category g ON g.policy_version_id = v.id
 WHERE v.public_id = $1 ORDER BY g.position, g.n;

-- name: policy_steps :read
-- Its steps, in order; place counts from 1.
-- params: public_id text
-- gives: step text, place bigint, title text, clause text, target text, needs text[]
SELECT s.step, row_number() OVER (ORDER BY s.position, s.step) AS place, s.title, s.clause, s.target, s.needs
  FROM app.policy_version v JOIN app.policy_step s ON s.policy_version_id = v.id
 WHERE v.public_id = $1 ORDER BY s.position, s.step;

-- name: policy_readers :read
-- Who has acknowledged the version, and who has not yet (W-2.4l).
-- params: public_id text
-- gives: name text, job_title text, at timestamptz
SELECT m.name, m.job_title, a.at
  FROM app.policy_version v JOIN app.member m ON m.practice_id = v.practice_id
  LEFT JOIN app.policy_acknowledgement a ON a.policy_version_id = v.id AND a.member_id = m.id
 WHERE v.public_id = $1 AND (m.ended_on IS NULL OR m.ended_on >= current_date)
 ORDER BY a.at NULLS FIRST, m.name;

-- name: policy_needs :made
-- Each gate: asked in any case, or added by this version.
-- gives: step text, code text, title text, is_always boolean, is_asked boolean

-- name: policy_changes :read
-- What differs from the version in force of the same title: parts added, taken away, changed.
-- params: public_id text
-- gives: part text, name text, before text, after text
WITH v AS (SELECT n.id AS new_id, o.id AS old_id FROM app.policy_version n
             JOIN app.policy_version o ON o.practice_id = n.practice_id AND o.title = n.title AND o.status = 'in_force'
            WHERE n.public_id = $1 AND n.id <> o.id),
  parts AS (
    SELECT c.policy_version_id AS id, 'Clause' AS part, c.clause AS name, c.title || E'\n' || c.text AS words, 1000 + c.position AS place
      FROM app.policy_clause c
    UNION ALL
    SELECT g.policy_version_id, 'Category', g.code, g.title || CASE WHEN g.is_breach THEN '' ELSE E'\nNot a breach' END, 2000 + g.position
      FROM app.policy_category g
    UNION ALL
    SELECT s.policy_version_id, 'Step', s.step, 'Step ' || s.position || ': ' || s.title
        || CASE WHEN s.clause = '' THEN '' ELSE E'\nClause ' || s.clause END
        || CASE WHEN s.target = '' THEN '' ELSE E'\n' || s.target END
        || CASE WHEN s.needs = '{}' THEN '' ELSE E'\nAlso needs: ' || array_to_string(s.needs, ', ') END, 3000 + s.position
      FROM app.policy_step s
    UNION ALL
    SELECT x.id, 'About', y.name, y.words, y.place FROM app.policy_version x, LATERAL (VALUES
      ('Comment', x.comment, 1), ('Equality', x.equality, 2), ('Next review', coalesce(x.next_review_on::text, ''), 3),
      ('Partners who must vote', coalesce(x.quorum_least::text, ''), 4)) y (name, words, place))
SELECT coalesce(n.part, o.part) AS part, coalesce(n.name, o.name) AS name, coalesce(o.words, '') AS before, coalesce(n.words, '') AS after
  FROM (SELECT p.part, p.name, p.words, p.place FROM parts p JOIN v ON v.new_id = p.id) n
  FULL JOIN (SELECT p.part, p.name, p.words, p.place FROM parts p JOIN v ON v.old_id = p.id) o ON o.part = n.part AND o.name = n.name
 WHERE coalesce(n.words, '') <> coalesce(o.words, '')
 ORDER BY coalesce(n.place, o.place), 2;

-- name: policy_lock :write
-- The version, for a change: racing editors queue up.
-- params: public_id text
-- gives: id bigint, title text, status text, row_version integer, editor_id bigint, next_review_on date, is_mine boolean
SELECT v.id, v.title, v.status, v.row_version, v.editor_id, v.next_review_on, v.editor_id IS NOT DISTINCT FROM app.member() AS is_mine
  FROM app.policy_version v WHERE v.public_id = $1 FOR UPDATE;

-- name: policy_draft :write
-- A draft: with the parts of the version that it starts from, or empty.
-- params: source text?, title text, version text
-- gives: id bigint, public_id text
WITH old AS (SELECT v.title, v.source_template, v.equality, v.quorum_least FROM app.policy_version v WHERE v.public_id = $1),
  new AS (
    INSERT INTO app.policy_version (practice_id, title, version, source_template, edited_by, editor_id, approved_by, equality,
      next_review_on, quorum_least)
    SELECT app.practice(), coalesce((SELECT old.title FROM old), $2), $3, coalesce((SELECT old.source_template FROM old), ''),
           (SELECT m.name FROM app.member m WHERE m.id = app.member()), app.member(), '', coalesce((SELECT old.equality FROM old), ''),
           NULL, (SELECT old.quorum_least FROM old)
    RETURNING id, public_id)
SELECT id, public_id FROM new;

-- name: policy_copy :write
-- The parts of the version that a draft starts from.
-- params: id bigint, source text
WITH c AS (INSERT INTO app.policy_clause (policy_version_id, practice_id, clause, position, title, text)
    SELECT $1, c.practice_id, c.clause, c.position, c.title, c.text
      FROM app.policy_version v JOIN app.policy_clause c ON c.policy_version_id = v.id WHERE v.public_id = $2),
  g AS (INSERT INTO app.policy_category (policy_version_id, practice_id, code, parent, position, title, is_breach)
    SELECT $1, g.practice_id, g.code, g.parent, g.position, g.title, g.is_breach
      FROM app.policy_version v JOIN app.policy_category g ON g.policy_version_id = v.id WHERE v.public_id = $2)
INSERT INTO app.policy_step (policy_version_id, practice_id, step, position, title, clause, needs, target)
SELECT $1, s.practice_id, s.step, s.position, s.title, s.clause, s.needs, s.target
  FROM app.policy_version v JOIN app.policy_step s ON s.policy_version_id = v.id WHERE v.public_id = $2;

-- name: policy_facts :write
-- What stands about a draft; whoever saves it is its editor.
-- params: id bigint, version text, source_template text, comment text, equality text, next_review_on date, quorum_least integer?
UPDATE app.policy_version SET version = $2, source_template = $3, comment = $4, equality = $5, next_review_on = $6,
  quorum_least = $7, row_version = row_version + 1, editor_id = app.member(),
  edited_by = (SELECT m.name FROM app.member m WHERE m.id = app.member())
 WHERE id = $1;

-- name: policy_touch :write
-- A part of the draft was changed by this member.
-- params: id bigint
UPDATE app.policy_version SET row_version = row_version + 1, editor_id = app.member(),
  edited_by = (SELECT m.name FROM app.member m WHERE m.id = app.member())
 WHERE id = $1;

-- name: policy_clause_add :write
-- A clause, after the others.
-- params: id bigint, clause text, title text, body text
INSERT INTO app.policy_clause (policy_version_id, practice_id, clause, position, title, text)
SELECT $1, app.practice(), $2, coalesce((SELECT max(c.position) FROM app.policy_clause c WHERE c.policy_version_id = $1), 0) + 1, $3, $4;

-- name: policy_clause_change :write
-- No row: it is not there any more.
-- params: id bigint, n integer, clause text, title text, body text
-- gives: n integer
UPDATE app.policy_clause SET clause = $3, title = $4, text = $5 WHERE policy_version_id = $1 AND n = $2 RETURNING n;

-- name: policy_clause_drop :write
-- Takes a clause out of a draft. No row: it is not there any more.
-- params: id bigint, n integer
-- gives: n integer
DELETE FROM app.policy_clause WHERE policy_version_id = $1 AND n = $2 RETURNING n;

-- name: policy_category_add :write
-- A category, after the others.
-- params: id bigint, code text, parent text?, title text, is_breach boolean
INSERT INTO app.policy_category (policy_version_id, practice_id, code, parent, position, title, is_breach)
SELECT $1, app.practice(), $2, $3, coalesce((SELECT max(g.position) FROM app.policy_category g WHERE g.policy_version_id = $1), 0) + 1, $4, $5;

-- name: policy_category_change :write
-- No row: it is not there any more.
-- params: id bigint, n integer, code text, parent text?, title text, is_breach boolean
-- gives: n integer
UPDATE app.policy_category SET code = $3, parent = $4, title = $5, is_breach = $6 WHERE policy_version_id = $1 AND n = $2 RETURNING n;

-- name: policy_category_drop :write
-- Takes a category out of a draft. No row: it is not there any more.
-- params: id bigint, n integer
-- gives: n integer
DELETE FROM app.policy_category WHERE policy_version_id = $1 AND n = $2 RETURNING n;

-- name: policy_category_parent :read
-- Is there such a category of the first rank in this version?
-- params: id bigint, code text
-- gives: found boolean
SELECT EXISTS (SELECT FROM app.policy_category g WHERE g.policy_version_id = $1 AND g.code = $2 AND g.parent IS NULL) AS found;

-- name: policy_step_change :write
-- Renamed, retargeted, moved to a place; the others close up.
-- params: id bigint, step text, title text, clause text, target text, needs text[], place integer
-- gives: step text
WITH others AS (
    SELECT s.step, row_number() OVER (ORDER BY s.position, s.step) AS at FROM app.policy_step s
     WHERE s.policy_version_id = $1 AND s.step <> $2),
  placed AS (
    SELECT o.step, (o.at + CASE WHEN o.at >= $7 THEN 1 ELSE 0 END)::integer AS position FROM others o
    UNION ALL SELECT $2, least($7, (SELECT count(*)::integer FROM others) + 1))
UPDATE app.policy_step s SET position = p.position,
       title = CASE WHEN s.step = $2 THEN $3 ELSE s.title END,
       clause = CASE WHEN s.step = $2 THEN $4 ELSE s.clause END,
       target = CASE WHEN s.step = $2 THEN $5 ELSE s.target END,
       needs = CASE WHEN s.step = $2 THEN $6 ELSE s.needs END
  FROM placed p WHERE s.policy_version_id = $1 AND s.step = p.step RETURNING s.step;

-- name: policy_supersede :write
-- The version of that title that is in force makes room.
-- params: title text
UPDATE app.policy_version SET status = 'superseded' WHERE title = $1 AND status = 'in_force';

-- name: policy_force :write
-- The draft comes into force. Its digest goes into the event.
-- params: id bigint, effective_on date, approve_reason text
UPDATE app.policy_version SET status = 'in_force', effective_on = $2, approve_reason = $3, approver_id = app.member(),
  approved_by = (SELECT m.name FROM app.member m WHERE m.id = app.member()), row_version = row_version + 1
 WHERE id = $1;

-- name: policy_digest :read
-- What the version holds, as the event that puts it in force commits to it.
-- params: id bigint
-- gives: digest text
SELECT app.policy_digest($1) AS digest;

-- name: policy_withdraw :write
-- A version in force, or a draft that is dropped.
-- params: id bigint, reason text
UPDATE app.policy_version SET status = 'withdrawn', withdraw_reason = $2 WHERE id = $1;

-- name: policy_acknowledge :write
-- This member has read the version (W-2.4l).
-- params: id bigint
-- gives: id bigint
INSERT INTO app.policy_acknowledgement (practice_id, policy_version_id, member_id)
VALUES (app.practice(), $1, app.member()) RETURNING id;

-- name: setting_list :read
-- Settings of the practice, with what they are when nobody chose.
-- gives: key text, kind text, value text, default_value text, least integer, most integer, help text, is_own boolean
SELECT k.key, k.kind, coalesce(s.value, k.default_value) AS value, k.default_value, k.least, k.most, k.help, s.value IS NOT NULL AS is_own
  FROM app.setting_kind k LEFT JOIN app.practice_setting s ON s.key = k.key
 ORDER BY k.key;

-- name: setting_show :read
-- One setting, with its bounds.
-- params: key text
-- gives: key text, kind text, value text, default_value text, least integer, most integer, help text
SELECT k.key, k.kind, coalesce(s.value, k.default_value) AS value, k.default_value, k.least, k.most, k.help
  FROM app.setting_kind k LEFT JOIN app.practice_setting s ON s.key = k.key WHERE k.key = $1;

-- name: setting_set :write
-- Within the bounds that its kind has; the event is appended by the function.
-- params: key text, value text
SELECT app.setting_set($1, $2);
