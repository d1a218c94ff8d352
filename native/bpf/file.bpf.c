/* open, openat, openat2, creat: the name as asked, the directory that it is relative to, and the file really opened. */
#include "call.h"
#include "descriptor.h"

struct asked {
	__u64 name;
	__u64 flags;
	__u32 mode;
	__s32 dirfd;
};

INLINE struct asked asked_of(const struct call *call)
{
	struct asked asked = { .dirfd = AT_FDCWD };
	struct open_how how = {};
	__u32 type = call->type;

	if (type == EYAS_EVENT_OPEN || type == EYAS_EVENT_CREAT) {
		asked.name = argument_of(call, 0);
		asked.flags = type == EYAS_EVENT_CREAT ? O_CREAT | O_WRONLY | O_TRUNC : (__u32)argument_of(call, 1);
		asked.mode = argument_of(call, type == EYAS_EVENT_CREAT ? 1 : 2);
		return asked;
	}
	asked.dirfd = argument_of(call, 0);
	asked.name = argument_of(call, 1);
	if (type == EYAS_EVENT_OPENAT) {
		asked.flags = (__u32)argument_of(call, 2);
		asked.mode = argument_of(call, 3);
		return asked;
	}
	bpf_probe_read_user(&how, sizeof(how), (void *)argument_of(call, 2));
	asked.flags = how.flags;
	asked.mode = how.mode;
	return asked;
}

/* What the kernel made of the name: a file of this inode at that place. */
INLINE void tell_file(struct work *work, struct eyas_descriptor *body, struct file *file)
{
	struct inode *inode = PEEK(file, struct file, f_inode);

	tell_inode(body, inode);
	body->kind = kind_of(file, inode);
	if (body->fd_flags & EYAS_DESCRIPTOR_UPPER_LAYER)
		body->open_flags |= EYAS_OPEN_FD_UPPER_LAYER;
	if (body->fd_flags & EYAS_DESCRIPTOR_LOWER_LAYER)
		body->open_flags |= EYAS_OPEN_FD_LOWER_LAYER;
	if (PEEK(file, struct file, f_mode) & FMODE_CREATED)
		body->open_flags |= EYAS_OPEN_F_CREATED;
	text_path(work, HOOK_SYS_EXIT, &body->resolved, &file->f_path, false);
}

SEC("tp_btf/sys_exit")
int eyas_open(__u64 *ctx)
{
	struct eyas_descriptor *body;
	struct call call = {};
	struct asked asked;
	struct file *file;

	if (!enter(&call, ctx))
		return 0;
	asked = asked_of(&call);
	/* Without one of these the argument is whatever lay in the register. */
	asked.mode = asked.flags & (O_CREAT | O_TMPFILE_ALONE) ? asked.mode : 0;
	fact(call.work, EYAS_FACT_FD, call.result >= 0 ? call.result : -1);
	fact(call.work, EYAS_FACT_OPEN_FLAGS, open_flags_of(asked.flags));
	fact(call.work, EYAS_FACT_MODE, asked.mode);
	call.work->late_bits = EYAS_OPEN_F_CREATED | EYAS_OPEN_FD_UPPER_LAYER | EYAS_OPEN_FD_LOWER_LAYER;
	if (!stays(&call))
		return 0;
	if (!admits(call.count, asked.flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? EYAS_CLASS_OTHER : EYAS_CLASS_READ))
		return 0;

	begin_call(&call, sizeof(*body));
	body = body_of(call.work);
	body->fd = call.result >= 0 ? (__s32)call.result : -1;
	body->open_flags = open_flags_of(asked.flags);
	body->mode = asked.mode;
	body->dirfd = asked.dirfd;
	tell_path(call.work, call.task, asked.dirfd, asked.name, &body->name_raw, &body->base);
	file = file_of(body->fd);
	if (file)
		tell_file(call.work, body, file);
	submit_call(&call, body);
	return 0;
}
