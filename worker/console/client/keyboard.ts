/** Keys: j and k move through a list, Enter opens, u goes back to the inbox. */

/** Listens for the keys, except where text is typed. */
export const keyboard = (main: HTMLElement): void =>
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.matches('input, select, textarea')) return
    if (event.key === 'u') location.hash = '#/'
    if (event.key === 'j') move(main, 1)
    if (event.key === 'k') move(main, -1)
  })

const move = (main: HTMLElement, by: number): void => {
  const rows = [...main.querySelectorAll<HTMLElement>('a.row, .timeline > li')]
  const now = rows.findIndex((row) => document.activeElement?.isSameNode(row))
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1)
  rows[next]?.focus()
}
