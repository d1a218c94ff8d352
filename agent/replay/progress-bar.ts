/** The line that shows how far a replay has come, while a person watches. */
import type { Terminal } from '../cli/terminal.ts'

/** A redraw takes longer than a batch; more than some a second nobody sees. */
const everyMs = 100
const width = 30

/** How far a file has been read. */
export interface Progress {
  readonly readBytes: number
  /** 0 if not known. */
  readonly totalBytes: number
  readonly events: number
}

/** Draws on the terminal's words, if they are shown. */
export class ProgressBar {
  readonly #terminal: Terminal
  readonly #nowMs: () => number
  readonly #startMs: number
  #drawnMs: number
  #isDrawn = false

  constructor(terminal: Terminal, nowMs: () => number) {
    this.#terminal = terminal
    this.#nowMs = nowMs
    this.#startMs = nowMs()
    this.#drawnMs = this.#startMs
  }

  /** Draws anew, if it is time to. */
  show(progress: Progress): void {
    const now = this.#nowMs()
    if (!this.#terminal.showsWords || now - this.#drawnMs < everyMs) return
    this.#drawnMs = now
    this.#isDrawn = true
    this.#terminal.redraw(progressLine(progress, now - this.#startMs))
  }

  /** Takes the line away, so that something else can be printed. */
  hide(): void {
    if (this.#isDrawn) this.#terminal.redraw('')
    this.#isDrawn = false
  }
}

/** `[#########                     ]  31 %  1,204,000 events, 2,350,000 a second`. */
export function progressLine({ readBytes, totalBytes, events }: Progress, elapsedMs: number): string {
  const share = totalBytes === 0 ? 0 : Math.min(readBytes / totalBytes, 1)
  const done = Math.floor(share * width)
  const bar = `[${'#'.repeat(done)}${' '.repeat(width - done)}] ${String(Math.floor(share * 100)).padStart(3)} %  `
  const rate = elapsedMs === 0 ? 0 : Math.round(events / elapsedMs) * 1000
  return `${totalBytes === 0 ? '' : bar}${grouped(events)} events, ${grouped(rate)} a second`
}

const grouped = (value: number): string => value.toLocaleString('en-US')
