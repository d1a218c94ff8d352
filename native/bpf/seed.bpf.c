/* The processes that were there before, one record each, read by user space as a file and not through the ring. */
#include "process.h"

/* Memory of another process may have to be brought in first, so this program may sleep. */
INLINE void list_from_task(struct work *work, struct eyas_text *text, __u64 start, __u64 end, struct task_struct *task)
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
	if (bpf_copy_from_user_task(room, length, (void *)start, task, 0)) {
		work->cut = 1;
		return;
	}
	text_set(work, text, end_list(room, length));
}

/* Parts the block of arguments into the first, without its zero byte, and the list of the others. */
INLINE void part_arguments(struct work *work, struct eyas_process_body *body)
{
	__u32 start = body->args.offset, whole = body->args.length;
	long first;

	if (!whole || start > LAST_TEXT)
		return;
	first = bpf_probe_read_kernel_str(work->path, TEXT_BYTES, work->record + start);
	if (first <= 0)
		return;
	body->exe.offset = start;
	body->exe.length = first - 1;
	body->args.offset = start + first;
	body->args.length = whole > first ? whole - first : 0;
}

SEC("iter.s/task")
int eyas_seed(struct bpf_iter__task *ctx)
{
	struct seq_file *file = ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct work *work = work_of(HOOK_SEED);
	struct eyas_process_body *body;
	struct eyas_header *header;
	struct mm_struct *mm;
	__u32 size;

	if (!task || !work || task->pid != task->tgid)
		return 0;
	header = begin(work, EYAS_EVENT_PROCESS_SNAPSHOT, sizeof(*body), task);
	header->flags = EYAS_RECORD_SNAPSHOT;
	body = body_of(work);
	tell_process(work, body, task);
	tell_image(work, HOOK_SEED, body, task, true);
	if (task->fs)
		text_path(work, HOOK_SEED, &body->cwd, &task->fs->pwd, true);
	tell_cgroup(work, body, task, true);
	text_empty(work, &body->args);
	if (settings.want_environment)
		text_empty(work, &body->env);
	mm = task->mm;
	if (mm) {
		list_from_task(work, &body->args, mm->arg_start, mm->arg_end, task);
		part_arguments(work, body);
		if (settings.want_environment)
			list_from_task(work, &body->env, mm->env_start, mm->env_end, task);
	}
	size = closed_size(work);
	if (size <= RECORD_ROOM)
		bpf_seq_write(file, work->record, size);
	return 0;
}
