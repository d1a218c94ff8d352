/* Generated from schema/ by `npm run generate`; do not edit. */
#ifndef EYAS_EVENTS_H
#define EYAS_EVENTS_H
#ifdef __cplusplus
#define _Static_assert static_assert
#endif

/* Offset from the start of the record and length in bytes; offset 0 means absent. */
struct eyas_text {
	__u32 offset;
	__u32 length;
};

/* What every event has. */
struct eyas_header {
	/* Bytes of the whole record, a multiple of 8. */
	__u32 size;
	/* Code of the event type, see events.ts. */
	__u16 type;
	/* Bits of recordFlags. */
	__u16 flags;
	/* Wall clock, nanoseconds since 1970; in the ring, nanoseconds since boot. */
	__u64 timestamp_ns;
	/* evt.num: counts events from 1 as they are taken from the ring. */
	__u64 number;
	/* evt.rawres: what the system call returned; negative errno on failure. */
	__s64 result;
	/* Start of the acting process (group leader), nanoseconds since boot; with pid its identity. */
	__u64 start_ns;
	/* Clauses of the kernel filter that let the event pass; all ones if there was no filter. */
	__u64 clauses;
	/* Thread group id, in the initial namespace. */
	__u32 pid;
	/* Thread id, in the initial namespace. */
	__u32 tid;
	/* Effective user id of the thread. */
	__u32 uid;
	/* Effective group id of the thread. */
	__u32 gid;
	/* Address of the process record, set by the state module; 0 in the ring or if unknown. Of CAPTURED events its number. */
	__u32 process;
	/* evt.cpu. */
	__u16 cpu;
	/* Where the values lie that a capture supplies, from the start of the record; 0 if there are none. */
	__u16 supplied;
} __attribute__((aligned(8)));
_Static_assert(sizeof(struct eyas_header) == 72, "size of header");
_Static_assert(__builtin_offsetof(struct eyas_header, size) == 0, "header.size");
_Static_assert(__builtin_offsetof(struct eyas_header, type) == 4, "header.type");
_Static_assert(__builtin_offsetof(struct eyas_header, flags) == 6, "header.flags");
_Static_assert(__builtin_offsetof(struct eyas_header, timestamp_ns) == 8, "header.timestamp_ns");
_Static_assert(__builtin_offsetof(struct eyas_header, number) == 16, "header.number");
_Static_assert(__builtin_offsetof(struct eyas_header, result) == 24, "header.result");
_Static_assert(__builtin_offsetof(struct eyas_header, start_ns) == 32, "header.start_ns");
_Static_assert(__builtin_offsetof(struct eyas_header, clauses) == 40, "header.clauses");
_Static_assert(__builtin_offsetof(struct eyas_header, pid) == 48, "header.pid");
_Static_assert(__builtin_offsetof(struct eyas_header, tid) == 52, "header.tid");
_Static_assert(__builtin_offsetof(struct eyas_header, uid) == 56, "header.uid");
_Static_assert(__builtin_offsetof(struct eyas_header, gid) == 60, "header.gid");
_Static_assert(__builtin_offsetof(struct eyas_header, process) == 64, "header.process");
_Static_assert(__builtin_offsetof(struct eyas_header, cpu) == 68, "header.cpu");
_Static_assert(__builtin_offsetof(struct eyas_header, supplied) == 70, "header.supplied");

