/** Why an alert does not notify. */

/** One thing that mutes. */
export interface MuteReason {
  readonly kind: 'silence' | 'inhibition' | 'time_interval'
  /** The silence, the inhibiting alert's fingerprint, or the interval's name. */
  readonly id: string
  /** One sentence for a person. */
  readonly text: string
}
