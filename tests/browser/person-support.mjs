// People at screens, for the journeys.
import assert from 'node:assert/strict'
import { base, person } from '../support/client.mjs'
import { day } from '../support/decision.mjs'
import { assertClean, openVisitor } from './support.mjs'

// A member at a screen: goes to pages, fills forms by field name, presses buttons by their words.
export class Person {
  static browser // set by the test before anybody signs in
  constructor(visitor, user) {
    Object.assign(this, { visitor, page: visitor.page, user })
  }
  static async signIn(user, size) {
    const one = new Person(await openVisitor(Person.browser, { base: base.origin, size }), user)
    await one.page.goto('/sign-in')
    await one.enter()
    assert.equal(await one.heading(), 'Home', `${user} is signed in`)
    return one
  }
  async enter() {
    await this.fill({ user_name: this.user, password: person(this.user).password })
    await this.press('Sign in')
  }
  heading() {
    return this.page.locator('h1').first().innerText()
  }
  words() {
    return this.page.locator('main').innerText()
  }
  async sees(...wanted) {
    const words = (await this.words()).replace(/\s+/g, ' ')
    for (const one of wanted)
      assert.ok(one instanceof RegExp ? one.test(words) : words.includes(one), `${this.user} does not see ${one} on ${this.page.url()}:\n${words}`)
    return words
  }
  async seesNot(...unwanted) {
    const words = await this.words()
    for (const one of unwanted) assert.ok(!words.includes(one), `${this.user} sees ${one} on ${this.page.url()}`)
  }
  async open(path, name) {
    const answer = await this.page.goto(path)
    assert.equal(answer.status(), 200, `${path} for ${this.user}: ${answer.status()} ${await this.page.title()}`)
    if (name) await this.clean(name)
    return this
  }
  async isRefused(path, status) {
    const answer = await this.page.goto(path)
    assert.equal(answer.status(), status, `${path} for ${this.user}: ${answer.status()} ${await this.page.title()}`)
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
        await this.page.fill(`main [name="${name}-day"]`, date)
        await this.page.fill(`main [name="${name}-month"]`, month)
        await this.page.fill(`main [name="${name}-year"]`, year)
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
  async follow(words) {
    await Promise.all([
      this.page.waitForEvent('load'),
      this.page.locator('main').getByRole('link', { name: words }).or(this.page.locator('main').getByRole('button', { name: words })).first().click(),
    ])
    return this
  }
  errors() {
    return this.page.locator('.nhsuk-error-summary li').allInnerTexts()
  }
  async isAccepted() {
    assert.deepEqual(await this.errors(), [], `${this.page.url()} was refused`)
    return this
  }
  // Fills and sends the form of a page, which must be accepted.
  async send(path, values, button, name) {
    await this.open(path, name)
    await this.fill(values)
    await this.press(button)
    return this.isAccepted()
  }
  // The letter of that kind: begun from its template, its gaps filled, saved; up to the page that sends it.
  async write(at, kind, gaps, name) {
    await this.send(`${at}/letters`, { kind }, 'Start the letter')
    const box = this.page.locator('textarea[name="words"]')
    let words = await box.inputValue()
    for (const [gap, text] of Object.entries(gaps)) words = words.replaceAll(`[${gap}]`, text)
    const left = words.match(/\[[^\]]*\]/g)
    assert.equal(left, null, `${kind} still has gaps: ${left}`)
    if (name) await this.clean(name)
    await box.fill(words)
    await this.press('Save and go on to sending')
    return this.isAccepted()
  }
  // Approved by somebody else first; without an approver the writer says why nobody could.
  async sendLetter(at, kind, gaps, values, name, approver) {
    await this.write(at, kind, gaps, name && `${name}-write`)
    if (name) await this.clean(`${name}-send`)
    if (approver) {
      const path = new URL(this.page.url()).pathname
      await approver.open(path)
      await approver.press('Approve the letter')
      await this.open(path)
    } else values = { own_reason: 'Everybody else is away today', ...values }
    await this.fill({ channel: 'post', sent_on: day(0), ...values })
    await this.press('Record that it was sent')
    return this.isAccepted()
  }
  leave() {
    return this.visitor.close()
  }
}
