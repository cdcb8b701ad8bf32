-- Lists of cases: in each order a page begins after the last case of the page before it, so that the
-- hundredth page costs what the first does. Words are searched through app.search_candidates.

-- name: case_list_newest :read
-- Newest first.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND (c.logged_at, c.id) < (coalesce((SELECT x.logged_at FROM app.case_row x WHERE x.reference = $6), 'infinity'::timestamptz), coalesce((SELECT x.id FROM app.case_row x WHERE x.reference = $6), 9223372036854775807))
 ORDER BY c.logged_at DESC, c.id DESC LIMIT 26;

-- name: case_list_oldest :read
-- Oldest first; and back from a page of the newest.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND (c.logged_at, c.id) > (coalesce((SELECT x.logged_at FROM app.case_row x WHERE x.reference = $6), '-infinity'::timestamptz), coalesce((SELECT x.id FROM app.case_row x WHERE x.reference = $6), 0))
 ORDER BY c.logged_at, c.id LIMIT 26;

-- name: case_list_due :read
-- What is due first comes first; what has no date comes last.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND (c.due_key, c.id) > (coalesce((SELECT x.due_key FROM app.case_row x WHERE x.reference = $6), '-infinity'::date), coalesce((SELECT x.id FROM app.case_row x WHERE x.reference = $6), 0))
 ORDER BY c.due_key, c.id LIMIT 26;

-- name: case_list_due_back :read
-- The same, backwards.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND (c.due_key, c.id) < (coalesce((SELECT x.due_key FROM app.case_row x WHERE x.reference = $6), 'infinity'::date), coalesce((SELECT x.id FROM app.case_row x WHERE x.reference = $6), 9223372036854775807))
 ORDER BY c.due_key DESC, c.id DESC LIMIT 26;

-- name: case_list_reference :read
-- By reference.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND c.reference > $6
 ORDER BY c.reference LIMIT 26;

-- name: case_list_reference_back :read
-- The same, backwards.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean, from_reference text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.practice_id = app.practice()
   AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
   AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent) AND (NOT $5 OR c.is_late)
   AND c.reference < CASE $6 WHEN '' THEN '~' ELSE $6 END
 ORDER BY c.reference DESC LIMIT 26;

-- name: case_count :read
-- How many cases a filter leaves, up to 1,000: beyond that nobody reads on.
-- params: state text, kind text, platform text, is_urgent boolean, is_late boolean
-- gives: total bigint
SELECT count(*) AS total FROM (
  SELECT FROM app.case_file c
   WHERE c.practice_id = app.practice()
     AND CASE $1 WHEN '' THEN c.state <> 'closed' WHEN 'all' THEN true ELSE c.state = $1 END
     AND ($2 = '' OR c.kind = $2) AND ($3 = '' OR c.platform = $3) AND (NOT $4 OR c.urgent)
     AND (NOT $5 OR (c.state <> 'closed' AND c.next_due_on < current_date))
   LIMIT 1001) x;

-- name: case_find :read
-- A reference, or its last five characters. Hidden and absent alike give no row.
-- params: wanted text
-- gives: reference text
SELECT c.reference FROM app.case_file c
 WHERE c.practice_id = app.practice() AND (c.reference = upper($1) OR (length($1) = 5 AND right(c.reference, 5) = upper($1)))
 LIMIT 2;

-- name: case_search :read
-- The cases that a search found and this member may see; what is found only by who the people are needs full standing.
-- params: public_id text
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean
SELECT c.reference, c.summary, c.kind_title, c.platform_title, c.state, c.step_title, c.urgent, c.sealed, c.logged_at,
       c.next_due_on, c.is_late, c.is_new
  FROM app.case_row c
 WHERE c.id = ANY (ARRAY(
     SELECT f.case_id FROM app.search s, app.search_candidates(s.words) f
      WHERE s.public_id = $1 AND s.member_id = app.member() AND (f.is_open OR f.case_id <> ALL (app.limited()))))
 ORDER BY c.logged_at DESC, c.id DESC LIMIT 51;

-- name: search_show :read
-- What was searched for. No row: it is not this member's, or forgotten.
-- params: public_id text
-- gives: words text
SELECT s.words FROM app.search s WHERE s.public_id = $1 AND s.member_id = app.member();

-- name: search_keep :write
-- Keeps the words out of the address.
-- params: words text
-- gives: public_id text
INSERT INTO app.search (practice_id, member_id, words) VALUES (app.practice(), app.member(), $1) RETURNING public_id;

-- name: saved_view_list :read
-- The lists that this member kept.
-- gives: public_id text, name text, state text, kind text, platform text, urgent boolean, late boolean, sort text, in_digest boolean
SELECT w.public_id, w.name, w.state, w.kind, w.platform, w.urgent, w.late, w.sort, w.in_digest
  FROM app.saved_view w WHERE w.member_id = app.member() ORDER BY w.name;

-- name: saved_view_keep :write
-- One list under a name.
-- params: name text, state text, kind text, platform text, urgent boolean, late boolean, sort text, in_digest boolean
-- gives: public_id text
INSERT INTO app.saved_view (practice_id, member_id, name, state, kind, platform, urgent, late, sort, in_digest)
VALUES (app.practice(), app.member(), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING public_id;

-- name: saved_view_count :read
-- How many this member has.
-- gives: total bigint
SELECT count(*) AS total FROM app.saved_view w WHERE w.member_id = app.member();

-- name: saved_view_drop :write
-- This member no longer wants it.
-- params: public_id text
-- gives: public_id text
DELETE FROM app.saved_view WHERE public_id = $1 AND member_id = app.member() RETURNING public_id;

-- name: saved_view_links :made
-- The kept lists, each with its address.
-- gives: public_id text, name text, href text, in_digest boolean

-- name: case_filter_platforms :read
-- Every platform, for the filter.
-- gives: code text, title text
SELECT code, title FROM app.platform ORDER BY position;

-- name: case_filter_kinds :read
-- Every kind, for the filter.
-- gives: code text, title text
SELECT code, title FROM app.case_kind ORDER BY position;

-- name: case_list_rows :made
-- The cases that the list shows, whichever way they were found.
-- gives: reference text, summary text, kind_title text, platform_title text, state text, step_title text, urgent boolean,
--   sealed boolean, logged_at timestamptz, next_due_on date, is_late boolean, is_new boolean

-- name: case_chosen :made
-- The filters in use, each with the list without it.
-- gives: text text, href text

-- name: case_sorts :made
-- The headings of the list; href sorts by it, sorted is what it is sorted by now.
-- gives: text text, href text, sorted text
