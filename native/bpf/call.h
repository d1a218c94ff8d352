/* Which event a system call is, looked up by the number with which it entered the kernel. */
#ifndef EYAS_CALL_H
#define EYAS_CALL_H

#include "record.h"

/* The event type that is wanted of this call, or 0; with EYAS_SOCKETCALL if its arguments lie in memory. */
INLINE __u32 wanted(struct pt_regs *regs, struct task_struct *task)
{
	__u64 number = call_number(regs);
	__u16 interest;

	if (number >= EYAS_SYSCALLS)
		return 0;
	interest = control.interest[number];
	return is_compat(task) ? interest >> 8 : interest & 0xff;
}

#endif
