-- Removal at once, for violence or for fear of it (U-19, R-list-9 to R-list-11, R-list-17): what happened,
-- entry by entry, as it happened; and who may decide when no partner can be reached.

-- Whom the partners authorised beforehand, or that they took it back (authority_id: which one).
CREATE TABLE app.removal_authority (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  member_id bigint NOT NULL REFERENCES app.member,
  partners text NOT NULL CHECK (partners <> ''), -- the partners who agreed, by name
  from_on date NOT NULL,
  to_on date NOT NULL,
  authority_id bigint REFERENCES app.removal_authority,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK (to_on >= from_on)
);
CREATE INDEX removal_authority_by_practice ON app.removal_authority (practice_id, id);

-- opened: the interruption page was passed. act: what was done, or feared. police, approval: who was told,
-- who approved. urgency: why it cannot wait for an open complaint. decision, confirmed: by whom. notice: when
-- it takes effect. written: the confirmation, word for word. patient: told, or why not. scheme: the special
-- allocation scheme.
CREATE TABLE app.immediate_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  person_id bigint REFERENCES app.person,
  entry text NOT NULL CHECK (entry IN ('opened', 'act', 'police', 'approval', 'urgency', 'decision', 'confirmed', 'notice',
    'written', 'patient', 'scheme')),
  code text NOT NULL DEFAULT '',
  who text NOT NULL DEFAULT '',
  place text NOT NULL DEFAULT '',
  reference text NOT NULL DEFAULT '',
  on_date date NOT NULL,
  at_time time,
  content_id bigint,
  authority_id bigint REFERENCES app.removal_authority,
  in_order boolean NOT NULL DEFAULT true,
  reason text NOT NULL DEFAULT '', -- why it was not in order (U-11)
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK (entry <> 'act' OR (code IN ('violence', 'fear') AND who <> '' AND place <> '' AND content_id IS NOT NULL)),
  CHECK (entry <> 'notice' OR at_time IS NOT NULL),
  CHECK (entry <> 'patient' OR code IN ('told', 'not_practicable', 'harmful', 'unsafe')),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX immediate_entry_by_case ON app.immediate_entry (case_id);
CREATE INDEX immediate_entry_by_person ON app.immediate_entry (person_id) WHERE entry = 'notice';
CREATE UNIQUE INDEX immediate_entry_once ON app.immediate_entry (case_id, entry)
  WHERE entry IN ('opened', 'decision', 'confirmed', 'notice');

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['removal_authority', 'immediate_entry'] LOOP
    PERFORM app.append_only_register(format('app.%I', t)::regclass,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = format('app.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO app, worker', t);
    EXECUTE format('GRANT SELECT ON app.%I TO report, auditor', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%I TO definer', t);
  END LOOP;
END
$$;
