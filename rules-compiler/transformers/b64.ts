import { ofEachText } from './transformer.ts'

/** The bytes that base64 stands for; absent if the text is none. */
export const b64 = ofEachText('b64')
