// Nobody is shown a link that they may not open: from the home page on, every page that each role can
// reach by links answers, and none leads nowhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, people, rows, unescape } from '../support/client.mjs';

const MOST = 250;
// One page of a list stands for its other orders and pages.
const isVariant = (path, seen) => path.includes('?') && [...seen].filter((one) => one.startsWith(`${path.split('?')[0]}?`)).length >= 3;

function linksOf(page) {
  return [...page.text.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)]
    .map(([, href]) => unescape(href))
    .filter((href) => /^\/(?!\/|assets\/)/.test(href));
}

for (const { user } of people) {
  test(`invariant 2: every link that ${user} is shown opens`, async () => {
    const client = as(user);
    const shownOn = new Map([['/', 'the start']]);
    const seen = new Set();
    // The newest cases are other tests' leavings; the example's own are the varied ones.
    const queue = ['/', ...(user === 'manager' ? rows('SELECT reference FROM app.case_file ORDER BY id LIMIT 14').map(({ reference }) => `/cases/${reference}`) : [])];
    const dead = [];
    while (queue.length > 0 && seen.size < MOST) {
      const path = queue.shift();
      if (seen.has(path) || isVariant(path, seen)) continue;
      seen.add(path);
      const page = await client.get(path);
      if (page.status !== 200 && page.status !== 303) dead.push(`${path} answers ${page.status}, linked from ${shownOn.get(path)}`);
      if (page.status !== 200 || !page.headers.get('content-type')?.startsWith('text/html')) continue;
      for (const href of linksOf(page)) {
        if (!shownOn.has(href)) shownOn.set(href, path);
        if (!seen.has(href)) queue.push(href);
      }
    }
    assert.deepEqual(dead, []);
  });
}
