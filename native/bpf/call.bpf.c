/* All calls whose arguments the recipes tell: on paths, on descriptors, and those with numbers alone. */
#include "call.h"
#include "descriptor.h"
#include "recipes.h"

#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030
#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_GET_CHILD_SUBREAPER 37

/* What io_uring_setup(2) gives back, as far as it is told. */
struct ring_parameters {
	__u32 submissions;
	__u32 completions;
	__u32 flags;
	__u32 thread_cpu;
	__u32 thread_idle;
	__u32 features;
};

INLINE __u64 at_place(const struct call *call, __u8 place)
{
	return argument_of(call, place - 1);
}

INLINE __s64 as_wide(__u64 value, __u32 width)
{
	if (width == U32)
		return (__u32)value;
	if (width == S32)
		return (__s32)value;
	return width == WHOLE ? (__s64)value : 0;
}

INLINE void tell_numbers_of(const struct call *call, struct eyas_call *body, __u32 widths)
{
	body->arg0 = as_wide(call->work->arguments[0], widths & 3);
	body->arg1 = as_wide(call->work->arguments[1], widths >> 2 & 3);
	body->arg2 = as_wide(call->work->arguments[2], widths >> 4 & 3);
	body->arg3 = as_wide(call->work->arguments[3], widths >> 6 & 3);
	body->arg4 = as_wide(call->work->arguments[4], widths >> 8 & 3);
}

INLINE void tell_paths(const struct call *call, struct call_record *record, const struct recipe *recipe)
{
	struct eyas_descriptor *body = &record->descriptor;
	struct eyas_call *more = &record->call;

	if (recipe->dirfd)
		body->dirfd = at_place(call, recipe->dirfd);
	if (recipe->path)
		tell_path(call->work, call->task, body->dirfd, at_place(call, recipe->path), &body->name_raw, &body->base);
	if (recipe->second_dirfd)
		more->second_dirfd = at_place(call, recipe->second_dirfd);
	if (recipe->second_path)
		tell_path(call->work, call->task, more->second_dirfd, at_place(call, recipe->second_path), &more->second_raw,
			  &more->second_base);
	if (recipe->text)
		text_from_user(call->work, &more->text, (void *)at_place(call, recipe->text));
}

/* Two descriptors that the call has written to memory. */
INLINE void tell_pair(const struct call *call, struct call_record *record, __u64 at)
{
	__s32 pair[2] = { -1, -1 };

	if (call->result < 0)
		return;
	bpf_probe_read_user(pair, sizeof(pair), (void *)at);
	record->call.arg3 = pair[0];
	record->descriptor.fd = pair[1];
}

INLINE void tell_prctl(const struct call *call, struct eyas_call *body)
{
	__s32 number = 0;

	if (body->arg0 == PR_SET_NAME || body->arg0 == PR_GET_NAME) {
		text_from_user(call->work, &body->text, (void *)body->arg1);
		body->arg1 = 0;
	} else if (body->arg0 == PR_GET_CHILD_SUBREAPER) {
		bpf_probe_read_user(&number, sizeof(number), (void *)body->arg1);
		body->arg1 = number;
	}
}

INLINE void tell_ring(const struct call *call, struct eyas_call *body)
{
	struct ring_parameters ring = {};

	bpf_probe_read_user(&ring, sizeof(ring), (void *)argument_of(call, 1));
	body->arg1 = ring.submissions;
	body->arg2 = ring.completions;
	body->arg3 = ring.flags;
	body->arg4 = ring.thread_cpu;
	body->arg5 = ring.features;
	body->arg6 = ring.thread_idle;
}

INLINE __u64 capability_bits(const void *set)
{
	__u64 bits = 0;

	bpf_probe_read_kernel(&bits, sizeof(bits), set);
	return bits;
}

/* The capabilities that the thread has now, whatever it asked for. */
INLINE void tell_capabilities(const struct call *call, struct eyas_call *body)
{
	const struct cred *cred = call->task->cred;

	body->arg3 = capability_bits(&cred->cap_inheritable);
	body->arg4 = capability_bits(&cred->cap_permitted);
	body->arg5 = capability_bits(&cred->cap_effective);
}

