// What the pages do beyond plain HTML. Every page works without this file; nothing is ever kept in
// the browser's own storage, and markup is only made with createElement.
import { initAll } from '/assets/nhsuk-frontend.min.js'

const MINUTE = 60_000
const AUTOSAVE_EVERY = 10_000
const WARN_BEFORE = 2 * MINUTE
// The server notes a member's last request at most once a minute: the page may lag by as much.
const SERVER_LAG = MINUTE

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

// ---- Saying things quietly ----

const say = (sentence) => {
  const region = document.getElementById('quiet-status')
  if (region) region.textContent = sentence
}

const clock = (when) => {
  const hours = when.getHours()
  const minutes = String(when.getMinutes()).padStart(2, '0')
  return `${hours % 12 || 12}:${minutes}${hours < 12 ? 'am' : 'pm'}`
}

const size = (bytes) => {
  if (bytes < 1024) return `${bytes} bytes`
  if (bytes < 1023.5 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

// Asks for the page anew; never by sending a form again, as reload() might.
const refresh = () => window.location.replace(window.location.pathname + window.location.search)

const tokenOf = (form) => form.querySelector('input[name="token"]')?.value ?? ''

const post = (address, fields, more = {}) =>
  fetch(address, {
    ...more,
    method: 'POST',
    body: new URLSearchParams(fields),
    credentials: 'same-origin',
    redirect: 'manual',
    headers: { Accept: 'application/json' },
  })

// ---- The end of an idle session ----

const typedInto = new Set()
document.addEventListener('input', (event) => {
  const form = event.target.form
  if (form && form.method === 'post') typedInto.add(form)
})

// Other tabs of the same session: one in use keeps all of them open, one signed out ends them.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('candour') : null

const watchSession = (dialog) => {
  const idle = Number(dialog.dataset.idleMinutes) * MINUTE
  if (!(idle > WARN_BEFORE + SERVER_LAG)) return
  const left = dialog.querySelector('[data-session-left]')
  const title = dialog.querySelector('h2')
  const text = dialog.querySelector('p')
  const button = dialog.querySelector('button')
  const form = dialog.querySelector('form')
  let end = 0
  let said = ''
  let over = false

  const close = () => {
    if (dialog.open) dialog.close()
    said = ''
  }
  const renew = () => {
    if (over) return
    end = Date.now() + idle - SERVER_LAG
    close()
  }

  // A form that came back with errors counts as typed into.
  const isTyped = () => typedInto.size > 0 || document.querySelector('.nhsuk-error-summary') !== null

  const finish = () => {
    over = true
    if (!isTyped()) {
      refresh()
      return
    }
    title.textContent = 'You have been signed out'
    text.textContent =
      'What you typed is still on this page. Go back to it and press its button as usual: you will be ' +
      'asked to sign in, and nothing that you typed is lost.'
    button.textContent = 'Back to the page'
    dialog.classList.add('app-session--over')
    if (!dialog.open) dialog.showModal()
    button.focus()
    say(`${title.textContent}. ${text.textContent}`)
  }

  const look = () => {
    if (over) return
    const remaining = end - Date.now()
    if (remaining <= 0) {
      finish()
      return
    }
    if (remaining > WARN_BEFORE) return
    const words =
      remaining > MINUTE ? '2 minutes' : remaining > 20_000 ? '1 minute' : 'less than 20 seconds'
    left.textContent = words
    if (!dialog.open) dialog.showModal()
    // A change of words only, so that a screen reader is not told every second.
    if (said && said !== words) say(`You will be signed out in ${words}.`)
    said = words
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (over) {
      dialog.close()
      return
    }
    try {
      const answer = await post('/session/extend', { token: tokenOf(form) })
      if (!answer.ok) {
        finish()
        return
      }
      renew()
      tabs?.postMessage('in use')
      say('You are still signed in.')
    } catch {
      text.textContent = 'Candour cannot be reached. Check the network, then press the button again.'
    }
  })
  // Escape means the same as the button: nobody closes the warning and loses the session unawares.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    form.requestSubmit()
  })

  tabs?.addEventListener('message', (event) => {
    if (event.data === 'in use') renew()
    if (event.data === 'signed out' && !isTyped()) refresh()
  })
  document.addEventListener('visibilitychange', look)
  renew()
  tabs?.postMessage('in use')
  window.setInterval(look, 1000)
}

// ---- Drafts ----

