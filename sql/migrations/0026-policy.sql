-- Policies edited in the browser: a version is a draft until it comes into force, and is never edited
-- after that (W-0.1, W-1.2b). Who edited, who approved, and the quorum it asks for.

ALTER TABLE app.policy_version
  ADD COLUMN public_id text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  ADD COLUMN editor_id bigint REFERENCES app.member,
  ADD COLUMN approver_id bigint REFERENCES app.member,
  ADD COLUMN approve_reason text NOT NULL DEFAULT '', -- C-27: why the editor approved it too
  ADD COLUMN equality text NOT NULL DEFAULT '',       -- W-1.2a: how equality was considered
  ADD COLUMN withdraw_reason text NOT NULL DEFAULT '',
  ADD COLUMN quorum_least integer CHECK (quorum_least BETWEEN 1 AND 20), -- NULL: the practice's setting (U-3)
  ADD COLUMN row_version integer NOT NULL DEFAULT 1,
  ADD COLUMN made_at timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT policy_version_public_id_key UNIQUE (public_id),
  ADD CONSTRAINT policy_version_of_practice UNIQUE (id, practice_id);

-- A clause and a category are found by a number of their own, so that their code may be edited.
ALTER TABLE app.policy_clause ADD COLUMN n integer GENERATED ALWAYS AS IDENTITY;
ALTER TABLE app.policy_category ADD COLUMN n integer GENERATED ALWAYS AS IDENTITY;

-- Who has read which version (W-2.4l). Append-only.
CREATE TABLE app.policy_acknowledgement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  policy_version_id bigint NOT NULL,
  member_id bigint NOT NULL REFERENCES app.member,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT policy_acknowledged_once UNIQUE (policy_version_id, member_id),
  FOREIGN KEY (policy_version_id, practice_id) REFERENCES app.policy_version (id, practice_id)
);
SELECT app.append_only_register('app.policy_acknowledgement',
  ARRAY['id', 'practice_id', 'policy_version_id', 'member_id', 'at']);

GRANT INSERT, UPDATE ON app.policy_version TO app;
GRANT INSERT, UPDATE, DELETE ON app.policy_clause, app.policy_category, app.policy_step TO app; -- drafts only, by trigger
GRANT SELECT, INSERT ON app.policy_acknowledgement TO app;
GRANT SELECT ON app.policy_acknowledgement TO worker, report, auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.policy_acknowledgement TO definer;