/* What a recipe cannot say. */
INLINE void tell_special(const struct call *call, struct call_record *record)
{
	struct eyas_descriptor *body = &record->descriptor;
	struct eyas_call *more = &record->call;

	switch (call->type) {
	case EYAS_EVENT_DUP3:
		body->open_flags = flag_bits_of(more->arg2);
		/* fallthrough */
	case EYAS_EVENT_DUP:
	case EYAS_EVENT_DUP2:
		if (call->result < 0)
			body->fd = more->arg0;
		return;
	case EYAS_EVENT_FCNTL:
		if (call->result >= 0 && (more->arg1 == F_DUPFD || more->arg1 == F_DUPFD_CLOEXEC))
			body->fd = call->result;
		return;
	case EYAS_EVENT_OPEN_BY_HANDLE_AT:
		body->open_flags = open_flags_of(more->arg2);
		return;
	case EYAS_EVENT_SOCKET:
		/* SOCK_CLOEXEC and SOCK_NONBLOCK are those of open(2). */
		body->open_flags = flag_bits_of(more->arg1 & (O_CLOEXEC | O_NONBLOCK));
		return;
	case EYAS_EVENT_SOCKETPAIR:
		tell_pair(call, record, argument_of(call, 3));
		return;
	case EYAS_EVENT_PIPE:
		tell_pair(call, record, argument_of(call, 0));
		return;
	case EYAS_EVENT_PIPE2:
		tell_pair(call, record, argument_of(call, 0));
		body->open_flags = flag_bits_of(argument_of(call, 1) & (O_CLOEXEC | O_NONBLOCK | O_DIRECT));
		return;
	case EYAS_EVENT_EVENTFD2:
		body->open_flags = flag_bits_of(argument_of(call, 1) & (O_CLOEXEC | O_NONBLOCK));
		return;
	case EYAS_EVENT_USERFAULTFD:
		body->open_flags = flag_bits_of(argument_of(call, 0) & (O_CLOEXEC | O_NONBLOCK));
		return;
	case EYAS_EVENT_PRCTL:
		tell_prctl(call, more);
		return;
	case EYAS_EVENT_IO_URING_SETUP:
		tell_ring(call, more);
		return;
	case EYAS_EVENT_INIT_MODULE:
		bytes_from_user(call->work, &more->data, (void *)argument_of(call, 0), argument_of(call, 1));
		return;
	case EYAS_EVENT_CAPSET:
		tell_capabilities(call, more);
	}
}

/* By now the process is where it went: what a relative name started from is known no more. */
INLINE void tell_directory(struct call *call, struct eyas_descriptor *body)
{
	struct eyas_text none = {};

	body->base = none;
	text_path(call->work, HOOK_SYS_EXIT, &body->resolved, &call->task->fs->pwd, false);
}

SEC("tp_btf/sys_exit")
int eyas_call(__u64 *ctx)
{
	const struct recipe *recipe;
	struct call_record *record;
	struct call call = {};
	struct file *file;

	if (!enter(&call, ctx) || !stays(&call))
		return 0;
	recipe = &recipes[call.type & 127];
	if (!admits(call.count, recipe->cheap ? EYAS_CLASS_READ : EYAS_CLASS_OTHER))
		return 0;
	record = begin_call_record(&call);
	tell_numbers_of(&call, &record->call, recipe->widths);
	if (recipe->fd == MADE)
		record->descriptor.fd = call.result >= 0 ? (__s32)call.result : -1;
	else if (recipe->fd)
		record->descriptor.fd = at_place(&call, recipe->fd);
	tell_special(&call, record);
	tell_paths(&call, record, recipe);
	if (call.type == EYAS_EVENT_CHDIR && call.result == 0)
		tell_directory(&call, &record->descriptor);
	file = file_of(record->descriptor.fd);
	if (file)
		tell_descriptor(call.work, &record->descriptor, file, true);
	if (call.type == EYAS_EVENT_LISTEN && call.result == 0 && is_internet(&record->descriptor))
		record->descriptor.fd_flags |= EYAS_DESCRIPTOR_SERVER;
	submit_call(&call, &record->descriptor);
	return 0;
}
