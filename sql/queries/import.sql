-- Importing a file: see src/monitor/import.c for the order of these; then what the pages show.

-- name: import_act_as :write
-- The transaction acts for a practice under this name; it sees what the practice sees.
-- params: kind text, name text, practice_id bigint
-- gives: done boolean
SELECT true AS done FROM app.act_as($1, $2, $3);

-- name: import_rules :read
-- What the practice has set that an import goes by, and the last day a comment can be from.
-- gives: month_first boolean, latest date
SELECT app.setting('date_order') = 'month_first' AS month_first, app.today() + 1 AS latest;

-- name: import_next :read
-- The oldest file sent from a page that nobody is reading.
-- gives: import_id bigint, practice_id bigint, name text, size bigint, skip_bad boolean, by_name text
SELECT import_id, practice_id, name, size, skip_bad, by_name FROM app.import_next();

-- name: import_take :write
-- The worker takes a file. No row: another worker was first.
-- params: import_id bigint
-- gives: import_id bigint
UPDATE app.import_file SET state = 'checking', beat_at = clock_timestamp(), rows_done = 0, bytes_done = 0
 WHERE id = $1 AND finished_at IS NULL
   AND (state = 'waiting' OR beat_at < now() - interval '2 minutes')
RETURNING id AS import_id;

-- name: import_add :write
-- A file that a command begins to read.
-- params: kind text, name text, size bigint, skip_bad boolean, by_name text
-- gives: import_id bigint, public_id uuid
INSERT INTO app.import_file (practice_id, kind, name, size, skip_bad, by_kind, by_name, state)
VALUES (app.practice(), $1, $2, $3, $4, 'command', $5, 'checking')
RETURNING id AS import_id, public_id;

-- name: import_receive :write
-- A file that a member sent from a page, for the worker to read.
-- params: kind text, name text, size bigint, skip_bad boolean
-- gives: import_id bigint, public_id uuid
INSERT INTO app.import_file (practice_id, kind, name, size, skip_bad, by_kind, by_name, by_member, state)
VALUES (app.practice(), $1, $2, $3, $4, 'member', app.actor_name(), app.member(), 'waiting')
RETURNING id AS import_id, public_id;

-- name: import_receive_chunk :write
-- A piece of its bytes.
-- params: import_id bigint, n integer, bytes bytea
INSERT INTO app.import_chunk (import_id, practice_id, n, bytes) VALUES ($1, app.practice(), $2, $3);

-- name: import_receive_event :write
-- The event of a file that a member sent.
-- params: import_id bigint, size bigint
-- gives: event_id bigint
SELECT app.audit_append('import.received', NULL, jsonb_build_object('import', $1, 'size', $2)) AS event_id;

-- name: import_chunks :stream
-- The bytes of a file that was sent, piece by piece.
-- params: import_id bigint
-- gives: bytes bytea
SELECT bytes FROM app.import_chunk WHERE import_id = $1 ORDER BY n;

-- name: import_chunks_drop :write
-- The file has been read; its bytes go.
-- params: import_id bigint
DELETE FROM app.import_chunk WHERE import_id = $1;

-- name: import_beat :write
-- Progress, seen from other sessions at once.
-- params: import_id bigint, state text, rows_done bigint, bytes_done bigint
UPDATE app.import_file SET state = $2, rows_done = $3, bytes_done = $4, beat_at = clock_timestamp()
 WHERE id = $1 AND finished_at IS NULL;

-- name: import_twin :read
-- The import that loaded this very file before.
-- params: kind text, sha256 bytea
-- gives: received_at timestamptz, name text
SELECT received_at, name FROM app.import_file
 WHERE practice_id = app.practice() AND kind = $1 AND sha256 = $2 AND state = 'loaded';

-- name: import_lock :write
-- One import of a practice at a time, so that two files with equal rows do not wait for each other.
-- gives: locked boolean
SELECT pg_try_advisory_xact_lock(hashtextextended('candour import', app.practice())) AS locked;

