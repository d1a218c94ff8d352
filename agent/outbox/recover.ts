/** Rebuilds the outbox from what a crash, a kill or a bad disk left of it. */
import { EpochLog, type Held, segmentFolder } from './epoch-log.ts'
import type { FileSystem } from './file-system.ts'
import { type FoundFrame, type Scan, scanSegment } from './frame.ts'
import { type EpochState, readState, zeroMark } from './state.ts'

/** What was found at open. */
export interface Recovery {
  /** Batches held and not acknowledged. */
  readonly batches: number
  readonly alerts: number
  /** Batches whose body is damaged; their alerts are counted as shed unless the edge turns out to hold them. */
  readonly damagedBatches: number
  readonly damagedAlerts: number
  /** Bytes behind the last frame: a write that was cut off, of alerts that were never said to be safe. */
  readonly cutBytes: number
  /** Bytes between frames that belong to none. */
  readonly strayBytes: number
  /** Neither copy of the state could be read: everything held is sent again. */
  readonly isStateLost: boolean
}

/** The epochs found, in sending order; `logs` is empty on a new disk. */
export interface Recovered {
  readonly logs: readonly EpochLog[]
  readonly recovery: Recovery
  readonly version: number
  readonly lastGeneration: number
  /** The last batch's number may have been used by something that is no longer readable. */
  readonly mustBeginEpoch: boolean
  /** The edge may have been sent one batch more than the state says. */
  readonly isStateOlder: boolean
  /** `State.attempted`. */
  readonly attempted: number
}

interface Segment {
  readonly name: string
  readonly generation: number
  readonly index: number
}

interface ScannedSegment extends Segment {
  readonly scan: Scan
  readonly size: number
}

/** Reads everything, cuts a torn tail and removes what no epoch needs. */
export async function recover(files: FileSystem, segmentBytes: number): Promise<Recovered> {
  await files.makeFolder(segmentFolder)
  const { state, isOlder } = await readState(files)
  const segments = (await files.list(segmentFolder)).flatMap(parseName)
  const scanned = await Promise.all(segments.map((segment) => scanFile(files, segment)))
  const epochs = state?.epochs ?? guessEpochs(scanned)
  const live = new Set(epochs.map(({ generation }) => generation))
  for (const { name, generation } of segments) if (!live.has(generation)) await files.remove(name)
  const kept = scanned.filter(({ generation }) => live.has(generation))
  const cutBytes = await cutTails(files, kept)
  const logs = epochs.map((epoch) => logOf(files, segmentBytes, epoch, kept))
  for (const log of logs) await log.removeDone()
  return {
    logs,
    recovery: {
      ...countHeld(logs),
      cutBytes,
      strayBytes: stray(kept),
      isStateLost: state === undefined && live.size > 0,
    },
    version: state?.version ?? 0,
    lastGeneration: Math.max(0, ...segments.map(({ generation }) => generation), ...live),
    mustBeginEpoch: logs.length === 0 || cutBytes > 0 || (state === undefined && live.size > 0),
    isStateOlder: isOlder,
    attempted: state?.attempted ?? 0,
  }
}

function parseName(name: string): readonly Segment[] {
  const match = /^(\d+)-(\d+)\.log$/.exec(name)
  if (match === null) return []
  return [{ name: `${segmentFolder}/${name}`, generation: Number(match[1]), index: Number(match[2]) }]
}

async function scanFile(files: FileSystem, segment: Segment): Promise<ScannedSegment> {
  const bytes = await files.read(segment.name, 0, (await files.size(segment.name)) ?? 0)
  return { ...segment, scan: scanSegment(bytes), size: bytes.length }
}

/** Without a state every generation may hold alerts that nobody else has. The edge knows those that it has seen. */
function guessEpochs(segments: readonly ScannedSegment[]): readonly EpochState[] {
  const byGeneration = new Map<number, string>()
  for (const { generation, scan } of segments) {
    const epoch = scan.frames[0]?.epoch
    if (epoch !== undefined && !byGeneration.has(generation)) byGeneration.set(generation, epoch)
  }
  const epochs = [...byGeneration].sort(([left], [right]) => left - right)
  return epochs.map(([generation, epoch]) => ({
    epoch,
    generation,
    acknowledged: zeroMark,
    through: null,
    shedAtLeast: 0,
  }))
}

async function cutTails(files: FileSystem, segments: readonly ScannedSegment[]): Promise<number> {
  let cut = 0
  for (const { name, scan, size } of segments) {
    if (size === scan.end) continue
    cut += size - scan.end
    await files.truncate(name, scan.end)
  }
  return cut
}

function logOf(
  files: FileSystem,
  segmentBytes: number,
  epoch: EpochState,
  segments: readonly ScannedSegment[],
): EpochLog {
  const own = segments.filter(({ generation }) => generation === epoch.generation)
  const held: Held[] = []
  for (const { index, scan } of own)
    for (const frame of scan.frames)
      if (isOf(epoch, frame) && frame.number > (held.at(-1)?.number ?? 0)) held.push({ ...frame, segment: index })
  return new EpochLog(files, segmentBytes, epoch, held, new Map(own.map(({ index, scan }) => [index, scan.end])))
}

const isOf = ({ epoch, through }: EpochState, frame: FoundFrame): boolean =>
  frame.epoch === epoch && frame.number <= (through ?? frame.number)

function countHeld(logs: readonly EpochLog[]) {
  const waiting = logs.flatMap((log) => log.waiting)
  const damaged = waiting.filter(({ isWhole }) => !isWhole)
  const alerts = (frames: readonly Held[]): number => frames.reduce((sum, { count }) => sum + count, 0)
  return {
    batches: waiting.length,
    alerts: alerts(waiting),
    damagedBatches: damaged.length,
    damagedAlerts: alerts(damaged),
  }
}

const stray = (segments: readonly ScannedSegment[]): number =>
  segments.reduce((sum, { scan }) => sum + scan.strayBytes, 0)
