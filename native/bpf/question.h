/*
 * What is known of an event while the filter is asked about it. A lookup of a fact that is not known yet rules nothing out.
 * No program of the kernel is needed here: native/testing/filter-check.c builds this for user space.
 */
#ifndef EYAS_QUESTION_H
#define EYAS_QUESTION_H

#include "names.h"

struct question {
	/* Numbers and bits by eyas_fact, and which of them are known and which known to be absent. */
	__s64 facts[EYAS_FACTS];
	__u32 known;
	__u32 absent;
	/* Bits of the flags of an open that are found out only with its file. */
	__u32 late_bits;
	/* The filters that were asked, and how: whether user space has answered for the process, and whether names are asked. */
	__u32 epoch;
	__u32 is_answered;
	__u32 wants_answer;
	__u32 asks_names;
	/* What the filter has left of the clauses; here and not on the stack, so that the verifier does not follow its values. */
	__u64 clauses;
	/* What one name and its dots leave. */
	__u64 of_name;
	__u64 of_dots;
	__u64 fence;
	/* By eyas_end, as the record has them. */
	__u8 ends[EYAS_ENDS][16];
	/* The name as it was asked for, and that of the file that was found. */
	struct room asked;
	struct room found;
	struct passage passage;
};

enum which_name {
	NAME_ASKED,
	NAME_FOUND,
};

INLINE struct room *room_of(struct question *question, __u32 which)
{
	return which == NAME_ASKED ? &question->asked : &question->found;
}

INLINE void fact(struct question *question, __u32 name, __s64 value)
{
	question->facts[name] = value;
	question->known |= 1u << name;
}

INLINE void absent_fact(struct question *question, __u32 name)
{
	question->absent |= 1u << name;
	question->known |= 1u << name;
}

INLINE __u64 number_mask(const struct question *question, const struct eyas_number_lookup *lookup)
{
	__u32 name = lookup->fact & (EYAS_FACTS - 1), bit = 1u << name;
	__u64 mask;

	if (!(question->known & bit))
		return ~0ULL;
	if (question->absent & bit)
		return lookup->absent;
	mask = look_up(lookup, question->facts[name]);
	/* Ids are the process's, which user space may not know yet; then they are absent. */
	if (!question->is_answered && (name == EYAS_FACT_UID || name == EYAS_FACT_GID))
		mask |= lookup->absent;
	return mask;
}

INLINE __u64 test_mask(const struct question *question, const struct eyas_bits_test *test)
{
	__u32 name = test->fact & (EYAS_FACTS - 1);

	if (!(question->known & (1u << name)) || (name == EYAS_FACT_OPEN_FLAGS && test->bits & question->late_bits))
		return ~0ULL;
	return bits_mask(test, question->facts[name]);
}

/* What the ends of a connection leave; they are known if the local port is. */
INLINE __u64 ends_mask(const struct question *question, const struct eyas_filter *filter)
{
	bool has_none = question->absent & (1u << EYAS_FACT_LOCAL_PORT);
	__u64 mask = ~0ULL;

	if (!filter->asks_nets || !(question->known & (1u << EYAS_FACT_LOCAL_PORT)))
		return mask;
	for (__u32 end = 0; end < EYAS_ENDS; end++)
		mask &= has_none ? filter->nets[end].absent : net_mask(&filter->nets[end], question->ends[end]);
	return mask;
}

INLINE __u64 clauses_left(const struct question *question, const struct eyas_filter *filter)
{
	__u64 mask = filter->all;

	for (__u32 i = 0; i < EYAS_FILTER_BITS; i++) {
		if (i >= filter->bits_count)
			break;
		mask &= test_mask(question, &filter->bits[i]);
	}
	for (__u32 i = 0; i < EYAS_FILTER_NUMBERS; i++) {
		if (i >= filter->numbers_count || !mask)
			break;
		mask &= number_mask(question, &filter->numbers[i]);
	}
	return mask & ends_mask(question, filter);
}

/* What a name leaves of the clauses, and what its dots do, given what is known of its directory. */
INLINE void ask_names(struct question *question, const struct directory *directory, const struct room *room,
		      const struct eyas_name_lookups *lookups)
{
	bool dots = directory->flags & DIRECTORY_DOTS || ends_with_dots(room);

	/* Two dots may be those of the directory that the name is relative to. */
	question->of_dots = !dots ? lookups->dots[0] : room->is_relative ? ~0ULL : lookups->dots[1];
	question->of_name = ~0ULL;
	if (directory->flags & DIRECTORY_NORMAL && is_normal_end(room))
		question->of_name = names_in(&question->passage, directory, room, lookups, question->facts[EYAS_FACT_FD],
					     question->facts[EYAS_FACT_KIND]);
}

#endif