/* What an event that acts on a descriptor or a path has. */
struct eyas_descriptor {
	/* fd.num: the descriptor, or -1 if the call made none. */
	__s32 fd;
	/* fd.typechar as a byte: 'f' file, 'd' directory, '4' IPv4, '6' IPv6, 'u' unix, …; 0 if there is none. */
	__u8 kind;
	/* IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_RAW or 0. */
	__u8 l4_protocol;
	/* AF_* of a socket, or 0. */
	__u8 family;
	/* Bits of descriptorFlags. */
	__u8 fd_flags;
	/* Device of the inode, in the encoding of stat(2) (new_encode_dev). */
	__u32 device;
	/* fd.ino; 0 if none. */
	__u64 inode;
	/* evt.arg.flags of the open family, as Falco's bits (openFlags). */
	__u32 open_flags;
	/* Mode of a created file, as asked. */
	__u32 mode;
	/* The directory descriptor that the name is relative to; AT_FDCWD is -100. */
	__s32 dirfd;
	/* Host order. */
	__u16 local_port;
	/* Host order. */
	__u16 remote_port;
	/* The local end. */
	__u8 local_address[16];
	/* The remote end; of connect, the address asked for. */
	__u8 remote_address[16];
	/* fd.nameraw: the path exactly as asked, or the path of a unix socket. */
	struct eyas_text name_raw;
	/* The directory that a relative name_raw starts from (cwd, or the path of dirfd); absent if absolute. */
	struct eyas_text base;
	/* fd.name of a file: base and name_raw joined, `.` and `..` taken lexically; set by the state module. Of a descriptor that was there before, the path that the kernel has for it. */
	struct eyas_text path;
	/* The path of the file that the kernel really opened, as seen from the root of its mount namespace. */
	struct eyas_text resolved;
} __attribute__((aligned(8)));
_Static_assert(sizeof(struct eyas_descriptor) == 104, "size of descriptor");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, fd) == 0, "descriptor.fd");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, kind) == 4, "descriptor.kind");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, l4_protocol) == 5, "descriptor.l4_protocol");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, family) == 6, "descriptor.family");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, fd_flags) == 7, "descriptor.fd_flags");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, device) == 8, "descriptor.device");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, inode) == 16, "descriptor.inode");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, open_flags) == 24, "descriptor.open_flags");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, mode) == 28, "descriptor.mode");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, dirfd) == 32, "descriptor.dirfd");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, local_port) == 36, "descriptor.local_port");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, remote_port) == 38, "descriptor.remote_port");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, local_address) == 40, "descriptor.local_address");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, remote_address) == 56, "descriptor.remote_address");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, name_raw) == 72, "descriptor.name_raw");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, base) == 80, "descriptor.base");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, path) == 88, "descriptor.path");
_Static_assert(__builtin_offsetof(struct eyas_descriptor, resolved) == 96, "descriptor.resolved");

/* What exec, clone and snapshot events tell of a process. */
struct eyas_process_body {
	/* Start of the described process, nanoseconds since boot. */
	__u64 process_start_ns;
	/* When it last replaced its image, nanoseconds since boot; 0 if never seen. */
	__u64 exec_ns;
	/* Start of the parent, nanoseconds since boot. */
	__u64 parent_start_ns;
	/* Thread group id of the described process. */
	__u32 process_pid;
	/* proc.ppid: thread group id of the real parent. */
	__u32 parent_pid;
	/* proc.vpid: pid in its own namespace. */
	__u32 virtual_pid;
	/* proc.sid in the initial namespace. */
	__u32 session_id;
	/* proc.pgid in the initial namespace. */
	__u32 group_id;
	/* proc.vpgid: process group in its own namespace. */
	__u32 virtual_group_id;
	/* Session in its own namespace. */
	__u32 virtual_session_id;
	/* Effective user id. */
	__u32 process_uid;
	/* Effective group id. */
	__u32 process_gid;
	/* user.loginuid; 4294967295 if not set. */
	__u32 login_uid;
	/* Device number of the controlling terminal; 0 if none. */
	__u32 tty;
	/* Bits of exeFlags. */
	__u32 exe_flags;
	/* CLONE_* of the call that made it; 0 in exec and snapshot events. */
	__u32 clone_flags;
	/* Capability bits. */
	__u64 cap_effective;
	/* Capability bits. */
	__u64 cap_permitted;
	/* Capability bits. */
	__u64 cap_inheritable;
	/* proc.exe_ino. */
	__u64 exe_inode;
	/* proc.exe_ino.ctime, nanoseconds since 1970. */
	__u64 exe_ctime_ns;
	/* proc.exe_ino.mtime, nanoseconds since 1970. */
	__u64 exe_mtime_ns;
	/* Inode number of the cgroup. */
	__u64 cgroup_id;
	/* Which image of the process it is, as the kernel counts them; all ones if not known. */
	__u64 exec_id;
	/* proc.name: at most 15 bytes. */
	struct eyas_text comm;
	/* proc.exe: argv[0]. */
	struct eyas_text exe;
	/* proc.exepath: full path of the executable. */
	struct eyas_text exe_path;
	/* argv[1] and on. */
	struct eyas_text args;
	/* The environment. */
	struct eyas_text env;
	/* proc.cwd, with a slash at its end. */
	struct eyas_text cwd;
	/* Path of the cgroup from the root of its hierarchy. */
	struct eyas_text cgroup;
	/* evt.arg.filename: the path given to execve, as asked. */
	struct eyas_text file_name;
} __attribute__((aligned(8)));
_Static_assert(sizeof(struct eyas_process_body) == 208, "size of process_body");
_Static_assert(__builtin_offsetof(struct eyas_process_body, process_start_ns) == 0, "process_body.process_start_ns");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exec_ns) == 8, "process_body.exec_ns");
_Static_assert(__builtin_offsetof(struct eyas_process_body, parent_start_ns) == 16, "process_body.parent_start_ns");
_Static_assert(__builtin_offsetof(struct eyas_process_body, process_pid) == 24, "process_body.process_pid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, parent_pid) == 28, "process_body.parent_pid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, virtual_pid) == 32, "process_body.virtual_pid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, session_id) == 36, "process_body.session_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, group_id) == 40, "process_body.group_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, virtual_group_id) == 44, "process_body.virtual_group_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, virtual_session_id) == 48, "process_body.virtual_session_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, process_uid) == 52, "process_body.process_uid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, process_gid) == 56, "process_body.process_gid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, login_uid) == 60, "process_body.login_uid");
_Static_assert(__builtin_offsetof(struct eyas_process_body, tty) == 64, "process_body.tty");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe_flags) == 68, "process_body.exe_flags");
_Static_assert(__builtin_offsetof(struct eyas_process_body, clone_flags) == 72, "process_body.clone_flags");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cap_effective) == 80, "process_body.cap_effective");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cap_permitted) == 88, "process_body.cap_permitted");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cap_inheritable) == 96, "process_body.cap_inheritable");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe_inode) == 104, "process_body.exe_inode");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe_ctime_ns) == 112, "process_body.exe_ctime_ns");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe_mtime_ns) == 120, "process_body.exe_mtime_ns");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cgroup_id) == 128, "process_body.cgroup_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exec_id) == 136, "process_body.exec_id");
_Static_assert(__builtin_offsetof(struct eyas_process_body, comm) == 144, "process_body.comm");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe) == 152, "process_body.exe");
_Static_assert(__builtin_offsetof(struct eyas_process_body, exe_path) == 160, "process_body.exe_path");
_Static_assert(__builtin_offsetof(struct eyas_process_body, args) == 168, "process_body.args");
_Static_assert(__builtin_offsetof(struct eyas_process_body, env) == 176, "process_body.env");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cwd) == 184, "process_body.cwd");
_Static_assert(__builtin_offsetof(struct eyas_process_body, cgroup) == 192, "process_body.cgroup");
_Static_assert(__builtin_offsetof(struct eyas_process_body, file_name) == 200, "process_body.file_name");

