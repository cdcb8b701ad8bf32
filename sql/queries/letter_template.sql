-- The practice's own wording of letters, version by version.

-- name: template_list :read
-- Every kind with the wording in force. version 0: as it ships.
-- gives: kind text, title text, version integer, in_force_at timestamptz, has_draft boolean
SELECT k.code AS kind, k.title, coalesce(t.version, 0) AS version, t.in_force_at,
       EXISTS (SELECT FROM app.letter_template d WHERE d.kind = k.code AND d.status = 'draft') AS has_draft
  FROM app.letter_kind k LEFT JOIN app.letter_template t ON t.kind = k.code AND t.status = 'in_force'
 WHERE k.position > 0 ORDER BY k.position;

-- name: template_show :read
-- One kind: the wording in force, and the draft if there is one. No row: no such kind.
-- params: kind text
-- gives: kind text, title text, addressee text, words text, version integer, in_force_at timestamptz, in_force_by text,
--   comment text, has_draft boolean, draft_words text, draft_comment text, draft_version integer, row_version integer,
--   drafted_at timestamptz, drafted_by text
SELECT k.code AS kind, k.title, k.addressee, coalesce(t.words, k.standard_text) AS words, coalesce(t.version, 0) AS version,
       t.in_force_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = t.in_force_by), '') AS in_force_by,
       coalesce(t.comment, '') AS comment, d.id IS NOT NULL AS has_draft, coalesce(d.words, '') AS draft_words,
       coalesce(d.comment, '') AS draft_comment, coalesce(d.version, 0) AS draft_version, coalesce(d.row_version, 0) AS row_version,
       d.edited_at AS drafted_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = d.edited_by), '') AS drafted_by
  FROM app.letter_kind k LEFT JOIN app.letter_template t ON t.kind = k.code AND t.status = 'in_force'
  LEFT JOIN app.letter_template d ON d.kind = k.code AND d.status = 'draft'
 WHERE k.code = $1 AND k.position > 0;

-- name: template_earlier :read
-- What was in force before, newest first; the wording that ships is the oldest of all.
-- params: kind text
-- gives: version integer, words text, comment text, in_force_at timestamptz, ended_at timestamptz
SELECT t.version, t.words, t.comment, t.in_force_at, t.ended_at
  FROM app.letter_template t WHERE t.kind = $1 AND t.status = 'superseded'
UNION ALL
SELECT 0, k.standard_text, '', NULL, NULL FROM app.letter_kind k
 WHERE k.code = $1 AND EXISTS (SELECT FROM app.letter_template t WHERE t.kind = $1 AND t.status = 'in_force')
 ORDER BY version DESC LIMIT 50;

-- name: template_add :write
-- A draft of the next version. No row: somebody else began one first.
-- params: kind text, words text, comment text
-- gives: id bigint, version integer
INSERT INTO app.letter_template (practice_id, kind, version, words, comment, edited_by)
SELECT app.practice(), $1, coalesce(max(t.version), 0) + 1, $2, $3, app.member()
  FROM app.letter_template t WHERE t.practice_id = app.practice() AND t.kind = $1
ON CONFLICT DO NOTHING RETURNING id, version;

-- name: template_save :write
-- The draft as it now reads. No row: somebody was first.
-- params: kind text, row_version integer, words text, comment text
-- gives: id bigint, version integer
UPDATE app.letter_template SET words = $3, comment = $4, edited_by = app.member(), edited_at = now(), row_version = row_version + 1
 WHERE kind = $1 AND status = 'draft' AND row_version = $2 RETURNING id, version;

-- name: template_supersede :write
-- The version in force gives way.
-- params: kind text
-- gives: version integer
UPDATE app.letter_template SET status = 'superseded', ended_at = now() WHERE kind = $1 AND status = 'in_force' RETURNING version;

-- name: template_end :write
-- The draft becomes in_force or dropped. No row: somebody was first.
-- params: kind text, row_version integer, status text
-- gives: id bigint, version integer
UPDATE app.letter_template SET status = $3, row_version = row_version + 1,
       in_force_at = CASE WHEN $3 = 'in_force' THEN now() END, in_force_by = CASE WHEN $3 = 'in_force' THEN app.member() END,
       ended_at = CASE WHEN $3 = 'dropped' THEN now() END
 WHERE kind = $1 AND status = 'draft' AND row_version = $2 RETURNING id, version;
