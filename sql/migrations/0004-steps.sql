-- What is done about a case, step by step. Records are append-only: what happened stays as it was
-- entered, corrections are new rows. in_order = false marks what happened before its gate was met
-- (U-11): such a row satisfies no gate.

-- ---- People ---------------------------------------------------------------------------------------
CREATE TABLE app.person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  name text NOT NULL,
  born_on date,
  nhs_number text CHECK (nhs_number ~ '^[0-9]{10}$'), -- U-21: never alone
  address text NOT NULL DEFAULT '',
  mail text NOT NULL DEFAULT '',
  died_on date,                                       -- U-23
  version integer NOT NULL DEFAULT 1,
  UNIQUE (id, practice_id),
  CHECK (nhs_number IS NULL OR born_on IS NOT NULL)
);
CREATE INDEX person_by_name ON app.person (practice_id, lower(name));

-- Who posted, and how we know (U-2). One current row a case; its history is in the events.
CREATE TABLE app.case_author (
  case_id bigint PRIMARY KEY,
  practice_id bigint NOT NULL,
  kind text NOT NULL REFERENCES app.author_kind,
  person_id bigint REFERENCES app.person,
  basis text NOT NULL DEFAULT '',
  age text NOT NULL DEFAULT '' CHECK (age IN ('', 'adult', 'child', 'perhaps_child')), -- U-22
  identified_by bigint REFERENCES app.member,
  identified_at timestamptz,
  agreed_by bigint REFERENCES app.member, -- a second person
  agreed_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CHECK (agreed_by IS NULL OR agreed_by <> identified_by),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX case_author_by_person ON app.case_author (person_id);

-- ---- Triage: append-only, the latest stands ---------------------------------------------------------
CREATE TABLE app.triage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  category text NOT NULL DEFAULT '',      -- A1..A8, or 'none'
  subtype text NOT NULL DEFAULT '',
  mention text NOT NULL DEFAULT '' CHECK (mention IN ('', 'adverse', 'neutral', 'positive')), -- C-9
  complaint text NOT NULL CHECK (complaint IN ('no', 'yes', 'both')),       -- U-13
  refers_to_complaint boolean NOT NULL DEFAULT false,
  fair_comment boolean NOT NULL DEFAULT false,                              -- U-14
  safeguarding boolean NOT NULL DEFAULT false,
  data_breach text NOT NULL DEFAULT 'no' CHECK (data_breach IN ('no', 'not_ours', 'yes', 'not_sure')),
  breach_why text NOT NULL DEFAULT '',                                      -- why it is none, or not ours (U-7)
  violence boolean NOT NULL DEFAULT false,
  jigsaw boolean NOT NULL DEFAULT false,                                    -- J-gmc-7
  proportion text NOT NULL DEFAULT '',                                      -- W-1.1d
  note_content_id bigint,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX triage_by_case ON app.triage (case_id, id DESC);

-- ---- The ladder's log ---------------------------------------------------------------------------------
CREATE TABLE app.step_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  step text NOT NULL,
  entry text NOT NULL CHECK (entry IN ('started', 'done', 'does_not_apply', 'jumped', 'stopped', 'reopened')),
  reason text NOT NULL DEFAULT '', -- of a step passed over: a code of U-15, or somebody's own words
  on_date date NOT NULL DEFAULT current_date,
  in_order boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX step_entry_by_case ON app.step_entry (case_id, id);

-- ---- Complaints ---------------------------------------------------------------------------------------
CREATE TABLE app.complaint (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  case_id bigint,
  reference text NOT NULL UNIQUE,
  received_on date NOT NULL,               -- C-3: from the day first seen, as the safe default
  how text NOT NULL CHECK (how IN ('seen_online', 'written', 'oral', 'electronic', 'passed_on')),
  state text NOT NULL DEFAULT 'with_lead' CHECK (state IN ('with_lead', 'invited', 'taken_up', 'nothing_heard',
    'answered_as_feedback', 'not_a_complaint', 'closed')),
  person_id bigint REFERENCES app.person,
  acknowledge_by date,
  acknowledged_on date,
  clock text NOT NULL DEFAULT '',
  leaflet text NOT NULL DEFAULT '' CHECK (leaflet IN ('', 'offered', 'accepted', 'declined')), -- W-2.4j
  leaflet_on date,
  invited_on date,
  answer_by date,
  cannot_reach_why text NOT NULL DEFAULT '', -- stops the clock
  ended_on date,
  ended_by bigint REFERENCES app.member,
  ended_why text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  opened_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, practice_id)
);
CREATE INDEX complaint_by_case ON app.complaint (case_id);
CREATE INDEX complaint_by_month ON app.complaint (practice_id, received_on);
CREATE INDEX complaint_by_person ON app.complaint (person_id);

