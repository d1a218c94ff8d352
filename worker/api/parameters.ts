/** Reads the parameters of an address by their shapes. */
import type { Faults } from '../fault.ts'
import type { Parameters } from './operation.ts'
import type { MapOf } from './shape.ts'

/** The parameters given, each read by its shape; names that are not known are faults. */
export const readParameters = <P extends Parameters>(
  parameters: P,
  given: Readonly<Record<string, string>>,
  faults: Faults,
): MapOf<P> => {
  const names = Object.keys(parameters)
  for (const name of Object.keys(given))
    if (!names.includes(name)) faults.add('unknown_parameter', name.slice(0, 64), `is none of ${names.join(', ')}`)
  const entries = Object.entries(parameters).flatMap(([name, shape]) => {
    const text = Object.hasOwn(given, name) ? given[name] : undefined
    return text === undefined ? [] : [[name, shape.read(text, name, faults)] as const]
  })
  // Each was read by the shape of its name; those left out may be.
  return Object.fromEntries(entries) as MapOf<P>
}
