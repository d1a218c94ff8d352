/* What a record tells of a process, whether it has just been made, has replaced its image, or was there before. */
#ifndef EYAS_PROCESS_H
#define EYAS_PROCESS_H

#include "descriptor.h"

#define CGROUP_DEPTH 24

/* The number of a pid structure as namespace level `level` sees it; 0 if it is not visible there. */
INLINE __u32 number_at(struct pid *pid, __u32 level)
{
	struct upid entry = {};

	if (!pid || level > BPF_CORE_READ(pid, level))
		return 0;
	bpf_probe_read_kernel(&entry, sizeof(entry),
			      (void *)((__u64)pid + bpf_core_field_offset(struct pid, numbers) +
				       (__u64)level * bpf_core_type_size(struct upid)));
	return entry.nr;
}

INLINE void tell_numbers(struct eyas_process_body *body, struct task_struct *task)
{
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct pid *own = BPF_CORE_READ(signal, pids[PIDTYPE_TGID]);
	struct pid *group = BPF_CORE_READ(signal, pids[PIDTYPE_PGID]);
	struct pid *session = BPF_CORE_READ(signal, pids[PIDTYPE_SID]);
	__u32 level = BPF_CORE_READ(task, thread_pid, level);

	body->process_pid = task->tgid;
	body->virtual_pid = number_at(own, level);
	body->group_id = number_at(group, 0);
	body->virtual_group_id = number_at(group, level);
	body->session_id = number_at(session, 0);
	body->virtual_session_id = number_at(session, level);
}

INLINE __u64 capabilities(const void *set)
{
	__u64 bits = 0;

	bpf_probe_read_kernel(&bits, sizeof(bits), set);
	return bits;
}

INLINE void tell_credentials(struct eyas_process_body *body, struct task_struct *task)
{
	const struct cred *cred = task->cred;

	body->process_uid = cred->euid.val;
	body->process_gid = cred->egid.val;
	body->login_uid = login_uid_of(task);
	body->cap_effective = capabilities(&cred->cap_effective);
	body->cap_permitted = capabilities(&cred->cap_permitted);
	body->cap_inheritable = capabilities(&cred->cap_inheritable);
}

INLINE __u32 terminal_of(struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	__u32 major, minor;

	if (!tty)
		return 0;
	major = BPF_CORE_READ(tty, driver, major);
	minor = BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index);
	return encode_device(major << 20 | (minor & 0xfffff));
}

/* Whether the process may write its own executable or make it writable, as access checks would decide it. */
INLINE bool may_write(struct eyas_process_body *body, struct inode *inode, __u32 fsuid, __u32 fsgid)
{
	struct super_block *super = super_of(inode);
	__u16 mode = PEEK(inode, struct inode, i_mode);

	if (PEEK(super, struct super_block, s_flags) & SB_RDONLY)
		return false;
	if (PEEK(inode, struct inode, i_flags) & S_IMMUTABLE)
		return false;
	if (body->cap_effective & (1ULL << CAP_DAC_OVERRIDE | 1ULL << CAP_FOWNER))
		return true;
	if (PEEK(inode, struct inode, i_uid.val) == fsuid)
		return true;
	if (PEEK(inode, struct inode, i_gid.val) == fsgid)
		return mode & S_IWGRP;
	return mode & S_IWOTH;
}

/* The executable: its place, its inode and what is noteworthy about it. Needs the credentials told before. */
INLINE void tell_image(struct work *work, __u32 hook, struct eyas_process_body *body, struct task_struct *task, bool path)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct file *file = mm ? BPF_CORE_READ(mm, exe_file) : NULL;
	struct inode *inode;

	if (!file)
		return;
	inode = PEEK(file, struct file, f_inode);
	body->exe_inode = PEEK(inode, struct inode, i_ino);
	body->exe_ctime_ns = ctime_ns(inode);
	body->exe_mtime_ns = mtime_ns(inode);
	body->exe_flags = overlay_layer_of(inode, EYAS_EXE_UPPER_LAYER, EYAS_EXE_LOWER_LAYER);
	if (may_write(body, inode, BPF_CORE_READ(task, cred, fsuid.val), BPF_CORE_READ(task, cred, fsgid.val)))
		body->exe_flags |= EYAS_EXE_WRITABLE;
	if (is_memfd(file))
		body->exe_flags |= EYAS_EXE_FROM_MEMFD;
	if (path)
		text_path(work, hook, &body->exe_path, &file->f_path, false);
}

