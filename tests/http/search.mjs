// Finding cases and keeping lists: by reference, words, person, handle and link; nothing of it in an address
// or a log; only what the member may see, in counts too (invariant 2, U-1); pages by key; lists under a name.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { as, logIncident, number, quote, rows, sql } from '../support/client.mjs';

const manager = as('manager');
const reception = as('reception');
const partner = as('partner.b');
const word = () => `q${randomBytes(4).toString('hex').replace(/\d/g, 'x')}`;
const id = (reference) => number(`SELECT id FROM app.case_file WHERE reference = ${quote(reference)}`);
const member = (name) => number(`SELECT m.id FROM app.member m JOIN app.login l ON l.id = m.login_id WHERE l.user_name = ${quote(name)}`);
const logged = (summary, more = {}) => logIncident(reception, { ...more, details: { summary, ...more.details } });
async function find(client, q) {
  const answer = await client.post('/cases/find', { q });
  assert.equal(answer.status, 303, q);
  assert.ok(!answer.location.includes(encodeURIComponent(q)) || /^\/cases\/WMC/.test(answer.location), 'nothing typed in the address');
  return { answer, page: await answer.follow() };
}

test('by reference, in any case, or its end: straight to the case', async () => {
  const reference = await logged('To be found by reference');
  for (const q of [reference, reference.toLowerCase(), reference.slice(-5), ` ${reference} `]) assert.equal((await find(manager, q)).answer.location, `/cases/${reference}`, q);
  assert.equal((await reception.post('/cases/find', { q: reference })).status, 403);
});

test('by words of the summary, whatever their form; every word must be there', async () => {
  const one = word();
  const reference = await logged(`Two ${one} photographs of the waiting room`);
  const other = await logged(`A ${one} at the desk`);
  const both = (await find(manager, one)).page;
  assert.ok(both.text.includes(reference) && both.text.includes(other) && both.has('2 cases'));
  const photo = (await find(manager, `photograph ${one.toUpperCase()}`)).page;
  assert.ok(photo.text.includes(reference) && !photo.text.includes(other) && photo.has('1 case'));
  // a part of a word, from three letters
  assert.ok((await find(manager, one.slice(1, 7))).page.text.includes(reference));
  for (const q of ['%', '_z_', '{"zq"}', '\\', '"', "'; --", '<script>', 'WMC-2026-ZZZZZ', '!', '&', '()', ':*']) assert.equal((await find(manager, q)).page.status, 200, q);
  const empty = await manager.post('/cases/find', { q: ' ' });
  assert.equal(empty.location, '/cases');
});

test('by handle, link and person; who the people are only for those in full standing (U-1)', async () => {
  const handle = word();
  const name = word();
  const reference = await logged('Found by other things', { details: { author_handle: `@${handle}_99` } });
  sql(`UPDATE app.case_file SET link = 'https://www.example.com/p/${handle}zz' WHERE reference = ${quote(reference)};
    WITH p AS (INSERT INTO app.person (practice_id, name, born_on) SELECT practice_id, 'Person ${name}', '1980-03-04' FROM app.case_file WHERE reference = ${quote(reference)} RETURNING id, practice_id)
    INSERT INTO app.case_author (case_id, practice_id, kind, person_id) SELECT ${id(reference)}, practice_id, 'registered_patient', id FROM p`);
  for (const q of [handle, `${handle}_9`, `example.com/p/${handle}`, name]) assert.ok((await find(partner, q)).page.text.includes(reference), q);
  // renamed: found by the new name, and no longer by the old one
  const other = word();
  sql(`UPDATE app.person SET name = 'Person ${other}' WHERE name = 'Person ${name}'`);
  assert.ok((await find(partner, other)).page.text.includes(reference));
  assert.ok((await find(partner, name)).page.has('0 cases'));
  // a partner who stands aside sees the case, and does not find it by whose it is
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${member('partner.b')}, 'conflicted' FROM app.case_file WHERE reference = ${quote(reference)}`);
  assert.ok((await find(partner, handle)).page.text.includes(reference));
  assert.ok((await find(partner, other)).page.has('0 cases'));
});

test('a hidden case is neither found nor counted (invariant 2)', async () => {
  const one = word();
  await logged(`Seen ${one}`);
  const hidden = await logged(`Hidden ${one}`);
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${member('partner.b')}, 'conduct' FROM app.case_file WHERE reference = ${quote(hidden)}`);
  const page = (await find(partner, one)).page;
  assert.ok(page.has('1 case') && !page.text.includes(hidden));
  assert.ok((await find(partner, hidden)).page.has('No case that you can see'));
  assert.ok((await find(manager, one)).page.has('2 cases'));
});

test('a search is its member\'s own, leaves an event, and its words are in no event', async () => {
  const one = word();
  await logged(`Own ${one}`);
  const { answer } = await find(manager, one);
  assert.equal((await manager.get(answer.location)).status, 200);
  assert.equal((await partner.get(answer.location)).status, 404);
  assert.ok(number(`SELECT count(*) FROM app.event WHERE kind = 'case.searched'`) > 0);
  assert.equal(number(`SELECT count(*) FROM app.event WHERE kind = 'case.searched' AND detail::text LIKE '%${one}%'`), 0);
  // forgotten after thirty days
  sql(`UPDATE app.search SET at = now() - interval '31 days' WHERE words = ${quote(one)}`);
  sql('SELECT app.searches_forget()');
  assert.equal((await manager.get(answer.location)).status, 404);
});

