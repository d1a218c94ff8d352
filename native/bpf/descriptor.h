/* What is behind a descriptor: its kind, its inode, its name or its two ends. */
#ifndef EYAS_DESCRIPTOR_H
#define EYAS_DESCRIPTOR_H

#include "path.h"
#include "socket.h"

#define PIPEFS_MAGIC 0x50495045
#define ANON_INODE_FS_MAGIC 0x09041934
#define PID_FS_MAGIC 0x50494446
#define MEMFD_PREFIX 6

/* Falco's bits. Like Falco, any bit of O_TMPFILE and O_SYNC counts, though they contain O_DIRECTORY and O_DSYNC. */
INLINE __u32 flag_bits_of(__u64 flags)
{
	__u32 bits = 0;

	/* Nearly all. */
	if (!(flags & ~(__u64)(O_ACCMODE | O_CLOEXEC)))
		return flags & O_CLOEXEC ? EYAS_OPEN_O_CLOEXEC : 0;
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

INLINE __u32 open_flags_of(__u64 flags)
{
	if ((flags & O_ACCMODE) == O_WRONLY)
		return EYAS_OPEN_O_WRONLY | flag_bits_of(flags);
	if ((flags & O_ACCMODE) == O_RDWR)
		return EYAS_OPEN_O_RDWR | flag_bits_of(flags);
	return EYAS_OPEN_O_RDONLY | flag_bits_of(flags);
}

INLINE bool is_memfd(struct file *file)
{
	struct dentry *dentry = PEEK(file, struct file, f_path.dentry);
	char name[MEMFD_PREFIX] = {};

	if (PEEK(dentry, struct dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(name, sizeof(name), PEEK(dentry, struct dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' && name[5] == ':';
}

/* Descriptors without a file are told apart by the names that the kernel gives them, as /proc/PID/fd shows them. */
INLINE __u8 anonymous_kind(struct file *file)
{
	struct dentry *dentry = PEEK(file, struct file, f_path.dentry);
	char name[8] = {};

	bpf_probe_read_kernel(name, sizeof(name), PEEK(dentry, struct dentry, d_name.name));
	if (name[0] == 'i' && name[1] == 'n')
		return 'i';
	if (name[0] == 'b' && name[1] == 'p')
		return 'b';
	if (name[1] == 'e' && name[6] == 'f')
		return 'e';
	if (name[1] == 'e' && name[6] == 'p')
		return 'l';
	if (name[1] == 's' && name[2] == 'i')
		return 's';
	if (name[1] == 't' && name[2] == 'i')
		return 't';
	if (name[1] == 'u' && name[2] == 's')
		return 'U';
	if (name[1] == 'i' && name[2] == 'o')
		return 'r';
	return name[1] == 'p' && name[2] == 'i' ? 'P' : 'o';
}

INLINE __u8 kind_on(__u64 magic, struct file *file, struct inode *inode)
{
	if (magic == PIPEFS_MAGIC)
		return 'p';
	if (magic == PID_FS_MAGIC)
		return 'P';
	if (magic == ANON_INODE_FS_MAGIC)
		return anonymous_kind(file);
	switch (PEEK(inode, struct inode, i_mode) & S_IFMT) {
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

INLINE __u8 kind_of(struct file *file, struct inode *inode)
{
	return kind_on(magic_of(inode), file, inode);
}

INLINE void tell_inode(struct eyas_descriptor *body, struct inode *inode)
{
	struct super_block *super = super_of(inode);

	body->inode = PEEK(inode, struct inode, i_ino);
	body->device = encode_device(PEEK(super, struct super_block, s_dev));
	body->fd_flags |= overlay_layer_of(inode, EYAS_DESCRIPTOR_UPPER_LAYER, EYAS_DESCRIPTOR_LOWER_LAYER);
}

/* The name of a memfd is what it was made with; those of files are whole paths. `path` is what fd.name shows. */
INLINE void tell_name(struct work *work, struct eyas_descriptor *body, struct file *file)
{
	text_path(work, HOOK_SYS_EXIT, &body->resolved, &file->f_path, false);
	body->path = body->resolved;
	if (body->kind == 'f' && is_memfd(file) && body->path.length > MEMFD_PREFIX) {
		body->kind = 'm';
		body->path.offset += MEMFD_PREFIX;
		body->path.length -= MEMFD_PREFIX;
	}
}

/* All of it; `names_peer` asks for the path of a unix socket. */
INLINE void tell_descriptor(struct work *work, struct eyas_descriptor *body, struct file *file, bool names_peer)
{
	struct inode *inode = PEEK(file, struct file, f_inode);

	tell_inode(body, inode);
	if ((PEEK(inode, struct inode, i_mode) & S_IFMT) == S_IFSOCK && tell_socket(work, body, file, names_peer))
		return;
	body->kind = kind_of(file, inode);
	if (body->kind == 'f' || body->kind == 'd')
		tell_name(work, body, file);
}

#endif
