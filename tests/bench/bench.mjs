// One layout of the bench: loads the data, measures each page through nginx with wrk, the same statements
// with pgbench, a static page of the same size, and prints a table. Ratios of one run are what counts.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const layout = process.env.BENCH_LAYOUT ?? 'many'
const home = path.resolve(process.env.BENCH_HOME)
const practices = layout === 'one' ? 1 : 200
const cases = Number(process.env.BENCH_CASES ?? 100000)
const seconds = Number(process.env.BENCH_SECONDS ?? 6)
const base = process.env.CANDOUR_BASE
const port = new URL(base).port
const here = path.dirname(new URL(import.meta.url).pathname)
const scratch = path.join(home, 'scratch')
fs.mkdirSync(scratch, { recursive: true })

const sh = (cmd, args, options = {}) =>
  execFileSync(cmd, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
const sql = (text, ...more) => sh('psql', ['-X', '-At', '-v', 'ON_ERROR_STOP=1', '-d', 'candour', ...more], { input: text })

if (spawnSync('wrk', ['-v']).error) throw new Error('wrk is not installed')
console.log(`\nLayout: ${practices} practice(s), ${cases} cases; ${seconds} s a measurement; 2 nginx workers at most, 4 handlers`)
sh('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', `practices=${practices}`, '-v', `cases=${cases}`, '-d', 'candour', '-f', path.join(here, 'load.sql')])

// ---- Requests -------------------------------------------------------------------------------------
const cookie = (n) => `__Host-candour-${port}=bench-token-${n}`
const common = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' }
// A case that session 0 may read: its practice is the first.
const mine = `BEN-2026-${String(practices === 1 ? 4242 : 4200 % cases).padStart(5, '0')}`

// wrk's Lua: session s of 16 sees the cases whose number is s modulo the practices.
const lua = (body) => `
local n, calls = 0, 0
function setup(thread) thread:set("offset", math.random(0, 1000000)) end
local function pick()
  n = n + 1
  local s = (n + (offset or 0)) % 16
  return s, "__Host-candour-${port}=bench-token-" .. s
end
local function nonce() return string.format("%08x%08x%08x", math.random(0, 2^31), math.random(0, 2^31), os.time()) end
math.randomseed(os.time())
${body}`
const pages = [
  { name: 'case page, first opening', lua: `request = function()
      local s, c = pick()
      local i = math.random(0, ${Math.floor(cases / practices) - 1}) * ${practices} + (${practices} == 1 and 0 or s)
      return wrk.format("GET", string.format("/cases/BEN-2026-%05d", i), { Cookie = c })
    end`, get: (i) => `/cases/${i ?? mine}`, vary: true },
  { name: 'case page, again', lua: `request = function() return wrk.format("GET", "/cases/${mine}", { Cookie = "${cookie(0)}" }) end`,
    get: () => `/cases/${mine}` },
  { name: 'case list', lua: `request = function() local s, c = pick(); return wrk.format("GET", "/cases", { Cookie = c }) end`, get: () => '/cases' },
  { name: 'find by reference', lua: `request = function()
      return wrk.format("POST", "/cases/find", { Cookie = "${cookie(0)}", ["Sec-Fetch-Site"] = "same-origin",
        ["Content-Type"] = "application/x-www-form-urlencoded" },
        "token=bench-csrf&nonce=" .. nonce() .. nonce() .. "&q=${mine}")
    end`, post: ['/cases/find', () => `q=${mine}`] },
  { name: 'monitoring report', lua: `request = function() local s, c = pick(); return wrk.format("GET", "/reports", { Cookie = c }) end`, get: () => '/reports' },
  { name: 'log an incident (3 posts)', perUnit: 3, lua: `
    local step = 0
    local bodies = {
      { "/log", "kind=review&platform=facebook&venue=review_site&no_link=yes" },
      { "/log/details", "seen_when=today&summary=Bench+incident" },
      { "/log/check", "" } }
    request = function()
      step = step % 3 + 1
      if step == 1 then n = n + 1 end
      return wrk.format("POST", bodies[step][1], { Cookie = "__Host-candour-${port}=bench-token-" .. (n % 16),
        ["Sec-Fetch-Site"] = "same-origin", ["Content-Type"] = "application/x-www-form-urlencoded" },
        "token=bench-csrf&nonce=" .. nonce() .. nonce() .. "&" .. bodies[step][2])
    end`, posts: [['/log', () => 'kind=review&platform=facebook&venue=review_site&no_link=yes'], ['/log/details', () => 'seen_when=today&summary=Bench+incident'], ['/log/check', () => '']] },
]

// ---- Handlers' processor time and memory ------------------------------------------------------------
const handlers = () =>
  fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
    try { return fs.readlinkSync(`/proc/${p}/exe`).startsWith(path.resolve('build/release/bin/candour-web')) } catch { return false }
  })
