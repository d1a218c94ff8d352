/** What the compiler is, as a hash: whatever it made is the same for the same files and the same hash. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { rootFolder } from '../paths.ts'

const folders = ['schema', 'rules-compiler', 'wasm-runtime', 'agent/compile', 'agent/explain']

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts')

let known: string | undefined

/** SHA-256 over the sources of the compiler, of what makes its vectors, and the packages that they use, in hex; read once. */
export function compilerHash(): string {
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const folder of folders) {
    const directory = `${rootFolder}${folder}/`
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(isSource).sort()) {
      const text = readFileSync(directory + name)
      hash.update(`${folder}/${name}\0${text.length}\0`).update(text)
    }
  }
  // Names the versions of the packages that parse and assemble.
  hash.update(readFileSync(`${rootFolder}package.json`))
  known = hash.digest('hex')
  return known
}
