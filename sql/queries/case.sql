-- The case page, the list of cases, finding one, and who has read it. Pages name a case by its
-- reference, so that one flush brings everything.

-- name: case_show :read
-- The incident as it was logged, and how fast managers knew (W-2.3c).
-- params: reference text
-- gives: id bigint, reference text, summary text, state text, state_title text, kind text, kind_title text,
--   is_incident boolean, has_ladder boolean, sealed boolean, urgent boolean, platform_title text, help_link text,
--   venue_title text, link text, author_handle text, seen_on date, seen_time text, seen_by text, told_by text,
--   logged_at timestamptz, logged_by text, in_danger boolean, self_harm boolean, child_at_risk boolean,
--   other_patient_shown boolean, names_staff boolean, names_patient boolean, is_threatening boolean,
--   looks_untrue boolean, is_praise boolean, details_follow boolean, version integer, closed_at timestamptz,
--   outcome_title text, close_reason text, learning text, word_to_reporter text, policy_title text,
--   told_after text, opened_after text, is_full boolean, can_manage boolean
SELECT c.id, c.reference, c.summary, c.state,
       CASE c.state WHEN 'logged' THEN 'New' WHEN 'open' THEN 'Being worked on' ELSE 'Finished' END AS state_title,
       c.kind, k.title AS kind_title, k.is_incident, k.has_ladder, c.sealed, c.urgent, p.title AS platform_title, p.help_link,
       v.title AS venue_title, c.link, c.author_handle, c.seen_on,
       coalesce(to_char(c.seen_time, 'FMHH12:MIam'), '') AS seen_time, c.seen_by, c.told_by, c.logged_at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = c.logged_by), '') AS logged_by, c.in_danger, c.self_harm,
       c.child_at_risk, c.other_patient_shown, c.names_staff, c.names_patient, c.is_threatening, c.looks_untrue, c.is_praise,
       c.details_follow, c.version, c.closed_at,
       CASE c.outcome WHEN 'removed' THEN 'It was taken down' WHEN 'still_up' THEN 'It is still up'
         WHEN 'gone_before_we_acted' THEN 'Gone before we acted' WHEN 'answered' THEN 'Answered'
         WHEN 'complaint' THEN 'It became a complaint' WHEN 'warning_given' THEN 'A warning was given'
         WHEN 'removed_from_list' THEN 'Removed from the practice list'
         WHEN 'not_removed_from_list' THEN 'The partners decided against removal from the practice list'
         WHEN 'advice_only' THEN 'Advice given' WHEN 'no_action' THEN 'No action needed' ELSE '' END AS outcome_title,
       c.close_reason, c.learning, c.word_to_reporter,
       coalesce((SELECT x.title || ', version ' || x.version FROM app.policy_version x WHERE x.id = c.policy_version_id), '') AS policy_title,
       (SELECT app.spell_interval(min(n.told_at) - c.discovered_at) FROM app.notice n WHERE n.case_id = c.id) AS told_after,
       (SELECT app.spell_interval(min(coalesce(n.opened_at, n.told_at)) - c.discovered_at) FROM app.notice n
         WHERE n.case_id = c.id AND (n.opened_at IS NOT NULL OR n.channel = 'word_of_mouth')) AS opened_after,
       c.id <> ALL (app.limited()) AS is_full, app.may('manage') AND c.id <> ALL (app.aside()) AS can_manage
  FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind JOIN app.platform p ON p.code = c.platform
  JOIN app.venue v ON v.code = c.venue
 WHERE c.reference = upper($1);