-- name: import_row_make :write
-- Rows as they come, before they are the practice's: COPY does not go through row security.
CREATE TEMP TABLE import_row (
  line bigint NOT NULL, on_date date NOT NULL, other_date date, date_is_doubtful boolean NOT NULL, doubt text,
  organisation text NOT NULL, service text NOT NULL, question text NOT NULL, comment text NOT NULL,
  sentiment smallint, topics text NOT NULL, row_hash bytea NOT NULL
) ON COMMIT DROP;

-- name: import_seen_make :write
-- How often each row has stood in this file already.
CREATE TEMP TABLE import_seen (row_hash bytea PRIMARY KEY, times bigint NOT NULL) ON COMMIT DROP;

-- name: import_row_copy :copy
-- A batch of rows.
COPY pg_temp.import_row (line, on_date, other_date, date_is_doubtful, doubt, organisation, service, question,
  comment, sentiment, topics, row_hash) FROM STDIN;

-- name: import_batch_load :write
-- The batch becomes the practice's. A row that is there already, with as many equal ones before it, is
-- not added again.
-- params: import_id bigint
-- gives: added bigint
WITH numbered AS (
  SELECT r.line, r.on_date, r.other_date, r.date_is_doubtful, r.doubt, r.organisation, r.service, r.question,
         r.comment, r.sentiment, r.topics, r.row_hash,
         (coalesce(s.times, 0) + row_number() OVER (PARTITION BY r.row_hash ORDER BY r.line) - 1)::integer AS occurrence
    FROM pg_temp.import_row r LEFT JOIN pg_temp.import_seen s ON s.row_hash = r.row_hash
), added AS (
  INSERT INTO app.feedback (practice_id, source, import_id, line, on_date, other_date, date_is_doubtful, doubt,
    organisation, service, question, comment, sentiment, topics, row_hash, occurrence)
  SELECT app.practice(), 'fft', $1, line, on_date, other_date, date_is_doubtful, doubt, organisation, service,
         question, comment, sentiment, topics, row_hash, occurrence
    FROM numbered ORDER BY line
  ON CONFLICT (practice_id, row_hash, occurrence) DO NOTHING
  RETURNING 1 AS one
)
SELECT count(*) AS added FROM added;

-- name: import_batch_count :write
-- Remembers the batch for counting equal rows further down the file.
INSERT INTO pg_temp.import_seen AS s (row_hash, times)
SELECT row_hash, count(*) FROM pg_temp.import_row GROUP BY row_hash
ON CONFLICT (row_hash) DO UPDATE SET times = s.times + excluded.times;

-- name: import_batch_clear :write
-- Room for the next batch.
TRUNCATE pg_temp.import_row;

-- name: import_refusal_add :write
-- Where a row was refused, and why.
-- params: import_id bigint, line bigint, reason text
INSERT INTO app.import_refusal (import_id, practice_id, line, reason) VALUES ($1, app.practice(), $2, $3)
ON CONFLICT (import_id, line) DO NOTHING;

-- name: import_end :write
-- How it ended.
-- params: import_id bigint, state text, sha256 bytea?, rows_good bigint, rows_doubtful bigint, rows_refused bigint,
--   rows_repeated bigint, encoding text, columns_left_out text, why text
-- gives: public_id uuid
UPDATE app.import_file
   SET state = $2, sha256 = $3, rows_good = $4, rows_doubtful = $5, rows_refused = $6, rows_repeated = $7,
       rows_total = $4 + $5 + $6, rows_done = $4 + $5 + $6, bytes_done = size,
       encoding = $8, columns_left_out = $9, why = $10, beat_at = clock_timestamp(), finished_at = clock_timestamp()
 WHERE id = $1 AND finished_at IS NULL
RETURNING public_id;

-- name: import_loaded_event :write
-- The event of a file that was loaded, on the practice's chain.
-- params: import_id bigint, sha256 text, good bigint, doubtful bigint, refused bigint, repeated bigint
-- gives: event_id bigint
SELECT app.audit_append('import.loaded', NULL, jsonb_build_object('import', $1, 'sha256', $2, 'good', $3,
  'doubtful', $4, 'refused', $5, 'repeated', $6)) AS event_id;

