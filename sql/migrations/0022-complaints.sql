-- The complaints pathway. A complaint has people (who complains, and for whom), what it is about, and a
-- log of answers, task by task; the latest answer to a task stands. Whoever it is about stands aside (U-4).
ALTER TABLE app.complaint
  ADD COLUMN complained_by_id bigint REFERENCES app.person, -- who complains; person_id is for whom. NULL: the same
  ADD COLUMN summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 200),
  ADD COLUMN is_written boolean NOT NULL DEFAULT true,      -- KO41b counts written ones; a spoken one may be put in writing
  ADD COLUMN grade text NOT NULL DEFAULT '' CHECK (grade IN ('', 'low', 'moderate', 'high')),
  ADD COLUMN age_band text NOT NULL DEFAULT '',             -- of the patient: code of app.ko41b_list
  ADD COLUMN complainant_status text NOT NULL DEFAULT '',   -- likewise
  ADD COLUMN respond_by date,                               -- as agreed (R-comp-5)
  ADD COLUMN resolved_on date,                              -- answered, or settled on the spot
  ADD COLUMN outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'upheld', 'partly', 'not_upheld')),
  ADD COLUMN not_required text NOT NULL DEFAULT '',         -- R-comp-11: why it need not be dealt with
  ADD COLUMN investigator_id bigint REFERENCES app.member,
  ADD COLUMN response_draft text NOT NULL DEFAULT '',       -- one current draft; gone when signed or dropped (R-dp-5, U-27)
  ADD COLUMN response_by bigint REFERENCES app.member,      -- who wrote the draft
  ADD COLUMN keep_until date,                               -- R-rec-ret-1
  ADD COLUMN recorded_by bigint REFERENCES app.member;
UPDATE app.complaint SET is_written = how <> 'oral';
CREATE INDEX complaint_by_complainant ON app.complaint (complained_by_id) WHERE complained_by_id IS NOT NULL;
CREATE INDEX complaint_newest ON app.complaint (practice_id, received_on DESC, id DESC);

-- Whom a complaint is about. about: they neither investigate, approve nor sign; conduct: it does not exist
-- for them (U-1, U-4). Rows end, they are not deleted.
CREATE TABLE app.complaint_staff (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  complaint_id bigint NOT NULL,
  member_id bigint NOT NULL REFERENCES app.member,
  relation text NOT NULL CHECK (relation IN ('about', 'conduct')),
  since_at timestamptz NOT NULL DEFAULT now(),
  until_at timestamptz,
  FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id)
);
CREATE UNIQUE INDEX complaint_staff_once ON app.complaint_staff (complaint_id, member_id) WHERE until_at IS NULL;
CREATE INDEX complaint_staff_by_member ON app.complaint_staff (member_id) WHERE until_at IS NULL;

-- What it is about, point by point, each with its own outcome.
CREATE TABLE app.complaint_aspect (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  complaint_id bigint NOT NULL,
  case_id bigint,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  subject text NOT NULL,       -- codes of app.ko41b_list
  staff_group text NOT NULL,
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'upheld', 'partly', 'not_upheld')),
  version integer NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id)
);
CREATE INDEX complaint_aspect_by_complaint ON app.complaint_aspect (complaint_id);

-- Answers, task by task. about: whom or what it concerns where a task has several (a statement's author, an action).
CREATE TABLE app.complaint_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  complaint_id bigint NOT NULL,
  case_id bigint,
  task text NOT NULL CHECK (task ~ '^[a-z_]{2,30}$'),
  about text NOT NULL DEFAULT '' CHECK (length(about) <= 200),
  answer text NOT NULL DEFAULT '',
  on_date date,
  facts jsonb NOT NULL DEFAULT '{}',   -- codes and dates, by the field that asked
  content_id bigint,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id)
);
CREATE INDEX complaint_entry_by_complaint ON app.complaint_entry (complaint_id, task, id DESC);
SELECT app.append_only_register('app.complaint_entry', ARRAY['id', 'practice_id', 'complaint_id', 'case_id', 'task', 'about',
  'answer', 'on_date', 'facts', 'content_id', 'at', 'by_member']);

-- Text of a complaint without a case follows the complaint.
ALTER TABLE app.content ADD COLUMN complaint_id bigint;

