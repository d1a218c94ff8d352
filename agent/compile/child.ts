/** The process that compiles rules: loading, code, kernel filter and vectors, so that the agent's own never stands still. */
import { warmAssembler } from '#rules-compiler'
import { type Compiled, type CompileJob, compileFiles } from './compile-files.ts'

/** A job with its number, which the answer repeats. */
export interface NumberedJob extends CompileJob {
  readonly id: number
}

/** An answer, or why there is none. */
export type Answer = { readonly id: number } & ({ readonly compiled: Compiled } | { readonly error: string })

async function answer({ id, ...job }: NumberedJob): Promise<Answer> {
  try {
    return { id, compiled: await compileFiles(job) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

// Loading rules and starting the assembler take as long as one another; so they begin together.
warmAssembler()
process.on('message', async (job: NumberedJob) => {
  const done = await answer(job)
  // Nobody is left to answer if the parent has gone.
  if (process.connected) process.send?.(done)
})
