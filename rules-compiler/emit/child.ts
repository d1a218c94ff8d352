/** The process that runs AssemblyScript's compiler, which holds hundreds of megabytes that only an end gives back. */
import asc, { libraryFiles } from 'assemblyscript/asc'
import { assemblerArguments, type Effort } from './assembler-settings.ts'
import { standardLibrary } from './standard-library.ts'

/** One module to assemble: sources by name without their ending, and which of them is the entry. */
export interface Job {
  readonly id: number
  readonly entry: string
  readonly files: Readonly<Record<string, string>>
  readonly effort: Effort
}

/** The module, or what the compiler said. */
export interface Outcome {
  readonly id: number
  readonly module: Uint8Array | null
  readonly errors: string
}

for (const name of Object.keys(libraryFiles)) delete libraryFiles[name]
Object.assign(libraryFiles, standardLibrary)

async function assemble({ id, entry, files, effort }: Job): Promise<Outcome> {
  let module: Uint8Array | null = null
  let errors = ''
  const { error } = await asc.main([`${entry}.ts`, ...assemblerArguments(effort), '--outFile', 'out.wasm'], {
    readFile: (name) => files[name.replace(/\.ts$/, '')] ?? null,
    writeFile: (name, contents) => {
      if (name === 'out.wasm' && typeof contents !== 'string') module = new Uint8Array(contents)
    },
    listFiles: () => [],
    stdout: { write: () => undefined },
    stderr: {
      write: (text) => {
        errors += String(text)
      },
    },
  })
  if (error !== null) errors += error.message
  return { id, module: error === null ? module : null, errors }
}

process.on('message', async (job: Job) => {
  const outcome = await assemble(job)
  // Nobody is left to answer if the parent has gone.
  if (process.connected) process.send?.(outcome)
})
