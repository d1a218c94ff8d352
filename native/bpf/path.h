/*
 * Full paths, from a dentry and its mount up to the root of the mount namespace, as getcwd(2) would see it from there.
 * What has no place in a tree (memfd, pipes, sockets) has only its name, without a slash.
 */
#ifndef EYAS_PATH_H
#define EYAS_PATH_H

#include "record.h"

#ifdef EYAS_COMPAT
/* Without bpf_loop (5.17) the verifier goes through each round. */
#define MAX_COMPONENTS 40
#else
#define MAX_COMPONENTS 512
#endif

INLINE long prepend(struct work *work, const void *name, __u32 length)
{
	__u32 begins = work->begins;

	if (begins > PATH_END || begins <= NAME_BYTES)
		return 1;
	length &= NAME_BYTES - 1;
	begins -= length;
	if (begins > PATH_END)
		return 1;
	bpf_probe_read_kernel(work->path + begins, length, name);
	work->begins = begins;
	return 0;
}

INLINE long prepend_slash(struct work *work)
{
	__u32 begins = work->begins - 1;

	if (begins >= PATH_END)
		return 1;
	work->path[begins] = '/';
	work->begins = begins;
	return 0;
}

/* Goes one dentry up; 1 ends the walk. */
static long climb(__u32 round, struct work **walked)
{
	struct work *work = *walked;
	struct dentry *dentry = (void *)work->dentry;
	struct mount *mount = (void *)work->mount;
	struct dentry *parent = PEEK(dentry, struct dentry, d_parent);
	struct mount *upper;

	if (dentry == PEEK(mount, struct mount, mnt.mnt_root)) {
		upper = PEEK(mount, struct mount, mnt_parent);
		if (upper == mount || !upper) {
			work->arrived = 1;
			return 1;
		}
		work->dentry = (__u64)PEEK(mount, struct mount, mnt_mountpoint);
		work->mount = (__u64)upper;
		return 0;
	}
	if (prepend(work, PEEK(dentry, struct dentry, d_name.name), PEEK(dentry, struct dentry, d_name.len)))
		return 1;
	if (dentry == parent || !parent) {
		work->arrived = 1;
		return 1;
	}
	work->dentry = (__u64)parent;
	return prepend_slash(work);
}

/*
 * Writes the path of work.dentry on work.mount to the end of work.path. A function of its own for the verifier, which
 * then goes through it once and not once for each caller.
 */
__noinline int walk_path(__u32 hook)
{
	struct work *work = work_of(hook);

	if (!work)
		return 0;
	work->begins = PATH_END;
	work->arrived = 0;
#ifdef EYAS_COMPAT
	for (__u32 round = 0; round < MAX_COMPONENTS; round++)
		if (climb(round, &work))
			break;
#else
	bpf_loop(MAX_COMPONENTS, climb, &work, 0);
#endif
	if (!work->arrived)
		work->cut = 1;
	else if (work->begins == PATH_END)
		prepend_slash(work);
	return 0;
}

/* Appends the path of a dentry on a mount; `slash` asks for one at its end. */
INLINE void text_path(struct work *work, __u32 hook, struct eyas_text *text, const struct path *path, bool slash)
{
	struct path place = {};
	__u32 begins, length;
	__u8 *room;

	bpf_probe_read_kernel(&place, sizeof(place), path);
	if (!place.dentry)
		return;
	work->dentry = (__u64)place.dentry;
	work->mount = (__u64)place.mnt - bpf_core_field_offset(struct mount, mnt);
	walk_path(hook);
	begins = work->begins;
	if (begins >= PATH_END)
		return;
	length = PATH_END - begins;
	if (slash && length > 1) {
		work->path[PATH_END] = '/';
		length++;
	}
	room = text_room(work);
	if (!room || length > TEXT_BYTES)
		return;
	bpf_probe_read_kernel(room, length, work->path + begins);
	text_set(work, text, length);
}

/* A path as the call names it and, if it is relative, the directory that it starts from. */
INLINE void tell_path(struct work *work, struct task_struct *task, __s32 dirfd, __u64 name, struct eyas_text *raw,
		      struct eyas_text *base)
{
	struct file *file;
	__u32 at = work->end;
	__u8 first = 0;

	text_from_user(work, raw, (void *)name);
	if (raw->offset && at <= LAST_TEXT)
		bpf_probe_read_kernel(&first, 1, work->record + at);
	if (first == '/')
		return;
	if (dirfd == AT_FDCWD) {
		text_path(work, HOOK_SYS_EXIT, base, &task->fs->pwd, false);
		return;
	}
	file = file_of(dirfd);
	if (file)
		text_path(work, HOOK_SYS_EXIT, base, &file->f_path, false);
}

#endif
