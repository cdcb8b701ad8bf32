// Clocks on the page: how each was counted, stopped and going on, extended before it is over, its start corrected
// with a trace; days off by year, and what they do to open clocks (invariant 5, R-bh-1 to R-bh-3, R-comp-8).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, candour, number, quote, rows, sql, until } from '../support/client.mjs';
import { author, captured, day, newCase, refusedAt, sent, triaged } from '../support/acts.mjs';

const manager = () => as('manager');
const lead = () => as('complaints');

// A complaint taken up, received so many days ago: its six months, and the address of that clock.
async function response(ago = 20) {
  const reference = await newCase();
  captured(reference);
  author(reference);
  triaged(reference, { complaint: 'both', receivedOn: day(-ago) });
  await sent(lead(), `/cases/${reference}/complaint`, { action: 'ended', end: 'taken_up', ended_why: 'They want an answer', on_date: day(0) });
  const id = number(`SELECT k.id FROM app.clock k JOIN app.case_file c ON c.id = k.case_id
    WHERE c.reference = ${quote(reference)} AND k.kind = 'complaint_response'`);
  return { reference, id, path: `/cases/${reference}/clocks/${id}` };
}
// The acknowledgement clock of a complaint without a case, received today.
async function passedOn(client) {
  await sent(client, '/pals', { received_on: day(0), office: 'PALS', wants: 'complaint', consent: 'seen', body: 'x' });
  return number("SELECT max(id) FROM app.clock WHERE kind = 'complaint_acknowledgement' AND case_id IS NULL");
}
const clock = (id) => rows(`SELECT *, (SELECT due_on FROM app.task t WHERE t.clock_id = k.id) AS task_due FROM app.clock k WHERE k.id = ${id}`)[0];
const change = async (who, path, values) => (await who.get(path)).form(path).fill({ reason: 'A test', ...values }).send();
// Open clocks are counted again by a round of the worker, ours or the stack's own.
const recounted = async () => {
  assert.equal(candour('worker', '--once').status, 0);
  await until(() => number('SELECT count(*) FROM app.practice_day WHERE recounted_at IS NULL') === 0, 'the worker did not count again');
};

test('invariant 5: the page says the start, the sum, what it rests on and what was done', async () => {
  const { reference, id, path } = await response();
  const list = await manager().get(`/cases/${reference}/clocks`);
  assert.ok(list.has('Answer the complaint'));
  const page = await manager().get(path);
  assert.ok(page.has('6 months on'));
  assert.ok(page.has('Law: the NHS complaints regulations 2009'));
  assert.ok(page.has('Started'));
  assert.equal((await as('auditor').get(path)).status, 200);
  assert.equal((await manager().get(`/cases/${reference}/clocks/999999`)).status, 404);
  assert.equal((await manager().get(`/clocks/${id}`)).status, 404, 'a clock of a case has no address without it');
  assert.equal((await as('auditor').post(path, { change: 'stop', reason: 'x' })).status, 403);
});

test('stopped and going on: the date is away, then later by the days it stood (U-13)', async () => {
  const { id, path } = await response();
  const before = clock(id);
  await refusedAt(await change(manager(), path, { change: 'stop', on_date: day(-40) }), 'on_date', /before the clock started/);
  await refusedAt(await change(manager(), path, { change: 'stop', on_date: day(2) }), 'on_date', /today or in the past/);
  await refusedAt(await change(manager(), path, { change: 'stop', reason: '' }), 'reason', /Enter the reason/);
  assert.equal((await change(manager(), path, { change: 'stop', on_date: day(-10), reason: 'No address' })).status, 303);
  assert.deepEqual([clock(id).state, clock(id).due_on, clock(id).task_due], ['stopped', null, null]);
  assert.ok((await manager().get(path)).has('No date until it goes on'));
  assert.equal((await change(manager(), path, { change: 'go_on', on_date: day(-3), reason: 'They wrote' })).status, 303);
  const after = clock(id);
  assert.equal(sql(`SELECT date ${quote(after.due_on)} - date ${quote(before.due_on)}`), '7');
  assert.equal(after.task_due, after.due_on, 'its task moved with it');
  assert.match(after.sum, /7 days added: the clock stood still/);
  assert.deepEqual(rows(`SELECT entry, reason FROM app.clock_entry WHERE clock_id = ${id} ORDER BY id`).map(({ entry }) => entry), ['started', 'stopped', 'restarted']);
});

