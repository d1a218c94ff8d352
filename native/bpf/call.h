/*
 * A system call at its end: which event it is, looked up by the number with which it entered the kernel, and what it was
 * given and returned.
 *
 *     enter()   the event's type, its arguments; counts it, and leaves out our own
 *     begin()   see record.h; then the programs fill in what their family knows
 */
#ifndef EYAS_CALL_H
#define EYAS_CALL_H

#include "path.h"

/* The event type that is wanted of this call, or 0; with EYAS_SOCKETCALL if its arguments lie in memory. */
INLINE __u32 wanted(struct pt_regs *regs, struct task_struct *task)
{
	__u64 number = call_number(regs);
	__u16 interest;
	__u64 sub;

	if (number >= EYAS_SYSCALLS)
		return 0;
	interest = control.interest[number];
	if (!is_compat(task))
		return interest & 0xff;
	interest >>= 8;
	if (interest != EYAS_SOCKETCALL)
		return interest;
	sub = argument(regs, true, 0);
	if (sub >= EYAS_SOCKETCALLS)
		return 0;
	interest = control.interest[EYAS_SYSCALLS + sub] >> 8;
	return interest ? interest | EYAS_SOCKETCALL : 0;
}

struct call {
	struct task_struct *task;
	struct work *work;
	struct eyas_count *count;
	__s64 result;
	__u32 type;
	bool compat;
};

INLINE void gather_arguments(struct work *work, struct pt_regs *regs, bool compat)
{
	for (int i = 0; i < 6; i++)
		work->arguments[i] = argument(regs, compat, i);
}

/* Of socketcall(2): a row of words. A short one at the end of a page is read by halves. */
INLINE void gather_from_memory(struct work *work, struct pt_regs *regs)
{
	void *row = (void *)argument(regs, true, 1);
	__u32 words[6] = {};

	if (bpf_probe_read_user(words, sizeof(words), row))
		bpf_probe_read_user(words, 3 * sizeof(*words), row);
	for (int i = 0; i < 6; i++)
		work->arguments[i] = words[i];
}

/* Every call has these. */
INLINE void begin_facts(struct call *call)
{
	struct question *question = &call->work->question;

	question->clauses = ~0ULL;
	question->known = 0;
	question->absent = 0;
	question->late_bits = 0;
	question->is_answered = 0;
	question->asks_names = 0;
	question->wants_answer = 0;
	fact(question, EYAS_FACT_RESULT, call->result);
	fact(question, EYAS_FACT_UID, call->task->cred->euid.val);
	fact(question, EYAS_FACT_GID, call->task->cred->egid.val);
}

/* False if there is nothing to tell. */
INLINE bool enter(struct call *call, __u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	__u32 code;

	call->task = bpf_get_current_task_btf();
	call->compat = is_compat(call->task);
	code = wanted(regs, call->task);
	call->type = code & ~EYAS_SOCKETCALL;
	call->result = (__s64)ctx[1];
	call->work = work_of(HOOK_SYS_EXIT);
	call->count = count_of(call->type);
	if (!call->work || !call->count)
		return false;
	call->count->seen++;
	if (is_own(call->task->tgid)) {
		call->count->own++;
		return false;
	}
	if (code & EYAS_SOCKETCALL)
		gather_from_memory(call->work, regs);
	else
		gather_arguments(call->work, regs, call->compat);
	begin_facts(call);
	return true;
}

/* Asks the filter with what is known by now, and counts what it lets go. */
INLINE bool stays(struct call *call)
{
	if (passes(call->type))
		return true;
	call->count->filtered++;
	return false;
}

INLINE __u64 argument_of(const struct call *call, __u32 index)
{
	return call->work->arguments[index & 7];
}

/* Asks what both names of a file leave; true if they are the same. */
INLINE bool ask_names_of(struct call *call, const struct path *path, __u64 *mask)
{
	struct question *question = &call->work->question;
	__u64 found = 0;
	bool is_same = false;

	if (path) {
		/* If the names are the same, what is said of this one is said of that one. */
		question->found.is_relative = question->asked.is_relative;
		name_passes(NAME_FOUND, call->type);
		found = question->of_name;
		is_same = is_same_name(&question->asked, &question->found);
	}
	if (!is_same) {
		find_slash(&question->asked);
		name_passes(NAME_ASKED, call->type);
	}
	*mask = question->of_dots & (question->of_name | found);
	return is_same;
}

