/** Alerts on their way off the node: identity, outbox, delivery, and the embedded edge they go to. */
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { Edge } from '#edge'
import type { LossLedger } from '#schema/alert'
import type { Terminal } from '../cli/terminal.ts'
import type { AlertDraft } from '../hot/messages.ts'
import { enrol, loadIdentity } from '../identity.ts'
import { openOutbox } from '../outbox/outbox.ts'
import { startDelivery } from '../outbox/delivery.ts'
import { superviseEdge } from './edge-supervisor.ts'
import type { Progress } from './progress.ts'

export interface Shipping {
  /** Resolves once the alerts are on disk. */
  append(alerts: readonly AlertDraft[], ledger: LossLedger): Promise<void>
  /** Resolves once the edge has acknowledged everything appended so far. */
  delivered(): Promise<void>
  edgePid(): number | undefined
  /** Where a browser finds the console, signed in. */
  consoleAddress(): string | undefined
  stop(): Promise<void>
}
