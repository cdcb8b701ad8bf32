-- The practice list: the register of warnings and removals, the paper file, reviews, and the wrong person
-- (R-list-5, U-18, U-20, U-21).

-- name: list_register :read
-- Warnings, exceptions and removals of a period, newest first; before: the key of the last row of the page before.
-- params: from_on date, to_on date, before text, most integer
-- gives: key text, on_date date, title text, person_name text, born_on date, nhs_number text, case_reference text, reason text,
--   effect text, standing text
WITH entry AS (
  SELECT 'a' || w.id AS tail, coalesce(w.warned_on, w.at::date) AS on_date, w.person_id, w.case_id, w.content_id,
         CASE w.exception WHEN 'address_change' THEN 'No warning: the person has moved away'
           WHEN 'would_harm_patient' THEN 'No warning: it would harm their health' WHEN 'safety_risk' THEN 'No warning: somebody''s safety at risk'
           WHEN 'not_practical' THEN 'No warning: not reasonable or practical'
           ELSE CASE WHEN w.from_paper THEN 'Warning, from paper' ELSE 'Warning' END END AS title,
         CASE WHEN w.warned_on IS NULL OR NOT app.warning_counts(w) THEN '' ELSE 'Counts up to ' || to_char(app.months_last_day(w.warned_on, 12), 'FMDD FMMonth YYYY') END AS effect,
         CASE WHEN v.id IS NOT NULL THEN 'Void: the wrong person' WHEN NOT w.in_order THEN 'Out of order: does not count'
           WHEN NOT app.warning_counts(w) THEN 'Not confirmed yet: does not count' ELSE '' END AS standing
    FROM app.warning w LEFT JOIN app.record_void v ON v.warning_id = w.id
   WHERE coalesce(w.warned_on, w.at::date) BETWEEN $1 AND $2
  UNION ALL
  SELECT 'b' || r.id, r.requested_on, r.person_id, r.case_id, d.ground_content_id, 'Removal, 8 days',
         CASE WHEN e.on_date IS NULL THEN 'Expected ' || to_char(r.expected_on, 'FMDD FMMonth YYYY')
           ELSE 'Takes effect ' || to_char(e.on_date, 'FMDD FMMonth YYYY') END,
         CASE WHEN v.id IS NOT NULL THEN 'Void: the wrong person' ELSE '' END
    FROM app.list_removal r LEFT JOIN app.decision d ON d.id = r.decision_id LEFT JOIN app.record_void v ON v.decision_id = r.decision_id
    LEFT JOIN LATERAL (SELECT min(x.effective_on) AS on_date FROM app.list_removal_receipt x WHERE x.removal_id = r.id
      AND (x.kind = 'accepted_elsewhere' OR x.kind = CASE WHEN r.is_treated THEN 'treatment_ended' ELSE 'received' END)) e ON true
   WHERE r.requested_on BETWEEN $1 AND $2
  UNION ALL
  SELECT 'c' || n.id, n.on_date, n.person_id, n.case_id, t.content_id, 'Immediate removal',
         'In effect from ' || to_char(n.on_date, 'FMDD FMMonth YYYY') || ' at ' || to_char(n.at_time, 'HH24:MI'),
         CASE WHEN n.in_order THEN '' ELSE 'Recorded after it had happened: ' || n.reason END
    FROM app.immediate_entry n
    LEFT JOIN LATERAL (SELECT x.content_id FROM app.immediate_entry x WHERE x.case_id = n.case_id AND x.entry = 'act' ORDER BY x.id DESC LIMIT 1) t ON true
   WHERE n.entry = 'notice' AND n.on_date BETWEEN $1 AND $2
  UNION ALL
  SELECT 'd' || p.id, p.on_date, p.person_id, p.case_id, p.content_id,
         CASE p.kind WHEN 'removal' THEN 'Removal, 8 days, from paper' ELSE 'Immediate removal, from paper' END, '',
         CASE WHEN f.id IS NULL THEN 'Not confirmed yet: does not count' ELSE '' END
    FROM app.paper_entry p LEFT JOIN app.paper_confirmation f ON f.paper_id = p.id
   WHERE p.kind <> 'warning' AND p.on_date BETWEEN $1 AND $2),