/* The same for the names of a file; `path` is that of the file that was found, or NULL. */
INLINE bool names_stay(struct call *call, __s32 dirfd, __u64 name, const struct path *path)
{
	struct question *question = &call->work->question;
	struct known_name *known = NULL;
	int place;
	__u64 mask;

	if (!question->asks_names || !ask_name(call->work, call->task, dirfd, name))
		return true;
	if (path && !question->asked.is_relative) {
		call->work->dentry = (__u64)PEEK(path, struct path, dentry);
		call->work->mount = (__u64)mount_of(PEEK(path, struct path, mnt));
		place = place_if_found_as_asked(HOOK_SYS_EXIT);
		if (place >= 0)
			known = bpf_map_lookup_elem(&known_names, &place);
	}
	if (known && is_known_name(known, question, &question->asked)) {
		mask = known->of_name & known->of_dots;
	} else {
		if (path && !gather_from(call->work, NAME_FOUND, BASE_END, path, home_of(call->task, path)))
			return true;
		if (ask_names_of(call, path, &mask) && known)
			know_name(known, question, &question->asked);
	}
	question->clauses &= mask;
	if (question->clauses)
		return true;
	call->count->filtered++;
	return false;
}

INLINE void begin_call(const struct call *call, __u32 body_bytes)
{
	struct eyas_header *header = begin(call->work, call->type, body_bytes, call->task);

	header->result = call->result;
	header->flags = (call->compat ? EYAS_RECORD_IA32 : 0) | (call->work->question.wants_answer ? EYAS_RECORD_UNANSWERED : 0);
	header->clauses = call->work->question.clauses;
}

/* What every event of a call has behind its header; see schema/record.ts. */
struct call_record {
	struct eyas_descriptor descriptor;
	struct eyas_call call;
};

INLINE struct call_record *begin_call_record(const struct call *call)
{
	struct call_record *record = body_of(call->work);

	begin_call(call, sizeof(*record));
	record->descriptor.fd = -1;
	record->descriptor.dirfd = AT_FDCWD;
	record->call.second_dirfd = AT_FDCWD;
	return record;
}

INLINE void end_fact(struct question *question, __u32 end, const __u8 *address)
{
	__builtin_memcpy(question->ends[end], address, 16);
}

/* The ports and addresses by whose they are; without an internet socket there are none. */
INLINE void end_facts(struct question *question, const struct eyas_descriptor *body)
{
	bool server = body->fd_flags & EYAS_DESCRIPTOR_SERVER;

	if (body->fd < 0 || (body->kind != '4' && body->kind != '6')) {
		for (__u32 name = EYAS_FACT_LOCAL_PORT; name <= EYAS_FACT_SERVER_PORT; name++)
			absent_fact(question, name);
		return;
	}
	fact(question, EYAS_FACT_LOCAL_PORT, body->local_port);
	fact(question, EYAS_FACT_REMOTE_PORT, body->remote_port);
	fact(question, EYAS_FACT_CLIENT_PORT, server ? body->remote_port : body->local_port);
	fact(question, EYAS_FACT_SERVER_PORT, server ? body->local_port : body->remote_port);
	end_fact(question, EYAS_END_LOCAL, body->local_address);
	end_fact(question, EYAS_END_REMOTE, body->remote_address);
	end_fact(question, EYAS_END_CLIENT, server ? body->remote_address : body->local_address);
	end_fact(question, EYAS_END_SERVER, server ? body->local_address : body->remote_address);
}

/* The record is made: asks the filter once more with all that it tells, and hands it over. */
INLINE void submit_call(struct call *call, const struct eyas_descriptor *body)
{
	struct question *question = &call->work->question;

	if (control.filters) {
		question->late_bits = 0;
		fact(question, EYAS_FACT_FD, body->fd);
		fact(question, EYAS_FACT_KIND, body->kind);
		fact(question, EYAS_FACT_L4_PROTOCOL, body->l4_protocol);
		fact(question, EYAS_FACT_OPEN_FLAGS, body->open_flags);
		fact(question, EYAS_FACT_MODE, body->mode);
		end_facts(question, body);
		if (!stays(call))
			return;
		header_of(call->work)->clauses = question->clauses;
	}
	submit(call->work, call->count);
}

#endif
