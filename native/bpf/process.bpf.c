/* exec, fork and exit, from the scheduler's own hooks: the events that the process table is made of. Threads are not told. */
#include "process.h"

/* One block of arguments or environment, ended by a zero byte, as a list; an empty one if it cannot be read. */
INLINE void list_from_user(struct work *work, struct eyas_text *text, __u64 start, __u64 end)
{
	__u8 *room = text_room(work);
	__u64 length = end - start;

	text_empty(work, text);
	if (!room || start >= end)
		return;
	if (length > TEXT_BYTES - 1) {
		length = TEXT_BYTES - 1;
		work->cut = 1;
	}
	if (bpf_probe_read_user(room, length, (void *)start)) {
		work->cut = 1;
		return;
	}
	text_set(work, text, end_list(room, length));
}

INLINE void tell_arguments(struct work *work, struct eyas_process_body *body, struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	__u64 start = mm->arg_start, end = mm->arg_end;

	text_from_user(work, &body->exe, (void *)start);
	list_from_user(work, &body->args, start + body->exe.length + 1, body->exe.offset ? end : start);
	if (settings.want_environment)
		list_from_user(work, &body->env, mm->env_start, mm->env_end);
}

/*
 * By now the kernel has put the number of execve over that of the call (set_personality_64bit on x86), and what tells a
 * 32-bit call is that of the new image. A descriptor that the name was relative to is still seen: then it was execveat.
 */
INLINE __u32 exec_type(struct linux_binprm *binary)
{
	struct linux_binprm___fdpath *told = (void *)binary;

	if (!bpf_core_field_exists(told->fdpath))
		return EYAS_EVENT_EXECVE;
	return BPF_CORE_READ(told, fdpath) ? EYAS_EVENT_EXECVEAT : EYAS_EVENT_EXECVE;
}

SEC("tp_btf/sched_process_exec")
int eyas_exec(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *binary = (void *)ctx[2];
	__u32 type = exec_type(binary);
	struct work *work = work_of(HOOK_EXEC);
	struct eyas_count *count = count_of(type);
	struct eyas_process_body *body;
	struct eyas_header *header;

	if (!work || !count)
		return 0;
	count->seen++;
	header = begin(work, type, sizeof(*body), task);
	body = body_of(work);
	body->exec_ns = header->timestamp_ns;
	tell_process(work, body, task);
	tell_image(work, HOOK_EXEC, body, task, true);
	text_path(work, HOOK_EXEC, &body->cwd, &task->fs->pwd, true);
	tell_cgroup(work, body, task, true);
	text_from_kernel(work, &body->file_name, binary->filename);
	tell_arguments(work, body, task);
	submit(work, count);
	return 0;
}

/* Which call made the process, and with which flags; the flags of a clone3 lie in memory. */
INLINE __u32 clone_type(struct task_struct *task, bool compat, __u64 *flags)
{
	struct pt_regs registers;
	__s64 number;

	read_registers(&registers, task);
	number = call_number(&registers);
	*flags = 0;
	if (number == NR_CLONE3) {
		bpf_probe_read_user(flags, sizeof(*flags), (void *)argument(&registers, compat, 0));
		return EYAS_EVENT_CLONE3;
	}
	if (number == (compat ? NR_FORK_COMPAT : NR_FORK))
		return EYAS_EVENT_FORK;
	if (number == (compat ? NR_VFORK_COMPAT : NR_VFORK)) {
		*flags = CLONE_VFORK | CLONE_VM;
		return EYAS_EVENT_VFORK;
	}
	*flags = argument(&registers, compat, 0);
	return EYAS_EVENT_CLONE;
}

SEC("tp_btf/sched_process_fork")
int eyas_fork(__u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
	bool compat = is_compat(parent);
	struct work *work = work_of(HOOK_FORK);
	struct eyas_process_body *body;
	struct eyas_header *header;
	struct eyas_count *count;
	__u64 flags;
	__u32 type;

	/* Threads are not processes, and what the kernel starts for itself made no system call. */
	if (child->pid != child->tgid || parent->flags & PF_KTHREAD)
		return 0;
	type = clone_type(parent, compat, &flags);
	count = count_of(type);
	if (!work || !count)
		return 0;
	count->seen++;
	header = begin(work, type, sizeof(*body), parent);
	header->flags = compat ? EYAS_RECORD_IA32 : 0;
	header->result = number_at(BPF_CORE_READ(child, thread_pid), BPF_CORE_READ(parent, thread_pid, level));
	body = body_of(work);
	body->clone_flags = flags;
	tell_process(work, body, child);
	tell_image(work, HOOK_FORK, body, child, false);
	tell_cgroup(work, body, child, flags & CLONE_INTO_CGROUP);
	submit(work, count);
	return 0;
}

/* Who takes the children over: the nearest ancestor that asked for it, or the first process of the namespace. */
INLINE __u32 reaper_of(struct task_struct *task)
{
	struct task_struct *ancestor = BPF_CORE_READ(task, real_parent);
	__u32 level = BPF_CORE_READ(task, thread_pid, level);
	struct signal_struct *signal = task->signal;
	struct upid own = {};

	if (BPF_CORE_READ_BITFIELD_PROBED(signal, has_child_subreaper))
		for (int i = 0; i < 16 && ancestor; i++) {
			if (BPF_CORE_READ(ancestor, thread_pid, level) != level)
				break;
			signal = BPF_CORE_READ(ancestor, signal);
			if (BPF_CORE_READ_BITFIELD_PROBED(signal, is_child_subreaper))
				return BPF_CORE_READ(ancestor, tgid);
			ancestor = BPF_CORE_READ(ancestor, real_parent);
		}
	bpf_probe_read_kernel(&own, sizeof(own),
			      (void *)((__u64)BPF_CORE_READ(task, thread_pid) + bpf_core_field_offset(struct pid, numbers) +
				       (__u64)level * bpf_core_type_size(struct upid)));
	return BPF_CORE_READ(own.ns, child_reaper, tgid);
}

INLINE bool group_ends(__u64 *ctx, struct task_struct *task)
{
	if (settings.exit_tells_group)
		return ctx[1] & 1;
	return !BPF_CORE_READ(task, signal, live.counter);
}

SEC("tp_btf/sched_process_exit")
int eyas_exit(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct work *work = work_of(HOOK_EXIT);
	struct eyas_count *count = count_of(EYAS_EVENT_PROCEXIT);
	struct eyas_exit_body *body;

	if (!work || !count || !group_ends(ctx, task))
		return 0;
	count->seen++;
	begin(work, EYAS_EVENT_PROCEXIT, sizeof(*body), task);
	body = body_of(work);
	body->status = task->signal->flags & SIGNAL_GROUP_EXIT ? task->signal->group_exit_code
								: task->group_leader->exit_code;
	body->reaper_pid = reaper_of(task);
	submit(work, count);
	return 0;
}
