/** The versions that eyas answers to when a file asks for an engine or a plugin. */

/** A version `x.y.z`. */
export type Version = readonly [major: number, minor: number, patch: number]

/** The version of Falco's engine whose language this is. */
export const engineVersion: Version = [0, 63, 0]

/** The plugins whose fields and sources are built in. */
export const builtInPlugins: ReadonlyMap<string, Version> = new Map([
  ['container', [0, 7, 1]],
  ['k8saudit', [0, 18, 0]],
  ['json', [0, 7, 4]],
])

/** A version out of its text, or null; what follows the third number is not looked at. */
export function parseVersion(text: string): Version | null {
  const match = /^\s*\+?(\d+)\.\s*\+?(\d+)\.\s*\+?(\d+)/.exec(text)
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])]
}

/** The version that a bare number asks for. */
export const versionOfNumber = (minor: number): Version => [engineVersion[0], minor, engineVersion[2]]

/** Whether what is there satisfies what is asked for: the same major number, and not older. */
export function satisfies(there: Version, asked: Version): boolean {
  if (there[0] !== asked[0]) return false
  return there[1] > asked[1] || (there[1] === asked[1] && there[2] >= asked[2])
}

/** `x.y.z`. */
export const printVersion = (version: Version): string => version.join('.')
