/** The function that answers for a process what the kernel filter cannot find out: its verdicts, as words of clauses. */
import { eventTypeNamed } from '#schema/events'
import { answerWords } from '#schema/memory'
import type { DerivedFilter } from '../kernel-filter/derive-kernel-filter.ts'
import { conditionCode } from './condition.ts'
import type { Program } from './program.ts'

const literal = (bits: bigint): string => `<u64>0x${bits.toString(16)}`

/** The clauses of a word whose verdict passes the test. */
const clausesWhere = (word: readonly (number | null)[], test: (verdict: number | null) => boolean): bigint =>
  word.reduce<bigint>((bits, verdict, clause) => (test(verdict) ? bits | (1n << BigInt(clause)) : bits), 0n)

/** `answer(e)`, which does nothing unless the kernel waits for it. Words beyond those that an answer has are left out. */
export function answerFunction({ filter, verdicts }: DerivedFilter, program: Program): string {
  const words = filter.processWords.slice(0, answerWords)
  // Verdicts read nothing but the process, so that any type of event will do to read it in.
  const type = eventTypeNamed('openat')
  if (type === undefined) throw new Error('there are no opens')
  const statements = verdicts.flatMap((condition, verdict) => {
    const sets = words.flatMap((word, i) => {
      const clauses = clausesWhere(word, (one) => one === verdict)
      return clauses === 0n ? [] : [`w${i} |= ${literal(clauses)};`]
    })
    if (sets.length === 0) return []
    return [`  resetScratch();`, `  if (${conditionCode(condition, type, program)}) { ${sets.join(' ')} }`]
  })
  return `function answer(e: usize): void {
  const p = self(e);
  if (!wantsAnswer(e, p)) return;
  beginMask();
  const words = beginAnswer(p);
${words.map((word, i) => `  let w${i}: u64 = ${literal(clausesWhere(word, (verdict) => verdict === null))};`).join('\n')}
${statements.join('\n')}
${words.map((_, i) => `  store<u64>(words, w${i}, ${i * 8});`).join('\n')}
  endAnswer();
}`
}
