-- Mail that goes out once, one digest a day, reminders, and cover for who is away.

-- One row before each try to send: what came of it stays empty where the worker died before it knew.
CREATE TABLE app.mail_attempt (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  outbox_id bigint NOT NULL REFERENCES app.outbox,
  n integer NOT NULL CHECK (n > 0),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'sent', 'later', 'refused')),
  answer text NOT NULL DEFAULT '',
  settled_at timestamptz,
  UNIQUE (outbox_id, n)
);
CREATE INDEX outbox_dropped ON app.outbox (practice_id, dropped_at) WHERE dropped_at IS NOT NULL;
GRANT SELECT ON app.mail_attempt TO worker, auditor;
GRANT SELECT, INSERT, UPDATE ON app.mail_attempt TO definer;

-- A member's digest of a day: made once, or found empty once.
CREATE TABLE app.digest (
  practice_id bigint NOT NULL,
  member_id bigint NOT NULL REFERENCES app.member,
  on_date date NOT NULL,
  outbox_id bigint REFERENCES app.outbox, -- NULL: there was nothing to say
  PRIMARY KEY (member_id, on_date)
);
GRANT SELECT, INSERT ON app.digest TO worker, definer;
GRANT SELECT ON app.digest TO auditor;

-- Away from, to, and who covers (U-6).
ALTER TABLE app.member ADD COLUMN cover_id bigint REFERENCES app.member, ADD CHECK (cover_id <> id);
CREATE INDEX member_covered ON app.member (cover_id) WHERE cover_id IS NOT NULL;

CREATE INDEX task_late ON app.task (practice_id, due_on, id) WHERE done_at IS NULL AND due_on IS NOT NULL;

INSERT INTO app.setting_kind (key, kind, default_value, least, most, help) VALUES
  ('digest_hour', 'whole', '7', 0, 23, 'The hour from which the day''s digest goes to members who have something to do'),
  ('remind_days_before', 'whole', '1', 0, 14, 'Days before a task is due on which the digest names it'),
  ('remind_days_after', 'whole', '3', 1, 30, 'Days between reminders of a task that is late');
