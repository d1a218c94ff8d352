/** A runtime beside the plain meaning of the same rules: each record is judged by both. */

import {
  compileBundle,
  compileStateModule,
  evaluateCondition,
  loadRules,
  type ReadField,
  type RuleSet,
  type Value,
} from '#rules-compiler'
import type { ContainerMetadata } from '#schema/container'
import { fields } from '#schema/fields'
import { columnOf } from '#schema/layout'
import type { Bundle } from '#schema/manifest'
import { header, recordFlags } from '#schema/record'
import {
  createRuntime,
  type FoundContainer,
  type RecordObject,
  type Runtime,
  type RuntimeOptions,
  writeRecord,
} from '#wasm-runtime'
import { evaluatorValue } from '../../agent/explain/field-reader.ts'
import { containerArguments } from './random-condition.ts'

/** Rules of these conditions, named by their number, and one whose output shows every field that they read. */
export function rulesOf(conditions: readonly string[]): RuleSet {
  const text = conditions
    .map(
      (condition, i) => `- {rule: r${i}, desc: d, priority: INFO, output: x, condition: ${JSON.stringify(condition)}}`,
    )
    .join('\n')
  return loadRules([{ path: 'random.yaml', text }])
}

/** Ancestors asked for one by one. */
const maxAncestors = 40

const ancestral = new Set(['proc.aname', 'proc.aexe', 'proc.aexepath', 'proc.acmdline', 'proc.apid'])
const ends: Readonly<Record<string, readonly string[]>> = {
  'fd.ip': ['fd.lip', 'fd.rip'],
  'fd.net': ['fd.lip', 'fd.rip'],
  'fd.port': ['fd.lport', 'fd.rport'],
}

/** Parameters that random conditions and Falco's rules ask for. */
const shownArguments = [
  ...['flags', 'name', 'res', 'fd', 'mode', 'exe', 'comm', 'tuple', 'dirfd', 'uid', 'request', 'target', 'oldpath'],
  ...['newpath', 'linkpath', 'domain', 'type', 'proto', 'cmd', 'path', 'filename', 'euid', 'newpath', 'nstype'],
]

/** Mounts that Falco's rules ask for. */
const askedMounts = [
  ...[
    '/',
    '/proc*',
    '/root*',
    '/etc',
    '/etc/kubernetes',
    '/etc/kubernetes/manifests',
    '/home/admin',
    '/var/lib/kubelet',
  ],
  ...['/var/lib/kubelet/pki', '/var/run/docker.sock', '/var/run/crio/crio.sock', '/run/containerd/containerd.sock'],
].map((source) => `container.mount.dest[${source}]`)

/** Every field that can be shown, with every argument that random conditions use. */
function shownFields(): string[] {
  const shown = fields.filter(({ supplied, use }) => supplied && use !== 'filter')
  const names = shown.flatMap(({ name, argument }) => {
    if (name === 'evt.arg') return shownArguments.map((a) => `evt.arg.${a}`)
    if (name === 'evt.rawarg') return ['flags', 'mode', 'ino', 'uid'].map((a) => `evt.rawarg.${a}`)
    if (argument === null) return [name]
    if (ancestral.has(name)) return Array.from({ length: maxAncestors }, (_, i) => `${name}[${i}]`)
    if (/^(container|k8s)\./.test(name)) return containerArguments(name).map((a) => `${name}[${a}]`)
    const indexed = Array.from({ length: 4 }, (_, i) => `${name}[${i}]`)
    const keyed = name.endsWith('env') ? ['A', 'PATH', 'NONE', 'LD_PRELOAD'].map((key) => `${name}[${key}]`) : indexed
    return [name, ...keyed]
  })
  return [...names, ...askedMounts, ...Array.from({ length: maxAncestors }, (_, i) => `proc.aenv[${i}]`)]
}

const isText = (value: Value | undefined, text: string): boolean =>
  value instanceof Uint8Array && new TextDecoder().decode(value) === text

/** Judges records by both and says where they part. */
export class World {
  readonly runtime: Runtime
  #rules: RuleSet
  readonly #showing: Runtime
  readonly #indexes: ReadonlyMap<string, number>

  private constructor(rules: RuleSet, runtime: Runtime, showing: Runtime, shown: Bundle) {
    this.#rules = rules
    this.runtime = runtime
    this.#showing = showing
    this.#indexes = new Map(shown.manifest.values.map(({ text }, index) => [text, index]))
  }

