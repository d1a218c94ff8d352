// How Node is started for what stays: with little memory for objects that die young, and without an arena of the
// allocator for each thread. Measured with Falco's three files, that is 70 of 215 MB.
const leanArgument = '--max-semi-space-size=2'

const leanEnvironment = (root) => ({
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  // Worker threads, too, take the types out of their files once and not at each start, which needs a compiler.
  NODE_COMPILE_CACHE: `${root}build/compile-cache`,
})

/** Whether this process was started so. */
export const isLean = () => process.execArgv.includes(leanArgument)

/** The arguments and the environment that start `file` in a lean Node. */
export const leanStart = (root, file, words) => ({
  words: [...process.execArgv, leanArgument, file, ...words],
  environment: { ...leanEnvironment(root), ...process.env },
})
