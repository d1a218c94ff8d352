/** Numbers of fields with a fraction, as Falco's JSON writes them. */
import { fields as registry } from '#schema/fields'

const fractions = new Set(registry.filter(({ type }) => type === 'double').map(({ name }) => name))

/** Whether the field of that name, with its argument or without, has a fraction. */
export const hasFraction = (name: string): boolean => fractions.has(name)

/** Digits in front of the point beyond which an exponent is written, and zeros behind it. */
const mostDigits = 15
const mostZeros = 4

/** The shortest text that reads as the same number: `0.0`, `12.5`, `1e-05`. */
export function jsonDouble(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential()) ?? []
  if (whole === '') return 'null'
  const digits = whole + fraction
  const point = value === 0 ? 1 : Number(exponent) + 1
  if (point > 0 && point <= mostDigits)
    return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`
  if (point <= 0 && point > -mostZeros) return `${sign}0.${'0'.repeat(-point)}${digits}`
  const power = Math.abs(point - 1)
    .toString()
    .padStart(2, '0')
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}e${point > 0 ? '+' : '-'}${power}`
}
