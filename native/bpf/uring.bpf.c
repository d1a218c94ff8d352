/*
 * Requests of io_uring(7), which do what system calls do without making one: told as the events of those calls, with the
 * names that the request was given when it was submitted and the result that it completed with.
 *
 *     submit     keeps what was asked, as little of it is left when the request completes
 *     complete   tells the event
 *
 * A request whose success is not to be told (IOSQE_CQE_SKIP_SUCCESS) does not come by `complete`: it is told at its
 * submission, as if it had succeeded. The filter is asked with numbers and not with names: these requests are few.
 */
#include "call.h"
#include "descriptor.h"

#define OPERATION_CONNECT 16
#define OPERATION_OPENAT 18
#define OPERATION_OPENAT2 28
#define OPERATION_RENAMEAT 35
#define OPERATION_UNLINKAT 36
#define OPERATION_MKDIRAT 37
#define OPERATION_SYMLINKAT 38
#define OPERATION_LINKAT 39
#define REQUEST_HAS_FIXED_FILE 1
#define REQUEST_SKIPS_SUCCESS 64
#define EINPROGRESS 115

/* As far as they are read; they are private to the kernel's io_uring. */
struct io_open___eyas {
	int dfd;
	__u32 file_slot;
	struct filename *filename;
	struct open_how how;
} __attribute__((preserve_access_index));
struct io_rename___eyas {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
} __attribute__((preserve_access_index));
struct io_link___eyas {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
} __attribute__((preserve_access_index));
struct io_unlink___eyas {
	int dfd;
	int flags;
	struct filename *filename;
} __attribute__((preserve_access_index));
struct io_mkdir___eyas {
	int dfd;
	umode_t mode;
	struct filename *filename;
} __attribute__((preserve_access_index));

#define ASKED_BYTES 256

/* What a request asks for. */
struct ring_request {
	__u64 flags;
	__u32 mode;
	__s32 fd;
	__s32 dirfd;
	__s32 second_dirfd;
	__u8 cut;
	__u8 name[ASKED_BYTES];
	__u8 second[ASKED_BYTES];
};

/* Requests under way, by their address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u64);
	__type(value, struct ring_request);
} requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct ring_request);
} request_room SEC(".maps");

INLINE __u32 type_of(struct io_kiocb *request)
{
	__u32 operation = BPF_CORE_READ(request, opcode);

	return operation < EYAS_RING_OPERATIONS ? control.interest[EYAS_SYSCALLS + EYAS_SOCKETCALLS + operation] & 0xff : 0;
}

INLINE void keep_name(struct ring_request *asked, __u8 *room, struct filename *filename)
{
	if (bpf_probe_read_kernel_str(room, ASKED_BYTES, BPF_CORE_READ(filename, name)) == ASKED_BYTES)
		asked->cut = 1;
}

INLINE void keep_pair(struct ring_request *asked, struct filename *name, struct filename *second)
{
	keep_name(asked, asked->name, name);
	keep_name(asked, asked->second, second);
}

INLINE void keep_asked(struct ring_request *asked, void *command, __u32 operation)
{
	struct io_open___eyas *open = command;
	struct io_rename___eyas *rename = command;
	struct io_link___eyas *link = command;
	struct io_unlink___eyas *unlink = command;
	struct io_mkdir___eyas *mkdir = command;

	switch (operation) {
	case OPERATION_OPENAT:
	case OPERATION_OPENAT2:
		asked->dirfd = BPF_CORE_READ(open, dfd);
		asked->flags = BPF_CORE_READ(open, how.flags);
		asked->mode = BPF_CORE_READ(open, how.mode);
		/* Opened into the ring's own table, so that the result is no descriptor. */
		asked->fd = BPF_CORE_READ(open, file_slot) ? -1 : 0;
		keep_name(asked, asked->name, BPF_CORE_READ(open, filename));
		return;
	case OPERATION_RENAMEAT:
		asked->dirfd = BPF_CORE_READ(rename, old_dfd);
		asked->second_dirfd = BPF_CORE_READ(rename, new_dfd);
		asked->flags = BPF_CORE_READ(rename, flags);
		keep_pair(asked, BPF_CORE_READ(rename, oldpath), BPF_CORE_READ(rename, newpath));
		return;
	case OPERATION_SYMLINKAT:
	case OPERATION_LINKAT:
		asked->dirfd = operation == OPERATION_LINKAT ? BPF_CORE_READ(link, old_dfd) : AT_FDCWD;
		asked->second_dirfd = BPF_CORE_READ(link, new_dfd);
		asked->flags = operation == OPERATION_LINKAT ? BPF_CORE_READ(link, flags) : 0;
		keep_pair(asked, BPF_CORE_READ(link, oldpath), BPF_CORE_READ(link, newpath));
		return;
	case OPERATION_UNLINKAT:
		asked->dirfd = BPF_CORE_READ(unlink, dfd);
		asked->flags = BPF_CORE_READ(unlink, flags);
		keep_name(asked, asked->name, BPF_CORE_READ(unlink, filename));
		return;
	case OPERATION_MKDIRAT:
		asked->dirfd = BPF_CORE_READ(mkdir, dfd);
		asked->mode = BPF_CORE_READ(mkdir, mode);
		keep_name(asked, asked->name, BPF_CORE_READ(mkdir, filename));
	}
}

