/* open, openat, openat2, creat: the name as asked, the directory that it is relative to, and the file really opened. */
#include "call.h"
#include "path.h"

struct asked {
	__u64 name;
	__u64 flags;
	__u32 mode;
	__s32 dirfd;
};

INLINE struct asked asked_of(__u32 type, struct pt_regs *regs, bool compat)
{
	struct asked asked = { .dirfd = AT_FDCWD };
	struct open_how how = {};

	if (type == EYAS_EVENT_OPEN || type == EYAS_EVENT_CREAT) {
		asked.name = argument(regs, compat, 0);
		asked.flags = type == EYAS_EVENT_CREAT ? O_CREAT | O_WRONLY | O_TRUNC : (__u32)argument(regs, compat, 1);
		asked.mode = argument(regs, compat, type == EYAS_EVENT_CREAT ? 1 : 2);
		return asked;
	}
	asked.dirfd = argument(regs, compat, 0);
	asked.name = argument(regs, compat, 1);
	if (type == EYAS_EVENT_OPENAT) {
		asked.flags = (__u32)argument(regs, compat, 2);
		asked.mode = argument(regs, compat, 3);
		return asked;
	}
	bpf_probe_read_user(&how, sizeof(how), (void *)argument(regs, compat, 2));
	asked.flags = how.flags;
	asked.mode = how.mode;
	return asked;
}

/* Falco's bits. Like Falco, any bit of O_TMPFILE and O_SYNC counts, though they contain O_DIRECTORY and O_DSYNC. */
INLINE __u32 open_flags_of(__u64 flags)
{
	__u32 bits = EYAS_OPEN_O_RDONLY;

	if ((flags & O_ACCMODE) == O_WRONLY)
		bits = EYAS_OPEN_O_WRONLY;
	else if ((flags & O_ACCMODE) == O_RDWR)
		bits = EYAS_OPEN_O_RDWR;
	bits |= flags & O_CREAT ? EYAS_OPEN_O_CREAT : 0;
	bits |= flags & O_APPEND ? EYAS_OPEN_O_APPEND : 0;
	bits |= flags & O_DSYNC ? EYAS_OPEN_O_DSYNC : 0;
	bits |= flags & O_EXCL ? EYAS_OPEN_O_EXCL : 0;
	bits |= flags & O_NONBLOCK ? EYAS_OPEN_O_NONBLOCK : 0;
	bits |= flags & O_SYNC ? EYAS_OPEN_O_SYNC : 0;
	bits |= flags & O_TRUNC ? EYAS_OPEN_O_TRUNC : 0;
	bits |= flags & O_DIRECT ? EYAS_OPEN_O_DIRECT : 0;
	bits |= flags & O_DIRECTORY ? EYAS_OPEN_O_DIRECTORY : 0;
	bits |= flags & O_LARGEFILE ? EYAS_OPEN_O_LARGEFILE : 0;
	bits |= flags & O_CLOEXEC ? EYAS_OPEN_O_CLOEXEC : 0;
	bits |= flags & O_TMPFILE ? EYAS_OPEN_O_TMPFILE : 0;
	return bits;
}

INLINE __u8 kind_of(__u16 mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 'u';
	default:
		return 'f';
	}
}

/* What the kernel made of the name: a file of this inode at that place. */
INLINE void tell_file(struct work *work, struct eyas_descriptor *body, struct file *file)
{
	struct inode *inode = PEEK(file, struct file, f_inode);
	struct super_block *super = super_of(inode);
	__u32 layer = overlay_layer_of(inode, EYAS_DESCRIPTOR_UPPER_LAYER, EYAS_DESCRIPTOR_LOWER_LAYER);

	body->kind = kind_of(PEEK(inode, struct inode, i_mode));
	body->inode = PEEK(inode, struct inode, i_ino);
	body->device = encode_device(PEEK(super, struct super_block, s_dev));
	body->fd_flags |= layer;
	if (layer == EYAS_DESCRIPTOR_UPPER_LAYER)
		body->open_flags |= EYAS_OPEN_FD_UPPER_LAYER;
	if (layer == EYAS_DESCRIPTOR_LOWER_LAYER)
		body->open_flags |= EYAS_OPEN_FD_LOWER_LAYER;
	if (PEEK(file, struct file, f_mode) & FMODE_CREATED)
		body->open_flags |= EYAS_OPEN_F_CREATED;
	text_path(work, HOOK_SYS_EXIT, &body->resolved, &file->f_path, false);
}

/* The directory that a relative name starts from. */
INLINE void tell_base(struct work *work, struct eyas_descriptor *body, struct task_struct *task)
{
	struct file *file;

	if (body->dirfd == AT_FDCWD) {
		text_path(work, HOOK_SYS_EXIT, &body->base, &task->fs->pwd, false);
		return;
	}
	file = file_of(body->dirfd);
	if (file)
		text_path(work, HOOK_SYS_EXIT, &body->base, &file->f_path, false);
}

SEC("tp_btf/sys_exit")
int eyas_open(__u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	struct task_struct *task = bpf_get_current_task_btf();
	bool compat = is_compat(task);
	__u32 type = wanted(regs, task);
	struct work *work = work_of(HOOK_SYS_EXIT);
	struct eyas_count *count = count_of(type);
	struct eyas_descriptor *body;
	struct eyas_header *header;
	struct asked asked;
	struct file *file;
	__u8 first = 0;

	if (!work || !count)
		return 0;
	count->seen++;
	if (is_own(task->tgid)) {
		count->own++;
		return 0;
	}
	asked = asked_of(type, regs, compat);
	if (!admits(count, asked.flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? EYAS_CLASS_OTHER : EYAS_CLASS_READ))
		return 0;

	header = begin(work, type, sizeof(*body), task);
	header->result = (__s64)ctx[1];
	header->flags = compat ? EYAS_RECORD_IA32 : 0;
	body = body_of(work);
	body->fd = header->result >= 0 ? (__s32)header->result : -1;
	body->dirfd = asked.dirfd;
	body->open_flags = open_flags_of(asked.flags);
	/* Without one of these the argument is whatever lay in the register. */
	body->mode = asked.flags & (O_CREAT | O_TMPFILE_ALONE) ? asked.mode : 0;
	text_from_user(work, &body->name_raw, (void *)asked.name);
	if (body->name_raw.offset)
		bpf_probe_read_kernel(&first, 1, work->record + sizeof(*header) + sizeof(*body));
	if (first != '/')
		tell_base(work, body, task);
	file = file_of(body->fd);
	if (file)
		tell_file(work, body, file);
	submit(work, count);
	return 0;
}
