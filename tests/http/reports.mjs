// The monitoring report (H-mon-1..6, U-26), the records beside it (U-25, R-sea-4), staff (U-6) and audit.
// Other files write in the same practice meanwhile: what is counted here lies in years of its own.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { as, candour, number, quote, rows, sql } from '../support/client.mjs';

const FROM = '2019-04-01';
const TO = '2019-06-30';
const PRACTICE = "(SELECT id FROM app.practice WHERE letters = 'WMC')";
const member = (user) => `(SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(user)})`;
const ALL = `period=custom&from_on=${FROM}&to_on=${TO}`;

let code;
let references;
const manager = as('manager');
const partner = as('partner.b');

// Cases of 2019, put in by the superuser: only their counting is looked at.
before(() => {
  code = sql("SELECT code FROM app.practice WHERE letters = 'WMC'");
  sql(`
    DELETE FROM app.case_access WHERE case_id IN (SELECT id FROM app.case_file WHERE reference LIKE 'WMC-2019-%');
    DELETE FROM app.learning_event WHERE happened_on BETWEEN '2019-04-01' AND '2019-06-30';
    DELETE FROM app.pals_contact WHERE received_on BETWEEN '2019-04-01' AND '2019-06-30';
    DELETE FROM app.complaint WHERE reference LIKE 'WMC-2019-%';
    DELETE FROM app.case_file WHERE reference LIKE 'WMC-2019-%';
    INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at, logged_at, sealed,
      is_praise, state, outcome, step)
    SELECT ${PRACTICE}, 'WMC-2019-' || v.ref, v.kind, v.summary, v.platform, 'review_site', v.at::date, v.at, v.at, v.sealed,
      v.praise, CASE WHEN v.outcome IS NULL THEN 'open' ELSE 'closed' END, v.outcome, v.step
      FROM (VALUES
        ('RRRR1', 'review', '=HYPERLINK("http://example.test")', 'google_reviews', '2019-04-01 00:00+01'::timestamptz, false, false, NULL, 'triage'),
        ('RRRR2', 'review', '<b>Bold</b> & "quoted"', 'google_reviews', '2019-05-10 12:00+01', false, false, 'answered', 'closed'),
        ('RRRR3', 'patient_post', 'A post', 'facebook', '2019-05-11 12:00+01', false, false, NULL, 'options_meeting'),
        ('RRRR4', 'review', 'Praise', 'nhs_website', '2019-05-12 12:00+01', false, true, NULL, 'triage'),
        ('RRRR5', 'recording_request', 'A request', 'in_person', '2019-05-13 12:00+01', false, false, NULL, 'triage'),
        ('HHHH1', 'patient_post', 'Partner B is in question', 'facebook', '2019-05-14 12:00+01', false, false, NULL, 'triage'),
        ('HHHH2', 'staff_post', 'A sealed case', 'facebook', '2019-05-15 12:00+01', true, false, NULL, 'triage'),
        ('RRRR6', 'own_page_post', 'Last minute of June', 'facebook', '2019-06-30 23:59+01', false, false, 'removed', 'closed'),
        ('RRRR7', 'own_page_post', 'First minute of July', 'facebook', '2019-07-01 00:00+01', false, false, NULL, 'triage')
      ) v (ref, kind, summary, platform, at, sealed, praise, outcome, step);
    INSERT INTO app.case_access (practice_id, case_id, member_id, relation)
    SELECT ${PRACTICE}, id, ${member('partner.b')}, 'conduct' FROM app.case_file WHERE reference = 'WMC-2019-HHHH1';
    INSERT INTO app.complaint (practice_id, case_id, reference, received_on, how, state) VALUES
      (${PRACTICE}, (SELECT id FROM app.case_file WHERE reference = 'WMC-2019-RRRR3'), 'WMC-2019-KKKK1', '2019-05-11', 'seen_online', 'with_lead'),
      (${PRACTICE}, (SELECT id FROM app.case_file WHERE reference = 'WMC-2019-HHHH1'), 'WMC-2019-KKKK2', '2019-05-14', 'seen_online', 'with_lead');
    INSERT INTO app.learning_event (practice_id, case_id, happened_on, title) VALUES
      (${PRACTICE}, NULL, '2019-04-02', 'A letter went astray'),
      (${PRACTICE}, (SELECT id FROM app.case_file WHERE reference = 'WMC-2019-HHHH2'), '2019-05-15', 'Learnt in secret');
  `);
  references = rows("SELECT reference FROM app.case_file WHERE reference LIKE 'WMC-2019-RRRR%'").length;
});

