-- Letters: one current draft of a kind, its text destroyed when it is sent or dropped (U-27).

-- name: letter_list :read
-- Every letter of the case, newest first.
-- params: reference text
-- gives: id bigint, kind_title text, addressed_to text, state text, state_title text, started_at timestamptz, started_by text,
--   ended_at timestamptz, ended_by text, sent_on date, channel_title text, in_order boolean
SELECT l.id, app.letter_kind_title(l.kind) AS kind_title, l.addressed_to, l.state,
       CASE l.state WHEN 'draft' THEN 'Draft' WHEN 'sent' THEN 'Sent' ELSE 'Dropped' END AS state_title,
       l.started_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = l.started_by), '') AS started_by,
       l.ended_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = l.ended_by), '') AS ended_by,
       s.sent_on, app.letter_channel_title(s.channel) AS channel_title, coalesce(s.in_order, true) AS in_order
  FROM app.case_file c JOIN app.letter l ON l.case_id = c.id LEFT JOIN app.letter_sent s ON s.letter_id = l.id
 WHERE c.reference = upper($1) ORDER BY l.id DESC;

-- name: letter_show :read
-- One letter of the case, with its text: the draft's, or what was sent. No row: there is none of that number here.
-- params: reference text, id bigint
-- gives: id bigint, kind text, kind_title text, addressed_to text, state text, is_draft boolean, is_sent boolean,
--   is_dropped boolean, words text, version integer, started_at timestamptz, started_by text, ended_at timestamptz, ended_by text,
--   sent_on date, channel_title text, in_order boolean, practice_name text, today date, is_approved boolean, approved_by text,
--   approved_at timestamptz, own_reason text, is_mine boolean
SELECT l.id, l.kind, app.letter_kind_title(l.kind) AS kind_title, l.addressed_to, l.state, l.state = 'draft' AS is_draft,
       l.state = 'sent' AS is_sent, l.state = 'dropped' AS is_dropped, coalesce(l.draft_text, convert_from(t.bytes, 'UTF8'), '') AS words,
       l.version, l.started_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = l.started_by), '') AS started_by,
       l.ended_at, coalesce((SELECT m.name FROM app.member m WHERE m.id = l.ended_by), '') AS ended_by,
       s.sent_on, app.letter_channel_title(s.channel) AS channel_title, coalesce(s.in_order, true) AS in_order, y.name AS practice_name,
       app.today() AS today, a.id IS NOT NULL AS is_approved, coalesce(a.name, '') AS approved_by, a.at AS approved_at,
       coalesce(a.own_reason, '') AS own_reason,
       coalesce(app.member() IN (l.started_by, l.edited_by), false) AS is_mine
  FROM app.case_file c JOIN app.practice y ON y.id = c.practice_id JOIN app.letter l ON l.case_id = c.id
  LEFT JOIN app.letter_sent s ON s.letter_id = l.id LEFT JOIN app.content t ON t.id = s.content_id
  LEFT JOIN LATERAL (SELECT z.id, z.at, z.own_reason, (SELECT m.name FROM app.member m WHERE m.id = z.by_member) AS name
         FROM app.letter_approval z WHERE z.letter_id = l.id
          AND z.letter_version = CASE WHEN l.state = 'draft' THEN l.version ELSE l.version - 1 END
        ORDER BY z.id DESC LIMIT 1) a ON true
 WHERE c.reference = upper($1) AND l.id = $2;

-- name: letter_now :read
-- The letter that a change is about.
-- params: case_id bigint, id bigint
-- gives: id bigint, kind text, addressed_to text, state text, words text, version integer, started_on date,
--   is_approved boolean, is_mine boolean
SELECT l.id, l.kind, l.addressed_to, l.state, coalesce(l.draft_text, '') AS words, l.version, l.started_at::date AS started_on,
       EXISTS (SELECT FROM app.letter_approval a WHERE a.letter_id = l.id AND a.letter_version = l.version) AS is_approved,
       coalesce(app.member() IN (l.started_by, l.edited_by), false) AS is_mine
  FROM app.letter l WHERE l.case_id = $1 AND l.id = $2;

