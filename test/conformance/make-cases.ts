/** The records of the suite: those that the shipped rules' own self-test has, and random ones, with the reference's verdicts. */
import { compileReader, compileStateModule, evaluateCondition, loadRules } from '#rules-compiler'
import { decodeBundle } from '#schema/bundle'
import { eventTypeNamed } from '#schema/events'
import { decodeVectors } from '#schema/vectors'
import { createProbe, enableAll, type RecordObject, writeRecord } from '#wasm-runtime'
import { compileFiles } from '../../agent/compile/compile-files.ts'
import { FieldReader } from '../../agent/explain/field-reader.ts'
import { buildFolder, shippedRules } from '../../agent/paths.ts'
import { readRuleFiles } from '../../agent/rules-source/read-rule-files.ts'
import { Random } from '../differential/random.ts'
import { RecordStream } from '../differential/random-record.ts'
import { type Case, described } from './suite.ts'

const cacheDirectory = `${buildFolder}/rules`
const randomRecords = 600

/** What a runner hands to the suite, as bytes. */
export interface ConformanceFiles {
  readonly bundle: Uint8Array<ArrayBuffer>
  readonly stateModule: Uint8Array<ArrayBuffer>
  readonly rulesModule: Uint8Array<ArrayBuffer>
  readonly cases: readonly Case[]
}

/** Conditions over what random records hold, so that some of them match. */
const conditions = [
  'evt.type in (open, openat, openat2, creat) and evt.is_open_write = true',
  'evt.type = connect and fd.snet in (10.0.0.0/8, 192.168.0.0/16) and not fd.sport in (80, 443)',
  'evt.type in (execve, execveat) and proc.aname in (sh, bash, nginx)',
  'evt.type != connect and fd.name glob "/*/*"',
  'proc.duration >= 0 and user.name = root and proc.cmdline regex ".*[a-z]+.*"',
  'toupper(proc.name) = SH or len(proc.args) > 3',
  'container.id != host and fd.filename exists',
]

const randomRules = conditions.map((condition, index) => ({
  rule: `random ${index}`,
  desc: 'd',
  priority: 'INFO',
  condition,
  output:
    '%evt.num %evt.time %evt.type %proc.cmdline %proc.duration %user.name %fd.name %fd.sip %container.id %evt.args',
}))

/** Makes them; the same every time. */
export async function conformanceFiles(): Promise<ConformanceFiles> {
  const files = [...(await readRuleFiles([shippedRules])), { path: 'random.yaml', text: JSON.stringify(randomRules) }]
  const bundleBytes = await compileFiles({ files, options: {}, cacheDirectory }, () => {})
  if (bundleBytes === null) throw new Error('the rules of the conformance suite have faults')
  const rules = loadRules(files)
  const bundle = await decodeBundle(bundleBytes)
  const stateBytes = await compileStateModule({ cacheDirectory })
  const stateModule = await WebAssembly.compile(stateBytes)
  const fields = await FieldReader.on(await compileReader(rules, { cacheDirectory }), stateModule)
  const runtime = createProbe(stateModule)
  await runtime.load(bundle)
  enableAll(runtime)
  const stream = new RecordStream(new Random(4))
  const objects: readonly RecordObject[] = Array.from({ length: randomRecords }, () => stream.next())
  const vectors = decodeVectors(bundle.vectors).map(({ record }) => ({ record, type: undefined }))
  const drawn = objects.map((object) => ({ record: writeRecord(object), type: object }))
  const cases = [...drawn, ...vectors].map(({ record, type }): Case => {
    const reads = fields.next(record)
    runtime.judgeRecords(record)
    const found = runtime.matches()
    const isJudged =
      type === undefined || (type.type !== 'process_snapshot' && eventTypeNamed(type.type)?.judged === true)
    const asked = ({ eventTypes }: { readonly eventTypes: readonly string[] }): boolean =>
      isJudged && (type === undefined || eventTypes.length === 0 || eventTypes.includes(type.type))
    const matching = rules.rules.filter(
      (rule) => asked(rule) && reads.some((read) => evaluateCondition(rule.condition, read)),
    )
    return {
      record: Buffer.from(record).toString('base64'),
      rules: matching.map(({ name }) => name).sort(),
      described: found.map(described),
    }
  })
  return { bundle: bundleBytes, stateModule: stateBytes, rulesModule: bundle.module, cases }
}