// Figures of the page: { 'Incidents by kind': { 'A review of the practice': { n, href } } ... }.
function figuresOf(page) {
  const found = {};
  for (const [, caption, table] of page.main.matchAll(/<table\b[^>]*>\s*<caption[^>]*>([^]*?)<\/caption>([^]*?)<\/table>/g)) {
    const name = caption.replace(/<[^>]*>/g, '').trim();
    found[name] = {};
    for (const [, cells] of table.matchAll(/<tr\b[^>]*>([^]*?)<\/tr>/g)) {
      const words = [...cells.matchAll(/<(td|th)\b[^>]*>([^]*?)<\/\1>/g)].map(([, , inner]) => ({
        text: inner.replace(/<span class="nhsuk-table__heading"[^]*?<\/span>/, '').replace(/<[^>]*>/g, '').trim(),
        href: inner.match(/href="([^"]*)"/)?.[1].replaceAll('&amp;', '&'),
      }));
      if (words.length > 1 && /^[\d,]+$/.test(words[1].text))
        found[name][words[0].text] = words.slice(1).map(({ text, href }) => ({ n: Number(text.replaceAll(',', '')), href }));
    }
  }
  return found;
}

const recount = (more) =>
  number(`SELECT count(*) FROM app.case_file c JOIN app.case_kind k ON k.code = c.kind
    WHERE c.practice_id = ${PRACTICE} AND c.logged_at >= '2019-04-01 00:00 Europe/London' AND c.logged_at < '2019-07-01 00:00 Europe/London'
      AND NOT c.sealed AND k.is_incident AND NOT c.is_praise
      AND NOT EXISTS (SELECT FROM app.case_access a WHERE a.case_id = c.id AND a.relation = 'conduct' AND a.until_at IS NULL) AND ${more}`);

// Cells of a CSV line, quotes undone.
const csvRows = (text) =>
  text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n')
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, 4).map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)));

test('H-mon-2, H-mon-3, H-mon-4, H-mon-5: figures equal a recount in SQL, side by side, and say their finding', async () => {
  const page = await manager.get(`/reports?${ALL}`);
  assert.equal(page.status, 200);
  assert.match(page.heading, /1 April 2019 to 30 June 2019 Monitoring report/);
  const figures = figuresOf(page);
  const whole = figures['Month by month']['Whole period'].map(({ n }) => n);
  assert.equal(whole[0], recount('true'));
  assert.equal(whole[0], 4, 'incidents: RRRR1, 2, 3 and 6');
  assert.deepEqual(whole.slice(1), [1, 0, 1, 0], 'complaints, PALS contacts, learning events, comments');
  assert.deepEqual(Object.entries(figures['Month by month']).map(([month, [{ n }]]) => [month, n]), [
    ['April 2019', 1],
    ['May 2019', 2],
    ['June 2019', 1],
    ['Whole period', 4],
  ]);
  for (const [kind, [{ n }]] of Object.entries(figures['Incidents by kind'])) assert.equal(n, recount(`k.title = ${quote(kind)}`), kind);
  for (const [platform, [{ n }]] of Object.entries(figures['Incidents by platform']))
    assert.equal(n, recount(`c.platform = (SELECT p.code FROM app.platform p WHERE p.title = ${quote(platform)})`), platform);
  const sum = (name) => Object.values(figures[name] ?? {}).reduce((all, [{ n }]) => all + n, 0);
  assert.equal(sum('Where open incidents stand') + sum('How finished incidents ended'), whole[0]);
  assert.equal(figures['Logged, and not an incident']['Praise'][0].n, 1, 'U-8');
  assert.equal(figures['Logged, and not an incident']['A patient asks to record'][0].n, 1, 'U-8');
  assert.ok(page.has('4 incidents, most in May 2019 (2).'), page.words);
  assert.match(page.main, /<svg[^>]*role="img"[^]*<title[^]*<desc[^]*4 incidents, most in May 2019/);
});

