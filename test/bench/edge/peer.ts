/** Debian's Alertmanager beside the edge, where it is installed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../running-eyas.ts'

const program = '/usr/bin/prometheus-alertmanager'

/** A running Alertmanager. */
export interface Peer {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts one in a directory, or says undefined where none is installed. */
export async function startPeer(directory: string, routing: string): Promise<Peer | undefined> {
  if (!existsSync(program)) return undefined
  writeFileSync(join(directory, 'alertmanager.yml'), routing)
  const address = `127.0.0.1:${await freePort()}`
  const words = [`--config.file=${directory}/alertmanager.yml`, `--storage.path=${directory}/peer`, '--log.level=error']
  const listen = [`--web.listen-address=${address}`, '--cluster.listen-address=']
  const child = spawn(program, [...words, ...listen], { stdio: 'ignore' })
  const endToo = (): void => void child.kill('SIGKILL')
  process.once('exit', endToo)
  const url = `http://${address}`
  await isReady(url, child)
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      process.off('exit', endToo)
    },
  }
}

async function isReady(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error('the Alertmanager beside the edge did not become ready')
}
