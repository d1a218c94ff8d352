/*
 * The kernel filter: which clauses of the rules an event can still satisfy. A lookup of a fact that is not known yet, and
 * what the filter has no room for, rules nothing out, so an event is let go only if no rule can match it.
 *
 *     fact()     notes what is known of the event
 *     passes()   asks the filter with what is known by now; a second time, later, with more
 */
#ifndef EYAS_FILTER_H
#define EYAS_FILTER_H

#include "record.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * EYAS_FILTER_TYPES);
	__type(key, __u32);
	__type(value, struct eyas_filter);
} filters SEC(".maps");

INLINE void fact(struct work *work, __u32 name, __s64 value)
{
	work->facts[name] = value;
	work->known |= 1u << name;
}

INLINE void absent_fact(struct work *work, __u32 name)
{
	work->absent |= 1u << name;
	work->known |= 1u << name;
}

INLINE __u64 look_up(const struct eyas_number_lookup *lookup, __s64 value)
{
	__u32 index = 0;

	for (__u32 i = 0; i < EYAS_FILTER_STARTS; i++) {
		if (i >= lookup->count || value < lookup->starts[i])
			break;
		index = i + 1;
	}
	return lookup->masks[index & EYAS_FILTER_STARTS];
}

INLINE __u64 number_mask(const struct work *work, const struct eyas_number_lookup *lookup)
{
	__u32 name = lookup->fact & (EYAS_FACTS - 1), bit = 1u << name;
	__u64 mask;

	if (!(work->known & bit))
		return ~0ULL;
	if (work->absent & bit)
		return lookup->absent;
	mask = look_up(lookup, work->facts[name]);
	/* Ids are the process's, which user space may not know yet; then they are absent. */
	if (name == EYAS_FACT_UID || name == EYAS_FACT_GID)
		mask |= lookup->absent;
	return mask;
}

INLINE __u64 bits_mask(const struct work *work, const struct eyas_bits_test *test)
{
	__u32 name = test->fact & (EYAS_FACTS - 1), bits;
	bool holds;

	if (!(work->known & (1u << name)) || (name == EYAS_FACT_OPEN_FLAGS && test->bits & work->late_bits))
		return ~0ULL;
	bits = work->facts[name] & test->bits;
	if (test->test == EYAS_TEST_ANY)
		holds = bits;
	else if (test->test == EYAS_TEST_ALL)
		holds = bits == test->bits;
	else
		holds = !bits;
	return holds ? ~0ULL : test->otherwise;
}

INLINE __u64 clauses_left(const struct work *work, const struct eyas_filter *filter)
{
	__u64 mask = filter->all;

	for (__u32 i = 0; i < EYAS_FILTER_LOOKUPS; i++) {
		if (i >= filter->bits_count)
			break;
		mask &= bits_mask(work, &filter->bits[i]);
	}
	for (__u32 i = 0; i < EYAS_FILTER_LOOKUPS; i++) {
		if (i >= filter->numbers_count || !mask)
			break;
		mask &= number_mask(work, &filter->numbers[i]);
	}
	return mask;
}

/*
 * 0 if an event of the type can be let go; else work.clauses is what is left. A function of its own for the verifier,
 * which then goes through it once, and through what follows it once and not for each way through here.
 */
__noinline int passes(__u32 type)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	__u32 set = *(volatile __u32 *)&control.filters, key;
	struct eyas_filter *filter;

	if (!work)
		return 1;
	work->clauses = ~0ULL;
	if (set == 0 || type >= EYAS_FILTER_TYPES)
		return 1;
	key = (set - 1) * EYAS_FILTER_TYPES + type;
	filter = bpf_map_lookup_elem(&filters, &key);
	if (!filter || !filter->present)
		return 1;
	work->clauses = clauses_left(work, filter);
	if (work->clauses)
		return 1;
	return filter->changes_state && work->facts[EYAS_FACT_RESULT] >= 0;
}

#endif