-- name: import_list :read
-- Imports, newest first.
-- params: most integer
-- gives: public_id uuid, name text, received_at timestamptz, by_name text, state text, is_running boolean,
--   is_stalled boolean, rows_total bigint, rows_good bigint, rows_doubtful bigint, rows_refused bigint,
--   rows_repeated bigint, unsettled bigint
SELECT f.public_id, f.name, f.received_at, f.by_name, f.state, f.finished_at IS NULL AS is_running,
       f.finished_at IS NULL AND f.beat_at < now() - interval '2 minutes' AS is_stalled,
       f.rows_total, f.rows_good, f.rows_doubtful, f.rows_refused, f.rows_repeated,
       (SELECT count(*) FROM app.feedback b
         WHERE b.import_id = f.id AND b.doubt IS NOT NULL AND b.settled_at IS NULL) AS unsettled
  FROM app.import_file f WHERE f.practice_id = app.practice()
 ORDER BY f.id DESC LIMIT $1;

-- name: import_show :read
-- One import, with how far it is.
-- params: public_id text
-- gives: id bigint, public_id uuid, name text, size bigint, received_at timestamptz, finished_at timestamptz,
--   by_name text, state text, is_running boolean, is_stalled boolean, percent integer, rows_done bigint,
--   rows_total bigint, rows_good bigint, rows_doubtful bigint, rows_refused bigint, rows_repeated bigint,
--   rows_added bigint, skip_bad boolean, is_blocked boolean, is_loaded boolean, encoding text,
--   columns_left_out text, why text, unsettled bigint
SELECT f.id, f.public_id, f.name, f.size, f.received_at, f.finished_at, f.by_name, f.state,
       f.finished_at IS NULL AS is_running,
       f.finished_at IS NULL AND f.beat_at < now() - interval '2 minutes' AS is_stalled,
       -- Two passes over the file: checking is the first half, loading the second.
       CASE WHEN f.finished_at IS NOT NULL THEN 100 WHEN f.size = 0 THEN 0
            ELSE least(99, (f.bytes_done * 50 / f.size)::integer + CASE f.state WHEN 'loading' THEN 50 ELSE 0 END)
       END AS percent,
       f.rows_done, f.rows_total, f.rows_good, f.rows_doubtful, f.rows_refused, f.rows_repeated,
       f.rows_good + f.rows_doubtful - f.rows_repeated AS rows_added,
       f.skip_bad, f.state = 'blocked' AS is_blocked, f.state = 'loaded' AS is_loaded, f.encoding,
       f.columns_left_out, f.why,
       (SELECT count(*) FROM app.feedback b
         WHERE b.import_id = f.id AND b.doubt IS NOT NULL AND b.settled_at IS NULL) AS unsettled
  FROM app.import_file f
 WHERE f.practice_id = app.practice() AND f.public_id::text = lower($1);

-- name: import_refusals :read
-- Refused rows of an import, in the order of the file.
-- params: public_id text, most integer
-- gives: line bigint, reason text
SELECT r.line, r.reason
  FROM app.import_refusal r JOIN app.import_file f ON f.id = r.import_id
 WHERE f.practice_id = app.practice() AND f.public_id::text = lower($1)
 ORDER BY r.line LIMIT $2;

-- name: feedback_doubtful_groups :read
-- Undecided dates of an import by organisation and service, each with one of its rows as an example.
-- params: public_id text
-- gives: organisation text, service text, doubtful bigint, example_date date, example_other date
SELECT b.organisation, b.service, count(*) AS doubtful,
       (array_agg(b.on_date ORDER BY b.line))[1] AS example_date,
       (array_agg(b.other_date ORDER BY b.line))[1] AS example_other
  FROM app.feedback b JOIN app.import_file f ON f.id = b.import_id
 WHERE f.practice_id = app.practice() AND f.public_id::text = lower($1)
   AND b.doubt IS NOT NULL AND b.settled_at IS NULL AND b.date_is_doubtful
 GROUP BY b.organisation, b.service ORDER BY doubtful DESC, b.organisation, b.service;

