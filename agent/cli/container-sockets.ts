/** `--container-socket`: where container runtimes are asked. */
import { type RuntimeKind, type RuntimePlace, runtimeKinds } from '../containers/runtimes.ts'
import { type Command, type Invocation, UsageError } from './command.ts'
import { userPath } from './parse.ts'

/** The option, for commands that watch containers. */
export const containerSocketOption = {
  'container-socket': {
    type: 'string',
    multiple: true,
    value: 'KIND=PATH',
    doc: `Asks this container runtime in place of those at the usual places; may be repeated. KIND is ${runtimeKinds.join(', ')}.`,
  },
} as const satisfies Command['options']

const isKind = (text: string): text is RuntimeKind => runtimeKinds.some((kind) => kind === text)

/** The runtimes asked for; throws UsageError. */
export const containerPlacesOf = (invocation: Invocation): readonly RuntimePlace[] =>
  invocation.texts('container-socket').map((text) => {
    const sign = text.indexOf('=')
    const kind = text.slice(0, Math.max(sign, 0))
    if (!isKind(kind) || sign === text.length - 1)
      throw new UsageError(
        `--container-socket takes KIND=PATH such as cri=/run/containerd/containerd.sock, not '${text}'`,
      )
    return { kind, path: userPath(invocation, text.slice(sign + 1)) }
  })