-- ---- Own page, requests, letters -------------------------------------------------------------------
CREATE TABLE app.own_page_action ( -- W-A-4, W-A-12, U-10
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  action text NOT NULL CHECK (action IN ('hidden', 'deleted', 'reported')),
  on_date date NOT NULL,
  platform_reference text NOT NULL DEFAULT '',
  in_order boolean NOT NULL DEFAULT true,
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX own_page_action_by_case ON app.own_page_action (case_id);

-- A letter while it is being written: one current draft, no versions kept; its text is destroyed when
-- it is sent or dropped (U-27).
CREATE TABLE app.letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('removal_request', 'platform_report', 'advice_letter', 'formal_warning',
    'complaint_invitation', 'removal_notice', 'commissioner_notice', 'posted_consultation')),
  addressed_to text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'dropped')),
  draft_text text,
  version integer NOT NULL DEFAULT 1,
  started_at timestamptz NOT NULL DEFAULT now(),
  started_by bigint REFERENCES app.member,
  ended_at timestamptz,
  ended_by bigint REFERENCES app.member,
  CHECK ((state = 'draft') = (draft_text IS NOT NULL)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX letter_by_case ON app.letter (case_id);
CREATE UNIQUE INDEX letter_one_draft ON app.letter (case_id, kind) WHERE state = 'draft';
-- What was sent, kept byte for byte in its content row.
CREATE TABLE app.letter_sent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  letter_id bigint NOT NULL REFERENCES app.letter,
  kind text NOT NULL,
  addressed_to text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('post', 'mail', 'hand', 'platform_form', 'private_message')),
  sent_on date NOT NULL,
  content_id bigint NOT NULL,
  in_order boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX letter_sent_by_case ON app.letter_sent (case_id);

