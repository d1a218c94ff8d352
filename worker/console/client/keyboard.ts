/** Keys: j and k move, Enter opens, u goes back, g and a letter goes to a page, a acknowledges, ? lists them. */
import { h } from './element.ts'

const pages: Readonly<Record<string, string>> = {
  i: '#/',
  l: '#/live',
  n: '#/nodes',
  r: '#/rules',
  s: '#/silences',
  d: '#/deliveries',
}

const help: readonly (readonly [string, string])[] = [
  ['j, k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['u', 'Back to the incidents'],
  ['a', 'Acknowledge the incident'],
  ['g i', 'Go to incidents'],
  ['g l', 'Go to live alerts'],
  ['g n', 'Go to nodes'],
  ['g r', 'Go to rules'],
  ['g s', 'Go to silences'],
  ['g d', 'Go to deliveries'],
  ['?', 'Show these keys'],
]

/** Listens for the keys, except where text is typed. */
export const keyboard = (main: HTMLElement): void => {
  const dialog = helpDialog()
  document.body.append(dialog)
  let isGoing = false
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.matches('input, select, textarea')) return
    const went = isGoing ? pages[event.key] : undefined
    isGoing = event.key === 'g'
    if (went !== undefined) location.hash = went
    else press(event.key, main, dialog)
  })
}

const press = (key: string, main: HTMLElement, dialog: HTMLDialogElement): void => {
  if (key === 'u') location.hash = '#/'
  if (key === 'j') move(main, 1)
  if (key === 'k') move(main, -1)
  if (key === 'a') main.querySelector<HTMLElement>('[data-act="acknowledge"]')?.click()
  if (key === '?' && !dialog.open) dialog.showModal()
}

const move = (main: HTMLElement, by: number): void => {
  const rows = [...main.querySelectorAll<HTMLElement>('a.row, .timeline > li, .inbox > li[tabindex]')]
  const now = rows.findIndex((row) => document.activeElement?.isSameNode(row))
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1)
  rows[next]?.focus()
}

const helpDialog = (): HTMLDialogElement =>
  // `h` makes what it is told to.
  h(
    'dialog',
    { 'aria-labelledby': 'keys-title' },
    h('h2', { id: 'keys-title' }, 'Keys'),
    h(
      'dl',
      { class: 'keys' },
      help.map(([key, text]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, text))),
    ),
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'Close')),
  ) as HTMLDialogElement
