/**
 * Sends what the outbox holds: in order, one batch at a time, each until the edge has said what becomes of it.
 *
 *     200                  acknowledged: noted on disk, the next batch follows
 *     409 gap, 422 chain   the outbox seals what the edge lacks again under a new epoch (renewal)
 *     422 malformed        set aside, the next batch follows
 *     401                  asked again every half to whole minute, until the node is enrolled
 *     429, 5xx, silence    again after a random time up to 100 ms, doubled each time up to 30 s; Retry-After rules
 *     anything else        as 401: this is not an edge, or not one that we understand; redirects are not followed
 */
import { tenantHeader } from '../tenant.ts'
import { readAnswer } from './answer.ts'
import type { Clock } from './clock.ts'
import type { Outbox, SealedBatch } from './outbox.ts'

/** Something that keeps alerts from the edge. */
export interface Trouble {
  /** `EDGE_SILENT`, `EDGE_LATER`, `NODE_UNKNOWN`, `EDGE_UNEXPECTED`, `BATCH_REJECTED`, `EPOCH_RENEWED`, `OUTBOX_TROUBLE`. */
  readonly code: string
  readonly message: string
  /** When it is tried again; 0 if at once. */
  readonly retryInMs: number
}

export interface DeliveryOptions {
  readonly outbox: Outbox
  /** `http://127.0.0.1:2811`; `/v1/ingest` is added. */
  readonly edgeUrl: string
  readonly node: string
  /** Undefined for the default one. */
  readonly tenant?: string | undefined
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** A number from 0 up to 1, as Math.random. */
  readonly random: () => number
  readonly onAcknowledged?: (acknowledged: {
    readonly epoch: string
    readonly seq: number
    readonly alerts: number
  }) => void
  readonly onTrouble?: (trouble: Trouble) => void
}

export interface Delivery {
  /** Stops sending; what is under way is given up and will be sent again. */
  stop(): Promise<void>
}

const requestMs = 30_000
const firstDelayMs = 100
const maxDelayMs = 30_000
const slowDelayMs = 60_000

/** What follows an attempt: the next batch at once, or a wait. */
type Outcome =
  | { readonly kind: 'on' }
  | { readonly kind: 'wait'; readonly trouble: Omit<Trouble, 'retryInMs'>; readonly ms: number | null }

const wait = (code: string, message: string, ms: number | null): Outcome => ({
  kind: 'wait',
  trouble: { code, message },
  ms,
})

/** Begins to send and goes on until it is stopped. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const stopped = new AbortController()
  const running = run(options, stopped.signal)
  return {
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}

async function run(options: DeliveryOptions, stopped: AbortSignal): Promise<void> {
  const { outbox, clock, random, onTrouble } = options
  const end = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve()))
  for (let failures = 0; !stopped.aborted; ) {
    const changed = outbox.changed()
    const outcome = await attempt(options, stopped).catch((error) => wait('OUTBOX_TROUBLE', reasonOf(error), null))
    if (stopped.aborted) return
    if (outcome === undefined) {
      await Promise.race([changed, end])
    } else if (outcome.kind === 'on') {
      failures = 0
    } else {
      const retryInMs = outcome.ms ?? Math.floor(random() * Math.min(maxDelayMs, firstDelayMs * 2 ** failures))
      failures = Math.min(failures + 1, 20)
      onTrouble?.({ ...outcome.trouble, retryInMs })
      await clock.after(retryInMs, stopped)
    }
  }
}

/** Sends the oldest batch once; undefined if there is none. */
async function attempt(options: DeliveryOptions, stopped: AbortSignal): Promise<Outcome | undefined> {
  const { outbox, random, onAcknowledged, onTrouble } = options
  const batch = await outbox.next()
  if (batch === undefined) return undefined
  const answer = await send(options, batch, stopped)
  if (answer instanceof Error) return wait('EDGE_SILENT', reasonOf(answer), null)
  // Spread over half a minute, so that a fleet does not come back at once.
  const slowly = (slowDelayMs * (1 + random())) / 2
  switch (answer.kind) {
    case 'acknowledged': {
      if (answer.seq < batch.lastSeq)
        return wait('EDGE_UNEXPECTED', `the edge acknowledged ${answer.seq} when it was sent ${batch.lastSeq}`, slowly)
      const alerts = await outbox.acknowledge(batch, answer.seq)
      onAcknowledged?.({ epoch: batch.epoch, seq: answer.seq, alerts })
      return { kind: 'on' }
    }
    case 'missing':
      await outbox.renew(batch, answer.expected ?? batch.firstSeq)
      return wait('EPOCH_RENEWED', `the edge lacks earlier alerts (${answer.code}); a new epoch begins`, null)
    case 'malformed':
      await outbox.reject(batch, answer.message)
      onTrouble?.({ code: 'BATCH_REJECTED', message: answer.message, retryInMs: 0 })
      return { kind: 'on' }
    case 'unknown node':
      return wait('NODE_UNKNOWN', answer.message, slowly)
    case 'later':
      return wait('EDGE_LATER', answer.message, answer.afterMs)
    case 'unexpected':
      return wait('EDGE_UNEXPECTED', answer.message, slowly)
  }
}

/** The edge's answer, or why there is none. */
async function send(
  { edgeUrl, fetch, node, tenant, clock }: DeliveryOptions,
  batch: SealedBatch,
  stopped: AbortSignal,
) {
  const done = new AbortController()
  const late = AbortSignal.any([done.signal, stopped])
  const request = new AbortController()
  stopped.addEventListener('abort', () => request.abort(), { signal: late })
  const timer = clock.after(requestMs, late).then(() => request.abort())
  try {
    const response = await fetch(new URL('/v1/ingest', edgeUrl), {
      method: 'POST',
      redirect: 'manual',
      signal: request.signal,
      headers: {
        'content-type': 'application/vnd.msgpack',
        'eyas-node': node,
        ...tenantHeader(tenant),
        'eyas-signature': Buffer.from(batch.signature).toString('base64'),
      },
      // Bytes of a buffer of their own; the types cannot tell it from a shared one.
      body: batch.body as Uint8Array<ArrayBuffer>,
    })
    return await readAnswer(response, clock.now())
  } catch (error) {
    return new Error(`the edge at ${edgeUrl} does not answer: ${reasonOf(error)}`, { cause: error })
  } finally {
    done.abort()
    await timer
  }
}

/** The message and what is behind it: fetch says `fetch failed` of everything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message}: ${error.cause.message}`
    : error.message
}