const ticks = () => handlers().reduce((sum, p) => {
  const f = fs.readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1].split(' ')
  return sum + Number(f[11]) + Number(f[12])
}, 0)
const memory = () => Math.max(...handlers().map((p) => Number(/Private_Dirty:\s+(\d+)/.exec(fs.readFileSync(`/proc/${p}/smaps_rollup`, 'utf8'))[1])))

// ---- wrk --------------------------------------------------------------------------------------------
const ms = (text) => text.endsWith('us') ? parseFloat(text) / 1000 : text.endsWith('ms') ? parseFloat(text) : parseFloat(text) * 1000
function wrk(script, connections, url = base) {
  const file = path.join(scratch, 'wrk.lua')
  fs.writeFileSync(file, script)
  const before = ticks()
  const out = spawnSync('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', file, url], { encoding: 'utf8' }).stdout
  const requests = Number(/(\d+) requests in/.exec(out)?.[1] ?? 0)
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1] ?? 0),
    p50: ms(/50%\s+(\S+)/.exec(out)?.[1] ?? '0ms'), p99: ms(/99%\s+(\S+)/.exec(out)?.[1] ?? '0ms'),
    bad: Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0),
    cpu: requests ? ((ticks() - before) * 10) / requests : 0,
  }
}

// ---- The very statements of a page, from PostgreSQL's own log ----------------------------------------
const log = fs.realpathSync(path.join(home, 'var/log/postgres.log'))
async function send(page, i) {
  const answers = []
  for (const [where, body] of page.posts ?? (page.post ? [page.post] : [[page.get(i)]])) {
    const r = await fetch(base + where, {
      method: body ? 'POST' : 'GET', redirect: 'manual', headers: { Cookie: cookie(0), ...(body ? common : {}) },
      body: body ? `token=bench-csrf&nonce=${crypto.randomUUID()}&${body()}` : undefined })
    answers.push({ status: r.status, size: (await r.text()).length })
  }
  return answers
}
async function statements(page) {
  await send(page); await send(page) // plans and prepared statements are made
  sql("ALTER SYSTEM SET log_min_duration_statement = 0; ALTER SYSTEM SET log_parameter_max_length = -1; SELECT pg_reload_conf()")
  await new Promise((done) => setTimeout(done, 500))
  const from = fs.statSync(log).size
  const answers = await send(page, page.vary ? mine.replace(/\d$/, (d) => (practices === 1 ? (Number(d) + 1) % 10 : d)) : undefined)
  await new Promise((done) => setTimeout(done, 300))
  const text = fs.readFileSync(log, 'utf8').slice(from)
  sql("ALTER SYSTEM RESET log_min_duration_statement; ALTER SYSTEM RESET log_parameter_max_length; SELECT pg_reload_conf()")
  const entries = text.split(/^(?=\S)/m)
  const took = [...text.matchAll(/LOG:\s+duration: ([\d.]+) ms\s+(?!.*(?:pg_reload_conf|ALTER SYSTEM))/g)].reduce((sum, m) => sum + Number(m[1]), 0)
  const found = []
  for (let k = 0; k < entries.length; k++) {
    const m = /LOG:\s+duration: [\d.]+ ms\s+(?:execute [^:]*|statement): ([\s\S]*)/.exec(entries[k])
    if (!m || /pg_reload_conf|ALTER SYSTEM/.test(m[1])) continue
    const detail = /DETAIL:\s+parameters: ([\s\S]*)/.exec(entries[k + 1] ?? '')
    const values = {}
    for (const v of (detail?.[1] ?? '').matchAll(/\$(\d+) = ('(?:[^']|'')*'|NULL)/g)) values[v[1]] = v[2]
    // pgbench takes :word for a variable, in texts too
    const text = m[1].replace(/\s+/g, ' ').trim().replace(/'(?:[^']|'')*'/g, (literal) => literal.replace(/:(?=\w)/g, "'||chr(58)||'"))
    found.push({ text: text.replace(/;$/, ''), values })
  }
  return { found, answers, took }
}
// A parameter stays a parameter, so that PostgreSQL gives it the type that it has on the page: its value is
// handed to pgbench as a variable. A nonce must be new each time.
const NONCE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$/
function pgbench(found, connections, page) {
  const file = path.join(scratch, 'page.sql')
  const variables = new Map()
  const lines = page.vary ? [`\\set i random(0, ${Math.floor(cases / practices) - 1}) * ${practices}`] : []
  const bound = ({ text, values }) => `${text.replace(/\$(\d+)/g, (_, n) => {
    const value = (values[n] ?? 'NULL').replace(/^'|'$/g, '').replaceAll("''", "'")
    if (values[n] === undefined || values[n] === 'NULL') return 'NULL'
    if (value === '') return "''" // pgbench has no empty variables
    if (page.vary && /^BEN-2026-\d{5}$/.test(value)) return "('BEN-2026-' || lpad((:i)::bigint::text, 5, '0'))"
    if (NONCE.test(value)) return '(gen_random_uuid()::text)'
    if (!variables.has(value)) variables.set(value, `p${variables.size}`)
    return `:${variables.get(value)}`
  })};`
  // Reading pages are pipelines, one for each authentication; changing ones go statement by statement.
  let inPipeline = false
  let isKnown = false
  for (const one of found) {
    const starts = /^SET transaction_read_only/.test(one.text) || (isKnown && /app\.authenticate/.test(one.text))
    if (page.get && (starts || !inPipeline)) {
      lines.push(...(inPipeline ? ['\\endpipeline'] : []), '\\startpipeline')
      inPipeline = true
      isKnown = false
    }
    isKnown ||= /app\.authenticate/.test(one.text)
    lines.push(bound(one))
  }
  if (inPipeline) lines.push('\\endpipeline')
  fs.writeFileSync(file, lines.join('\n') + '\n')
  const given = [...variables].flatMap(([value, name]) => ['-D', `${name}=${value}`])
  const out = spawnSync('pgbench', ['-n', '-M', 'prepared', ...given, '-f', file, '-c', String(connections), '-j', '1', '-T', String(seconds), '-U', 'app', 'candour'], { encoding: 'utf8' })
  const rate = Number(/tps = ([\d.]+)/.exec(out.stdout)?.[1] ?? 0)
  if (!rate) console.error(`pgbench: ${out.stderr.split('\n').slice(0, 3).join(' | ')}`)
  return rate
}

