/** What the worker is given from outside, and where each object lives. */
import { defaultTenant, type Identity } from './access/identity.ts'
import type { CorrelatorApi } from './correlate/correlator-api.ts'
import type { IngestShardApi } from './ingest/shard-api.ts'
import type { LiveApi } from './live/live-api.ts'
import type { NotifierApi } from './notify/notifier-api.ts'
import type { RegistryApi } from './registry/registry-api.ts'

/** The worker's bindings, as named in `wrangler.jsonc`. */
export interface Bindings {
  readonly INGEST: DurableNamespace<IngestShardApi>
  readonly CORRELATOR: DurableNamespace<CorrelatorApi>
  readonly LIVE: DurableNamespace<LiveApi>
  readonly NOTIFIER: DurableNamespace<NotifierApi>
  readonly REGISTRY: DurableNamespace<RegistryApi>
  readonly EYAS_READ_TOKEN?: string
  readonly EYAS_OPERATOR_TOKEN?: string
  readonly EYAS_ADMIN_TOKEN?: string
  readonly EYAS_ENROL_TOKEN?: string
  readonly EYAS_INGEST_TOKEN?: string
  /** Tokens of other tenants; see `access/identity.ts`. */
  readonly EYAS_TENANT_TOKENS?: string
  /** How many ingest objects a tenant has. */
  readonly EYAS_INGEST_SHARDS?: string
  /** Hosts, or hosts with ports, separated by commas: receivers there may use http or have private addresses. */
  readonly EYAS_ALLOWED_TARGETS?: string
}

/** What Hono is told about every request. */
export interface EdgeEnv {
  Bindings: Bindings
  Variables: {
    /** Who asks; undefined where no known token came. */
    identity: Identity | undefined
  }
}

/**
 * How many ingest objects share the nodes of a tenant. Changing it moves nodes, so it is fixed per deployment: 4, or 1
 * where one process has all of them and they would only wait for each other's disk.
 */
export const shardCountOf = ({ EYAS_INGEST_SHARDS: text = '' }: Pick<Bindings, 'EYAS_INGEST_SHARDS'>): number =>
  /^[1-9][0-9]?$/.test(text) ? Number(text) : 4

/** The tenant of a request. Routes ask after `requireRole` has let it through. */
export const tenantOf = (c: { get(name: 'identity'): Identity | undefined }): string => {
  const identity = c.get('identity')
  if (identity === undefined) throw new Error('a route without a role asked for its tenant')
  return identity.tenant
}

/** The tenant that an object belongs to: what its name begins with. */
export const tenantOfObject = (id: { readonly name?: string }): string => id.name?.split('/')[0] ?? defaultTenant

/** The name of each ingest shard of a tenant. */
export const shardNames = (env: Bindings, tenant: string): readonly string[] =>
  Array.from({ length: shardCountOf(env) }, (_, index) => `${tenant}/${index}`)

/** The shard that holds a node: FNV-1a of its id, so that it is the same in every isolate. */
export const shardOf = (env: Bindings, tenant: string, node: string): string => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(node)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return `${tenant}/${hash % shardCountOf(env)}`
}