const draftOf = (form) => {
  const fields = new URLSearchParams()
  fields.append('token', tokenOf(form))
  const secret = new Set(['token', 'nonce', 'version'])
  for (const input of form.querySelectorAll('input[type="password"]')) secret.add(input.name)
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !secret.has(name)) fields.append(name, value)
  }
  return fields
}

const autosave = (form) => {
  const note = make('p', { class: 'app-quiet', 'data-draft-note': '' })
  form.append(note)
  // The server must know which form it is before it reads the fields.
  const { autosave: name, autosaveRef: ref = '' } = form.dataset
  const address = `/drafts?${new URLSearchParams({ form: name, ref })}`
  let saved = draftOf(form).toString()
  let busy = false
  let failed = false

  const save = async (more) => {
    const draft = draftOf(form)
    if (busy || form.dataset.sent || draft.toString() === saved) return
    busy = true
    try {
      const answer = await post(address, draft, more)
      if (answer.ok) {
        const told = await answer.json().catch(() => ({}))
        saved = draft.toString()
        note.textContent = `Draft saved at ${told.saved_at ?? clock(new Date())}`
        if (failed) say(note.textContent)
        failed = false
      } else if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
        note.textContent =
          'You have been signed out, so the draft is no longer saved. Press the button as usual: you will be asked to sign in, and nothing is lost.'
        if (!failed) say(note.textContent)
        failed = true
      } else throw new Error(String(answer.status))
    } catch {
      note.textContent = 'The draft could not be saved just now. Candour will try again.'
      if (!failed) say(note.textContent)
      failed = true
    }
    busy = false
  }
  window.setInterval(() => save(), AUTOSAVE_EVERY)
  // Leaving the page, or putting it behind another, does not wait for the next ten seconds.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ keepalive: true })
  })
}

// ---- Files ----

const pasteName = (when, type) => {
  const two = (n) => String(n).padStart(2, '0')
  const day = `${when.getFullYear()}${two(when.getMonth() + 1)}${two(when.getDate())}`
  const ending = type === 'image/jpeg' ? 'jpg' : type === 'image/webp' ? 'webp' : 'png'
  return `pasted-screenshot-${day}-${two(when.getHours())}${two(when.getMinutes())}.${ending}`
}

