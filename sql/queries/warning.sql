-- The formal warning of the risk of removal (C-6, R-list-3, R-list-4).

-- name: warning_about :read
-- Whom a warning on this case concerns, and the warning letter that was sent and is not recorded yet.
-- params: reference text
-- gives: person_id bigint, person_name text, letter_id bigint, letter_sent_on date, letter_in_order boolean, logged_on date
SELECT a.person_id, p.name AS person_name, l.id AS letter_id, l.sent_on AS letter_sent_on,
       l.in_order AS letter_in_order, c.logged_at::date AS logged_on
  FROM app.case_file c
  LEFT JOIN app.case_author a ON a.case_id = c.id LEFT JOIN app.person p ON p.id = a.person_id
  LEFT JOIN LATERAL (SELECT s.id, s.sent_on, s.in_order FROM app.letter_sent s
       WHERE s.case_id = c.id AND s.kind = 'formal_warning'
         AND NOT EXISTS (SELECT FROM app.warning w WHERE w.letter_sent_id = s.id)
       ORDER BY s.id DESC LIMIT 1) l ON true
 WHERE c.reference = upper($1);

-- name: warning_list :read
-- Warnings of the person who posted, and exceptions on this case, newest first.
-- params: reference text
-- gives: warned_on date, exception text, stop_by date, counts_until date, is_counting boolean, is_confirmed boolean, from_paper boolean,
--   confirmed_by text, in_order boolean, words text, by_name text, at timestamptz
SELECT w.warned_on, w.exception, w.stop_by, app.months_last_day(w.warned_on, 12) AS counts_until,
       coalesce(app.warning_counts(w) AND app.months_last_day(w.warned_on, 12) >= current_date, false) AS is_counting,
       NOT w.from_paper OR app.warning_counts(w) AS is_confirmed,
       w.from_paper, w.confirmed_by, w.in_order, convert_from(t.bytes, 'UTF8') AS words, m.name AS by_name, w.at
  FROM app.case_file c LEFT JOIN app.case_author a ON a.case_id = c.id
  JOIN app.warning w ON w.case_id = c.id OR w.person_id = a.person_id
  LEFT JOIN app.content t ON t.id = w.content_id LEFT JOIN app.member m ON m.id = w.by_member
 WHERE c.reference = upper($1) ORDER BY w.id DESC;

-- name: warning_record :write
-- One warning, or the exception that stands for one.
-- params: case_id bigint, person_id bigint, warned_on date?, exception text?, stop_by date?, said_removal boolean,
--   said_why boolean, letter_sent_id bigint?, from_paper boolean, confirmed_by text, in_order boolean, content_id bigint
-- gives: id bigint
INSERT INTO app.warning (practice_id, case_id, person_id, warned_on, exception, stop_by, said_removal, said_why,
  letter_sent_id, from_paper, confirmed_by, in_order, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, app.member()) RETURNING id;
