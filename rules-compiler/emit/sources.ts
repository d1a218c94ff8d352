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

/** The lines of the layout whose constant or accessor some of the sources asks for; each is a line by itself. */
function askedOf(layout: string, sources: readonly string[]): string {
  const asked = new Set(sources.flatMap((source) => [...source.matchAll(/\blayout\.(\w+)/g)].map(([, name]) => name)))
  const isAsked = (line: string): boolean => asked.has(/^(?:@inline )?export \w+ (\w+)/.exec(line)?.[1])
  return layout.split('\n').filter(isAsked).join('\n')
}

/** What a rules module is assembled from; its entry, `rules`, is the generated source. */
export function ruleSources(rules: string): Readonly<Record<string, string>> {
  const { layout = '', ...files } = { ...generated(), ...sourcesIn(new URL('../assembly/', import.meta.url)), rules }
  return { ...files, layout: askedOf(layout, Object.values(files)) }
}
