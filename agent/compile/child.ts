/** The process that compiles rules: loading, code, kernel filter and vectors, so that the agent's own never stands still. */
import { type Diagnostic, warmAssembler } from '#rules-compiler'
import { type CompileJob, compileFiles } from './compile-files.ts'

/** A job with its number, which the answers repeat. */
export interface NumberedJob extends CompileJob {
  readonly id: number
}

/** What is told of a job: first its diagnostics, then its bundle (null if it has faults), or why there is none. */
export type Answer = { readonly id: number } & (
  | { readonly kind: 'loaded'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'bundle'; readonly bundle: Uint8Array<ArrayBuffer> | null }
  | { readonly kind: 'failed'; readonly reason: string }
)

const send = (answer: Answer): void => {
  // Nobody is left to answer if the parent has gone.
  if (process.connected) process.send?.(answer)
}

/** As long as this process, unless that stays for ever. */
const assemblerStaysMs = 10 * 60_000

// Loading rules and starting the assembler take as long as one another; so they begin together.
warmAssembler(assemblerStaysMs)
process.on('message', async ({ id, ...job }: NumberedJob) => {
  try {
    const bundle = await compileFiles(job, (diagnostics) => send({ id, kind: 'loaded', diagnostics }))
    send({ id, kind: 'bundle', bundle })
  } catch (error) {
    send({ id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
})
