-- The partners' paper pack: copies, and what only the pack asks of a case.

-- name: pack_list :read
-- Copies of the case on paper, newest first.
-- params: reference text
-- gives: copy_no integer, for_whom text, covers text, has_advice boolean, advice_reason text, at timestamptz, by_name text
SELECT p.copy_no, p.for_whom,
       coalesce((SELECT string_agg(CASE x.code WHEN 'staff' THEN 'staff' WHEN 'person' THEN 'the person who posted' ELSE 'others' END, ', ')
                   FROM unnest(p.covers) x (code)), '') AS covers,
       p.advice_reason <> '' AS has_advice, p.advice_reason, p.at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = p.by_member), '') AS by_name
  FROM app.case_file c JOIN app.pack_copy p ON p.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY p.copy_no DESC LIMIT 200;

-- name: pack_rights :read
-- May this member take advice into a pack?
-- gives: may_take_advice_in boolean
SELECT app.may('vote') AS may_take_advice_in;

-- name: pack_show :read
-- One copy. No row: there is none of that number.
-- params: reference text, copy_no bigint
-- gives: copy_no integer, for_whom text, covers_staff boolean, covers_person boolean, covers_others boolean,
--   has_advice boolean, advice_reason text, made_at timestamptz, made_by text, printed_at timestamptz, practice_name text
SELECT p.copy_no, p.for_whom, 'staff' = ANY (p.covers) AS covers_staff, 'person' = ANY (p.covers) AS covers_person,
       'others' = ANY (p.covers) AS covers_others, p.advice_reason <> '' AS has_advice, p.advice_reason, p.at AS made_at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = p.by_member), '') AS made_by, now() AS printed_at,
       y.name AS practice_name
  FROM app.case_file c JOIN app.practice y ON y.id = c.practice_id JOIN app.pack_copy p ON p.case_id = c.id
 WHERE c.reference = upper($1) AND p.copy_no = $2;

-- name: pack_names :read
-- The names that may be covered, in an order that stays: labels are counted along it.
-- params: reference text
-- gives: whose text, name text, place bigint
SELECT n.whose, n.name, n.place
  FROM (SELECT 'staff' AS whose, m.name, dense_rank() OVER (ORDER BY m.id) AS place, m.id AS id
          FROM app.case_file c JOIN app.member m ON m.practice_id = c.practice_id WHERE c.reference = upper($1)
        UNION ALL
        SELECT 'staff', s.name, (SELECT count(*) FROM app.member m WHERE m.practice_id = c.practice_id)
               + dense_rank() OVER (ORDER BY s.id), 1000000 + s.id
          FROM app.case_file c JOIN app.case_staff s ON s.case_id = c.id
         WHERE c.reference = upper($1) AND s.member_id IS NULL
        UNION ALL
        SELECT 'person', p.name, 1, 1 FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id
          JOIN app.person p ON p.id = a.person_id WHERE c.reference = upper($1)
        UNION ALL
        SELECT 'person', c.author_handle, 1, 2 FROM app.case_file c WHERE c.reference = upper($1)
        UNION ALL
        SELECT 'others', x.name, dense_rank() OVER (ORDER BY x.id), x.id
          FROM app.case_file c, LATERAL (
            SELECT c.seen_by AS name, 1::bigint AS id UNION ALL SELECT c.told_by, 2
            UNION ALL SELECT l.addressed_to, 10 + l.id FROM app.letter l WHERE l.case_id = c.id
            UNION ALL SELECT v.for_doctor, 1000000000 + v.id FROM app.advice v WHERE v.case_id = c.id) x
         WHERE c.reference = upper($1)) n
 WHERE btrim(n.name) <> '' ORDER BY n.whose, n.id;

-- name: pack_letters :read
-- What was sent on the case, word for word, oldest first.
-- params: reference text
-- gives: title text, addressed_to text, sent_on date, channel_title text, in_order boolean, words text
SELECT app.letter_kind_title(s.kind) AS title, s.addressed_to, s.sent_on, app.letter_channel_title(s.channel) AS channel_title,
       s.in_order, coalesce(convert_from(t.bytes, 'UTF8'), '') AS words
  FROM app.case_file c JOIN app.letter_sent s ON s.case_id = c.id LEFT JOIN app.content t ON t.id = s.content_id
 WHERE c.reference = upper($1) ORDER BY s.id LIMIT 100;

-- name: pack_record :write
-- One copy more.
-- params: case_id bigint, for_whom text, covers text[], advice_reason text
-- gives: id bigint, copy_no integer
INSERT INTO app.pack_copy (practice_id, case_id, copy_no, for_whom, covers, advice_reason, by_member)
SELECT app.practice(), $1, coalesce(max(p.copy_no), 0) + 1, $2, $3, $4, app.member()
  FROM app.pack_copy p WHERE p.case_id = $1
RETURNING id, copy_no;
