-- Somebody who asks to register: who they were here before, and a refusal with its letter (U-20, R-list-15).

-- name: registration_person :read
-- One person, as registration asks for them.
-- params: id bigint
-- gives: id bigint, name text, born_on date
SELECT p.id, p.name, p.born_on FROM app.person p WHERE p.id = $1;

-- name: registration_history :read
-- Warnings and removals of that person, newest first; a warning counts only inside its 12 months.
-- params: person_id bigint
-- gives: title text, on_date date, case_reference text, remark text
SELECT x.title, x.on_date, c.reference AS case_reference, x.remark FROM (
    SELECT 'Warned that removal is a risk' AS title, w.warned_on AS on_date, w.case_id,
           CASE WHEN NOT app.warning_counts(w) THEN 'Does not count'
             WHEN app.months_last_day(w.warned_on, 12) >= current_date THEN 'Counts up to ' || to_char(app.months_last_day(w.warned_on, 12), 'FMDD FMMonth YYYY')
             ELSE 'Its 12 months are over' END AS remark
      FROM app.warning w WHERE w.person_id = $1 AND w.warned_on IS NOT NULL
    UNION ALL
    SELECT 'Removal from the list asked for', r.requested_on, r.case_id,
           CASE WHEN EXISTS (SELECT FROM app.record_void v WHERE v.decision_id = r.decision_id) THEN 'Void: the wrong person' ELSE '' END
      FROM app.list_removal r WHERE r.person_id = $1
    UNION ALL
    SELECT 'Removed at once, for violence or fear of it', n.on_date, n.case_id, '' FROM app.immediate_entry n
     WHERE n.person_id = $1 AND n.entry = 'notice'
    UNION ALL
    SELECT CASE p.kind WHEN 'removal' THEN 'Removed from the list (paper)' ELSE 'Removed at once (paper)' END, p.on_date, p.case_id,
           CASE WHEN f.id IS NULL THEN 'Not confirmed yet: does not count' ELSE '' END
      FROM app.paper_entry p LEFT JOIN app.paper_confirmation f ON f.paper_id = p.id WHERE p.person_id = $1 AND p.kind <> 'warning') x
  JOIN app.case_file c ON c.id = x.case_id ORDER BY x.on_date DESC, x.title LIMIT 100;

-- name: refusal_list :read
-- Refusals to register, newest first; before: the last one of the page before.
-- params: before bigint?, most integer
-- gives: id bigint, person_name text, decided_on date, ground_title text, letter_by date, sent_on date, is_late boolean
SELECT r.id, p.name AS person_name, r.decided_on, app.refusal_ground(r.ground) AS ground_title, r.letter_by, l.sent_on,
       l.id IS NULL AND r.letter_by < current_date AS is_late
  FROM app.registration_refusal r JOIN app.person p ON p.id = r.person_id LEFT JOIN app.registration_refusal_letter l ON l.refusal_id = r.id
 WHERE ($1::bigint IS NULL OR r.id < $1) ORDER BY r.id DESC LIMIT $2;

-- name: refusal_show :read
-- One refusal, its clock and its letter.
-- params: id bigint
-- gives: id bigint, person_id bigint, person_name text, address text, decided_on date, ground text, ground_title text, letter_by date,
--   clock text, reasons text, by_name text, at timestamptz, sent_on date, letter text, sent_by text, practice_name text, clock_id bigint,
--   today date
SELECT r.id, r.person_id, p.name AS person_name, p.address, r.decided_on, r.ground, app.refusal_ground(r.ground) AS ground_title, r.letter_by,
       r.clock, convert_from(t.bytes, 'UTF8') AS reasons, coalesce((SELECT m.name FROM app.member m WHERE m.id = r.by_member), '') AS by_name,
       r.at, l.sent_on, convert_from(u.bytes, 'UTF8') AS letter,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = l.by_member), '') AS sent_by, y.name AS practice_name,
       (SELECT k.id FROM app.clock k WHERE k.about_kind = 'registration_refusal' AND k.about_id = r.id) AS clock_id, app.today() AS today
  FROM app.registration_refusal r JOIN app.person p ON p.id = r.person_id JOIN app.practice y ON y.id = r.practice_id
  LEFT JOIN app.content t ON t.id = r.content_id
  LEFT JOIN app.registration_refusal_letter l ON l.refusal_id = r.id LEFT JOIN app.content u ON u.id = l.content_id
 WHERE r.id = $1;

-- name: refusal_record :write
-- The decision.
-- params: person_id bigint, decided_on date, ground text, letter_by date, clock text, content_id bigint
-- gives: id bigint
INSERT INTO app.registration_refusal (practice_id, person_id, decided_on, ground, letter_by, clock, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;

-- name: refusal_send :write
-- Its letter, word for word.
-- params: refusal_id bigint, sent_on date, content_id bigint
-- gives: id bigint
INSERT INTO app.registration_refusal_letter (practice_id, refusal_id, sent_on, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, app.member()) RETURNING id;

-- name: registration_content :write
-- A text that belongs to no case.
-- params: words text
-- gives: id bigint
SELECT app.content_add(NULL, $1, true) AS id;
