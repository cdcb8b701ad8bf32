-- What a practice changes of the calendar that ships: a bank holiday moved or added (R-bh-1), days on which it
-- is closed (R-bh-3). One row a day, as it now stands; every change is an event on the practice's chain.
CREATE TABLE app.practice_day (
  practice_id bigint NOT NULL REFERENCES app.practice,
  on_date date NOT NULL CHECK (on_date BETWEEN date '2000-01-01' AND date '2199-12-31'),
  kind text NOT NULL CHECK (kind IN ('bank_holiday', 'closure')),
  is_off boolean NOT NULL,           -- false: a day that ships, or was added, and is taken away
  name text NOT NULL,
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  recounted_at timestamptz,          -- open clocks have been counted with it
  PRIMARY KEY (practice_id, on_date, kind)
);
CREATE INDEX practice_day_changed ON app.practice_day (practice_id) WHERE recounted_at IS NULL;
INSERT INTO app.practice_day (practice_id, on_date, kind, is_off, name, recounted_at)
SELECT practice_id, on_date, 'closure', true, reason, now() FROM app.closure_day;

INSERT INTO app.role_may (role, may) VALUES ('practice_manager', 'set_up'), ('administrator', 'set_up');
GRANT SELECT, INSERT, UPDATE ON app.practice_day TO app, worker, definer;
GRANT SELECT ON app.practice_day TO report, auditor;