/* What an exit event has. */
struct eyas_exit_body {
	/* Exit status as wait(2) gives it. */
	__u32 status;
	/* The process that children are given to; 0 if not known. */
	__u32 reaper_pid;
} __attribute__((aligned(8)));
_Static_assert(sizeof(struct eyas_exit_body) == 8, "size of exit_body");
_Static_assert(__builtin_offsetof(struct eyas_exit_body, status) == 0, "exit_body.status");
_Static_assert(__builtin_offsetof(struct eyas_exit_body, reaper_pid) == 4, "exit_body.reaper_pid");

/* What a call was given besides a descriptor and a path. */
struct eyas_call {
	/* The call's argument 0, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg0;
	/* The call's argument 1, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg1;
	/* The call's argument 2, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg2;
	/* The call's argument 3, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg3;
	/* The call's argument 4, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg4;
	/* The call's argument 5, as wide and as signed as it is declared; or what the parameters of the event say. */
	__s64 arg5;
	/* The directory descriptor that the second path is relative to; AT_FDCWD is -100. */
	__s32 second_dirfd;
	/* A seventh number, where the parameters of the event name one. */
	__u32 arg6;
	/* The second path exactly as asked. */
	struct eyas_text second_raw;
	/* The directory that a relative second_raw starts from; absent if absolute. */
	struct eyas_text second_base;
	/* base and second_raw joined as descriptor.path; set by the state module. */
	struct eyas_text second_path;
	/* A further text: the type of a mount, the arguments of a module, the name of a memfd, …. */
	struct eyas_text text;
	/* The first bytes that were sent or received, at most 80; any bytes. */
	struct eyas_text data;
} __attribute__((aligned(8)));
_Static_assert(sizeof(struct eyas_call) == 96, "size of call");
_Static_assert(__builtin_offsetof(struct eyas_call, arg0) == 0, "call.arg0");
_Static_assert(__builtin_offsetof(struct eyas_call, arg1) == 8, "call.arg1");
_Static_assert(__builtin_offsetof(struct eyas_call, arg2) == 16, "call.arg2");
_Static_assert(__builtin_offsetof(struct eyas_call, arg3) == 24, "call.arg3");
_Static_assert(__builtin_offsetof(struct eyas_call, arg4) == 32, "call.arg4");
_Static_assert(__builtin_offsetof(struct eyas_call, arg5) == 40, "call.arg5");
_Static_assert(__builtin_offsetof(struct eyas_call, second_dirfd) == 48, "call.second_dirfd");
_Static_assert(__builtin_offsetof(struct eyas_call, arg6) == 52, "call.arg6");
_Static_assert(__builtin_offsetof(struct eyas_call, second_raw) == 56, "call.second_raw");
_Static_assert(__builtin_offsetof(struct eyas_call, second_base) == 64, "call.second_base");
_Static_assert(__builtin_offsetof(struct eyas_call, second_path) == 72, "call.second_path");
_Static_assert(__builtin_offsetof(struct eyas_call, text) == 80, "call.text");
_Static_assert(__builtin_offsetof(struct eyas_call, data) == 88, "call.data");

