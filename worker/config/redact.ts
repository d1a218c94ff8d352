/** A configuration as it may be shown. */

/** What stands in the place of a secret. */
export const hiddenSecret = '<secret>'

/** The text with `<secret>` in place of each secret. */
export const redact = (text: string, secrets: readonly (readonly [from: number, to: number])[]): string => {
  let shown = ''
  let at = 0
  for (const [from, to] of [...secrets].sort(([left], [right]) => left - right)) {
    if (from < at) continue
    shown += `${text.slice(at, from)}${hiddenSecret}`
    at = to
  }
  return shown + text.slice(at)
}
