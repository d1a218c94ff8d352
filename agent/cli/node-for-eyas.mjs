import { existsSync } from 'node:fs'

/** A Node that can run TypeScript as it is: this one, or the one among the installed packages. */
export function nodeForEyas(root) {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const packaged = `${root}node_modules/node-linux-${process.arch}/bin/node`
  if (existsSync(packaged)) return packaged
  throw new Error(
    `this is Node ${process.version}, and the packages with a newer one are not installed; run npm start or npm run build first`,
  )
}