-- The lists of the yearly return, as the year's form has them (R-ko-8, R-ko-9). is_confirmed: read in a copy of
-- the form; the others are placeholders until the live form is loaded.
CREATE TABLE app.ko41b_list (
  year text NOT NULL CHECK (year ~ '^[0-9]{4}-[0-9]{2}$'),
  list text NOT NULL CHECK (list IN ('age', 'status', 'subject', 'staff_group')),
  code text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),
  title text NOT NULL,
  position integer NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  is_confirmed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (year, list, code)
);
INSERT INTO app.ko41b_list (year, list, code, title, position, is_confirmed)
SELECT y.year, v.list, v.code, v.title, v.position, v.is_confirmed FROM (VALUES ('2025-26'), ('2026-27')) y (year), (VALUES
  ('age', '0_5', '0 to 5', 1, false), ('age', '6_17', '6 to 17', 2, false), ('age', '18_25', '18 to 25', 3, false),
  ('age', '26_55', '26 to 55', 4, true), ('age', '56_64', '56 to 64', 5, false), ('age', '65_74', '65 to 74', 6, false),
  ('age', '75_over', '75 and over', 7, false), ('age', 'unknown', 'Age not known', 8, true),
  ('status', 'patient', 'The patient', 1, false), ('status', 'parent', 'A parent', 2, false),
  ('status', 'guardian', 'A guardian', 3, false), ('status', 'carer', 'A carer', 4, false),
  ('status', 'other', 'Somebody else', 5, false), ('status', 'unknown', 'Not known', 6, false),
  ('subject', 'communications', 'Communications', 1, true),
  ('subject', 'clinical_treatment', 'Clinical treatment, including errors', 2, true),
  ('subject', 'staff_attitude', 'Staff attitude, behaviour or values', 3, true),
  ('subject', 'appointment_availability', 'Getting an appointment', 4, true),
  ('subject', 'appointment_length', 'Length of an appointment', 5, true),
  ('subject', 'prescriptions', 'Prescriptions', 6, false), ('subject', 'referrals', 'Referrals', 7, false),
  ('subject', 'access', 'Access to treatment', 8, false), ('subject', 'home_visits', 'Home visits', 9, false),
  ('subject', 'premises', 'Premises', 10, false), ('subject', 'management', 'Management and administration', 11, false),
  ('subject', 'registration', 'Registration and removal', 12, false),
  ('subject', 'records', 'Records and confidentiality', 13, false),
  ('subject', 'privacy', 'Privacy and dignity', 14, false), ('subject', 'equality', 'Equality', 15, false),
  ('subject', 'consent', 'Consent', 16, false), ('subject', 'fees', 'Fees', 17, false), ('subject', 'other', 'Something else', 18, false),
  ('staff_group', 'practitioner', 'GP or other practitioner', 1, true), ('staff_group', 'nursing', 'Nursing staff', 2, false),
  ('staff_group', 'other_clinical', 'Other clinical staff', 3, false),
  ('staff_group', 'administrative', 'Administrative staff, including reception', 4, true),
  ('staff_group', 'other', 'Somebody else, or nobody in particular', 5, false)
) v (list, code, title, position, is_confirmed);

-- Who signs a response: the responsible person is a partner; the practice manager as the delegate (R-comp-2, R-comp-10).
INSERT INTO app.role_may (role, may) VALUES ('partner', 'sign_response'), ('practice_manager', 'sign_response')
ON CONFLICT DO NOTHING;

-- PALS may name the patient; where it passes a complaint on, that complaint is for them (U-25).
ALTER TABLE app.pals_contact ADD COLUMN person_id bigint REFERENCES app.person;

GRANT SELECT ON app.ko41b_list TO app, worker, report, auditor;
GRANT SELECT, INSERT, UPDATE ON app.complaint_staff, app.complaint_aspect TO app, worker;
GRANT SELECT, INSERT ON app.complaint_entry TO app, worker;
GRANT SELECT ON app.complaint_staff, app.complaint_aspect, app.complaint_entry TO report, auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.complaint_staff, app.complaint_aspect, app.complaint_entry, app.ko41b_list TO definer;

-- What answers are called, for the record of a complaint; sql/functions/complaint_answers.sql has the list. code '':
-- the task itself.
CREATE TABLE app.complaint_answer (
  task text NOT NULL,
  code text NOT NULL,
  title text NOT NULL,
  PRIMARY KEY (task, code)
);
GRANT SELECT ON app.complaint_answer TO app, worker, report, auditor;
GRANT SELECT, INSERT, UPDATE ON app.complaint_answer TO definer;
