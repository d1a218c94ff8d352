import type { Condition } from './condition.ts'

const bare = (key: string, value: unknown): unknown => {
  if (key === 'at') return undefined
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return key === 'field' && value instanceof Object && 'name' in value ? value.name : value
}

/** A text that two conditions on one source share exactly if they say the same, wherever they were written. */
export const identityOf = (condition: Condition): string => JSON.stringify(condition, bare)
