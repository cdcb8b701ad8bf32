// A member of the practice at the other end of HTTP: cookies kept, pages read, forms filled and sent.
//
//   const manager = await signIn('manager');            // by user name or role; through the sign-in page
//   const nurse = as('nurse');                          // the same, with a session made in the database: fast
//   const page = await manager.get('/log');             // a Page: status, location, heading, words, errors ...
//   const answer = await page.form().fill({ kind: 'review', 'text of a box': 'x' }).send();
//   await answer.follow();                              // where a 303 leads
//   await manager.post('/x', { a: '1' });               // a form of our own making, with token and nonce
//
// Fields are filled by name: text, a code for radios and selects, true/false or a list for ticks, a
// date as '2026-11-02' (or 'name-day' by itself), { name, type, bytes } for files. A name that the
// page's form has not is an error; form.add(name, value) sends one anyway.
//
// Without CANDOUR_BASE the tests run against what `make run` started in this tree.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// ---- The stack -------------------------------------------------------------------------------------

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const env = process.env;

if (!env.CANDOUR_BASE && existsSync(join(root, 'var', 'port'))) {
  env.CANDOUR_BASE = `http://127.0.0.1:${readFileSync(join(root, 'var', 'port'), 'utf8').trim()}`;
  env.CANDOUR_CONF ??= join(root, 'var', 'candour.conf');
  env.CANDOUR_SIGN_INS ??= join(root, 'var', 'sign-ins.txt');
  env.CANDOUR_MAILS ??= join(root, 'var', 'mails');
  env.CANDOUR_BIN ??= join(root, 'build', env.MODE ?? 'debug', 'bin');
  env.PGHOST ??= realpathSync(join(root, 'var', 'state'));
  env.PGPORT ??= '5432';
  env.PGUSER ??= 'postgres';
}
assert.ok(env.CANDOUR_BASE, 'there is no stack: make run, or set CANDOUR_BASE');

export const base = new URL(env.CANDOUR_BASE);

// People of the example practice: { role, user, password }, in the order of the sign-ins file.
export const people = readFileSync(env.CANDOUR_SIGN_INS, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [role, user, password] = line.split(' ');
    return { role, user, password };
  });

// By user name, else the first of that role.
export function person(name) {
  const found = people.find(({ user }) => user === name) ?? people.find(({ role }) => role === name);
  assert.ok(found, `nobody is called ${name} in ${env.CANDOUR_SIGN_INS}`);
  return found;
}

// SQL as the superuser; values are put in as literals by quote().
export function sql(text, database = 'candour') {
  return execFileSync('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database], {
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...env, PGOPTIONS: '-c client_min_messages=warning' },
  }).trim();
}
export const quote = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
// Rows of one SELECT (no semicolon at its end), as objects.
export const rows = (select) => JSON.parse(sql(`SELECT coalesce(json_agg(x), '[]') FROM (${select}) x`));
export const number = (select) => Number(sql(select));

// The command: { status, out, err }.
export function candour(...words) {
  const options = typeof words.at(-1) === 'object' ? words.pop() : {};
  const run = spawnSync(join(env.CANDOUR_BIN, 'candour'), words, { encoding: 'utf8', ...options, env: { ...env, ...options.env } });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Asks until the answer is true-like; what it was, or a failed assertion.
export async function until(ask, sentence = 'it did not happen', seconds = 15) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, sentence);
    await sleep(100);
  }
}

// Mails that the stack's sink has taken, oldest first: { file, from, to, subject, id, headers, body }.
export function mails() {
  if (!existsSync(env.CANDOUR_MAILS)) return [];
  return readdirSync(env.CANDOUR_MAILS)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(env.CANDOUR_MAILS, file), 'utf8');
      const end = text.indexOf('\r\n\r\n');
      const headers = Object.fromEntries(
        text.slice(0, end).split('\r\n').map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      return {
        file,
        from: headers['x-envelope-from'],
        to: headers['x-envelope-to'],
        subject: headers.subject,
        id: headers['message-id'],
        headers,
        body: text.slice(end + 4),
      };
    });
}