-- name: case_triage :read
-- Triage as it stands; nobody who is affected or conflicted sees it.
-- params: reference text
-- gives: id bigint, category text, category_title text, subtype_title text, mention text, complaint text,
--   refers_to_complaint boolean, fair_comment boolean, safeguarding boolean, data_breach text, breach_why text,
--   violence boolean, jigsaw boolean, has_more boolean, proportion text, at timestamptz, by_name text
SELECT t.id, t.category,
       coalesce((SELECT g.title FROM app.policy_category g WHERE g.policy_version_id = c.policy_version_id AND g.code = t.category),
         'None of these') AS category_title,
       coalesce((SELECT g.title FROM app.policy_category g WHERE g.policy_version_id = c.policy_version_id AND g.code = t.subtype),
         '') AS subtype_title,
       t.mention, t.complaint, t.refers_to_complaint, t.fair_comment, t.safeguarding, t.data_breach, t.breach_why, t.violence,
       t.jigsaw, t.fair_comment OR t.safeguarding OR t.violence OR t.jigsaw AS has_more, t.proportion, t.at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = t.by_member), '') AS by_name
  FROM app.case_file c JOIN app.triage t ON t.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY t.id DESC LIMIT 1;

-- name: case_named :read
-- Staff whom the post names or shows, with what was done for them. Who is affected sees themselves only.
-- params: reference text
-- gives: id bigint, name text, told_on date, support text, is_me boolean
SELECT s.id, s.name, s.told_on, s.support, s.member_id IS NOT DISTINCT FROM app.member() AS is_me
  FROM app.case_file c JOIN app.case_staff s ON s.case_id = c.id
 WHERE c.reference = upper($1)
   AND (app.sees_all() AND c.id <> ALL (app.limited()) OR s.member_id = app.member())
 ORDER BY s.id;

-- name: case_author_line :read
-- Who posted, in a line; for those in full standing.
-- params: reference text
-- gives: kind_title text, name text, born_on date, is_agreed boolean, died_on date, age text, identified_by bigint
SELECT k.title AS kind_title, coalesce(p.name, '') AS name, p.born_on,
       a.agreed_by IS NOT NULL OR app.statement(c.id, 'author_agreed_alone') = 'yes'
         OR app.statement(c.id, 'author_agreed_outside') = 'yes' AS is_agreed,
       p.died_on, a.age, a.identified_by
  FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id JOIN app.author_kind k ON k.code = a.kind
  LEFT JOIN app.person p ON p.id = a.person_id
 WHERE c.reference = upper($1) AND c.id <> ALL (app.limited()) AND app.sees_all();

-- name: case_tasks :read
-- Open tasks first, then those done.
-- params: reference text
-- gives: id bigint, kind text, title text, role_title text, due_on date, due_at timestamptz, clock text, citation text,
--   basis text, is_open boolean, is_late boolean, is_hours boolean, done_at timestamptz, done_by text, result text,
--   href text
SELECT t.id, t.kind, t.title, r.title AS role_title, t.due_on, t.due_at, t.clock, t.citation,
       CASE t.basis WHEN 'law' THEN 'Law' WHEN 'contract' THEN 'Contract' WHEN 'request' THEN 'Asked for by another body'
         ELSE 'Our own target' END AS basis,
       t.done_at IS NULL AS is_open,
       t.done_at IS NULL AND coalesce(t.due_at < now(), t.due_on < current_date, false) AS is_late,
       t.due_at IS NOT NULL AS is_hours, t.done_at,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = t.done_by), '') AS done_by,
       CASE WHEN c.id = ANY (app.limited()) THEN '' WHEN t.result ~ '^[a-z_]+$' THEN upper(left(t.result, 1)) || replace(substr(t.result, 2), '_', ' ') ELSE t.result END AS result,
       '/cases/' || c.reference || '/' || coalesce((SELECT k.page FROM app.task_kind k WHERE k.kind = t.kind), 'tasks/' || t.id || '/done') AS href
  FROM app.case_file c JOIN app.task t ON t.case_id = c.id JOIN app.role r ON r.code = t.role
 WHERE c.reference = upper($1)
 ORDER BY t.done_at IS NOT NULL, t.due_on NULLS LAST, t.id LIMIT 60;

