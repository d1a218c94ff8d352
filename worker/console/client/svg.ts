/** Elements of SVG. Like `h`, nothing here parses text. */
import { visible } from '#schema/visible-text'

const space = 'http://www.w3.org/2000/svg'

/** Makes an element of SVG; numbers are written as they are, text stays text. */
export const s = (
  name: string,
  given: Readonly<Record<string, string | number>>,
  ...content: readonly (SVGElement | string | null)[]
): SVGElement => {
  const element = document.createElementNS(space, name)
  for (const [key, value] of Object.entries(given)) element.setAttribute(key, String(value))
  for (const item of content) if (item !== null) element.append(typeof item === 'string' ? visible(item) : item)
  return element
}
