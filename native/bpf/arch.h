/* System call numbers and arguments at the end of a call, by architecture. */
#ifndef EYAS_ARCH_H
#define EYAS_ARCH_H

#include "kernel.h"

#if defined(__TARGET_ARCH_x86)

#define NR_CLONE 56
#define NR_FORK 57
#define NR_VFORK 58
#define NR_CLONE3 435
#define NR_CLONE_COMPAT 120
#define NR_FORK_COMPAT 2
#define NR_VFORK_COMPAT 190
#define O_DIRECT 040000
#define O_DIRECTORY 0200000
#define O_LARGEFILE 0100000
#define THREAD_BYTES 16384
#define TS_COMPAT 2
#define X32_BIT 0x40000000

INLINE __s64 call_number(struct pt_regs *regs)
{
	return (__s64)regs->orig_ax;
}

INLINE bool is_compat(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

/* Arguments count from 0. Those of a 32-bit call lie in other registers, and only their lower halves count. */
INLINE __u64 argument(struct pt_regs *regs, bool compat, int index)
{
	switch (index) {
	case 0:
		return compat ? (__u32)regs->bx : regs->di;
	case 1:
		return compat ? (__u32)regs->cx : regs->si;
	case 2:
		return compat ? (__u32)regs->dx : regs->dx;
	case 3:
		return compat ? (__u32)regs->si : regs->r10;
	case 4:
		return compat ? (__u32)regs->di : regs->r8;
	default:
		return compat ? (__u32)regs->bp : regs->r9;
	}
}

/* Loads are in order here; elsewhere an atomic operation on a word of the caller's keeps them so. */
#define reading_barrier(work) asm volatile("" ::: "memory")

#elif defined(__TARGET_ARCH_arm64)

#define reading_barrier(work) __sync_fetch_and_add(&(work)->fence, 1)

#define NR_CLONE 220
#define NR_FORK -2
#define NR_VFORK -2
#define NR_CLONE3 435
#define NR_CLONE_COMPAT 120
#define NR_FORK_COMPAT 2
#define NR_VFORK_COMPAT 190
#define O_DIRECT 0200000
#define O_DIRECTORY 040000
#define O_LARGEFILE 0400000
#define THREAD_BYTES 16384
#define TIF_32BIT 22
#define X32_BIT 0

/* A flavour, so that this can be compiled with the types of a kernel for another architecture. */
struct pt_regs___entered {
	__u64 regs[31];
	__u64 orig_x0;
	__s32 syscallno;
} __attribute__((preserve_access_index));

INLINE __s64 call_number(struct pt_regs *regs)
{
	return ((struct pt_regs___entered *)regs)->syscallno;
}

INLINE bool is_compat(struct task_struct *task)
{
	return task->thread_info.flags & (1UL << TIF_32BIT);
}

INLINE __u64 argument(struct pt_regs *regs, bool compat, int index)
{
	struct pt_regs___entered *own = (void *)regs;
	__u64 value = index == 0 ? own->orig_x0 : own->regs[index & 7];

	return compat ? (__u32)value : value;
}

#else
#error "eyas knows x86_64 and arm64"
#endif

#define O_ACCMODE 03
#define O_WRONLY 01
#define O_RDWR 02
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DSYNC 010000
#define O_CLOEXEC 02000000
#define O_SYNC (04000000 | O_DSYNC)
#define O_TMPFILE_ALONE 020000000
#define O_TMPFILE (O_TMPFILE_ALONE | O_DIRECTORY)

/* Copies the registers with which a task entered the kernel. */
INLINE void read_registers(struct pt_regs *registers, struct task_struct *task)
{
#ifdef EYAS_COMPAT
	__u64 top = (__u64)BPF_CORE_READ(task, stack) + THREAD_BYTES;

	bpf_probe_read_kernel(registers, sizeof(*registers), (void *)(top - sizeof(*registers)));
#else
	bpf_probe_read_kernel(registers, sizeof(*registers), (void *)bpf_task_pt_regs(task));
#endif
}

#endif
