// nginx's part of every answer: the security headers, exactly once and exactly so, on pages, files and
// each error that nginx makes itself (G15); what it refuses before a handler sees it; and that its
// error pages are whole pages.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { PNG, as, base, cookieName, logIncident, newNonce } from '../support/client.mjs';

const EXPECTED = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-report",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

// Sends bytes as they are and reads to the end of the connection. fetch would mend what we break.
function raw(bytes) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(base.port), base.hostname, () => socket.write(bytes));
    const pieces = [];
    socket.setTimeout(15000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (piece) => {
      pieces.push(piece);
      // nginx keeps a connection with an unread body open for a while: the answer is whole before.
      const answer = parse(pieces);
      const length = answer?.headers.find(([name]) => name === 'content-length');
      if (length && Buffer.byteLength(answer.body) >= Number(length[1])) {
        resolve(answer);
        socket.destroy();
      }
    });
    // A server that refuses early may reset the connection after its answer.
    socket.on('error', (error) => (pieces.length > 0 ? resolve(parse(pieces)) : reject(error)));
    socket.on('end', () => resolve(parse(pieces)));
  });
}

function parse(pieces) {
  const text = Buffer.concat(pieces).toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) };
}

const get = (path, ...more) =>
  raw([`GET ${path} HTTP/1.1`, `Host: ${base.host}`, 'Connection: close', ...more, '', ''].join('\r\n'));

function assertHeaders(answer, stricter = []) {
  for (const [name, value] of Object.entries(EXPECTED)) {
    const found = answer.headers.filter(([seen]) => seen === name).map(([, seen]) => seen);
    assert.deepEqual(found, name === 'content-security-policy' ? [...stricter, value] : [value], `${name} on ${answer.status}`);
  }
  const features = answer.headers.filter(([name]) => name === 'permissions-policy');
  assert.equal(features.length, 1);
  for (const feature of ['camera', 'microphone', 'geolocation']) assert.ok(features[0][1].includes(`${feature}=()`));
  // Only under https: on http browsers ignore it, and a loopback port must not pin a host.
  assert.ok(!answer.headers.some(([name]) => name === 'strict-transport-security'));
  assert.ok(!answer.headers.some(([name]) => name === 'x-powered-by'));
  const server = answer.headers.find(([name]) => name === 'server');
  assert.ok(!server || server[1] === 'nginx', 'the version is nobody\'s business');
}

const long = 'a'.repeat(9000);
const cases = [
  ['the sign-in page', () => get('/sign-in'), 200],
  ['a page that is not there', () => get('/there-is-no-such-page'), null],
  ['an asset', () => get('/assets/nhsuk-frontend.min.css'), 200],
  ['an asset, packed', () => get('/assets/nhsuk-frontend.min.css', 'Accept-Encoding: gzip'), 200],
  ['an asset that is not there', () => get('/assets/none.css'), 404],
  ['an asset not changed', async () => {
    const whole = await get('/assets/nhsuk-frontend.min.js');
    const etag = whole.headers.find(([name]) => name === 'etag')[1];
    return get('/assets/nhsuk-frontend.min.js', `If-None-Match: ${etag}`);
  }, 304],
  ['a folder of assets', () => get('/assets/images/'), 404],
  ['an error page asked for by name', () => get('/error-413.html'), 404],
  ['a range past the end', () => get('/assets/NOTICE.txt', 'Range: bytes=99999999-'), 200],
  ['POST to an asset', () => raw(`POST /assets/NOTICE.txt HTTP/1.1\r\nHost: ${base.host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`), 405],
  ['the icon that browsers ask for', () => get('/favicon.ico'), 204],
  ['robots.txt', () => get('/robots.txt'), 200],
  ['a body over the limit', () => raw(`POST /sign-in HTTP/1.1\r\nHost: ${base.host}\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n`), 413],
  ['a report over its limit', () => raw(`POST /csp-report HTTP/1.1\r\nHost: ${base.host}\r\nContent-Length: 9000\r\nConnection: close\r\n\r\n`), 413],
  ['an address that is too long', () => get(`/${long}`), 414],
  ['a header that is too long', () => get('/', `X-Long: ${long}`), 400],
  ['no Host', () => raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), 400],
  ['a Host that is none', () => raw('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'), 400],
  ['an address above the top', () => get('/../../etc/passwd'), 400],
  ['a NUL in the address', () => get('/%00'), 400],
  ['a method with a wrong letter', () => raw('G@T / HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['TRACE', () => raw(`TRACE / HTTP/1.1\r\nHost: ${base.host}\r\nConnection: close\r\n\r\n`), 405],
  ['a version of HTTP to come', () => raw('GET / HTTP/9.9\r\nHost: a\r\n\r\n'), 505],
  ['an unknown transfer coding', () => raw('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: odd\r\n\r\n'), 501],
  ['a broken chunk', () => raw('POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'), 400],
];

for (const [name, ask, status] of cases) {
  test(`headers on ${name}`, async () => {
    const answer = await ask();
    if (status !== null) assert.equal(answer.status, status);
    assertHeaders(answer);
    if (answer.status >= 400 && answer.body !== '') {
      assert.match(answer.body, /<html lang="en/, 'an error is a page like the others');
      assert.match(answer.body, /<title>[^<]+<\/title>[^]*<main[^]*<h1/);
      assert.ok(!answer.body.includes('<center>'), 'not nginx\'s own page');
    }
  });
}

test('a storm of reports is turned away, with the headers', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      raw(`POST /csp-report HTTP/1.1\r\nHost: ${base.host}\r\nContent-Type: application/csp-report\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`)),
  );
  assert.ok(answers.some((answer) => answer.status === 429), 'none was turned away');
  for (const answer of answers) assertHeaders(answer);
});

