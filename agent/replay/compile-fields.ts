import { compileBundle } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { cacheDirectory } from '../start/prepare-rules.ts'
import { type FieldsAsked, fieldRules } from './field-rules.ts'

/** The bundle that tells the fields asked for; throws FieldsFault. */
export const compileFields = (asked: FieldsAsked, captures: boolean): Promise<Bundle> =>
  compileBundle(fieldRules(asked), { captures, cacheDirectory })
