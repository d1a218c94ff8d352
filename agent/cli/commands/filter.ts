import { createInterface } from 'node:readline'
import { filterCondition } from '#rules-compiler'
import { type Command, type ExitStatus, UsageError } from '../command.ts'

/** `npx eyas filter`: conditions one by one, for programs and for trying things out. */
export const filter: Command = {
  name: 'filter',
  summary: 'Reads conditions and answers their canonical form or what is wrong.',
  usage: '[options] [CONDITION]',
  description:
    'With --json it reads one JSON string a line from standard input and answers one JSON object a line, in order:\n' +
    '{ok, canonical?, error?: {message, line, column}}. Otherwise it reads the one condition that it is given.',
  options: {
    json: { type: 'boolean', doc: 'JSON strings in, JSON objects out.' },
    'syntax-only': { type: 'boolean', doc: 'Parses without knowing fields or macros.' },
    source: { type: 'string', value: 'NAME', doc: 'The event source whose fields are known.', default: 'syscall' },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation, terminal) {
    const source = invocation.text('source')
    const options = { syntaxOnly: invocation.flag('syntax-only'), ...(source === undefined ? {} : { source }) }
    const [condition] = invocation.positionals
    if (condition === undefined && !invocation.flag('json'))
      throw new UsageError('needs a condition, or --json and lines to read')
    const lines = condition === undefined ? createInterface({ input: process.stdin }) : [condition]
    let status: ExitStatus = 0
    for await (const line of lines) {
      if (line.trim() === '') continue
      const result =
        invocation.flag('json') && condition === undefined ? answerJson(line, options) : filterCondition(line, options)
      // In a stream each answer tells of its own line.
      if (!result.ok && condition !== undefined) status = 1
      if (invocation.flag('json')) terminal.print(JSON.stringify(result))
      else
        terminal.print(
          result.ok ? result.canonical : `${result.error.line}:${result.error.column}: ${result.error.message}`,
        )
    }
    return status
  },
}

function answerJson(line: string, options: Parameters<typeof filterCondition>[1]): ReturnType<typeof filterCondition> {
  try {
    const condition: unknown = JSON.parse(line)
    if (typeof condition === 'string') return filterCondition(condition, options)
    return { ok: false, error: { message: 'the line is not a JSON string', line: 1, column: 1 } }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, error: { message: `the line is not JSON: ${reason}`, line: 1, column: 1 } }
  }
}
