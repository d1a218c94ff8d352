/**
 * Feeds the reader of captures what libFuzzer makes up, with the sanitizers of clang: `native/scap-fuzz/fuzz.cc`. What it
 * finds new goes to build/scap-corpus, what breaks the reader to build/scap-broken-*.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}native/scap-fuzz`
const flags = ['-std=c++17', '-g', '-O1', '-fsanitize=fuzzer,address,undefined', '-DNAPI_VERSION=8']

/** Captures are small, as what a file is made of comes soon. */
const longest = 6000
const mostMegabytes = 1024

/** Fuzzes for so many seconds, building aside; true if nothing broke. Throws where clang is not there. */
export function fuzzCaptures(seconds: number): boolean {
  mkdirSync(`${root}build/scap-corpus`, { recursive: true })
  const program = `${root}build/scap-fuzz`
  const sources = readdirSync(`${root}native/scap`).filter((name) => name.endsWith('.cc') && name !== 'module.cc')
  const files = [`${folder}/fuzz.cc`, ...sources.map((name) => `${root}native/scap/${name}`)]
  if (!runs('clang++', [...flags, ...files, '-lz', '-o', program])) throw new Error('the fuzzer does not compile')
  return runs(program, [
    `-max_total_time=${seconds}`,
    `-max_len=${longest}`,
    `-rss_limit_mb=${mostMegabytes}`,
    `-artifact_prefix=${root}build/scap-broken-`,
    '-print_final_stats=1',
    `${root}build/scap-corpus`,
    `${folder}/corpus`,
  ])
}

function runs(command: string, words: readonly string[]): boolean {
  const { status, error } = spawnSync(command, words, { stdio: 'inherit' })
  if (error !== undefined) throw new Error(`cannot run ${command}; apt-get install clang brings it`, { cause: error })
  return status === 0
}
