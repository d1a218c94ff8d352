/** Bundles the suite with one of its entries, as the worker is bundled: one module that imports nothing of Node. */
import { join } from 'node:path'
import { build } from 'vite'

/** Answers the source of one ES module. `external` names are left as imports. */
export async function bundleSuite(entry: string, external: readonly string[] = []): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(import.meta.dirname, entry), formats: ['es'], fileName: 'suite' },
      rolldownOptions: { external: [...external] },
    },
  })
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
  const chunk = outputs.find((one) => one.type === 'chunk')
  if (outputs.length !== 1 || chunk === undefined) throw new Error('the suite did not come out as one module')
  if (/\bfrom\s*["']node:/.test(chunk.code)) throw new Error('the suite imports a module of Node')
  return chunk.code
}
