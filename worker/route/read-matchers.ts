/** Reads the matchers of routes and inhibition rules, in the newer form and the two older ones. */
import type { Item, Section } from '../config/section.ts'
import type { Matcher, MatcherText } from '../matchers/matcher.ts'
import { compileMatchers, parseMatchers } from '../matchers/parse-matchers.ts'

/** `matchers`, and the older `match` and `match_re`, under a prefix. */
export const readMatcherKeys = (section: Section, prefix = ''): readonly Matcher[] => {
  const older = (key: string, operator: '=' | '=~'): readonly MatcherText[] =>
    Object.entries(section.texts(`${prefix}${key}`)).map(([name, value]) => ({ name, operator, value }))
  const compiled = compileMatchers([...older('match', '='), ...older('match_re', '=~')], '')
  if (compiled.kind === 'faults')
    for (const { code, hint } of compiled.faults) section.fault(code, `${prefix}match_re`, hint)
  const listed = section.items(`${prefix}matchers`).flatMap((item) => readMatcherItem(item))
  return [...(compiled.kind === 'matchers' ? compiled.matchers : []), ...listed]
}

const readMatcherItem = (item: Item): readonly Matcher[] => {
  const parsed = parseMatchers(item.text(), item.place)
  if (parsed.kind === 'matchers') return parsed.matchers
  for (const { code, hint } of parsed.faults) item.fault(code, hint)
  return []
}