-- name: feedback_doubtful :read
-- Doubtful rows of an import that nobody has looked at, with both readings, in the order of the file.
-- params: public_id text, after_line bigint, most integer
-- gives: line bigint, on_date date, other_date date, date_is_doubtful boolean, doubt text, organisation text,
--   service text, question text, comment text
SELECT b.line, b.on_date, b.other_date, b.date_is_doubtful, b.doubt, b.organisation, b.service, b.question,
       CASE WHEN length(b.comment) > 400 THEN left(b.comment, 399) || '…' ELSE b.comment END AS comment
  FROM app.feedback b JOIN app.import_file f ON f.id = b.import_id
 WHERE f.practice_id = app.practice() AND f.public_id::text = lower($1)
   AND b.doubt IS NOT NULL AND b.settled_at IS NULL AND b.line > $2
 ORDER BY b.line LIMIT $3;

-- name: feedback_settle_date :write
-- A manager settles one doubtful row: the reading that was loaded, or the other. No row: somebody else
-- already has, or there is no such row.
-- params: public_id text, line bigint, use_other boolean
-- gives: import_id bigint, on_date date
UPDATE app.feedback b
   SET on_date = CASE WHEN $3 AND b.other_date IS NOT NULL THEN b.other_date ELSE b.on_date END,
       other_date = CASE WHEN $3 AND b.other_date IS NOT NULL THEN b.on_date ELSE b.other_date END,
       date_is_doubtful = false, settled_at = now(), settled_by = app.member()
  FROM app.import_file f
 WHERE f.id = b.import_id AND f.practice_id = app.practice() AND f.public_id::text = lower($1)
   AND b.line = $2 AND b.doubt IS NOT NULL AND b.settled_at IS NULL
RETURNING b.import_id, b.on_date;

-- name: feedback_settle_group :write
-- The same for every undecided date of an organisation's service in this import.
-- params: public_id text, organisation text, service text, use_other boolean
-- gives: import_id bigint, settled bigint
WITH settled AS (
  UPDATE app.feedback b
     SET on_date = CASE WHEN $4 THEN b.other_date ELSE b.on_date END,
         other_date = CASE WHEN $4 THEN b.on_date ELSE b.other_date END,
         date_is_doubtful = false, settled_at = now(), settled_by = app.member()
    FROM app.import_file f
   WHERE f.id = b.import_id AND f.practice_id = app.practice() AND f.public_id::text = lower($1)
     AND b.organisation = $2 AND b.service = $3 AND b.date_is_doubtful AND b.settled_at IS NULL
  RETURNING b.import_id
)
SELECT import_id, count(*) AS settled FROM settled GROUP BY import_id;

-- name: feedback_settled_event :write
-- The event of it: how many rows, and which reading.
-- params: import_id bigint, line bigint?, settled bigint, used text
-- gives: event_id bigint
SELECT app.audit_append('feedback.settled', NULL, jsonb_strip_nulls(jsonb_build_object('import', $1, 'line', $2,
  'rows', $3, 'used', $4))) AS event_id;

-- name: feedback_list :read
-- Comments of a period, newest first.
-- params: from_on date?, to_on date?, most integer, skip integer
-- gives: on_date date, date_is_doubtful boolean, other_date date, source text, organisation text, service text,
--   question text, comment text, sentiment integer, sentiment_words text, topics text
SELECT b.on_date, b.date_is_doubtful, b.other_date, b.source, b.organisation, b.service, b.question, b.comment,
       b.sentiment::integer AS sentiment,
       coalesce((ARRAY['Very positive', 'Positive', 'Neutral', 'Negative', 'Very negative'])[b.sentiment], '')
         AS sentiment_words, b.topics
  FROM app.feedback b
 WHERE b.practice_id = app.practice() AND ($1::date IS NULL OR b.on_date >= $1) AND ($2::date IS NULL OR b.on_date <= $2)
 ORDER BY b.on_date DESC, b.id DESC LIMIT $3 OFFSET $4;

-- name: feedback_count :read
-- How many comments a period has, and what they come from.
-- params: from_on date?, to_on date?
-- gives: total bigint, doubtful bigint
SELECT count(*) AS total, count(*) FILTER (WHERE b.date_is_doubtful) AS doubtful
  FROM app.feedback b
 WHERE b.practice_id = app.practice() AND ($1::date IS NULL OR b.on_date >= $1) AND ($2::date IS NULL OR b.on_date <= $2);
