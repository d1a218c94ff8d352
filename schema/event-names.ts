/**
 * The names that evt.type knows: Falco's events, each with the number of event codes it stands for (old versions and
 * the two ends of a call count apart), and the system calls that share one generic pair of codes.
 */

const ownCodes = `
  NA:35 accept:8 accept4:2 access:2 asyncevent:1 bind:2 bpf:4 brk:4 capset:2 chdir:2 chmod:2 chown:2 chroot:2
  clone:8 clone3:2 close:2 close_range:1 connect:2 container:3 copy_file_range:2 cpu_hotplug:1 creat:2
  delete_module:2 drop:2 dup:4 dup2:2 dup3:2 epoll_create:2 epoll_create1:2 epoll_wait:2 eventfd:2 eventfd2:2
  execve:16 execveat:2 fchdir:2 fchmod:2 fchmodat:2 fchown:2 fchownat:2 fcntl:2 finit_module:2 flock:2 fork:6
  fsconfig:2 fstat:2 fstat64:2 futex:2 getcwd:2 getdents:2 getdents64:2 getegid:2 geteuid:2 getgid:2 getpeername:2
  getresgid:2 getresuid:2 getrlimit:2 getsockname:2 getsockopt:2 getuid:2 groupadded:1 groupdeleted:1 infra:1
  init_module:2 inotify_init:2 inotify_init1:2 io_uring_enter:2 io_uring_register:2 io_uring_setup:2 ioctl:4 k8s:1
  keyctl:1 kill:2 lchown:2 link:4 linkat:4 listen:2 llseek:2 lseek:2 lstat:2 lstat64:2 memfd_create:2 mesos:1
  mkdir:4 mkdirat:2 mknod:2 mknodat:2 mlock:2 mlock2:2 mlockall:2 mmap:2 mmap2:2 mount:2 mprotect:2 munlock:2
  munlockall:2 munmap:2 nanosleep:2 newfstatat:2 notification:1 open:2 open_by_handle_at:2 openat:4 openat2:2
  page_fault:1 pidfd_getfd:2 pidfd_open:2 pipe:2 pipe2:2 pluginevent:1 poll:2 ppoll:2 prctl:2 pread:2 preadv:2
  prlimit:2 process_vm_readv:2 process_vm_writev:2 procexit:2 procinfo:1 ptrace:2 pwrite:2 pwritev:2 quotactl:2
  read:2 readv:2 recv:2 recvfrom:2 recvmmsg:2 recvmsg:2 rename:2 renameat:2 renameat2:2 rmdir:4 scapevent:1
  seccomp:2 select:4 semctl:2 semget:2 semop:2 send:2 sendfile:2 sendmmsg:2 sendmsg:2 sendto:2 setgid:2 setns:2
  setpgid:2 setregid:2 setresgid:2 setresuid:2 setreuid:2 setrlimit:2 setsid:2 setsockopt:2 setuid:2 shutdown:2
  signaldeliver:1 signalfd:2 signalfd4:2 socket:2 socketpair:2 splice:2 stat:2 stat64:2 switch:2 symlink:2
  symlinkat:2 syscall:2 task:1 task_file_anon_inode:1 task_file_directory:1 task_file_memfd:1 task_file_pipe:1
  task_file_regular:1 task_file_socket_inet:1 task_file_socket_inet6:1 task_file_socket_netlink:1
  task_file_socket_unix:1 tgkill:2 timerfd_create:2 tkill:2 tracer:1 umount:4 umount2:2 unlink:4 unlinkat:4
  unshare:2 useradded:1 userdeleted:1 userfaultfd:2 vfork:6 write:2 writev:2
`

