/** Reads lists of the edge: with a filter a page may end before it is full. */
import type { Page } from '#schema/incident'
import type { Query } from './edge-client.ts'

/** What the edge gives at most in one page. */
const mostOfAPage = 500

/** The first items of a list, at most `limit`; further pages are asked for as long as some are missing. */
export async function firstOf<T>(
  limit: number,
  ask: (query: Query) => Promise<Page<T>>,
  query: Query,
): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | null | undefined
  do {
    const wanted = Math.min(limit - items.length, mostOfAPage)
    const page = await ask({ ...query, limit: String(wanted), cursor: cursor ?? undefined })
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== null && items.length < limit)
  return items
}
