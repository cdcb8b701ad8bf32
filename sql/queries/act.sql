-- What the pages of complaint, own page, requests, letters and closing all ask of a case.

-- name: act_case :read
-- The case as the rooms that act on it need it: by its id, or by its reference.
-- params: case_id bigint?, reference text?
-- gives: id bigint, reference text, state text, kind text, venue text, is_on_own_page boolean, allows_reply boolean,
--   is_platform boolean, platform_title text, help_link text, link text, author_handle text, author_kind text,
--   author_name text, version integer, is_closed boolean, is_aside boolean, is_post_gone boolean, is_first_offer_made boolean,
--   complaint_id bigint, complaint_state text, is_complaint_open boolean, is_triaged boolean, may_manage boolean, may_act boolean,
--   today date
SELECT c.id, c.reference, c.state, c.kind, c.venue, c.venue = 'own_page' AS is_on_own_page, v.allows_reply,
       c.platform <> 'in_person' AS is_platform, p.title AS platform_title, p.help_link, c.link, c.author_handle,
       coalesce(a.kind, '') AS author_kind, coalesce(n.name, '') AS author_name, c.version,
       c.state = 'closed' AS is_closed, c.id = ANY (app.aside()) AS is_aside, l.is_post_gone, l.is_first_offer_made,
       x.id AS complaint_id, coalesce(x.state, '') AS complaint_state,
       coalesce(x.state IN ('with_lead', 'invited'), false) AS is_complaint_open, l.is_triaged,
       app.may('manage') AS may_manage,
       app.may('manage') AND c.id <> ALL (app.aside()) AND c.state <> 'closed' AS may_act, app.today() AS today
  FROM app.case_file c JOIN app.venue v ON v.code = c.venue JOIN app.platform p ON p.code = c.platform
 CROSS JOIN LATERAL app.ladder_state(c.id) l
  LEFT JOIN app.case_author a ON a.case_id = c.id LEFT JOIN app.person n ON n.id = a.person_id
  LEFT JOIN LATERAL (SELECT y.id, y.state FROM app.complaint y WHERE y.case_id = c.id ORDER BY y.id DESC LIMIT 1) x ON true
 WHERE c.id = coalesce($1, (SELECT f.id FROM app.case_file f WHERE f.reference = upper($2)));

-- name: act_gates :made
-- "Before this can happen": one row a gate, in order.
-- gives: code text, title text, is_met boolean, sentence text, basis text

-- name: act_gates_other :made
-- The same, for a page with two lists.
-- gives: code text, title text, is_met boolean, sentence text, basis text

-- name: act_late_list :read
-- What was recorded of a step out of its order, with the reason (U-11).
-- params: reference text
-- gives: step text, reason text, on_date date
SELECT s.step, s.reason, s.on_date FROM app.case_file c JOIN app.step_entry s ON s.case_id = c.id
 WHERE c.reference = upper($1) AND NOT s.in_order ORDER BY s.id;
