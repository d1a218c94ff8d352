import { findEdge } from '#edge'
import { stopCompiler } from '../../compile/compile-rules.ts'
import { EdgeError } from '../../edge-client/edge-client.ts'
import { mayPublish, type PublishPlace, publishModule } from '../../modules/publish-module.ts'
import { publisherKey } from '../../modules/publisher-key.ts'
import { prepareRules } from '../../start/prepare-rules.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { dataFolder } from '../edge-access.ts'
import { engineOptions } from '../engine-options.ts'
import { engineSettingsOf, falcoConfigOptions } from '../engine-settings.ts'
import { userPath } from '../parse.ts'
import { rulePathsOf, rulesOption } from '../rule-paths.ts'

/** `npx eyas publish`: rules for every node that trusts the key. */
export const publish: Command = {
  name: 'publish',
  summary: 'Compiles rules, signs them and hands them to an edge for its nodes.',
  usage: '--key FILE [options]',
  description:
    'The key is made at the first use, and FILE.pub beside it; nodes that run with --trust FILE.pub put the rules in force\n' +
    'within seconds, without a gap. The edge never sees the key. Needs the admin token.',
  options: {
    key: { type: 'string', value: 'FILE', doc: 'The Ed25519 key that signs; made if it is not there.' },
    ...rulesOption,
    data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with.' },
    url: { type: 'string', value: 'URL', doc: 'Publishes to the edge at this address; needs a token.' },
    token: { type: 'string', value: 'TOKEN', doc: 'An admin token for --url; EYAS_ADMIN_TOKEN does the same.' },
    ...falcoConfigOptions,
    ...engineOptions,
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const keyFile = invocation.text('key')
    if (keyFile === undefined) throw new UsageError('--key names the file of the key that signs')
    const settings = engineSettingsOf(invocation, terminal)
    if (settings === undefined) return 1
    const place = await placeOf(invocation)
    await mayPublish(place)
    const rules = await prepareRules(
      rulePathsOf(invocation, settings),
      settings.loadOptions,
      terminal,
      'nothing was published',
    )
    if (rules === undefined) return 1
    try {
      const file = await rules.bundle
      const { key, isNew } = publisherKey(userPath(invocation, keyFile))
      if (isNew) terminal.say(`eyas publish: made a key; nodes trust it with --trust ${keyFile}.pub`)
      const digest = await publishModule({ ...place, key, file })
      terminal.print(digest)
      return 0
    } finally {
      stopCompiler()
    }
  },
}

async function placeOf(invocation: Invocation): Promise<PublishPlace> {
  const url = invocation.text('url')
  if (url !== undefined)
    return { edgeUrl: url, token: invocation.text('token') ?? process.env.EYAS_ADMIN_TOKEN ?? '', fetch }
  const edge = await findEdge(dataFolder(invocation))
  if (edge !== undefined) return { edgeUrl: edge.url, token: edge.adminToken, fetch }
  throw new EdgeError('no edge runs with this data directory', 'Start one with npm start, or name another with --url.')
}
