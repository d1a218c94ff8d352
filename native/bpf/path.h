/*
 * Full paths, from a dentry and its mount up to the root of the mount namespace, as getcwd(2) would see it from there.
 * What has no place in a tree (memfd, pipes, sockets) has only its name, without a slash.
 */
#ifndef EYAS_PATH_H
#define EYAS_PATH_H

#include "known-name.h"

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

/* A name with more parts is not looked up. */
#define GATHERED_PARTS 32

/* Writes the last `bytes` of up to eight, keeping what lies behind them. */
INLINE void put_rest(struct room *room, __u32 at, __u64 word, __u32 bytes)
{
	__u64 *place = (__u64 *)(room->bytes + (at & ROOM_MASK));
	__u64 kept = ~first_of(~0ULL, bytes);

	*place = (word & ~kept) | (*place & kept);
}

INLINE void put_word(struct room *room, __u32 at, __u64 word)
{
	*(__u64 *)(room->bytes + (at & ROOM_MASK)) = word;
}

INLINE void put_name(struct room *room, __u32 at, const __u8 *name, __u32 length)
{
	if (length > SHORT_NAME) {
		bpf_probe_read_kernel(room->bytes + (at & (BASE_END - 1)), length & (PART_BYTES - 1), name);
		return;
	}
	if (length >= 16) {
		put_word(room, at, PEEK_WORD(name));
		put_word(room, at + 8, PEEK_WORD(name + 8));
		put_rest(room, at + 16, PEEK_WORD(name + 16), length - 16);
	} else if (length >= 8) {
		put_word(room, at, PEEK_WORD(name));
		put_rest(room, at + 8, PEEK_WORD(name + 8), length - 8);
	} else {
		put_rest(room, at, PEEK_WORD(name), length);
	}
}

/* One part of a name, before those that are there; false at the root, or where the name has no room. */
INLINE bool gather_part(struct work *work, struct room *room)
{
	struct dentry *dentry = (void *)work->dentry, *parent;
	struct mount *mount = (void *)work->mount, *upper;
	__u32 length, begins = room->begins;

	if (dentry == PEEK(mount, struct mount, mnt.mnt_root)) {
		upper = PEEK(mount, struct mount, mnt_parent);
		work->arrived = upper == mount || !upper;
		work->dentry = (__u64)PEEK(mount, struct mount, mnt_mountpoint);
		work->mount = (__u64)upper;
		return !work->arrived;
	}
	parent = PEEK(dentry, struct dentry, d_parent);
	length = PEEK(dentry, struct dentry, d_name.len);
	if (parent == dentry || !parent || length >= begins)
		return false;
	put_name(room, begins - length, PEEK(dentry, struct dentry, d_name.name), length);
	begins -= length + 1;
	room->bytes[begins & ROOM_MASK] = '/';
	if (room->begins == room->ends)
		room->slash = begins;
	room->begins = begins;
	work->dentry = (__u64)parent;
	return true;
}

/*
 * Writes the path of work.dentry on work.mount into a room, so that it ends at `ends`; that of the root is empty.
 * work.arrived says whether that could be done. A function of its own for the verifier.
 */
__noinline int gather(__u32 which, __u32 ends)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	struct room *room;

	if (!work || ends > BASE_END)
		return 0;
	room = room_of(&work->question, which);
	room->begins = ends;
	room->slash = ends;
	room->ends = ends;
	work->arrived = 0;
	for (__u32 i = 0; i < GATHERED_PARTS; i++)
		if (!gather_part(work, room))
			break;
	return 0;
}

INLINE struct mount *mount_of(const struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

INLINE bool gather_from(struct work *work, __u32 which, __u32 ends, const struct path *path, struct mount *mount)
{
	work->dentry = (__u64)PEEK(path, struct path, dentry);
	work->mount = (__u64)mount;
	gather(which, ends);
	return work->arrived;
}

INLINE bool gather_path(struct work *work, __u32 which, __u32 ends, const struct path *path)
{
	return gather_from(work, which, ends, path, mount_of(PEEK(path, struct path, mnt)));
}

/* Directories above a bound one that are looked at. */
#define BOUND_PARTS 32

/*
 * The mount on which a file has the name that it has without a bind mount. A directory of the root's own file system that
 * is bound to another place can be reached from the root as well, and that name is the one that a bind would hide. Any
 * other file is named on the mount that it was opened on.
 */
INLINE struct mount *home_of(struct task_struct *task, const struct path *path)
{
	struct mount *mount = mount_of(PEEK(path, struct path, mnt)), *root;
	struct dentry *dentry = PEEK(mount, struct mount, mnt.mnt_root);
	struct dentry *parent = PEEK(dentry, struct dentry, d_parent), *top;

	/* Nearly always the whole of a file system is mounted. */
	if (dentry == parent)
		return mount;
	root = mount_of(task->fs->root.mnt);
	if (root == mount || PEEK(root, struct mount, mnt.mnt_sb) != PEEK(mount, struct mount, mnt.mnt_sb))
		return mount;
	top = PEEK(root, struct mount, mnt.mnt_root);
	for (__u32 i = 0; i < BOUND_PARTS; i++) {
		if (dentry == top)
			return root;
		parent = PEEK(dentry, struct dentry, d_parent);
		if (parent == dentry)
			break;
		dentry = parent;
	}
	return mount;
}

/* Appends the path of work.dentry on work.mount; `slash` asks for one at its end. */
INLINE void text_walk(struct work *work, __u32 hook, struct eyas_text *text, bool slash)
{
	__u32 begins, length;
	__u8 *room;

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

/* Appends a path. */
INLINE void text_path(struct work *work, __u32 hook, struct eyas_text *text, const struct path *path, bool slash)
{
	struct path place = {};

	bpf_probe_read_kernel(&place, sizeof(place), path);
	if (!place.dentry)
		return;
	work->dentry = (__u64)place.dentry;
	work->mount = (__u64)mount_of(place.mnt);
	text_walk(work, hook, text, slash);
}

/* Appends the path of a file that a call of the task has opened, by the name that it has without a bind mount. */
INLINE void text_home(struct work *work, struct task_struct *task, struct eyas_text *text, const struct path *path)
{
	work->dentry = (__u64)PEEK(path, struct path, dentry);
	work->mount = (__u64)home_of(task, path);
	text_walk(work, HOOK_SYS_EXIT, text, false);
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

/*
 * Puts the name as asked into its room, behind the directory that it is relative to. False if it cannot be looked up. What
 * begins with a slash needs no directory.
 */
INLINE bool ask_name(struct work *work, struct task_struct *task, __s32 dirfd, __u64 name)
{
	struct room *room = &work->question.asked;
	const struct path *base;
	long length;

	length = bpf_probe_read_user_str(room->bytes + BASE_END, PART_BYTES, (void *)name);
	/* With its zero byte; one that fills the room may have been cut. */
	if (length <= 1 || length >= PART_BYTES)
		return false;
	room->is_relative = room->bytes[BASE_END] != '/';
	if (room->is_relative) {
		if (dirfd == AT_FDCWD) {
			base = &task->fs->pwd;
		} else {
			struct file *file = file_of(dirfd);

			if (!file)
				return false;
			base = (void *)file + bpf_core_field_offset(struct file, f_path);
		}
		if (!gather_path(work, NAME_ASKED, BASE_END - 1, base))
			return false;
		room->bytes[BASE_END - 1] = '/';
	} else {
		room->begins = BASE_END;
	}
	room->ends = BASE_END + length - 1;
	return true;
}

#endif
