import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildScapReader } from '#native'
import { runCli } from '../cli/main.ts'
import { rootFolder } from '../paths.ts'

const oracle = `${rootFolder}../shared/oracle/`
const folder = mkdtempSync(join(tmpdir(), 'eyas-fields-'))

async function linesOf(capture: string): Promise<readonly string[]> {
  const lines: string[] = []
  const words = ['--falco-config', `${oracle}falco.yaml`, '--match', 'all', '-r', `${oracle}fields.yaml`]
  const status = await runCli(['replay', ...words, capture], folder, {
    print: (text) => void lines.push(...text.split('\n')),
    say: () => {},
    redraw: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    ...{ showsOutput: false, showsWords: false, isInteractive: false, hasColour: false },
  })
  expect(status).toBe(0)
  return lines
}

interface Line {
  readonly output: string
  readonly output_fields: Readonly<Record<string, unknown>>
}

/** The line without what Falco has wrong. */
function withoutFaults({ output, output_fields: fields, ...rest }: Line, ours: Line): unknown {
  const wrong = new Set<string>()
  // What its buffer held of an earlier event follows.
  const hasOldBytes = String(fields['evt.buffer']).startsWith('NULL') && ours.output_fields['evt.buffer'] === 'NULL'
  if (hasOldBytes) wrong.add('evt.buffer')
  // Reading evt.abspath puts another descriptor in place of the one opened.
  if ('evt.abspath' in fields && output === ours.output)
    for (const name of Object.keys(fields)) if (name.startsWith('fd.')) wrong.add(name)
  const right = Object.entries(fields).filter(([name]) => !wrong.has(name))
  return { ...rest, output: hasOldBytes ? output.replace(/ evt\.buffer=.*?(?= evt\.|$)/, '') : output, fields: right }
}

beforeAll(async () => {
  process.env.FALCO_HOSTNAME = 'node-1'
  await buildScapReader({ log: () => {} })
}, 120_000)
afterAll(() => {
  delete process.env.FALCO_HOSTNAME
  rmSync(folder, { recursive: true })
})

const captures = [
  { name: 'attacks', capture: 'attacks.scap', fields: 'fields.jsonl' },
  ...[
    ...['cat_write', 'connect_localhost', 'curl_google', 'curl_google_comments', 'empty', 'open-multiple-files'],
    ...['ping_sendto', 'single_ipv6_conn', 'syscall', 'test_ipv6_client'],
  ].map((name) => ({ name, capture: `upstream/${name}.scap`, fields: `upstream/${name}.fields.jsonl` })),
]

describe.runIf(existsSync(`${oracle}fields.yaml`))('fields over captures', () => {
  test.each(captures)(
    "of $name are Falco's, but for what Falco has wrong",
    async ({ capture, fields }) => {
      const expected = readFileSync(oracle + fields, 'utf8')
        .split('\n')
        .slice(0, -1)
      const lines = await linesOf(oracle + capture)
      expect(lines).toHaveLength(expected.length)
      const differing = expected.flatMap((line, i) => (line === lines[i] ? [] : [[line, lines[i] ?? ''] as const]))
      for (const [theirs, ours] of differing) {
        const [a, b]: readonly Line[] = [JSON.parse(theirs), JSON.parse(ours)]
        if (a === undefined || b === undefined) throw new Error('two lines are two objects')
        expect(withoutFaults(b, b)).toEqual(withoutFaults(a, b))
      }
      expect(differing.length).toBeLessThanOrEqual(12)
    },
    60_000,
  )
})
