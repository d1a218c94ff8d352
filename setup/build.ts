/** `npm run build`: everything that `npm start` would build on its way. */
import { buildEverything } from './build-everything.ts'

await buildEverything((line) => console.error(line))
