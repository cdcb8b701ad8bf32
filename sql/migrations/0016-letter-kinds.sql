-- Letters by kind: what is written to whom, what it waits for, and the wording that ships, as data
-- (sql/functions/letter_kinds.sql fills it at every start). A letter belongs to a case, or to a complaint
-- that has none.
CREATE TABLE app.letter_kind (
  code text PRIMARY KEY CHECK (code ~ '^[a-z_]{2,60}$'),
  title text NOT NULL,
  position integer NOT NULL DEFAULT 0,
  addressee text NOT NULL DEFAULT 'other' CHECK (addressee IN ('author', 'patient', 'representative', 'platform',
    'commissioner', 'pcse', 'complainant', 'pals', 'other')),
  needs text NOT NULL DEFAULT '' CHECK (needs IN ('', 'decision')), -- decision: carried, and standing (U-17)
  case_kinds text[],                              -- offered on cases of these kinds; NULL: on all
  on_complaint boolean NOT NULL DEFAULT false,    -- offered on a complaint
  to_patient boolean NOT NULL DEFAULT false,      -- says that care is unaffected, and how to complain (U-14)
  checks_patient boolean NOT NULL DEFAULT false,  -- must not say that anyone is a patient (U-14)
  is_confidential boolean NOT NULL DEFAULT false, -- of the discussion: not for those affected or conflicted (U-1)
  standard_text text NOT NULL DEFAULT ''
);
INSERT INTO app.letter_kind (code, title) SELECT c, c FROM unnest(ARRAY['removal_request', 'platform_report',
  'advice_letter', 'formal_warning', 'complaint_invitation', 'removal_notice', 'commissioner_notice',
  'posted_consultation']) c;
GRANT SELECT ON app.letter_kind TO app, worker, report, auditor;
GRANT SELECT, INSERT, UPDATE ON app.letter_kind TO definer;

ALTER TABLE app.letter DROP CONSTRAINT letter_kind_check,
  ADD FOREIGN KEY (kind) REFERENCES app.letter_kind,
  ALTER COLUMN case_id DROP NOT NULL,
  ADD COLUMN complaint_id bigint,
  ADD FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id),
  ADD CHECK (case_id IS NOT NULL OR complaint_id IS NOT NULL);
CREATE INDEX letter_by_complaint ON app.letter (complaint_id) WHERE complaint_id IS NOT NULL;
CREATE UNIQUE INDEX letter_one_draft_complaint ON app.letter (complaint_id, kind)
  WHERE state = 'draft' AND case_id IS NULL;

ALTER TABLE app.letter_sent ALTER COLUMN case_id DROP NOT NULL,
  ADD COLUMN complaint_id bigint,
  ADD FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id),
  ADD CHECK (case_id IS NOT NULL OR complaint_id IS NOT NULL);
CREATE INDEX letter_sent_by_complaint ON app.letter_sent (complaint_id) WHERE complaint_id IS NOT NULL;
SELECT app.append_only_register('app.letter_sent', ARRAY['id', 'practice_id', 'case_id', 'letter_id', 'kind',
  'addressed_to', 'channel', 'sent_on', 'content_id', 'in_order', 'at', 'by_member', 'complaint_id']);
