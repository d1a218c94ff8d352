/** What is wrong with input: a stable code, where, and what to do. */

/** One thing wrong with what was sent. */
export interface Fault {
  readonly code: string
  readonly place: string
  readonly hint: string
}

/** The body of every answer that is not a success. */
export interface ErrorJson {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** Where in a text it is, from 1, if it is in one. */
  readonly line?: number
  readonly column?: number
}

/** How many faults one answer lists; the rest are counted out by stopping the search. */
const maxFaults = 8

/** Gathers faults while one input is read. */
export class Faults {
  readonly found: Fault[] = []
  add(code: string, place: string, hint: string): void {
    if (this.found.length < maxFaults) this.found.push({ code, place, hint })
  }
  get isFull(): boolean {
    return this.found.length >= maxFaults
  }
}

/** The faults in one sentence, for `message`. */
export const faultsInWords = (faults: readonly Fault[]): string =>
  faults.map((fault) => `${fault.place}: ${fault.hint}`).join('; ')
