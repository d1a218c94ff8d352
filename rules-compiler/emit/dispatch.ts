/** Chooses among statements by a number. */

interface Target {
  readonly number: number
  readonly statement: string
}

/** Halves the targets, which are in ascending order, until one is left: a switch asks one after the other. */
export function dispatch(which: string, targets: readonly Target[]): string {
  const [first] = targets
  if (first === undefined) return ''
  if (targets.length === 1) return `if (${which} == ${first.number}) ${first.statement}`
  const half = targets.length >> 1
  const bound = targets[half]?.number ?? 0
  return `if (${which} < ${bound}) { ${dispatch(which, targets.slice(0, half))} } else { ${dispatch(which, targets.slice(half))} }`
}
