/** The process that runs AssemblyScript's compiler, which holds hundreds of megabytes that only an end gives back. */
import asc from 'assemblyscript/asc'

/** One module to assemble: sources by name without their ending, the first of which is the entry. */
export interface Job {
  readonly id: number
  readonly entry: string
  readonly files: Readonly<Record<string, string>>
  readonly memoryPages: number
}

/** The module, or what the compiler said. */
export interface Outcome {
  readonly id: number
  readonly module: Uint8Array | null
  readonly errors: string
}

/** Characters of source beyond which optimising would take too long. */
const largest = 1_000_000

const flags = ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd', '--disableWarning', '201']

async function assemble({ id, entry, files, memoryPages }: Job): Promise<Outcome> {
  let module: Uint8Array | null = null
  let errors = ''
  const characters = Object.values(files).reduce((sum, { length }) => sum + length, 0)
  const effort = characters > largest ? '-O0' : '-O1'
  const pages = ['--initialMemory', String(memoryPages), '--maximumMemory', String(memoryPages)]
  const { error } = await asc.main([`${entry}.ts`, effort, ...flags, ...pages, '--outFile', 'out.wasm'], {
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
