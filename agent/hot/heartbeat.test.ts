import { expect, test } from 'vitest'
import { Heartbeat, heartbeatMemory, Watchdog } from './heartbeat.ts'

test('a batch that is under way for longer than the bound hangs; many short ones and none at all do not', () => {
  const memory = heartbeatMemory()
  const heart = new Heartbeat(memory)
  const watchdog = new Watchdog(memory, 1000)
  const seen = [watchdog.hangs(0), watchdog.hangs(5000)]
  heart.beat()
  seen.push(watchdog.hangs(5100), watchdog.hangs(6100))
  heart.beat()
  heart.beat()
  seen.push(watchdog.hangs(6200), watchdog.hangs(7200), watchdog.hangs(7201))
  heart.beat()
  seen.push(watchdog.hangs(7300))
  expect(seen).toEqual([false, false, false, false, false, false, true, false])
})
