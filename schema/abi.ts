/** One hash over everything that a compiled module and its host must agree on. */
import { containerRecord } from './container.ts'
import { eventTypes } from './events.ts'
import { answerColumns, control, memoryMap, pathCache, processPrefix, typeKinds, valueKinds } from './memory.ts'
import { processRecord } from './process.ts'
import { recordLayouts } from './record.ts'

const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/** FNV-1a of 64 bits over the text, in hex. */
function fnv(text: string): string {
  let hash = offset
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * prime)
  return hash.toString(16).padStart(16, '0')
}

/** The hash of this version's layouts, event types and memory map. */
export const abi: string = fnv(
  JSON.stringify([
    recordLayouts,
    processRecord,
    containerRecord,
    eventTypes,
    memoryMap,
    control,
    answerColumns,
    pathCache,
    processPrefix,
    typeKinds,
    valueKinds,
  ]),
)