console.log('\npage | c | req/s | p50 ms | p99 ms | pgbench/s | share | handler CPU ms | handler MB | not 2xx/3xx')
console.log('--- | --- | --- | --- | --- | --- | --- | --- | --- | ---')
let reached
for (const page of pages) {
  const { found, answers, took } = await statements(page)
  if (answers.some((a) => a.status >= 400)) {
    console.log(`${page.name}: answers ${answers.map((a) => a.status).join(', ')}; not measured`)
    continue
  }
  const unit = page.perUnit ?? 1
  for (const c of [1, 4, 16]) {
    const w = wrk(lua(page.lua), c)
    // What one case's rows are called cannot be replayed for another: an event names the rows it reports.
    const p = page.posts ? 0 : pgbench(found, c, page)
    if (page.name === 'case page, again' && c === 4 && p) reached = w.rate / p
    console.log(`${page.name} | ${c} | ${(w.rate / unit).toFixed(0)} | ${w.p50.toFixed(2)} | ${w.p99.toFixed(2)} | ${p.toFixed(0)} | ${p ? ((w.rate / unit / p) * 100).toFixed(0) + '%' : '-'} | ${(w.cpu * unit).toFixed(2)} | ${(memory() / 1024).toFixed(1)} | ${w.bad}`)
  }
  if (page.get) {
    const size = answers.at(-1).size
    fs.writeFileSync(path.resolve(`build/release/static/bench-${size}.html`), 'x'.repeat(size))
    for (const c of [1, 4, 16]) {
      const w = wrk(`request = function() return wrk.format("GET", "/assets/bench-${size}.html") end`, c)
      console.log(`  nginx, static, ${size} bytes | ${c} | ${w.rate.toFixed(0)} | ${w.p50.toFixed(2)} | ${w.p99.toFixed(2)} | - | - | - | - | ${w.bad}`)
    }
    fs.unlinkSync(path.resolve(`build/release/static/bench-${size}.html`))
  }
  console.log(`  (${found.length} statements that take ${took.toFixed(1)} ms by PostgreSQL's own log, ${answers.map((a) => `${a.status} ${a.size} B`).join(', ')})`)
  page.found = found
}
console.log('\nRow policies: ms a statement of the case page, planned and run, as the web\'s role and past the policies')
const inline = ({ text, values }) => text.replace(/\$(\d+)/g, (_, n) => values[n] ?? 'NULL')
for (const s of new Set((pages[1].found ?? []).map(inline).filter((x) => /^(SELECT|WITH)/i.test(x) && !/app\.(authenticate|case_open|session_touch|page_open)/.test(x)))) {
  const text = (role) => `BEGIN; SELECT 1 FROM app.authenticate(sha256('bench-token-0')); SET LOCAL ROLE ${role};
DO $bench$ DECLARE t timestamptz; BEGIN
  FOR i IN 1..20 LOOP EXECUTE $q$SELECT count(*) FROM (${s.replace(/;$/, '')}) q$q$; END LOOP;
  t := clock_timestamp();
  FOR i IN 1..100 LOOP EXECUTE $q$SELECT count(*) FROM (${s.replace(/;$/, '')}) q$q$; END LOOP;
  RAISE NOTICE 'took %', round((extract(epoch FROM clock_timestamp() - t) * 10)::numeric, 3);
END $bench$; ROLLBACK;`
  const took = (role) => /took ([\d.]+)/.exec(spawnSync('psql', ['-X', '-d', 'candour'], { input: text(role), encoding: 'utf8' }).stderr)?.[1] ?? '-'
  console.log(`${took('app')} | ${took('postgres')} | ${s.slice(0, 90)}`)
}
if (reached !== undefined)
  console.log(`\nCase page, opened again, at 4: ${(reached * 100).toFixed(0)}% of its pgbench figure (goal: 50%)`)