keyed AS (SELECT to_char(e.on_date, 'YYYYMMDD') || e.tail AS key, e.on_date, e.title, e.person_id, e.case_id, e.content_id, e.effect, e.standing FROM entry e)
SELECT k.key, k.on_date, k.title, coalesce(p.name, '') AS person_name, p.born_on, coalesce(p.nhs_number, '') AS nhs_number,
       c.reference AS case_reference, coalesce(convert_from(t.bytes, 'UTF8'), '') AS reason, k.effect, k.standing
  FROM keyed k JOIN app.case_file c ON c.id = k.case_id LEFT JOIN app.person p ON p.id = k.person_id
  LEFT JOIN app.content t ON t.id = k.content_id
 WHERE ($3 = '' OR k.key < $3) ORDER BY k.key DESC LIMIT $4;

-- name: person_history :read
-- Earlier warnings and removals of the person who posted, from anywhere: shown at once when they come back (U-20).
-- params: reference text
-- gives: title text, on_date date, case_reference text, is_counting boolean, is_confirmed boolean
WITH who AS (SELECT a.person_id, a.case_id FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id WHERE c.reference = upper($1))
SELECT x.title, x.on_date, c.reference AS case_reference, x.is_counting, x.is_confirmed
  FROM who, LATERAL (
    SELECT 'Warned that removal is a risk' AS title, w.warned_on AS on_date, w.case_id, app.warning_counts(w)
           AND app.months_last_day(w.warned_on, 12) >= current_date AS is_counting, app.warning_counts(w) AS is_confirmed
      FROM app.warning w WHERE w.person_id = who.person_id AND w.warned_on IS NOT NULL
    UNION ALL
    SELECT 'Removal from the list asked for', r.requested_on, r.case_id, true, true FROM app.list_removal r WHERE r.person_id = who.person_id
       AND NOT EXISTS (SELECT FROM app.record_void v WHERE v.decision_id = r.decision_id)
    UNION ALL
    SELECT 'Removed at once, for violence or fear of it', n.on_date, n.case_id, true, true FROM app.immediate_entry n
     WHERE n.person_id = who.person_id AND n.entry = 'notice'
    UNION ALL
    SELECT CASE p.kind WHEN 'removal' THEN 'Removed from the list (paper)' ELSE 'Removed at once (paper)' END, p.on_date, p.case_id,
           f.id IS NOT NULL, f.id IS NOT NULL
      FROM app.paper_entry p LEFT JOIN app.paper_confirmation f ON f.paper_id = p.id WHERE p.person_id = who.person_id AND p.kind <> 'warning') x
  JOIN app.case_file c ON c.id = x.case_id ORDER BY x.on_date DESC LIMIT 50;

-- name: paper_list :read
-- What was entered on this case from the paper file.
-- params: reference text
-- gives: id bigint, kind text, on_date date, words text, by_name text, at timestamptz, asked_name text, is_confirmed boolean,
--   confirmed_name text, confirmed_at timestamptz, is_alone boolean, may_confirm boolean, may_alone boolean
SELECT p.id, p.kind, p.on_date, convert_from(t.bytes, 'UTF8') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = p.by_member), '') AS by_name, p.at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = p.asked_member), '') AS asked_name, f.id IS NOT NULL AS is_confirmed,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = f.by_member), '') AS confirmed_name, f.at AS confirmed_at,
       coalesce(f.how = 'alone', false) AS is_alone,
       f.id IS NULL AND p.asked_member IS NOT DISTINCT FROM app.member() AND p.by_member IS DISTINCT FROM app.member() AS may_confirm,
       f.id IS NULL AND app.setting('nobody_else') = 'yes' AND p.asked_member IS NULL AS may_alone
  FROM app.case_file c JOIN app.paper_entry p ON p.case_id = c.id LEFT JOIN app.content t ON t.id = p.content_id
  LEFT JOIN app.paper_confirmation f ON f.paper_id = p.id
 WHERE c.reference = upper($1) ORDER BY p.id DESC;

