/** Every fault has a file named after it, and beside it what is said about it. UPDATE_GOLDEN=1 writes the texts anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadRules } from '../load/load-rules.ts'
import { renderDiagnostics } from '../report/render-diagnostics.ts'

const folder = new URL('.', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))

/** What no text about a fault may hold: controls but the end of a line, and marks of direction. */
const forging = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

describe('golden diagnostics', () => {
  test.each(names)('%s', (name) => {
    const file = { path: `${name}.yaml`, text: readFileSync(new URL(`${name}.yaml`, folder), 'utf8') }
    const { diagnostics } = loadRules([file])
    const text = renderDiagnostics([file], diagnostics)
    const golden = new URL(`${name}.txt`, folder)
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, text)
    expect(text).toBe(readFileSync(golden, 'utf8'))
    expect(text).not.toBe('')
    for (const { severity, message, hint } of diagnostics)
      if (severity === 'error') expect(hint, `the hint of: ${message}`).not.toBe('')
    expect(text).not.toMatch(forging)
  })
})