/* As tell_path, of names that the kernel holds. */
INLINE void tell_kept(const struct call *call, __s32 dirfd, const __u8 *name, struct eyas_text *raw, struct eyas_text *base)
{
	struct file *file;

	text_from_kernel(call->work, raw, name);
	if (name[0] == '/')
		return;
	if (dirfd == AT_FDCWD) {
		text_path(call->work, HOOK_SYS_EXIT, base, &call->task->fs->pwd, false);
		return;
	}
	file = file_of(dirfd);
	if (file)
		text_path(call->work, HOOK_SYS_EXIT, base, &file->f_path, false);
}

INLINE void tell_open(struct call *call, const struct ring_request *asked)
{
	struct eyas_descriptor *body = body_of(call->work);
	struct file *file = call->result >= 0 && asked->fd == 0 ? file_of(call->result) : NULL;

	begin_call(call, sizeof(*body));
	body->fd = call->result >= 0 ? (__s32)call->result : -1;
	/* The kernel asks for large files whatever was asked. */
	body->open_flags = open_flags_of(asked->flags) & ~EYAS_OPEN_O_LARGEFILE;
	body->mode = asked->flags & (O_CREAT | O_TMPFILE_ALONE) ? asked->mode : 0;
	body->dirfd = asked->dirfd;
	body->kind = call->result >= 0 ? 'f' : 0;
	tell_kept(call, asked->dirfd, asked->name, &body->name_raw, &body->base);
	if (file) {
		body->kind = kind_of(file, PEEK(file, struct file, f_inode));
		if (PEEK(file, struct file, f_mode) & FMODE_CREATED)
			body->open_flags |= EYAS_OPEN_F_CREATED;
		tell_inode(body, PEEK(file, struct file, f_inode));
		text_home(call->work, call->task, &body->resolved, (void *)file + bpf_core_field_offset(struct file, f_path));
	}
	submit_call(call, body);
}

INLINE void tell_ring_connect(struct call *call, const struct ring_request *asked, struct file *file)
{
	struct call_record *record = begin_call_record(call);
	struct eyas_descriptor *body = &record->descriptor;

	body->fd = asked->fd;
	record->call.arg0 = asked->fd;
	if (file)
		tell_descriptor(call->work, body, file, true);
	if (call->result == 0 || call->result == -EINPROGRESS)
		body->fd_flags |= EYAS_DESCRIPTOR_CONNECTED | EYAS_DESCRIPTOR_NAME_CHANGED;
	submit_call(call, body);
}

