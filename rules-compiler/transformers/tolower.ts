import { ofEachText } from './transformer.ts'

/** ASCII letters become small. */
export const tolower = ofEachText('tolower')
