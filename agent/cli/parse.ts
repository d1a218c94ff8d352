/** Turns the words of a command line into an invocation, with errors that name the word. */
import { isAbsolute, join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Command, type Invocation, UsageError } from './command.ts'

const parserOptions = (command: Command): NonNullable<ParseArgsConfig['options']> =>
  Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  )

/** Parses `words` for `command`; throws UsageError. `folder` is where relative paths start. */
export function parseInvocation(command: Command, words: readonly string[], folder: string): Invocation {
  const { values, positionals } = parseWords(command, words)
  const { min, max } = command.positionals
  if (positionals.length < min) throw new UsageError(`needs ${command.usage.replace('[options] ', '')}`)
  if (positionals.length > max) throw new UsageError(`unexpected word '${positionals[max]}'`)
  const empty = Object.keys(values).find((name) => [values[name]].flat().includes(''))
  if (empty !== undefined) throw new UsageError(`--${empty} needs a value`)
  const valuesOf = (name: string): readonly unknown[] => [values[name] ?? command.options[name]?.default ?? []].flat()
  const texts = (name: string): readonly string[] => valuesOf(name).filter((value) => typeof value === 'string')
  return {
    texts,
    text: (name) => texts(name).at(-1),
    flag: (name) => valuesOf(name).at(-1) === true,
    positionals,
    folder,
  }
}

function parseWords(command: Command, words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: parserOptions(command), allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0] ?? error.message)
    throw error
  }
}

/** A path as the user means it. */
export const userPath = (invocation: Invocation, path: string): string =>
  isAbsolute(path) ? path : join(invocation.folder, path)

/** A whole number option within bounds; throws UsageError. */
export function numberOption(invocation: Invocation, name: string, min: number, max: number): number | undefined {
  const text = invocation.text(name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not '${text}'`)
}
