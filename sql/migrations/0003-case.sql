-- Policies as data, lists of values, and the case with its evidence, notices and tasks.

-- ---- Policy: never edited once in force; a case keeps the version it was opened under -----------
CREATE TABLE app.policy_version (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  title text NOT NULL,
  version text NOT NULL,
  source_template text NOT NULL DEFAULT '',       -- W-0.2
  edited_by text NOT NULL,                        -- W-0.1, C-23
  approved_by text NOT NULL,
  comment text NOT NULL DEFAULT '',
  effective_on date,                              -- C-28: two dates
  next_review_on date,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'in_force', 'superseded', 'withdrawn')), -- W-1.2b
  UNIQUE (practice_id, title, version)
);
CREATE UNIQUE INDEX policy_one_in_force ON app.policy_version (practice_id, title) WHERE status = 'in_force';
CREATE TABLE app.policy_clause (
  policy_version_id bigint NOT NULL REFERENCES app.policy_version,
  practice_id bigint NOT NULL,
  clause text NOT NULL,   -- "2.3", "Annex A"
  position integer NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (policy_version_id, clause)
);
CREATE TABLE app.policy_category (
  policy_version_id bigint NOT NULL REFERENCES app.policy_version,
  practice_id bigint NOT NULL,
  code text NOT NULL,     -- A1..A8, and A4's sub-types as A4.1..A4.7
  parent text,
  position integer NOT NULL,
  title text NOT NULL,
  is_breach boolean NOT NULL DEFAULT true,  -- A7 is a route, not a breach
  PRIMARY KEY (policy_version_id, code)
);
CREATE TABLE app.policy_step (
  policy_version_id bigint NOT NULL REFERENCES app.policy_version,
  practice_id bigint NOT NULL,
  step text NOT NULL,     -- code known to src/rules/ladder.c
  position integer NOT NULL,
  title text NOT NULL,
  clause text NOT NULL DEFAULT '',
  needs text[] NOT NULL DEFAULT '{}', -- gates asked besides those that the step always has
  target text NOT NULL DEFAULT '',
  PRIMARY KEY (policy_version_id, step)
);

-- ---- Lists of values ------------------------------------------------------------------------------
CREATE TABLE app.case_kind (
  code text PRIMARY KEY,
  title text NOT NULL,
  hint text NOT NULL DEFAULT '',
  position integer NOT NULL,
  is_offered boolean NOT NULL DEFAULT true,   -- on the log form
  is_incident boolean NOT NULL DEFAULT true,  -- U-8: praise and agreed recordings are not counted
  notifies boolean NOT NULL DEFAULT true,
  is_sealed boolean NOT NULL DEFAULT false,   -- U-12
  has_ladder boolean NOT NULL DEFAULT true
);
INSERT INTO app.case_kind (code, title, hint, position, is_offered, is_incident, notifies, is_sealed, has_ladder) VALUES
  ('patient_post', 'A post about the practice or its staff', 'On somebody''s own page, in a group or on a forum', 1, true, true, true, false, true),
  ('own_page_post', 'A post or comment on our own page', 'On the practice''s Facebook or Instagram page', 2, true, true, true, false, true),
  ('review', 'A review of the practice', 'Such as the NHS website, Google or Healthwatch', 3, true, true, true, false, true),
  ('posted_consultation', 'A recording of a consultation put online', '', 4, true, true, true, false, true),
  ('public_area_recording', 'Photos or recording in the waiting room or another public area', '', 5, true, true, true, false, true),
  ('covert_recording', 'A recording made without telling us', '', 6, true, true, true, false, true),
  ('recording_request', 'A patient asks to record', '', 7, true, false, false, false, false),
  ('unwanted_contact', 'Unwanted contact with a member of staff', 'Including messages, friend requests that do not stop, or following someone', 8, true, true, true, false, true),
  ('boundary_contact', 'A friend request or private message from a patient', '', 9, true, false, false, false, false),
  ('staff_post', 'A post by somebody who works here', 'Goes to the practice manager and named partners only', 10, true, true, true, true, false),
  ('unauthorised_account', 'An account that pretends to be the practice', '', 11, true, true, true, false, true);
