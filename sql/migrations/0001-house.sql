-- The house: practices, the people who sign in, what each role may do, sign-in sessions, drafts and
-- form receipts. Instants are timestamptz; every practice has its own time zone.

CREATE SCHEMA IF NOT EXISTS app;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA app TO app, worker, report, auditor, disposer, definer;
GRANT CREATE ON SCHEMA app TO definer;

CREATE TABLE app.practice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-HJ-NPY][0-9]{5}$'), -- R-id-3
  letters text NOT NULL CHECK (letters ~ '^[A-Z]{2,5}$'),           -- opens every case reference
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'Europe/London',
  outside_contact text NOT NULL DEFAULT '',  -- U-4: who is told when no manager may be
  outside_contact_mail text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Settings of a practice; what may be set, with its default, is a table too.
CREATE TABLE app.setting_kind (
  key text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('whole', 'choice', 'text')),
  default_value text NOT NULL,
  least integer,
  most integer,
  help text NOT NULL
);
INSERT INTO app.setting_kind (key, kind, default_value, least, most, help) VALUES
  ('notice_target_minutes', 'whole', '240', 5, 10080, 'How long managers have to open a new case before the next person is told (W-2.3c, U-4)'),
  ('urgent_notice_minutes', 'whole', '30', 5, 1440, 'The same for a case marked urgent (U-7)'),
  ('removal_reply_days', 'whole', '7', 1, 60, 'Days the person who posted has to answer a removal request (U-16)'),
  ('platform_recheck_working_days', 'whole', '2', 1, 30, 'Working days until a platform report is checked again (U-16)'),
  ('look_again_days', 'whole', '7', 1, 60, 'Days until a removed post is looked for again (U-16)'),
  ('invitation_working_days', 'whole', '10', 1, 60, 'Working days an invitation to complain stands unanswered (U-16)'),
  ('warning_months', 'whole', '12', 1, 12, 'How long a warning counts (R-list-3)'),
  ('quorum_least', 'whole', '2', 1, 20, 'Least number of partners who must vote, where that many are free (U-3)'),
  ('date_order', 'choice', 'day_first', NULL, NULL, 'How an undecidable date in an import is read: day_first or month_first'),
  ('nobody_else', 'choice', 'no', NULL, NULL, 'Whether the practice has declared that nobody else can approve: yes or no (U-3)'),
  ('idle_minutes', 'whole', '15', 5, 15, 'Minutes without activity until a sign-in session ends');
CREATE TABLE app.practice_setting (
  practice_id bigint NOT NULL REFERENCES app.practice,
  key text NOT NULL REFERENCES app.setting_kind,
  value text NOT NULL,
  PRIMARY KEY (practice_id, key)
);
CREATE TABLE app.closure_day (
  practice_id bigint NOT NULL REFERENCES app.practice,
  on_date date NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (practice_id, on_date)
);
CREATE TABLE app.bank_holiday (on_date date PRIMARY KEY, name text NOT NULL); -- R-bh-1, R-bh-2
INSERT INTO app.bank_holiday (on_date, name) VALUES
  ('2025-01-01', 'New Year''s Day'), ('2025-04-18', 'Good Friday'), ('2025-04-21', 'Easter Monday'),
  ('2025-05-05', 'Early May bank holiday'), ('2025-05-26', 'Spring bank holiday'),
  ('2025-08-25', 'Summer bank holiday'), ('2025-12-25', 'Christmas Day'), ('2025-12-26', 'Boxing Day'),
  ('2026-01-01', 'New Year''s Day'), ('2026-04-03', 'Good Friday'), ('2026-04-06', 'Easter Monday'),
  ('2026-05-04', 'Early May bank holiday'), ('2026-05-25', 'Spring bank holiday'),
  ('2026-08-31', 'Summer bank holiday'), ('2026-12-25', 'Christmas Day'),
  ('2026-12-28', 'Boxing Day (substitute day)'),
  ('2027-01-01', 'New Year''s Day'), ('2027-03-26', 'Good Friday'), ('2027-03-29', 'Easter Monday'),
  ('2027-05-03', 'Early May bank holiday'), ('2027-05-31', 'Spring bank holiday'),
  ('2027-08-30', 'Summer bank holiday'), ('2027-12-27', 'Christmas Day (substitute day)'),
  ('2027-12-28', 'Boxing Day (substitute day)'),
  ('2028-01-03', 'New Year''s Day (substitute day)'), ('2028-04-14', 'Good Friday'),
  ('2028-04-17', 'Easter Monday'), ('2028-05-01', 'Early May bank holiday'),
  ('2028-05-29', 'Spring bank holiday'), ('2028-08-28', 'Summer bank holiday'),
  ('2028-12-25', 'Christmas Day'), ('2028-12-26', 'Boxing Day');

-- What each role may do: this is the one table of it.
CREATE TABLE app.role (
  code text PRIMARY KEY,
  title text NOT NULL,
  position integer NOT NULL
);
INSERT INTO app.role (code, title, position) VALUES
  ('staff', 'Staff', 1),
  ('clinician', 'Clinician', 2),
  ('partner', 'Partner', 3),
  ('practice_manager', 'Practice manager', 4),
  ('complaints_lead', 'Complaints Lead', 5),
  ('administrator', 'Administrator', 6),
  ('auditor', 'Auditor', 7);
