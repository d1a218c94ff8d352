/*
 * close(2), told as it begins: at its end nothing is left of what was behind the descriptor. So its result is foretold:
 * it fails if there is nothing to close, and else succeeds, also where the file system reports a late error.
 */
#include "call.h"
#include "descriptor.h"

#define EBADF 9

SEC("tp_btf/sys_enter")
int eyas_close(__u64 *ctx)
{
	struct call_record *record;
	struct call call = {};
	struct file *file;

	if (wanted((void *)ctx[0], bpf_get_current_task_btf()) != EYAS_EVENT_CLOSE || !enter(&call, ctx))
		return 0;
	file = file_of(argument_of(&call, 0));
	call.result = file ? 0 : -EBADF;
	fact(&call.work->question, EYAS_FACT_RESULT, call.result);
	if (!stays(&call) || !admits(call.count, EYAS_CLASS_READ))
		return 0;
	record = begin_call_record(&call);
	record->descriptor.fd = argument_of(&call, 0);
	if (file)
		tell_descriptor(call.work, &record->descriptor, file, true);
	submit_call(&call, &record->descriptor);
	return 0;
}
