/** The console: takes the token, draws the page that the address names, and follows the stream. */
import type { LiveMessage } from '../../live/live-api.ts'
import { apiOf, EdgeAnswerError, followStream } from './edge.ts'
import { h } from './element.ts'
import { keyboard } from './keyboard.ts'
import type { Desk, Page } from './page.ts'
import { navigation, pageOf } from './routes.ts'
import { signInPage } from './sign-in.ts'
import { refreshTimes } from './time.ts'

const tokenKey = 'eyas.token'
const ownerKey = 'eyas.owner'
const main = h('main', { id: 'main', tabindex: '-1' })
const live = h('span', { class: 'live', role: 'status' }, '')
const notice = h('p', { class: 'notice', role: 'status', 'aria-live': 'polite' })
const links = navigation.map(([href, title]) => h('a', { href }, title))
const header = h(
  'header',
  {},
  h('a', { class: 'brand', href: '#/' }, 'eyas'),
  h('nav', { 'aria-label': 'Pages' }, links),
  live,
)

/** The token that the address carried, put away and gone from the address bar. */
const takeToken = (): string | null => {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    sessionStorage.setItem(tokenKey, decodeURIComponent(given))
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(tokenKey)
}

const show = (page: HTMLElement): void => {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.getAttribute('href') : null
  main.replaceChildren(page)
  if (focused !== null)
    main.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  document.title = `${page.querySelector('h1')?.textContent ?? ''} · eyas`
  markCurrent()
}

/** Says in the navigation which page this is. */
const markCurrent = (): void => {
  const path = location.hash.split('?')[0] ?? ''
  for (const link of links) {
    const href = link.getAttribute('href') ?? ''
    const isHere = href === '#/' ? /^(#\/?|#\/incidents\/.*|)$/.test(path) : path.startsWith(href)
    if (isHere) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

const say = (text: string): void => {
  notice.textContent = text
  setTimeout(() => {
    if (notice.textContent === text) notice.textContent = ''
  }, 6000)
}

const signIn = (message = ''): void =>
  show(
    signInPage(message, (token) => {
      sessionStorage.setItem(tokenKey, token)
      void start(token)
    }),
  )

const failed = (cause: unknown): void => {
  if (cause instanceof EdgeAnswerError && cause.status === 401) {
    sessionStorage.removeItem(tokenKey)
    signIn('The edge does not know this token.')
    return
  }
  const text = cause instanceof Error ? cause.message : String(cause)
  show(h('div', { class: 'empty' }, h('h1', {}, 'Not available'), h('p', { class: 'quiet', role: 'alert' }, text)))
}

/** Draws pages, the newest asked for only. */
class Drawing {
  #round = 0
  #isScheduled = false
  #page: Page | undefined
  readonly #desk: Desk

  constructor(desk: (redraw: () => void) => Desk) {
    this.#desk = desk(() => this.again())
  }

  /** Opens the page of the address. */
  open(): void {
    this.#page = pageOf(location.hash, this.#desk)
    this.again()
  }

  again(): void {
    const round = ++this.#round
    this.#page?.draw().then(
      (drawn) => round === this.#round && show(drawn),
      (cause) => round === this.#round && failed(cause),
    )
  }

  take(messages: readonly LiveMessage[]): void {
    const page = this.#page
    if (page === undefined || !messages.some((message) => page.concerns?.(message))) return
    if (page.take === undefined) this.#soon()
    else page.take(messages)
  }

  /** At most one drawing in 400 ms, and none over a form that is being filled in. */
  #soon(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setTimeout(() => {
      this.#isScheduled = false
      const isBusy = main.querySelector('details[open], input:focus, select:focus') !== null
      if (isBusy) this.#soon()
      else this.again()
    }, 400)
  }
}

/** Everything that a signed-in console does. */
const start = async (token: string): Promise<void> => {
  const api = apiOf(token)
  let roles: readonly string[]
  try {
    ;({ roles } = await api.call('session'))
  } catch (cause) {
    failed(cause)
    return
  }
  const drawing = new Drawing((redraw) => ({
    api,
    mayOperate: roles.includes('operator'),
    get owner() {
      return localStorage.getItem(ownerKey) ?? ''
    },
    setOwner: (owner) => localStorage.setItem(ownerKey, owner),
    redraw,
    run: (work) => void work.then(redraw, (cause) => say(cause instanceof Error ? cause.message : String(cause))),
    say,
  }))
  addEventListener('hashchange', () => {
    scrollTo(0, 0)
    drawing.open()
  })
  main.addEventListener('click', revealAlert)
  keyboard(main)
  drawing.open()
  followStream(token, {
    opened: () => {
      // What happened while there was no stream is in the list.
      if (live.dataset.state === 'off') drawing.again()
      live.textContent = 'Live'
      live.dataset.state = 'on'
    },
    closed: () => {
      live.textContent = 'Reconnecting'
      live.dataset.state = 'off'
    },
    messages: (messages) => drawing.take(messages),
  })
  setInterval(refreshTimes, 10_000)
}

/** A rule in the process tree leads to its place in the timeline. */
const revealAlert = (event: Event): void => {
  const link = event.target instanceof Element ? event.target.closest('[data-alert]') : null
  const step = link && document.getElementById(`alert-${link.getAttribute('data-alert')}`)
  if (!step) return
  event.preventDefault()
  step.scrollIntoView({ block: 'center' })
  step.focus({ preventScroll: true })
}

document.body.append(h('a', { class: 'skip', href: '#main' }, 'Skip to content'), header, main, notice)
const token = takeToken()
if (token === null) signIn()
else void start(token)
