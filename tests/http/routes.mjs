// Who may open what (invariant 2): every address that `candour routes` lists, asked by every role and by
// nobody, against routes.expected.tsv, which is kept by hand. A route without a line fails, and so does
// a line without a route.
//
// The cells are statuses. Each POST carries a good token and no nonce, so that whoever is let in gets
// 422 ("not complete") and changes nothing; 403 is a role's refusal. Two more columns ask routes about a case:
// in_question, a partner whose own conduct the case is about, for whom it does not exist, and aside, a
// partner who stands aside. These two send a nonce, since standing is asked after it was taken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Client, as, candour, logIncident, newNonce, person, quote, sleep, sql } from '../support/client.mjs';

const ROLES = ['nobody', 'staff', 'clinician', 'partner', 'practice_manager', 'complaints_lead', 'administrator', 'auditor', 'in_question', 'aside'];
const OF_A_CASE = ['in_question', 'aside'];
const IN_QUESTION = 'partner.b';
const ASIDE = 'partner.c';

const listed = candour('routes')
  .out.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [method, pattern, access, sight] = line.split('\t');
    return { method, pattern, access, sight };
  });

const expected = new Map(
  readFileSync(new URL('routes.expected.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [method, pattern, ...cells] = line.split('\t');
      return [`${method} ${pattern}`, cells];
    }),
);

let clients;
let reference;

function client(role) {
  if (role === 'nobody') return new Client();
  if (role === 'in_question') return as(IN_QUESTION);
  if (role === 'aside') return as(ASIDE);
  return as(role);
}

before(async () => {
  reference = await logIncident(as('reception'), { details: { summary: 'Who may open what' } });
  sql(`INSERT INTO app.case_access (practice_id, case_id, member_id, relation, why)
    SELECT c.practice_id, c.id, m.id, v.relation, 'a test'
      FROM app.case_file c, (VALUES (${quote(person(IN_QUESTION).user)}, 'conduct'), (${quote(person(ASIDE).user)}, 'conflicted')) v (name, relation)
      JOIN app.login l ON l.user_name = v.name JOIN app.member m ON m.login_id = l.id
     WHERE c.reference = ${quote(reference)}`);
  sql('DELETE FROM app.draft'); // what other tests left half typed leads elsewhere
  clients = Object.fromEntries(ROLES.map((role) => [role, client(role)]));
});

// Another kind of name stands for something that is not there: 404 for whoever may ask.
const address = (pattern) => (pattern === '/drafts' ? '/drafts?form=log_start&ref=routes' : pattern).replaceAll(/:(\w+)/g, (all, name) => (name === 'ref' ? reference : '0'));

async function ask(role, { method, pattern }) {
  const path = address(pattern);
  for (;;) {
    const who = clients[role];
    let answer;
    if (method === 'GET') {
      answer = await who.get(path);
    } else {
      const nonce = OF_A_CASE.includes(role) ? newNonce() : '';
      const body = new URLSearchParams({ token: who.csrf, nonce });
      answer = await who.send(path, body);
      if (!OF_A_CASE.includes(role) && role !== 'nobody' && answer.status === 303 && answer.location === '/sign-in') clients[role] = client(role);
    }
    if (answer.status !== 429) return answer;
    await sleep(600); // nginx holds back storms of reports and sign-ins
  }
}

for (const route of listed) {
  const name = `${route.method} ${route.pattern}`;

  test(`invariant 2: ${name}`, async () => {
    const seen = [];
    for (const role of ROLES) {
      if (OF_A_CASE.includes(role) && !route.pattern.includes('/:ref')) {
        seen.push('-');
        continue;
      }
      const answer = await ask(role, route);
      seen.push(String(answer.status));
      assert.ok(answer.status < 500, `${role} got ${answer.status}: ${answer.words.slice(0, 200)}`);
      if (role === 'nobody' && route.access !== 'anyone') {
        assert.ok(answer.status === 401 || (answer.status === 303 && answer.location.startsWith('/sign-in')), `nobody got ${answer.status}`);
        assert.ok(!answer.text.includes(reference), 'told nobody of the case');
      }
      // Absent and hidden answer alike, in every byte but the numbers used once.
      if (role === 'in_question' && route.method === 'GET' && answer.status === 404) {
        const absent = await clients[role].get(address(route.pattern).replace(reference, 'WMC-2026-22222'));
        assert.equal(plain(absent), plain(answer).replaceAll(reference, 'WMC-2026-22222'));
      }
    }
    const cells = expected.get(name);
    assert.ok(cells, `no line in routes.expected.tsv. Seen, to be judged and not copied:\n${[route.method, route.pattern, ...seen].join('\t')}`);
    assert.deepEqual(Object.fromEntries(ROLES.map((role, i) => [role, seen[i]])), Object.fromEntries(ROLES.map((role, i) => [role, cells[i]])));
  });
}

const plain = (page) => page.text.replaceAll(/[0-9a-f]{16,}/g, '*');

test('every line of routes.expected.tsv is a route', () => {
  const names = new Set(listed.map(({ method, pattern }) => `${method} ${pattern}`));
  assert.deepEqual([...expected.keys()].filter((name) => !names.has(name)), []);
});

test('only signing in, its errors and the checks of the house are open to anyone', () => {
  assert.deepEqual(
    listed.filter(({ access }) => access === 'anyone').map(({ method, pattern }) => `${method} ${pattern}`),
    ['GET /sign-in', 'POST /sign-in', 'POST /csp-report', 'GET /healthz'],
  );
});
