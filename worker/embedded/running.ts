/** Which edge runs on a data directory, as `<data>/edge/edge.json` and the process table say. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTokens, type Tokens } from './tokens.ts'

/** What a running edge leaves for others to find. */
export interface Running {
  readonly url: string
  readonly pid: number
  /** The process that started it. */
  readonly owner: number
}

/** The folder of the edge within a data directory. */
export const edgeDirectoryOf = (dataDirectory: string): string => join(dataDirectory, 'edge')

const pathOf = (edgeDirectory: string): string => join(edgeDirectory, 'edge.json')

/** Notes the running edge. */
export const writeRunning = (edgeDirectory: string, running: Running): void =>
  writeFileSync(pathOf(edgeDirectory), JSON.stringify(running))

/** Forgets the running edge. */
export const removeRunning = (edgeDirectory: string): void => rmSync(pathOf(edgeDirectory), { force: true })

/** The edge that was noted and whose process is still that edge. */
export const readRunning = (edgeDirectory: string): Running | undefined => {
  const text = readIfThere(pathOf(edgeDirectory))
  if (text === undefined) return undefined
  // Written by `writeRunning`; a write cut short leaves no JSON.
  const running = text === '' ? undefined : (JSON.parse(text) as Running)
  return running !== undefined && isEdge(running.pid, edgeDirectory) ? running : undefined
}

/** Whether a process is alive. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A pid may be another process by now: the edge's command line names its configuration. */
const isEdge = (pid: number, edgeDirectory: string): boolean => {
  if (!isAlive(pid)) return false
  const commandLine = readIfThere(`/proc/${pid}/cmdline`)
  return commandLine === undefined || commandLine.includes(join(edgeDirectory, 'edge.capnp'))
}

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** Whether an edge answers at an address. */
export const isHealthy = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) })
    return answer.ok
  } catch {
    // Not listening, or not in time: not healthy is the answer.
    return false
  }
}

/** The edge that serves a data directory now, with the tokens to query it. */
export const findEdge = async (
  dataDirectory: string,
): Promise<({ readonly url: string } & Pick<Tokens, 'readToken' | 'operatorToken' | 'adminToken'>) | undefined> => {
  const edgeDirectory = edgeDirectoryOf(dataDirectory)
  const running = readRunning(edgeDirectory)
  const tokens = readTokens(edgeDirectory)
  if (running === undefined || tokens === undefined || !(await isHealthy(running.url))) return undefined
  const { readToken, operatorToken, adminToken } = tokens
  return { url: running.url, readToken, operatorToken, adminToken }
}
