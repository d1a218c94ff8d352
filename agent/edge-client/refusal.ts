/** What an edge says when it refuses, in words that may be shown. */
import { visible } from '#schema/visible-text'

export interface Refusal {
  /** One line without a full stop: `the edge answered 401: No known token came with the request`. */
  readonly message: string
  /** What the edge advises; empty if it does not. */
  readonly hint: string
}

/** How much is shown of what is no answer of an edge. */
const shownCharacters = 200

/** Reads the body of an answer that is no success: an edge's JSON, or the beginning of whatever else answered. */
export function refusalOf(status: number, text: string): Refusal {
  const { message, hint } = parsed(text)
  const words = visible((message ?? text.slice(0, shownCharacters)).trim()).replace(/\.$/, '')
  return { message: `the edge answered ${status}${words === '' ? '' : `: ${words}`}`, hint: visible(hint ?? '') }
}

function parsed(text: string): { readonly message?: string; readonly hint?: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {}
    const { message, hint }: Record<string, unknown> = { ...value }
    return {
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof hint === 'string' ? { hint } : {}),
    }
  } catch {
    // Something other than an edge answered; its words are all there is to show.
    return {}
  }
}
