-- Finding cases by words, and lists that are kept under a name.

CREATE SCHEMA IF NOT EXISTS ext;
GRANT USAGE ON SCHEMA ext TO app, worker, definer;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA ext;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ext;

-- What a case is found by. Kept by triggers (sql/functions/search.sql). What is open: the summary, the name
-- shown, the link; what only those in full standing find it by: who the people are (U-1).
CREATE TABLE app.case_search (
  case_id bigint PRIMARY KEY,
  practice_id bigint NOT NULL,
  words_open text NOT NULL,
  words_full text NOT NULL,
  vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', words_open), 'A') || to_tsvector('simple', words_open)
      || setweight(to_tsvector('simple', words_full), 'B')) STORED,
  words text GENERATED ALWAYS AS (lower(words_open || ' ' || words_full)) STORED,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX case_search_by_word ON app.case_search USING gin (practice_id, vector);
CREATE INDEX case_search_by_part ON app.case_search USING gin (practice_id, words ext.gin_trgm_ops);

-- What a member searched for, so that no address and no log holds it. Seen by that member only.
CREATE TABLE app.search (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL UNIQUE DEFAULT replace(gen_random_uuid()::text, '-', ''),
  practice_id bigint NOT NULL REFERENCES app.practice,
  member_id bigint NOT NULL REFERENCES app.member,
  words text NOT NULL CHECK (length(words) <= 200),
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX search_by_member ON app.search (member_id, at);

-- A filtered list that a member kept, and whether the daily mail counts it.
CREATE TABLE app.saved_view (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL UNIQUE DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  practice_id bigint NOT NULL REFERENCES app.practice,
  member_id bigint NOT NULL REFERENCES app.member,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  state text NOT NULL DEFAULT '',
  kind text NOT NULL DEFAULT '',
  platform text NOT NULL DEFAULT '',
  urgent boolean NOT NULL DEFAULT false,
  late boolean NOT NULL DEFAULT false,
  sort text NOT NULL DEFAULT '',
  in_digest boolean NOT NULL DEFAULT false,
  made_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT saved_view_name_once UNIQUE (member_id, name)
);

-- The orders of the list of cases, each of which goes both ways.
CREATE INDEX case_file_by_due ON app.case_file (practice_id, (coalesce(next_due_on, 'infinity'::date)), id);
CREATE INDEX case_file_by_reference ON app.case_file (practice_id, reference);

GRANT SELECT ON app.case_search TO app;
GRANT SELECT, INSERT ON app.search TO app;
GRANT SELECT, DELETE ON app.search TO worker;
GRANT SELECT, INSERT, DELETE ON app.saved_view TO app;
GRANT SELECT ON app.saved_view TO worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.case_search, app.search, app.saved_view TO definer;
