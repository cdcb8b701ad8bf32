-- Requests for the file (U-28), and data protection complaints (R-dp-6).
CREATE TABLE app.file_request (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  complaint_id bigint,
  kind text NOT NULL CHECK (kind IN ('ombudsman', 'icb', 'cqc', 'police', 'ico', 'solicitor', 'subject_access')),
  asker text NOT NULL CHECK (length(asker) BETWEEN 1 AND 200),
  basis text NOT NULL CHECK (basis IN ('power', 'consent', 'order', 'subject')),
  basis_text text NOT NULL DEFAULT '' CHECK (length(basis_text) <= 1000), -- which power, or when consent was seen
  asks_for text NOT NULL CHECK (length(asks_for) <= 4000),
  received_on date NOT NULL,
  due_on date NOT NULL,
  clock text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sent', 'refused')),
  ended_on date,
  ended_how text NOT NULL DEFAULT '',
  ended_by bigint REFERENCES app.member,
  version integer NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK ((state = 'open') = (ended_on IS NULL)),
  UNIQUE (id, practice_id),
  FOREIGN KEY (complaint_id, practice_id) REFERENCES app.complaint (id, practice_id)
);
CREATE INDEX file_request_newest ON app.file_request (practice_id, received_on DESC, id DESC);
CREATE INDEX file_request_by_complaint ON app.file_request (complaint_id) WHERE complaint_id IS NOT NULL;
-- The bundle's index: what goes, and what was held back and why.
CREATE TABLE app.file_request_item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  request_id bigint NOT NULL,
  complaint_id bigint,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  pages integer CHECK (pages BETWEEN 1 AND 100000),
  held_back text NOT NULL DEFAULT '' CHECK (held_back IN ('', 'privileged', 'third_party', 'harm', 'not_asked')),
  why text NOT NULL DEFAULT '' CHECK (length(why) <= 1000),
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK (held_back = '' OR why <> ''),
  FOREIGN KEY (request_id, practice_id) REFERENCES app.file_request (id, practice_id)
);
CREATE INDEX file_request_item_by_request ON app.file_request_item (request_id, id);

CREATE TABLE app.data_complaint (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL REFERENCES app.practice,
  received_on date NOT NULL,
  who text NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  how text NOT NULL CHECK (how IN ('oral', 'written', 'electronic')),
  words text NOT NULL CHECK (length(words) <= 20000),
  acknowledge_by date NOT NULL,
  clock text NOT NULL DEFAULT '',
  acknowledged_on date,
  answered_on date,
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'upheld', 'partly', 'not_upheld')),
  told_of_ico boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  CHECK ((answered_on IS NULL) = (outcome = '')),
  CHECK (answered_on IS NULL OR told_of_ico),
  UNIQUE (id, practice_id)
);
CREATE INDEX data_complaint_newest ON app.data_complaint (practice_id, received_on DESC, id DESC);
CREATE TABLE app.data_complaint_step (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  practice_id bigint NOT NULL,
  data_complaint_id bigint NOT NULL,
  action text NOT NULL CHECK (action IN ('acknowledged', 'step', 'told', 'answered')),
  on_date date NOT NULL,
  words text NOT NULL CHECK (length(words) <= 4000),
  at timestamptz NOT NULL DEFAULT now(),
  by_member bigint REFERENCES app.member,
  FOREIGN KEY (data_complaint_id, practice_id) REFERENCES app.data_complaint (id, practice_id)
);
CREATE INDEX data_complaint_step_by ON app.data_complaint_step (data_complaint_id, id);

GRANT SELECT, INSERT, UPDATE ON app.file_request, app.data_complaint TO app, worker;
GRANT SELECT, INSERT ON app.file_request_item, app.data_complaint_step TO app, worker;
GRANT SELECT ON app.file_request, app.file_request_item, app.data_complaint, app.data_complaint_step TO report, auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.file_request, app.file_request_item, app.data_complaint, app.data_complaint_step TO definer;
SELECT app.append_only_register('app.file_request_item', ARRAY['id', 'practice_id', 'request_id', 'complaint_id', 'title', 'pages',
  'held_back', 'why', 'at', 'by_member']);
SELECT app.append_only_register('app.data_complaint_step', ARRAY['id', 'practice_id', 'data_complaint_id', 'action', 'on_date',
  'words', 'at', 'by_member']);
