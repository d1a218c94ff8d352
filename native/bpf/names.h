/*
 * Names in the kernel filter. A name is taken apart at its last slash: what the filter makes of the directory is
 * remembered by the directory's text, so that only the last part is walked through the tries. The text is put together
 * anew for each event, which costs a few loads for each of its parts; therefore nothing that is renamed, mounted or made
 * anew can leave a verdict behind that no longer holds. A new epoch of filters forgets all.
 */
#ifndef EYAS_NAMES_H
#define EYAS_NAMES_H

#include "lookups.h"
#include "room.h"

/* A directory whose text is longer is not looked up. */
#define DIRECTORY_BYTES 192
#define DIRECTORY_WORDS (DIRECTORY_BYTES / 8)
enum directory_flags {
	DIRECTORY_NORMAL = 1,
	DIRECTORY_DOTS = 2,
};

/* What is known of every name in a directory. The text has no slash at its end; that of the root is empty. */
struct directory {
	__u32 epoch;
	__u32 group;
	__u32 length;
	__u32 flags;
	/* Behind the slash that ends the directory. */
	struct walk walk;
	__u64 directory;
	__u64 parts;
	__u64 text[DIRECTORY_WORDS];
};

/* Which of the places for directories is that of this text. */
INLINE __u32 place_of(const struct room *room)
{
	__u64 hash = directory_bytes(room);

	for (__u32 i = 0; i < DIRECTORY_WORDS; i++) {
		__u32 length = directory_bytes(room);

		if (i * 8 >= length)
			break;
		hash = (hash ^ first_of(word_at(room, ANEW(room->begins) + i * 8), length - i * 8)) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 32;
	}
	return hash;
}

INLINE bool is_text_of(const struct directory *directory, const struct room *room)
{
	if (directory->length != directory_bytes(room))
		return false;
	for (__u32 i = 0; i < DIRECTORY_WORDS; i++) {
		__u32 length = directory_bytes(room);

		if (i * 8 >= length)
			break;
		if (first_of(word_at(room, ANEW(room->begins) + i * 8), length - i * 8) != directory->text[i])
			return false;
	}
	return true;
}

INLINE bool is_known(const struct directory *directory, const struct room *room, __u32 epoch, __u32 group)
{
	return directory->epoch == epoch && directory->group == group && is_text_of(directory, room);
}

INLINE void keep_text(struct directory *directory, const struct room *room)
{
	directory->length = directory_bytes(room);
	for (__u32 i = 0; i < DIRECTORY_WORDS; i++) {
		__u32 length = directory_bytes(room);

		directory->text[i] = i * 8 < length ? first_of(word_at(room, ANEW(room->begins) + i * 8), length - i * 8) : 0;
	}
}

/*
 * A name while it is gone through. In memory and not on the stack, so that the verifier does not follow what the loops
 * leave here and goes through each of their rounds once.
 */
struct passage {
	struct walk path;
	struct walk part;
	struct walk back;
	__u64 parts;
	/* Of the part that is under way, its bytes and how many of them are dots. */
	__u32 length;
	__u32 dots;
	__u32 before;
	__u32 flags;
};

/* What a name is gone through with, on the stack of whoever does. */
struct going {
	struct passage *passage;
	struct directory *directory;
	const struct room *room;
	const struct eyas_name_lookups *lookups;
};

static long pass_last_part(__u32 round, struct going *going)
{
	struct passage *passage = going->passage;
	const struct room *room = going->room;
	__u8 byte = byte_at(room, ANEW(room->slash) + 1 + round);

	if (round >= last_bytes(room) || !(passage->path.node | passage->part.node))
		return 1;
	walk_on(&passage->path, byte);
	walk_on(&passage->part, byte);
	return 0;
}

static long pass_backwards(__u32 round, struct going *going)
{
	const struct room *room = going->room;

	if (round >= name_bytes(room) || !going->passage->back.node)
		return 1;
	walk_on(&going->passage->back, byte_at(room, ANEW(room->ends) - 1 - round));
	return 0;
}

