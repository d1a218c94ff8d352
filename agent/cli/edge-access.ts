/** How commands that ask an edge find it: the same options and the same errors everywhere. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findEdge } from '#edge'
import { type EdgeClient, EdgeError, edgeClient } from '../edge-client/edge-client.ts'
import { defaultDataFolder } from '../paths.ts'
import type { Invocation, Option } from './command.ts'
import { userPath } from './parse.ts'

/** The options `--data`, `--url` and `--token`. */
export const edgeOptions: Readonly<Record<string, Option>> = {
  data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with.' },
  url: { type: 'string', value: 'URL', doc: 'Asks the edge at this address; needs a token.' },
  token: { type: 'string', value: 'TOKEN', doc: 'A read token for --url; EYAS_TOKEN does the same.' },
}

/** The data directory that an invocation means. */
export function dataFolder(invocation: Invocation): string {
  const given = invocation.text('data')
  return given === undefined ? defaultDataFolder() : userPath(invocation, given)
}

/** What to say where no edge runs; a node that sends to an edge elsewhere has an outbox and no edge. */
export const noEdge = (folder: string): EdgeError =>
  existsSync(join(folder, 'outbox')) && !existsSync(join(folder, 'edge'))
    ? new EdgeError(
        `the node with the data directory ${folder} sends its alerts to an edge elsewhere`,
        'Ask that edge: --url names its address, and --token or EYAS_TOKEN a token of it.',
      )
    : new EdgeError(
        `no edge runs with the data directory ${folder}`,
        'Start one with npm start, name another directory with --data, or an edge elsewhere with --url and --token.',
      )

/** The edge that an invocation means; throws EdgeError if none runs there. */
export async function edgeOf(invocation: Invocation): Promise<EdgeClient> {
  const url = invocation.text('url')
  if (url !== undefined) return edgeClient({ url, readToken: invocation.text('token') ?? process.env.EYAS_TOKEN ?? '' })
  const folder = dataFolder(invocation)
  const edge = await findEdge(folder)
  if (edge !== undefined) return edgeClient(edge)
  throw noEdge(folder)
}
