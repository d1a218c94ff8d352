import { trustedKey } from '../../modules/publisher-key.ts'
import { cacheFolder, defaultPort, rootFolder } from '../../paths.ts'
import { startWithFewRights, type Workplace } from '../../start/rights.ts'
import type { EdgePlace } from '../../start/shipping.ts'
import { tenantPattern } from '../../tenant.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { containerPlacesOf, containerSocketOption } from '../container-sockets.ts'
import { dataFolder } from '../edge-access.ts'
import { engineOptions, matchingOption } from '../engine-options.ts'
import { engineSettingsOf, falcoConfigOptions } from '../engine-settings.ts'
import { numberOption, userPath } from '../parse.ts'
import { rulePathsOf, rulesOption } from '../rule-paths.ts'
import { describeTrouble } from '../trouble.ts'

/** `npx eyas start`, which `npm start` runs: the whole path on this machine. */
export const start: Command = {
  name: 'start',
  summary: 'Watches this machine: kernel, rules, alerts, edge and incidents.',
  usage: '[options]',
  description:
    'Compiles the rules, starts an edge of its own on 127.0.0.1, attaches to the kernel and shows each alert as it happens.\n' +
    'Ctrl-C stops everything. Incidents stay in the data directory and are there again at the next start.',
  options: {
    ...rulesOption,
    port: { type: 'string', value: 'N', doc: 'The port of the edge.', default: String(defaultPort) },
    edge: { type: 'string', value: 'URL', doc: 'Sends alerts to an edge elsewhere in place of an embedded one.' },
    'enrol-token': {
      type: 'string',
      value: 'TOKEN',
      doc: 'Joins the edge of --edge as a new node; EYAS_ENROL_TOKEN does the same. Needed once.',
    },
    tenant: {
      type: 'string',
      value: 'NAME',
      doc: 'The tenant of the edge of --edge that this node belongs to; EYAS_TENANT does the same.',
    },
    trust: {
      type: 'string',
      value: 'FILE',
      doc: 'Takes rules from the edge that the key in this file signed (FILE.pub of npx eyas publish).',
    },
    data: { type: 'string', value: 'DIR', doc: 'Where keys, waiting alerts and incidents are kept.' },
    json: { type: 'boolean', doc: 'Prints alerts as JSON lines, as Falco does with json_output.' },
    recorded: {
      type: 'string',
      value: 'FILE',
      doc: 'Judges recorded events (JSON lines; `sample` for those that eyas ships) in place of the kernel.',
    },
    'look-back': {
      type: 'string',
      value: 'MIB',
      doc: 'Memory for the newest events, which npx eyas record --around writes; 0 to 1024, 0 keeps none.',
      default: '4',
    },
    ...falcoConfigOptions,
    ...containerSocketOption,
    ...matchingOption,
    ...engineOptions,
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const settings = engineSettingsOf(invocation, terminal)
    if (settings === undefined) return 1
    if (settings.config?.bufferBase64) terminal.say('  note  output   buffer_format_base64 holds for captures only')
    const edge = edgePlaceOf(invocation)
    const recorded = recordedFile(invocation)
    const trusted = trustedOf(invocation)
    const data = dataFolder(invocation)
    // First of all, as whatever runs by then is run again.
    if (recorded === undefined) await startWithFewRights(workplaceOf(data, edge), (line) => terminal.say(line))
    // Loaded when it runs: the other commands need neither kernel nor edge.
    const { start: startAgent } = await import('../../start/start.ts')
    return startAgent(
      {
        rules: rulePathsOf(invocation, settings),
        loadOptions: settings.loadOptions,
        matching: settings.matching,
        edge,
        dataFolder: data,
        containerPlaces: containerPlacesOf(invocation),
        lookBackBytes: (numberOption(invocation, 'look-back', 0, 1024) ?? 0) * 2 ** 20,
        format: settings.format,
        printsAlerts: settings.config?.stdout ?? true,
        recorded,
        trusted,
      },
      terminal,
    )
  },
}

const workplaceOf = (data: string, edge: EdgePlace): Workplace => ({
  uid: process.geteuid?.() ?? 0,
  written: [data, cacheFolder],
  read: [rootFolder],
  ports: edge.kind === 'embedded' ? [edge.port] : [],
})

function trustedOf(invocation: Invocation) {
  const path = invocation.text('trust')
  if (path === undefined) return undefined
  try {
    return trustedKey(userPath(invocation, path))
  } catch (error) {
    throw new UsageError(`--trust takes a file with an Ed25519 public key: ${describeTrouble(error)}`)
  }
}

function recordedFile(invocation: Invocation): string | undefined {
  const given = invocation.text('recorded')
  return given === undefined || given === 'sample' ? given : userPath(invocation, given)
}

function tenantOf(invocation: Invocation): string | undefined {
  const tenant = invocation.text('tenant') ?? process.env.EYAS_TENANT
  if (tenant === undefined || tenantPattern.test(tenant)) return tenant
  throw new UsageError('--tenant takes up to 32 lower-case letters, digits and hyphens')
}

function edgePlaceOf(invocation: Invocation): EdgePlace {
  const url = invocation.text('edge')
  const enrolToken = invocation.text('enrol-token') ?? process.env.EYAS_ENROL_TOKEN
  const tenant = tenantOf(invocation)
  if (url === undefined && invocation.text('tenant') !== undefined)
    throw new UsageError('--tenant goes with --edge: the embedded edge has one tenant')
  if (url === undefined) return { kind: 'embedded', port: numberOption(invocation, 'port', 1, 65_535) ?? defaultPort }
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return { kind: 'remote', url, enrolToken, tenant }
  throw new UsageError(`--edge takes an address such as https://eyas.example.com, not '${url}'`)
}
