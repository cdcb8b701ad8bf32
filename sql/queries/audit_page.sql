-- The audit page: what was done and read in the practice, newest first. Chains keep the record of a
-- case's beginning on the practice's chain, too: those entries are for verification, not for reading,
-- since they would tell of cases that the reader may not know of.

-- name: audit_page_list :read
-- Events that this member may see. what: "", reads, cases or practice; before: the last one of the page before.
-- params: what text, kind text, who bigint?, before bigint?, most integer
-- gives: id bigint, at timestamptz, actor_name text, actor_kind text, title text, reference text, is_read boolean
SELECT e.id, e.at, e.actor_name, e.actor_kind, app.event_title(e.kind) AS title, c.reference, e.is_read
  FROM app.event e LEFT JOIN app.case_file c ON c.id = e.case_id
 WHERE e.practice_id = app.practice() AND e.kind NOT LIKE 'chain.%' AND e.kind NOT LIKE '%.opened\_chain'
   AND CASE $1 WHEN 'reads' THEN e.is_read WHEN 'cases' THEN NOT e.is_read AND e.case_id IS NOT NULL
               WHEN 'practice' THEN NOT e.is_read AND e.case_id IS NULL ELSE true END
   AND ($2 = '' OR e.kind = $2)
   AND ($3::bigint IS NULL OR e.actor_id = $3)
   AND ($4::bigint IS NULL OR (e.at, e.id) < (SELECT b.at, b.id FROM app.event b WHERE b.id = $4))
 ORDER BY e.at DESC, e.id DESC LIMIT $5;

-- name: audit_page_kinds :read
-- Kinds to choose from.
-- gives: kind text, title text
SELECT k.kind, k.title FROM app.event_kind k WHERE k.kind NOT LIKE '%.opened\_chain' ORDER BY k.title, k.kind;

-- name: audit_page_members :read
-- People to choose from.
-- gives: id bigint, name text
SELECT m.id, m.name FROM app.member m ORDER BY m.name, m.id;
