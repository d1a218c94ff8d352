/** What a page of the console is, and what it may use. */
import type { LiveMessage } from '../../live/live-api.ts'
import type { Api } from './edge.ts'

/** What every page is given. */
export interface Desk {
  readonly api: Api
  readonly mayOperate: boolean
  /** The name that acts are noted under. */
  readonly owner: string
  setOwner(owner: string): void
  /** Reads and draws the page again. */
  redraw(): void
  /** Does something, and draws the page again when it is done; a failure is shown. */
  run(work: Promise<unknown>): void
  /** Says something in passing, also to those who do not see it. */
  say(text: string): void
}

/** One page: how it is drawn, and which changes concern it. */
export interface Page {
  draw(): Promise<HTMLElement>
  concerns?(message: LiveMessage): boolean
  /** Takes changes itself in place of being drawn again. */
  take?(messages: readonly LiveMessage[]): void
}

/** Makes a page out of the names in its address and the parameters behind it. */
export type MakePage = (desk: Desk, names: readonly string[], query: URLSearchParams) => Page