/* Controllers by their flavour, so that a kernel without one still loads this. */
enum cgroup_subsys_id___eyas {
	memory_cgrp_id___eyas = 1000,
	pids_cgrp_id___eyas,
	cpu_cgrp_id___eyas,
	cpuset_cgrp_id___eyas,
};

INLINE struct cgroup *controlled_by(struct css_set *set, __u64 controller)
{
	struct cgroup_subsys_state *state = NULL;
	struct cgroup *cgroup;

	bpf_probe_read_kernel(&state, sizeof(state),
			      (void *)((__u64)set + bpf_core_field_offset(struct css_set, subsys) + controller * 8));
	cgroup = state ? BPF_CORE_READ(state, cgroup) : NULL;
	return cgroup && BPF_CORE_READ(cgroup, level) ? cgroup : NULL;
}

#define CONTROLLED_BY(set, bit, name) \
	((settings.v1_controllers & (bit)) && bpf_core_enum_value_exists(enum cgroup_subsys_id___eyas, name) \
		 ? controlled_by(set, bpf_core_enum_value(enum cgroup_subsys_id___eyas, name)) \
		 : NULL)

/*
 * The cgroup that names the container. Where controllers have hierarchies of their own (v1), runtimes put containers into
 * all of them, while the unified one may be empty: the first that is not the root counts, and the unified one last.
 */
INLINE struct cgroup *cgroup_of(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup *cgroup;

	cgroup = CONTROLLED_BY(set, EYAS_CONTROLLER_MEMORY, memory_cgrp_id___eyas);
	if (!cgroup)
		cgroup = CONTROLLED_BY(set, EYAS_CONTROLLER_PIDS, pids_cgrp_id___eyas);
	if (!cgroup)
		cgroup = CONTROLLED_BY(set, EYAS_CONTROLLER_CPU, cpu_cgrp_id___eyas);
	if (!cgroup)
		cgroup = CONTROLLED_BY(set, EYAS_CONTROLLER_CPUSET, cpuset_cgrp_id___eyas);
	return cgroup ? cgroup : BPF_CORE_READ(set, dfl_cgrp);
}

/* Names are only known from the leaf upwards and of unknown length, so the nodes are gathered first. */
INLINE void text_cgroup(struct work *work, struct eyas_text *text, struct cgroup *cgroup)
{
	struct kernfs_node *node = BPF_CORE_READ(cgroup, kn);
	__u64 *nodes = (void *)work->path;
	__u32 depth = 0, start = work->end;
	__u8 *room;
	long length;

	for (__u32 i = 0; i < CGROUP_DEPTH; i++) {
		struct kernfs_node *parent = kernfs_parent_of(node);

		if (!parent)
			break;
		nodes[i] = (__u64)node;
		node = parent;
		depth = i + 1;
	}
	if (depth == CGROUP_DEPTH)
		work->cut = 1;
	for (__u32 i = CGROUP_DEPTH; i > 0; i--) {
		if (i > depth)
			continue;
		room = text_room(work);
		if (!room)
			break;
		*room = '/';
		length = bpf_probe_read_kernel_str(room + 1, NAME_BYTES, BPF_CORE_READ((struct kernfs_node *)nodes[i - 1], name));
		if (length <= 0)
			break;
		work->end += length;
	}
	if (!depth) {
		room = text_room(work);
		if (!room)
			return;
		*room = '/';
		work->end++;
	}
	text->offset = start;
	text->length = work->end - start;
}

INLINE void tell_cgroup(struct work *work, struct eyas_process_body *body, struct task_struct *task, bool path)
{
	struct cgroup *cgroup = cgroup_of(task);

	body->cgroup_id = BPF_CORE_READ(cgroup, kn, id);
	if (path)
		text_cgroup(work, &body->cgroup, cgroup);
}

INLINE void tell_parent(struct eyas_process_body *body, struct task_struct *task)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);

	body->parent_pid = BPF_CORE_READ(parent, tgid);
	body->parent_start_ns = BPF_CORE_READ(parent, start_boottime);
}

/* All that needs no text but the name; what a clone shares with its parent is left to the reader of the record. */
INLINE void tell_process(struct work *work, struct eyas_process_body *body, struct task_struct *task)
{
	body->process_start_ns = BPF_CORE_READ(task, group_leader, start_boottime);
	body->exec_id = BPF_CORE_READ(task, self_exec_id);
	tell_parent(body, task);
	tell_numbers(body, task);
	tell_credentials(body, task);
	body->tty = terminal_of(task);
	text_from_kernel(work, &body->comm, &task->comm);
}

#endif