// ---- Pages -----------------------------------------------------------------------------------------
// Our own markup only: attributes quoted, void elements plain. Not a parser of the world's HTML.

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', ndash: '–', mdash: '—', hellip: '…' };
export const unescape = (text) =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, dec, hex, name) =>
    dec ? String.fromCodePoint(Number(dec)) : hex ? String.fromCodePoint(parseInt(hex, 16)) : (NAMED[name] ?? all),
  );

function attributes(text) {
  const found = {};
  for (const [, name, value] of text.matchAll(/([\w:.-]+)(?:="([^"]*)")?/g)) found[name] = unescape(value ?? '');
  return found;
}

export const wordsOf = (html) =>
  unescape(html.replace(/<(script|style)\b[^]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();

const TAG = /<(\/?)([a-z][\w-]*)((?:\s+[\w:.-]+(?:="[^"]*")?)*)\s*\/?>/g;

class Form {
  constructor(page, attrs, html) {
    this.page = page;
    this.client = page.client;
    this.action = attrs.action ?? page.path;
    this.method = (attrs.method ?? 'get').toLowerCase();
    this.isMultipart = attrs.enctype === 'multipart/form-data';
    this.autosave = attrs['data-autosave'];
    this.fields = []; // { name, type, value, values, checked, options }
    this.files = [];
    this.more = [];
    this.#read(html);
  }

  #read(html) {
    let select = null;
    for (const tag of html.matchAll(TAG)) {
      const [whole, closing, element, rest] = tag;
      const attrs = closing ? {} : attributes(rest);
      const after = html.slice(tag.index + whole.length);
      if (closing) {
        if (element === 'select') select = null;
      } else if (element === 'select') {
        select = { name: attrs.name, type: 'select', options: [], labels: [], value: undefined, id: attrs.id };
        this.fields.push(select);
      } else if (element === 'option' && select) {
        const value = 'value' in attrs ? attrs.value : wordsOf(after.slice(0, after.indexOf('</option>')));
        select.options.push(value);
        select.labels.push(wordsOf(after.slice(0, after.indexOf('</option>'))));
        if ('selected' in attrs || select.value === undefined) select.value = value;
      } else if (element === 'textarea') {
        // As a browser does: the first line break after the tag is not part of the text.
        const value = unescape(after.slice(0, after.indexOf('</textarea>'))).replace(/^\n/, '');
        this.fields.push({ name: attrs.name, type: 'textarea', value, id: attrs.id });
      } else if ((element === 'input' || element === 'button') && attrs.name) {
        const type = element === 'button' ? 'submit' : (attrs.type ?? 'text');
        const choice = type === 'radio' || type === 'checkbox';
        this.fields.push({ name: attrs.name, type, value: attrs.value ?? (choice ? 'on' : ''), checked: 'checked' in attrs, id: attrs.id });
      }
    }
  }

  #named(name) {
    return this.fields.filter((field) => field.name === name);
  }

  has(name) {
    return this.#named(name).length > 0 || this.#named(`${name}-day`).length > 0;
  }

  // What the form holds for a name now: a text, a list for ticks of several.
  value(name) {
    const fields = this.#named(name);
    if (fields.length === 0 && this.#named(`${name}-day`).length > 0) {
      const [d, m, y] = ['day', 'month', 'year'].map((part) => this.value(`${name}-${part}`));
      return d || m || y ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : '';
    }
    if (fields.length === 0) return undefined;
    if (fields[0].type === 'radio') return fields.find((field) => field.checked)?.value ?? '';
    if (fields[0].type === 'checkbox') {
      const ticked = fields.filter((field) => field.checked).map((field) => field.value);
      return fields.length === 1 ? ticked.length === 1 : ticked;
    }
    return fields[0].value;
  }

  // The codes that a radio, select or list of ticks offers.
  choices(name) {
    const fields = this.#named(name);
    return fields[0]?.type === 'select' ? fields[0].options : fields.map((field) => field.value);
  }

  fill(values) {
    for (const [name, value] of Object.entries(values)) this.#set(name, value);
    return this;
  }

  #set(name, value) {
    const fields = this.#named(name);
    if (fields.length === 0 && this.#named(`${name}-day`).length > 0) {
      const [year, month, day] = value ? String(value).split('-') : ['', '', ''];
      this.#set(`${name}-day`, day.replace(/^0/, ''));
      this.#set(`${name}-month`, month.replace(/^0/, ''));
      this.#set(`${name}-year`, year);
      return;
    }
    assert.ok(fields.length > 0, `the form of ${this.page.path} has no field ${name}; it has ${[...new Set(this.fields.map((field) => field.name))].join(', ')}`);
    const { type } = fields[0];
    if (type === 'file') {
      for (const file of [value].flat()) this.files.push({ field: name, ...file });
    } else if (type === 'radio') {
      assert.ok(value === null || fields.some((field) => field.value === value), `${name} does not offer ${value}; it offers ${this.choices(name).join(', ')}`);
      for (const field of fields) field.checked = field.value === value;
    } else if (type === 'checkbox') {
      if (typeof value === 'boolean') {
        assert.equal(fields.length, 1, `${name} has several ticks: give a list`);
        fields[0].checked = value;
      } else {
        const wanted = [value ?? []].flat().map(String);
        for (const code of wanted) assert.ok(fields.some((field) => field.value === code), `${name} does not offer ${code}`);
        for (const field of fields) field.checked = wanted.includes(field.value);
      }
    } else if (type === 'select') {
      assert.ok(fields[0].options.includes(String(value)), `${name} does not offer ${value}; it offers ${fields[0].options.join(', ')}`);
      fields[0].value = String(value);
    } else {
      fields[0].value = String(value ?? '');
    }
  }

  // Sent as well, whatever the page offers: for what a browser would never send.
  add(name, value) {
    this.more.push([name, value]);
    return this;
  }

  // Instead of what the page holds, hidden fields included; null leaves the field out.
  force(name, value) {
    this.fields = this.fields.filter((field) => field.name !== name);
    if (value !== null) this.more.push([name, value]);
    return this;
  }

  // [name, value] pairs as a browser would send them; button: the name of the one pressed.
  pairs(button) {
    const out = [];
    for (const field of this.fields) {
      if (field.type === 'file') continue;
      if ((field.type === 'radio' || field.type === 'checkbox') && !field.checked) continue;
      if (field.type === 'submit' && !(button && (button === field.name || button === `${field.name}=${field.value}`))) continue;
      out.push([field.name, field.value ?? '']);
    }
    return out.concat(this.more);
  }

  send({ button, headers } = {}) {
    const pairs = this.pairs(button);
    if (this.method === 'get') return this.client.get(`${this.action.split('?')[0]}?${new URLSearchParams(pairs)}`, { headers });
    if (!this.isMultipart) return this.client.send(this.action, new URLSearchParams(pairs), { headers });
    const body = new FormData();
    for (const [name, value] of pairs) body.append(name, value);
    for (const { field, name, type, bytes } of this.files) body.append(field, new Blob([bytes], { type: type ?? '' }), name);
    return this.client.send(this.action, body, { headers });
  }
}

export class Page {
  constructor(client, path, response, bytes) {
    this.client = client;
    this.path = path;
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
    this.location = response.headers.get('location');
  }

  get text() {
    return (this._text ??= this.bytes.toString('utf8'));
  }

  get json() {
    return JSON.parse(this.text);
  }

  get main() {
    return this.text.match(/<main\b[^>]*>([^]*?)<\/main>/)?.[1] ?? '';
  }

  get title() {
    return wordsOf(this.text.match(/<title>([^]*?)<\/title>/)?.[1] ?? '');
  }

  get heading() {
    return wordsOf(this.text.match(/<h1\b[^>]*>([^]*?)<\/h1>/)?.[1] ?? '');
  }

  // The words of the page's main part, without markup.
  get words() {
    return (this._words ??= wordsOf(this.main || this.text));
  }

  has(words) {
    return words instanceof RegExp ? words.test(this.words) : this.words.includes(words);
  }

  // [{ text, href }] of the main part.
  get links() {
    return [...this.main.matchAll(/<a\b([^>]*)>([^]*?)<\/a>/g)].map(([, attrs, inner]) => ({ ...attributes(attrs), text: wordsOf(inner) }));
  }

  // Where the link (or linked button) with those words leads.
  link(words) {
    const found = this.links.find(({ text }) => (words instanceof RegExp ? words.test(text) : text.includes(words)));
    assert.ok(found, `${this.path} has no link "${words}"; it has ${this.links.map(({ text }) => text).join(' | ')}`);
    return found.href;
  }

  // Terms and values of every summary list, in one object.
  get summary() {
    const found = {};
    for (const [, key, value] of this.main.matchAll(/<dt\b[^>]*>([^]*?)<\/dt>\s*<dd\b[^>]*>([^]*?)<\/dd>/g)) found[wordsOf(key)] = wordsOf(value);
    return found;
  }

  // The error summary: { field: sentence }; what names no field stands under ''.
  get errors() {
    const list = this.text.match(/nhsuk-error-summary__list">([^]*?)<\/ul>/)?.[1] ?? '';
    const found = {};
    for (const [, item] of list.matchAll(/<li>([^]*?)<\/li>/g)) found[item.match(/href="#([^"]*)"/)?.[1] ?? ''] = wordsOf(item);
    return found;
  }

  get forms() {
    return (this._forms ??= [...this.text.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)]
      .map(([, attrs, inner]) => new Form(this, attributes(attrs), inner))
      .filter((form) => form.method !== 'dialog'));
  }

  // The form whose action is (or ends with) the one given; without one, the first of the main part
  // that is sent by POST.
  form(action) {
    const inMain = new Set([...this.main.matchAll(/<form\b([^>]*)>/g)].map(([, attrs]) => attributes(attrs).action));
    const found = action
      ? (this.forms.find((form) => form.action === action) ?? this.forms.find((form) => form.action.endsWith(action)))
      : this.forms.find((form) => form.method === 'post' && inMain.has(form.action));
    assert.ok(found, `${this.path} (${this.status} ${this.heading}) has no form ${action ?? 'to send'}; it has ${this.forms.map((form) => form.action).join(', ') || 'none'}`);
    return found;
  }

  follow() {
    assert.equal(this.status, 303, `${this.path} answered ${this.status} (${this.heading}: ${JSON.stringify(this.errors)}), not 303`);
    return this.client.get(this.location);
  }
}

// ---- A member --------------------------------------------------------------------------------------

export class Client {
  constructor() {
    this.cookies = new Map();
    this.csrf = '';
  }

  async request(method, path, { headers = {}, body } = {}) {
    const url = new URL(path, base);
    assert.equal(url.origin, base.origin, `${path} leads elsewhere`);
    const sent = { 'sec-fetch-site': method === 'GET' ? 'none' : 'same-origin', ...headers };
    for (const name of Object.keys(sent)) if (sent[name] === null) delete sent[name];
    if (this.cookies.size > 0 && !('cookie' in headers)) sent.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, headers: sent, body, redirect: 'manual' });
    const bytes = Buffer.from(await response.arrayBuffer());
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const page = new Page(this, path, response, bytes);
    const token = page.text.match(/name="token" value="([0-9a-f]+)"/)?.[1];
    if (token) this.csrf = token;
    return page;
  }

  get(path, options) {
    return this.request('GET', path, options);
  }

  // GET that follows what leads elsewhere, five times at most.
  async open(path) {
    let page = await this.get(path);
    for (let i = 0; page.status === 303 && i < 5; i++) page = await page.follow();
    return page;
  }

  // A body as it is: URLSearchParams, FormData, or bytes with a content-type of one's own.
  send(path, body, { headers } = {}) {
    return this.request('POST', path, { body, headers });
  }

  // A form of our own making: fields (lists are sent as several), with token and a new nonce unless given.
  async post(path, fields = {}, { headers, multipart } = {}) {
    if (!this.csrf) await this.get('/');
    const all = { token: this.csrf, nonce: newNonce(), ...fields };
    const body = multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries(all)) {
      for (const one of [value].flat()) {
        if (one === null || one === undefined) continue;
        if (typeof one === 'object') body.append(name, new Blob([one.bytes], { type: one.type ?? '' }), one.name);
        else body.append(name, String(one));
      }
    }
    return this.send(path, body, { headers });
  }

  // One file by the page's script: its id.
  async upload(file) {
    const answer = await this.post('/uploads', { file: { type: 'image/png', name: 'screen.png', bytes: PNG, ...file } }, { multipart: true });
    assert.equal(answer.status, 201, answer.text);
    return answer.json.id;
  }
}

