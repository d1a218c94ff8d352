/** Events of this kernel, judged as the agent judges them, in this thread. */
import { openSource, type Source } from '#native'
import { compileBundle, compileStateModule, kernelNeeds, type RuleSet, stopAssembler } from '#rules-compiler'
import type { KernelNeeds } from '#schema/manifest'
import { createRuntime, type Runtime } from '#wasm-runtime'
import { buildFolder } from '../../agent/paths.ts'

/** Rules ready to judge what the kernel tells for them. */
export interface Judge {
  readonly runtime: Runtime
  readonly needs: KernelNeeds
}

/** Compiles rules, or takes them from the cache. */
export async function judgeOf(rules: RuleSet): Promise<Judge> {
  const options = { cacheDirectory: `${buildFolder}/rules` }
  try {
    const stateModule = await WebAssembly.compile(new Uint8Array(await compileStateModule(options)))
    const runtime = createRuntime({ stateModule })
    await runtime.load(await compileBundle(rules, options))
    return { runtime, needs: kernelNeeds(rules) }
  } finally {
    stopAssembler()
  }
}

/** A source for the rules of a judge, which drains it whenever there is something; without one only the hooks are there. */
export function judgedSource(judge: Judge | undefined): Source {
  const source = openSource({ eventTypes: judge?.needs.eventTypes ?? [] })
  source.setFilter(judge?.needs.filter)
  source.attach()
  if (judge === undefined) {
    const buffer = new Uint8Array(1 << 22)
    source.onReadable(() => {
      while (source.drainInto(buffer, 0, buffer.length) > 0);
    })
    return source
  }
  const { runtime } = judge
  const { offset, capacity } = runtime.batchRegion
  runtime.resetState()
  runtime.forgetMasks()
  for (let complete = false; !complete; ) {
    const part = source.snapshot(runtime.memory.buffer, offset, capacity)
    runtime.judge(part.bytes)
    complete = part.complete
  }
  source.onReadable(() => {
    for (let bytes = -1; bytes !== 0; ) {
      bytes = source.drainInto(runtime.memory.buffer, offset, capacity)
      runtime.judge(bytes)
      const { answers } = runtime
      if (answers.capacity > 0) source.answer(runtime.memory.buffer, answers.offset, answers.capacity)
    }
  })
  return source
}
