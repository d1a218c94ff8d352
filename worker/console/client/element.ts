import { visible } from '#schema/visible-text'

/** What goes inside an element. Text always stays text: nothing here parses HTML. */
export type Content = Node | string | null | readonly Content[]

/** What an element is given: attributes, and handlers under `on…`. */
export type Given = Readonly<Record<string, string | boolean | ((event: Event) => void)>>

/** Makes an element. */
export const h = (name: string, given: Given, ...content: Content[]): HTMLElement => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value)
    else if (value === true) element.setAttribute(key, '')
    else if (value !== false) element.setAttribute(key, value)
  }
  append(element, content)
  return element
}

const append = (element: HTMLElement, content: Content): void => {
  if (content === null) return
  if (typeof content === 'string') element.append(visible(content))
  else if (content instanceof Node) element.append(content)
  else for (const item of content) append(element, item)
}
