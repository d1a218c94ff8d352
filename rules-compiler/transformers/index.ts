/** The transformers by name. */
import type { TransformerName } from '../condition/condition.ts'
import { b64 } from './b64.ts'
import { basename } from './basename.ts'
import { concat } from './concat.ts'
import { getopt } from './getopt.ts'
import { join } from './join.ts'
import { len } from './len.ts'
import { tolower } from './tolower.ts'
import { toupper } from './toupper.ts'
import type { Transformer } from './transformer.ts'
import { val } from './val.ts'

/** What each transformer makes of its values. */
export const transformers: Readonly<Record<TransformerName, Transformer>> = {
  tolower,
  toupper,
  b64,
  basename,
  len,
  join,
  concat,
  getopt,
  val,
}
