import { expect, test } from 'vitest'
import type { Terminal } from '../cli/terminal.ts'
import { type Progress, type StepOutcome, showProgress } from './progress.ts'

const progressInto = (lines: string[]): Progress => {
  const terminal: Pick<Terminal, 'say'> = { say: (line) => void lines.push(line) }
  let now = 0
  // Progress only says.
  return showProgress(terminal as Terminal, () => (now += 100))
}

test.each<{ readonly name: string; readonly outcome: StepOutcome; readonly says: readonly string[] }>([
  { name: 'that went well is ok', outcome: 'up', says: ['  ok    edge     up (0.1 s)'] },
  { name: 'that has nothing to say is silent', outcome: undefined, says: [] },
  {
    name: 'that is missed is no ok',
    outcome: { warning: 'the port is taken\n  Choose another.' },
    says: ['  WARN  edge     the port is taken (0.1 s)\n                 Choose another.'],
  },
])('progress: a step $name', async ({ outcome, says }) => {
  const lines: string[] = []
  const step = progressInto(lines).step(
    'edge',
    async () => 1,
    () => outcome,
  )
  expect(await step).toBe(1)
  expect(lines).toEqual(says)
})

test('progress: a step that fails says why in its line, and passes the error on', async () => {
  const lines: string[] = []
  const step = progressInto(lines).step(
    'outbox',
    () => Promise.reject(Object.assign(new Error('it is in use'), { hint: 'Stop the other.' })),
    () => 'open',
  )
  await expect(step).rejects.toThrow('it is in use')
  expect(lines).toEqual(['  FAIL  outbox   it is in use (0.1 s)'])
})
