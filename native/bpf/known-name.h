/*
 * Names that were let go before. Most opens name their file as the kernel does, without a link on the way, and most files
 * are opened again. So the name as asked is held against the dentries that were found, part by part and without putting
 * their text together; if they are the same, what the filter made of that text last time holds, as nothing but the text,
 * the epoch of the filters and the kind of the file goes into it. Whatever is longer, relative, bound or linked goes the
 * long way through names_stay().
 */
#ifndef EYAS_KNOWN_NAME_H
#define EYAS_KNOWN_NAME_H

#include "filter.h"

#define KNOWN_WORDS 12
#define KNOWN_BYTES (KNOWN_WORDS * 8)
#define KNOWN_NAMES 512
/* Short names lie in the dentry itself, whose bytes can be read by words. */
#define SHORT_NAME 24
/* Parts of a name, and mounts on its way. */
#define KNOWN_PARTS 16

struct known_name {
	__u32 epoch;
	__u32 group;
	__u32 length;
	__u32 kind;
	__u64 of_name;
	__u64 of_dots;
	__u64 text[KNOWN_WORDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, KNOWN_NAMES);
	__type(key, __u32);
	__type(value, struct known_name);
} known_names SEC(".maps");

/* A name has the place of its dentry, which any hash will do for: the text is compared. */
INLINE __u32 place_of_name(__u64 dentry)
{
	return (dentry >> 6 ^ dentry >> 15) % KNOWN_NAMES;
}

/* What of a file goes into the verdict besides its name: its kind, if it was opened. */
INLINE __u32 known_kind(const struct question *question)
{
	return question->facts[EYAS_FACT_KIND] << 1 | (question->facts[EYAS_FACT_FD] >= 0);
}

INLINE bool is_known_name(const struct known_name *known, const struct question *question, const struct room *room)
{
	__u32 length = name_bytes(room);

	if (known->epoch != question->epoch || known->group != question->asks_names || known->length != length ||
	    known->kind != known_kind(question))
		return false;
	for (__u32 i = 0; i < KNOWN_WORDS; i++) {
		if (i * 8 >= length)
			break;
		if (first_of(word_at(room, BASE_END + i * 8), length - i * 8) != known->text[i])
			return false;
	}
	return true;
}

INLINE void know_name(struct known_name *known, const struct question *question, const struct room *room)
{
	__u32 length = name_bytes(room);

	if (length > KNOWN_BYTES)
		return;
	/* Of no epoch until it is whole: what interrupts this may look here. */
	known->epoch = 0;
	known->group = question->asks_names;
	known->length = length;
	known->kind = known_kind(question);
	known->of_name = question->of_name;
	known->of_dots = question->of_dots;
	for (__u32 i = 0; i < KNOWN_WORDS; i++)
		known->text[i] = i * 8 < length ? first_of(word_at(room, BASE_END + i * 8), length - i * 8) : 0;
	known->epoch = question->epoch;
}

/* Whether the part of a name that begins at `at` is that short name. */
INLINE bool is_part(const struct room *room, __u32 at, const __u8 *name, __u32 length)
{
	if (first_of(PEEK_WORD(name) ^ word_at(room, at), length))
		return false;
	if (length > 8 && first_of(PEEK_WORD(name + 8) ^ word_at(room, at + 8), length - 8))
		return false;
	return length <= 16 || !first_of(PEEK_WORD(name + 16) ^ word_at(room, at + 16), length - 16);
}

/*
 * The place of the name as asked if work.dentry on work.mount has that name, all the way up to the root, else -1. A mount
 * of less than a whole file system may have another name; see home_of(). A function of its own for the verifier, which
 * goes through it once.
 */
__noinline int place_if_found_as_asked(__u32 hook)
{
	struct work *work = work_of(hook);
	struct dentry *dentry, *root, *parent;
	struct mount *mount, *upper;
	const struct room *room;
	__u32 at, length;

	if (!work)
		return -1;
	dentry = (void *)work->dentry;
	mount = (void *)work->mount;
	room = &work->question.asked;
	at = ANEW(room->ends);
	root = PEEK(mount, struct mount, mnt.mnt_root);
	if (PEEK(root, struct dentry, d_parent) != root)
		return -1;
	for (__u32 i = 0; i < KNOWN_PARTS; i++) {
		if (dentry == root) {
			upper = PEEK(mount, struct mount, mnt_parent);
			if (upper == mount || !upper)
				return at == BASE_END ? (int)place_of_name(work->dentry) : -1;
			dentry = PEEK(mount, struct mount, mnt_mountpoint);
			mount = upper;
			root = PEEK(mount, struct mount, mnt.mnt_root);
			continue;
		}
		parent = PEEK(dentry, struct dentry, d_parent);
		length = PEEK(dentry, struct dentry, d_name.len);
		if (parent == dentry || !length || length > SHORT_NAME || at < BASE_END + 1 + length)
			return -1;
		at -= length;
		if (!is_part(room, at, PEEK(dentry, struct dentry, d_name.name), length))
			return -1;
		at--;
		if (byte_at(room, at) != '/')
			return -1;
		dentry = parent;
	}
	return -1;
}

#endif
