/** The runtime and a bundle give the same answers in Node, in workerd and in Chromium. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { bundleSuite } from './bundle-suite.ts'
import { type ConformanceFiles, conformanceFiles } from './make-cases.ts'
import { type ConformanceResult, runConformance } from './suite.ts'

describe('verdicts, outputs and fields are the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-conformance-'))
  let files: ConformanceFiles
  beforeAll(async () => {
    files = await conformanceFiles()
    stopAssembler()
    writeFileSync(join(folder, 'bundle.bin'), files.bundle)
    writeFileSync(join(folder, 'rules.wasm'), files.rulesModule)
    writeFileSync(join(folder, 'state.wasm'), files.stateModule)
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(files.cases))
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const expectSame = (result: ConformanceResult): void => {
    expect(result.differences).toEqual([])
    expect(result.cases).toBe(files.cases.length)
    // Most of the suite would say nothing if hardly a record matched.
    expect(result.matches).toBeGreaterThan(300)
  }

  test('in Node, by the reference evaluator', async () => {
    const { bundle, cases } = files
    const [stateModule, compiled] = await Promise.all(
      [files.stateModule, files.rulesModule].map((bytes) => WebAssembly.compile(bytes)),
    )
    if (stateModule === undefined || compiled === undefined) throw new Error('two modules were asked for')
    expectSame(await runConformance({ bundle, stateModule, compiled, cases }))
  })

  test('in workerd', { timeout: 60_000 }, async () => {
    const data = ['./bundle.bin', './cases.json', './rules.wasm', './state.wasm']
    writeFileSync(join(folder, 'main.js'), await bundleSuite('workerd-entry.ts', data))
    writeFileSync(join(folder, 'suite.capnp'), workerdConfig)
    const workerd = createRequire(import.meta.url)('workerd') as { default: string }
    const child = spawn(workerd.default, ['serve', '--control-fd=3', join(folder, 'suite.capnp')], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    })
    try {
      const answer = await fetch(`http://127.0.0.1:${await portOf(child)}/`)
      expectSame((await answer.json()) as ConformanceResult)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('in Chromium', { timeout: 90_000 }, async () => {
    const server = served({ ...files, 'suite.js': await bundleSuite('browser-entry.ts') })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      // Runs in the page, where the script lies beside it.
      const run = "import('./suite.js').then(({ conformance }) => conformance())"
      expectSame((await page.evaluate(run)) as ConformanceResult)
    } finally {
      await browser.close()
      server.close()
    }
  })
})

const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "suite", worker = .suite)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);
const suite :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "main.js", esModule = embed "main.js"),
    (name = "./bundle.bin", data = embed "bundle.bin"),
    (name = "./cases.json", json = embed "cases.json"),
    (name = "./rules.wasm", wasm = embed "rules.wasm"),
    (name = "./state.wasm", wasm = embed "state.wasm"),
  ],
);
`

async function portOf(child: ChildProcess): Promise<number> {
  // The fourth of `stdio`, a pipe by the options of the call.
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const message = JSON.parse(line) as { readonly event: string; readonly port?: number }
    if (message.event === 'listen' && message.port !== undefined) return message.port
  }
  throw new Error('workerd ended before it listened')
}

function served(files: ConformanceFiles & { readonly 'suite.js': string }): Server {
  const pages: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>> = {
    '/': ['text/html', '<!doctype html><title>conformance</title>'],
    '/suite.js': ['text/javascript', files['suite.js']],
    '/bundle.bin': ['application/octet-stream', files.bundle],
    '/rules.wasm': ['application/wasm', files.rulesModule],
    '/state.wasm': ['application/wasm', files.stateModule],
    '/cases.json': ['application/json', JSON.stringify(files.cases)],
  }
  return createServer((request, response) => {
    const page = pages[request.url ?? '']
    if (page === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': page[0] }).end(page[1])
  })
}