enum eyas_event_type {
	EYAS_EVENT_PROCESS_SNAPSHOT = 1,
	EYAS_EVENT_EXECVE = 2,
	EYAS_EVENT_EXECVEAT = 3,
	EYAS_EVENT_CLONE = 4,
	EYAS_EVENT_FORK = 5,
	EYAS_EVENT_VFORK = 6,
	EYAS_EVENT_CLONE3 = 7,
	EYAS_EVENT_PROCEXIT = 8,
	EYAS_EVENT_OPEN = 9,
	EYAS_EVENT_OPENAT = 10,
	EYAS_EVENT_OPENAT2 = 11,
	EYAS_EVENT_CREAT = 12,
	EYAS_EVENT_CONNECT = 13,
	EYAS_EVENT_DUP = 14,
	EYAS_EVENT_DUP2 = 15,
	EYAS_EVENT_DUP3 = 16,
	EYAS_EVENT_SYMLINK = 17,
	EYAS_EVENT_SYMLINKAT = 18,
	EYAS_EVENT_LINK = 19,
	EYAS_EVENT_LINKAT = 20,
	EYAS_EVENT_RENAME = 21,
	EYAS_EVENT_RENAMEAT = 22,
	EYAS_EVENT_RENAMEAT2 = 23,
	EYAS_EVENT_UNLINK = 24,
	EYAS_EVENT_UNLINKAT = 25,
	EYAS_EVENT_RMDIR = 26,
	EYAS_EVENT_MKDIR = 27,
	EYAS_EVENT_MKDIRAT = 28,
	EYAS_EVENT_CHMOD = 29,
	EYAS_EVENT_FCHMOD = 30,
	EYAS_EVENT_FCHMODAT = 31,
	EYAS_EVENT_CHOWN = 32,
	EYAS_EVENT_LCHOWN = 33,
	EYAS_EVENT_FCHOWN = 34,
	EYAS_EVENT_FCHOWNAT = 35,
	EYAS_EVENT_MKNOD = 36,
	EYAS_EVENT_MKNODAT = 37,
	EYAS_EVENT_CHDIR = 38,
	EYAS_EVENT_FCHDIR = 39,
	EYAS_EVENT_CHROOT = 40,
	EYAS_EVENT_MOUNT = 41,
	EYAS_EVENT_UMOUNT = 42,
	EYAS_EVENT_UMOUNT2 = 43,
	EYAS_EVENT_PIVOT_ROOT = 44,
	EYAS_EVENT_CLOSE = 45,
	EYAS_EVENT_FCNTL = 46,
	EYAS_EVENT_OPEN_BY_HANDLE_AT = 47,
	EYAS_EVENT_SOCKET = 48,
	EYAS_EVENT_BIND = 49,
	EYAS_EVENT_LISTEN = 50,
	EYAS_EVENT_ACCEPT = 51,
	EYAS_EVENT_ACCEPT4 = 52,
	EYAS_EVENT_SENDTO = 53,
	EYAS_EVENT_SENDMSG = 54,
	EYAS_EVENT_SENDMMSG = 55,
	EYAS_EVENT_RECVFROM = 56,
	EYAS_EVENT_RECVMSG = 57,
	EYAS_EVENT_RECVMMSG = 58,
	EYAS_EVENT_SOCKETPAIR = 59,
	EYAS_EVENT_PTRACE = 60,
	EYAS_EVENT_SETUID = 61,
	EYAS_EVENT_SETGID = 62,
	EYAS_EVENT_SETREUID = 63,
	EYAS_EVENT_SETREGID = 64,
	EYAS_EVENT_SETRESUID = 65,
	EYAS_EVENT_SETRESGID = 66,
	EYAS_EVENT_SETPGID = 67,
	EYAS_EVENT_SETSID = 68,
	EYAS_EVENT_SETNS = 69,
	EYAS_EVENT_UNSHARE = 70,
	EYAS_EVENT_CAPSET = 71,
	EYAS_EVENT_PRCTL = 72,
	EYAS_EVENT_KILL = 73,
	EYAS_EVENT_TKILL = 74,
	EYAS_EVENT_TGKILL = 75,
	EYAS_EVENT_PROCESS_VM_READV = 76,
	EYAS_EVENT_PROCESS_VM_WRITEV = 77,
	EYAS_EVENT_PIDFD_OPEN = 78,
	EYAS_EVENT_PIDFD_GETFD = 79,
	EYAS_EVENT_BPF = 80,
	EYAS_EVENT_MEMFD_CREATE = 81,
	EYAS_EVENT_INIT_MODULE = 82,
	EYAS_EVENT_FINIT_MODULE = 83,
	EYAS_EVENT_DELETE_MODULE = 84,
	EYAS_EVENT_USERFAULTFD = 85,
	EYAS_EVENT_IO_URING_SETUP = 86,
	EYAS_EVENT_KEYCTL = 87,
	EYAS_EVENT_PIPE = 88,
	EYAS_EVENT_PIPE2 = 89,
	EYAS_EVENT_EVENTFD = 90,
	EYAS_EVENT_EVENTFD2 = 91,
	EYAS_EVENT_FCHMODAT2 = 92,
	EYAS_EVENT_TYPES = 93,
};