-- name: case_timeline :read
-- What happened, newest first. Policies leave out what this member may not see; the words of notes come
-- with them.
-- params: reference text
-- gives: title text, who text, happened_at timestamptz, words text
SELECT app.event_title(e.kind) || CASE WHEN e.detail ? 'step' THEN ': ' || lower(left(s.title, 1)) || substr(s.title, 2)
         WHEN e.kind IN ('letter.started', 'letter.sent', 'letter.dropped') AND e.detail ? 'kind' AND c.id <> ALL (app.limited())
           THEN ': ' || lower(left(x.title, 1)) || substr(x.title, 2) ELSE '' END AS title,
       CASE WHEN e.actor_kind = 'member' THEN e.actor_name WHEN e.actor_kind = 'worker' THEN 'Candour' ELSE e.actor_name END AS who,
       e.at AS happened_at,
       coalesce((SELECT convert_from(x.bytes, 'UTF8') FROM app.case_note n JOIN app.content x ON x.id = n.content_id
                  WHERE e.kind = 'note.added' AND n.case_id = e.case_id AND n.id = (e.detail ->> 'note')::bigint), '') AS words
  FROM app.case_file c JOIN app.event e ON e.case_id = c.id
  LEFT JOIN app.event_kind k ON k.kind = e.kind
  LEFT JOIN app.policy_step s ON s.policy_version_id = c.policy_version_id AND s.step = e.detail ->> 'step'
  CROSS JOIN LATERAL (SELECT app.letter_kind_title(e.detail ->> 'kind') AS title) x
 WHERE c.reference = upper($1) AND NOT e.is_read AND coalesce(k.is_shown, true)
 ORDER BY e.id DESC LIMIT 200;

-- name: case_letters :read
-- Letters of the case, in a line each.
-- params: reference text
-- gives: id bigint, title text, addressed_to text, state text, on_at timestamptz
SELECT l.id, app.letter_kind_title(l.kind) AS title, l.addressed_to, l.state, coalesce(l.ended_at, l.started_at) AS on_at
  FROM app.case_file c JOIN app.letter l ON l.case_id = c.id
 WHERE c.reference = upper($1) AND l.state <> 'dropped' ORDER BY l.id DESC LIMIT 20;

-- name: case_complaint :read
-- The complaint part, in a line.
-- params: reference text
-- gives: reference text, state text, received_on date, acknowledge_by date, acknowledged_on date, ended_why text,
--   clock text, is_late boolean
SELECT x.reference, x.state, x.received_on, x.acknowledge_by, x.acknowledged_on, x.ended_why, x.clock,
       x.state = 'with_lead' AND x.acknowledged_on IS NULL AND coalesce(x.acknowledge_by < current_date, false) AS is_late
  FROM app.case_file c JOIN app.complaint x ON x.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY x.id DESC;

-- name: case_decision :read
-- The partners' decision, for those in full standing.
-- params: reference text
-- gives: opened_at timestamptz, outcome text, summary text
SELECT d.opened_at, coalesce(o.outcome, '') AS outcome, coalesce(o.summary, '') AS summary
  FROM app.case_file c JOIN app.decision d ON d.case_id = c.id
  LEFT JOIN app.decision_outcome o ON o.id = (SELECT max(x.id) FROM app.decision_outcome x WHERE x.decision_id = d.id)
 WHERE c.reference = upper($1) ORDER BY d.id DESC LIMIT 1;

-- name: case_removal :read
-- Removal from the practice list: expected until PCSE's date of receipt is entered; for somebody under
-- treatment, the date on which PCSE was told that it had ended; or when another practice accepts (U-20).
-- params: reference text
-- gives: requested_on date, expected_on date, effective_on date, is_over boolean
SELECT r.requested_on, r.expected_on, e.effective_on, coalesce(e.effective_on <= current_date, false) AS is_over
  FROM app.case_file c JOIN app.list_removal r ON r.case_id = c.id,
       LATERAL (SELECT min(x.effective_on) AS effective_on FROM app.list_removal_receipt x
                 WHERE x.removal_id = r.id
                   AND (x.kind = 'accepted_elsewhere' OR x.kind = CASE WHEN r.is_treated THEN 'treatment_ended' ELSE 'received' END)) e
 WHERE c.reference = upper($1) ORDER BY r.id DESC LIMIT 1;