const sharedCodes = `
  _llseek _newselect _sysctl acct add_key adjtimex alarm arch_prctl bdflush cachestat capget clock_adjtime
  clock_getres clock_gettime clock_nanosleep clock_settime create_module epoll_ctl epoll_ctl_old epoll_pwait
  epoll_pwait2 epoll_wait_old exit exit_group faccessat faccessat2 fadvise64 fallocate fanotify_init fanotify_mark
  fchmodat2 fcntl64 fdatasync fgetxattr file_getattr file_setattr flistxattr fremovexattr fsetxattr fsmount fsopen
  fspick fstatat64 fstatfs fstatfs64 fsync ftruncate futex_requeue futex_wait futex_waitv futex_wake futimesat
  get_kernel_syms get_mempolicy get_robust_list get_thread_area getcpu getegid32 geteuid32 getgid32 getgroups
  getitimer getpgid getpgrp getpid getpmsg getppid getpriority getrandom getresgid32 getresuid32 getrusage getsid
  gettid gettimeofday getuid32 getxattr getxattrat idle inotify_add_watch inotify_rm_watch io_cancel io_destroy
  io_getevents io_pgetevents io_setup io_submit ioperm iopl ioprio_get ioprio_set ipc kcmp kexec_file_load
  kexec_load landlock_add_rule landlock_create_ruleset landlock_restrict_self lgetxattr listmount listns listxattr
  listxattrat llistxattr lookup_dcookie lremovexattr lsetxattr lsm_get_self_attr lsm_list_modules
  lsm_set_self_attr madvise map_shadow_stack mbind membarrier memfd_secret migrate_pages mincore modify_ldt
  mount_setattr move_mount move_pages mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink
  mremap mseal msgctl msgget msgrcv msgsnd msync multiplexer na_1 name_to_handle_at nfsservctl nice oldfstat
  oldlstat oldolduname oldstat olduname open_tree open_tree_attr page_fault_kernel page_fault_user pause
  pciconfig_iobase pciconfig_read pciconfig_write perf_event_open personality pidfd_send_signal pivot_root
  pkey_alloc pkey_free pkey_mprotect pread64 preadv2 prlimit64 process_madvise process_mrelease pselect6 pwrite64
  pwritev2 query_module quotactl_fd readahead readdir readlink readlinkat reboot remap_file_pages removexattr
  removexattrat request_key restart_syscall riscv_flush_icache riscv_hwprobe rseq rseq_slice_yield rt_sigaction
  rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo rtas
  s390_guarded_storage s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr s390_sthyi sched_get_priority_max
  sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_process_exit
  sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_switch sched_yield
  semtimedop sendfile64 set_mempolicy set_mempolicy_home_node set_robust_list set_thread_area set_tid_address
  setdomainname setfsgid setfsuid setgid32 setgroups sethostname setitimer setpriority setresgid32 setresuid32
  settimeofday setuid32 setxattr setxattrat sgetmask shmat shmctl shmdt shmget sigaction sigaltstack signal
  signal_deliver sigpending sigprocmask sigreturn sigsuspend socketcall spu_create spu_run ssetmask statfs
  statfs64 statmount statx stime subpage_prot swapcontext swapoff swapon switch_endian sync sync_file_range
  sync_file_range2 syncfs sys_debug_setcontext sysfs sysinfo syslog tee time timer_create timer_delete
  timer_getoverrun timer_gettime timer_settime timerfd timerfd_gettime timerfd_settime times truncate ugetrlimit
  umask uname unknown uprobe uretprobe uselib ustat utime utimensat utimes vhangup vm86 vmsplice wait4 waitid
  waitpid
`

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Event names with codes of their own, and how many codes each has. */
export const eventCodeCounts: ReadonlyMap<string, number> = new Map(
  words(ownCodes).map((word): [string, number] => {
    const [name = '', count] = word.split(':')
    return [name, Number(count)]
  }),
)

/** System calls that only generic events stand for. */
export const genericSyscalls: ReadonlySet<string> = new Set(words(sharedCodes))

/** Whether evt.type can be compared with the name. */
export const isEventName = (name: string): boolean => eventCodeCounts.has(name) || genericSyscalls.has(name)
