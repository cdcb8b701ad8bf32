// What every browser test needs: Debian's Chromium, a page that notes each fault it meets, and one
// check of a page as it stands (accessibility, markup, width, faults, picture).
//
//   const browser = await openBrowser()
//   const visitor = await openVisitor(browser, { base: 'http://127.0.0.1:8080', size: 'phone' })
//   await visitor.page.goto('/')
//   await assertClean(visitor, 'home')          // throws with every finding in words
//   await visitor.close()
//
// Findings that are accepted stand in exceptions.json, each with its reason.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'

const here = dirname(fileURLToPath(import.meta.url))
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const exceptions = JSON.parse(readFileSync(join(here, 'exceptions.json'), 'utf8'))
const rules = JSON.parse(readFileSync(join(here, '..', '..', '.htmlvalidate.json'), 'utf8'))

export const SIZES = {
  desktop: { width: 1200, height: 900 },
  phone: { width: 390, height: 844 },
}

export const findChromium = () =>
  [process.env.CANDOUR_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (path) => path && existsSync(path),
  )

export const openBrowser = () => {
  const executablePath = findChromium()
  assert.ok(executablePath, 'Chromium is not installed: apt install chromium')
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox', // the tests also run as root
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

// A person at a screen: a context of its own (cookies), one page, and the faults met on it.
// options: base, size ('desktop' or 'phone'), scripts (false: as with JavaScript off).
export const openVisitor = async (browser, { base, size = 'desktop', scripts = true, ...more } = {}) => {
  const context = await browser.newContext({
    baseURL: base,
    viewport: SIZES[size],
    javaScriptEnabled: scripts,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    ignoreHTTPSErrors: true,
    ...more,
  })
  const page = await context.newPage()
  const visitor = { context, page, size, scripts, faults: [], served: '', close: () => context.close() }

  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // The browser also notes the status of the page itself (422, 404): the test asks for that.
    const isOwn = message.location().url.split('#')[0] === page.url().split('#')[0]
    if (isOwn && message.text().startsWith('Failed to load resource')) return
    visitor.faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => visitor.faults.push(`script: ${error.message}`))
  // The page as it came over the wire, before any script changed it.
  page.on('response', (response) => {
    const request = response.request()
    if (!request.isNavigationRequest() || response.frame() !== page.mainFrame()) return
    if (response.status() >= 300 && response.status() < 400) return
    visitor.served = response.text().catch(() => '')
  })
  if (scripts) {
    await page.exposeBinding('noteCspViolation', (source, what) => {
      visitor.faults.push(`content security policy: ${what}`)
    })
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        window.noteCspViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`)
      })
    })
  }
  return visitor
}

const isExcepted = (tool, rule, markup) =>
  exceptions.some((e) => e.tool === tool && e.rule === rule && (!e.only || new RegExp(e.only).test(markup)))

// Our pages' policy refuses scripts that are put into the page; the debugger's own evaluation is not
// bound by it.
const accessibility = async (page) => {
  const session = await page.context().newCDPSession(page)
  const evaluate = async (expression) => {
    const answer = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (answer.exceptionDetails) {
      throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text)
    }
    return answer.result.value
  }
  try {
    await evaluate(axeSource)
    const found = await evaluate(`axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => ({
      rule: v.id, help: v.help, markup: n.html, where: n.target.join(' '), more: n.failureSummary,
    }))))`)
    return found
      .filter((f) => !isExcepted('axe', f.rule, f.markup))
      .map((f) => `axe ${f.rule}: ${f.help}: ${f.where}: ${f.markup.slice(0, 200)}: ${f.more}`)
  } finally {
    await session.detach()
  }
}

const validator = new HtmlValidate(new FileSystemConfigLoader(rules))
export const checkMarkup = async (html, name = 'page') => {
  const report = await validator.validateString(html, `${name}.html`)
  const lines = html.split('\n')
  return report.results
    .flatMap((r) => r.messages)
    .filter((m) => !isExcepted('html-validate', m.ruleId, lines[m.line - 1] ?? ''))
    .map((m) => `html ${m.ruleId}: ${m.message}, line ${m.line}: ${(lines[m.line - 1] ?? '').slice(0, 200)}`)
}

const sideways = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const wide = [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > width + 1)
      .slice(0, 3)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className}`)
    return [`width: the page scrolls sideways at ${width} pixels (${wide.join(', ')})`]
  })

const asleep = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[data-module]')]
      .filter((e) => !e.hasAttribute(`data-${e.dataset.module}-init`))
      .map((e) => `script: component ${e.dataset.module} did not start`),
  )

// A picture of the whole page in the folder CANDOUR_SHOTS, when that is set.
export const picture = async (visitor, name) => {
  const folder = process.env.CANDOUR_SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await visitor.page.screenshot({ path: join(folder, `${name}-${visitor.size}.png`), fullPage: true })
}

// Every finding about the page as it stands, as sentences; an empty list is a clean page. Faults
// noted so far are handed out once.
export const findings = async (visitor, name) => {
  const { page } = visitor
  await page.waitForLoadState('load')
  const found = visitor.faults.splice(0)
  const html = await visitor.served
  found.push(...(await sideways(page)))
  if (visitor.scripts) found.push(...(await asleep(page)))
  // The browser looks at the page while this process reads its markup.
  const [inBrowser, inMarkup] = await Promise.all([accessibility(page), html ? checkMarkup(html, name) : []])
  found.push(...inMarkup, ...inBrowser)
  await picture(visitor, name)
  return found
}

export const assertClean = async (visitor, name) => {
  const found = await findings(visitor, name)
  assert.equal(found.length, 0, `${name} (${visitor.size}):\n  ${found.join('\n  ')}`)
}
