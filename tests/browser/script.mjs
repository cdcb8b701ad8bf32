// candour.js by itself, against a small server of this test's own: signing-out warning, drafts,
// files, pasted pictures, forms sent once. The pages' own markup is tested where the pages are.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser, openVisitor } from './support.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const assets = join(root, 'build', process.env.MODE ?? 'debug', 'static')
const policy = readFileSync(join(root, 'deploy', 'nginx', 'headers.conf'), 'utf8').match(
  /Content-Security-Policy "([^"]*)"/,
)[1]
const types = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }

const markup = (body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Test</title>
<link rel="icon" href="/assets/candour.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/nhsuk-frontend.min.css">
<link rel="stylesheet" href="/assets/candour.css">
<script type="module" src="/assets/candour.js"></script></head>
<body><script src="/assets/supported.js"></script>
<main>${body}</main>
<dialog class="app-session" id="session-end" aria-labelledby="t" data-idle-minutes="15">
<form method="dialog"><input type="hidden" name="token" value="tok">
<h2 id="t">You are about to be signed out</h2><p>in <strong data-session-left>2 minutes</strong></p>
<button class="nhsuk-button" type="submit">Stay signed in</button></form></dialog>
<div role="status" id="quiet-status"></div></body></html>`

const form = `<form action="/sent" method="post" enctype="multipart/form-data" data-autosave="log" data-autosave-ref="WMC-1">
<input type="hidden" name="token" value="tok"><input type="hidden" name="nonce" value="once">
<label for="summary">Summary</label><input id="summary" name="summary" type="text">
<label for="secret">Password</label><input id="secret" name="secret" type="password">
<div class="nhsuk-form-group nhsuk-file-upload" data-module="nhsuk-file-upload">
<label for="files">Files</label>
<input class="nhsuk-file-upload__input" id="files" name="files" type="file" multiple data-upload="files"></div>
<ul class="app-uploads" data-uploads-for="files" aria-label="Files added"><li class="app-uploads__item">
<input id="upload-old" name="uploads" type="checkbox" value="old" checked data-upload-name="before.png">
<label for="upload-old">Keep before.png (1 KB)</label></li></ul>
<button type="submit">Send</button></form>`

let browser
let server
let base
let requests = []
let pages = 0
let answers = {} // path -> (body) => [status, json], may be a promise

before(async () => {
  server = createServer((request, response) => {
    const pieces = []
    request.on('data', (piece) => pieces.push(piece))
    request.on('end', async () => {
      const { pathname, search } = new URL(request.url, 'http://test')
      const body = Buffer.concat(pieces).toString('latin1')
      response.setHeader('Content-Security-Policy', policy)
      response.setHeader('Cache-Control', 'no-store')
      if (pathname.startsWith('/assets/')) {
        const path = join(assets, pathname.slice(8))
        response.setHeader('Content-Type', types[extname(pathname)] ?? 'application/octet-stream')
        if (existsSync(path)) response.end(readFileSync(path))
        else response.writeHead(404).end()
        return
      }
      // A page that is being closed may still save its draft: each test sees its own page's requests.
      const page = new URL(request.headers.referer ?? request.url, 'http://test').searchParams.get('page')
      if (page === String(pages)) requests.push({ path: pathname, query: search, body })
      if (answers[pathname]) {
        const [status, json] = await answers[pathname](body)
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
        return
      }
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(markup(pathname === '/form' ? form : '<h1>Plain</h1>'))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${server.address().port}`
  assert.ok(existsSync(join(assets, 'candour.js')), `no ${assets}: make static`)
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  server?.closeAllConnections?.()
  server?.close()
})