test('R-comp-8: a later date is agreed before the time is over, never after', async () => {
  const { id, path } = await response();
  const later = sql(`SELECT due_on + 30 FROM app.clock WHERE id = ${id}`);
  await refusedAt(await change(manager(), path, { change: 'extend', due: day(0) }), 'due', /later than the one now/);
  await refusedAt(await change(manager(), path, { change: 'extend', due: later, on_date: day(1) }), 'on_date', /to today/);
  assert.equal((await change(manager(), path, { change: 'extend', due: later })).status, 303);
  assert.equal(clock(id).due_on, later);
  // once it is over, the page does not offer it and the act refuses it
  const over = await response(300);
  assert.ok(clock(over.id).due_on < day(0));
  assert.equal((await manager().get(over.path)).form(over.path).choices('change').includes('extend'), false);
  const late = await manager().post(over.path, { change: 'extend', due: day(20), reason: 'x' });
  assert.ok(late.status >= 400 && late.status < 500);
  assert.ok(late.has('it cannot be extended any more'));
  assert.equal(clock(over.id).agreed_due, null);
});

test('what law fixes is not stopped: the 72 hours of a breach (R-dp-1)', async () => {
  const reference = await newCase({ start: { other_patient_shown: true } });
  const id = number(`SELECT k.id FROM app.clock k JOIN app.case_file c ON c.id = k.case_id WHERE c.reference = ${quote(reference)} AND k.kind = 'breach_report'`);
  const path = `/cases/${reference}/clocks/${id}`;
  const page = await manager().get(path);
  assert.deepEqual(page.form(path).choices('change'), ['correct']);
  assert.equal((await manager().post(path, { change: 'stop', reason: 'x' })).status, 422);
  await refusedAt(await change(manager(), path, { change: 'correct', start: day(0), start_time: '23:59' }), 'start', /in the future/);
  assert.equal((await change(manager(), path, { change: 'correct', start: day(-1), start_time: '9:15' })).status, 303);
  assert.equal(sql(`SELECT due_at - starts_at = interval '72 hours' AND to_char(starts_at AT TIME ZONE 'Europe/London', 'HH24:MI') = '09:15' FROM app.clock WHERE id = ${id}`), 't');
  assert.equal(sql(`SELECT t.due_at = k.due_at FROM app.task t JOIN app.clock k ON k.id = t.clock_id WHERE k.id = ${id}`), 't');
});

test('the received date is corrected by few, leaves its trace, and cannot be nonsense (peers: bad received date)', async () => {
  const { id, path } = await response();
  const before = clock(id);
  assert.equal((await lead().get(path)).form(path).choices('change').includes('correct'), false);
  assert.equal((await lead().post(path, { change: 'correct', 'start-day': '1', 'start-month': '11', 'start-year': '2026', reason: 'x' })).status, 403);
  await refusedAt(await change(manager(), path, { change: 'correct', start: day(1) }), 'start', /today or in the past/);
  await refusedAt(await change(manager(), path, { change: 'correct', start: '1899-12-31' }), 'start', /1900/);
  await refusedAt(await change(manager(), path, { change: 'correct', start: '' }), 'start', /Enter the right day/);
  assert.equal(clock(id).due_on, before.due_on);
  assert.equal((await change(manager(), path, { change: 'correct', start: day(-25), reason: 'The stamp says so' })).status, 303);
  assert.equal(clock(id).starts_on, day(-25));
  const [first, second] = rows(`SELECT entry, starts_on, due_on, reason FROM app.clock_entry WHERE clock_id = ${id} ORDER BY id`);
  assert.deepEqual([first.starts_on, first.due_on], [before.starts_on, before.due_on], 'what stood before stays on record');
  assert.deepEqual([second.entry, second.starts_on, second.reason], ['start_corrected', day(-25), 'The stamp says so']);
  assert.ok((await manager().get(path)).has('The start was corrected'));
});

