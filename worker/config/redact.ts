/** A configuration as it may be shown. */

/** What stands in the place of a secret. */
export const hiddenSecret = '<secret>'

/** What stands in the place of an address that is one: still an address, since amtool reads the configuration. */
export const hiddenAddress = 'https://secret.invalid/'

/** Whether a text is what stands for a secret. */
export const isHidden = (text: string): boolean => text === hiddenSecret || text === hiddenAddress

/** The text with something else in place of each secret. */
export const redact = (text: string, secrets: readonly (readonly [from: number, to: number])[]): string => {
  let shown = ''
  let at = 0
  for (const [from, to] of [...secrets].sort(([left], [right]) => left - right)) {
    if (from < at) continue
    const isAddress = /^["']?https?:/.test(text.slice(from, to))
    shown += `${text.slice(at, from)}${isAddress ? hiddenAddress : hiddenSecret}`
    at = to
  }
  return shown + text.slice(at)
}
