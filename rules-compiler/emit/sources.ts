/** The AssemblyScript files that the modules are made of, by the names under which they import one another. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assemblyScriptLayout } from '#schema/assemblyscript'
import { memoryMapSource } from './memory-source.ts'

const ending = '.as.ts'

function sourcesIn(folder: URL): Record<string, string> {
  const directory = fileURLToPath(folder)
  const names = readdirSync(directory).filter((name) => name.endsWith(ending))
  return Object.fromEntries(
    names.sort().map((name) => [name.slice(0, -ending.length), readFileSync(`${directory}/${name}`, 'utf8')]),
  )
}

const generated = (): Record<string, string> => ({ layout: assemblyScriptLayout(), 'memory-map': memoryMapSource() })

/** Sources of the state module; its entry is `index`. */
export const stateSources = (): Readonly<Record<string, string>> => ({
  ...generated(),
  ...sourcesIn(new URL('../../wasm-runtime/assembly/', import.meta.url)),
})

/** What every rules module may import; its entry, `rules`, is generated. */
export const ruleSources = (): Readonly<Record<string, string>> => ({
  ...generated(),
  ...sourcesIn(new URL('../assembly/', import.meta.url)),
})