-- name: letter_kinds :read
-- The kinds of letter, in the order in which they are offered.
-- gives: code text, title text, addressee text, needs text, case_kinds text, on_complaint boolean, to_patient boolean,
--   checks_patient boolean, is_confidential boolean
SELECT k.code, k.title, k.addressee, k.needs, k.case_kinds::text AS case_kinds, k.on_complaint, k.to_patient, k.checks_patient,
       k.is_confidential
  FROM app.letter_kind k WHERE k.position > 0 ORDER BY k.position;

-- name: letter_wording :read
-- The wording that a letter of that kind starts from: the practice's own in force, or as it ships (no template_id).
-- params: kind text
-- gives: words text, template_id bigint
SELECT coalesce(t.words, k.standard_text) AS words, t.id AS template_id
  FROM app.letter_kind k LEFT JOIN app.letter_template t ON t.kind = k.code AND t.status = 'in_force'
 WHERE k.code = $1;

-- name: letter_facts :read
-- What a letter of a case is made of: a column for each field of src/casework/letter_merge.c, in its order.
-- params: case_id bigint
-- gives: practice_name text, today date, reference text, person_name text, person_address text, author_handle text,
--   platform text, link text, seen_on date, reply_days integer, complaint_reference text, complaint_received_on date,
--   complaint_answer_by date
SELECT y.name AS practice_name, app.today() AS today, c.reference, coalesce(p.name, '') AS person_name,
       coalesce(p.address, '') AS person_address, c.author_handle, f.title AS platform, c.link, c.seen_on,
       app.setting_whole('removal_reply_days') AS reply_days, coalesce(x.reference, '') AS complaint_reference,
       x.received_on AS complaint_received_on, x.answer_by AS complaint_answer_by
  FROM app.case_file c JOIN app.practice y ON y.id = c.practice_id JOIN app.platform f ON f.code = c.platform
  LEFT JOIN app.case_author a ON a.case_id = c.id LEFT JOIN app.person p ON p.id = a.person_id
  LEFT JOIN LATERAL (SELECT z.reference, z.received_on, z.answer_by FROM app.complaint z WHERE z.case_id = c.id
                      ORDER BY z.id DESC LIMIT 1) x ON true
 WHERE c.id = $1;

-- name: letter_draft :read
-- The draft of that kind, if one is being written.
-- params: case_id bigint, kind text
-- gives: id bigint
SELECT l.id FROM app.letter l WHERE l.case_id = $1 AND l.kind = $2 AND l.state = 'draft';

-- name: letter_start :write
-- A draft with its first text.
-- params: case_id bigint, kind text, addressed_to text, words text, template_id bigint?
-- gives: id bigint
INSERT INTO app.letter (practice_id, case_id, kind, addressed_to, draft_text, template_id, started_by)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;

-- name: letter_save :write
-- The draft as it now reads, if nobody was first.
-- params: id bigint, version integer, addressed_to text, words text
-- gives: version integer
UPDATE app.letter SET addressed_to = $3, draft_text = $4, edited_by = app.member(), version = version + 1
 WHERE id = $1 AND version = $2 AND state = 'draft' RETURNING version;

-- name: letter_approve :write
-- Approved as it stands.
-- params: case_id bigint, id bigint, version integer, own_reason text
-- gives: id bigint
INSERT INTO app.letter_approval (practice_id, case_id, letter_id, letter_version, own_reason, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.member()) RETURNING id;

-- name: letter_end :write
-- Sent or dropped: the draft's text is destroyed.
-- params: id bigint, version integer, state text
-- gives: version integer
UPDATE app.letter SET state = $3, draft_text = NULL, ended_at = now(), ended_by = app.member(), version = version + 1
 WHERE id = $1 AND version = $2 AND state = 'draft' RETURNING version;

-- name: letter_forget :write
-- Whatever else still holds the words of a letter that is no draft any more: autosaves, receipts of its forms (U-27).
-- params: id bigint
-- gives: forgotten boolean
SELECT app.letter_forget($1) AS forgotten;

-- name: letter_send :write
-- What was sent; its words are in the content row.
-- params: case_id bigint, letter_id bigint, kind text, addressed_to text, channel text, sent_on date, content_id bigint, in_order boolean
-- gives: id bigint
INSERT INTO app.letter_sent (practice_id, case_id, letter_id, kind, addressed_to, channel, sent_on, content_id, in_order, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, app.member()) RETURNING id;

-- name: letter_choices :made
-- What may be written on a case; the hint says what still stands before sending it.
-- gives: code text, title text, hint text
