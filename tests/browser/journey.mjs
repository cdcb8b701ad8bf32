// The main job, end to end, in a real browser: from a receptionist's screenshot to the partners' recorded
// vote, the letters, the close and the practice manager's report; as the members concerned, at desktop and
// phone width; every page it passes clean to axe and html-validate, and without a report of the content
// security policy. Requirements: issue's ten steps; U-7, U-8, U-2, U-13 to U-18, U-20, W-2.3 to W-2.4, H-mon-1..6.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { base, mails, person, quote, rows, sql, until } from '../support/client.mjs'
import { assertClean, openBrowser, openVisitor } from './support.mjs'

let browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
)
const day = (offset) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date(Date.now() + offset * 86400000))

// A member at a screen: goes to pages, fills forms by field name, presses buttons by their words.
class Person {
  constructor(visitor, user) {
    Object.assign(this, { visitor, page: visitor.page, user })
  }
  static async signIn(user, size) {
    const one = new Person(await openVisitor(browser, { base: base.origin, size }), user)
    await one.page.goto('/sign-in')
    await one.fill({ user_name: user, password: person(user).password })
    await one.press('Sign in')
    assert.equal(await one.heading(), 'Home', `${user} is signed in`)
    return one
  }
  heading() {
    return this.page.locator('h1').first().innerText()
  }
  words() {
    return this.page.locator('main').innerText()
  }
  async open(path, name) {
    const answer = await this.page.goto(path)
    assert.equal(answer.status(), 200, `${path} for ${this.user}: ${answer.status()} ${await this.page.title()}`)
    if (name) await this.clean(name)
    return this
  }
  clean(name) {
    return assertClean(this.visitor, name)
  }
  // Fields by name: text, 'yyyy-mm-dd' for dates, a code for radios and selects, true or a list for ticks.
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const at = this.page.locator(`main [name="${name}"]`)
      const first = at.first()
      if ((await at.count()) === 0) {
        const [year, month, date] = value.split('-')
        await this.page.fill(`[name="${name}-day"]`, date)
        await this.page.fill(`[name="${name}-month"]`, month)
        await this.page.fill(`[name="${name}-year"]`, year)
        continue
      }
      await first.evaluate((e) => {
        for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true
      })
      const type = await first.evaluate((e) => e.type)
      if (type === 'radio' || (type === 'checkbox' && value !== true)) {
        for (const one of [value].flat()) await this.page.locator(`main [name="${name}"][value="${one}"]`).check()
      } else if (type === 'checkbox') await first.check()
      else if (type === 'select-one') await first.selectOption(value)
      else await first.fill(value)
    }
    return this
  }
  async press(words) {
    await Promise.all([
      this.page.waitForEvent('load'),
      this.page.locator('main').getByRole('button', { name: words, exact: true }).first().click(),
    ])
    return this
  }
  // Fills and sends the form of a page, which must be accepted.
  async send(path, values, button, name) {
    await this.open(path, name)
    await this.fill(values)
    await this.press(button)
    const errors = await this.page.locator('.nhsuk-error-summary').allInnerTexts()
    assert.deepEqual(errors, [], `${path} was refused`)
    return this
  }
  leave() {
    return this.visitor.close()
  }
}

const caseId = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`
