-- :practices practices, :cases cases in all, each with events, an evidence row, a notice and a task.
-- Loaded past triggers: chains are not valid, only their size is.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO app.practice (code, letters, name)
SELECT 'A' || lpad(i::text, 5, '0'), 'BEN', 'Bench practice ' || i FROM generate_series(1, :practices) i;
CREATE TEMP TABLE p AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM app.practice WHERE letters = 'BEN';
INSERT INTO app.login (user_name, password_hash)
SELECT 'bench' || i, 'x' FROM generate_series(0, greatest(:practices, 16) - 1) i;
INSERT INTO app.member (practice_id, login_id, name)
SELECT p.id, l.id, 'Manager ' || l.n FROM
  (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM app.login WHERE user_name LIKE 'bench%') l
  JOIN p ON p.n = l.n % :practices;
INSERT INTO app.member_role (member_id, practice_id, role)
SELECT id, practice_id, 'practice_manager' FROM app.member WHERE practice_id IN (SELECT id FROM p);
INSERT INTO app.policy_version (practice_id, title, version, edited_by, approved_by, status)
SELECT id, 'Bench policy', '1', 'a', 'b', 'in_force' FROM p;
CREATE TEMP TABLE m AS SELECT DISTINCT ON (practice_id) practice_id, id FROM app.member WHERE practice_id IN (SELECT id FROM p) ORDER BY practice_id, id;
INSERT INTO app.case_file (practice_id, reference, kind, policy_version_id, state, summary, platform, venue, seen_on,
  discovered_at, logged_at, logged_by, names_staff, step, outcome, closed_at)
SELECT p.id, 'BEN-2026-' || lpad(i::text, 5, '0'),
  (ARRAY['patient_post', 'own_page_post', 'review', 'public_area_recording', 'posted_consultation'])[1 + i % 5],
  v.id, CASE WHEN i % 10 < 8 THEN 'closed' WHEN i % 10 = 8 THEN 'open' ELSE 'logged' END,
  'Post number ' || i || ' says that the waiting was long and the telephone was not answered',
  (ARRAY['facebook', 'google_reviews', 'x', 'instagram'])[1 + i % 4], 'personal_profile',
  (now() - (i % 1800) * interval '1 day')::date, now() - (i % 1800) * interval '1 day',
  now() - (i % 1800) * interval '1 day', m.id, i % 2 = 0, 'triage',
  CASE WHEN i % 10 < 8 THEN 'removed' END, CASE WHEN i % 10 < 8 THEN now() - (i % 1790) * interval '1 day' END
  FROM generate_series(0, :cases - 1) i JOIN p ON p.n = i % :practices
  JOIN m ON m.practice_id = p.id JOIN app.policy_version v ON v.practice_id = p.id;
INSERT INTO app.chain (kind, practice_id, case_id, head_seq, head_hash)
SELECT 'case', practice_id, id, 8, sha256(reference::bytea) FROM app.case_file WHERE reference LIKE 'BEN-%';
INSERT INTO app.event (id, chain_id, seq, at, practice_id, case_id, actor_kind, actor_id, actor_name, kind, is_read, needs_full,
  detail, prev_hash, hash)
SELECT nextval('app.event_id'), c.id, s, now() - interval '1 day' - (9 - s) * interval '1 hour', c.practice_id, c.case_id, 'member', m.id, 'Manager',
  (ARRAY['case.logged', 'notice.sent', 'triage.recorded', 'request.sent', 'letter.sent', 'case.opened', 'note.added', 'task.done'])[s],
  s = 6, false, '{}', sha256((c.id * 10 + s - 1)::text::bytea), sha256((c.id * 10 + s)::text::bytea)
  FROM app.chain c JOIN m ON m.practice_id = c.practice_id CROSS JOIN generate_series(1, 8) s
 WHERE c.kind = 'case' AND c.case_id IN (SELECT id FROM app.case_file WHERE reference LIKE 'BEN-%');
INSERT INTO app.stored_file (practice_id, case_id, owner_id, name, media_type, size, sha256, salt, digest)
SELECT c.practice_id, c.id, c.logged_by, 'screenshot.png', 'image/png', 12345, sha256(c.reference::bytea), '\x00', sha256(c.reference::bytea)
  FROM app.case_file c WHERE c.reference LIKE 'BEN-%';
INSERT INTO app.evidence (practice_id, case_id, kind, file_id, title, captured_at, added_by)
SELECT f.practice_id, f.case_id, 'file', f.id, 'screenshot.png', now(), f.owner_id FROM app.stored_file f WHERE f.case_id IS NOT NULL;
INSERT INTO app.notice (practice_id, case_id, member_id, to_name, channel, told_at, opened_at)
SELECT practice_id, id, logged_by, 'Manager', 'candour', logged_at, logged_at FROM app.case_file WHERE reference LIKE 'BEN-%';
INSERT INTO app.task (practice_id, case_id, kind, title, role, due_on, done_at)
SELECT practice_id, id, 'triage', 'Triage the new case', 'practice_manager', seen_on + 7, CASE WHEN state <> 'logged' THEN now() END
  FROM app.case_file WHERE reference LIKE 'BEN-%';
INSERT INTO app.triage (practice_id, case_id, category, complaint) SELECT practice_id, id, 'A6', 'no' FROM app.case_file
 WHERE reference LIKE 'BEN-%' AND state <> 'logged';
INSERT INTO app.step_entry (practice_id, case_id, step, entry) SELECT practice_id, id, 'management_notice', 'done' FROM app.case_file
 WHERE reference LIKE 'BEN-%' AND state <> 'logged';
-- Sixteen signed-in managers, whose tokens are known: sha256 of 'bench-token-N'.
INSERT INTO app.sign_in_session (token_hash, csrf, login_id, member_id, practice_id, ends_at)
SELECT sha256(convert_to('bench-token-' || l.n, 'UTF8')), 'bench-csrf', l.id, mm.id, mm.practice_id, now() + interval '8 hours'
  FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM app.login WHERE user_name LIKE 'bench%') l
  JOIN app.member mm ON mm.login_id = l.id WHERE l.n < 16;
SET session_replication_role = origin;
VACUUM (ANALYZE);