/* Of the calls that have names and nothing else to find out. */
INLINE void tell_names(struct call *call, const struct ring_request *asked)
{
	struct call_record *record = begin_call_record(call);

	record->descriptor.dirfd = asked->dirfd;
	record->call.second_dirfd = asked->second_dirfd;
	record->call.arg2 = call->type == EYAS_EVENT_MKDIRAT ? asked->mode : asked->flags;
	record->call.arg4 = asked->flags;
	tell_kept(call, asked->dirfd, asked->name, &record->descriptor.name_raw, &record->descriptor.base);
	if (asked->second[0])
		tell_kept(call, asked->second_dirfd, asked->second, &record->call.second_raw, &record->call.second_base);
	submit_call(call, &record->descriptor);
}

INLINE void tell_request(struct call *call, const struct ring_request *asked, struct file *file)
{
	if (asked->cut)
		call->work->cut = 1;
	if (call->type == EYAS_EVENT_OPENAT || call->type == EYAS_EVENT_OPENAT2)
		tell_open(call, asked);
	else if (call->type == EYAS_EVENT_CONNECT)
		tell_ring_connect(call, asked, file);
	else
		tell_names(call, asked);
}

/* False if there is nothing to tell. */
INLINE bool enter_request(struct call *call, __u32 type, __s64 result)
{
	call->task = bpf_get_current_task_btf();
	call->type = type;
	call->result = result;
	call->work = work_of(HOOK_SYS_EXIT);
	call->count = count_of(type);
	if (!call->work || !call->count)
		return false;
	call->count->seen++;
	if (is_own(call->task->tgid)) {
		call->count->own++;
		return false;
	}
	begin_facts(call);
	return admits(call->count, EYAS_CLASS_OTHER);
}

SEC("tp_btf/io_uring_submit_req")
int eyas_ring_submit(__u64 *ctx)
{
	struct io_kiocb *request = (void *)ctx[0];
	__u32 type = type_of(request), none = 0;
	__u64 key = (__u64)request, flags;
	struct call call = {};
	struct ring_request *asked;

	if (!type)
		return 0;
	asked = bpf_map_lookup_elem(&request_room, &none);
	if (!asked)
		return 0;
	__builtin_memset(asked, 0, sizeof(*asked));
	asked->dirfd = AT_FDCWD;
	asked->second_dirfd = AT_FDCWD;
	flags = BPF_CORE_READ(request, flags);
	if (type == EYAS_EVENT_CONNECT)
		asked->fd = flags & REQUEST_HAS_FIXED_FILE ? -1 : BPF_CORE_READ(request, cqe.fd);
	keep_asked(asked, request, BPF_CORE_READ(request, opcode));
	if (!(flags & REQUEST_SKIPS_SUCCESS) && !bpf_map_update_elem(&requests, &key, asked, BPF_ANY))
		return 0;
	/* Told now or never; there is no descriptor yet. */
	if (type != EYAS_EVENT_CONNECT)
		asked->fd = -1;
	if (enter_request(&call, type, 0))
		tell_request(&call, asked, file_of(asked->fd));
	return 0;
}

SEC("tp_btf/io_uring_complete")
int eyas_ring_complete(__u64 *ctx)
{
	struct io_kiocb *request = (void *)ctx[1];
	__u64 key = (__u64)request;
	struct ring_request *asked;
	struct call call = {};
	__u32 type;
	__s32 result;

	if (!request)
		return 0;
	type = type_of(request);
	if (!type)
		return 0;
	asked = bpf_map_lookup_elem(&requests, &key);
	if (!asked)
		return 0;
	if (settings.completion_has_result)
		result = ctx[3];
	else
		result = BPF_CORE_READ((struct io_uring_cqe *)ctx[2], res);
	if (enter_request(&call, type, result))
		tell_request(&call, asked, BPF_CORE_READ(request, file));
	bpf_map_delete_elem(&requests, &key);
	return 0;
}