-- A request to remove: to the person who posted, or to the platform (W-2.3e, W-2.3f).
CREATE TABLE app.removal_request (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  addressed_to text NOT NULL CHECK (addressed_to IN ('author', 'platform')),
  letter_sent_id bigint REFERENCES app.letter_sent,
  platform_reference text NOT NULL DEFAULT '',
  sent_on date NOT NULL,
  answer_by date,
  in_order boolean NOT NULL DEFAULT true,
  reason text NOT NULL DEFAULT '', -- why it was not in order (U-11)
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX removal_request_by_case ON app.removal_request (case_id);
-- What came back, and what was seen when somebody looked again (U-16).
CREATE TABLE app.removal_outcome (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  request_id bigint REFERENCES app.removal_request,
  outcome text NOT NULL CHECK (outcome IN ('agreed', 'refused', 'no_answer', 'still_up', 'changed', 'gone')),
  on_date date NOT NULL,
  content_id bigint,  -- the reply's words
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX removal_outcome_by_case ON app.removal_outcome (case_id);

-- ---- Discussion: open to those in full standing only ------------------------------------------------
CREATE TABLE app.meeting ( -- W-2.4b
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  held_on date NOT NULL,
  attended text NOT NULL,
  content_id bigint NOT NULL,     -- options and why
  conflicts text NOT NULL DEFAULT '', -- who declared one, or that nobody did
  in_order boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE TABLE app.advice ( -- W-2.4c, G-end-4, U-27: may be privileged
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  entry text NOT NULL CHECK (entry IN ('asked', 'received', 'not_sought')),
  body text NOT NULL DEFAULT '',  -- MDU, MPS, MDDUS, LMC, solicitor, GMC
  for_doctor text NOT NULL DEFAULT '',
  reference text NOT NULL DEFAULT '',
  on_date date NOT NULL,
  content_id bigint NOT NULL,     -- the question, the advice, or why none was sought
  followed text NOT NULL DEFAULT '' CHECK (followed IN ('', 'yes', 'partly', 'no')),
  why_not_content_id bigint,
  may_be_privileged boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE TABLE app.finding ( -- conduct, as distinct from opinion (U-17)
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  ground text NOT NULL CHECK (ground IN ('threat', 'harassment', 'discrimination', 'private_facts', 'falsehood',
    'adverse_opinion', 'naming_staff', 'embarrassing', 'none')), -- 'none': takes back what was found before
  happened_on date NOT NULL DEFAULT current_date, -- the day of the conduct, not of this record
  has_evidence boolean NOT NULL DEFAULT false,
  content_id bigint NOT NULL,
  weighed_content_id bigint,      -- how freedom of expression was weighed (W-1.1d)
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
-- Answers that a gate asks of a person: care cannot be given, alternatives tried, protected grounds ...
CREATE TABLE app.gate_statement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  gate text NOT NULL,
  answer text NOT NULL DEFAULT 'yes', -- a short code
  content_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  by_clinician boolean NOT NULL DEFAULT false,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE TABLE app.warning ( -- R-list-3, R-list-4, C-6
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  person_id bigint NOT NULL REFERENCES app.person,
  warned_on date,               -- NULL: no warning, an exception applies
  exception text CHECK (exception IN ('address_change', 'would_harm_patient', 'safety_risk', 'not_practical')),
  stop_by date,                 -- the date that the warning gave
  said_removal boolean NOT NULL DEFAULT false, -- it said that removal is a risk
  said_why boolean NOT NULL DEFAULT false,     -- and why
  letter_sent_id bigint REFERENCES app.letter_sent,
  from_paper boolean NOT NULL DEFAULT false,   -- U-20: given before Candour was here, entered once, and counts
  confirmed_by text NOT NULL DEFAULT '',       -- who has seen the paper
  in_order boolean NOT NULL DEFAULT true,
  content_id bigint NOT NULL,   -- why
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK ((warned_on IS NULL) = (exception IS NOT NULL)),
  CHECK (stop_by > warned_on),
  CHECK (NOT from_paper OR confirmed_by <> ''),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX warning_by_person ON app.warning (person_id, warned_on);
CREATE TABLE app.outside_view ( -- U-3, R-list-14
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  from_whom text NOT NULL CHECK (from_whom IN ('lmc', 'commissioner', 'defence_body', 'other_gp')),
  name text NOT NULL,
  on_date date NOT NULL,
  content_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);

-- ---- The partners' decision ------------------------------------------------------------------------
CREATE TABLE app.decision (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  question text NOT NULL DEFAULT 'removal_from_list' CHECK (question IN ('removal_from_list')),
  ground_content_id bigint NOT NULL, -- the ground, as written, which must stand without the complaint
  facts jsonb NOT NULL,          -- the facts of every gate as they stood
  opened_at timestamptz NOT NULL DEFAULT now(),
  opened_by bigint REFERENCES app.member,
  UNIQUE (id, practice_id),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX decision_by_case ON app.decision (case_id);
CREATE TABLE app.vote (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  decision_id bigint NOT NULL REFERENCES app.decision,
  member_id bigint NOT NULL REFERENCES app.member,
  -- vote; new_evidence: does it change your vote (U-18); signature: where nobody is free (U-3)
  round text NOT NULL DEFAULT 'vote' CHECK (round IN ('vote', 'new_evidence', 'signature')),
  vote text NOT NULL CHECK (vote IN ('for', 'against', 'aside', 'signed_for_contractor', 'signed_against_contractor',
    'unchanged', 'changes')),
  aside_why text NOT NULL DEFAULT '' CHECK (aside_why IN ('', 'own_choice', 'named_in_post', 'other_interest')),
  content_id bigint NOT NULL,    -- the reason
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (vote = ANY (CASE round WHEN 'vote' THEN ARRAY['for', 'against', 'aside'] WHEN 'new_evidence'
    THEN ARRAY['unchanged', 'changes'] ELSE ARRAY['signed_for_contractor', 'signed_against_contractor'] END)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
-- One vote and one signature each; new evidence may come more than once.
CREATE UNIQUE INDEX vote_once ON app.vote (decision_id, member_id, round) WHERE round <> 'new_evidence';
CREATE TABLE app.decision_outcome ( -- settled once; void may follow (U-18)
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  decision_id bigint NOT NULL REFERENCES app.decision,
  outcome text NOT NULL CHECK (outcome IN ('carried', 'not_carried', 'void')),
  summary text NOT NULL,         -- who was free, who stood aside, the count: as printed
  facts jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by_member bigint REFERENCES app.member,
  UNIQUE (decision_id, outcome),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE TABLE app.list_removal ( -- the request that goes out, gates asked again that day (U-17, U-20)
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  decision_id bigint NOT NULL UNIQUE REFERENCES app.decision,
  person_id bigint NOT NULL REFERENCES app.person,
  requested_on date NOT NULL,
  facts jsonb NOT NULL,
  patient_letter_id bigint REFERENCES app.letter_sent,
  commissioner_letter_id bigint REFERENCES app.letter_sent,
  is_treated boolean NOT NULL,   -- at intervals of less than 7 days: the other date counts (R-list-6)
  care_content_id bigint NOT NULL, -- how care goes on until then
  expected_on date NOT NULL,     -- R-list-6, as if received on the day it was sent
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE TABLE app.list_removal_receipt ( -- what makes the effective date certain (R-list-6, U-20)
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  removal_id bigint NOT NULL REFERENCES app.list_removal,
  kind text NOT NULL CHECK (kind IN ('received', 'treatment_ended', 'accepted_elsewhere')),
  received_on date NOT NULL,     -- the day PCSE had the request, was told that treatment ended, or the other practice accepted
  effective_on date NOT NULL,
  clock text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  UNIQUE (removal_id, kind),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);

-- ---- Learning, notes ----------------------------------------------------------------------------------
CREATE TABLE app.learning_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  case_id bigint,
  happened_on date NOT NULL,
  title text NOT NULL,
  significant boolean NOT NULL DEFAULT false, -- R-sea-4
  what_we_learnt text NOT NULL DEFAULT '',
  what_changes text NOT NULL DEFAULT '',
  added_at timestamptz NOT NULL DEFAULT now(),
  added_by bigint REFERENCES app.member
);
CREATE INDEX learning_event_by_month ON app.learning_event (practice_id, happened_on);
-- What PALS told the practice (U-25, H-mon-2).
CREATE TABLE app.pals_contact (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  received_on date NOT NULL,
  office text NOT NULL CHECK (length(office) BETWEEN 1 AND 200),
  their_reference text NOT NULL DEFAULT '' CHECK (length(their_reference) <= 100),
  wants text NOT NULL CHECK (wants IN ('information', 'reply_to_pals', 'reply_to_patient', 'complaint')),
  reply_by date,
  consent text NOT NULL CHECK (consent IN ('seen', 'not_seen', 'asked')),
  text text NOT NULL CHECK (length(text) <= 20000), -- the contact as it came
  complaint_id bigint REFERENCES app.complaint,     -- passed on: counted once, as this
  added_at timestamptz NOT NULL DEFAULT now(),
  added_by bigint REFERENCES app.member,
  CHECK ((wants = 'complaint') = (complaint_id IS NOT NULL))
);
CREATE INDEX pals_contact_by_month ON app.pals_contact (practice_id, received_on);
GRANT SELECT, INSERT ON app.pals_contact TO app, worker;
GRANT SELECT ON app.pals_contact TO report, auditor;
CREATE TABLE app.case_note (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  content_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX case_note_by_case ON app.case_note (case_id);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['meeting', 'advice', 'finding', 'gate_statement', 'warning', 'outside_view', 'vote',
    'decision_outcome', 'list_removal', 'list_removal_receipt'] LOOP
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON app.%I (case_id)', t || '_by_case', t);
  END LOOP;
  -- Append-only, every column committed to by an event.
  FOREACH t IN ARRAY ARRAY['triage', 'step_entry', 'own_page_action', 'letter_sent', 'removal_request',
    'removal_outcome', 'meeting', 'advice', 'finding', 'gate_statement', 'warning', 'outside_view', 'decision',
    'vote', 'decision_outcome', 'list_removal', 'list_removal_receipt', 'case_note'] LOOP
    PERFORM app.append_only_register(format('app.%I', t)::regclass,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = format('app.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO app, worker', t);
    EXECUTE format('GRANT SELECT ON app.%I TO report, auditor', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['person', 'case_author', 'complaint', 'letter', 'learning_event'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON app.%I TO app, worker', t);
    EXECUTE format('GRANT SELECT ON app.%I TO report, auditor', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO definer;
