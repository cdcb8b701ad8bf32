-- Clocks that stand up to a question years later: one current row for each clock, and one append-only
-- entry for everything that was done to it, with the sum as it stood then (architecture invariant 5).
-- The rules themselves (unit, law, length) are src/rules/clock.c; a clock keeps what it was started under.
CREATE TABLE app.clock (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  case_id bigint,
  complaint_id bigint,
  about_kind text NOT NULL DEFAULT '',     -- another record that it is about: its table
  about_id bigint,
  kind text NOT NULL CHECK (kind ~ '^[a-z0-9_]{2,60}$'),
  title text NOT NULL,
  basis text NOT NULL CHECK (basis IN ('law', 'contract', 'target', 'request')),
  basis_text text NOT NULL,
  cites text NOT NULL,
  length integer NOT NULL CHECK (length BETWEEN 0 AND 100000), -- 0: to a date that was agreed
  starts_on date NOT NULL CHECK (starts_on >= date '1900-01-01'),
  starts_at timestamptz,                   -- elapsed clocks
  agreed_due date,                         -- the later date that was agreed, and when
  agreed_on date,
  due_on date,                             -- NULL while it stands still
  due_at timestamptz,
  sum text NOT NULL,                       -- how it was counted, line by line
  warning text NOT NULL DEFAULT '',        -- bank holidays of a year are not known
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped', 'ended')),
  ended_on date,
  result text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  started_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, practice_id),
  CHECK (state <> 'stopped' OR due_on IS NULL),
  CHECK ((state = 'ended') = (ended_on IS NOT NULL)),
  CHECK ((agreed_due IS NULL) = (agreed_on IS NULL)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id),
  FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id)
);
CREATE INDEX clock_by_case ON app.clock (case_id);
CREATE INDEX clock_by_complaint ON app.clock (complaint_id);
CREATE INDEX clock_about ON app.clock (about_kind, about_id) WHERE about_id IS NOT NULL;
CREATE INDEX clock_open ON app.clock (practice_id, due_on) WHERE state <> 'ended';

CREATE TABLE app.clock_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint,
  clock_id bigint NOT NULL,
  entry text NOT NULL CHECK (entry IN ('started', 'stopped', 'restarted', 'extended', 'start_corrected', 'recounted',
    'ended')),
  on_date date NOT NULL,                   -- the day it is about; at is when it was recorded
  starts_on date NOT NULL,                 -- the start that held then, and what came of it
  starts_at timestamptz,
  due_on date,
  due_at timestamptz,
  sum text NOT NULL,
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (clock_id, practice_id) REFERENCES app.clock (id, practice_id)
);
CREATE INDEX clock_entry_by_clock ON app.clock_entry (clock_id, id);
SELECT app.append_only_register('app.clock_entry', ARRAY['id', 'practice_id', 'case_id', 'clock_id', 'entry', 'on_date',
  'starts_on', 'starts_at', 'due_on', 'due_at', 'sum', 'reason', 'at', 'by_member']);

-- A task may belong to a complaint without a case, or to the practice as a whole; its clock moves its date.
ALTER TABLE app.task ALTER COLUMN case_id DROP NOT NULL,
  ADD COLUMN complaint_id bigint,
  ADD COLUMN clock_id bigint REFERENCES app.clock,
  ADD FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id);
CREATE INDEX task_by_complaint ON app.task (complaint_id) WHERE complaint_id IS NOT NULL;
CREATE INDEX task_by_clock ON app.task (clock_id) WHERE clock_id IS NOT NULL;

-- Correcting the day from which law counts is a right of its own (peers: late logging gained days).
ALTER TABLE app.role_may DROP CONSTRAINT role_may_may_check;
ALTER TABLE app.role_may ADD CHECK (may ~ '^[a-z_]{2,40}$');
INSERT INTO app.role_may (role, may) VALUES ('practice_manager', 'correct_received');

INSERT INTO app.setting_kind (key, kind, default_value, least, most, help) VALUES
  ('look_again_later_days', 'whole', '30', 2, 365, 'Days until a removed post is looked for a second time (U-16)'),
  ('policy_review_months', 'whole', '12', 1, 36, 'Months until the policy is reviewed (H-role-4)'),
  ('training_refresh_months', 'whole', '12', 1, 36, 'Months until training is refreshed (H-role-6)'),
  ('account_check_months', 'whole', '3', 1, 12, 'Months until the practice''s accounts are checked again (W-2.1e)');

GRANT SELECT ON app.clock, app.clock_entry TO app, worker, report, auditor;
GRANT INSERT ON app.clock, app.clock_entry TO app, worker;
GRANT UPDATE ON app.clock TO app, worker;
GRANT SELECT, INSERT, UPDATE ON app.clock, app.clock_entry TO definer;
