import type { Value } from './value.ts'

const guarded = (has: string | null, statement: string): string =>
  has === null ? statement : `if (${has}) ${statement} else putAbsent();`

/** The statement that hands a value to the host. */
export function valueStatement(value: Value): string {
  switch (value.kind) {
    case 'absent':
    case 'ends':
      return 'putAbsent();'
    case 'text':
      return `putText(${value.output ?? value.code});`
    case 'list':
      return `putList(${value.code});`
    case 'address':
      return `putAddress(${value.code});`
    case 'double':
      return guarded(value.has, `putDouble(${value.code});`)
    case 'integer': {
      const put = value.boolean === true ? 'putBoolean' : value.signed ? 'putSigned' : 'putUnsigned'
      return guarded(value.has, `${put}(${value.code});`)
    }
    case 'ancestors':
      return valueStatement(value.output)
  }
}