test('R-bh-1: days off by year; a bank holiday added or taken away moves open clocks, with a trace', async () => {
  const me = manager();
  const page = await me.get('/setup/days?year=2026');
  assert.ok(page.has('Boxing Day (substitute day)'));
  assert.ok(page.has('Came with Candour'));
  assert.equal((await as('reception').get('/setup/days')).has('Add a day'), false);
  assert.equal((await as('reception').post('/setup/days', { kind: 'closure', on_date: '2026-12-24', name: 'x' })).status, 403);
  // an acknowledgement of a complaint received today
  const id = await passedOn(me);
  const due = clock(id).due_on;
  const add = (values) => me.get('/setup/days').then((p) => p.form('/setup/days').fill({ kind: 'bank_holiday', name: 'A one-off day', ...values }).send());
  await refusedAt(await add({ on_date: '2026-12-25' }), 'on_date', /off already: Christmas Day/);
  assert.equal((await add({ on_date: due })).status, 303);
  await recounted();
  assert.ok(clock(id).due_on > due);
  const [entry] = rows(`SELECT entry, reason FROM app.clock_entry WHERE clock_id = ${id} ORDER BY id DESC LIMIT 1`);
  assert.equal(entry.entry, 'recounted');
  assert.match(entry.reason, /A one-off day/);
  const key = `/setup/days/bank-holiday-${due}`;
  const gone = await (await me.get(key)).form(key).fill({ reason: 'Called off' }).send();
  assert.equal(gone.status, 303);
  await recounted();
  assert.equal(clock(id).due_on, due, 'and back');
  assert.ok((await me.get(`/setup/days?year=${due.slice(0, 4)}`)).has('Taken away'));
  assert.equal((await me.get(key)).status, 404);
  // a day closed moves no clock of law (R-bh-3)
  assert.equal((await add({ kind: 'closure', on_date: due, name: 'Training' })).status, 303);
  await recounted();
  assert.equal(clock(id).due_on, due);
  await (await me.get(`/setup/days/closure-${due}`)).form(`/setup/days/closure-${due}`).fill({ reason: 'Moved' }).send();
  await recounted();
});

test('a year without bank holidays is said, on the page and on the clock (peers: missing holiday data)', async () => {
  const me = manager();
  const days = rows("SELECT on_date, name FROM app.bank_holiday WHERE extract(year FROM on_date) = extract(year FROM current_date) AND on_date > current_date");
  assert.ok(days.length > 0, 'this test wants a bank holiday later in the year');
  const key = `/setup/days/bank-holiday-${days[0].on_date}`;
  await (await me.get(key)).form(key).fill({ reason: 'A test' }).send();
  const page = await me.get('/setup/days');
  assert.ok(page.has(`The bank holidays of ${days[0].on_date.slice(0, 4)} are not complete`));
  const id = await passedOn(me);
  assert.match(clock(id).warning, /are not in the table/);
  assert.ok((await me.get('/setup/days')).has('a date that is not certain'));
  // the manager has it as work, which ends by itself
  await recounted();
  assert.ok((await me.get('/tasks')).has('Add the bank holidays that clocks need'));
  assert.equal((await (await me.get('/setup/days')).form('/setup/days').fill({ kind: 'bank_holiday', on_date: days[0].on_date, name: days[0].name }).send()).status, 303);
  await recounted();
  assert.equal(clock(id).warning, '');
  await until(() => candour('worker', '--once').status === 0 && number("SELECT count(*) FROM app.task WHERE kind = 'bank_holidays' AND done_at IS NULL") === 0, 'the task stayed open');
});
