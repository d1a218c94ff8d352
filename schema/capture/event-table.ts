/**
 * The events of Falco's captures (.scap), one a line, of all versions that a file may hold:
 *
 *     code name category flags parameter…
 *
 * Even codes are of the start of a call or of events that no call made, odd ones of the end of a call. A category may be
 * followed by where events come from if that is no system call. Flags: c creates, d destroys, u uses a descriptor; r reads
 * from, w writes to it; s changes state; p waits; k leaves no trace in its thread; o old version; L lengths of 32 bits;
 * m converted by the table of conversions.ts. A parameter is `name:type`, then how it prints if that is not decimal, then
 * the table of its names, or the number of the descriptor that a path is relative to; `*` marks the descriptor acted upon.
 */
export const eventTable = `
  0 syscall other om ID:syscallid nativeID:uint16
  1 syscall other m ID:syscallid nativeID:uint16
  2 open file csm name:fspath flags:flags32:hex:file_flags mode:uint32:oct
  3 open file csm fd:fd name:fspath flags:flags32:hex:file_flags mode:uint32:oct dev:uint32:hex ino:uint64
  4 close io-other dusom fd:fd
  5 close io-other dusm res:errno *fd:fd
  6 read io-read urom fd:fd size:uint32
  7 read io-read urm res:errno data:bytebuf *fd:fd size:uint32
  8 write io-write uwom fd:fd size:uint32
  9 write io-write uwm res:errno data:bytebuf *fd:fd size:uint32
  10 brk memory om size:uint32
  11 brk memory om res:uint64:hex
  12 execve process som
  13 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64
  14 clone process so
  15 clone process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  16 procexit process@tracepoint som
  18 socket net csom domain:enumflags32::socket_families type:uint32 proto:uint32
  19 socket net csm fd:fd domain:enumflags32::socket_families type:uint32 proto:uint32 flags:flags32:hex:file_flags
  20 bind net usom fd:fd
  21 bind net usm res:errno addr:sockaddr *fd:fd
  22 connect net usm *fd:fd addr:sockaddr
  23 connect net usm res:errno tuple:socktuple *fd:fd addr:sockaddr
  24 listen net uom fd:fd backlog:int32
  25 listen net um res:errno *fd:fd backlog:int32
  26 accept net cso
  27 accept net csom fd:fd tuple:socktuple queuepct:uint8
  28 send io-write uwom fd:fd size:uint32
  29 send io-write uwm res:errno data:bytebuf *fd:fd size:uint32 tuple:socktuple
  30 sendto io-write uwsom fd:fd size:uint32 tuple:socktuple
  31 sendto io-write uwsm res:errno data:bytebuf *fd:fd size:uint32 tuple:socktuple
  32 recv io-read urom fd:fd size:uint32
  33 recv io-read urm res:errno data:bytebuf *fd:fd size:uint32 tuple:socktuple
  34 recvfrom io-read ursom fd:fd size:uint32
  35 recvfrom io-read ursm res:errno data:bytebuf tuple:socktuple *fd:fd size:uint32
  36 shutdown net usom fd:fd how:enumflags8:hex:shutdown_how
  37 shutdown net usm res:errno *fd:fd how:enumflags8:hex:shutdown_how
  38 getsockname net o
  39 getsockname net -
  40 getpeername net o
  41 getpeername net -
  42 socketpair IPC csom domain:enumflags32::socket_families type:uint32 proto:uint32
  43 socketpair IPC csm res:errno fd1:fd fd2:fd source:uint64:hex peer:uint64:hex domain:enumflags32::socket_families type:uint32 proto:uint32
  44 setsockopt net o
  45 setsockopt net u res:errno *fd:fd level:enumflags8::sockopt_levels optname:enumflags8::sockopt_options val:dyn::sockopt_dynamic optlen:uint32
  46 getsockopt net so
  47 getsockopt net us res:errno *fd:fd level:enumflags8::sockopt_levels optname:enumflags8::sockopt_options val:dyn::sockopt_dynamic optlen:uint32
  48 sendmsg io-write uwsom fd:fd size:uint32 tuple:socktuple
  49 sendmsg io-write uwsm res:errno data:bytebuf *fd:fd size:uint32 tuple:socktuple
  50 sendmmsg io-write o
  51 sendmmsg io-write uwsm res:errno *fd:fd size:uint32 data:bytebuf tuple:socktuple
  52 recvmsg io-read ursom fd:fd
  53 recvmsg io-read ursm res:errno size:uint32 data:bytebuf tuple:socktuple msgcontrol:bytebuf *fd:fd
  54 recvmmsg io-read o
  55 recvmmsg io-read ursm res:errno *fd:fd size:uint32 data:bytebuf tuple:socktuple msgcontrol:bytebuf
  56 accept net csom flags:int32:hex
  57 accept net csom fd:fd tuple:socktuple queuepct:uint8
  58 creat file csm name:fspath mode:uint32:oct
  59 creat file csm fd:fd name:fspath mode:uint32:oct dev:uint32:hex ino:uint64 creat_flags:flags16:hex:creat_flags
  60 pipe IPC cso
  61 pipe IPC cs res:errno fd1:fd fd2:fd ino:uint64
  62 eventfd IPC csom initval:uint64 flags:uint32:hex
  63 eventfd IPC csm res:fd initval:uint64 flags:uint32:hex
  64 futex IPC om addr:uint64:hex op:flags16:hex:futex_operations val:uint64
  65 futex IPC m res:errno addr:uint64:hex op:flags16:hex:futex_operations val:uint64
  66 stat file o
  67 stat file - res:errno path:fspath
  68 lstat file o
  69 lstat file - res:errno path:fspath
  70 fstat file uom fd:fd
  71 fstat file um res:errno *fd:fd
  72 stat64 file o
  73 stat64 file - res:errno path:fspath
  74 lstat64 file o
  75 lstat64 file - res:errno path:fspath
  76 fstat64 file uo fd:fd
  77 fstat64 file - res:errno
  78 epoll_wait wait pom maxevents:errno
  79 epoll_wait wait pm res:errno maxevents:errno
  80 poll wait pom fds:fdlist timeout:int64
  81 poll wait pm res:errno fds:fdlist timeout:int64
  82 select wait po
  83 select wait p res:errno
  84 select wait po
  85 select wait pom res:errno
  86 lseek file uom fd:fd offset:uint64 whence:enumflags8::lseek_whence
  87 lseek file um res:errno *fd:fd offset:uint64 whence:enumflags8::lseek_whence
  88 llseek file uom fd:fd offset:uint64 whence:enumflags8::lseek_whence
  89 llseek file um res:errno *fd:fd offset:uint64 whence:enumflags8::lseek_whence
  90 ioctl io-other uom fd:fd request:uint64:hex
  91 ioctl io-other uom res:errno
  92 getcwd file o
  93 getcwd file - res:errno path:charbuf
  94 chdir file so
  95 chdir file s res:errno path:charbuf
  96 fchdir file usom fd:fd
  97 fchdir file usm res:errno *fd:fd
  98 mkdir file om path:fspath mode:uint32:hex
  99 mkdir file om res:errno
  100 rmdir file om path:fspath
  101 rmdir file om res:errno
  102 openat file csom dirfd:fd name:charbuf flags:flags32:hex:file_flags mode:uint32:oct
  103 openat file csom fd:fd
  104 link file om oldpath:fspath newpath:fspath
  105 link file om res:errno
  106 linkat file om olddir:fd oldpath:charbuf newdir:fd newpath:charbuf
  107 linkat file om res:errno
  108 unlink file om path:fspath
  109 unlink file om res:errno
  110 unlinkat file om dirfd:fd name:charbuf
  111 unlinkat file om res:errno
  112 pread io-read urom fd:fd size:uint32 pos:uint64
  113 pread io-read urm res:errno data:bytebuf *fd:fd size:uint32 pos:uint64
  114 pwrite io-write uwom fd:fd size:uint32 pos:uint64
  115 pwrite io-write uwm res:errno data:bytebuf *fd:fd size:uint32 pos:uint64
  116 readv io-read urom fd:fd
  117 readv io-read urm res:errno size:uint32 data:bytebuf *fd:fd
  118 writev io-write uwom fd:fd size:uint32
  119 writev io-write uwm res:errno data:bytebuf *fd:fd size:uint32
  120 preadv io-read urom fd:fd pos:uint64
  121 preadv io-read urm res:errno size:uint32 data:bytebuf *fd:fd pos:uint64
  122 pwritev io-write uwom fd:fd size:uint32 pos:uint64
  123 pwritev io-write uwm res:errno data:bytebuf *fd:fd size:uint32 pos:uint64
  124 dup io-other cusom fd:fd
  125 dup io-other cusom res:fd
  126 signalfd signal csom fd:fd mask:uint32:hex flags:uint8:hex
  127 signalfd signal csm res:fd fd:fd mask:uint32:hex flags:uint8:hex
  128 kill signal om pid:pid sig:sigtype
  129 kill signal m res:errno pid:pid sig:sigtype
  130 tkill signal om tid:pid sig:sigtype
  131 tkill signal m res:errno tid:pid sig:sigtype
  132 tgkill signal om pid:pid tid:pid sig:sigtype
  133 tgkill signal m res:errno pid:pid tid:pid sig:sigtype
  134 nanosleep sleep pom interval:reltime
  135 nanosleep sleep pm res:errno interval:reltime
  136 timerfd_create time csom clockid:uint8 flags:uint8:hex
  137 timerfd_create time csm res:fd clockid:uint8 flags:uint8:hex
  138 inotify_init IPC csom flags:uint8:hex
  139 inotify_init IPC csm res:fd flags:uint8:hex
  140 getrlimit process om resource:enumflags8::rlimit_resources
  141 getrlimit process m res:errno cur:int64 max:int64 resource:enumflags8::rlimit_resources
  142 setrlimit process om resource:enumflags8::rlimit_resources
  143 setrlimit process m res:errno cur:int64 max:int64 resource:enumflags8::rlimit_resources
  144 prlimit process om pid:pid resource:enumflags8::rlimit_resources
  145 prlimit process m res:errno newcur:int64 newmax:int64 oldcur:int64 oldmax:int64 pid:int64 resource:enumflags8::rlimit_resources
  146 switch scheduler@tracepoint kom next:pid
  148 drop internal@meta k ratio:uint32
  149 drop internal@meta k ratio:uint32
  150 fcntl io-other usom fd:fd cmd:enumflags8::fcntl_commands
  151 fcntl io-other usm res:fd *fd:fd cmd:enumflags8::fcntl_commands arg:uint64:hex
  152 switch scheduler@tracepoint - next:pid pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32
  154 execve process som
  155 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32
  156 clone process so
  157 clone process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  158 brk memory om addr:uint64:hex
  159 brk memory m res:uint64:hex vm_size:uint32 vm_rss:uint32 vm_swap:uint32 addr:uint64:hex
  160 mmap memory uom addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags flags:flags32:hex:mmap_flags *fd:fd offset:uint64
  161 mmap memory um res:errno:hex vm_size:uint32 vm_rss:uint32 vm_swap:uint32 addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags flags:flags32:hex:mmap_flags *fd:fd offset:uint64
  162 mmap2 memory uom addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags flags:flags32:hex:mmap_flags *fd:fd pgoffset:uint64
  163 mmap2 memory um res:errno:hex vm_size:uint32 vm_rss:uint32 vm_swap:uint32 addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags flags:flags32:hex:mmap_flags *fd:fd pgoffset:uint64
  164 munmap memory om addr:uint64:hex length:uint64
  165 munmap memory m res:errno vm_size:uint32 vm_rss:uint32 vm_swap:uint32 addr:uint64:hex length:uint64
  166 splice io-other uom fd_in:fd *fd_out:fd size:uint64 flags:flags32:hex:splice_flags
  167 splice io-other um res:errno fd_in:fd *fd_out:fd size:uint64 flags:flags32:hex:splice_flags
  168 ptrace process om request:enumflags16::ptrace_requests pid:pid
  169 ptrace process m res:errno addr:dyn:hex:ptrace_dynamic data:dyn:hex:ptrace_dynamic request:enumflags16::ptrace_requests pid:pid
  170 ioctl io-other uom fd:fd request:uint64:hex argument:uint64:hex
  171 ioctl io-other um res:errno *fd:fd request:uint64:hex argument:uint64:hex
  172 execve process som
  173 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 env:bytebuf
  174 rename file o
  175 rename file - res:errno oldpath:fspath newpath:fspath
  176 renameat file o
  177 renameat file - res:errno olddirfd:fd oldpath:fsrelpath::1 newdirfd:fd newpath:fsrelpath::3
  178 symlink file o
  179 symlink file - res:errno target:charbuf linkpath:fspath
  180 symlinkat file o
  181 symlinkat file u res:errno target:charbuf *linkdirfd:fd linkpath:fsrelpath::2
  182 fork process so
  183 fork process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  184 vfork process so
  185 vfork process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  186 procexit process@tracepoint s status:errno ret:errno sig:sigtype core:uint8 reaper_tid:pid
  188 sendfile io-write uom out_fd:fd in_fd:fd offset:uint64 size:uint64
  189 sendfile io-write um res:errno offset:uint64 *out_fd:fd in_fd:fd size:uint64
  190 quotactl user om cmd:flags16::quotactl_cmds type:flags8::quotactl_types id:uint32 quota_fmt:flags8::quotactl_quota_fmts
  191 quotactl user m res:errno special:charbuf quotafilepath:charbuf dqb_bhardlimit:uint64 dqb_bsoftlimit:uint64 dqb_curspace:uint64 dqb_ihardlimit:uint64 dqb_isoftlimit:uint64 dqb_btime:reltime dqb_itime:reltime dqi_bgrace:reltime dqi_igrace:reltime dqi_flags:flags8::quotactl_dqi_flags quota_fmt_out:flags8::quotactl_quota_fmts cmd:flags16::quotactl_cmds type:flags8::quotactl_types id:uint32 quota_fmt:flags8::quotactl_quota_fmts
  192 setresuid user som ruid:uid euid:uid suid:uid
  193 setresuid user sm res:errno ruid:uid euid:uid suid:uid
  194 setresgid user som rgid:gid egid:gid sgid:gid
  195 setresgid user sm res:errno rgid:gid egid:gid sgid:gid
  196 scapevent internal@meta k event_type:uint32 event_data:uint64
  198 setuid user som uid:uid
  199 setuid user sm res:errno uid:uid
  200 setgid user som gid:gid
  201 setgid user sm res:errno gid:gid
  202 getuid user o
  203 getuid user - uid:uid
  204 geteuid user o
  205 geteuid user - euid:uid
  206 getgid user o
  207 getgid user - gid:gid
  208 getegid user o
  209 getegid user - egid:gid
  210 getresuid user o
  211 getresuid user - res:errno ruid:uid euid:uid suid:uid
  212 getresgid user o
  213 getresgid user - res:errno rgid:gid egid:gid sgid:gid
  214 execve process som
  215 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf env:bytebuf
  216 clone process so
  217 clone process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  218 fork process so
  219 fork process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  220 vfork process so
  221 vfork process som res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32
  222 clone process so
  223 clone process sm res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32 vtid:pid vpid:pid pidns_init_start_ts:uint64
  224 fork process so
  225 fork process sm res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32 vtid:pid vpid:pid pidns_init_start_ts:uint64
  226 vfork process so
  227 vfork process sm res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32 vtid:pid vpid:pid pidns_init_start_ts:uint64
  228 container internal@meta skom id:charbuf type:uint32 name:charbuf image:charbuf
  230 execve process som
  231 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf env:bytebuf
  232 signaldeliver signal@tracepoint - spid:pid dpid:pid sig:sigtype
  234 procinfo internal@meta k cpu_usr:uint64 cpu_sys:uint64
  236 getdents file uom fd:fd
  237 getdents file um res:errno *fd:fd
  238 getdents64 file uom fd:fd
  239 getdents64 file um res:errno *fd:fd
  240 setns process uom fd:fd nstype:flags32:hex:clone_flags
  241 setns process um res:errno *fd:fd nstype:flags32:hex:clone_flags
  242 flock file uom fd:fd operation:flags32:hex:flock_flags
  243 flock file um res:errno *fd:fd operation:flags32:hex:flock_flags
  244 cpu_hotplug system@meta sk cpu:uint32 action:uint32
  246 accept net cso
  247 accept net cs fd:fd tuple:socktuple queuepct:uint8 queuelen:uint32 queuemax:uint32
  248 accept net csom flags:int32:hex
  249 accept net csom fd:fd tuple:socktuple queuepct:uint8 queuelen:uint32 queuemax:uint32
  250 semop process om semid:int32
  251 semop process m res:errno nsops:uint32 sem_num_0:uint16 sem_op_0:int16 sem_flg_0:flags16:hex:semop_flags sem_num_1:uint16 sem_op_1:int16 sem_flg_1:flags16:hex:semop_flags semid:int32
  252 semctl process om semid:int32 semnum:int32 cmd:flags16:hex:semctl_commands val:int32
  253 semctl process m res:errno semid:int32 semnum:int32 cmd:flags16:hex:semctl_commands val:int32
  254 ppoll wait pom fds:fdlist timeout:reltime sigmask:sigset
  255 ppoll wait pm res:errno fds:fdlist timeout:reltime sigmask:sigset
  256 mount file som flags:flags32:hex:mount_flags
  257 mount file sm res:errno dev:charbuf dir:fspath type:charbuf flags:flags32:hex:mount_flags
  258 umount file so flags:flags32:hex:umount_flags
  259 umount file som res:errno name:fspath
  260 k8s internal@meta sko json:charbuf
  262 semget process om key:int32:hex nsems:int32 semflg:flags32:hex:semget_flags
  263 semget process m res:errno key:int32:hex nsems:int32 semflg:flags32:hex:semget_flags
  264 access file om mode:flags32:hex:access_flags
  265 access file m res:errno name:fspath mode:flags32:hex:access_flags
  266 chroot process so
  267 chroot process s res:errno path:fspath
  268 tracer other@meta o id:int64 tags:charbufarray args:pairs
  270 mesos internal@meta sko json:charbuf
  272 container process@meta som json:charbuf
  274 setsid process so
  275 setsid process s res:pid
  276 mkdir file om mode:uint32:hex
  277 mkdir file m res:errno path:fspath mode:uint32:hex
  278 rmdir file o
  279 rmdir file - res:errno path:fspath
  280 notification other@meta k id:charbuf desc:charbuf
  282 execve process som
  283 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf env:bytebuf tty:int32
  284 unshare process om flags:flags32:hex:clone_flags
  285 unshare process m res:errno flags:flags32:hex:clone_flags
  286 infra internal@meta k source:charbuf name:charbuf description:charbuf scope:charbuf
  288 execve process som filename:fspath
  289 execve process som res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf env:bytebuf tty:int32
  290 page_fault other@tracepoint k addr:uint64:hex ip:uint64:hex error:flags32:hex:pf_flags
  292 execve process som filename:fspath
  293 execve process sm res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32 vpgid:pid loginuid:uid flags:flags32:hex:execve_flags cap_inheritable:uint64:hex cap_permitted:uint64:hex cap_effective:uint64:hex exe_ino:uint64 exe_ino_ctime:abstime exe_ino_mtime:abstime uid:uid trusted_exepath:fspath pgid:pid gid:gid filename:fspath
  294 setpgid process om pid:pid pgid:pid
  295 setpgid process m res:errno pid:pid pgid:pid
  296 bpf other com cmd:int64
  297 bpf other com res_or_fd:dyn::bpf_dynamic
  298 seccomp other om op:uint64 flags:uint64:hex
  299 seccomp other m res:errno op:uint64 flags:uint64:hex
  300 unlink file o
  301 unlink file - res:errno path:fspath
  302 unlinkat file o
  303 unlinkat file u res:errno *dirfd:fd name:fsrelpath::1 flags:flags32:hex:unlinkat_flags
  304 mkdirat file o
  305 mkdirat file u res:errno *dirfd:fd path:fsrelpath::1 mode:uint32:hex
  306 openat file csm dirfd:fd name:fsrelpath::0 flags:flags32:hex:file_flags mode:uint32:oct
  307 openat file csm fd:fd dirfd:fd name:fsrelpath::1 flags:flags32:hex:file_flags mode:uint32:oct dev:uint32:hex ino:uint64
  308 link file o
  309 link file - res:errno oldpath:fspath newpath:fspath
  310 linkat file o
  311 linkat file - res:errno olddir:fd oldpath:fsrelpath::1 newdir:fd newpath:fsrelpath::3 flags:flags32:hex:linkat_flags
  312 fchmodat file o
  313 fchmodat file u res:errno *dirfd:fd filename:fsrelpath::1 mode:mode:oct:chmod_mode
  314 chmod file o
  315 chmod file - res:errno filename:fspath mode:mode:oct:chmod_mode
  316 fchmod file o
  317 fchmod file u res:errno *fd:fd mode:mode:oct:chmod_mode
  318 renameat2 file o
  319 renameat2 file - res:errno olddirfd:fd oldpath:fsrelpath::1 newdirfd:fd newpath:fsrelpath::3 flags:flags32:hex:renameat2_flags
  320 userfaultfd file cso
  321 userfaultfd file cs res:errno flags:flags32:hex:file_flags
  322 pluginevent other@plugin L plugin_id:uint32 event_data:bytebuf
  324 container process@meta sL json:charbuf
  326 openat2 file csm dirfd:fd name:fsrelpath::0 flags:flags32:hex:file_flags mode:uint32:oct resolve:flags32:hex:openat2_flags
  327 openat2 file csm fd:fd dirfd:fd name:fsrelpath::1 flags:flags32:hex:file_flags mode:uint32:oct resolve:flags32:hex:openat2_flags dev:uint32:hex ino:uint64
  328 mprotect memory om addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags
  329 mprotect memory m res:errno addr:uint64:hex length:uint64 prot:flags32:hex:prot_flags
  330 execveat process som dirfd:fd pathname:fsrelpath::0 flags:flags32:hex:execveat_flags
  331 execveat process sm res:errno exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:uint64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32 vpgid:pid loginuid:uid flags:flags32:hex:execve_flags cap_inheritable:uint64:hex cap_permitted:uint64:hex cap_effective:uint64:hex exe_ino:uint64 exe_ino_ctime:abstime exe_ino_mtime:abstime uid:uid trusted_exepath:fspath pgid:pid gid:gid
  332 copy_file_range file urwom fdin:fd offin:uint64 len:uint64
  333 copy_file_range file urwm res:errno *fdout:fd offout:uint64 fdin:fd offin:uint64 len:uint64
  334 clone3 process so
  335 clone3 process sm res:pid exe:charbuf args:bytebuf tid:pid pid:pid ptid:pid cwd:charbuf fdlimit:int64 pgft_maj:uint64 pgft_min:uint64 vm_size:uint32 vm_rss:uint32 vm_swap:uint32 comm:charbuf cgroups:bytebuf flags:flags32:hex:clone_flags uid:uint32 gid:uint32 vtid:pid vpid:pid pidns_init_start_ts:uint64
  336 open_by_handle_at file cso
  337 open_by_handle_at file cs fd:fd mountfd:fd flags:flags32:hex:file_flags path:fspath dev:uint32:hex ino:uint64
  338 io_uring_setup io-other cso
  339 io_uring_setup io-other cs res:errno entries:uint32 sq_entries:uint32 cq_entries:uint32 flags:flags32:hex:io_uring_setup_flags sq_thread_cpu:uint32 sq_thread_idle:uint32 features:flags32:hex:io_uring_setup_feats
  340 io_uring_enter io-other o
  341 io_uring_enter io-other u res:errno *fd:fd to_submit:uint32 min_complete:uint32 flags:flags32:hex:io_uring_enter_flags sig:sigset
  342 io_uring_register io-other o
  343 io_uring_register io-other u res:errno *fd:fd opcode:enumflags16::io_uring_register_opcodes arg:uint64:hex nr_args:uint32
  344 mlock memory o
  345 mlock memory - res:errno addr:uint64:hex len:uint64
  346 munlock memory o
  347 munlock memory - res:errno addr:uint64:hex len:uint64
  348 mlockall memory o
  349 mlockall memory - res:errno flags:flags32:hex:mlockall_flags
  350 munlockall memory o
  351 munlockall memory - res:errno
  352 capset process so
  353 capset process s res:errno cap_inheritable:uint64:hex cap_permitted:uint64:hex cap_effective:uint64:hex
  354 useradded process@meta s uid:uint32 gid:uint32 name:charbuf home:charbuf shell:charbuf container_id:charbuf
  356 userdeleted process@meta s uid:uint32 gid:uint32 name:charbuf home:charbuf shell:charbuf container_id:charbuf
  358 groupadded process@meta s gid:uint32 name:charbuf container_id:charbuf
  360 groupdeleted process@meta s gid:uint32 name:charbuf container_id:charbuf
  362 dup2 io-other cuso fd:fd
  363 dup2 io-other cus res:fd *oldfd:fd newfd:fd
  364 dup3 io-other cuso fd:fd
  365 dup3 io-other cus res:fd *oldfd:fd newfd:fd flags:flags32:hex:file_flags
  366 dup io-other cuso fd:fd
  367 dup io-other cus res:fd *oldfd:fd
  368 bpf other co cmd:int64
  369 bpf other c fd:fd cmd:enumflags32::bpf_commands
  370 mlock2 memory o
  371 mlock2 memory - res:errno addr:uint64:hex len:uint64 flags:flags32:hex:mlock2_flags
  372 fsconfig system o
  373 fsconfig system u res:errno *fd:fd cmd:enumflags32::fsconfig_cmds key:charbuf value_bytebuf:bytebuf value_charbuf:charbuf aux:int32
  374 epoll_create wait csom size:int32
  375 epoll_create wait csm res:errno size:int32
  376 epoll_create1 wait csom flags:flags32:hex:epoll_create1_flags
  377 epoll_create1 wait csm res:errno flags:flags32:hex:epoll_create1_flags
  378 chown file o
  379 chown file - res:errno path:fspath uid:uint32 gid:uint32
  380 lchown file o
  381 lchown file - res:errno path:fspath uid:uint32 gid:uint32
  382 fchown file o
  383 fchown file u res:errno *fd:fd uid:uint32 gid:uint32
  384 fchownat file o
  385 fchownat file u res:errno *dirfd:fd pathname:fsrelpath::1 uid:uint32 gid:uint32 flags:flags32:hex:fchownat_flags
  386 umount file so
  387 umount file s res:errno name:fspath
  388 accept4 net csom flags:int32:hex
  389 accept4 net csm fd:fd tuple:socktuple queuepct:uint8 queuelen:uint32 queuemax:uint32 flags:int32:hex
  390 umount2 file som flags:flags32:hex:umount_flags
  391 umount2 file sm res:errno name:fspath flags:flags32:hex:umount_flags
  392 pipe2 IPC cso
  393 pipe2 IPC cs res:errno fd1:fd fd2:fd ino:uint64 flags:flags32:hex:file_flags
  394 inotify_init1 IPC cso
  395 inotify_init1 IPC cs res:fd flags:flags16:hex:file_flags
  396 eventfd2 IPC csom initval:uint64
  397 eventfd2 IPC csm res:fd flags:flags16:hex:file_flags initval:uint64
  398 signalfd4 signal csom fd:fd mask:uint32:hex
  399 signalfd4 signal csm res:fd flags:flags16:hex:file_flags fd:fd mask:uint32:hex
  400 prctl process so
  401 prctl process s res:errno option:enumflags32::prctl_options arg2_str:charbuf arg2_int:int64
  402 asyncevent other@meta L plugin_id:uint32 name:charbuf data:bytebuf
  404 memfd_create memory cso
  405 memfd_create memory cs fd:fd name:charbuf flags:flags32:hex:memfd_create_flags
  406 pidfd_getfd process cso
  407 pidfd_getfd process cs fd:fd pid_fd:fd target_fd:fd flags:uint32:hex
  408 pidfd_open process cso
  409 pidfd_open process cs fd:fd pid:pid flags:flags32:hex:pidfd_open_flags
  410 init_module other o
  411 init_module other - res:errno img:bytebuf length:uint64 uargs:charbuf
  412 finit_module other o
  413 finit_module other ur res:errno *fd:fd uargs:charbuf flags:flags32:hex:finit_module_flags
  414 mknod other o
  415 mknod other - res:errno path:fspath mode:mode:oct:mknod_mode dev:uint32
  416 mknodat other o
  417 mknodat other u res:errno *dirfd:fd path:fsrelpath::1 mode:mode:oct:mknod_mode dev:uint32
  418 newfstatat file o
  419 newfstatat file u res:errno *dirfd:fd path:fsrelpath::1 flags:flags32:hex:newfstatat_flags
  420 process_vm_readv IPC o
  421 process_vm_readv IPC - res:int64 pid:pid data:bytebuf
  422 process_vm_writev IPC o
  423 process_vm_writev IPC - res:int64 pid:pid data:bytebuf
  424 delete_module other o
  425 delete_module other - res:errno name:charbuf flags:flags32:hex:delete_module_flags
  426 setreuid user so
  427 setreuid user s res:errno ruid:uid euid:uid
  428 setregid user o
  429 setregid user s res:errno rgid:uid egid:uid
  430 task process@iterator s ppid:pid32 pgid:pid32 vpgid:pid32 sid:pid32 comm:charbuf argv:charbufarray exepath:fspath flags:flags32:hex:execve_flags env:charbufarray cwd:charbuf fdlimit:uint64 euid:uid egid:gid cap_permitted:uint64:hex cap_effective:uint64:hex cap_inheritable:uint64:hex exe_ino_num:uint64 exe_ino_ctime:abstime exe_ino_mtime:abstime vm_size:uint32 vm_rss:uint32 vm_swap:uint32 pgft_maj:uint64 pgft_min:uint64 vtgid:pid32 vpid:pid32 pidns_init_start_ts:uint64 cgroups:charbufarray root:fspath start_time:abstime tty:uint32 loginuid:uid
  432 task_file_pipe file@iterator s fd:fd32 path:fspath ino_num:uint64
  434 task_file_memfd file@iterator s fd:fd32 path:fspath ino_num:uint64
  436 task_file_regular file@iterator s fd:fd32 path:fspath flags:flags32:hex:file_flags mnt_id:uint32 ino_num:uint64
  438 task_file_directory file@iterator s fd:fd32 path:fspath ino_num:uint64
  440 task_file_socket_inet file@iterator s fd:fd32 sk_type:uint16 sk_proto:uint16 local_ip:ipv4addr:hex local_port:port:hex remote_ip:ipv4addr:hex remote_port:port:hex ino_num:uint64
  442 task_file_socket_inet6 file@iterator s fd:fd32 sk_type:uint16 sk_proto:uint16 local_ip:ipv6addr:hex local_port:port:hex remote_ip:ipv6addr:hex remote_port:port:hex ino_num:uint64
  444 task_file_socket_unix file@iterator s fd:fd32 sk_type:uint16 sk_proto:uint16 sk_pointer:uint64 sun_path:fspath ino_num:uint64
  446 task_file_socket_netlink file@iterator s fd:fd32 sk_type:uint16 sk_proto:uint16 ino_num:uint64
  448 task_file_anon_inode file@iterator s fd:fd32 fd_type:flags8::anon_inode_fd_types path:fspath ino_num:uint64
  451 close_range io-other s res:errno first:uint32 last:uint32 flags:flags32:hex:close_range_flags
  453 keyctl other - res:errno operation:enumflags32::keyctl_operations arg2:dyn::keyctl_dynamic arg3:dyn::keyctl_dynamic arg4:dyn::keyctl_dynamic arg5:dyn::keyctl_dynamic
`

/** Types of parameters that tell their own type in the first byte, by that byte. */
export const variants = `
  sockopt_dynamic bytebuf:hex errno:dec uint32:dec uint64:dec reltime:dec
  ptrace_dynamic uint64:hex sigtype:dec
  bpf_dynamic fd:dec errno:dec
  keyctl_dynamic int64:dec charbuf:na
`