/* The last part of a name: what its parts, its ends and its whole leave. */
INLINE __u64 names_in(struct passage *passage, const struct directory *directory, const struct room *room,
		      const struct eyas_name_lookups *lookups, __s32 fd, __u32 kind)
{
	struct going going = { .passage = passage, .room = room };
	__u64 mask;

	passage->path = directory->walk;
	walk_from(&passage->part, lookups->parts);
	walk_from(&passage->back, lookups->backwards);
	REPEAT(PART_BYTES, pass_last_part, &going);
	REPEAT(PART_BYTES, pass_backwards, &going);
	/* Longer than was looked at. */
	mask = passage->back.node && name_bytes(room) > PART_BYTES ? ~0ULL : walk_mask(&passage->back, 0);
	mask &= walk_mask(&passage->path, 0);
	mask &= directory->parts | walk_mask(&passage->part, 1);
	mask &= fd >= 0 && kind == 'f' ? walk_mask(&passage->part, 0) : lookups->no_file_name;
	if (fd >= 0 && kind == 'd')
		return mask & walk_mask(&passage->path, 1);
	return mask & (fd < 0 || kind == 'f' ? directory->directory : lookups->no_directory);
}

/* A part has ended, at a slash that is not the first. Names with some parts are not normal. */
INLINE void end_part(struct passage *passage, const struct eyas_name_lookups *lookups)
{
	passage->parts |= walk_mask(&passage->part, 1);
	if (!passage->length || (passage->length <= 2 && passage->dots == passage->length))
		passage->flags &= ~DIRECTORY_NORMAL;
	passage->length = 0;
	passage->dots = 0;
	walk_from(&passage->part, lookups->parts);
}

INLINE void pass_byte(struct passage *passage, const struct eyas_name_lookups *lookups, __u32 byte, bool is_first)
{
	if (byte == '/' && !is_first) {
		end_part(passage, lookups);
	} else if (byte != '/') {
		if (is_first)
			passage->flags &= ~DIRECTORY_NORMAL;
		if (byte == '.') {
			passage->dots++;
			if (passage->before == '.')
				passage->flags |= DIRECTORY_DOTS;
		}
		passage->length++;
		walk_on(&passage->part, byte);
	}
	passage->before = byte;
}

static long pass_directory(__u32 round, struct going *going)
{
	const struct room *room = going->room;
	__u8 byte = byte_at(room, ANEW(room->begins) + round);

	if (round > directory_bytes(room))
		return 1;
	if (round == directory_bytes(room))
		going->directory->directory = walk_mask(&going->passage->path, 1);
	walk_on(&going->passage->path, byte);
	pass_byte(going->passage, going->lookups, byte, round == 0);
	return 0;
}

/* What the whole text of the directory, and the slash behind it, leave. */
INLINE void learn(struct passage *passage, struct directory *directory, const struct room *room,
		  const struct eyas_name_lookups *lookups)
{
	struct going going = { passage, directory, room, lookups };

	walk_from(&passage->path, lookups->paths);
	walk_from(&passage->part, lookups->parts);
	passage->parts = walk_mask(&passage->part, 1);
	passage->length = 0;
	passage->dots = 0;
	passage->before = 0;
	passage->flags = DIRECTORY_NORMAL;
	REPEAT(DIRECTORY_BYTES + 1, pass_directory, &going);
	/* The root is the slash itself. */
	if (directory_bytes(room) == 0)
		directory->directory = walk_mask(&passage->path, 1);
	directory->flags = passage->flags;
	directory->walk = passage->path;
	directory->parts = passage->parts;
}

#define EACH_BYTE 0x0101010101010101ULL
#define LOW_BITS (0x7f * EACH_BYTE)

/* Whether the last part of a name has two dots in a row; by words, in each of which a dot becomes a single bit. */
INLINE bool ends_with_dots(const struct room *room)
{
	__u64 before = 0;

	for (__u32 i = 0; i < PART_BYTES / 8; i++) {
		__u32 length = last_bytes(room);
		__u64 word, dots;

		if (i * 8 >= length)
			break;
		word = first_of(word_at(room, ANEW(room->slash) + 1 + i * 8), length - i * 8) ^ ('.' * EACH_BYTE);
		dots = ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
		if (dots & (dots << 8 | before))
			return true;
		before = dots >> 56;
	}
	return false;
}

/* The last slash of a name that has one. */
INLINE void find_slash(struct room *room)
{
	room->slash = room->ends - 1;
	for (__u32 i = 0; i < 2 * PART_BYTES; i++) {
		__u32 at = ANEW(room->slash);

		if (at <= ANEW(room->begins) || byte_at(room, at) == '/')
			break;
		room->slash = at - 1;
	}
}

/* Whether the last part of a name is one. */
INLINE bool is_normal_end(const struct room *room)
{
	__u32 length = last_bytes(room);

	if (!length || length >= PART_BYTES || byte_at(room, room->slash + 1) != '.')
		return length && length < PART_BYTES;
	return length > 2 || (length == 2 && byte_at(room, room->slash + 2) != '.');
}

#endif
