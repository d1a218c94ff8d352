/** Why a condition cannot be read; caught where the place is known and turned into a diagnostic. */
export class ConditionFault extends Error {
  override readonly name = 'ConditionFault'
}