const open = async (path, { clock = false } = {}) => {
  requests = []
  answers = {}
  const visitor = await openVisitor(browser, { base })
  if (clock) await visitor.page.clock.install()
  await visitor.page.goto(`${path}?page=${++pages}`)
  await visitor.page.waitForLoadState('networkidle')
  return visitor
}
const sent = (path) => requests.filter((r) => r.path === path)
const until = async (what, sentence) => {
  for (let i = 0; i < 100; i++) {
    if (await what()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail(sentence)
}
const file = (name, content = 'x') => ({ name, mimeType: 'image/png', buffer: Buffer.from(content) })

test('the warning comes two minutes before the end, and the button keeps the session', async () => {
  const visitor = await open('/', { clock: true })
  const { page } = visitor
  answers['/session/extend'] = () => [200, {}]
  await page.clock.runFor('11:30')
  assert.equal(await page.locator('#session-end').isVisible(), false)
  await page.clock.runFor('00:45')
  assert.equal(await page.locator('#session-end').isVisible(), true)
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await until(async () => !(await page.locator('#session-end').isVisible()), 'the warning stayed')
  assert.equal(sent('/session/extend').length, 1)
  assert.equal(sent('/session/extend')[0].body, 'token=tok')
  await page.clock.runFor('11:30')
  assert.equal(await page.locator('#session-end').isVisible(), false)
  assert.deepEqual(visitor.faults, [])
  await visitor.close()
})

test('at the end a page on which nothing was typed is asked for anew', async () => {
  const visitor = await open('/', { clock: true })
  await visitor.page.clock.runFor('14:30')
  await until(() => sent('/').length === 2, 'the page was not asked for again')
  await visitor.close()
})

test('at the end a page with typing on it is covered, not lost', async () => {
  const visitor = await open('/form', { clock: true })
  const { page } = visitor
  answers['/drafts'] = () => [401, {}]
  await page.fill('#summary', 'half a sentence')
  await page.clock.runFor('14:30')
  await page.getByRole('heading', { name: 'You have been signed out' }).waitFor()
  await page.getByRole('button', { name: 'Back to the page' }).click()
  assert.equal(await page.inputValue('#summary'), 'half a sentence')
  assert.equal(sent('/form').length, 1)
  await visitor.close()
})

test('a draft is saved after a change, without password, nonce or anything twice', async () => {
  const visitor = await open('/form', { clock: true })
  const { page } = visitor
  answers['/drafts'] = () => [200, { saved_at: '9:14am' }]
  await page.clock.runFor(20_000)
  assert.deepEqual(sent('/drafts'), [], 'nothing changed, nothing saved')
  await page.fill('#summary', 'Post names staff')
  await page.fill('#secret', 'do not keep')
  await page.clock.runFor(10_000)
  await page.getByText('Draft saved at 9:14am').waitFor()
  const fields = new URLSearchParams(sent('/drafts')[0].body)
  assert.deepEqual(
    [...fields].sort(),
    [['summary', 'Post names staff'], ['token', 'tok'], ['uploads', 'old']],
  )
  assert.equal(sent('/drafts')[0].query, '?form=log&ref=WMC-1')
  await page.clock.runFor(30_000)
  assert.equal(sent('/drafts').length, 1)
  assert.deepEqual(visitor.faults, [])
  await visitor.close()
})

test('files go at once, show their state, and travel with the form by reference', async () => {
  const visitor = await open('/form')
  const { page } = visitor
  let n = 0
  answers['/uploads'] = (body) =>
    body.includes('bad.exe') ? [422, { problem: 'This kind of file cannot be kept' }] : [201, { id: `up${++n}`, size: 2000 }]
  await page.setInputFiles('input[type="file"]', [file('one.png'), file('bad.exe')])
  await page.getByText('Added, 2 KB').waitFor()
  await page.getByText('This kind of file cannot be kept').first().waitFor()
  assert.match(sent('/uploads')[0].body, /name="token"\r\n\r\ntok\r\n/)
  await page.getByRole('button', { name: 'Remove bad.exe' }).click()
  await page.getByRole('button', { name: 'Remove before.png' }).click()
  await page.getByRole('button', { name: 'Send' }).click()
  await until(() => sent('/sent').length === 1, 'the form was not sent')
  const { body } = sent('/sent')[0]
  assert.equal(body.match(/name="uploads"/g).length, 1)
  assert.match(body, /name="uploads"\r\n\r\nup1\r\n/)
  assert.doesNotMatch(body, /filename="one\.png"/, 'the file itself went a second time')
  await visitor.close()
})

test('a form sent while a file is on its way waits for it', async () => {
  const visitor = await open('/form')
  const { page } = visitor
  let release
  answers['/uploads'] = () => new Promise((resolve) => (release = () => resolve([200, { id: 'late' }])))
  await page.setInputFiles('input[type="file"]', [file('big.mov')])
  await until(() => release, 'the file was not sent')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('Your files are still being sent').waitFor({ state: 'attached' })
  assert.equal(sent('/sent').length, 0)
  release()
  await until(() => sent('/sent').length === 1, 'the form did not follow the file')
  assert.match(sent('/sent')[0].body, /name="uploads"\r\n\r\nlate\r\n/)
  await visitor.close()
})

test('a pasted picture becomes a named file', async () => {
  const visitor = await open('/form')
  const { page } = visitor
  answers['/uploads'] = () => [200, { id: 'pasted' }]
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'image.png', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  })
  await page.locator('input[name="uploads"][value="pasted"]').waitFor({ state: 'attached' })
  assert.match(sent('/uploads')[0].body, /filename="pasted-screenshot-\d{8}-\d{4}\.png"/)
  await visitor.close()
})

test('a form is sent once, and nothing is kept in the browser', async () => {
  const visitor = await open('/form')
  const { page } = visitor
  answers['/sent'] = () => new Promise((resolve) => setTimeout(() => resolve([200, {}]), 1500))
  await page.evaluate(() => {
    const button = document.querySelector('main button[type="submit"]')
    button.click()
    button.click()
    setTimeout(() => button.click(), 200)
  })
  await new Promise((resolve) => setTimeout(resolve, 2000))
  assert.equal(sent('/sent').length, 1)
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
  await visitor.close()
})

test('without scripts the file, the tick and the form go together', async () => {
  requests = []
  answers = {}
  const visitor = await openVisitor(browser, { base, scripts: false })
  const { page } = visitor
  await page.goto(`/form?page=${++pages}`)
  await page.setInputFiles('input[type="file"]', [file('one.png')])
  await page.fill('#summary', 'plain')
  await page.getByRole('button', { name: 'Send' }).click()
  await until(() => sent('/sent').length === 1, 'the form was not sent')
  const { body } = sent('/sent')[0]
  assert.match(body, /filename="one\.png"/)
  assert.match(body, /name="uploads"\r\n\r\nold\r\n/)
  assert.equal(sent('/uploads').length, 0)
  await visitor.close()
})
