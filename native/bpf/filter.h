/*
 * The kernel filter: which clauses of the rules an event can still satisfy. A lookup of a fact that is not known yet, and
 * what the filter has no room for, rules nothing out, so an event is let go only if no rule can match it.
 *
 *     fact()     notes what is known of the event
 *     passes()   asks the filter with what is known by now; a second time, later, with more
 *     named()    the same for the names of a file, where passes() has left something; see names.h
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

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, EYAS_ANSWERS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct eyas_answer);
} answers SEC(".maps");

#define DIRECTORIES 1024

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, DIRECTORIES);
	__type(key, __u32);
	__type(value, struct directory);
} directories SEC(".maps");

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

INLINE struct eyas_filter *filter_of(__u32 type, __u32 epoch)
{
	__u32 key = (epoch & 1) * EYAS_FILTER_TYPES + type;

	return epoch && type < EYAS_FILTER_TYPES ? bpf_map_lookup_elem(&filters, &key) : NULL;
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
	if (!work->is_answered && (name == EYAS_FACT_UID || name == EYAS_FACT_GID))
		mask |= lookup->absent;
	return mask;
}

INLINE __u64 test_mask(const struct work *work, const struct eyas_bits_test *test)
{
	__u32 name = test->fact & (EYAS_FACTS - 1);

	if (!(work->known & (1u << name)) || (name == EYAS_FACT_OPEN_FLAGS && test->bits & work->late_bits))
		return ~0ULL;
	return bits_mask(test, work->facts[name]);
}

/* What the ends of a connection leave; they are known if the local port is. */
INLINE __u64 ends_mask(const struct work *work, const struct eyas_filter *filter)
{
	bool has_none = work->absent & (1u << EYAS_FACT_LOCAL_PORT);
	__u64 mask = ~0ULL;

	if (!filter->asks_nets || !(work->known & (1u << EYAS_FACT_LOCAL_PORT)))
		return mask;
	for (__u32 end = 0; end < EYAS_ENDS; end++)
		mask &= has_none ? filter->nets[end].absent : net_mask(&filter->nets[end], work->ends[end]);
	return mask;
}

INLINE __u64 clauses_left(const struct work *work, const struct eyas_filter *filter)
{
	__u64 mask = filter->all;

	for (__u32 i = 0; i < EYAS_FILTER_BITS; i++) {
		if (i >= filter->bits_count)
			break;
		mask &= test_mask(work, &filter->bits[i]);
	}
	for (__u32 i = 0; i < EYAS_FILTER_NUMBERS; i++) {
		if (i >= filter->numbers_count || !mask)
			break;
		mask &= number_mask(work, &filter->numbers[i]);
	}
	return mask & ends_mask(work, filter);
}

/*
 * What user space has said of the running process: the mask of one of its words. The answer holds for the image that it
 * was given for, and its version tells whether it changed while it was read.
 */
INLINE __u64 answer_mask(struct work *work, __u32 word, __u32 epoch)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 pid = task->tgid, key = pid % EYAS_ANSWERS, version;
	struct eyas_answer *answer = bpf_map_lookup_elem(&answers, &key);
	__u64 mask;

	if (!answer)
		return ~0ULL;
	version = *(volatile __u32 *)&answer->version;
	reading_barrier(work);
	if (version & 1 || answer->pid != pid || answer->epoch != epoch || answer->exec_id != task->self_exec_id ||
	    answer->start_ns != task->group_leader->start_boottime)
		return ~0ULL;
	fact(work, EYAS_FACT_LOGIN_UID, answer->login_uid);
	fact(work, EYAS_FACT_CONTAINER, answer->contained);
	mask = word < EYAS_ANSWER_WORDS ? answer->words[word % EYAS_ANSWER_WORDS] : ~0ULL;
	reading_barrier(work);
	work->is_answered = version == *(volatile __u32 *)&answer->version;
	if (work->is_answered)
		return mask;
	work->known &= ~(1u << EYAS_FACT_LOGIN_UID | 1u << EYAS_FACT_CONTAINER);
	return ~0ULL;
}

/*
 * 0 if an event of the type can be let go; else work.clauses is what is left. A function of its own for the verifier,
 * which then goes through it once, and through what follows it once and not for each way through here.
 */
__noinline int passes(__u32 type)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	struct eyas_filter *filter;
	__u64 mask;

	if (!work)
		return 1;
	work->clauses = ~0ULL;
	work->epoch = *(volatile __u32 *)&control.filters;
	filter = filter_of(type, work->epoch);
	if (!filter || !filter->present)
		return 1;
	work->asks_names = filter->names.group;
	mask = filter->all ? answer_mask(work, filter->word, work->epoch) : 0;
	mask &= mask ? clauses_left(work, filter) : 0;
	work->clauses = mask;
	if (mask)
		return 1;
	return filter->changes_state && work->facts[EYAS_FACT_RESULT] >= 0;
}

enum which_name {
	NAME_ASKED,
	NAME_FOUND,
};

INLINE struct room *room_of(struct work *work, __u32 which)
{
	return which == NAME_ASKED ? &work->asked : &work->found;
}

/* Finds out what is to be known of a directory, and remembers it in that place. A function of its own like passes(). */
__noinline int learn_directory(__u32 which, __u32 type, __u32 place)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	struct directory *directory = bpf_map_lookup_elem(&directories, &place);
	const struct eyas_filter *filter;
	const struct room *room;

	if (!work || !directory)
		return 0;
	filter = filter_of(type, work->epoch);
	if (!filter)
		return 0;
	room = room_of(work, which);
	/* Of no epoch until it is whole. */
	directory->epoch = 0;
	directory->group = filter->names.group;
	keep_text(directory, room);
	learn(&work->passage, directory, room, &filter->names);
	directory->epoch = work->epoch;
	return 0;
}

/* What one of the two names of a file leaves, and what its dots leave. A function of its own like passes(). */
__noinline int name_passes(__u32 which, __u32 type)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	const struct eyas_name_lookups *lookups;
	const struct eyas_filter *filter;
	struct directory *directory;
	const struct room *room;
	__u32 place;
	bool dots;

	if (!work)
		return 0;
	work->of_name = ~0ULL;
	work->of_dots = ~0ULL;
	filter = filter_of(type, work->epoch);
	room = room_of(work, which);
	if (!filter || directory_bytes(room) > DIRECTORY_BYTES)
		return 0;
	lookups = &filter->names;
	place = (place_of(room) ^ lookups->group) % DIRECTORIES;
	directory = bpf_map_lookup_elem(&directories, &place);
	if (!directory)
		return 0;
	if (directory->epoch != work->epoch || directory->group != lookups->group || !is_text_of(directory, room))
		learn_directory(which, type, place);
	dots = directory->flags & DIRECTORY_DOTS || ends_with_dots(room);
	/* Two dots may be those of the directory that the name is relative to. */
	work->of_dots = !dots ? lookups->dots[0] : room->is_relative ? ~0ULL : lookups->dots[1];
	if (directory->flags & DIRECTORY_NORMAL && is_normal_end(room))
		work->of_name = names_in(&work->passage, directory, room, lookups, work->facts[EYAS_FACT_FD],
					 work->facts[EYAS_FACT_KIND]);
	return 0;
}

#endif
