import { ofEachText } from './transformer.ts'

/** What stands behind the last slash. */
export const basename = ofEachText('basename')
