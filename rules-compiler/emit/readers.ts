/** Pieces of code that tables name by number, so that one function reads what differs from event type to event type. */
import { dispatch } from './dispatch.ts'

/** Numbers pieces of code from 1, in the order in which they are first asked for; 0 stays for none. */
export class Readers {
  readonly #numbers = new Map<string, number>()

  /** The number of a piece of code. */
  number(code: string): number {
    const known = this.#numbers.get(code)
    if (known !== undefined) return known
    this.#numbers.set(code, this.#numbers.size + 1)
    return this.#numbers.size
  }

  /** A tree of questions for the number `which`, with the statement that is made of each piece of code at its leaves. */
  choice(which: string, statement: (code: string) => string): string {
    return dispatch(
      which,
      [...this.#numbers].map(([code, number]) => ({ number, statement: statement(code) })),
    )
  }
}
