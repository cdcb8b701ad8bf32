-- Logging an incident.

-- name: log_choices_kind :read
-- The kinds that the log form offers.
-- gives: code text, title text, hint text
SELECT code, title, hint FROM app.case_kind WHERE is_offered ORDER BY position;

-- name: log_choices_platform :read
-- Where it can have been seen.
-- gives: code text, title text
SELECT code, title FROM app.platform WHERE is_active ORDER BY position;

-- name: log_choices_venue :read
-- Whose page it can have been on.
-- gives: code text, title text
SELECT code, title FROM app.venue ORDER BY position;

-- name: log_choices_staff :read
-- Everyone who works here and signs in, to be ticked where a post names them.
-- gives: id bigint, name text, job_title text
SELECT m.id, m.name, m.job_title FROM app.member m
 WHERE m.ended_on IS NULL OR m.ended_on >= current_date ORDER BY m.name;

-- name: log_names :read
-- The words for what was chosen, for the page of checked answers.
-- params: kind text, platform text, venue text, staff bigint[]
-- gives: kind_title text, platform_title text, venue_title text, staff_names text, is_sealed boolean
SELECT (SELECT title FROM app.case_kind WHERE code = $1) AS kind_title,
       (SELECT title FROM app.platform WHERE code = $2) AS platform_title,
       (SELECT title FROM app.venue WHERE code = $3) AS venue_title,
       coalesce((SELECT string_agg(name, ', ' ORDER BY name) FROM app.member WHERE id = ANY ($4)), '') AS staff_names,
       coalesce((SELECT is_sealed FROM app.case_kind WHERE code = $1), false) AS is_sealed;

-- name: log_parts :read
-- The pages of the log form that this member has answered so far.
-- gives: form text, fields text
SELECT form, fields FROM app.draft WHERE member_id = app.member() AND ref = 'answered' AND form IN ('log_start', 'log_details');

-- name: log_parts_drop :write
-- The incident is logged: its answers have done their work.
DELETE FROM app.draft WHERE member_id = app.member() AND form IN ('log_start', 'log_details');

-- name: incident_begin :write
-- The case itself; the rest of this transaction sees it.
-- params: kind text, platform text, venue text, link text, summary text, seen_on date, in_danger boolean, self_harm boolean, child_at_risk boolean, other_patient_shown boolean
-- gives: id bigint, reference text
SELECT id, reference FROM app.incident_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: incident_resume :write
-- An urgent case whose details follow. No row: not this member's, or complete.
-- params: reference text
-- gives: id bigint, reference text
SELECT id, reference FROM app.incident_resume($1);

-- name: incident_details_follow :write
-- Told at once; the form is finished later (U-7).
-- params: case_id bigint
UPDATE app.case_file SET details_follow = true WHERE id = $1;

-- name: incident_describe :write
-- What the second page of the form adds.
-- params: case_id bigint, summary text, seen_on date, seen_time text?, author_handle text, seen_by text, told_by text, names_staff boolean, names_patient boolean, is_threatening boolean, looks_untrue boolean, is_praise boolean
UPDATE app.case_file SET summary = $2, seen_on = $3, seen_time = $4::time, author_handle = $5, seen_by = $6, told_by = $7,
  names_staff = $8, names_patient = $9, is_threatening = $10, looks_untrue = $11, is_praise = $12, details_follow = false
 WHERE id = $1;

-- name: incident_staff_add :write
-- Somebody on the staff whom the post names or shows.
-- params: case_id bigint, member_id bigint?, name text
INSERT INTO app.case_staff (practice_id, case_id, member_id, name)
SELECT app.practice(), $1, $2, coalesce((SELECT m.name FROM app.member m WHERE m.id = $2), $3);

-- name: case_access_add :write
-- Where a member stands on the case from now on (U-1).
-- params: case_id bigint, member_id bigint, relation text, why text
INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
SELECT app.practice(), $1, $2, $3, $4 WHERE EXISTS (SELECT FROM app.member m WHERE m.id = $2)
ON CONFLICT DO NOTHING;

-- name: notify_managers :write
-- Notice and mail to every manager who may read the case (W-2.3c, U-4).
-- params: case_id bigint
-- gives: name text, by_mail boolean
SELECT name, by_mail FROM app.notify_managers($1);

-- name: incident_kind :read
-- How cases of that kind are treated.
-- params: kind text
-- gives: notifies boolean, is_sealed boolean
SELECT notifies, is_sealed FROM app.case_kind WHERE code = $1;

-- name: log_done :read
-- What a reporter is told after logging: only their own case, and never more than this.
-- params: reference text
-- gives: reference text, urgent boolean, in_danger boolean, self_harm boolean, child_at_risk boolean,
--   other_patient_shown boolean, details_follow boolean, told text, is_sealed boolean, notifies boolean
SELECT reference, urgent, in_danger, self_harm, child_at_risk, other_patient_shown, details_follow, told, is_sealed, notifies
  FROM app.log_done($1);

-- name: call_clinicians :write
-- The writer may harm themselves: clinicians are told, and may read this case (U-7).
-- params: case_id bigint
-- gives: called integer
SELECT app.call_clinicians($1) AS called;

-- name: incident_restate :write
-- The first page was changed after the urgent notice: what it says now stands. Gives the ticks as they were.
-- params: case_id bigint, kind text, platform text, venue text, link text, in_danger boolean, self_harm boolean, child_at_risk boolean, other_patient_shown boolean
-- gives: in_danger boolean, self_harm boolean, child_at_risk boolean, other_patient_shown boolean
WITH before AS (SELECT in_danger, self_harm, child_at_risk, other_patient_shown FROM app.case_file WHERE id = $1),
now AS (
  UPDATE app.case_file c SET kind = k.code, sealed = c.sealed OR k.is_sealed, platform = $3, venue = $4, link = $5,
    in_danger = c.in_danger OR $6, self_harm = c.self_harm OR $7, child_at_risk = c.child_at_risk OR $8,
    other_patient_shown = c.other_patient_shown OR $9
    FROM app.case_kind k WHERE c.id = $1 AND k.code = $2 RETURNING c.id)
SELECT b.in_danger, b.self_harm, b.child_at_risk, b.other_patient_shown FROM before b, now;
