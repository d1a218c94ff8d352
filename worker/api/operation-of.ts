/** Finds the operation that a request asks for. */
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const patterns = Object.entries<Operation>(operations).map(([name, { method, path }]) => ({
  name,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** The name of an operation, or undefined where the API has none such. */
export const operationOf = (method: string, path: string): string | undefined =>
  patterns.find((one) => one.method === method && one.pattern.test(path))?.name
