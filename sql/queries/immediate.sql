-- Removal at once, for violence or for fear of it (U-19, R-list-9 to R-list-11, R-list-17).

-- name: immediate_show :read
-- Where it stands, and what PCSE is told (R-list-7).
-- params: reference text
-- gives: person_id bigint, person_name text, address text, born_on date, nhs_number text, practice_name text,
--   practice_code text, is_opened boolean, has_act boolean, act_on date, is_decided boolean, is_authorised boolean,
--   is_confirmed boolean, is_noticed boolean, effect_at timestamptz, notice_on date, is_written boolean,
--   written_by date, clock text, standing text, may_manage boolean, open_complaints bigint, is_closed boolean, today date,
--   act_words text, act_who text, act_place text
SELECT a.person_id, p.name AS person_name, p.address, p.born_on, p.nhs_number, y.name AS practice_name, y.code AS practice_code,
       coalesce(e.is_opened, false) AS is_opened, t.id IS NOT NULL AS has_act, t.on_date AS act_on, d.id IS NOT NULL AS is_decided,
       d.authority_id IS NOT NULL AS is_authorised, coalesce(e.is_confirmed, false) AS is_confirmed, n.id IS NOT NULL AS is_noticed,
       (n.on_date + n.at_time)::timestamptz AS effect_at, n.on_date AS notice_on, coalesce(e.is_written, false) AS is_written,
       k.due_on AS written_by, k.clock, app.immediate_standing(c.id, app.member()) AS standing,
       app.may('manage') AND c.state <> 'closed' AS may_manage,
       (SELECT count(*) FROM app.complaint x WHERE (x.case_id = c.id OR x.person_id = a.person_id)
          AND x.state IN ('with_lead', 'invited', 'taken_up')) AS open_complaints, c.state = 'closed' AS is_closed,
       app.today() AS today, convert_from(tc.bytes, 'UTF8') AS act_words, t.who AS act_who, t.place AS act_place
  FROM app.case_file c JOIN app.practice y ON y.id = c.practice_id
  LEFT JOIN app.case_author a ON a.case_id = c.id LEFT JOIN app.person p ON p.id = a.person_id
  LEFT JOIN LATERAL (SELECT bool_or(x.entry = 'opened') AS is_opened, bool_or(x.entry = 'confirmed' AND x.person_id IS NOT DISTINCT FROM a.person_id) AS is_confirmed,
      bool_or(x.entry = 'written' AND x.person_id IS NOT DISTINCT FROM a.person_id) AS is_written
      FROM app.immediate_entry x WHERE x.case_id = c.id) e ON true
  LEFT JOIN LATERAL (SELECT x.id, x.on_date, x.who, x.place, x.content_id FROM app.immediate_entry x WHERE x.case_id = c.id AND x.entry = 'act' ORDER BY x.id DESC LIMIT 1) t ON true
  LEFT JOIN app.content tc ON tc.id = t.content_id
  LEFT JOIN app.immediate_entry d ON d.case_id = c.id AND d.entry = 'decision' AND d.person_id IS NOT DISTINCT FROM a.person_id
  LEFT JOIN app.immediate_entry n ON n.case_id = c.id AND n.entry = 'notice' AND n.person_id IS NOT DISTINCT FROM a.person_id
  LEFT JOIN LATERAL (SELECT x.due_on, x.clock FROM app.task x WHERE x.case_id = c.id AND x.kind = 'immediate_written'
      ORDER BY x.id DESC LIMIT 1) k ON true
 WHERE c.reference = upper($1);

-- name: immediate_list :read
-- What was entered, in the order in which it was entered.
-- params: reference text
-- gives: id bigint, entry text, code text, who text, place text, entry_reference text, on_date date, at_time text, words text,
--   in_order boolean, reason text, by_name text, at timestamptz
SELECT e.id, e.entry, e.code, e.who, e.place, e.reference AS entry_reference, e.on_date, to_char(e.at_time, 'HH24:MI') AS at_time,
       convert_from(t.bytes, 'UTF8') AS words, e.in_order, e.reason,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = e.by_member), '') AS by_name, e.at
  FROM app.case_file c JOIN app.immediate_entry e ON e.case_id = c.id LEFT JOIN app.content t ON t.id = e.content_id
 WHERE c.reference = upper($1) AND e.entry <> 'opened' ORDER BY e.id;

-- name: immediate_complaints :read
-- Complaints of the person, or of the case, that are open: shown, and no bar (U-19).
-- params: reference text
-- gives: complaint_reference text, received_on date
SELECT x.reference AS complaint_reference, x.received_on
  FROM app.case_file c LEFT JOIN app.case_author a ON a.case_id = c.id
  JOIN app.complaint x ON (x.case_id = c.id OR x.person_id = a.person_id) AND x.state IN ('with_lead', 'invited', 'taken_up')
 WHERE c.reference = upper($1) ORDER BY x.id;

