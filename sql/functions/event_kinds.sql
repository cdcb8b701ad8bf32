-- What events are called on a case's timeline: plain sentences, past tense, nobody's name. Every room
-- adds the kinds that it appends; a kind that is missing is printed readably (app.event_title).
INSERT INTO app.event_kind (kind, title, is_shown) VALUES
  ('case.logged', 'Incident logged', true),
  ('case.raised_urgent', 'Raised as urgent', true),
  ('case.reopened', 'Case reopened', true),
  ('case.closed', 'Case closed', true),
  ('notice.sent', 'Managers told', true),
  ('notice.given', 'A manager told by word of mouth', true),
  ('notice.passed_on', 'Nobody opened it in time: the next person told', true),
  ('triage.recorded', 'Triage recorded', true),
  ('author.recorded', 'Who posted: recorded', true),
  ('author.agreed', 'Who posted: a second person agreed', true),
  ('author.agreed_alone', 'Who posted: agreed by the same person, with the reason', true),
  ('author.agreed_outside', 'Who posted: agreed by somebody from outside the practice', true),
  ('author.died', 'Recorded that the person has died', true),
  ('staff.named', 'A member of staff added', true),
  ('staff.told', 'Staff support brought up to date', true),
  ('standing.changed', 'Who may see or decide: changed', true),
  ('evidence.added', 'Evidence added', true),
  ('evidence.described', 'Evidence described in writing', true),
  ('note.added', 'Note', true),
  ('task.done', 'Task done', true),
  ('complaint.opened', 'Complaint part passed to the Complaints Lead', true),
  ('step.stopped', 'Steps against the person stopped', true),
  ('advice.recorded', 'Advice recorded', true),
  ('decision.opened', 'The partners asked to decide', true),
  ('decision.settled', 'The partners'' vote closed', true),
  ('finding.recorded', 'What the post shows recorded', true),
  ('gate.answered', 'A question before removal answered', true),
  ('meeting.recorded', 'Meeting of partners and practice manager recorded', true),
  ('outside_view.recorded', 'A view from outside the practice recorded', true),
  ('removal.received', 'PCSE has received the request', true),
  ('removal.requested', 'PCSE asked to remove the patient', true),
  ('vote.recorded', 'A partner voted, or stood aside', true),
  ('warning.recorded', 'Warning recorded', true),
  ('case.opened_chain', 'Record started', false),
  ('case.opened', 'Case opened', false),
  ('evidence.opened', 'Evidence opened', false),
  ('case.searched', 'Cases searched', false),
  ('report.opened', 'Report opened', false),
  ('readers.opened', 'List of readers opened', false)
ON CONFLICT (kind) DO UPDATE SET title = excluded.title, is_shown = excluded.is_shown;

CREATE OR REPLACE FUNCTION app.event_title(wanted text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce((SELECT k.title FROM app.event_kind k WHERE k.kind = wanted),
    upper(left(wanted, 1)) || substr(translate(wanted, '._', '  '), 2))
$$;
GRANT EXECUTE ON FUNCTION app.event_title(text) TO app, worker, report, auditor;
