/** What enabled rules want of a capture, so that its reader leaves everything else unmade. */
import { capturedTypes } from '#schema/capture/record-types'
import { argumentSlots, cgroupSlots, slotCount } from '#schema/capture/supplied'
import type { EventType } from '#schema/events'
import type { CaptureNeeds } from '#schema/manifest'
import type { Condition, Operand } from '../condition/condition.ts'
import { slotsOf } from '../emit/supplied-fields.ts'
import type { ResolvedRule, RuleSet, Template } from '../rule.ts'

type FieldOperand = Operand & { readonly kind: 'field' }

function* ofOperand(operand: Operand): Generator<FieldOperand> {
  if (operand.kind === 'field') yield operand
  else if (operand.kind === 'transformer') for (const argument of operand.arguments) yield* ofOperand(argument)
}

function* ofCondition(condition: Condition): Generator<FieldOperand> {
  switch (condition.kind) {
    case 'check':
      yield* ofOperand(condition.left)
      if (condition.right.kind === 'operand') yield* ofOperand(condition.right.operand)
      return
    case 'and':
    case 'or':
      for (const term of condition.terms) yield* ofCondition(term)
      return
    case 'not':
      yield* ofCondition(condition.term)
      return
    default:
  }
}

function* ofTemplate(template: Template): Generator<FieldOperand> {
  for (const part of template) if (part.kind === 'value') yield* ofOperand(part.operand)
}

function* operandsOf(rule: ResolvedRule): Generator<FieldOperand> {
  yield* ofCondition(rule.condition)
  yield* ofTemplate(rule.output)
  for (const field of rule.extraFields) if (field.kind === 'template') yield* ofTemplate(field.template)
}

const judged = capturedTypes.filter((type) => type.judged)

function typesOf({ eventTypes }: ResolvedRule): readonly EventType[] {
  if (eventTypes.length === 0) return judged
  const named = new Set(eventTypes)
  return judged.filter(({ name }) => named.has(name))
}

/** Numbers in ascending order, each once. */
const ascending = (numbers: ReadonlySet<number>): readonly number[] => [...numbers].sort((a, b) => a - b)

/** Pairs of a code and a position as one number and back. */
const paired = (code: number, position: number): number => code * slotCount + position
const pairsOf = (numbers: ReadonlySet<number>): readonly (readonly [number, number])[] =>
  ascending(numbers).map((number) => [Math.floor(number / slotCount), number % slotCount])

/** What the enabled rules of a set for system calls want of a capture. */
export function captureNeeds({ rules }: RuleSet): CaptureNeeds {
  const records = new Set<number>()
  const texts = new Set<number>()
  const raws = new Set<number>()
  const slots = new Set<number>()
  const read = new Set<string>()
  for (const rule of rules) {
    if (!rule.enabled || rule.source !== 'syscall') continue
    const types = typesOf(rule)
    for (const { code } of types) records.add(code)
    for (const { field, argument } of operandsOf(rule)) {
      read.add(field.name)
      for (const type of types) {
        for (const slot of slotsOf(field, argument, type)) {
          if (slot < argumentSlots.text || slot >= cgroupSlots) slots.add(paired(type.code, slot))
          else if (slot < argumentSlots.raw) texts.add(paired(type.code, slot - argumentSlots.text))
          else raws.add(paired(type.code, slot - argumentSlots.raw))
        }
      }
    }
  }
  return {
    records: ascending(records),
    slots: pairsOf(slots),
    arguments: pairsOf(texts),
    rawArguments: pairsOf(raws),
    connected: read.has('fd.connected'),
    memory: [...read].some((name) => /vmsize|vmrss|vmswap|pfmajor|pfminor/.test(name)),
  }
}
