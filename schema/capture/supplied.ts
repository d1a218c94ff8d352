/**
 * The values that a capture supplies ready-made with an event, because records have no column for them. Behind the
 * columns of such a record lies u32 number of values, u32 nothing, then for each of them u32 slot, u32 kind (of
 * valueKinds), and 8 bytes: the number, or u32 offset from the start of the record and u32 length of a text.
 *
 * Only the slots that the rules read are filled.
 */

const names = `
  evt.args evt.buffer evt.buflen evt.buflen.in evt.buflen.out evt.buflen.file evt.buflen.file.in evt.buflen.file.out
  evt.buflen.net evt.buflen.net.in evt.buflen.net.out evt.reltime evt.reltime.s evt.reltime.ns evt.is_io evt.is_io_read evt.is_io_write evt.io_dir
  evt.is_wait evt.is_syslog evt.category evt.count.error.file evt.count.error.net evt.count.error.memory
  evt.count.error.other evt.is_async evt.asynctype evt.abspath evt.abspath.src evt.abspath.dst evt.failed evt.rawres
  evt.res evt.count.procinfo evt.count.threadinfo
  fs.path.name fs.path.nameraw fs.path.source fs.path.sourceraw fs.path.target fs.path.targetraw
  fd.name fd.nameraw fd.directory fd.filename fd.containername fd.containerdirectory fd.cproto fd.sproto fd.lproto fd.rproto fd.num fd.type fd.types fdlist.nums fdlist.names fdlist.cips fdlist.sips fdlist.cports
  fdlist.sports fd.typechar
  proc.sname proc.sid.exe proc.sid.exepath proc.vpgid.name proc.vpgid.exe proc.vpgid.exepath proc.pgid.name
  proc.pgid.exe proc.pgid.exepath proc.loginshellid proc.fdopencount proc.fdlimit proc.fdusage proc.vmsize proc.vmrss
  proc.vmswap proc.nthreads proc.nchilds proc.pid.ts proc.ppid.ts proc.duration proc.ppid.duration
  proc.pidns_init_start_ts proc.exe_ino.ctime_duration_proc_start proc.exe_ino.ctime_duration_pidns_start
  proc.stdin.type proc.stdout.type proc.stderr.type proc.stdin.name proc.stdout.name proc.stderr.name
  thread.vtid thread.pfmajor thread.pfminor thread.exectime thread.totexectime thread.cgroups thread.nametid
  thread.vmsize thread.vmrss thread.vmsize.b thread.vmrss.b thread.ismain
  user.name user.homedir user.shell user.loginname group.name
`

/** The slot of each field that has one, from 1. */
export const suppliedSlots: ReadonlyMap<string, number> = new Map(
  names
    .trim()
    .split(/\s+/)
    .map((name, i): [string, number] => [name, i + 1]),
)

/** Slots of the arguments of an event, by position: as text, and as their own type. */
export const argumentSlots = { text: 256, raw: 320 } as const

/** Slots of thread.cgroup by subsystem: these, as Linux names them. */
export const cgroupSlots = 384

/** The subsystems that thread.cgroup can name. */
export const cgroupSubsystems: readonly string[] =
  'blkio cpu cpuacct cpuset devices freezer hugetlb memory misc net_cls net_prio perf_event pids rdma systemd'.split(
    ' ',
  )

/** Slots of the arguments of an event that are bytes, by position: as outputs show them. */
export const printedSlots = 448

/** Slots there are. */
export const slotCount = 512

/** Bytes in front of the first value, and of each. */
export const suppliedBytes = { head: 8, value: 16 } as const
