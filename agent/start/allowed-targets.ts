/** Private addresses that the embedded edge may deliver to: EYAS_ALLOWED_TARGETS, with commas between them. */
export const allowedTargets = (): readonly string[] =>
  (process.env.EYAS_ALLOWED_TARGETS ?? '')
    .split(',')
    .map((target) => target.trim())
    .filter((target) => target !== '')
