/** The names of errors on Linux by number, from 1; `-` where a number has no name. */
export const errnoNames: readonly string[] = `-`.trim().split(/\s+/)
