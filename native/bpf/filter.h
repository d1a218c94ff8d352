/*
 * The kernel filter: which clauses of the rules an event can still satisfy. A lookup of a fact that is not known yet, and
 * what the filter has no room for, rules nothing out, so an event is let go only if no rule can match it.
 *
 *     fact()         notes what is known of the event; see question.h
 *     passes()       asks the filter with what is known by now; a second time, later, with more
 *     name_passes()  the same for one of the names of a file, where passes() has left something; see names.h
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

INLINE struct eyas_filter *filter_of(__u32 type, __u32 epoch)
{
	__u32 key = (epoch & 1) * EYAS_FILTER_TYPES + type;

	return epoch && type < EYAS_FILTER_TYPES ? bpf_map_lookup_elem(&filters, &key) : NULL;
}

/*
 * What user space has said of the running process: the mask of one of its words. The answer holds for the image that it
 * was given for, and its version tells whether it changed while it was read.
 */
INLINE __u64 answer_mask(struct question *question, __u32 word, __u32 epoch)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 pid = task->tgid, key = pid % EYAS_ANSWERS, version;
	struct eyas_answer *answer = bpf_map_lookup_elem(&answers, &key);
	__u64 mask;

	if (!answer)
		return ~0ULL;
	version = *(volatile __u32 *)&answer->version;
	reading_barrier(question);
	if (version & 1 || answer->pid != pid || answer->epoch != epoch || answer->exec_id != task->self_exec_id ||
	    answer->start_ns != task->group_leader->start_boottime)
		return ~0ULL;
	fact(question, EYAS_FACT_LOGIN_UID, answer->login_uid);
	fact(question, EYAS_FACT_CONTAINER, answer->contained);
	mask = word < EYAS_ANSWER_WORDS ? answer->words[word % EYAS_ANSWER_WORDS] : ~0ULL;
	reading_barrier(question);
	question->is_answered = version == *(volatile __u32 *)&answer->version;
	if (question->is_answered)
		return mask;
	question->known &= ~(1u << EYAS_FACT_LOGIN_UID | 1u << EYAS_FACT_CONTAINER);
	return ~0ULL;
}

/*
 * 0 if an event of the type can be let go; else work.clauses is what is left. A function of its own for the verifier,
 * which then goes through it once, and through what follows it once and not for each way through here.
 */
__noinline int passes(__u32 type)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	const struct eyas_filter *filter;
	struct question *question;
	__u64 mask;

	if (!work)
		return 1;
	question = &work->question;
	question->clauses = ~0ULL;
	question->epoch = *(volatile __u32 *)&control.filters;
	filter = filter_of(type, question->epoch);
	if (!filter || !filter->present)
		return 1;
	question->asks_names = filter->names.group;
	question->is_answered = 0;
	mask = filter->all ? answer_mask(question, filter->word, question->epoch) : 0;
	mask &= mask ? clauses_left(question, filter) : 0;
	question->wants_answer = filter->asks_process && !question->is_answered;
	question->clauses = mask;
	if (mask)
		return 1;
	return filter->changes_state && question->facts[EYAS_FACT_RESULT] >= 0;
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
	filter = filter_of(type, work->question.epoch);
	if (!filter)
		return 0;
	room = room_of(&work->question, which);
	/* Of no epoch until it is whole. */
	directory->epoch = 0;
	directory->group = filter->names.group;
	keep_text(directory, room);
	learn(&work->question.passage, directory, room, &filter->names);
	directory->epoch = work->question.epoch;
	return 0;
}

/* What one of the two names of a file leaves, and what its dots leave. A function of its own like passes(). */
__noinline int name_passes(__u32 which, __u32 type)
{
	struct work *work = work_of(HOOK_SYS_EXIT);
	const struct eyas_filter *filter;
	struct directory *directory;
	struct question *question;
	const struct room *room;
	__u32 place;

	if (!work)
		return 0;
	question = &work->question;
	question->of_name = ~0ULL;
	question->of_dots = ~0ULL;
	filter = filter_of(type, question->epoch);
	room = room_of(question, which);
	if (!filter || directory_bytes(room) > DIRECTORY_BYTES)
		return 0;
	place = (place_of(room) ^ filter->names.group) % DIRECTORIES;
	directory = bpf_map_lookup_elem(&directories, &place);
	if (!directory)
		return 0;
	if (!is_known(directory, room, question->epoch, filter->names.group))
		learn_directory(which, type, place);
	ask_names(question, directory, room, &filter->names);
	return 0;
}

#endif
