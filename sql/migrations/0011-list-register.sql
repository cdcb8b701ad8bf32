-- The register of warnings and removals and what feeds it (U-18, U-20, U-21, R-list-5, R-list-15, R-list-16).

-- What came from the paper file, entered once. It counts when another member has seen the paper and says so.
CREATE TABLE app.paper_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  person_id bigint NOT NULL REFERENCES app.person,
  kind text NOT NULL CHECK (kind IN ('warning', 'removal', 'immediate')),
  warning_id bigint UNIQUE REFERENCES app.warning,
  on_date date NOT NULL,
  asked_member bigint REFERENCES app.member, -- who is to confirm it
  content_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK ((kind = 'warning') = (warning_id IS NOT NULL)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX paper_entry_by_case ON app.paper_entry (case_id);
CREATE INDEX paper_entry_by_person ON app.paper_entry (person_id);
CREATE TABLE app.paper_confirmation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  paper_id bigint NOT NULL UNIQUE REFERENCES app.paper_entry,
  how text NOT NULL CHECK (how IN ('member', 'alone')),
  content_id bigint,                   -- alone: why there is nobody else (U-3)
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK ((how = 'alone') = (content_id IS NOT NULL)),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX paper_confirmation_by_case ON app.paper_confirmation (case_id);

-- New evidence after the letters have gone: a review, with its outcome (U-18).
CREATE TABLE app.list_review (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  looks text NOT NULL CHECK (looks <> ''), -- who looks at it
  opened_on date NOT NULL,
  content_id bigint NOT NULL,              -- what is new
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX list_review_by_case ON app.list_review (case_id);
CREATE TABLE app.list_review_outcome (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  review_id bigint NOT NULL UNIQUE REFERENCES app.list_review,
  outcome text NOT NULL CHECK (outcome IN ('stands', 'asked_back', 'corrected')),
  on_date date NOT NULL,
  content_id bigint NOT NULL,              -- why, and what was done
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX list_review_outcome_by_case ON app.list_review_outcome (case_id);

-- What rests on the wrong person counts no more; it stays on record (U-21).
CREATE TABLE app.person_correction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  from_person bigint NOT NULL REFERENCES app.person,
  to_person bigint REFERENCES app.person, -- NULL: not known
  content_id bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX person_correction_by_case ON app.person_correction (case_id);
CREATE TABLE app.record_void (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  correction_id bigint NOT NULL REFERENCES app.person_correction,
  warning_id bigint UNIQUE REFERENCES app.warning,
  decision_id bigint UNIQUE REFERENCES app.decision,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK (num_nonnulls(warning_id, decision_id) = 1),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX record_void_by_case ON app.record_void (case_id);

-- Somebody who asked to register and was refused: the lawful reason, and the letter (R-list-15).
CREATE TABLE app.registration_refusal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  person_id bigint NOT NULL REFERENCES app.person,
  decided_on date NOT NULL,
  ground text NOT NULL CHECK (ground IN ('outside_area', 'list_closed', 'removed_for_violence', 'other')),
  letter_by date NOT NULL,
  clock text NOT NULL,
  content_id bigint NOT NULL,              -- the reasons, as the letter gives them
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member
);
CREATE INDEX registration_refusal_by_practice ON app.registration_refusal (practice_id, decided_on);
CREATE TABLE app.registration_refusal_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  refusal_id bigint NOT NULL UNIQUE REFERENCES app.registration_refusal,
  sent_on date NOT NULL,
  content_id bigint NOT NULL,              -- the letter, word for word
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member
);

-- Accepted, and then found to have been removed elsewhere for violence (R-list-16).
ALTER TABLE app.immediate_entry DROP CONSTRAINT IF EXISTS immediate_entry_check;
ALTER TABLE app.immediate_entry ADD CONSTRAINT immediate_entry_act CHECK (entry <> 'act'
  OR (code IN ('violence', 'fear', 'removed_elsewhere') AND who <> '' AND place <> '' AND content_id IS NOT NULL));

-- A decision, and what follows from it, is about one person: the right one is decided about anew (U-21).
DROP INDEX app.immediate_entry_once;
CREATE UNIQUE INDEX immediate_entry_once ON app.immediate_entry (case_id, entry, person_id) NULLS NOT DISTINCT
  WHERE entry IN ('opened', 'decision', 'confirmed', 'notice');

CREATE INDEX warning_by_day ON app.warning (practice_id, warned_on);
CREATE INDEX list_removal_by_person ON app.list_removal (person_id);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['paper_entry', 'paper_confirmation', 'list_review', 'list_review_outcome', 'person_correction',
    'record_void', 'registration_refusal', 'registration_refusal_letter'] LOOP
    PERFORM app.append_only_register(format('app.%I', t)::regclass,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = format('app.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO app, worker', t);
    EXECUTE format('GRANT SELECT ON app.%I TO report, auditor', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%I TO definer', t);
  END LOOP;
END
$$;
