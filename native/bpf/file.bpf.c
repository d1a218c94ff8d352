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

/* What is known of an open before its record is made: its flags and, if it succeeded, its file. */
struct opened {
	struct file *file;
	__u32 flags;
	__u32 kind;
	__u32 layer;
};

INLINE struct opened opened_by(const struct call *call, const struct asked *asked)
{
	struct opened opened = { .flags = open_flags_of(asked->flags) };
	struct file *file = call->result >= 0 ? file_of(call->result) : NULL;
	struct inode *inode;
	__u64 magic;

	opened.file = file;
	if (!file)
		return opened;
	inode = PEEK(file, struct file, f_inode);
	magic = magic_of(inode);
	opened.kind = kind_on(magic, file, inode);
	opened.layer = overlay_layer_on(magic, inode, EYAS_DESCRIPTOR_UPPER_LAYER, EYAS_DESCRIPTOR_LOWER_LAYER);
	if (opened.layer == EYAS_DESCRIPTOR_UPPER_LAYER)
		opened.flags |= EYAS_OPEN_FD_UPPER_LAYER;
	else if (opened.layer)
		opened.flags |= EYAS_OPEN_FD_LOWER_LAYER;
	if (PEEK(file, struct file, f_mode) & FMODE_CREATED)
		opened.flags |= EYAS_OPEN_F_CREATED;
	return opened;
}

/* Whether a rule may match it, from all that there is to know. */
INLINE bool open_stays(struct call *call, const struct asked *asked, const struct opened *opened)
{
	struct question *question = &call->work->question;
	const struct path *path = NULL;

	fact(question, EYAS_FACT_FD, call->result >= 0 ? call->result : -1);
	fact(question, EYAS_FACT_KIND, opened->kind);
	fact(question, EYAS_FACT_OPEN_FLAGS, opened->flags);
	fact(question, EYAS_FACT_MODE, asked->mode);
	if (!stays(call))
		return false;
	if (opened->file)
		path = (void *)opened->file + bpf_core_field_offset(struct file, f_path);
	return names_stay(call, asked->dirfd, asked->name, path);
}

SEC("tp_btf/sys_exit")
int eyas_open(__u64 *ctx)
{
	struct eyas_descriptor *body;
	struct call call = {};
	struct opened opened;
	struct asked asked;
	struct file *file;

	if (!enter(&call, ctx))
		return 0;
	asked = asked_of(&call);
	/* Without one of these the argument is whatever lay in the register. */
	asked.mode = asked.flags & (O_CREAT | O_TMPFILE_ALONE) ? asked.mode : 0;
	opened = opened_by(&call, &asked);
	if (!open_stays(&call, &asked, &opened))
		return 0;
	if (!admits(call.count, asked.flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? EYAS_CLASS_OTHER : EYAS_CLASS_READ))
		return 0;

	begin_call(&call, sizeof(*body));
	body = body_of(call.work);
	body->fd = call.result >= 0 ? (__s32)call.result : -1;
	body->kind = opened.kind;
	body->open_flags = opened.flags;
	body->mode = asked.mode;
	body->dirfd = asked.dirfd;
	tell_path(call.work, call.task, asked.dirfd, asked.name, &body->name_raw, &body->base);
	file = opened.file;
	if (file) {
		tell_inode(body, PEEK(file, struct file, f_inode));
		text_home(call.work, call.task, &body->resolved, (void *)file + bpf_core_field_offset(struct file, f_path));
	}
	submit(call.work, call.count);
	return 0;
}
