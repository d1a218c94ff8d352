/** Hands foreign alerts to the ingest shards of their nodes, all of them durable before the answer. */
import { type Bindings, shardOf } from '../bindings.ts'
import type { Fault } from '../fault.ts'
import type { ForeignAlert } from './foreign-alert.ts'

/** Stores alerts; the faults are those of alerts that are too large to be stored. */
export const storeForeign = async (
  alerts: readonly ForeignAlert[],
  env: Bindings,
  tenant: string,
): Promise<readonly Fault[]> => {
  const byNode = Map.groupBy(alerts, ({ node }) => node)
  const answers = await Promise.all(
    [...byNode].map(([node, part]) =>
      env.INGEST.getByName(shardOf(env, tenant, node)).ingestForeign(
        node,
        part.map(({ alert }) => alert),
      ),
    ),
  )
  return answers.flat()
}
