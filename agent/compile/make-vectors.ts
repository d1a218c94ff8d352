/**
 * Makes the self-test vectors of a bundle: for each rule a scene that it matches, where one is found, and one that it
 * does not. What they match is said by the reference evaluator alone, while the rules are still being assembled; where
 * the compiled rules say otherwise, they are wrong and never get into a bundle.
 */
import { evaluateCondition, type ResolvedRule, type RuleSet } from '#rules-compiler'
import { eventTypeNamed, eventTypeOf } from '#schema/events'
import { columnOf } from '#schema/layout'
import type { Bundle } from '#schema/manifest'
import { header } from '#schema/record'
import { encodeVectors, type Vector } from '#schema/vectors'
import { type Runtime, selfTest, writeRecord } from '#wasm-runtime'
import { FieldNotRead, FieldReader } from '../explain/field-reader.ts'
import { plainScene, recordsOf } from './scene.ts'
import { type Below, wish } from './wish.ts'

/** Scenes drawn for a rule until one matches. */
const attempts = 24
/** Rules that get vectors, spread over the set where there are more. */
const maxRules = 200
/** Pids of one scene. */
const pidsOfScene = 32
const usualTypes = ['openat', 'execve', 'connect']

/** What has been found out about the rules of a bundle. */
export interface MadeVectors {
  /** As a bundle holds them. */
  readonly vectors: Uint8Array<ArrayBuffer>
  readonly count: number
  /** Rules of which some vector is a match. */
  readonly matchedRules: number
}

/** Numbers that are the same for the same seed. */
function numbersFrom(seed: number): Below {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    return ((mixed ^ (mixed >>> 13)) >>> 0) % Math.max(bound, 1)
  }
}

type Records = readonly Uint8Array<ArrayBuffer>[]

function judgedTypes({ eventTypes }: ResolvedRule): readonly string[] {
  const types = eventTypes.length === 0 ? usualTypes : eventTypes
  return types.filter((type) => eventTypeNamed(type)?.judged === true)
}

/** Scenes of one rule worth keeping: the first that it matches and the first that it does not. */
function scenesOf(trials: FieldReader, rule: ResolvedRule, index: number, firstPid: number): readonly Records[] {
  const below = numbersFrom(index + 1)
  const types = judgedTypes(rule)
  const kept = new Map<boolean, Records>()
  for (let attempt = 0; attempt < attempts && types.length > 0 && !kept.has(true); attempt++) {
    const scene = plainScene(types[attempt % types.length] ?? 'openat')
    wish(rule.condition, true, scene, below)
    const records = writtenOrNone(scene, firstPid + kept.size * pidsOfScene)
    if (records === undefined) continue
    const event = records.at(-1)
    for (const told of records.slice(0, -1)) trials.next(told)
    const matches = event !== undefined && (referenceMatches([rule], trials, event) ?? []).length > 0
    if (!kept.has(matches)) kept.set(matches, records)
  }
  return [...kept.values()]
}

/** A wish may ask for a value that no record can hold; such a scene is no scene. */
function writtenOrNone(scene: Parameters<typeof recordsOf>[0], firstPid: number): Records | undefined {
  try {
    return recordsOf(scene, firstPid).map(writeRecord)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

const typeColumn = columnOf(header, 'type').offset
const typeOf = (record: Uint8Array<ArrayBuffer>): string =>
  eventTypeOf(new DataView(record.buffer).getUint16(typeColumn, true))?.name ?? ''

/** Indexes of the rules that a record matches by the reference; undefined if some field of it cannot be read. */
function referenceMatches(
  rules: readonly ResolvedRule[],
  fields: FieldReader,
  record: Uint8Array<ArrayBuffer>,
): readonly number[] | undefined {
  const reads = fields.next(record)
  const type = typeOf(record)
  try {
    return rules.flatMap((rule, index) => {
      const isAsked = rule.source === 'syscall' && (rule.eventTypes.length === 0 || rule.eventTypes.includes(type))
      return isAsked && reads.some((read) => evaluateCondition(rule.condition, read)) ? [index] : []
    })
  } catch (error) {
    if (error instanceof FieldNotRead) return undefined
    throw error
  }
}

/** What the fields of records are read with. */
export interface VectorModules {
  readonly stateModule: WebAssembly.Module
  readonly reader: Bundle
}

/** Makes the vectors of rules. */
export async function makeVectors(rules: RuleSet, modules: VectorModules): Promise<MadeVectors> {
  const { stateModule, reader } = modules
  // What is tried and not kept must not be known when the kept scenes are judged.
  const trials = await FieldReader.on(reader, stateModule)
  const fields = await FieldReader.on(reader, stateModule)
  const step = Math.max(1, Math.ceil(rules.rules.length / maxRules))
  const vectors: Vector[] = []
  const matched = new Set<number>()
  for (let index = 0; index < rules.rules.length; index += step) {
    const rule = rules.rules[index]
    if (rule === undefined || rule.source !== 'syscall') continue
    for (const records of scenesOf(trials, rule, index, 1000 + index * 2 * pidsOfScene)) {
      const told = records.map((record) => ({ record, matches: referenceMatches(rules.rules, fields, record) }))
      // Of what cannot be read nothing is claimed, but processes that were told of stay known to both.
      vectors.push(...told.flatMap(({ record, matches }) => (matches === undefined ? [] : [{ record, matches }])))
      for (const { matches } of told) for (const match of matches ?? []) matched.add(match)
    }
  }
  return { vectors: encodeVectors(vectors), count: vectors.length, matchedRules: matched.size }
}

/** Judges the vectors of a bundle by it, on a fresh probe; throws if the compiled rules disagree with the reference. */
export async function proveVectors(bundle: Bundle, probe: Runtime): Promise<void> {
  const faults = selfTest(probe, bundle, await WebAssembly.compile(bundle.module))
  if (faults.length > 0)
    throw new Error(`the compiled rules are not what the rules mean, which is a fault of eyas: ${faults.join('; ')}`)
}
