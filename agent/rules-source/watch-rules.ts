/**
 * Notices that rule files have changed. A change of several files is taken as one: nothing is told until the files
 * have been quiet for a while, so that no half of it is ever loaded.
 */
import { type FSWatcher, watch } from 'node:fs'

/** How long the files must be quiet, in milliseconds. */
const quietMs = 300

/** A watch over rule files. */
export interface RulesWatch {
  /** Counts every sign of a change, told or not: files read between two equal counts are of one piece. */
  changes(): number
  stop(): void
}

/** Calls `changed` after each change below the given files and folders, once it is over. */
export function watchRules(paths: readonly string[], changed: () => void): RulesWatch {
  let timer: NodeJS.Timeout | undefined
  let changes = 0
  const touched = (): void => {
    changes++
    clearTimeout(timer)
    timer = setTimeout(changed, quietMs)
  }
  const watchers = paths.map((path) => watcherOf(path, touched))
  return {
    changes: () => changes,
    stop: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** What Kubernetes puts in the place of itself when a mounted ConfigMap changes; the files are links through it. */
const configMap = '..data'

/** A file is watched through its folder: editors and deployments put a new file in the place of the old one. */
function watcherOf(path: string, touched: () => void): FSWatcher {
  const at = path.lastIndexOf('/')
  const isYaml = /\.ya?ml$/.test(path)
  const folder = isYaml ? path.slice(0, at) || '/' : path
  const name = isYaml ? path.slice(at + 1) : undefined
  const isOurs = (file: string): boolean =>
    file === configMap || (name === undefined ? /\.ya?ml$/.test(file) : file === name)
  const watcher = watch(folder, { persistent: false }, (_event, file) => {
    if (file === null || isOurs(file)) touched()
  })
  // A folder that goes away takes its rules with it only at the next reload, which says so.
  watcher.on('error', touched)
  return watcher
}
