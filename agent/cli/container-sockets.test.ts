import { expect, test } from 'vitest'
import { UsageError } from './command.ts'
import { start } from './commands/start.ts'
import { containerPlacesOf } from './container-sockets.ts'
import { parseInvocation } from './parse.ts'

const parsed = (...sockets: readonly string[]) =>
  containerPlacesOf(
    parseInvocation(
      start,
      sockets.map((socket) => `--container-socket=${socket}`),
      '/home/a',
    ),
  )

test('runtimes are named by kind and path; relative paths start where the command was given', () => {
  expect(parsed('cri=/run/crio/crio.sock', 'podman=podman.sock')).toEqual([
    { kind: 'cri', path: '/run/crio/crio.sock' },
    { kind: 'podman', path: '/home/a/podman.sock' },
  ])
})

test.each(['crio=/run/crio/crio.sock', '/run/crio/crio.sock', 'cri=', '=x'])('%s is refused', (socket) => {
  expect(() => parsed(socket)).toThrow(UsageError)
})
