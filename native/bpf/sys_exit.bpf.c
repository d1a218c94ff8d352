/*
 * The one hook for all system calls: looks the number up and passes on to the program of the event's family. Most calls
 * end at the first comparison.
 */
#include "call.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, EYAS_TYPES);
	__type(key, __u32);
	__type(value, __u32);
} families SEC(".maps");

SEC("tp_btf/sys_exit")
int eyas_sys_exit(__u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	__u64 number = call_number(regs);
	struct eyas_count *count;
	__u32 type;

	if (number >= EYAS_SYSCALLS) {
		if (!X32_BIT || (number & ~(__u64)(EYAS_SYSCALLS - 1)) != X32_BIT)
			return 0;
		/* x32: numbers and arguments of its own; said in the counters, not misread. */
		count = count_of(0);
		if (count && control.interest[number & (EYAS_SYSCALLS - 1)]) {
			count->seen++;
			count->unmapped++;
		}
		return 0;
	}
	if (!control.interest[number])
		return 0;
	type = wanted(regs, bpf_get_current_task_btf()) & ~EYAS_SOCKETCALL;
	/* By far the most; a slot that is known beforehand is jumped to without the detour that makes others safe. */
	if (type == EYAS_EVENT_OPENAT)
		bpf_tail_call_static(ctx, &families, EYAS_EVENT_OPENAT);
	bpf_tail_call(ctx, &families, type);
	return 0;
}
