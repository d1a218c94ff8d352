/** Finds and reads rule files as Falco does: a file as it is, a folder as its YAML files in order of their names. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuleFile } from '#rules-compiler'
import { readTrouble } from '../file-trouble.ts'

export type { RuleFile }

/** A path that gives no rules, with the reason in words. */
export class RuleFilesError extends Error {}

/** Reads all files of the given paths, in order; throws RuleFilesError on the first path that gives none. */
export async function readRuleFiles(paths: readonly string[]): Promise<readonly RuleFile[]> {
  const files: RuleFile[] = []
  for (const path of paths) {
    for (const file of await filesOf(path)) files.push({ path: file, text: await reason(file, () => readFile(file)) })
  }
  return files
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await reason(path, () => stat(path))
  if (!found.isDirectory()) return [path]
  const names = await reason(path, () => readdir(path))
  const yaml = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  if (yaml.length === 0) throw new RuleFilesError(`${path} has no file that ends in .yaml or .yml`)
  return yaml.map((name) => join(path, name))
}

async function reason<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const words = readTrouble(path, error)
    throw words === undefined ? error : new RuleFilesError(words)
  }
}
