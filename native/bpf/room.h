/* A name as the filter looks at it: its bytes in a room of fixed size, which are read and compared by words. */
#ifndef EYAS_ROOM_H
#define EYAS_ROOM_H

#include "shared.h"

/* The name as asked begins here, and the one that was found ends here. */
#define BASE_END 256
/* Longer names, and longer parts of names, are not looked up. */
#define PART_BYTES 256
#define ROOM_BYTES 1024
#define ROOM_MASK (ROOM_BYTES - 1)

/* A name from `begins` to `ends`, and where its last slash is. */
struct room {
	__u8 bytes[ROOM_BYTES + 8];
	__u32 begins;
	__u32 slash;
	__u32 ends;
	/* What stands before the first byte as asked is the directory that the name is relative to. */
	__u32 is_relative;
};

/*
 * A length or a place read anew. The verifier takes what it reads from memory for any number, and so goes through what
 * follows once and not for each length that a loop before may have ended with.
 */
#define ANEW(member) (*(const volatile __u32 *)&(member))

/* The bytes from the beginning to the last slash, those behind it, and all of them. */
INLINE __u32 directory_bytes(const struct room *room)
{
	return ANEW(room->slash) - ANEW(room->begins);
}

INLINE __u32 last_bytes(const struct room *room)
{
	return ANEW(room->ends) - ANEW(room->slash) - 1;
}

INLINE __u32 name_bytes(const struct room *room)
{
	return ANEW(room->ends) - ANEW(room->begins);
}

INLINE __u64 word_at(const struct room *room, __u32 at)
{
	return *(const __u64 *)(room->bytes + (at & ROOM_MASK));
}

INLINE __u8 byte_at(const struct room *room, __u32 at)
{
	return room->bytes[at & ROOM_MASK];
}

/* The first `bytes` of a word, which are its lowest. */
INLINE __u64 first_of(__u64 word, __u32 bytes)
{
	return bytes >= 8 ? word : word & ((1ULL << (bytes * 8)) - 1);
}

INLINE bool is_same_name(const struct room *a, const struct room *b)
{
	if (name_bytes(a) != name_bytes(b))
		return false;
	for (__u32 i = 0; i < BASE_END / 8; i++) {
		__u32 length = name_bytes(a);

		if (i * 8 >= length)
			return true;
		if (first_of(word_at(a, ANEW(a->begins) + i * 8) ^ word_at(b, ANEW(b->begins) + i * 8), length - i * 8))
			return false;
	}
	return false;
}

#endif
