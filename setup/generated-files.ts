import { fieldsMarkdown } from '#rules-compiler'
import { generatedFiles as schemaFiles } from '../schema/generated-files.ts'

/** Every generated file of the repository by its path, as it must be. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  ...schemaFiles(),
  'docs/fields.md': fieldsMarkdown(),
})
