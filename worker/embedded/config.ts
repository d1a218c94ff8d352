/** The runtime's configuration for a bundle: one worker on 127.0.0.1, its objects on disk, a way out to receivers. */
import { join, relative } from 'node:path'
import type { Bundle } from './bundle.ts'

/** The names of the bindings that hold tokens; the runtime reads them from its environment. */
export const tokenBindings = [
  'EYAS_READ_TOKEN',
  'EYAS_OPERATOR_TOKEN',
  'EYAS_ADMIN_TOKEN',
  'EYAS_ENROL_TOKEN',
  'EYAS_INGEST_TOKEN',
] as const

/** The binding that holds the tokens of other tenants. */
export const tenantTokensBinding = 'EYAS_TENANT_TOKENS'

/** The binding that names the receivers which may use http or have private addresses. */
export const allowedTargetsBinding = 'EYAS_ALLOWED_TARGETS'

/** The configuration as Cap'n Proto text, to be written into `directory`. */
export const configText = (given: {
  readonly bundle: Bundle
  readonly directory: string
  readonly storageDirectory: string
  readonly port: number
  /** Whether the network may be reached where it is private; this machine and the public one always may. */
  readonly reachesPrivate: boolean
}): string => {
  const { bundle } = given
  const embed = (name: string): string => quote(relative(given.directory, join(bundle.directory, name)))
  const modules = bundle.modules.map(({ name, kind }) => `(name = ${quote(name)}, ${kind} = embed ${embed(name)})`)
  const bindings = [
    ...bundle.objects.map((o) => `(name = ${quote(o.binding)}, durableObjectNamespace = ${quote(o.className)})`),
    ...[...tokenBindings, tenantTokensBinding, allowedTargetsBinding].map(
      (name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`,
    ),
    // One process has one thread for all objects: bodies that wait together are one transaction of one of them.
    '(name = "EYAS_INGEST_SHARDS", text = "1")',
  ]
  const namespaces = bundle.objects.map(
    ({ className }) => `(className = ${quote(className)}, uniqueKey = ${quote(`eyas-${className}`)}, enableSql = true)`,
  )
  const allow = ['public', 'local', ...(given.reachesPrivate ? ['private'] : [])].map(quote).join(', ')
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "objects", disk = (path = ${quote(given.storageDirectory)}, writable = true)),
    (name = "internet", network = (allow = [${allow}], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${given.port}", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  compatibilityDate = ${quote(bundle.compatibilityDate)},
  modules = [${list(modules)}],
  bindings = [${list(bindings)}],
  durableObjectNamespaces = [${list(namespaces)}],
  durableObjectStorage = (localDisk = "objects"),
);
`
}

const list = (items: readonly string[]): string => items.map((item) => `\n    ${item},`).join('')

/** A string literal of Cap'n Proto: quotes, backslashes and control characters escaped, the rest UTF-8 as it is. */
export const quote = (text: string): string => {
  let quoted = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`
    else quoted += character === '"' || character === '\\' ? `\\${character}` : character
  }
  return `"${quoted}"`
}