-- name: case_readers :read
-- Who opened the case, newest first (invariant 2).
-- params: reference text
-- gives: who text, title text, happened_at timestamptz, roles text
SELECT e.actor_name AS who, app.event_title(e.kind) AS title, e.at AS happened_at,
       coalesce((SELECT string_agg(r.title, ', ' ORDER BY r.position) FROM app.member_role mr JOIN app.role r ON r.code = mr.role
                  WHERE mr.member_id = e.actor_id), '') AS roles
  FROM app.case_file c JOIN app.event e ON e.case_id = c.id
 WHERE c.reference = upper($1) AND e.is_read ORDER BY e.id DESC LIMIT 500;

-- name: case_access_now :read
-- Where members stand on the case, apart from what their role gives them (U-1).
-- params: reference text
-- gives: id bigint, member_id bigint, name text, relation text, why text, since_at timestamptz, is_partner boolean
SELECT a.id, a.member_id, m.name, a.relation, a.why, a.since_at,
       EXISTS (SELECT FROM app.member_role mr WHERE mr.member_id = m.id AND mr.role = 'partner'
                AND (mr.to_on IS NULL OR mr.to_on >= current_date)) AS is_partner
  FROM app.case_file c JOIN app.case_access a ON a.case_id = c.id JOIN app.member m ON m.id = a.member_id
 WHERE c.reference = upper($1) AND a.until_at IS NULL ORDER BY a.relation, m.name;

-- name: note_add :write
-- A note on the case; its words are in its content row.
-- params: case_id bigint, content_id bigint
-- gives: id bigint
INSERT INTO app.case_note (practice_id, case_id, content_id, by_member)
VALUES (app.practice(), $1, $2, app.member()) RETURNING id;

-- name: case_frame :read
-- What the sections of a case say at their top.
-- params: reference text
-- gives: reference text, summary text, evidence bigint, letters bigint, is_full boolean, can_manage boolean,
--   can_read_log boolean, sees_cases boolean, is_closed boolean
SELECT c.reference, c.summary, (SELECT count(*) FROM app.evidence e WHERE e.case_id = c.id) AS evidence,
       (SELECT count(*) FROM app.letter l WHERE l.case_id = c.id AND l.state <> 'dropped') AS letters,
       c.id <> ALL (app.limited()) AS is_full, app.may('manage') AS can_manage,
       app.may('read_log') AS can_read_log,
       app.may('read_cases') AS sees_cases, c.state = 'closed' AS is_closed
  FROM app.case_file c WHERE c.reference = upper($1);

-- name: case_connected :read
-- Other cases of the same person, or under the same name on the same platform, as far as this member sees them
-- (U-16). Not for who stands aside.
-- params: reference text
-- gives: reference text, summary text, state text, logged_at timestamptz
SELECT o.reference, o.summary, o.state, o.logged_at
  FROM (SELECT b.case_id FROM app.case_file c JOIN app.case_author a ON a.case_id = c.id
          JOIN app.case_author b ON b.person_id = a.person_id AND b.case_id <> c.id
         WHERE c.reference = upper($1) AND c.id <> ALL (app.limited())
        UNION
        SELECT h.id FROM app.case_file c JOIN app.case_file h ON h.practice_id = c.practice_id AND h.platform = c.platform
           AND lower(h.author_handle) = lower(c.author_handle) AND h.author_handle <> '' AND h.id <> c.id
         WHERE c.reference = upper($1) AND c.author_handle <> '' AND c.id <> ALL (app.limited())) x
  JOIN app.case_file o ON o.id = x.case_id
 WHERE o.id <> ALL (app.limited())
 ORDER BY o.logged_at DESC LIMIT 10;