  /** The rules in force. */
  get rules(): RuleSet {
    return this.#rules
  }

  static async of(rules: RuleSet, runtimeOptions: Pick<RuntimeOptions, 'pathCacheSets'> = {}): Promise<World> {
    const stateModule = await WebAssembly.compile(await compileStateModule())
    const output = shownFields()
      .map((name) => `%${name}`)
      .join(' ')
    const showing = loadRules([
      {
        path: 'shown.yaml',
        text: `- {rule: shown, desc: d, priority: INFO, condition: evt.num exists, output: ${JSON.stringify(output)}}`,
      },
    ])
    const shown = await compileBundle(showing)
    const make = async (bundle: Bundle): Promise<Runtime> => {
      const runtime = createRuntime({ ...runtimeOptions, stateModule, bootTimeNs: 1_600_000_000n * 1_000_000_000n })
      runtime.setUsers([
        { id: 0, name: 'root', homeDirectory: '/root', shell: '/bin/sh' },
        { id: 1000, name: 'a' },
      ])
      runtime.setGroups([{ id: 0, name: 'root' }])
      runtime.setHostname('node-1')
      await runtime.load(bundle)
      return runtime
    }
    return new World(rules, await make(await compileBundle(rules)), await make(shown), shown)
  }

  /** The names of the rules that match by their plain meaning, with the values that the library reads. */
  #plainly(record: Uint8Array): string[] {
    const at = this.#showing.batchRegion.offset
    if (this.#showing.judgeRecords(record) === 0) return []
    // An odd address reads the record by the name that the kernel resolved.
    const readers = this.#hasOtherName(at) ? [this.#reader(at), this.#reader(at | 1)] : [this.#reader(at)]
    return this.#rules.rules
      .filter(({ condition }) => readers.some((read) => evaluateCondition(condition, read)))
      .map(({ name }) => name)
  }

  #hasOtherName(at: number): boolean {
    const flags = new DataView(this.#showing.memory.buffer).getUint16(at + columnOf(header, 'flags').offset, true)
    return (flags & recordFlags.OTHER_NAME) !== 0
  }

  #reader(at: number): ReadField {
    const one = (name: string): Value | undefined => {
      const index = this.#indexes.get(name)
      if (index === undefined) throw new Error(`${name} is not shown`)
      return evaluatorValue(this.#showing.value(index, at))
    }
    return (field, argument) => {
      if (!field.supplied) return undefined
      // An output never shows it.
      if (field.name === 'evt.type.is') return isText(one('evt.type'), String(argument)) ? 1n : 0n
      const both = ends[field.name]
      if (both !== undefined) {
        if (one('fd.connected') === undefined) return undefined
        return both.flatMap((end) => one(end) ?? [])
      }
      const isAny = (ancestral.has(field.name) || field.name === 'proc.aenv') && argument === null
      if (isAny) {
        const values = Array.from({ length: maxAncestors - 1 }, (_, i) => one(`${field.name}[${i + 1}]`))
        return one('proc.ppid') === undefined || one('proc.apid[1]') === undefined
          ? undefined
          : values.filter((v) => v !== undefined)
      }
      const shown = field.name.replace(/^fd\.([cslr])net$/, 'fd.$1ip')
      return one(
        argument === null
          ? shown
          : `${field.name}${/^evt\.((raw)?arg|type\.is)$/.test(field.name) ? `.${argument}` : `[${argument}]`}`,
      )
    }
  }

  /** Tells both what a runtime says of a container. */
  setContainer(found: FoundContainer, metadata: ContainerMetadata): void {
    this.runtime.setContainer(found, metadata)
    this.#showing.setContainer(found, metadata)
  }

  /** Puts other rules in force in both, in the middle of the stream. */
  async swap(rules: RuleSet, bundle: Bundle): Promise<void> {
    await this.runtime.load(bundle)
    this.#rules = rules
  }

  /** Goes back to the rules before the last swap, which the caller knows. */
  rollback(rules: RuleSet): void {
    if (!this.runtime.rollback()) throw new Error('there are no rules to go back to')
    this.#rules = rules
  }

  /** Rules that one of the two reports and the other does not; empty if they agree. */
  disagreements(record: RecordObject): string[] {
    const bytes = writeRecord(record)
    this.runtime.judgeRecords(bytes)
    const compiled = new Set(this.runtime.matches().map(({ rule }) => rule.name))
    const plain = new Set(this.#plainly(bytes))
    return [...compiled.symmetricDifference(plain)]
  }
}
