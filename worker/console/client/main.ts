/** The console: takes the token, draws the page that the address names, and follows the stream. */
import type { IncidentJson } from '#schema/incident'
import type { LiveMessage } from '../../live/live-api.ts'
import { Edge, EdgeFailure } from './edge.ts'
import { h } from './element.ts'
import { inbox, type Narrowing } from './inbox.ts'
import { incidentPage } from './incident.ts'
import { keyboard } from './keyboard.ts'
import { nodesPage } from './nodes.ts'
import { signInPage } from './sign-in.ts'
import { refreshTimes } from './time.ts'

const tokenKey = 'eyas.token'
const main = h('main', { id: 'main' })
const live = h('span', { class: 'live', role: 'status' }, '')
const header = h(
  'header',
  {},
  h('a', { class: 'brand', href: '#/' }, 'eyas'),
  h('nav', { 'aria-label': 'Pages' }, h('a', { href: '#/' }, 'Incidents'), h('a', { href: '#/nodes' }, 'Nodes')),
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
}

const signIn = (message = ''): void =>
  show(
    signInPage(message, (token) => {
      sessionStorage.setItem(tokenKey, token)
      void start(token)
    }),
  )

const failed = (cause: unknown): void => {
  if (cause instanceof EdgeFailure && cause.status === 401) {
    sessionStorage.removeItem(tokenKey)
    signIn('The edge does not know this token.')
    return
  }
  const text = cause instanceof Error ? cause.message : String(cause)
  show(h('div', { class: 'empty' }, h('h1', {}, 'Not available'), h('p', { class: 'quiet', role: 'alert' }, text)))
}

/** Everything that a signed-in console does. */
const start = async (token: string): Promise<void> => {
  const edge = new Edge(token)
  let narrowing: Narrowing = { status: 'open', priority: '' }
  let incidents: readonly IncidentJson[] = []
  let cursor: string | null = null
  let drawing = 0
  let isScheduled = false

  const fetchPage = async (after: string | null): Promise<void> => {
    const query = new URLSearchParams({ limit: '50' })
    if (narrowing.status !== 'all') query.set('status', narrowing.status)
    if (narrowing.priority !== '') query.set('priority', narrowing.priority)
    if (after !== null) query.set('cursor', after)
    const page = await edge.incidents(query)
    incidents = after === null ? page.items : [...incidents, ...page.items]
    cursor = page.cursor
  }

  const drawInbox = (): void =>
    show(
      inbox({
        incidents,
        hasMore: cursor !== null,
        narrowing,
        narrow: (next) => {
          narrowing = next
          draw()
        },
        more: () => void fetchPage(cursor).then(drawInbox, failed),
      }),
    )

  const drawIncident = async (id: string, isCurrent: () => boolean): Promise<void> => {
    const incident = await edge.incident(id)
    const act = (verb: string, comment: string): void => void edge.act(id, verb, comment).then(draw, failed)
    if (isCurrent()) show(incidentPage(incident, mayOperate ? act : undefined))
  }

  const drawNow = async (): Promise<void> => {
    const mine = ++drawing
    const isCurrent = (): boolean => mine === drawing
    const incident = /^#\/incidents\/([\w-]+)$/.exec(location.hash)?.[1]
    if (incident !== undefined) return drawIncident(incident, isCurrent)
    if (location.hash === '#/nodes') {
      const nodes = await edge.nodes()
      if (isCurrent()) show(nodesPage(nodes))
      return
    }
    await fetchPage(null)
    if (isCurrent()) drawInbox()
  }

  const draw = (): void => void drawNow().catch(failed)

  /** At most one drawing in 400 ms, and none over a form that is being filled in. */
  const drawSoon = (): void => {
    if (isScheduled) return
    isScheduled = true
    setTimeout(() => {
      isScheduled = false
      const isBusy = main.querySelector('details[open], input:focus, select:focus') !== null
      if (isBusy) drawSoon()
      else draw()
    }, 400)
  }

  const concerns = (message: LiveMessage): boolean => {
    const shown = /^#\/incidents\/([\w-]+)$/.exec(location.hash)?.[1]
    if (shown === undefined) return location.hash !== '#/nodes' && message.kind !== 'alert'
    if (message.kind === 'incident') return message.incident.id === shown
    return message.kind === 'merged'
      ? message.from === shown || message.into === shown
      : message.alert.incident === shown
  }

  let mayOperate = false
  try {
    mayOperate = (await edge.roles()).includes('operator')
  } catch (cause) {
    failed(cause)
    return
  }
  addEventListener('hashchange', () => {
    scrollTo(0, 0)
    draw()
  })
  main.addEventListener('click', revealAlert)
  keyboard(main)
  draw()
  edge.stream({
    opened: () => {
      // What happened while there was no stream is in the list.
      if (live.dataset.state === 'off') draw()
      live.textContent = 'Live'
      live.dataset.state = 'on'
    },
    closed: () => {
      live.textContent = 'Reconnecting'
      live.dataset.state = 'off'
    },
    messages: (messages) => {
      if (messages.some(concerns)) drawSoon()
    },
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

document.body.append(h('a', { class: 'skip', href: '#main' }, 'Skip to content'), header, main)
const token = takeToken()
if (token === null) signIn()
else void start(token)
