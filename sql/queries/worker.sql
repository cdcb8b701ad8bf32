-- The worker's own statements; its role executes nothing else of the house.

-- name: act_as_worker :write
-- Makes this transaction the worker's, for a practice or for none.
-- params: practice_id bigint?
SELECT app.act_as('worker', 'worker', $1);

-- name: worker_practices :read
-- Every practice of the database.
-- gives: id bigint
SELECT id FROM app.worker_practices();

-- name: outbox_take :write
-- The next message that is due, its attempt counted; a reader who may no longer know of the case is dropped first.
-- gives: id bigint, practice_id bigint, to_address text, subject text, body text, message_id uuid
SELECT id, practice_id, to_address, subject, body, message_id FROM app.outbox_take();

-- name: outbox_settle :write
-- What came of it: sent, later (with a growing wait), refused.
-- params: id bigint, outcome text, trouble text
SELECT app.outbox_settle($1, $2, $3);

-- name: notices_pass_on :write
-- Nobody opened a notice within the target: the next person is told (U-4).
-- gives: cases integer
SELECT app.notices_pass_on() AS cases;

-- name: clocks_remind :write
-- Half of a clock of law or contract went by unopened: deputies and management are told (U-6).
-- gives: tasks integer
SELECT app.clocks_remind() AS tasks;

-- name: uploads_clear :write
-- Uploads and drafts of more than 30 days go (invariant 1).
-- gives: files integer
SELECT app.uploads_clear() AS files;

-- name: searches_forget :write
-- Words that members searched for, after thirty days.
-- gives: searches bigint
SELECT app.searches_forget() AS searches;

-- name: head_counts :write
-- The heads of the case chains that grew, on the practice's chain (invariant 3).
-- gives: chains integer
SELECT app.head_counts_when_due() AS chains;

-- name: digests_make :write
-- The day's digests, once the hour has come: one mail for each member who has something to do.
-- gives: digests integer
SELECT app.digest_make() AS digests;

-- name: calendar_asks :write
-- A clock whose date is not certain, because bank holidays are missing, makes a task for the practice manager, once.
INSERT INTO app.task (practice_id, kind, title, role, due_on, basis)
SELECT app.practice(), 'bank_holidays', 'Add the bank holidays that clocks need: some dates are not certain', 'practice_manager', current_date + 7, 'target'
 WHERE EXISTS (SELECT FROM app.clock k WHERE k.practice_id = app.practice() AND k.state <> 'ended' AND k.warning <> '')
   AND NOT EXISTS (SELECT FROM app.task t WHERE t.practice_id = app.practice() AND t.kind = 'bank_holidays' AND t.done_at IS NULL);

-- name: calendar_asked :write
-- All dates are certain again: the task is done.
UPDATE app.task t SET done_at = now(), result = 'every date is certain again'
 WHERE t.practice_id = app.practice() AND t.kind = 'bank_holidays' AND t.done_at IS NULL
   AND NOT EXISTS (SELECT FROM app.clock k WHERE k.practice_id = app.practice() AND k.state <> 'ended' AND k.warning <> '');
