-- Files that are imported, what was refused in them, and the comments they hold.

CREATE TABLE app.import_file (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  public_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  kind text NOT NULL CHECK (kind IN ('pals')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  size bigint NOT NULL CHECK (size >= 0),
  sha256 bytea CHECK (octet_length(sha256) = 32), -- known once the file has been read
  skip_bad boolean NOT NULL DEFAULT false,
  by_kind text NOT NULL CHECK (by_kind IN ('member', 'command')),
  by_name text NOT NULL,
  by_member bigint REFERENCES app.member,
  received_at timestamptz NOT NULL DEFAULT now(),
  beat_at timestamptz NOT NULL DEFAULT now(),     -- last sign of life of the program that reads it
  finished_at timestamptz,
  -- waiting: the worker has not begun; checking: first pass; loading: second. The others are ends:
  -- loaded; repeated: this very file was loaded before; blocked: rows are refused and were not to be
  -- passed over; failed: it could not be read, or the machine failed.
  state text NOT NULL CHECK (state IN ('waiting', 'checking', 'loading', 'loaded', 'repeated', 'blocked', 'failed')),
  rows_done bigint NOT NULL DEFAULT 0,
  bytes_done bigint NOT NULL DEFAULT 0,
  rows_total bigint NOT NULL DEFAULT 0,           -- good + doubtful + refused
  rows_good bigint NOT NULL DEFAULT 0,
  rows_doubtful bigint NOT NULL DEFAULT 0,
  rows_refused bigint NOT NULL DEFAULT 0,
  rows_repeated bigint NOT NULL DEFAULT 0,        -- of good and doubtful: here already, not added again
  encoding text NOT NULL DEFAULT '' CHECK (encoding IN ('', 'utf8', 'windows_1252', 'mixed')),
  columns_left_out text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '',                   -- why it was blocked or failed, as a sentence
  UNIQUE (id, practice_id)
);
CREATE INDEX import_file_newest ON app.import_file (practice_id, id DESC);
CREATE UNIQUE INDEX import_file_once ON app.import_file (practice_id, kind, sha256) WHERE state = 'loaded';
CREATE INDEX import_file_unfinished ON app.import_file (id) WHERE finished_at IS NULL;

-- The bytes of a file that was sent from a page, until the worker has read it. The file itself is the
-- sender's: it is not kept.
CREATE TABLE app.import_chunk (
  import_id bigint NOT NULL,
  practice_id bigint NOT NULL,
  n integer NOT NULL CHECK (n >= 0),
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 262144),
  PRIMARY KEY (import_id, n),
  FOREIGN KEY (import_id, practice_id) REFERENCES app.import_file (id, practice_id)
);
ALTER TABLE app.import_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Refused rows: where and why, never what was in them. At most the first thousand of a file.
CREATE TABLE app.import_refusal (
  import_id bigint NOT NULL,
  practice_id bigint NOT NULL,
  line bigint NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (import_id, line),
  FOREIGN KEY (import_id, practice_id) REFERENCES app.import_file (id, practice_id)
);

-- Comments that patients left, shown as what they are by their source (U-25).
CREATE TABLE app.feedback (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  source text NOT NULL CHECK (source IN ('fft')), -- Friends and Family Test
  import_id bigint NOT NULL,
  line bigint NOT NULL,            -- of the file, where the row begins
  on_date date NOT NULL,
  other_date date,                 -- the other reading of an undecided date
  date_is_doubtful boolean NOT NULL DEFAULT false,
  doubt text,                      -- what is not sure, as sentences; NULL: nothing
  settled_at timestamptz,          -- a manager looked at the doubt
  settled_by bigint REFERENCES app.member,
  organisation text NOT NULL,
  service text NOT NULL,
  question text NOT NULL,
  comment text NOT NULL,
  sentiment smallint CHECK (sentiment BETWEEN 1 AND 5), -- 1 very positive to 5 very negative
  topics text NOT NULL,
  row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 32), -- of the fields as they came
  occurrence integer NOT NULL CHECK (occurrence >= 0),         -- earlier equal rows of the same file
  CHECK (NOT date_is_doubtful OR (doubt IS NOT NULL AND other_date IS NOT NULL)),
  UNIQUE (practice_id, row_hash, occurrence),
  UNIQUE (import_id, line),
  FOREIGN KEY (import_id, practice_id) REFERENCES app.import_file (id, practice_id)
);
CREATE INDEX feedback_newest ON app.feedback (practice_id, on_date DESC, id DESC);
CREATE INDEX feedback_doubtful ON app.feedback (import_id, line) WHERE doubt IS NOT NULL AND settled_at IS NULL;

GRANT SELECT ON app.import_file, app.import_refusal, app.feedback TO app, worker, report, auditor;
GRANT SELECT, DELETE ON app.import_chunk TO worker;
GRANT INSERT ON app.import_file, app.import_chunk TO app, worker;
GRANT INSERT ON app.import_refusal, app.feedback TO worker;
GRANT UPDATE ON app.import_file TO worker;
GRANT UPDATE (on_date, other_date, date_is_doubtful, settled_at, settled_by) ON app.feedback TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.import_file, app.import_chunk, app.import_refusal, app.feedback TO definer;
