/** Times for a person: how long ago, the exact moment on hover. */
import { h } from './element.ts'

/** How long ago, in words. */
export const ago = (time: string, nowMs: number): string => {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1000))
  if (seconds < 5) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

/** A relative time that `refreshTimes` keeps true. */
export const relativeTime = (time: string): HTMLElement =>
  h('time', { datetime: time, title: new Date(time).toLocaleString(), 'data-ago': true }, ago(time, Date.now()))

/** A time of day to the millisecond. */
export const clock = (time: string): HTMLElement => {
  const date = new Date(time)
  const text = `${date.toLocaleTimeString(undefined, { hour12: false })}.${String(date.getMilliseconds()).padStart(3, '0')}`
  return h('time', { datetime: time, title: `${date.toLocaleString()} (${time})` }, text)
}

/** Brings every relative time on the page up to date. */
export const refreshTimes = (): void => {
  for (const element of document.querySelectorAll('time[data-ago]'))
    element.textContent = ago(element.getAttribute('datetime') ?? '', Date.now())
}