test('pages by key: forwards and back again in every order, each case once', async () => {
  // made in bulk, past everything that a case sets off: what is tested is the list
  sql(`SET session_replication_role = replica;
    INSERT INTO app.case_file (practice_id, reference, kind, summary, platform, venue, seen_on, discovered_at, logged_at, next_due_on)
    SELECT p.id, 'WMC-2020-' || lpad(n::text, 5, '0'), 'review', 'Bulk ' || n, 'vine', 'review_site', '2020-01-01', '2020-01-01', '2020-01-01'::timestamptz + make_interval(hours => n / 2),
           CASE WHEN n % 3 = 0 THEN NULL ELSE '2020-02-01'::date + n / 7 END
      FROM app.practice p, generate_series(1, 70) n WHERE p.letters = 'WMC' ON CONFLICT DO NOTHING`);
  for (const by of ['', '&by=oldest', '&by=due', '&by=reference']) {
    const refs = (page) => [...page.main.matchAll(/href="\/cases\/(WMC-[0-9A-Z-]+)"/g)].map((x) => x[1]);
    const next = (page) => page.text.match(/href="(\/cases\?[^"]*after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
    const back = (page) => page.text.match(/href="(\/cases\?[^"]*before=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
    const pages = [];
    for (let path = `/cases?state=all&kind=review&platform=vine${by}`; path && pages.length < 20; ) {
      const page = await partner.get(path);
      assert.equal(page.status, 200, path);
      pages.push(page);
      path = next(page);
    }
    assert.ok(pages.length >= 3, by);
    const all = pages.flatMap(refs);
    assert.equal(new Set(all).size, all.length, `${by}: a case stands twice`);
    assert.equal(all.length, number(`SELECT count(*) FROM app.case_file c JOIN app.practice p ON p.id = c.practice_id AND p.letters = 'WMC' WHERE kind = 'review' AND platform = 'vine'`), by);
    if (by === '&by=reference') assert.deepEqual(all, [...all].sort());
    // back from the third page is the second, from the second the first
    const second = await partner.get(back(pages[2]));
    assert.deepEqual(refs(second), refs(pages[1]), by);
    assert.deepEqual(refs(await partner.get(back(second))), refs(pages[0]), by);
    assert.equal(back(pages[0]), undefined);
  }
  const past = await partner.get('/cases?state=all&after=WMC-9999-ZZZZZ&by=reference');
  assert.ok(past.has('Back to the first page'));
  for (const wrong of ['state=zzz', 'by=drop', 'kind=%3Cx%3E']) {
    const page = await partner.get(`/cases?${wrong}`);
    assert.ok(page.status < 500 && page.main.length > 0, wrong);
  }
  assert.ok((await partner.get('/cases?state=zzz')).has('There is a problem'), 'a wrong filter is said');
});

test('a list is kept under a name, shown to its member, dropped again', async () => {
  const name = word();
  const page = await manager.get('/cases/views?state=all&urgent=yes&by=due');
  const answer = await page.form('/cases/views').fill({ name, in_digest: true }).send();
  assert.equal(answer.status, 303);
  assert.match(answer.location, /urgent=yes/);
  assert.ok((await manager.get('/cases')).has(name));
  const list = await manager.get('/cases/views');
  assert.ok(list.has(name) && list.has('in the daily mail'));
  assert.match(list.text, /href="\/cases\?state=all&amp;by=due&amp;urgent=yes"/);
  assert.ok(!(await partner.get('/cases')).has(name));
  const twice = await (await manager.get('/cases/views')).form('/cases/views').fill({ name }).send();
  assert.equal(twice.status, 409);
  assert.ok(twice.has('You have a list of that name already') && twice.text.includes(name));
  const nameless = await (await manager.get('/cases/views')).form('/cases/views').fill({ name: '' }).send();
  assert.match(nameless.errors.name, /Enter a name/);
  const own = rows(`SELECT public_id FROM app.saved_view WHERE name = ${quote(name)}`)[0].public_id;
  await partner.post(`/cases/views/${own}/drop`);
  assert.equal(number(`SELECT count(*) FROM app.saved_view WHERE public_id = ${quote(own)}`), 1, 'only their own');
  assert.equal((await list.form(`/cases/views/${own}/drop`).send()).status, 303);
  assert.ok(!(await manager.get('/cases')).has(name));
});

test('a kept list is counted in the daily mail, without its name and without what its member may not see', async () => {
  const name = word();
  const me = member('partner.c');
  const lines = () => sql(`BEGIN; SELECT app.become_member(${me}); SELECT line FROM app.digest_lines(${me}) WHERE part = 'Your lists'; COMMIT;`).trim();
  sql(`INSERT INTO app.saved_view (practice_id, member_id, name, platform, in_digest) SELECT practice_id, id, ${quote(name)}, 'flickr', true FROM app.member WHERE id = ${me}`);
  assert.equal(lines(), '');
  await logged('On Flickr', { start: { platform: 'flickr' } });
  const hidden = await logged('On Flickr, and hidden', { start: { platform: 'flickr' } });
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation) SELECT practice_id, id, ${me}, 'conduct' FROM app.case_file WHERE reference = ${quote(hidden)}`);
  assert.equal(lines(), '1 case logged since yesterday on the lists you keep');
  sql(`UPDATE app.saved_view SET in_digest = false WHERE name = ${quote(name)}`);
  assert.equal(lines(), '');
});
