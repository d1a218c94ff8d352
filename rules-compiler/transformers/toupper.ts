import { ofEachText } from './transformer.ts'

/** ASCII letters become capital. */
export const toupper = ofEachText('toupper')