test('U-26: the page, the list and the file say that sealed and staff-conduct cases are left out', async () => {
  for (const path of [`/reports?${ALL}`, `/reports/csv?${ALL}`, `/reports/cases?source=incidents&part=total&from_on=${FROM}&to_on=${TO}`])
    assert.match((await manager.get(path)).text, /Sealed cases and cases about a colleague(?:'|&#39;|&#x27;|&apos;)s conduct are never counted here, for anyone/, path);
});

test('U-26: whoever asks gets the same figures, the member in question too, and nothing of hidden cases', async () => {
  const pages = await Promise.all([manager, partner, as('partner.a'), as('auditor')].map((who) => who.get(`/reports?${ALL}`)));
  for (const page of pages) assert.deepEqual(figuresOf(page), figuresOf(pages[0]));
  for (const who of [manager, partner, as('partner.a')]) {
    const list = await who.get(`/reports/cases?source=incidents&part=total&from_on=${FROM}&to_on=${TO}`);
    assert.ok(!/HHHH|in question|sealed case/i.test(list.main.replace(/Sealed cases and[^.]*\./, '')), list.words);
    const complaints = await who.get(`/reports/cases?source=complaints&part=total&from_on=${FROM}&to_on=${TO}`);
    assert.ok(complaints.has('WMC-2019-KKKK1') && !complaints.has('KKKK2'));
    const learning = await who.get(`/reports/cases?source=learning&part=total&from_on=${FROM}&to_on=${TO}`);
    assert.ok(learning.has('A letter went astray') && !learning.has('Learnt in secret'));
  }
  assert.ok(!(await partner.get('/complaints')).has('KKKK2'), 'nor is it in the list of complaints');
});

test('every number opens as many records as it says, and leaves a read event', async () => {
  const page = await manager.get(`/reports?${ALL}`);
  let opened = 0;
  for (const table of Object.values(figuresOf(page)))
    for (const figures of Object.values(table))
      for (const { n, href } of figures) {
        if (n === 0) {
          assert.equal(href, undefined, 'there is nothing to open behind 0');
          continue;
        }
        assert.ok(href, 'a number is a link');
        const list = await manager.get(href);
        assert.equal(list.status, 200, href);
        assert.equal((list.main.match(/<tr\b/g) ?? []).length - 1, n, href);
        opened++;
      }
  assert.ok(opened >= 15, `${opened} numbers`);
  for (const kind of ['report.opened', 'report.drilled'])
    assert.ok(number(`SELECT count(*) FROM app.event WHERE is_read AND kind = '${kind}' AND actor_id = ${member('manager')}`) > 0, kind);
});

test('U-26: the restricted annex counts what its reader sees in full, and nothing else', async () => {
  const path = `/reports/annex?${ALL}`;
  const whole = await manager.get(path);
  assert.ok(whole.text.includes('WMC-2019-HHHH2') && whole.has('Sealed') && whole.has('in no shared figure'));
  // a sealed case does not exist for the auditor, nor for a partner who is not named for such cases
  for (const user of ['auditor', 'partner.c']) assert.ok(!(await as(user).get(path)).text.includes('WMC-2019-HHHH2'), user);
  // whose conduct is in question finds nothing of it here either
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${member('manager')}, 'conduct' FROM app.case_file WHERE reference = 'WMC-2019-HHHH2'`);
  try {
    assert.ok(!(await manager.get(path)).text.includes('WMC-2019-HHHH2'));
  } finally {
    sql("DELETE FROM app.case_access WHERE case_id = (SELECT id FROM app.case_file WHERE reference = 'WMC-2019-HHHH2') AND relation = 'conduct'");
  }
  assert.ok((await manager.get('/reports/annex?from_on=zzz')).status === 422);
  assert.equal((await as('complaints').get(path)).status, 403);
  assert.ok((await manager.get(`/reports?${ALL}`)).text.includes('href="/reports/annex"'));
});

test('the CSV file has the page\'s figures, as text that no spreadsheet runs, and leaves an event', async () => {
  // past the guard of what is in force: the words are what is tested
  sql(`SET session_replication_role = replica; UPDATE app.policy_step SET title = '=1+1' WHERE step = 'options_meeting' AND practice_id = ${PRACTICE}`);
  try {
    const file = await manager.get(`/reports/csv?${ALL}`);
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-type'), /^text\/csv/);
    assert.match(file.headers.get('content-disposition'), new RegExp(`attachment; filename="monitoring-${code}-${FROM}-to-${TO}\\.csv"`));
    assert.deepEqual([...file.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const list = csvRows(file.text);
    assert.deepEqual(list[0], ['Part', 'Item', 'Source', 'Number']);
    const figures = figuresOf(await manager.get(`/reports?${ALL}`));
    for (const part of ['Incidents by kind', 'Incidents by platform', 'Where open incidents stand', 'How finished incidents ended', 'What came of complaints'])
      assert.deepEqual(
        list.filter(([name]) => name === part).map(([, item, , n]) => [item.replace(/^'/, ''), Number(n)]),
        Object.entries(figures[part]).map(([item, [{ n }]]) => [item, n]),
        part,
      );
    assert.deepEqual(list.filter(([part, , source]) => part === 'Month' && source === 'Incidents').map(([, item, , n]) => [item, Number(n)]), [
      ['April 2019', 1],
      ['May 2019', 2],
      ['June 2019', 1],
    ]);
    assert.ok(list.some(([, item]) => item === "'=1+1"), 'a formula is led by an apostrophe');
    assert.ok(!list.flat().some((cell) => /^[=+@\t\r]/.test(cell)));
    assert.ok(number(`SELECT count(*) FROM app.event WHERE is_read AND kind = 'export.made' AND actor_id = ${member('manager')}`) > 0);
  } finally {
    sql(`SET session_replication_role = replica; UPDATE app.policy_step SET title = 'Partners and practice manager consider the options' WHERE step = 'options_meeting' AND practice_id = ${PRACTICE}`);
  }
});

test('the command prints the page\'s figures', async () => {
  const { status, out, err } = candour('report', 'monitoring', '--practice', code, '--from', FROM, '--to', TO, '--format', 'csv');
  assert.equal(status, 0, err);
  assert.equal(out, (await manager.get(`/reports/csv?${ALL}`)).text);
  const json = candour('report', 'monitoring', '--practice', code, '--from', FROM, '--to', TO, '--format', 'json');
  const report = JSON.parse(json.out);
  assert.deepEqual(report.totals, { incidents: 4, complaints: 1, pals: 0, learning: 1, comments: 0 });
  assert.match(report.note, /Sealed cases/);
  assert.ok(number("SELECT count(*) FROM app.event WHERE kind = 'export.made' AND actor_kind = 'command'") >= 2);
  for (const words of [
    ['--practice', 'Z99999', '--from', FROM, '--to', TO],
    ['--practice', code, '--from', '2019-02-30', '--to', TO],
    ['--practice', code, '--from', TO, '--to', FROM],
    ['--practice', code, '--from', FROM],
    ['--practice', code, '--from', FROM, '--to', TO, '--format', 'xml'],
  ]) {
    const wrong = candour('report', 'monitoring', ...words);
    assert.ok(wrong.status > 0 && wrong.out === '' && /\w/.test(wrong.err), words.join(' '));
  }
});

test('sources may be chosen; a period of its own kind is named', async () => {
  const page = await manager.get(`/reports?${ALL}&source=complaints&source=learning`);
  assert.deepEqual(figuresOf(page)['Month by month']['Whole period'].map(({ n }) => n), [1, 1]);
  assert.ok(!page.has('Incidents by kind'));
  assert.ok(page.has('What came of complaints'));
  for (const period of page.form('/reports').choices('period').filter((each) => each !== 'custom')) {
    const each = await manager.get(`/reports?period=${period}`);
    assert.equal(each.status, 200, period);
    assert.equal(each.form('/reports').value('period'), period);
  }
  assert.equal((await manager.get('/reports')).form('/reports').value('period'), 'twelve_months');
  const empty = await manager.get('/reports?period=custom&from_on=1990-01-01&to_on=1990-03-31');
  assert.ok(empty.has('There were no incidents.') && empty.has('No incidents, complaints, PALS contacts, learning events or Friends and Family Test comments in this period.'), empty.words);
});

test('a wrong filter is answered with a sentence, never with figures of another period', async () => {
  for (const query of [
    'period=custom', 'period=custom&from_on=2019-02-30&to_on=2019-03-01', `period=custom&from_on=${TO}&to_on=${FROM}`,
    'period=custom&from_on=1900-01-01&to_on=2019-03-01', 'period=custom&from_on=9999-01-01&to_on=9999-12-31', 'period=fortnight',
    'period=custom&from_on-day=x&from_on-month=y&from_on-year=z&to_on=2019-03-01', 'source=everything', 'period=%00', 'period=%ff',
    'from_on=%3Cscript%3E', `to_on=${'9'.repeat(3000)}`,
  ]) {
    const page = await manager.get(`/reports?${query}`);
    assert.equal(page.status, 422, query);
    assert.ok(Object.keys(page.errors).length > 0, query);
    assert.ok(!page.has('Month by month'), query);
    const file = await manager.get(`/reports/csv?${query}`);
    assert.equal(file.status, 422, query);
    assert.equal(file.headers.get('content-disposition'), null);
  }
  for (const query of [
    '', 'source=incidents', `source=incidents&part=total&from_on=${TO}&to_on=${FROM}`, `source=pals&part=kind&code=review&from_on=${FROM}&to_on=${TO}`,
    `source=comments&part=total&from_on=${FROM}&to_on=${TO}`, `source=incidents&part=kind&code=%27%3B--&from_on=${FROM}&to_on=${TO}`,
    `source=incidents&part=everything&from_on=${FROM}&to_on=${TO}`, `source=incidents&part=total&from_on=${FROM}&to_on=${TO}&page=x`,
  ])
    assert.equal((await manager.get(`/reports/cases?${query}`)).status, 404, query);
  const none = await manager.get(`/reports/cases?source=incidents&part=kind&code=nothing&from_on=${FROM}&to_on=${TO}&page=99999`);
  assert.equal(none.status, 200);
});

test('text of cases is shown as text in the list behind a figure', async () => {
  const page = await manager.get(`/reports/cases?source=incidents&part=kind&code=review&from_on=${FROM}&to_on=${TO}`);
  assert.ok(page.main.includes('&lt;b&gt;Bold&lt;/b&gt;') && !page.main.includes('<b>Bold'));
  assert.ok(references > 0);
});

// ---- Records beside cases

const contact = (more) => ({ received_on: '2019-06-03', office: 'Hospital PALS', wants: 'information', consent: 'seen', body: 'A patient asked us.', ...more });

test('U-25: a PALS contact is added once and counts; one passed on is a complaint, counted once, with its clock', async () => {
  const page = await manager.get('/pals');
  const form = page.form('/pals').fill(contact({ their_reference: '=PALS/1' }));
  const first = await form.send();
  assert.equal(first.status, 303);
  assert.equal((await form.send()).status, 303, 'the same sending twice is one contact');
  assert.equal(number("SELECT count(*) FROM app.pals_contact WHERE received_on = '2019-06-03'"), 1);
  assert.equal(figuresOf(await manager.get(`/reports?${ALL}&source=pals`))['Month by month']['Whole period'][0].n, 1);

  const passed = await (await manager.get('/pals')).form('/pals').fill(contact({ received_on: '2019-06-04', wants: 'complaint', body: 'They complain.' })).send();
  const complaint = await passed.follow();
  assert.equal(complaint.status, 200);
  assert.equal(complaint.summary.Received, '4 June 2019, passed on by PALS');
  assert.match(complaint.summary.Acknowledged, /7 June 2019/, 'three working days (R-comp-4)');
  assert.ok(complaint.has('They complain.'));
  const whole = figuresOf(await manager.get(`/reports?${ALL}&source=pals&source=complaints`))['Month by month']['Whole period'].map(({ n }) => n);
  assert.deepEqual(whole, [2, 1]);

});

test('R-sea-4: a learning event is added and counts', async () => {
  const sent = await (await manager.get('/learning')).form('/learning').fill({ happened_on: '2019-04-05', title: 'Wrong label', significant: true, what_we_learnt: '<i>Check</i>' }).send();
  const page = await sent.follow();
  assert.ok(page.has('Wrong label') && page.main.includes('&lt;i&gt;Check'));
  assert.equal(figuresOf(await manager.get(`/reports?${ALL}&source=learning`))['Month by month']['Whole period'][0].n, 2);
});

const LONG = 'x'.repeat(30000);
for (const [path, good, bad] of [
  ['/pals', contact({}), [
    { received_on: '' }, { received_on: '2999-01-01' }, { office: '' }, { office: LONG }, { office: 'a\u0000b' }, { office: 'two\nlines' },
    { their_reference: LONG }, { body: '' }, { body: ' \u200b ' }, { body: LONG }, { reply_by: '2019-06-02' }, { 'received_on-month': 'x' },
  ]],
  ['/learning', { happened_on: '2019-06-05', title: 'x' }, [
    { title: '' }, { title: LONG }, { title: 'a\u0000b' }, { happened_on: '' }, { happened_on: '2999-01-01' }, { what_we_learnt: LONG }, { what_changes: 'a\u0000b' },
  ]],
])
  test(`bad input on ${path} is answered beside its field, and nothing is stored`, async () => {
    const count = () => number(path === '/pals' ? 'SELECT count(*) FROM app.pals_contact' : 'SELECT count(*) FROM app.learning_event');
    const stored = count();
    for (const wrong of bad) {
      const answer = await (await manager.get(path)).form(path).fill({ ...good, ...wrong }).send();
      assert.equal(answer.status, 422, JSON.stringify(wrong).slice(0, 80));
      assert.equal(Object.keys(answer.errors).length, 1, JSON.stringify(answer.errors));
    }
    for (const [field, value] of [['wants', 'everything'], ['consent', "' OR 1=1"], ['token', 'none'], ['nonce', 'short']]) {
      if (path === '/learning' && (field === 'wants' || field === 'consent')) continue;
      const answer = await (await manager.get(path)).form(path).fill(good).force(field, value).send();
      assert.equal(answer.status, 422, field);
      assert.ok(answer.text.includes('name="title"') || answer.text.includes('Hospital PALS'), 'what was typed is there');
    }
    assert.equal((await as('complaints').get('/reports')).status, 403, 'no right to figures');
    assert.equal((await as('auditor').post(path, good)).status, 403, 'an auditor only reads');
    assert.equal(count(), stored);
  });

// ---- Staff and audit

test('U-6: staff says who holds each role, flags the ones that hang on one person, and what a role may do', async () => {
  const page = await as('admin').get('/staff');
  assert.equal(page.status, 200);
  for (const { title } of rows('SELECT title FROM app.role')) assert.ok(page.has(title), title);
  assert.match(page.main, /Practice manager<br>\s*<strong[^>]*>One person only/);
  assert.doesNotMatch(page.main, /Partner<br>\s*<strong[^>]*>One person only/);
  for (const { user_name: user } of rows(`SELECT l.user_name FROM app.login l JOIN app.member m ON m.login_id = l.id WHERE m.practice_id = ${PRACTICE}`))
    assert.ok(page.has(user), user);
  assert.ok(page.has('Vote on decisions'));
  assert.ok(!page.text.includes('$argon2'));
  for (const who of ['manager', 'partner.a', 'reception', 'auditor']) assert.equal((await as(who).get('/staff')).status, 403, who);
});

test('audit: newest first, by kind and person, paged, without what would tell of hidden cases', async () => {
  const auditor = as('auditor');
  const page = await auditor.get('/audit');
  assert.equal(page.status, 200);
  assert.ok(page.has('Monitoring report opened'));
  const opened = () => number(`SELECT count(*) FROM app.event WHERE is_read AND kind = 'audit.opened' AND actor_id = ${member('auditor')}`);
  const times = opened();
  assert.ok(times > 0, 'opening it is an event');
  await auditor.get('/audit');
  assert.equal(opened(), times, 'within ten minutes it is one');
  const drilled = await auditor.get(`/audit?what=reads&kind=report.drilled&who=${sql(`SELECT ${member('manager')}`)}`);
  const whats = [...drilled.main.matchAll(/<th class="nhsuk-table__header" scope="row"[^>]*>[^]*?<\/span>([^<]*)<\/th>/g)].map(([, what]) => what);
  assert.ok(whats.length > 0 && whats.every((what) => what === 'Records behind a figure opened'), whats.join());
  let next = '/audit';
  const seen = [];
  for (let i = 0; next && i < 3; i++) {
    const each = await auditor.get(next);
    seen.push(...[...each.main.matchAll(/<time datetime="([^"]*)"/g)].map(([, at]) => at));
    next = each.links.find(({ rel }) => rel === 'next')?.href;
  }
  assert.deepEqual(seen, [...seen].sort().reverse());
  assert.equal((await auditor.get('/audit?what=x')).status, 422);
  assert.equal((await auditor.get(`/audit?before=${'9'.repeat(40)}`)).status, 422);
  assert.equal((await auditor.get('/audit?before=0&kind=%27')).status, 422);
  assert.doesNotMatch((await auditor.get('/audit?what=practice')).main, /Record started|Chain/i);
  for (const who of ['partner.a', 'reception', 'complaints', 'admin']) assert.equal((await as(who).get('/audit')).status, 403, who);
});
