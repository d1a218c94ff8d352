/** Why a rule matched or did not match recorded events. */
import {
  compileReader,
  compileStateModule,
  type ResolvedRule,
  type RuleSet,
  stopAssembler,
  type Why,
  whyMatch,
} from '#rules-compiler'
import { createRuntime } from '#wasm-runtime'
import { parseRecordedEvent, type RecordedEvent, RecordingError } from '../hot/recorded-events.ts'
import { FieldReader } from './field-reader.ts'

/** The verdict on one event of a recording. */
export interface RecordedWhy {
  /** Line of the recording, from 1. */
  readonly line: number
  readonly eventType: string
  readonly why: Why
}

/** An event with the line that it stands on. */
export interface EventOfLine extends RecordedEvent {
  readonly line: number
}

/** The events of a recording; `name` stands in errors. Throws RecordingError at a line that is none. */
export const eventsByLine = (text: string, name: string): readonly EventOfLine[] =>
  text.split('\n').flatMap((one, index) => {
    if (one.trim() === '') return []
    try {
      return [{ ...parseRecordedEvent(one, index + 1), line: index + 1 }]
    } catch (error) {
      throw new RecordingError(`${name}:${index + 1}: ${error instanceof Error ? error.message : String(error)}`)
    }
  })

/** Goes through the events in order and explains the rule's verdict on each that is shown to it. */
export async function whyRecorded(
  rule: ResolvedRule,
  macros: RuleSet['macros'],
  events: readonly EventOfLine[],
  cacheDirectory: string,
): Promise<readonly RecordedWhy[]> {
  const reader = await compileReader({ rules: [rule] }, { cacheDirectory })
  const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
  stopAssembler()
  // As the agent judges recordings: times of processes count from 1970.
  const fields = await FieldReader.on(reader, stateModule, createRuntime({ stateModule }))
  const isShown = ({ object, isEvent }: RecordedEvent): boolean =>
    isEvent && (rule.eventTypes.length === 0 || rule.eventTypes.includes(object.type))
  return events.flatMap((event) => {
    const reads = fields.next(event.bytes)
    if (!isShown(event)) return []
    const whys = reads.map((read) => whyMatch(rule, macros, read))
    // Judged under two names, it matches if it does under one.
    const why = whys.find(({ matches }) => matches) ?? whys[0]
    return why === undefined ? [] : [{ line: event.line, eventType: event.object.type, why }]
  })
}
