import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rootFolder } from '../agent/paths.ts'
import { generatedFiles } from '../setup/generated-files.ts'

test.each(Object.entries(generatedFiles()))('%s is what the schema says (else: npm run generate)', (path, text) => {
  expect(readFileSync(rootFolder + path, 'utf8')).toBe(text)
})
