-- What was done on a page that the practice runs (W-A-4, W-A-12, U-10).

-- name: own_page_list :read
-- What was hidden, deleted or reported, in the order it was recorded.
-- params: reference text
-- gives: action text, action_title text, on_date date, platform_reference text, in_order boolean, reason text, by_name text
SELECT o.action, CASE o.action WHEN 'hidden' THEN 'Hidden' WHEN 'deleted' THEN 'Deleted' ELSE 'Reported to the platform' END AS action_title,
       o.on_date, o.platform_reference, o.in_order, o.reason,
       coalesce((SELECT m.name FROM app.member m WHERE m.id = o.by_member), '') AS by_name
  FROM app.case_file c JOIN app.own_page_action o ON o.case_id = c.id
 WHERE c.reference = upper($1) ORDER BY o.id;

-- name: own_page_state :read
-- What has been done so far; both deleted and reported make the step done.
-- params: case_id bigint
-- gives: is_hidden boolean, is_deleted boolean, is_reported boolean, is_in_order boolean
SELECT coalesce(bool_or(o.action = 'hidden'), false) AS is_hidden, coalesce(bool_or(o.action = 'deleted'), false) AS is_deleted,
       coalesce(bool_or(o.action = 'reported'), false) AS is_reported, coalesce(bool_and(o.in_order), true) AS is_in_order
  FROM app.own_page_action o WHERE o.case_id = $1;

-- name: own_page_record :write
-- One thing done.
-- params: case_id bigint, action text, on_date date, platform_reference text, in_order boolean, reason text
-- gives: id bigint
INSERT INTO app.own_page_action (practice_id, case_id, action, on_date, platform_reference, in_order, reason, by_member)
VALUES (app.practice(), $1, $2, $3, $4, $5, $6, app.member()) RETURNING id;
