/** `npm run generate`: writes what other languages and the documentation take from the schema. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { rootFolder } from '../agent/paths.ts'
import { generatedFiles } from './generated-files.ts'

for (const [path, text] of Object.entries(generatedFiles())) {
  mkdirSync(dirname(rootFolder + path), { recursive: true })
  writeFileSync(rootFolder + path, text)
}
