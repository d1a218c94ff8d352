/**
 * System call numbers by Falco's name of the event: of x86_64, of i386, of arm64, and of 32-bit arm. Some calls of the
 * 32-bit ABIs have two numbers, an older one with ids of 16 bits or without offsets of 64.
 */
const table = `
  open               2    5        -    5
  creat              85   8        -    8
  openat             257  295      56   322
  openat2            437  437      437  437
  execve             59   11       221  11
  execveat           322  358      281  387
  dup                32   41       23   41
  dup2               33   63       -    63
  dup3               292  330      24   358
  symlink            88   83       -    83
  symlinkat          266  304      36   331
  link               86   9        -    9
  linkat             265  303      37   330
  rename             82   38       -    38
  renameat           264  302      38   329
  renameat2          316  353      276  382
  unlink             87   10       -    10
  unlinkat           263  301      35   328
  rmdir              84   40       -    40
  mkdir              83   39       -    39
  mkdirat            258  296      34   323
  chmod              90   15       -    15
  fchmod             91   94       52   94
  fchmodat           268  306      53   333
  fchmodat2          452  452      452  452
  chown              92   182/212  -    182/212
  lchown             94   16/198   -    16/198
  fchown             93   95/207   55   95/207
  fchownat           260  298      54   325
  mknod              133  14       -    14
  mknodat            259  297      33   324
  chdir              80   12       49   12
  fchdir             81   133      50   133
  chroot             161  61       51   61
  mount              165  21       40   21
  umount             -    22       -    -
  umount2            166  52       39   52
  pivot_root         155  217      41   218
  close              3    6        57   6
  fcntl              72   55/221   25   55/221
  open_by_handle_at  304  342      265  371
  socket             41   359      198  281
  bind               49   361      200  282
  connect            42   362      203  283
  listen             50   363      201  284
  accept             43   -        202  285
  accept4            288  364      242  366
  sendto             44   369      206  290
  sendmsg            46   370      211  296
  sendmmsg           307  345      269  374
  recvfrom           45   371      207  292
  recvmsg            47   372      212  297
  recvmmsg           299  337/417  243  365/417
  socketpair         53   360      199  288
  ptrace             101  26       117  26
  setuid             105  23/213   146  23/213
  setgid             106  46/214   144  46/214
  setreuid           113  70/203   145  70/203
  setregid           114  71/204   143  71/204
  setresuid          117  164/208  147  164/208
  setresgid          119  170/210  149  170/210
  setpgid            109  57       154  57
  setsid             112  66       157  66
  setns              308  346      268  375
  unshare            272  310      97   337
  capset             126  185      91   185
  prctl              157  172      167  172
  kill               62   37       129  37
  tkill              200  238      130  238
  tgkill             234  270      131  268
  process_vm_readv   310  347      270  376
  process_vm_writev  311  348      271  377
  pidfd_open         434  434      434  434
  pidfd_getfd        438  438      438  438
  bpf                321  357      280  386
  memfd_create       319  356      279  385
  init_module        175  128      105  128
  finit_module       313  350      273  379
  delete_module      176  129      106  129
  userfaultfd        323  374      282  388
  io_uring_setup     425  425      425  425
  keyctl             250  288      219  311
  pipe               22   42       -    42
  pipe2              293  331      59   359
  eventfd            284  323      -    351
  eventfd2           290  328      19   356
`

/** The numbers of one event's call. */
export interface CallNumbers {
  readonly native: readonly number[]
  /** Of 32-bit programs on a 64-bit kernel. */
  readonly compat: readonly number[]
}

const columns: Readonly<Record<string, number>> = { x64: 0, arm64: 2 }

const numbersOf = (cell: string | undefined): readonly number[] =>
  cell === undefined || cell === '-' ? [] : cell.split('/').map(Number)

/** The numbers of every event that is a system call's, by name; none for an architecture that is not known. */
export function callNumbers(architecture: string): ReadonlyMap<string, CallNumbers> {
  const column = columns[architecture]
  if (column === undefined) return new Map()
  return new Map(
    table
      .trim()
      .split('\n')
      .map((line): [string, CallNumbers] => {
        const [name = '', ...cells] = line.trim().split(/\s+/)
        return [name, { native: numbersOf(cells[column]), compat: numbersOf(cells[column + 1]) }]
      }),
  )
}

/** The first argument of i386's socketcall(2), by event name. */
export const socketcallNumbers: Readonly<Record<string, number>> = {
  socket: 1,
  bind: 2,
  connect: 3,
  listen: 4,
  accept: 5,
  socketpair: 8,
  sendto: 11,
  recvfrom: 12,
  sendmsg: 16,
  recvmsg: 17,
  accept4: 18,
  recvmmsg: 19,
  sendmmsg: 20,
}
