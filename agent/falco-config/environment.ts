/**
 * Falco's references to the environment in values of its configuration: `${NAME}` is the variable, empty if it is not
 * set; `$${text}` stands for `${text}`. A `$` before anything else ends the search, as it does in Falco.
 */

/** The text with its references replaced. What a variable holds is looked through as well, up to `maxExpansions`. */
export function expandEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  let value = text
  let at = value.indexOf('$')
  for (let expansions = 0; at !== -1 && expansions < maxExpansions; expansions++) {
    const isLiteral = value.startsWith('$${', at)
    const end = value.indexOf('}', at)
    if (end === -1 || !(isLiteral || value.startsWith('${', at))) break
    if (isLiteral) {
      value = value.slice(0, at) + value.slice(at + 1)
      at = value.indexOf('$', at + 1)
    } else {
      value = value.slice(0, at) + (environment[value.slice(at + 2, end)] ?? '') + value.slice(end + 1)
      at = value.indexOf('$', at)
    }
  }
  return value
}

/** A variable that names itself would never end. */
const maxExpansions = 1000
