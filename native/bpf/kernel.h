/* The kernel's types, where they differ between versions, and how they are read. */
#ifndef EYAS_KERNEL_H
#define EYAS_KERNEL_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define INLINE static __always_inline

#include "shared.h"
#include "../../schema/generated/events.h"

/*
 * PEEK reads a member behind any kernel pointer. With bpf_rdonly_cast (6.2) this is a plain load that the kernel makes
 * safe, half the cost of a call to bpf_probe_read_kernel; EYAS_COMPAT builds the same programs without it.
 */
#ifdef EYAS_COMPAT
#define PEEK(pointer, type, member) BPF_CORE_READ((type *)(pointer), member)
#else
extern void *bpf_rdonly_cast(const void *pointer, __u32 type_id) __ksym;
#define PEEK(pointer, type, member) \
	(((type *)bpf_rdonly_cast((const void *)(pointer), bpf_core_type_id_kernel(type)))->member)
#endif

/* The word behind any kernel pointer, and a pointer there. */
#define PEEK_WORD(pointer) PEEK(pointer, struct qstr, hash_len)
#define PEEK_POINTER(pointer) ((void *)PEEK(pointer, struct list_head, next))

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AT_FDCWD -100
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define S_IWGRP 00020
#define S_IWOTH 00002
#define S_IMMUTABLE 8
#define SB_RDONLY 1
#define FMODE_CREATED 0x100000
#define PF_KTHREAD 0x00200000
#define IPPROTO_ICMPV6 58
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define CLONE_INTO_CGROUP 0x200000000ULL
#define SIGNAL_GROUP_EXIT 4
#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3
#define OVERLAYFS_MAGIC 0x794c7630

/* 6.15 put the parent behind RCU and renamed it. */
struct kernfs_node___parent {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));
struct kernfs_node___rcu {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));

INLINE struct kernfs_node *kernfs_parent_of(struct kernfs_node *node)
{
	if (bpf_core_field_exists(struct kernfs_node___rcu, __parent))
		return BPF_CORE_READ((struct kernfs_node___rcu *)node, __parent);
	return BPF_CORE_READ((struct kernfs_node___parent *)node, parent);
}

/* Inode times: timespec64 until 6.6 (`__i_ctime`) and 6.7 (`__i_mtime`), seconds and nanoseconds apart since 6.11. */
struct inode___apart {
	__s64 i_mtime_sec;
	__s64 i_ctime_sec;
	__u32 i_mtime_nsec;
	__u32 i_ctime_nsec;
} __attribute__((preserve_access_index));
struct inode___hidden {
	struct timespec64 __i_mtime;
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));
struct inode___plain {
	struct timespec64 i_mtime;
	struct timespec64 i_ctime;
} __attribute__((preserve_access_index));

INLINE __u64 nanoseconds(__s64 seconds, __u64 rest)
{
	return (__u64)seconds * 1000000000ULL + rest;
}

/* Since 6.13 the highest bit of the nanoseconds says that somebody has read them (I_CTIME_QUERIED). */
#define CTIME_QUERIED (1u << 31)

INLINE __u64 ctime_ns(struct inode *inode)
{
	struct inode___apart *apart = (void *)inode;
	struct inode___hidden *hidden = (void *)inode;
	struct inode___plain *plain = (void *)inode;

	if (bpf_core_field_exists(apart->i_ctime_sec))
		return nanoseconds(BPF_CORE_READ(apart, i_ctime_sec), BPF_CORE_READ(apart, i_ctime_nsec) & ~CTIME_QUERIED);
	if (bpf_core_field_exists(hidden->__i_ctime))
		return nanoseconds(BPF_CORE_READ(hidden, __i_ctime.tv_sec), BPF_CORE_READ(hidden, __i_ctime.tv_nsec));
	return nanoseconds(BPF_CORE_READ(plain, i_ctime.tv_sec), BPF_CORE_READ(plain, i_ctime.tv_nsec));
}

INLINE __u64 mtime_ns(struct inode *inode)
{
	struct inode___apart *apart = (void *)inode;
	struct inode___hidden *hidden = (void *)inode;
	struct inode___plain *plain = (void *)inode;

	if (bpf_core_field_exists(apart->i_mtime_sec))
		return nanoseconds(BPF_CORE_READ(apart, i_mtime_sec), BPF_CORE_READ(apart, i_mtime_nsec));
	if (bpf_core_field_exists(hidden->__i_mtime))
		return nanoseconds(BPF_CORE_READ(hidden, __i_mtime.tv_sec), BPF_CORE_READ(hidden, __i_mtime.tv_nsec));
	return nanoseconds(BPF_CORE_READ(plain, i_mtime.tv_sec), BPF_CORE_READ(plain, i_mtime.tv_nsec));
}

/* Set by execveat with a descriptor. */
struct linux_binprm___fdpath {
	const char *fdpath;
} __attribute__((preserve_access_index));

/* Auditing may be compiled out of the kernel. */
struct task_struct___audit {
	kuid_t loginuid;
} __attribute__((preserve_access_index));

INLINE __u32 login_uid_of(struct task_struct *task)
{
	struct task_struct___audit *audited = (void *)task;

	if (!bpf_core_field_exists(audited->loginuid))
		return ~0u;
	return BPF_CORE_READ(audited, loginuid.val);
}

/* A device number as stat(2) tells it; the kernel's own has 20 bits of minor. */
INLINE __u32 encode_device(__u32 device)
{
	__u32 major = device >> 20, minor = device & 0xfffff;

	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

/* The open file behind a descriptor of the running task, or NULL. */
INLINE struct file *file_of(__s32 fd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct files_struct *files = task->files;
	struct fdtable *table;
	struct file **slots;

	if (!files || fd < 0)
		return NULL;
	table = PEEK(files, struct files_struct, fdt);
	if ((__u32)fd >= PEEK(table, struct fdtable, max_fds))
		return NULL;
	slots = PEEK(table, struct fdtable, fd);
	return PEEK_POINTER(&slots[(__u32)fd]);
}

INLINE struct super_block *super_of(struct inode *inode)
{
	return PEEK(inode, struct inode, i_sb);
}

/* Overlay's own inode holds the dentry of the upper layer right behind the common part; it is absent in the lower. */
INLINE __u32 overlay_layer_on(__u64 magic, struct inode *inode, __u32 upper, __u32 lower)
{
	struct dentry *upper_dentry = NULL;

	if (magic != OVERLAYFS_MAGIC)
		return 0;
	bpf_probe_read_kernel(&upper_dentry, sizeof(upper_dentry),
			      (void *)((__u64)inode + bpf_core_type_size(struct inode)));
	return upper_dentry ? upper : lower;
}

/* Tells what file system an inode is of. */
INLINE __u64 magic_of(struct inode *inode)
{
	struct super_block *super = super_of(inode);

	return PEEK(super, struct super_block, s_magic);
}

INLINE __u32 overlay_layer_of(struct inode *inode, __u32 upper, __u32 lower)
{
	return overlay_layer_on(magic_of(inode), inode, upper, lower);
}

#endif
