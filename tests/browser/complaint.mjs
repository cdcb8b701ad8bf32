// One complaint in a browser: spoken at the desk, taken by the Complaints Lead from acknowledgement to a response that a
// partner signs, on a screen and on a phone (R-comp-3 to 10); and one that PALS passes on (U-25).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rows, sql } from '../support/client.mjs'
import { day } from '../support/decision.mjs'
import { Person } from './person-support.mjs'
import { openBrowser } from './support.mjs'

before(async () => {
  Person.browser = await openBrowser()
})
after(() => Person.browser?.close())

const newest = () => sql('SELECT reference FROM app.complaint ORDER BY id DESC LIMIT 1')
const CONTENTS = { is_considered: true, has_conclusions: true, has_action: true, has_ombudsman: true }

test('a spoken complaint, from the desk to the signed response', async () => {
  const desk = await Person.signIn('reception', 'phone')
  await desk.open('/complaints/new', 'complaint-new')
  await desk.press('Record the complaint')
  assert.ok((await desk.errors()).length > 3)
  await desk.clean('complaint-new-errors')
  await desk.fill({ received_on: day(0), how: 'oral', by_name: 'Complainant A', by_born_on: '1970-02-03', whom: 'self', summary: 'Told off at the desk', body: 'I was told off in front of everybody.' })
  await desk.press('Record the complaint')
  await desk.sees('Complaint recorded', 'within 3 working days')
  await desk.clean('complaint-done')
  await desk.isRefused('/complaints', 403)
  await desk.visitor.close()
  const at = `/complaints/${newest()}`

  const lead = await Person.signIn('complaints', 'desktop')
  await lead.open('/complaints', 'complaints')
  await lead.follow('Told off at the desk')
  await lead.sees('I was told off in front of everybody.', 'Acknowledge it', 'Cannot start yet')
  await lead.clean('complaint')
  await lead.send(`${at}/who`, { answer: 'patient', status: 'patient', age_band: '26_55' }, 'Record it', 'complaint-who')
  await lead.send(`${at}/about`, { about: 'Manner at the desk', subject: 'staff_attitude', staff_group: 'administrative' }, 'Add the point', 'complaint-about')
  await lead.open(`${at}/acknowledge`)
  await lead.fill({ answer: 'oral', on_date: day(0) })
  await lead.press('Record it')
  assert.match((await lead.errors()).join(), /offers to discuss/)
  await lead.clean('complaint-acknowledge-error')
  await lead.fill({ offered_talk: true, told_advocacy: true, gave_copy: true })
  await lead.press('Record it')
  await lead.isAccepted()
  await lead.send(`${at}/plan`, { answer: 'discussed', on_date: day(0), respond_by: day(20), words: 'One statement, then a letter' }, 'Record it')
  await lead.send(`${at}/statements`, { about: 'Receptionist A', answer: 'checked', on_date: day(0), words: 'Agrees that it was loud' }, 'Record it', 'complaint-statements')
  const [{ id }] = rows(`SELECT a.id FROM app.complaint_aspect a JOIN app.complaint x ON x.id = a.complaint_id ORDER BY a.id DESC LIMIT 1`)
  await lead.send(`${at}/findings`, { aspect: String(id), answer: 'upheld', words: 'It was' }, 'Record it')
  await lead.send(`${at}/response`, { words: 'We are sorry for how you were spoken to.', ...CONTENTS, answer: 'drafted' }, 'Save', 'complaint-response')
  await lead.isRefused(`${at}/sign`, 403)

  const partner = await Person.signIn('partner.a', 'phone')
  await partner.open(at, 'complaint-partner')
  await partner.follow('Sign and send it')
  await partner.sees('We are sorry for how you were spoken to.')
  await partner.clean('complaint-sign')
  await partner.fill({ has_read: true, on_date: day(0) })
  await partner.press('Sign the response')
  await partner.sees('Upheld', 'by the responsible person')
  await partner.clean('complaint-signed')
  await partner.visitor.close()

  await lead.send(`${at}/actions`, { about: 'A quiet room for talks', answer: 'done', on_date: day(0), words: 'Room 3 is free' }, 'Record it')
  await lead.send(`${at}/end`, { answer: 'closed', on_date: day(0), words: 'Answered by letter' }, 'Close the complaint', 'complaint-end')
  await lead.sees('Kept until', 'Answered by letter')
  await lead.clean('complaint-closed')
  await lead.visitor.close()
})

test('one that PALS passes on', async () => {
  const lead = await Person.signIn('complaints', 'phone')
  await lead.send('/pals', { received_on: day(0), office: 'Hospital PALS', wants: 'complaint', consent: 'seen', body: 'They would like an answer.', by_name: 'Complainant B', by_born_on: '1960-01-01' }, 'Add the contact', 'pals')
  await lead.sees('Passed on by PALS', 'Complainant B', 'They would like an answer.')
  await lead.clean('complaint-passed-on')
  await lead.open('/complaints?state=open', 'complaints')
  await lead.visitor.close()
})