#define EYAS_MAX_RECORD_BYTES 65536u

#define EYAS_RECORD_IA32 1u
#define EYAS_RECORD_SNAPSHOT 2u
#define EYAS_RECORD_TRUNCATED 4u
#define EYAS_RECORD_PARTIAL 8u
#define EYAS_RECORD_CAPTURED 16u
#define EYAS_RECORD_OTHER_NAME 32u
#define EYAS_RECORD_UNANSWERED 64u

#define EYAS_DESCRIPTOR_CONNECTED 1u
#define EYAS_DESCRIPTOR_NAME_CHANGED 2u
#define EYAS_DESCRIPTOR_UPPER_LAYER 4u
#define EYAS_DESCRIPTOR_LOWER_LAYER 8u
#define EYAS_DESCRIPTOR_SERVER 16u
#define EYAS_DESCRIPTOR_SERVER_LOCAL 32u
#define EYAS_DESCRIPTOR_UNDIRECTED 64u
#define EYAS_DESCRIPTOR_LISTENING 128u

#define EYAS_EXE_WRITABLE 1u
#define EYAS_EXE_UPPER_LAYER 2u
#define EYAS_EXE_FROM_MEMFD 4u
#define EYAS_EXE_LOWER_LAYER 8u

#define EYAS_OPEN_O_RDONLY 1u
#define EYAS_OPEN_O_WRONLY 2u
#define EYAS_OPEN_O_RDWR 3u
#define EYAS_OPEN_O_CREAT 4u
#define EYAS_OPEN_O_APPEND 8u
#define EYAS_OPEN_O_DSYNC 16u
#define EYAS_OPEN_O_EXCL 32u
#define EYAS_OPEN_O_NONBLOCK 64u
#define EYAS_OPEN_O_SYNC 128u
#define EYAS_OPEN_O_TRUNC 256u
#define EYAS_OPEN_O_DIRECT 512u
#define EYAS_OPEN_O_DIRECTORY 1024u
#define EYAS_OPEN_O_LARGEFILE 2048u
#define EYAS_OPEN_O_CLOEXEC 4096u
#define EYAS_OPEN_O_TMPFILE 8192u
#define EYAS_OPEN_F_CREATED 16384u
#define EYAS_OPEN_FD_UPPER_LAYER 32768u
#define EYAS_OPEN_FD_LOWER_LAYER 65536u

#endif