-- name: paper_asked :read
-- Whether the case has a file that may be the scan, and who of that name could confirm: another member who works cases.
-- params: case_id bigint, name text
-- gives: has_scan boolean, asked_id bigint, asked_role text, is_alone boolean, person_id bigint
SELECT EXISTS (SELECT FROM app.evidence e WHERE e.case_id = $1 AND e.kind = 'file') AS has_scan, m.id AS asked_id,
       (SELECT min(r.role) FROM app.member_role r JOIN app.role_may x ON x.role = r.role AND x.may = 'manage' WHERE r.member_id = m.id) AS asked_role,
       app.setting('nobody_else') = 'yes' AS is_alone, (SELECT a.person_id FROM app.case_author a WHERE a.case_id = $1) AS person_id
  FROM (SELECT 1) one LEFT JOIN app.member m ON lower(m.name) = lower(btrim($2)) AND m.practice_id = app.practice()
   AND m.id IS DISTINCT FROM app.member() AND (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND EXISTS (SELECT FROM app.member_role r JOIN app.role_may x ON x.role = r.role AND x.may = 'manage'
     WHERE r.member_id = m.id AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date))
 ORDER BY m.id LIMIT 1;

-- name: paper_record :write
-- One entry of the paper file.
-- params: case_id bigint, person_id bigint, kind text, warning_id bigint?, on_date date, asked_member bigint?, content_id bigint
-- gives: id bigint
INSERT INTO app.paper_entry (practice_id, case_id, person_id, kind, warning_id, on_date, asked_member, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, app.member()) RETURNING id;

-- name: paper_now :read
-- One entry of the case, and whether it was confirmed.
-- params: case_id bigint, id bigint
-- gives: id bigint, is_confirmed boolean
SELECT p.id, EXISTS (SELECT FROM app.paper_confirmation f WHERE f.paper_id = p.id) AS is_confirmed
  FROM app.paper_entry p WHERE p.case_id = $1 AND p.id = $2;

-- name: paper_last :read
-- The latest entry of the case.
-- params: case_id bigint
-- gives: id bigint
SELECT max(p.id) AS id FROM app.paper_entry p WHERE p.case_id = $1;

-- name: paper_confirm :write
-- Seen, and agreed.
-- params: case_id bigint, paper_id bigint, how text, content_id bigint?
-- gives: id bigint
INSERT INTO app.paper_confirmation (practice_id, case_id, paper_id, how, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.member()) RETURNING id;

-- name: review_list :read
-- Reviews of a removal whose letters have gone.
-- params: reference text
-- gives: id bigint, opened_on date, looks text, words text, by_name text, is_open boolean, outcome text, closed_on date,
--   closed_words text, closed_name text
SELECT v.id, v.opened_on, v.looks, convert_from(t.bytes, 'UTF8') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = v.by_member), '') AS by_name, o.id IS NULL AS is_open, o.outcome,
       o.on_date AS closed_on, convert_from(u.bytes, 'UTF8') AS closed_words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = o.by_member), '') AS closed_name
  FROM app.case_file c JOIN app.list_review v ON v.case_id = c.id LEFT JOIN app.content t ON t.id = v.content_id
  LEFT JOIN app.list_review_outcome o ON o.review_id = v.id LEFT JOIN app.content u ON u.id = o.content_id
 WHERE c.reference = upper($1) ORDER BY v.id DESC;

-- name: review_now :read
-- Whether the letters have gone, or notice was given; and the review that is open.
-- params: case_id bigint
-- gives: are_letters_gone boolean, open_id bigint
SELECT (app.gate_facts($1) ->> 'are_letters_gone') = 'true'
         OR EXISTS (SELECT FROM app.immediate_entry e WHERE e.case_id = $1 AND e.entry = 'notice') AS are_letters_gone,
       (SELECT v.id FROM app.list_review v WHERE v.case_id = $1
          AND NOT EXISTS (SELECT FROM app.list_review_outcome o WHERE o.review_id = v.id) ORDER BY v.id LIMIT 1) AS open_id;

-- name: review_standing :read
-- The same, for the page.
-- params: reference text
-- gives: are_letters_gone boolean
SELECT (app.gate_facts(c.id) ->> 'are_letters_gone') = 'true'
         OR EXISTS (SELECT FROM app.immediate_entry e WHERE e.case_id = c.id AND e.entry = 'notice') AS are_letters_gone
  FROM app.case_file c WHERE c.reference = upper($1);

-- name: review_open :write
-- A review of its own.
-- params: case_id bigint, looks text, opened_on date, content_id bigint
-- gives: id bigint
INSERT INTO app.list_review (practice_id, case_id, looks, opened_on, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.member()) RETURNING id;

-- name: review_close :write
-- What came of it.
-- params: case_id bigint, review_id bigint, outcome text, on_date date, content_id bigint
-- gives: id bigint
INSERT INTO app.list_review_outcome (practice_id, case_id, review_id, outcome, on_date, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;