-- name: immediate_now :read
-- The same, under the lock on the case.
-- params: case_id bigint
-- gives: person_id bigint, is_opened boolean, act_on date, decided_by bigint, is_authorised boolean, is_confirmed boolean,
--   notice_on date, standing text, authority_id bigint
SELECT (SELECT a.person_id FROM app.case_author a WHERE a.case_id = $1) AS person_id,
       coalesce(bool_or(e.entry = 'opened'), false) AS is_opened, max(e.on_date) FILTER (WHERE e.entry = 'act') AS act_on,
       max(e.by_member) FILTER (WHERE e.entry = 'decision') AS decided_by,
       coalesce(bool_or(e.entry = 'decision' AND e.authority_id IS NOT NULL), false) AS is_authorised,
       coalesce(bool_or(e.entry = 'confirmed'), false) AS is_confirmed,
       max(e.on_date) FILTER (WHERE e.entry = 'notice') AS notice_on, app.immediate_standing($1, app.member()) AS standing,
       app.removal_authority_of(app.member(), current_date) AS authority_id
  FROM app.immediate_entry e WHERE e.case_id = $1 AND (e.entry NOT IN ('decision', 'confirmed', 'notice')
    OR e.person_id IS NOT DISTINCT FROM (SELECT a.person_id FROM app.case_author a WHERE a.case_id = $1));

-- name: immediate_record :write
-- One entry.
-- params: case_id bigint, person_id bigint?, entry text, code text, who text, place text, reference text, on_date date,
--   at_time text?, content_id bigint?, authority_id bigint?, in_order boolean, reason text
-- gives: id bigint
INSERT INTO app.immediate_entry (practice_id, case_id, person_id, entry, code, who, place, reference, on_date, at_time, content_id,
  authority_id, in_order, reason, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9::time, $10, $11, $12, $13, app.member()) RETURNING id;

-- name: immediate_choices :made
-- The codes that one entry offers.
-- gives: code text, label text, hint text

-- name: immediate_todo :made
-- The entries of the route: what each is called, and where it stands.
-- gives: path text, title text, hint text, is_done boolean, may_enter boolean

-- name: authority_list :read
-- Whom the partners authorised, newest first.
-- gives: id bigint, name text, partners text, from_on date, to_on date, is_in_force boolean, is_ended boolean,
--   ended_name text, by_name text, at timestamptz
SELECT a.id, m.name, a.partners, a.from_on, a.to_on,
       x.id IS NULL AND current_date BETWEEN a.from_on AND a.to_on AS is_in_force, x.id IS NOT NULL AS is_ended,
       coalesce((SELECT n.name FROM app.member n WHERE n.id = x.by_member), '') AS ended_name,
       coalesce((SELECT n.name FROM app.member n WHERE n.id = a.by_member), '') AS by_name, a.at
  FROM app.removal_authority a JOIN app.member m ON m.id = a.member_id
  LEFT JOIN app.removal_authority x ON x.authority_id = a.id
 WHERE a.authority_id IS NULL ORDER BY a.id DESC LIMIT 100;

-- name: authority_members :read
-- Who may be authorised: those who work cases and are no partners.
-- gives: id bigint, name text
SELECT m.id, m.name FROM app.member m
 WHERE (m.ended_on IS NULL OR m.ended_on >= current_date)
   AND EXISTS (SELECT FROM app.member_role r JOIN app.role_may x ON x.role = r.role AND x.may = 'manage'
     WHERE r.member_id = m.id AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date))
   AND NOT EXISTS (SELECT FROM app.member_role r WHERE r.member_id = m.id AND r.role = 'partner'
     AND r.from_on <= current_date AND (r.to_on IS NULL OR r.to_on >= current_date))
 ORDER BY m.name, m.id;

-- name: authority_record :write
-- Whom the partners authorised; authority_id: which one is taken back.
-- params: member_id bigint, partners text, from_on date, to_on date, authority_id bigint?
-- gives: id bigint
INSERT INTO app.removal_authority (practice_id, member_id, partners, from_on, to_on, authority_id, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, app.member()) RETURNING id;

-- name: authority_now :read
-- One authority, and whether it was taken back.
-- params: id bigint
-- gives: member_id bigint, partners text, from_on date, to_on date, is_ended boolean
SELECT a.member_id, a.partners, a.from_on, a.to_on, EXISTS (SELECT FROM app.removal_authority x WHERE x.authority_id = a.id) AS is_ended
  FROM app.removal_authority a WHERE a.id = $1 AND a.authority_id IS NULL;
