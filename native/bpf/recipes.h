/*
 * Where the arguments of each call lie, by event type. Places count from 1; 0 says that the call has none of that kind.
 * Widths say for each of six arguments whether it is told in arg0 to arg5, and as what.
 */
#ifndef EYAS_RECIPES_H
#define EYAS_RECIPES_H

#include "shared.h"
#include "../../schema/generated/events.h"

#define U32 1
#define S32 2
#define WHOLE 3
#define WIDTHS(a, b, c, d, e) ((a) | (b) << 2 | (c) << 4 | (d) << 6 | (e) << 8)
/* The descriptor is what the call returns. */
#define MADE 7

struct recipe {
	__u16 widths;
	__u8 fd;
	__u8 dirfd;
	__u8 path;
	__u8 second_dirfd;
	__u8 second_path;
	__u8 text;
	/* In a flood it goes first: READ and not OTHER, see shared.h. */
	__u8 cheap;
	__u8 unused[3];
};

#define CALL(name) [EYAS_EVENT_##name]

static const struct recipe recipes[128] = {
	CALL(DUP) = { .widths = WIDTHS(S32, 0, 0, 0, 0), .fd = MADE },
	CALL(DUP2) = { .widths = WIDTHS(S32, S32, 0, 0, 0), .fd = MADE },
	CALL(DUP3) = { .widths = WIDTHS(S32, S32, U32, 0, 0), .fd = MADE },
	CALL(SYMLINK) = { .path = 1, .second_path = 2 },
	CALL(SYMLINKAT) = { .path = 1, .second_dirfd = 2, .second_path = 3 },
	CALL(LINK) = { .path = 1, .second_path = 2 },
	CALL(LINKAT) = { .widths = WIDTHS(0, 0, 0, 0, U32), .dirfd = 1, .path = 2, .second_dirfd = 3, .second_path = 4 },
	CALL(RENAME) = { .path = 1, .second_path = 2 },
	CALL(RENAMEAT) = { .dirfd = 1, .path = 2, .second_dirfd = 3, .second_path = 4 },
	CALL(RENAMEAT2) = { .widths = WIDTHS(0, 0, 0, 0, U32), .dirfd = 1, .path = 2, .second_dirfd = 3, .second_path = 4 },
	CALL(UNLINK) = { .path = 1 },
	CALL(UNLINKAT) = { .widths = WIDTHS(0, 0, U32, 0, 0), .dirfd = 1, .path = 2 },
	CALL(RMDIR) = { .path = 1 },
	CALL(MKDIR) = { .widths = WIDTHS(0, U32, 0, 0, 0), .path = 1 },
	CALL(MKDIRAT) = { .widths = WIDTHS(0, 0, U32, 0, 0), .dirfd = 1, .path = 2 },
	CALL(CHMOD) = { .widths = WIDTHS(0, U32, 0, 0, 0), .path = 1 },
	CALL(FCHMOD) = { .widths = WIDTHS(0, U32, 0, 0, 0), .fd = 1 },
	CALL(FCHMODAT) = { .widths = WIDTHS(0, 0, U32, 0, 0), .dirfd = 1, .path = 2 },
	CALL(FCHMODAT2) = { .widths = WIDTHS(0, 0, U32, U32, 0), .dirfd = 1, .path = 2 },
	CALL(CHOWN) = { .widths = WIDTHS(0, S32, S32, 0, 0), .path = 1 },
	CALL(LCHOWN) = { .widths = WIDTHS(0, S32, S32, 0, 0), .path = 1 },
	CALL(FCHOWN) = { .widths = WIDTHS(0, S32, S32, 0, 0), .fd = 1 },
	CALL(FCHOWNAT) = { .widths = WIDTHS(0, 0, S32, S32, U32), .dirfd = 1, .path = 2 },
	CALL(MKNOD) = { .widths = WIDTHS(0, U32, U32, 0, 0), .path = 1 },
	CALL(MKNODAT) = { .widths = WIDTHS(0, 0, U32, U32, 0), .dirfd = 1, .path = 2 },
	CALL(CHDIR) = { .path = 1 },
	CALL(FCHDIR) = { .fd = 1 },
	CALL(CHROOT) = { .path = 1 },
	CALL(MOUNT) = { .widths = WIDTHS(0, 0, 0, U32, 0), .path = 1, .second_path = 2, .text = 3 },
	CALL(UMOUNT) = { .path = 1 },
	CALL(UMOUNT2) = { .widths = WIDTHS(0, U32, 0, 0, 0), .path = 1 },
	CALL(PIVOT_ROOT) = { .path = 1, .second_path = 2 },
	CALL(FCNTL) = { .widths = WIDTHS(S32, U32, WHOLE, 0, 0), .fd = 1, .cheap = 1 },
	CALL(OPEN_BY_HANDLE_AT) = { .widths = WIDTHS(S32, 0, U32, 0, 0), .fd = MADE },
	CALL(SOCKET) = { .widths = WIDTHS(U32, U32, U32, 0, 0), .fd = MADE },
	CALL(LISTEN) = { .widths = WIDTHS(0, S32, 0, 0, 0), .fd = 1 },
	CALL(SOCKETPAIR) = { .widths = WIDTHS(U32, U32, U32, 0, 0) },
	CALL(PTRACE) = { .widths = WIDTHS(WHOLE, S32, WHOLE, WHOLE, 0) },
	CALL(SETUID) = { .widths = WIDTHS(S32, 0, 0, 0, 0) },
	CALL(SETGID) = { .widths = WIDTHS(S32, 0, 0, 0, 0) },
	CALL(SETREUID) = { .widths = WIDTHS(S32, S32, 0, 0, 0) },
	CALL(SETREGID) = { .widths = WIDTHS(S32, S32, 0, 0, 0) },
	CALL(SETRESUID) = { .widths = WIDTHS(S32, S32, S32, 0, 0) },
	CALL(SETRESGID) = { .widths = WIDTHS(S32, S32, S32, 0, 0) },
	CALL(SETPGID) = { .widths = WIDTHS(S32, S32, 0, 0, 0) },
	CALL(SETNS) = { .widths = WIDTHS(0, U32, 0, 0, 0), .fd = 1 },
	CALL(UNSHARE) = { .widths = WIDTHS(U32, 0, 0, 0, 0) },
	CALL(PRCTL) = { .widths = WIDTHS(U32, WHOLE, 0, 0, 0), .cheap = 1 },
	CALL(KILL) = { .widths = WIDTHS(S32, S32, 0, 0, 0) },
	CALL(TKILL) = { .widths = WIDTHS(S32, S32, 0, 0, 0) },
	CALL(TGKILL) = { .widths = WIDTHS(S32, S32, S32, 0, 0) },
	CALL(PROCESS_VM_READV) = { .widths = WIDTHS(S32, 0, 0, 0, 0) },
	CALL(PROCESS_VM_WRITEV) = { .widths = WIDTHS(S32, 0, 0, 0, 0) },
	CALL(PIDFD_OPEN) = { .widths = WIDTHS(S32, U32, 0, 0, 0), .fd = MADE },
	CALL(PIDFD_GETFD) = { .widths = WIDTHS(S32, S32, U32, 0, 0), .fd = MADE },
	CALL(BPF) = { .widths = WIDTHS(U32, 0, 0, 0, 0) },
	CALL(MEMFD_CREATE) = { .widths = WIDTHS(0, U32, 0, 0, 0), .fd = MADE, .text = 1 },
	CALL(INIT_MODULE) = { .widths = WIDTHS(0, WHOLE, 0, 0, 0), .text = 3 },
	CALL(FINIT_MODULE) = { .widths = WIDTHS(0, 0, U32, 0, 0), .fd = 1, .text = 2 },
	CALL(DELETE_MODULE) = { .widths = WIDTHS(0, U32, 0, 0, 0), .text = 1 },
	CALL(IO_URING_SETUP) = { .widths = WIDTHS(U32, 0, 0, 0, 0) },
	CALL(KEYCTL) = { .widths = WIDTHS(U32, WHOLE, WHOLE, WHOLE, WHOLE) },
	CALL(EVENTFD) = { .widths = WIDTHS(U32, 0, 0, 0, 0), .fd = MADE },
	CALL(EVENTFD2) = { .widths = WIDTHS(U32, 0, 0, 0, 0), .fd = MADE },
};

#endif
