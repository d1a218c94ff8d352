/** Falco's priorities, most severe first. The index is the number on the wire and in compiled modules. */
export const priorities = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const

/** One of Falco's eight priorities, in the spelling of Falco's JSON alerts. */
export type Priority = (typeof priorities)[number]

/** The severity rank of a priority: 0 is the most severe. */
export const rankOf = (priority: Priority): number => priorities.indexOf(priority)