-- 'right' is a reserved word, so the table speaks of what a role may do.
CREATE TABLE app.role_may (
  role text NOT NULL REFERENCES app.role,
  may text NOT NULL CHECK (may IN ('log', 'read_cases', 'manage', 'lead_complaint', 'vote',
    'answer_clinical', 'record_decision', 'report', 'import', 'admin', 'read_log')),
  PRIMARY KEY (role, may)
);
INSERT INTO app.role_may (role, may) VALUES
  ('staff', 'log'),
  ('clinician', 'log'), ('clinician', 'answer_clinical'),
  ('partner', 'log'), ('partner', 'read_cases'), ('partner', 'manage'), ('partner', 'vote'),
  ('partner', 'answer_clinical'), ('partner', 'record_decision'), ('partner', 'report'),
  ('practice_manager', 'log'), ('practice_manager', 'read_cases'), ('practice_manager', 'manage'),
  ('practice_manager', 'lead_complaint'), ('practice_manager', 'record_decision'), ('practice_manager', 'report'),
  ('practice_manager', 'import'), ('practice_manager', 'read_log'),
  ('complaints_lead', 'log'), ('complaints_lead', 'read_cases'), ('complaints_lead', 'manage'),
  ('complaints_lead', 'lead_complaint'),
  ('administrator', 'log'), ('administrator', 'admin'),
  ('auditor', 'read_cases'), ('auditor', 'report'), ('auditor', 'read_log');

-- A person who signs in, once, whatever practices they work in.
CREATE TABLE app.login (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_name text NOT NULL UNIQUE CHECK (user_name = lower(user_name) AND user_name ~ '^[a-z0-9._@+-]{2,100}$'),
  mail text NOT NULL DEFAULT '',
  password_hash text NOT NULL,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE app.member (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  login_id bigint NOT NULL REFERENCES app.login,
  name text NOT NULL,
  job_title text NOT NULL DEFAULT '',
  named_for_sealed boolean NOT NULL DEFAULT false, -- U-12: a partner named to read sealed cases
  started_on date NOT NULL DEFAULT current_date,
  ended_on date,
  away_from date,
  away_to date,
  UNIQUE (practice_id, login_id),
  UNIQUE (id, practice_id)
);
CREATE TABLE app.member_role (
  member_id bigint NOT NULL,
  practice_id bigint NOT NULL,
  role text NOT NULL REFERENCES app.role,
  is_deputy boolean NOT NULL DEFAULT false, -- U-6: stands in for the role's holder
  from_on date NOT NULL DEFAULT current_date,
  to_on date,
  PRIMARY KEY (member_id, role),
  FOREIGN KEY (member_id, practice_id) REFERENCES app.member (id, practice_id)
);
CREATE INDEX member_role_by_practice ON app.member_role (practice_id, role);

CREATE TABLE app.sign_in_session (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  csrf text NOT NULL,
  login_id bigint NOT NULL REFERENCES app.login,
  member_id bigint NOT NULL,
  practice_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_why text,
  FOREIGN KEY (member_id, practice_id) REFERENCES app.member (id, practice_id)
);
CREATE INDEX sign_in_session_by_login ON app.sign_in_session (login_id) WHERE ended_at IS NULL;

-- One row for each name tried and each address: the counter is taken under its lock, so parallel
-- guesses cannot slip past it. A growing wait, never a lock that a colleague could cause.
CREATE TABLE app.sign_in_throttle (
  subject text PRIMARY KEY, -- 'name:...' or 'address:...', hashed by the caller where it is personal
  tries integer NOT NULL,
  window_from timestamptz NOT NULL
);

CREATE TABLE app.form_receipt (
  member_id bigint NOT NULL,
  nonce text NOT NULL CHECK (length(nonce) BETWEEN 16 AND 64),
  practice_id bigint NOT NULL,
  digest bytea NOT NULL,
  location text NOT NULL DEFAULT '',
  fields text NOT NULL DEFAULT '', -- as JSON, so that a second, different sending can show both
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (member_id, nonce)
);

CREATE TABLE app.draft (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  member_id bigint NOT NULL,
  form text NOT NULL CHECK (length(form) <= 60),
  ref text NOT NULL DEFAULT '' CHECK (length(ref) <= 60), -- the page's own path part, e.g. a case reference
  fields text NOT NULL CHECK (length(fields) <= 400000), -- JSON
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (member_id, form, ref)
);

GRANT SELECT ON app.practice, app.setting_kind, app.practice_setting, app.closure_day, app.bank_holiday,
  app.role, app.role_may, app.member, app.member_role TO app, worker, report, auditor;
GRANT SELECT, INSERT, UPDATE ON app.form_receipt TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.draft TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.practice, app.practice_setting, app.closure_day, app.login,
  app.member, app.member_role, app.sign_in_session, app.sign_in_throttle, app.form_receipt, app.draft,
  app.bank_holiday, app.setting_kind, app.role, app.role_may TO definer;