const uploads = (input) => {
  const form = input.form
  if (!form) return
  const field = input.dataset.upload
  let list = form.querySelector(`[data-uploads-for="${CSS.escape(field)}"]`)
  if (!list) {
    list = make('ul', { class: 'app-uploads', 'data-uploads-for': field, 'aria-label': 'Files added' })
    input.closest('.nhsuk-form-group').after(list)
  }
  const going = new Set()
  let waiting = null // what to press once the last file is in

  const removeButton = (item, name, before) => {
    const button = make('button', { type: 'button', class: 'app-uploads__button' }, 'Remove')
    button.append(make('span', { class: 'nhsuk-u-visually-hidden' }, ` ${name}`))
    button.addEventListener('click', () => {
      before?.()
      item.remove()
      say(`${name} removed.`)
      form.dispatchEvent(new Event('input', { bubbles: true }))
      document.getElementById(field)?.focus()
    })
    return button
  }

  const finished = (request) => {
    going.delete(request)
    if (going.size > 0 || !waiting) return
    const { submitter } = waiting
    waiting = null
    form.requestSubmit(submitter)
  }

  const send = (file) => {
    const state = make('span', { class: 'app-uploads__state' }, 'Waiting')
    const bar = make('progress', { class: 'app-uploads__bar', max: '100', 'aria-label': `Sending ${file.name}` })
    bar.value = 0
    const item = make('li', { class: 'app-uploads__item' },
      make('span', { class: 'app-uploads__name' }, file.name), bar, state)
    list.append(item)
    const request = new XMLHttpRequest()
    going.add(request)
    const remove = removeButton(item, file.name, () => {
      request.abort()
      finished(request)
    })
    item.append(remove)

    const refuse = (sentence) => {
      bar.remove()
      item.classList.add('app-uploads__item--refused')
      state.textContent = sentence
      say(`${file.name}: ${sentence}`)
      waiting = null // a file is missing: the member decides, not the page
      finished(request)
    }
    request.upload.addEventListener('progress', (event) => {
      if (!event.lengthComputable) return
      const percent = Math.floor((event.loaded / event.total) * 100)
      bar.value = percent
      state.textContent = percent < 100 ? `${percent}% of ${size(file.size)}` : 'Being stored'
    })
    request.addEventListener('load', () => {
      let told = {}
      try {
        told = JSON.parse(request.responseText)
      } catch {
        // not from the program: the web server's own page
      }
      if (request.status >= 200 && request.status < 300 && told.id) {
        bar.remove()
        state.textContent = `Added, ${size(Number(told.size ?? file.size))}`
        item.append(make('input', { type: 'hidden', name: 'uploads', value: String(told.id) }))
        say(`${file.name} added.`)
        finished(request)
        form.dispatchEvent(new Event('input', { bubbles: true }))
      } else if (told.problem) refuse(told.problem)
      else if (request.status === 413) refuse('This file is too big.')
      else if (request.status === 401 || request.status === 403) {
        refuse('You have been signed out. Sign in again in another tab, then add this file again.')
      } else refuse('This file could not be stored. Remove it, then add it again.')
    })
    request.addEventListener('error', () => refuse('The network failed. Remove this file, then add it again.'))
    request.open('POST', '/uploads')
    request.setRequestHeader('Accept', 'application/json')
    const body = new FormData()
    body.append('token', tokenOf(form))
    body.append('file', file, file.name)
    request.send(body)
  }

  const take = (files) => {
    for (const file of files) send(file)
    say(files.length === 1 ? `Sending ${files[0].name}.` : `Sending ${files.length} files.`)
  }
  // The input is emptied afterwards, so that a file does not travel a second time with the form.
  input.addEventListener('change', () => {
    if (!input.files?.length) return
    take([...input.files])
    input.value = ''
    input.dispatchEvent(new CustomEvent('change'))
  })
  document.addEventListener('paste', (event) => {
    const pictures = [...(event.clipboardData?.files ?? [])].filter((f) => f.type.startsWith('image/'))
    if (pictures.length === 0) return
    event.preventDefault()
    const now = new Date()
    take(pictures.map((f) => new File([f], pasteName(now, f.type), { type: f.type })))
  })
  form.addEventListener('submit', (event) => {
    if (going.size === 0 || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    waiting = { submitter: event.submitter }
    say('Your files are still being sent. The form goes as soon as they are in.')
    for (const state of list.querySelectorAll('.app-uploads__state')) {
      if (state.textContent === 'Waiting') state.textContent = 'Waiting to be sent'
    }
  })

  // Files of an earlier visit: the tick that keeps one becomes a button that leaves it out.
  for (const tick of list.querySelectorAll('input[type="checkbox"][data-upload-name]')) {
    const item = tick.closest('li')
    const name = tick.dataset.uploadName
    if (!tick.checked) continue
    const label = item.querySelector('label').textContent.trim()
    item.replaceChildren(
      make('span', { class: 'app-uploads__name' }, label.replace(/^Keep /, '')),
      make('input', { type: 'hidden', name: 'uploads', value: tick.value }),
    )
    item.append(removeButton(item, name))
  }
}

// ---- Progress of an import ----

// Asks how far it is, for five minutes at most: a page left open must not keep a session alive.
const watchProgress = (box) => {
  const bar = box.querySelector('progress')
  const text = box.querySelector('[data-progress-text]')
  const until = Date.now() + 5 * MINUTE
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progress, {
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { Accept: 'application/json' },
      })
      if (!answer.ok) return
      const told = await answer.json()
      if (told.done) {
        refresh()
        return
      }
      bar.value = told.percent
      text.textContent = `${told.percent}%, ${told.rows.toLocaleString('en-GB')} ${told.rows === 1 ? 'row' : 'rows'}`
    } catch {
      // not reached just now: the next time, perhaps
    }
    if (Date.now() < until) window.setTimeout(ask, 1500)
  }
  window.setTimeout(ask, 1000)
}

// ---- Forms are sent once ----

const sendOnce = (form) => {
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    // An answer that never comes must not leave a dead button; the nonce guards against a double.
    window.setTimeout(() => delete form.dataset.sent, 20_000)
  })
}

// ---- Start ----

initAll()

for (const input of document.querySelectorAll('input[type="file"][data-upload]')) uploads(input)
for (const form of document.querySelectorAll('form[data-autosave]')) autosave(form)
for (const form of document.querySelectorAll('form')) if (form.method === 'post') sendOnce(form)
for (const box of document.querySelectorAll('[data-progress]')) watchProgress(box)

const dialog = document.getElementById('session-end')
if (dialog && typeof dialog.showModal === 'function') watchSession(dialog)

for (const form of document.querySelectorAll('form[data-sign-out]')) {
  form.addEventListener('submit', () => tabs?.postMessage('signed out'))
}

// A page that the browser kept after signing out is asked for anew, never shown from memory; one
// with typing on it stays, and may be sent again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  if (typedInto.size === 0) refresh()
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent
})
