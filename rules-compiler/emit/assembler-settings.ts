/** How modules are assembled: all that their bytes follow from, besides their sources. */
import compiler from 'assemblyscript/package.json' with { type: 'json' }
import { memoryPages } from '#schema/memory'
import { standardLibrary } from './standard-library.ts'

/** How much work goes into a module: `quick` for those that someone waits for, `thorough` for those made once. */
export type Effort = 'quick' | 'thorough'

/**
 * Passes of Binaryen over a module that the compiler itself did not optimise. They take away what inlining leaves, which
 * is half of the bytes, in a tenth of the time that all passes of -O1 take; the engine does the rest better.
 */
const passes = [
  // Constants of the memory map are globals until it has run.
  'simplify-globals',
  'remove-unused-module-elements',
  'remove-unused-brs',
  'remove-unused-names',
  'merge-blocks',
  'simplify-locals-nostructure',
  'vacuum',
  'coalesce-locals',
]

const efforts: Readonly<Record<Effort, readonly string[]>> = {
  quick: ['-O0', '--runPasses', passes.join(',')],
  thorough: ['-O1'],
}

/** Arguments of the compiler, but for the entry and the file that it writes. */
export const assemblerArguments = (effort: Effort): readonly string[] => [
  ...efforts[effort],
  ...[
    '--runtime',
    'stub',
    '--importMemory',
    '--noExportMemory',
    '--enable',
    'simd',
    '--disableWarning',
    '201',
    '--noValidate',
  ],
  ...['--initialMemory', String(memoryPages), '--maximumMemory', String(memoryPages)],
]

/** What a module follows from besides its sources, for the name that it is kept by. */
export const assemblerKey = (effort: Effort): readonly unknown[] => [
  compiler.version,
  assemblerArguments(effort),
  standardLibrary,
]
