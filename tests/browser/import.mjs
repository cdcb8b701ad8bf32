// The import pages in a browser: sending a file, watching it being read, settling what is doubtful.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { assertClean, openBrowser, openVisitor } from './support.mjs'

const base = process.env.CANDOUR_BASE
// The rows of tests/data under names of this test's own, since other tests may load the same file.
const feedback = Buffer.from(
  readFileSync(new URL('../data/feedback.csv', import.meta.url), 'latin1').replaceAll('Brook Lane', 'Brook Lane B').replaceAll('Mill Street', 'Mill Street B'),
  'latin1',
)
const refused = fileURLToPath(new URL('../data/feedback-refused.csv', import.meta.url))
const [, name, password] = readFileSync(process.env.CANDOUR_SIGN_INS, 'utf8')
  .split('\n')
  .map((line) => line.split(' '))
  .find(([role]) => role === 'practice_manager')

let browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

const signIn = async (page) => {
  await page.goto('/sign-in?to=/imports')
  await page.getByLabel('User name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/imports')
}

for (const size of ['desktop', 'phone']) {
  test(`a file is sent, read and settled (${size})`, async () => {
    const visitor = await openVisitor(browser, { base, size })
    const { page } = visitor
    await signIn(page)
    await assertClean(visitor, `imports-${size}`)

    // Nothing chosen: the page says so beside the field.
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('link', { name: 'Choose a CSV file' }).waitFor()
    await assertClean(visitor, `imports-error-${size}`)

    // The second size finds the rows there already: its file is another, with the same rows.
    const more = Buffer.from('01/02/2024,Mill Street B,Pharmacy,,One more,3,\r\n')
    const buffer = size === 'desktop' ? feedback : Buffer.concat([feedback, more])
    await page.getByLabel('CSV file').setInputFiles({ name: 'feedback.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Import' }).click()
    await page.waitForURL('**/imports/*-*')
    // Its script asks how far it is, and shows the result by itself.
    await page.getByText('Loaded', { exact: true }).waitFor({ timeout: 60_000 })
    if (size === 'desktop') {
      assert.match(await page.locator('.app-tiles').innerText(), /7\s*good[^]*4\s*doubtful[^]*11\s*added/)
      await assertClean(visitor, `import-${size}`)
      await page.getByRole('button', { name: '2 May 2024 for line 9' }).click()
      await page.getByRole('button', { name: '2 May 2024 for line 9' }).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /the other way.*Pharmacy/ }).click()
      await page.getByRole('button', { name: /the other way.*Pharmacy/ }).waitFor({ state: 'detached' })
    } else {
      assert.match(await page.locator('.app-tiles').innerText(), /11\s*here already[^]*1\s*added/)
      await assertClean(visitor, `import-${size}`)
    }

    await page.goto('/imports')
    await page.getByLabel('CSV file').setInputFiles(refused)
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByText(/^(Not loaded|Loaded before)$/).waitFor({ timeout: 60_000 })
    await page.getByRole('cell', { name: 'The row has no date.' }).waitFor()
    await assertClean(visitor, `import-refused-${size}`)

    await page.goto('/feedback')
    await assertClean(visitor, `feedback-${size}`)
    await visitor.close()
  })
}

test('without scripts the page says how far it is when it is asked', async () => {
  const visitor = await openVisitor(browser, { base, scripts: false })
  const { page } = visitor
  await signIn(page)
  await page.getByLabel('CSV file').setInputFiles({
    name: 'small.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('date,comment\n28/01/2020,So it goes\n'),
  })
  await page.getByRole('button', { name: 'Import' }).click()
  await page.waitForURL('**/imports/*-*')
  for (let tries = 0; (await page.getByText('Loaded', { exact: true }).count()) === 0; tries++) {
    assert.ok(tries < 60, 'the import does not end')
    await page.waitForTimeout(1000)
    await page.getByRole('link', { name: 'See how far it is now' }).click()
  }
  await page.getByText('1', { exact: true }).first().waitFor()
  await visitor.close()
})