test('assets say for how long they may be kept', async () => {
  const cache = (answer) => answer.headers.find(([name]) => name === 'cache-control')[1];
  assert.equal(cache(await get('/assets/candour.css?v=1')), 'public, max-age=31536000, immutable');
  assert.equal(cache(await get('/assets/candour.css')), 'public, max-age=300');
});

test('the style sheet names no font that we may not use', async () => {
  const { body } = await get('/assets/nhsuk-frontend.min.css');
  assert.ok(body.includes('.nhsuk-button'));
  assert.ok(!/frutiger|@font-face|https?:/i.test(body));
});

// ---- What the program answers itself ------------------------------------------------------------------

test('headers on every kind of answer of the program (G15)', async () => {
  const manager = as('manager');
  await manager.get('/');
  const cookie = `Cookie: ${[...manager.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`;
  const own = 'Sec-Fetch-Site: same-origin';
  const post = (path, fields, ...more) => {
    const body = new URLSearchParams(fields).toString();
    return raw([`POST ${path} HTTP/1.1`, `Host: ${base.host}`, 'Connection: close', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, ...more, '', body].join('\r\n'));
  };
  const token = manager.csrf;
  const answers = [
    [200, await get('/', cookie)],
    [303, await get('/')],
    [404, await get('/cases/WMC-2026-22222', cookie)],
    [405, await post('/', {}, cookie)],
    [403, await post('/log', { token }, cookie)],
    [401, await post('/log', { kind: 'x' }, own, `Cookie: ${cookieName}=${'0'.repeat(64)}`)],
    [401, await post('/uploads', {}, own)],
    [422, await post('/log', { token, nonce: newNonce() }, cookie, own)],
    [422, await post('/uploads', { token }, cookie, own)],
    [400, await raw([`POST /log HTTP/1.1`, `Host: ${base.host}`, 'Connection: close', 'Content-Type: text/plain', 'Content-Length: 1', cookie, own, '', 'x'].join('\r\n'))],
    [204, await post('/session/extend', { token }, cookie, own)],
  ];
  for (const [status, answer] of answers) {
    assert.equal(answer.status, status);
    assertHeaders(answer);
    const kept = answer.headers.filter(([name]) => name === 'cache-control').map(([, value]) => value);
    assert.deepEqual(kept, ['no-store'], `${status} may be kept`);
  }
});

test('headers on downloads: never shown in the browser, never run (G15)', async () => {
  const reference = await logIncident(as('reception'), { details: { files: { name: 'page.html', type: 'text/html', bytes: PNG } } });
  const manager = as('manager');
  const cookie = `Cookie: ${[...manager.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`;
  const { links } = await manager.get(`/cases/${reference}/evidence`);
  const file = links.find(({ href }) => /\/evidence\/[^/]+/.test(href));
  assert.ok(file, 'no link to the file');
  for (const [status, answer] of [
    [200, await get(file.href, cookie)],
    [206, await get(file.href, cookie, 'Range: bytes=0-9')],
    [200, await get('/reports/csv', cookie)],
  ]) {
    assert.equal(answer.status, status);
    assertHeaders(answer, ["sandbox; default-src 'none'"]);
    const header = (name) => answer.headers.find(([seen]) => seen === name)?.[1] ?? '';
    assert.match(header('content-disposition'), /^attachment/);
    assert.match(header('cache-control'), /no-store/);
  }
});
