// The main job, end to end, in a real browser: from a receptionist's screenshot to the partners' recorded
// vote, the letters, the close and the practice manager's report; as the members concerned, at desktop and
// phone width; every page it passes clean to axe and html-validate, and without a report of the content
// security policy. Requirements: issue's ten steps; U-7, U-8, U-2, U-13 to U-18, U-20, W-2.3 to W-2.4, H-mon-1..6.
//
// Four cases of its own in each size: A goes all the way to the partners; B is a complaint and something
// else, and ends with a warning; C stands on our own page; D is urgent, and gone before anybody acted. S is
// a colleague's post, which the others never find.
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { base, candour, mails, number, person, quote, rows, sql, until } from '../support/client.mjs'
import { Person } from './person-support.mjs'
import { assertClean, openBrowser, openVisitor } from './support.mjs'

let browser
before(async () => {
  browser = await openBrowser()
  Person.browser = browser
})
after(() => browser?.close())

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
)
// The same picture, but a file of its own: what follows the end of a PNG is not part of the picture.
const picture = () => Buffer.concat([png, randomBytes(16)])
const day = (offset) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date(Date.now() + offset * 86400000))
const caseId = (reference) => `(SELECT id FROM app.case_file WHERE reference = ${quote(reference)})`

// A number of the range that is kept for tests, with its check digit.
function nhsNumber() {
  for (;;) {
    const nine = `999${String(randomInt(1_000_000)).padStart(6, '0')}`
    const check = 11 - ([...nine].reduce((sum, digit, i) => sum + Number(digit) * (10 - i), 0) % 11)
    if (check !== 10) return `${nine}${check % 11}`
  }
}


// What a question of the log form costs: a question that is neither optional nor ticks.
const questions = (page) =>
  page.evaluate(() => {
    const names = new Set()
    for (const e of document.querySelectorAll('main form input, main form select, main form textarea')) {
      if (['hidden', 'checkbox', 'file'].includes(e.type)) continue
      const asked = e.closest('fieldset')?.querySelector('legend') ?? document.querySelector(`label[for="${e.id}"]`)
      if (!asked.textContent.includes('(optional)')) names.add(e.name)
    }
    return [...names]
  })

const logged = async (who, start, details, files = []) => {
  await who.send('/log', { no_link: true, ...start }, 'Continue')
  await who.fill({ seen_when: 'today', ...details })
  for (const file of files) await who.page.setInputFiles('input[type="file"][name="files"]', file)
  await who.page.waitForFunction((n) => document.querySelectorAll('input[type="hidden"][name="uploads"]').length === n, files.length)
  await who.press('Continue')
  await who.isAccepted()
  await who.press('Log the incident')
  return new URL(who.page.url()).pathname.split('/').at(-1)
}

const GAPS = {
  'name and role': 'Practice Manager',
  'telephone, e-mail and name of the Complaints Lead': '01632 960000, complaints@woodbrook.example, Complaints Lead',
  'contact details': 'icb@example.org',
}

