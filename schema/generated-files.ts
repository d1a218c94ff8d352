import { assemblyScriptLayout } from './assemblyscript.ts'
import { cHeader } from './c-header.ts'
import { captureHeader } from './capture/capture-header.ts'

/** Every generated file of the repository by its path, as it must be. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  'schema/generated/events.h': cHeader(),
  'schema/generated/capture.h': captureHeader(),
  'schema/generated/layout.as.ts': assemblyScriptLayout(),
})
