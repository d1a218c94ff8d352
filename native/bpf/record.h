/*
 * A record on its way into the ring. It is put together in memory of the CPU, one place for each hook because hooks
 * interrupt each other, and copied into the ring at its true length.
 *
 *     begin()  admit, count, clear the fixed part, fill the header
 *     text_…() append texts behind the fixed part; a text that has no room or exceeds its bound is cut and flagged
 *     submit() close the record and hand it over, or count the drop
 */
#ifndef EYAS_RECORD_H
#define EYAS_RECORD_H

#include "arch.h"
#include "kernel.h"
#include "nodes.h"
#include "question.h"

enum hook {
	HOOK_SYS_EXIT,
	HOOK_EXEC,
	HOOK_FORK,
	HOOK_EXIT,
	HOOK_SEED,
	HOOKS,
};

/* The bound of one text, and the last place where one may begin: room for all texts of an exec at their longest. */
#define TEXT_BYTES 4096
#define LAST_TEXT 18432
#define RECORD_ROOM (LAST_TEXT + TEXT_BYTES + 8)

/* How much is kept of what was sent or received, as Falco does unless told otherwise. */
#define DATA_BYTES 80

/* Paths grow from the end of their buffer towards its front: the walk goes from the leaf to the root. */
#define NAME_BYTES 256
#define PATH_END (TEXT_BYTES + NAME_BYTES)

struct work {
	__u8 record[RECORD_ROOM];
	/* Where the next text goes. */
	__u32 end;
	__u32 cut;
	/* The walk: the next dentry on its struct mount, where the path begins in `path`, whether the root was reached. */
	__u64 dentry;
	__u64 mount;
	__u32 begins;
	__u32 arrived;
	/* What the call was given; the last two are for the verifier's arithmetic. */
	__u64 arguments[8];
	/* What the filter is asked. */
	struct question question;
	/* What lies behind the end is never written but for a closing slash; it is there for the verifier's arithmetic. */
	__u8 path[PATH_END + NAME_BYTES];
};

const volatile struct eyas_settings settings SEC(".rodata.settings");
struct eyas_control control SEC(".data.control");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HOOKS);
	__type(key, __u32);
	__type(value, struct work);
} works SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EYAS_TYPES);
	__type(key, __u32);
	__type(value, struct eyas_count);
} counts SEC(".maps");

INLINE struct work *work_of(__u32 hook)
{
	return bpf_map_lookup_elem(&works, &hook);
}

INLINE struct eyas_count *count_of(__u32 type)
{
	return bpf_map_lookup_elem(&counts, &type);
}

INLINE bool is_own(__u32 pid)
{
	for (int i = 0; i < EYAS_OWN_PROCESSES; i++)
		if (control.own[i] == pid)
			return true;
	return false;
}

/* An atomic operation, as programs on all processors count here. */
INLINE void note_drop(void)
{
	__sync_fetch_and_add(&control.drops, 1);
}

/* Whether the ring has room for an event of this class; the rest of it is kept for the more important. */
INLINE bool admits(struct eyas_count *count, __u32 class)
{
	if (class == EYAS_CLASS_PROCESS)
		return true;
	if (bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) < settings.watermark[class])
		return true;
	count->dropped_watermark++;
	note_drop();
	return false;
}

INLINE struct eyas_header *header_of(struct work *work)
{
	return (struct eyas_header *)work->record;
}

INLINE void *body_of(struct work *work)
{
	return work->record + sizeof(struct eyas_header);
}

/* Clears the header and a body of `body_bytes`, and tells who acts: the running task. */
INLINE struct eyas_header *begin(struct work *work, __u16 type, __u32 body_bytes, struct task_struct *task)
{
	struct eyas_header *header = header_of(work);

	__builtin_memset(work->record, 0, sizeof(*header) + body_bytes);
	work->end = sizeof(*header) + body_bytes;
	work->cut = 0;
	header->type = type;
	header->clauses = ~0ULL;
	header->pid = task->tgid;
	header->tid = task->pid;
	header->start_ns = task->group_leader->start_boottime;
	header->uid = task->cred->euid.val;
	header->gid = task->cred->egid.val;
	header->cpu = bpf_get_smp_processor_id();
	header->timestamp_ns = bpf_ktime_get_boot_ns();
	return header;
}

