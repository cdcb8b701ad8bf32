-- Recording a complaint at the desk, or as PALS passed it on.

-- name: complaint_begin :write
-- A complaint with its people; entry_id is the row that its event reports.
-- params: received_on date, how text, summary text, words text, acknowledge_by date, clock text, by_name text, by_born_on date?,
--   by_nhs text?, for_name text, for_born_on date?, for_nhs text?, staff bigint[], conduct bigint[]
-- gives: id bigint, reference text, role text, entry_id bigint
SELECT id, reference, role, entry_id FROM app.complaint_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: complaint_begun :write
-- Sight of complaints is again as it was.
-- gives: sees_all boolean
SELECT app.complaint_begun() AS sees_all;
