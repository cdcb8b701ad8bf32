-- "This is the wrong person" (U-21): what was sent, decided or counted under them, and what counts no more.

-- name: wrong_person_show :read
-- Whom the case has now.
-- params: reference text
-- gives: person_id bigint, name text, born_on date, nhs_number text, kind text, version integer
SELECT p.id AS person_id, p.name, p.born_on, p.nhs_number, a.kind, a.version
  FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id JOIN app.person p ON p.id = a.person_id
 WHERE c.reference = upper($1);

-- name: wrong_person_rest :read
-- Everything of this case that rests on that person.
-- params: reference text
-- gives: what text, title text, on_date date, is_void boolean
SELECT x.what, x.title, x.on_date, x.is_void
  FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id AND a.person_id IS NOT NULL, LATERAL (
    SELECT 'sent' AS what, app.letter_kind_title(l.kind) AS title, l.sent_on AS on_date, false AS is_void, l.id AS n
      FROM app.letter_sent l WHERE l.case_id = c.id AND l.kind <> 'platform_report'
    UNION ALL
    SELECT 'counted', CASE WHEN w.exception IS NULL THEN 'Warning' ELSE 'No warning: an exception' END, coalesce(w.warned_on, w.at::date),
           EXISTS (SELECT FROM app.record_void v WHERE v.warning_id = w.id), w.id
      FROM app.warning w WHERE w.case_id = c.id AND w.person_id = a.person_id
    UNION ALL
    SELECT 'decided', 'The partners'' votes and their decision', d.opened_at::date, d.id IS DISTINCT FROM app.decision_live(c.id), d.id
      FROM app.decision d WHERE d.case_id = c.id
    UNION ALL
    SELECT 'asked', 'PCSE asked to remove them', r.requested_on, EXISTS (SELECT FROM app.record_void v WHERE v.decision_id = r.decision_id), r.id
      FROM app.list_removal r WHERE r.case_id = c.id AND r.person_id = a.person_id
    UNION ALL
    SELECT 'asked', 'Notice of immediate removal', n.on_date, false, n.id
      FROM app.immediate_entry n WHERE n.case_id = c.id AND n.entry = 'notice' AND n.person_id = a.person_id
    UNION ALL
    SELECT 'counted', 'Entered from paper', p.on_date, false, p.id
      FROM app.paper_entry p WHERE p.case_id = c.id AND p.person_id = a.person_id AND p.kind <> 'warning'
    UNION ALL
    SELECT 'counted', 'Complaint ' || m.reference, m.received_on, false, m.id
      FROM app.complaint m WHERE m.case_id = c.id AND m.person_id = a.person_id) x
 WHERE c.reference = upper($1) ORDER BY x.on_date, x.what, x.n;

-- name: wrong_person_asked :read
-- Was PCSE asked to take that person off the list?
-- params: case_id bigint, person_id bigint
-- gives: was_asked boolean
SELECT EXISTS (SELECT FROM app.list_removal r WHERE r.case_id = $1 AND r.person_id = $2)
    OR EXISTS (SELECT FROM app.immediate_entry n WHERE n.case_id = $1 AND n.person_id = $2 AND n.entry = 'notice') AS was_asked;

-- name: wrong_person_correct :write
-- The correction.
-- params: case_id bigint, from_person bigint, to_person bigint?, content_id bigint
-- gives: id bigint
INSERT INTO app.person_correction (practice_id, case_id, from_person, to_person, content_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, app.member()) RETURNING id;

-- name: wrong_person_void :write
-- Warnings of that person on this case, and the decision that is open or stands: they count no more.
-- params: case_id bigint, person_id bigint, correction_id bigint
-- gives: id bigint
INSERT INTO app.record_void (practice_id, case_id, correction_id, warning_id, decision_id, by_member)
SELECT app.practice(), $1, $3, x.warning_id, x.decision_id, app.member() FROM (
  SELECT w.id AS warning_id, NULL::bigint AS decision_id FROM app.warning w WHERE w.case_id = $1 AND w.person_id = $2
     AND NOT EXISTS (SELECT FROM app.record_void v WHERE v.warning_id = w.id)
  UNION ALL
  SELECT NULL, d.id FROM app.decision d WHERE d.id = app.decision_live($1)) x
RETURNING id;

-- name: wrong_person_complaints :write
-- Complaint parts of the case leave the wrong person.
-- params: case_id bigint, from_person bigint, to_person bigint?
UPDATE app.complaint SET person_id = $3 WHERE case_id = $1 AND person_id = $2;

-- name: wrong_person_history :read
-- Corrections of this case, newest first.
-- params: reference text
-- gives: from_name text, to_name text, words text, by_name text, at timestamptz
SELECT f.name AS from_name, coalesce(t.name, 'somebody not known') AS to_name, convert_from(x.bytes, 'UTF8') AS words,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = k.by_member), '') AS by_name, k.at
  FROM app.case_file c JOIN app.person_correction k ON k.case_id = c.id JOIN app.person f ON f.id = k.from_person
  LEFT JOIN app.person t ON t.id = k.to_person LEFT JOIN app.content x ON x.id = k.content_id
 WHERE c.reference = upper($1) ORDER BY k.id DESC;