export const newNonce = () => randomBytes(16).toString('hex');
export const cookieName = `__Host-candour${base.port && base.port !== (base.protocol === 'https:' ? '443' : '80') ? `-${base.port}` : ''}`;

// Signs in through the page. Counts against the limit of tries: for tests of signing in.
export async function signIn(name, { password, to } = {}) {
  const who = person(name);
  const client = new Client();
  const page = await client.get(to ? `/sign-in?to=${encodeURIComponent(to)}` : '/sign-in');
  const answer = await page.form('/sign-in').fill({ user_name: who.user, password: password ?? who.password }).send();
  assert.equal(answer.status, 303, `${name} could not sign in: ${JSON.stringify(answer.errors)}`);
  client.who = who;
  return client;
}

// The same without the page: a session as signing in would have made it, put into the database. Also
// for members whom a test has added itself.
export function as(name) {
  const user = people.some((one) => one.user === name || one.role === name) ? person(name).user : name;
  const client = new Client();
  const token = randomBytes(32).toString('hex');
  const csrf = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(token).digest('hex');
  const member = sql(`INSERT INTO app.sign_in_session (token_hash, csrf, login_id, member_id, practice_id, ends_at)
    SELECT '\\x${hash}', '${csrf}', l.id, m.id, m.practice_id, now() + interval '1 hour'
      FROM app.login l JOIN app.member m ON m.login_id = l.id
     WHERE l.user_name = ${quote(user)} AND m.ended_on IS NULL ORDER BY m.id LIMIT 1 RETURNING member_id`);
  assert.notEqual(member, '', `${user} is no current member`);
  client.cookies.set(cookieName, token);
  client.csrf = csrf;
  client.who = { user };
  client.member = Number(member);
  client.token = token;
  return client;
}

// ---- Things to send --------------------------------------------------------------------------------

// The smallest PNG.
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

// Logs an incident as this member, through its three pages, and gives its reference.
export async function logIncident(client, { start = {}, details = {} } = {}) {
  // Whose conduct is in question is asked on the first page, before anybody can be told.
  if ('conduct' in details) {
    start = { conduct: details.conduct, ...start };
    details = { ...details };
    delete details.conduct;
  }
  const first = await client.get('/log');
  const second = await (
    await first.form('/log').fill({ kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', no_link: true, ...start }).send()
  ).follow();
  const third = await (
    await second.form('/log/details').fill({ summary: 'A post of a test', seen_when: 'today', ...details }).send()
  ).follow();
  const done = await third.form('/log/check').send();
  assert.equal(done.status, 303, `not logged: ${JSON.stringify(done.errors)}`);
  return done.location.split('/').at(-1);
}