for (const size of ['desktop', 'phone']) {
  test(`the journey (${size})`, { timeout: 300_000 }, async (t) => {
    const people = {}
    let going = true
    // One step after the other: what follows a step that failed would only say so again.
    const step = (name, body) =>
      t.test(name, { skip: going ? false : 'an earlier step failed' }, async () => {
        going = false
        await body()
        going = true
      })
    t.after(() => Promise.all(Object.values(people).map((one) => one.leave())))

    const screenshot = picture()
    const pasted = picture()
    const summary = `Zelkova ${size} thread calls dressings grotty`
    let reception, nurse, manager, complaints, auditor, a, b, c
    let A, B, C, D, S, atA, atB, atC

    await step('1. sign in: wrong password, right one, idle end, sign out', async () => {
      reception = people.reception = new Person(await openVisitor(browser, { base: base.origin, size }), 'reception')
      await reception.open('/sign-in', '1-sign-in')
      await reception.fill({ user_name: 'reception', password: 'not the password' })
      await reception.press('Sign in')
      assert.equal((await reception.errors()).length, 1)
      assert.equal(await reception.page.inputValue('[name="user_name"]'), 'reception', 'the name is kept')
      assert.equal(await reception.page.inputValue('[name="password"]'), '', 'the password is not')
      await reception.clean('1-wrong-password')
      await reception.enter()
      assert.equal(await reception.heading(), 'Home')
      await reception.clean('1-home-reception')

      // Invariant 1: idle for too long with a half-filled form; it comes back after signing in again.
      await reception.open('/log')
      await reception.fill({ kind: 'review', platform: 'google_reviews', link: 'https://maps.example/half-typed' })
      const [{ value: token }] = await reception.page.context().cookies()
      const hash = createHash('sha256').update(token).digest('hex')
      assert.equal(number(`WITH x AS (UPDATE app.sign_in_session SET seen_at = now() - interval '20 minutes'
        WHERE token_hash = '\\x${hash}' RETURNING 1) SELECT count(*) FROM x`), 1)
      await reception.press('Continue')
      await reception.sees('What you typed has been kept')
      await reception.clean('1-signed-out')
      await reception.enter()
      assert.equal(await reception.heading(), 'Log an incident')
      assert.equal(await reception.page.inputValue('[name="link"]'), 'https://maps.example/half-typed')
      assert.equal(await reception.page.inputValue('[name="platform"]'), 'google_reviews')
      assert.ok(await reception.page.locator('[name="kind"][value="review"]').isChecked())

      await Promise.all([reception.page.waitForEvent('load'), reception.page.getByRole('button', { name: 'Sign out' }).click()])
      assert.equal(await reception.heading(), 'Sign in')
      await reception.page.goto('/')
      assert.equal(await reception.heading(), 'Sign in', 'signed out is signed out')
      await reception.page.goto('/sign-in')
      await reception.enter()
      for (const user of ['nurse', 'manager', 'complaints', 'auditor', 'partner.a', 'partner.b', 'partner.c'])
        people[user] = await Person.signIn(user, size)
      ;({ nurse, manager, complaints, auditor, 'partner.a': a, 'partner.b': b, 'partner.c': c } = people)
    })

    await step('2. log an incident: light form, screenshots sent and pasted, check, confirmation (U-7 to U-9)', async () => {
      const asked = []
      await reception.open('/log', '2-log')
      asked.push(...(await questions(reception.page)))
      await nurse.open('/log')
      await nurse.press('Continue')
      assert.ok((await nurse.errors()).length >= 4, 'nothing answered: each question says so')
      await nurse.clean('2-log-errors')
      await reception.fill({ kind: 'patient_post', platform: 'facebook', venue: 'personal_profile', link: `https://www.facebook.com/example/${size}` })
      await reception.press('Continue')
      await reception.isAccepted()
      asked.push(...(await questions(reception.page)))
      await reception.clean('2-details')
      await reception.fill({ summary, seen_when: 'today', author_handle: 'Example Poster', names_staff: true, is_threatening: true })
      await reception.page.setInputFiles('input[type="file"][name="files"]', { name: 'screen.png', mimeType: 'image/png', buffer: screenshot })
      await reception.page.evaluate((bytes) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([Uint8Array.from(bytes)], 'image.png', { type: 'image/png' }))
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, [...pasted])
      await reception.page.waitForFunction(() => document.querySelectorAll('input[type="hidden"][name="uploads"]').length === 2)
      await reception.clean('2-details-filled')
      await reception.press('Continue')
      await reception.isAccepted()
      assert.equal(await reception.heading(), 'Check your answers')
      await reception.sees(summary, '2 files added', 'Threatening or abusive', 'Example Poster')
      asked.push(...(await questions(reception.page)))
      await reception.clean('2-check')
      assert.ok(asked.length <= 8, `three pages ask ${asked.length} things: ${asked.join(', ')}`)
      await reception.press('Log the incident')
      A = new URL(reception.page.url()).pathname.split('/').at(-1)
      atA = `/cases/${A}`
      await reception.sees('Incident logged', A, 'Who has been told', 'Practice Manager', 'What happens next')
      await reception.clean('2-done')
    })

    await step('2. urgent ticks come first: managers are told before the form is finished (U-7)', async () => {
      await reception.open('/log')
      await reception.fill({ in_danger: true, kind: 'unwanted_contact', platform: 'instagram', venue: 'messaging', no_link: true })
      await reception.press('Continue')
      await reception.isAccepted()
      D = (await reception.sees('Managers have been told. Do this now', 'call 999')).match(/[A-Z]{3}-\d{4}-[0-9A-Z]{5}/)[0]
      await reception.clean('2-urgent')
      await manager.open('/')
      await manager.sees(D, 'Urgent')
      await reception.fill({ summary: `Messages that threaten a colleague (${size})`, seen_when: 'yesterday' })
      await reception.press('Continue')
      await reception.press('Log the incident')
      await reception.sees('Incident logged', D)
    })

    await step('2. a post by staff is sealed: colleagues and other partners find nothing (U-12)', async () => {
      const words = `Colleague ${size} vents about Sunday rota`
      S = await logged(nurse, { kind: 'staff_post', platform: 'instagram', venue: 'personal_profile' }, { summary: words })
      await nurse.clean('2-done-sealed')
      await manager.open(`/cases/${S}`, '2-case-sealed')
      await manager.sees('Sealed', words)
      await a.open(`/cases/${S}`)
      for (const other of [b, c, reception, complaints]) {
        await other.isRefused(`/cases/${S}`, 404)
        await other.isRefused(`/cases/${S}/evidence`, 404)
      }
      for (const other of [b, complaints]) {
        await other.open('/cases?state=all')
        await other.seesNot(S, words)
        await other.fill({ q: S })
        await other.press('Find')
        await other.seesNot(words)
      }
      await b.clean('2-not-found-by-search')
      await manager.open(`/cases/${S}/meeting`)
      assert.equal(mails().filter(({ body, subject, to }) => `${subject}${body}`.includes(S) && /partner\.[bc]|complaints/.test(to)).length, 0)
    })

    await step('3. evidence: type, SHA-256 and time; the same bytes come back; a description instead (U-10)', async () => {
      await manager.open(`${atA}/evidence`, '3-evidence')
      const sum = (bytes) => createHash('sha256').update(bytes).digest('hex')
      await manager.sees('screen.png', /pasted-screenshot-\d{8}-\d{4}\.png/, sum(screenshot), sum(pasted), /Captured \d+ \w+ \d{4} at/)
      const link = manager.page.locator('main a[download]')
      assert.equal(await link.count(), 2)
      const bytes = []
      for (const at of [0, 1]) {
        const [download] = await Promise.all([manager.page.waitForEvent('download'), link.nth(at).click()])
        bytes.push(readFileSync(await download.path()))
      }
      assert.deepEqual(bytes.map(sum).sort(), [screenshot, pasted].map(sum).sort(), 'byte for byte')
      await manager.send(`${atA}/evidence`, { description: 'A second comment under it, of the same words.', why_described: 'already_gone' }, 'Add evidence')
      await manager.sees('Described, because it was already gone', 'A second comment under it')
      await manager.clean('3-evidence-described')
    })

    await step('4. managers told: home page, mail without detail, word of mouth, time to notice; status in plain words (W-2.3c, U-4, U-5)', async () => {
      await b.open('/', '4-home-partner')
      await b.sees(A, summary)
      const sent = await until(() => {
        const found = mails().filter(({ subject, body }) => `${subject}${body}`.includes(A))
        return found.length >= 2 && found
      }, 'no mail about the case', 30)
      assert.ok(sent.some(({ to }) => to.includes('manager')))
      for (const { subject, body } of sent)
        for (const word of [...summary.split(' '), 'Poster', 'facebook'])
          assert.ok(!`${subject} ${body}`.toLowerCase().includes(word.toLowerCase()), `the mail says ${word}`)
      await manager.open(`${atA}/notices`, '4-notices')
      const partner = manager.page.getByLabel('Partner B')
      await partner.check()
      await manager.fill({ how: 'In person', told_on: day(0), told_time: '00:01' })
      await manager.press('Save')
      if ((await manager.errors()).length > 0) {
        // Nobody can be told before it was seen or after now.
        const [hours, minutes] = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(new Date()).split(':')
        await manager.fill({ told_time: `${hours}:${minutes}` })
        await manager.press('Save')
      }
      await manager.isAccepted()
      await manager.sees('By word of mouth: In person')
      await manager.open(atA, '4-case')
      await manager.sees(/Managers told After/, /First opened, or told in person: after/)
      await reception.open('/', '4-home-reception')
      await reception.sees(summary, A)
      const status = await reception.page.locator('tr', { hasText: A }).innerText()
      assert.match(status, /manager/i, 'the status is a sentence for people')
      assert.doesNotMatch(status, /triage|management_notice/)
    })

    await step('5. triage: who posted, category, weighing; a second person agrees (U-2, C-9)', async () => {
      await manager.open(`${atA}/triage`, '5-triage')
      await manager.press('Save triage')
      assert.ok((await manager.errors()).length > 0)
      await manager.clean('5-triage-errors')
      await manager.fill({
        author_kind: 'registered_patient', author_basis: 'Full name and photo shown, and told us at the desk', category: 'A4', subtype: 'A4.3',
        complaint: 'no', data_breach: 'no', proportion: 'Saying that dressings are badly done is an opinion. Telling others to wait outside for staff is not.',
      })
      await manager.press('Save triage')
      await manager.isAccepted()
      await manager.send(
        `${atA}/author`,
        { kind: 'registered_patient', basis: 'Full name and photo shown', name: `Example Person ${size}`, born_on: '1980-03-04', nhs_number: nhsNumber(), address: '1 Example Street\nExampletown', age: 'adult' },
        'Save', '5-author',
      )
      await manager.open(`${atA}/author/agree`)
      await manager.fill({ how: 'second' })
      await manager.press('Save')
      assert.equal((await manager.errors()).length, 1, 'nobody agrees with themselves')
      await b.send(`${atA}/author/agree`, { how: 'second' }, 'Save', '5-agree')
      await manager.open(atA, '5-case')
      await manager.sees('harassing', /A second person agrees Yes/)
    })

    await step('5. a complaint and something else: clock and leaflet with the Complaints Lead, steps stop, and reopen on a ground (W-2.4h, U-13)', async () => {
      B = await logged(nurse, { kind: 'patient_post', platform: 'x', venue: 'personal_profile' }, { summary: `Rant ${size} about a lost referral, and a slur`, author_handle: 'angry' }, [
        { name: 'b.png', mimeType: 'image/png', buffer: picture() },
      ])
      atB = `/cases/${B}`
      await manager.open(atB)
      await manager.open(`${atB}/triage`)
      await manager.page.getByLabel('Partner C').check()
      await manager.fill({
        author_kind: 'registered_patient', author_basis: 'Told us by telephone', category: 'A4', subtype: 'A4.3', complaint: 'both', data_breach: 'no',
        proportion: 'The referral is a complaint. The slur goes further than an opinion.',
      })
      await manager.press('Save triage')
      await manager.isAccepted()
      await manager.open(atB, '5-case-complaint')
      await manager.sees('Stopped: the complaint part is open with the Complaints Lead.', 'With the Complaints Lead')
      await manager.send(`${atB}/author`, { kind: 'registered_patient', basis: 'Told us', name: `Other Person ${size}`, born_on: '1975-01-02', nhs_number: nhsNumber(), address: '2 Example Street', age: 'adult' }, 'Save')
      await b.send(`${atB}/author/agree`, { how: 'second' }, 'Save')

      await complaints.open('/', '5-home-complaints')
      await complaints.sees('Acknowledge the complaint and offer the leaflet', B)
      await complaints.open('/complaints', '5-complaints')
      await complaints.open(`${atB}/complaint`, '5-complaint')
      await complaints.sees('The last day is', 'Complaints leaflet')
      await complaints.fill({ action: 'acknowledged', on_date: day(0) })
      await complaints.press('Record it')
      await complaints.isAccepted()
      await complaints.send(`${atB}/complaint`, { action: 'leaflet', leaflet: 'accepted', on_date: day(0) }, 'Record it')
      await manager.isRefused(`${atB}/meeting`, 200)
      await manager.fill({ held_on: day(0), others: 'All', conflicts: 'nobody', reasons: 'Too early' })
      await manager.press('Record the meeting')
      assert.match((await manager.errors()).join(), /complaint part is still open/, 'U-13: the step is stopped')
      await complaints.send(`${atB}/complaint`, { action: 'ended', end: 'answered_as_feedback', ended_why: 'Rang them: the referral went on Tuesday. They are content.', on_date: day(0) }, 'Record it', '5-complaint-end')
      await complaints.sees('Rang them', 'signed by Complaints Lead')
      await manager.open(`${atB}/complaint`)
      await manager.follow('Write the ground')
      await manager.clean('5-ground')
      await manager.fill({ ground: 'A slur against a named nurse.', kind: 'apart', considered: true })
      await manager.press('Write the ground')
      await manager.isAccepted()
      await manager.open(atB)
      await manager.seesNot('Stopped: the complaint part')
    })

    await step('6. our own page: captured, then deleted and reported, both recorded (W-A-4)', async () => {
      C = await logged(reception, { kind: 'own_page_post', platform: 'facebook', venue: 'own_page' }, { summary: `Comment ${size} under our flu post shows a child` })
      atC = `/cases/${C}`
      await manager.open(`${atC}/own-page`, '6-own-page')
      await manager.fill({ actions: ['deleted'], on_date: day(0) })
      await manager.press('Record it')
      assert.match((await manager.errors()).join(), /neither captured nor described/, 'first the evidence')
      await manager.send(`${atC}/evidence`, { description: 'A photo of a child in the waiting room.', why_described: 'harm_could_not_wait' }, 'Add evidence')
      await manager.send(`${atC}/triage`, { author_kind: 'not_known', category: 'A5', complaint: 'no', data_breach: 'no', proportion: 'A photo of a child is no opinion.' }, 'Save triage')
      await manager.send(`${atC}/own-page`, { actions: ['deleted'], on_date: day(0) }, 'Record it')
      await manager.sees('Half done')
      await manager.send(`${atC}/own-page`, { actions: ['reported'], platform_reference: 'FB-1', on_date: day(0) }, 'Record it')
      await manager.sees('Done: it was deleted, and it was reported.', 'FB-1')
      await manager.clean('6-own-page-done')
    })

    await step('6. removal request: letter edited and sent, reply refused; platform report; look again (W-2.3d to f, U-16)', async () => {
      await manager.open(`${atA}/requests`, '6-requests')
      await manager.press('Write the request')
      await manager.clean('6-letter')
      const box = manager.page.locator('textarea[name="words"]')
      const words = await box.inputValue()
      assert.match(words, /\[say in plain words/)
      await manager.press('Save and go on to sending')
      await manager.sees('It still has words in square brackets')
      await manager.fill({ channel: 'post', sent_on: day(0) })
      await manager.press('Record that it was sent')
      assert.match((await manager.errors()).join(), /square brackets/)
      await manager.sendLetter(
        atA, 'removal_request',
        { ...GAPS, 'name, or the name shown on the post': 'Example Poster', 7: '7', 'say in plain words what was posted and whom it affects, and nothing else': 'that readers are told to wait for a named nurse after work' },
        {}, '6-request', a,
      )
      await manager.open(`${atA}/requests`, '6-requests-sent')
      await manager.follow(/^Record what came back/)
      await manager.fill({ outcome: 'refused', words: 'They said no.', on_date: day(0) })
      await manager.clean('6-outcome')
      await manager.press('Record it')
      await manager.isAccepted()
      await manager.sendLetter(
        atA, 'platform_report',
        { ...GAPS, 'name the rule': 'Bullying and harassment', 'say in plain words what is seen or said. Do not say, or let it be guessed, that anybody uses our practice. Say so if a child is shown.': 'It tells readers to wait for a named nurse.', 'e-mail for the answer': 'manager@woodbrook.example' },
        { channel: 'platform_form', platform_reference: 'FB-2026-77' },
      )
      await manager.send(`${atA}/look`, { outcome: 'still_up', words: 'Still there, 40 comments', on_date: day(0) }, 'Record it', '6-look')
      await manager.open(`${atA}/requests`)
      await manager.sees('Refused', 'FB-2026-77', 'Still up')
    })

    await step('7. options meeting, defence advice, advice letter, formal warning (W-2.4b to f, C-6)', async () => {
      await manager.send(
        `${atA}/meeting`,
        { held_on: day(0), others: 'Partner A, Partner B, Partner C and the practice manager', conflicts: 'nobody', reasons: 'A talk, a letter of advice, a warning and removal were considered.' },
        'Record the meeting', '7-meeting',
      )
      await manager.send(`${atA}/advice`, { entry: 'asked', body: 'MDU', on_date: day(0), words: 'May we go on?', may_be_privileged: true }, 'Record the advice', '7-advice')
      await manager.send(`${atA}/advice`, { entry: 'received', body: 'MDU', on_date: day(0), words: 'Keep to what was done.', followed: 'partly', why_not: 'The police were told first.', may_be_privileged: true }, 'Record the advice')
      await manager.open(`${atA}/advice`, '7-advice-recorded')
      await manager.sees('May be privileged', 'In part', 'The police were told first.')
      await manager.sendLetter(
        atA, 'advice_letter',
        { ...GAPS, name: 'Example Person', 'Say in plain words what in the post is of another kind, and what shows it.': 'The post tells others to wait for a nurse.' },
        {}, '7-advice-letter',
      )
      // A warning that was given on paper counts for case A; case B gets its letter today.
      await manager.send(
        `${atA}/warning`,
        { how: 'paper', warned_on: day(-30), stop_by: day(-20), said_removal: true, said_why: true, confirmed_by: 'Partner C', words: 'Shouting at reception.' },
        'Record the warning', '7-warning',
      )
      await c.send(`${atA}/paper`, {}, 'I have seen the paper, and this is what it says', '7-paper')
      await manager.open(`${atA}/warning`, '7-warning-recorded')
      await manager.sees('Counts for a request up to and including')
      await manager.send(`${atB}/finding`, { ground: 'discrimination', happened_on: day(0), words: 'A slur against a nurse.', weighed: 'A slur is not an opinion.' }, 'Record the finding', '7-finding')
      await manager.send(`${atB}/jump/removal_request`, { reason: 'would_risk' }, 'Go past this step')
      await manager.send(`${atB}/meeting`, { held_on: day(0), others: 'Partner A, Partner B and the practice manager', conflicts: 'someone', conflicts_who: 'Partner C: knows the person', reasons: 'The slur is to be answered.' }, 'Record the meeting')
      await manager.sendLetter(
        atB, 'formal_warning',
        {
          ...GAPS, name: 'Other Person', date: day(14), 'say exactly what to do or to stop': 'take the post down', 'say whom it harms, and how': 'it harms the nurse whom it names',
          'say what was done and when. Write only what has been found and can be shown: a threat, harassment, discrimination, another person\'s private facts, or something false with what proves it.': 'you posted a slur against a nurse',
        },
        {}, '7-warning-letter',
      )
      await manager.send(`${atB}/warning`, { how: 'letter', warned_on: day(0), said_removal: true, said_why: true, words: 'A slur against a nurse.' }, 'Record the warning')
      await manager.open(atB)
      await manager.sees(/Give a formal warning[^.]*Completed/)
    })

    await step('8. before the partners decide: the gates in order, each met or not yet (U-17)', async () => {
      await manager.open(`${atA}/gates`, '8-gates')
      await manager.sees('Not yet, because')
      await manager.open(`${atA}/decision/open`, '8-decision-not-yet')
      await manager.sees('The partners cannot be asked yet')
      await manager.isRefused(`${atA}/gates/clinician`, 403)
      await manager.send(`${atA}/finding`, { ground: 'threat', happened_on: day(0), words: 'They tell others to wait for a nurse after work.', weighed: 'A threat is not an opinion.' }, 'Record the finding')
      await manager.send(`${atA}/gates/ground`, { answer: 'apart', words: 'They threaten a nurse.' }, 'Record the answer', '8-ground')
      await manager.send(`${atA}/gates/protected-grounds`, { grounds: ['none'], words: 'It rests on the threat.' }, 'Record the answer', '8-protected-grounds')
      await b.send(`${atA}/gates/clinician`, { answer: 'no', words: 'Nothing of the kind is known.' }, 'Record the answer', '8-clinician')
      await manager.send(`${atA}/gates/adjustments`, { words: 'Telephone appointments were offered.' }, 'Record the answer')
      await manager.send(`${atA}/gates/alternatives`, { answer: 'tried', words: 'A meeting, and a letter of advice.' }, 'Record the answer')
      await manager.send(`${atA}/gates/care`, { words: 'Staff cannot see the person safely.' }, 'Record the answer')
      await manager.open(`${atA}/decision/open`, '8-decision-open')
      await manager.press('Open the decision')
      await manager.isAccepted()
    })

    await step('8. each partner votes with a reason; one against; who is conflicted stands aside by rule (C-5, U-1, U-3)', async () => {
      await a.open('/', '8-home-partner')
      await a.sees(A)
      await a.open(`${atA}/decision`, '8-decision')
      await a.follow('Vote, or stand aside')
      await a.clean('8-vote')
      await a.press('Record my vote')
      assert.ok((await a.errors()).length >= 2, 'a vote has its reason')
      await a.fill({ vote: 'for', reason: 'Staff must be safe.' })
      await a.press('Record my vote')
      await a.isAccepted()
      await b.send(`${atA}/decision/vote`, { vote: 'against', reason: 'I would talk to them once more.' }, 'Record my vote')
      await c.send(`${atA}/decision/vote`, { vote: 'for', reason: 'The warning changed nothing.' }, 'Record my vote')
      await manager.open(`${atA}/decision`, '8-decided')
      await manager.sees('Carried', 'Voted against', 'I would talk to them once more.', 'care continues')
      await c.open(`${atB}/decision`, '8-aside')
      await c.sees('You stand aside from this case', 'You do not have to do anything')
      await c.isRefused(`${atB}/decision/vote`, 403)
      await c.isRefused(`${atB}/gates`, 403)
    })

    await step('8. letters, gates asked again, the interruption page, expected until PCSE has it (U-17, U-20)', async () => {
      await manager.open(`${atA}/removal`, '8-removal')
      await manager.sees('Still our patient, care continues', 'Not sent yet', 'The request can go when both letters have been sent.')
      const reason = { 'the reason, as the partners recorded it': 'they threaten a nurse', 'date of the warning': day(-30), name: 'Example Person' }
      await manager.sendLetter(atA, 'removal_notice', { ...GAPS, ...reason, 'names of the partners': 'Partner A, Partner C' }, {}, '8-removal-notice')
      await manager.sendLetter(atA, 'commissioner_notice', { ...GAPS, ...reason, 'NHS number': '999 000 0000', 'date of birth': '4 March 1980', address: '1 Example Street', date: day(0), 'yes or no': 'no' }, {}, '8-commissioner-notice')
      await manager.open(`${atA}/letters`, '8-letters')
      await manager.open(`${atA}/removal`, '8-removal-ready')
      await manager.sees('Asked again today', 'The votes still stand')
      await manager.fill({ treated: 'no', care: 'The duty doctor sees them. Records go on by GP2GP.' })
      await manager.press('Continue')
      await manager.sees('You are about to ask for a patient to be taken off the list')
      await manager.clean('8-interruption')
      assert.equal(number(`SELECT count(*) FROM app.list_removal WHERE case_id = ${caseId(A)}`), 0, 'nothing is recorded yet')
      await manager.press('Record the request')
      await manager.isAccepted()
      await manager.sees('Expected:', 'Still our patient, care continues')
      await manager.clean('8-requested')
      await manager.send(`${atA}/removal/receipt`, { kind: 'received', on_date: day(0) }, 'Enter the date', '8-receipt')
      await manager.open(`${atA}/removal`, '8-received')
      await manager.seesNot('Expected:')
    })

    await step('9. close with outcome, learning and a sentence, which the reporter reads (U-15, U-5)', async () => {
      await manager.open(`${atA}/close`, '9-close')
      const sentence = `Thank you (${size}): your note kept a colleague safe.`
      await manager.fill({ outcome: 'removed_from_list', close_reason: 'The partners decided, and PCSE has the request.', learning: 'Tell the safety lead on the same day.', word_to_reporter: sentence })
      await manager.press('Close the case')
      await manager.isAccepted()
      await manager.open(atA, '9-closed')
      await manager.sees('Finished', 'Tell the safety lead on the same day.')
      await reception.open('/', '9-home-reception')
      await reception.sees(sentence)
    })

    await step('9. gone before we acted: two presses; going past a step needs a reason (U-15)', async () => {
      await manager.open(`/cases/${D}`, '9-urgent-case')
      await manager.follow(/gone before we acted/)
      await manager.clean('9-gone')
      await manager.fill({ who: 'Receptionist', on_date: day(0), word_to_reporter: 'It was gone when we looked.' })
      await manager.press('Close the case')
      await manager.isAccepted()
      assert.equal(sql(`SELECT state || ' ' || outcome FROM app.case_file WHERE reference = ${quote(D)}`), 'closed gone_before_we_acted')
      await manager.open(`${atC}/jump/options_meeting`, '9-jump')
      await manager.press('Go past this step')
      assert.equal((await manager.errors()).length, 1)
      await manager.fill({ reason: 'written', words: 'A child was shown: it was taken down at once.' })
      await manager.press('Go past this step')
      await manager.isAccepted()
      await manager.open(atC)
      await manager.sees('A child was shown: it was taken down at once.')
    })

    await step('10. monitoring report: filters, every number opens its cases, chart, CSV; sealed cases never (H-mon-1 to 6, U-26)', async () => {
      await manager.open('/reports', '10-report')
      await manager.fill({ source: ['incidents', 'complaints'] })
      await manager.press('Show')
      await manager.sees('Sealed cases and cases about a colleague\'s conduct are never counted here')
      await manager.clean('10-report-filtered')
      assert.equal(await manager.page.locator('main svg[role="img"], main figure svg').count(), 1, 'one chart')
      const table = manager.page.getByRole('table', { name: 'Month by month' })
      const whole = table.locator('tr', { hasText: 'Whole period' }).locator('td')
      const totals = (await whole.allInnerTexts()).map((text) => Number(text.replace(/\D/g, '')))
      const months = (await table.locator('tbody tr').allInnerTexts()).length - 1
      assert.equal(totals.length, 2)
      assert.ok(totals[0] >= 4 && totals[1] >= 1 && months >= 1)

      // Each link of the page opens as many records as it says.
      const links = await manager.page.locator('main a[href^="/reports/cases"]').evaluateAll((all) => all.map((e) => [e.getAttribute('href'), e.innerText]))
      assert.ok(links.length >= 6)
      for (const [href, text] of new Map(links)) {
        const opened = await manager.page.evaluate(async (at) => {
          const answer = await fetch(at)
          return `${answer.status}: ${new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main').textContent}`
        }, href)
        assert.match(opened, new RegExp(`^200:[^]*\\b${text.match(/[\d,]+/)[0]} records?\\.`), `${href} opens what it counts`)
      }

      const [download] = await Promise.all([manager.page.waitForEvent('download'), manager.page.getByRole('button', { name: 'Download these figures (CSV)' }).or(manager.page.getByRole('link', { name: 'Download these figures (CSV)' })).click()])
      const lines = readFileSync(await download.path(), 'utf8').replace(/^\ufeff/, '').split('\r\n')
      assert.deepEqual(lines.filter((line) => line.startsWith('Total,')).map((line) => Number(line.split(',').at(-1))), totals, 'the file has the same totals')
      assert.ok(lines.some((line) => line.includes('never counted')), 'and says what is left out')

      const all = links.find(([href]) => href.includes('incidents'))[0]
      await manager.open(all, '10-report-cases')
      await manager.sees(A)
      for (let pages = 0; pages < 20; pages++) {
        await manager.seesNot(S)
        const next = manager.page.locator('a[rel="next"]')
        if ((await next.count()) === 0) break
        await Promise.all([manager.page.waitForEvent('load'), next.click()])
      }
    })

    await step('10. the auditor reads who has read the case, and the chain verifies', async () => {
      await auditor.open('/', '10-home-auditor')
      await auditor.open(`${atA}/readers`, '10-readers')
      await auditor.sees('Practice Manager', 'Partner B', 'Partner C')
      await auditor.open('/audit', '10-audit')
      await manager.open('/cases', '10-cases')
      await manager.open('/tasks', '10-tasks')
      const read = rows(`SELECT DISTINCT kind FROM app.event WHERE case_id = ${caseId(A)} AND is_read`).map(({ kind }) => kind)
      for (const kind of ['case.opened', 'evidence.opened', 'readers.opened']) assert.ok(read.includes(kind), kind)
      const run = candour('audit', 'verify')
      assert.equal(run.status, 0, run.out + run.err)
    })
  })
}
