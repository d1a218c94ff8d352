/** `eyas record --around`: what the running agent still has of the time around an alert. */
import { bootTimeNs } from '#native'
import { jsonTime } from '../alert/time.ts'
import { askLookBack } from '../control/client.ts'
import { ByteWriter } from './byte-writer.ts'
import type { CaptureFile } from './capture-file.ts'
import { CaptureWriter } from './capture-writer.ts'
import { type Recorded, recordsOf } from './record-live.ts'
import { writeStart } from './start-of-capture.ts'

/** What is recorded, and of which agent. */
export interface AroundRecording {
  readonly dataFolder: string
  /** Nanoseconds since 1970, both included. */
  readonly fromNs: bigint
  readonly toNs: bigint
  readonly hostname: string
  /** Opens the file once there is something to write. */
  readonly openFile: () => CaptureFile
}

/** The agent has nothing of that time; `hint` says what to do. */
export class NothingKept extends Error {
  readonly hint: string
  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** Writes the events of a time. Throws ControlError, NothingKept and what the disk refuses. */
export async function recordAround(recording: AroundRecording): Promise<Recorded> {
  const { dataFolder, fromNs, toNs, hostname, openFile } = recording
  const found = await askLookBack(dataFolder, fromNs, toNs)
  if (found === undefined)
    throw new NothingKept(
      'the agent keeps no events',
      'Start it with --look-back MIB, such as npm start -- --look-back 4.',
    )
  const { oldestNs, before, events } = found
  if (oldestNs === undefined || oldestNs > toNs)
    throw new NothingKept(
      `the agent keeps nothing of that time any more${oldestNs === undefined ? '' : `; its oldest event is of ${jsonTime(oldestNs)}`}`,
      'npm start -- --look-back MIB lets it keep more; what is past cannot be recorded.',
    )
  const writer = new CaptureWriter()
  const out = new ByteWriter()
  writeStart(out, writer, recordsOf(before), { hostname, bootNs: bootTimeNs(), ns: fromNs, now: undefined })
  writer.write(out, events)
  const file = openFile()
  await file.write(out.written)
  await file.end()
  return { events: writer.events, bytes: file.bytes, lost: 0 }
}
