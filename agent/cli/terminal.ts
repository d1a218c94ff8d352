/** Where a command writes: data on standard output, everything for people on standard error. */
import { styleText } from 'node:util'
import type { Priority } from '#schema/priority'

type Style = Parameters<typeof styleText>[0]

const priorityStyles: Readonly<Record<Priority, Style>> = {
  Emergency: ['bold', 'white', 'bgRed'],
  Alert: ['bold', 'white', 'bgRed'],
  Critical: ['bold', 'red'],
  Error: 'red',
  Warning: 'yellow',
  Notice: 'cyan',
  Informational: 'blue',
  Debug: 'gray',
}

export interface Terminal {
  /** Data: one line on standard output. */
  print(line: string): void
  /** Words for a person: one line on standard error. */
  say(line: string): void
  /** Puts a line in place of the one redrawn before, on standard error; an empty one takes it away. */
  redraw(line: string): void
  /** Styles a text for standard output if that is a terminal that shows colours. */
  style(style: Style, text: string): string
  /** Colours a text by priority, for standard output. */
  colour(priority: Priority, text: string): string
  readonly isInteractive: boolean
  /** Standard output is a terminal, which text could steer; else it is a file or a program that wants the bytes. */
  readonly showsOutput: boolean
  /** Standard error is one, so that a person watches. */
  readonly showsWords: boolean
  /** Standard output shows colours. */
  readonly hasColour: boolean
}

/** The real terminal; colours follow NO_COLOR, FORCE_COLOR and whether the output is one. */
export function processTerminal(): Terminal {
  const style = (name: Style, text: string): string => styleText(name, text, { stream: process.stdout })
  return {
    print: (line) => {
      if (!process.stdout.destroyed) process.stdout.write(`${line}\n`)
    },
    say: (line) => void process.stderr.write(`${line}\n`),
    redraw: (line) => void process.stderr.write(`\r\u001b[2K${line}`),
    style,
    colour: (priority, text) => style(priorityStyles[priority], text),
    hasColour: style('red', 'x') !== 'x',
    showsOutput: process.stdout.isTTY === true,
    showsWords: process.stderr.isTTY === true,
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  }
}
