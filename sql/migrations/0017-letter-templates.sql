-- A practice's own wording of letters, version by version; who approved a letter before it went; and who
-- got which copy of a case on paper.
CREATE TABLE app.letter_template (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  kind text NOT NULL REFERENCES app.letter_kind,
  version integer NOT NULL CHECK (version > 0), -- the wording that ships is before version 1
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'in_force', 'superseded', 'dropped')),
  words text NOT NULL,
  comment text NOT NULL DEFAULT '',             -- what changes in it
  row_version integer NOT NULL DEFAULT 1,
  edited_at timestamptz NOT NULL DEFAULT now(),
  edited_by bigint REFERENCES app.member,
  in_force_at timestamptz,
  in_force_by bigint REFERENCES app.member,
  ended_at timestamptz,
  UNIQUE (practice_id, kind, version),
  UNIQUE (id, practice_id),
  CHECK (status IN ('draft', 'dropped') OR in_force_at IS NOT NULL)
);
CREATE UNIQUE INDEX letter_template_one_draft ON app.letter_template (practice_id, kind) WHERE status = 'draft';
CREATE UNIQUE INDEX letter_template_one_in_force ON app.letter_template (practice_id, kind) WHERE status = 'in_force';
GRANT SELECT ON app.letter_template TO app, worker, report, auditor;
GRANT INSERT, UPDATE ON app.letter_template TO app, worker;

-- The version that a letter was drawn from (NULL: the wording that ships), and who wrote in it last.
ALTER TABLE app.letter ADD COLUMN template_id bigint,
  ADD COLUMN edited_by bigint REFERENCES app.member,
  ADD FOREIGN KEY (template_id, practice_id) REFERENCES app.letter_template (id, practice_id);

-- An approval is of the letter as it stood: letter_version. Editing counts the version up, and so takes
-- the approval away. own_reason: why whoever wrote it approved it too (U-3).
CREATE TABLE app.letter_approval (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint,
  letter_id bigint NOT NULL REFERENCES app.letter,
  letter_version integer NOT NULL,
  own_reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);
CREATE INDEX letter_approval_by_letter ON app.letter_approval (letter_id, letter_version);
CREATE INDEX letter_approval_by_case ON app.letter_approval (case_id);

-- The partners' paper pack: each copy, for whom, with what covered and with what reason advice is in it.
CREATE TABLE app.pack_copy (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  case_id bigint NOT NULL,
  copy_no integer NOT NULL CHECK (copy_no > 0),
  for_whom text NOT NULL CHECK (btrim(for_whom) <> ''),
  covers text[] NOT NULL DEFAULT '{}',
  advice_reason text NOT NULL DEFAULT '', -- '': advice is left out (U-27)
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  UNIQUE (case_id, copy_no),
  CHECK (covers <@ ARRAY['staff', 'person', 'others']),
  FOREIGN KEY (case_id, practice_id) REFERENCES app.case_file (id, practice_id)
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['letter_approval', 'pack_copy'] LOOP
    PERFORM app.append_only_register(format('app.%I', t)::regclass,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = format('app.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO app, worker', t);
    EXECUTE format('GRANT SELECT ON app.%I TO report, auditor', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON app.letter_template TO definer;
GRANT SELECT, INSERT ON app.letter_approval, app.pack_copy TO definer;
