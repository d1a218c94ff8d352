/* execve and execveat that returned an error: the process is still what it was, and what it wanted to become is told. */
#include "call.h"
#include "process.h"

#define MAX_ARGUMENTS 32

/* A pointer of the row of arguments; 0 ends it. */
INLINE __u64 pointer_at(__u64 row, __u32 index, bool compat)
{
	__u64 pointer = 0;
	__u32 pointer_32 = 0;

	if (!compat) {
		bpf_probe_read_user(&pointer, sizeof(pointer), (void *)(row + index * 8));
		return pointer;
	}
	bpf_probe_read_user(&pointer_32, sizeof(pointer_32), (void *)(row + index * 4));
	return pointer_32;
}

/* Appends one argument with its zero byte; false if the list ends here. */
INLINE bool add_argument(struct work *work, __u64 row, __u32 index, bool compat)
{
	__u64 pointer = pointer_at(row, index, compat);
	__u8 *room = text_room(work);
	long length;

	if (!pointer || !room)
		return false;
	length = bpf_probe_read_user_str(room, TEXT_BYTES, (void *)pointer);
	if (length <= 0)
		return false;
	if (length == TEXT_BYTES)
		work->cut = 1;
	work->end += length;
	return true;
}

INLINE void list_asked(struct work *work, struct eyas_text *text, __u64 row, bool compat)
{
	__u32 start = work->end, index;

	for (index = 1; index < MAX_ARGUMENTS; index++)
		if (!add_argument(work, row, index, compat))
			break;
	if (index == MAX_ARGUMENTS)
		work->cut = 1;
	text->offset = start;
	text->length = work->end - start;
}

SEC("tp_btf/sys_exit")
int eyas_exec_failed(__u64 *ctx)
{
	struct eyas_process_body *body;
	struct call call = {};
	__u32 beneath;
	__u64 row;

	/* What succeeded was told when it happened. */
	if ((__s64)ctx[1] >= 0)
		return 0;
	if (!enter(&call, ctx) || !stays(&call) || !admits(call.count, EYAS_CLASS_OTHER))
		return 0;
	begin_call(&call, sizeof(*body));
	body = body_of(call.work);
	beneath = call.type == EYAS_EVENT_EXECVEAT;
	row = argument_of(&call, 1 + beneath);
	tell_process(call.work, body, call.task);
	tell_image(call.work, HOOK_SYS_EXIT, body, call.task, true);
	text_path(call.work, HOOK_SYS_EXIT, &body->cwd, &call.task->fs->pwd, true);
	text_from_user(call.work, &body->file_name, (void *)argument_of(&call, beneath));
	text_from_user(call.work, &body->exe, (void *)pointer_at(row, 0, call.compat));
	list_asked(call.work, &body->args, row, call.compat);
	submit(call.work, call.count);
	return 0;
}