CREATE TABLE app.platform (
  code text PRIMARY KEY,
  title text NOT NULL,
  position integer NOT NULL,
  alias_of text REFERENCES app.platform, -- C-8
  is_active boolean NOT NULL DEFAULT true,
  help_link text NOT NULL DEFAULT '',    -- W-2.3d, C-15: the practice confirms deep links
  link_checked_on date
);
INSERT INTO app.platform (code, title, position, help_link, is_active) VALUES
  ('facebook', 'Facebook', 1, 'https://www.facebook.com/help/', true),
  ('google_reviews', 'Google reviews', 2, 'https://support.google.com/business/', true),
  ('nhs_website', 'NHS website reviews', 3, 'https://www.nhs.uk/contact-us/', true),
  ('instagram', 'Instagram', 4, 'https://help.instagram.com/', true),
  ('x', 'X (Twitter)', 5, 'https://help.x.com/', true),
  ('tiktok', 'TikTok', 6, 'https://support.tiktok.com/', true),
  ('whatsapp', 'WhatsApp', 7, '', true),
  ('youtube', 'YouTube', 8, 'https://support.google.com/youtube/', true),
  ('nextdoor', 'Nextdoor', 9, '', true),
  ('linkedin', 'LinkedIn', 10, 'https://www.linkedin.com/help/', true),
  ('reddit', 'Reddit', 11, '', true),
  ('snapchat', 'Snapchat', 12, '', true),
  ('threads', 'Threads', 13, '', true),
  ('healthwatch', 'Healthwatch', 14, '', true),
  ('care_opinion', 'Care Opinion', 15, '', true),
  ('pinterest', 'Pinterest', 16, '', true),
  ('flickr', 'Flickr', 17, '', true),
  ('wiki', 'A wiki', 18, '', true),
  ('doctors_forum', 'A forum for doctors', 19, '', true),
  ('vine', 'Vine', 20, '', false),
  ('in_person', 'Not online: it happened in the practice', 21, '', true),
  ('other', 'Somewhere else', 22, '', true);
CREATE TABLE app.venue (
  code text PRIMARY KEY,
  title text NOT NULL,
  position integer NOT NULL,
  allows_reply boolean NOT NULL -- C-25, M-fb-5, U-14
);
INSERT INTO app.venue (code, title, position, allows_reply) VALUES
  ('personal_profile', 'The person''s own page or profile', 1, false),
  ('own_page', 'Our own page', 2, true),
  ('public_group', 'A group or public forum', 3, false),
  ('review_site', 'A review site', 4, true),
  ('closed_forum', 'A closed forum for professionals', 5, false),
  ('messaging', 'Messages', 6, false),
  ('media', 'A newspaper, radio or television', 7, false),
  ('not_online', 'Not online', 8, false),
  ('not_known', 'I do not know', 9, false);
CREATE TABLE app.author_kind ( -- U-2
  code text PRIMARY KEY,
  title text NOT NULL,
  position integer NOT NULL,
  is_our_patient boolean NOT NULL
);
INSERT INTO app.author_kind (code, title, position, is_our_patient) VALUES
  ('registered_patient', 'A patient registered here', 1, true),
  ('former_patient', 'A former patient', 2, false),
  ('relative', 'A relative', 3, false),
  ('carer_or_friend', 'A carer or friend', 4, false),
  ('staff', 'Somebody who works here, or did', 5, false),
  ('someone_else', 'Somebody else', 6, false),
  ('not_known', 'Not known', 7, false);

-- What an event is called on a case's timeline; sql/functions/event_kinds.sql has the list. A kind that
-- is not in it is printed readably all the same.
CREATE TABLE app.event_kind (
  kind text PRIMARY KEY,
  title text NOT NULL,
  is_shown boolean NOT NULL DEFAULT true
);