/* Where the next text goes, or NULL if the record has no room for another. */
INLINE __u8 *text_room(struct work *work)
{
	__u32 end = work->end;

	if (end > LAST_TEXT) {
		work->cut = 1;
		return NULL;
	}
	return work->record + end;
}

INLINE void text_set(struct work *work, struct eyas_text *text, __u32 length)
{
	text->offset = work->end;
	text->length = length;
	work->end += length;
}

/* A text that is there and empty: its reader must not take an older one for it. */
INLINE void text_empty(struct work *work, struct eyas_text *text)
{
	text->offset = work->end;
	text->length = 0;
}

INLINE void text_from_kernel(struct work *work, struct eyas_text *text, const void *source)
{
	__u8 *room = text_room(work);
	long length;

	if (!room || !source)
		return;
	length = bpf_probe_read_kernel_str(room, TEXT_BYTES, source);
	if (length <= 0)
		return;
	if (length == TEXT_BYTES)
		work->cut = 1;
	text_set(work, text, length - 1);
}

INLINE void text_from_user(struct work *work, struct eyas_text *text, const void *source)
{
	__u8 *room = text_room(work);
	long length;

	if (!room || !source)
		return;
	length = bpf_probe_read_user_str(room, TEXT_BYTES, source);
	if (length <= 0)
		return;
	if (length == TEXT_BYTES)
		work->cut = 1;
	text_set(work, text, length - 1);
}

/* Up to 127 bytes of any kind, from the process. */
INLINE void bytes_from_user(struct work *work, struct eyas_text *text, const void *source, __u64 length)
{
	__u8 *room = text_room(work);

	if (!room || !source || !length)
		return;
	if (length > DATA_BYTES)
		length = DATA_BYTES;
	if (bpf_probe_read_user(room, length & 127, source))
		return;
	text_set(work, text, length);
}

/* The same from the kernel. */
INLINE void bytes_from_kernel(struct work *work, struct eyas_text *text, const void *source, __u64 length)
{
	__u8 *room = text_room(work);

	if (!room || !length || length > 127)
		return;
	if (bpf_probe_read_kernel(room, length & 127, source))
		return;
	text_set(work, text, length);
}

/* Ends the last member of a list: a block that was cut, or that its program wrote over, may lack the zero byte. */
INLINE __u32 end_list(__u8 *room, __u32 length)
{
	if (!room[(length - 1) & (TEXT_BYTES - 1)])
		return length;
	room[length & (TEXT_BYTES - 1)] = 0;
	return length + 1;
}

INLINE __u32 closed_size(struct work *work)
{
	struct eyas_header *header = header_of(work);
	__u32 end = work->end, size;

	if (end > LAST_TEXT + TEXT_BYTES)
		end = LAST_TEXT + TEXT_BYTES;
	/* The bytes up to the multiple of eight are of an earlier record. */
	__builtin_memset(work->record + end, 0, 8);
	size = (end + 7) & ~7u;
	header->size = size;
	if (work->cut)
		header->flags |= EYAS_RECORD_TRUNCATED;
	return size;
}

/*
 * Wakes user space if it sleeps. It looks at the ring once more after it has set `armed`, and this looks at `armed` after
 * the record is in the ring, so one of the two always sees the other. There is no call that only wakes: an empty record
 * that is discarded does.
 */
INLINE void wake(void)
{
	void *nothing;

	if (!*(volatile __u32 *)&control.armed)
		return;
	*(volatile __u32 *)&control.armed = 0;
	nothing = bpf_ringbuf_reserve(&ring, 8, 0);
	if (nothing)
		bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

INLINE void submit(struct work *work, struct eyas_count *count)
{
	__u32 size = closed_size(work);

	if (size > RECORD_ROOM)
		return;
	if (bpf_ringbuf_output(&ring, work->record, size, BPF_RB_NO_WAKEUP)) {
		/* The ring is full: user space is behind. */
		count->dropped_full++;
		note_drop();
		return;
	}
	count->submitted++;
	wake();
}

#endif
