/** The outbox: `openOutbox` keeps alerts on disk, `startDelivery` takes them to the edge. */
export { type Clock, systemClock } from './clock.ts'
export { type Delivery, startDelivery, type Trouble } from './delivery.ts'
export { type Outbox, type OutboxStatus, openOutbox } from './outbox.ts'
export { OutboxError } from './outbox-error.ts'
export type { Kept } from './queue.ts'
export type { BatchContext, UnnumberedAlert } from './seal.ts'