-- ---- The case -------------------------------------------------------------------------------------
-- "case" is a reserved word in SQL: the table is the case file.
CREATE TABLE app.case_file (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  reference text NOT NULL UNIQUE CHECK (reference ~ '^[A-Z]{2,5}-[0-9]{4}-[0-9A-Z]{5}$'), -- random at the end
  kind text NOT NULL REFERENCES app.case_kind,
  policy_version_id bigint REFERENCES app.policy_version,
  state text NOT NULL DEFAULT 'logged' CHECK (state IN ('logged', 'open', 'closed')),
  sealed boolean NOT NULL DEFAULT false,
  summary text NOT NULL CHECK (length(summary) <= 300),
  platform text NOT NULL REFERENCES app.platform,
  venue text NOT NULL REFERENCES app.venue,
  link text NOT NULL DEFAULT '',
  author_handle text NOT NULL DEFAULT '',
  seen_on date NOT NULL,
  seen_time time,
  discovered_at timestamptz NOT NULL,   -- start of the notice clock (W-2.3c)
  seen_by text NOT NULL DEFAULT '',     -- U-8: may be someone other than who logs
  told_by text NOT NULL DEFAULT '',
  in_danger boolean NOT NULL DEFAULT false,       -- U-7
  self_harm boolean NOT NULL DEFAULT false,
  child_at_risk boolean NOT NULL DEFAULT false,
  other_patient_shown boolean NOT NULL DEFAULT false,
  names_staff boolean NOT NULL DEFAULT false,     -- U-8
  names_patient boolean NOT NULL DEFAULT false,
  is_threatening boolean NOT NULL DEFAULT false,
  looks_untrue boolean NOT NULL DEFAULT false,
  is_praise boolean NOT NULL DEFAULT false,
  urgent boolean GENERATED ALWAYS AS (in_danger OR self_harm OR child_at_risk OR other_patient_shown) STORED,
  details_follow boolean NOT NULL DEFAULT false,  -- urgent: told at once, the form is finished later (U-7)
  step text NOT NULL DEFAULT 'triage',            -- where it stands, for lists; the ladder itself is computed
  next_due_on date,
  logged_at timestamptz NOT NULL DEFAULT now(),
  logged_by bigint REFERENCES app.member,
  version integer NOT NULL DEFAULT 1,
  closed_at timestamptz,
  outcome text CHECK (outcome IN ('removed', 'still_up', 'gone_before_we_acted', 'answered', 'complaint',
    'warning_given', 'removed_from_list', 'not_removed_from_list', 'advice_only', 'no_action')),
  close_reason text NOT NULL DEFAULT '',
  learning text NOT NULL DEFAULT '',
  word_to_reporter text NOT NULL DEFAULT '',      -- U-5
  UNIQUE (id, practice_id)
);
CREATE INDEX case_file_newest ON app.case_file (practice_id, logged_at DESC, id DESC);
CREATE INDEX case_file_open ON app.case_file (practice_id, logged_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX case_file_sealed ON app.case_file (practice_id) WHERE sealed;
CREATE INDEX case_file_by_reporter ON app.case_file (logged_by, logged_at DESC);
CREATE STATISTICS app.case_file_month ON (date_trunc('month', logged_at AT TIME ZONE 'Europe/London')), kind FROM app.case_file;

-- Who stands where on a case (U-1). Rows end, they are not deleted.
CREATE TABLE app.case_access (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  member_id bigint NOT NULL REFERENCES app.member,
  relation text NOT NULL CHECK (relation IN ('conduct', 'conflicted', 'affected', 'granted')),
  why text NOT NULL DEFAULT '',
  since_at timestamptz NOT NULL DEFAULT now(),
  until_at timestamptz,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE UNIQUE INDEX case_access_once ON app.case_access (case_id, member_id, relation) WHERE until_at IS NULL;
CREATE INDEX case_access_by_member ON app.case_access (member_id, relation) WHERE until_at IS NULL;
CREATE INDEX case_access_conduct ON app.case_access (practice_id) WHERE relation = 'conduct' AND until_at IS NULL; -- U-26

-- Staff named or shown, whether or not they sign in, with what was done for them (U-1, J-crit-1).
CREATE TABLE app.case_staff (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  member_id bigint REFERENCES app.member,
  name text NOT NULL,
  told_on date,
  told_by bigint REFERENCES app.member,
  support text NOT NULL DEFAULT 'not_yet' CHECK (support IN ('not_yet', 'offered', 'accepted', 'declined')),
  support_note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX case_staff_by_case ON app.case_staff (case_id);

-- ---- Files and evidence ---------------------------------------------------------------------------
-- A stored file is an upload until a case takes it over by setting case_id, once.
CREATE TABLE app.stored_file (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  public_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  case_id bigint,
  owner_id bigint REFERENCES app.member,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  media_type text NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  sha256 bytea NOT NULL,   -- of the plain bytes: ETag, and shown to people
  salt bytea NOT NULL,
  digest bytea NOT NULL,   -- SHA-256(salt || bytes): what the event holds
  key_id text,
  stored_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, practice_id)
);
CREATE INDEX stored_file_uploads ON app.stored_file (owner_id, stored_at) WHERE case_id IS NULL;
CREATE TABLE app.file_chunk (
  file_id bigint NOT NULL REFERENCES app.stored_file,
  practice_id bigint NOT NULL,
  n integer NOT NULL CHECK (n >= 0),
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 262144),
  PRIMARY KEY (file_id, n)
);
ALTER TABLE app.file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE app.evidence (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  public_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  kind text NOT NULL CHECK (kind IN ('file', 'description')),
  file_id bigint REFERENCES app.stored_file,
  content_id bigint,                    -- the written description (U-10)
  why_described text CHECK (why_described IN ('already_gone', 'harm_could_not_wait', 'must_not_copy')),
  title text NOT NULL DEFAULT '',
  shows_patient boolean NOT NULL DEFAULT false, -- covered by default (U-10)
  captured_at timestamptz NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- within the lock on the case: before or after a vote (U-18)
  added_by bigint REFERENCES app.member,
  in_order boolean NOT NULL DEFAULT true,       -- U-11: what came after the fact satisfies no gate
  CHECK ((kind = 'file') = (file_id IS NOT NULL)),
  CHECK ((kind = 'description') = (content_id IS NOT NULL AND why_described IS NOT NULL)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX evidence_by_case ON app.evidence (case_id, added_at);

-- ---- Telling managers, mail, tasks ----------------------------------------------------------------
CREATE TABLE app.notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  member_id bigint REFERENCES app.member, -- NULL: somebody who does not sign in
  to_name text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('candour', 'word_of_mouth', 'outside_contact')),
  urgent boolean NOT NULL DEFAULT false,
  told_at timestamptz NOT NULL DEFAULT now(),
  told_by bigint REFERENCES app.member,
  how text NOT NULL DEFAULT '',
  opened_at timestamptz,
  passed_on_at timestamptz, -- nobody opened it in the target: the next person was told (U-4)
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX notice_by_case ON app.notice (case_id);
CREATE INDEX notice_unread ON app.notice (member_id) WHERE opened_at IS NULL;
CREATE INDEX notice_waiting ON app.notice (told_at) WHERE opened_at IS NULL AND passed_on_at IS NULL;

-- Mail leaves only through here; no patient detail is ever in it. One row, one Message-ID, one message.
CREATE TABLE app.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint,
  member_id bigint REFERENCES app.member, -- re-checked against the case just before sending
  to_address text NOT NULL CHECK (to_address !~ '[[:cntrl:]]'),
  subject text NOT NULL CHECK (subject !~ '[[:cntrl:]]'),
  body text NOT NULL,
  message_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  due_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  sent_at timestamptz,
  dropped_at timestamptz, -- no longer allowed to be told, or given up
  dropped_why text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON app.outbox (due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;

-- Tasks go to a role, with a deputy, never only to a person (U-6).
CREATE TABLE app.task (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  kind text NOT NULL,      -- e.g. triage, complaint_acknowledge, safeguarding, breach_check, look_again
  title text NOT NULL,
  role text NOT NULL REFERENCES app.role,
  due_on date,
  due_at timestamptz,      -- for clocks in hours
  basis text NOT NULL DEFAULT 'target' CHECK (basis IN ('law', 'contract', 'target', 'request')),
  clock text NOT NULL DEFAULT '', -- how the due date was counted, line by line (invariant 5)
  citation text NOT NULL DEFAULT '',
  about_id bigint,         -- the row that the task is about (a request, a complaint), by kind
  created_at timestamptz NOT NULL DEFAULT now(),
  reminded_at timestamptz, -- half its time had gone unopened: the deputy and others were told (U-6)
  done_at timestamptz,
  done_by bigint REFERENCES app.member,
  result text NOT NULL DEFAULT '',
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX task_by_case ON app.task (case_id);
CREATE INDEX task_open ON app.task (practice_id, role, due_on) WHERE done_at IS NULL;

-- The page of the case that does a task of that kind; without one it is ended on its own page.
CREATE TABLE app.task_kind (
  kind text PRIMARY KEY,
  page text NOT NULL
);

SELECT app.append_only_files(ARRAY['id', 'practice_id', 'case_id', 'public_id', 'owner_id', 'name', 'media_type', 'size',
  'sha256', 'stored_at']);
SELECT app.append_only_register('app.evidence', ARRAY['id', 'practice_id', 'case_id', 'public_id', 'kind', 'file_id',
  'content_id', 'why_described', 'title', 'shows_patient', 'captured_at', 'added_at', 'added_by', 'in_order']);

GRANT SELECT ON app.policy_version, app.policy_clause, app.policy_category, app.policy_step, app.case_kind,
  app.platform, app.venue, app.author_kind, app.event_kind,
  app.task_kind TO app, worker, report, auditor;
GRANT SELECT ON app.case_file, app.case_access, app.case_staff, app.stored_file, app.file_chunk, app.evidence,
  app.notice, app.task TO app, worker, report, auditor;
GRANT SELECT ON app.outbox TO app, worker, auditor;
GRANT INSERT ON app.case_file, app.case_access, app.case_staff, app.stored_file, app.file_chunk, app.evidence,
  app.notice, app.outbox, app.task TO app, worker;
GRANT UPDATE ON app.case_file, app.case_access, app.case_staff, app.notice, app.task TO app, worker;
GRANT UPDATE (case_id) ON app.stored_file TO app;
GRANT UPDATE ON app.outbox TO worker;
GRANT DELETE ON app.stored_file, app.file_chunk TO app, worker; -- uploads only, by policy and trigger
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO definer;
