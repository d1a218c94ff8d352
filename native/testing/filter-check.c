/*
 * The lookups of the kernel filter, built for user space from the very headers of the programs, so that they can be held
 * against their specification in millions of cases. What the programs read from the kernel is given here as bytes.
 */
#include <node_api.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((unused))

#include "../bpf/shared.h"

static struct eyas_node *nodes;
static struct eyas_filter filter;

INLINE const struct eyas_node *node_at(__u32 number)
{
	return number < 2 * EYAS_FILTER_NODES ? &nodes[number] : NULL;
}

#define REPEAT(rounds, step, context) \
	for (__u32 round = 0; round < (rounds); round++) \
		if (step(round, context)) \
			break

#include "../bpf/question.h"

#define DIRECTORIES 64
#define MAX_TEXT 700

static struct directory directories[DIRECTORIES];
static struct question question;
static __u32 epoch = 1;

/* An event as JavaScript packs it; texts follow one another behind it. A length of -1 is a text that is not there. */
struct packed_event {
	__u64 word;
	__s64 facts[EYAS_FACTS];
	__u32 known;
	__u32 absent;
	__u32 is_answered;
	__u32 is_cut;
	__u8 ends[EYAS_ENDS][16];
	__s32 base_bytes;
	__s32 raw_bytes;
	__s32 found_bytes;
	__u32 unused;
	__u8 texts[];
};

static void ask(const struct room *room)
{
	struct directory *directory;

	question.of_name = ~0ULL;
	question.of_dots = ~0ULL;
	if (directory_bytes(room) > DIRECTORY_BYTES)
		return;
	directory = &directories[(place_of(room) ^ filter.names.group) % DIRECTORIES];
	if (!is_known(directory, room, epoch, filter.names.group)) {
		directory->group = filter.names.group;
		keep_text(directory, room);
		learn(&question.passage, directory, room, &filter.names);
		directory->epoch = epoch;
	}
	ask_names(&question, directory, room, &filter.names);
}

/* Places the texts as ask_name() and gather() of bpf/path.h do; false if they have no room. */
static bool place(const struct packed_event *event)
{
	const __u8 *base = event->texts, *raw = base + (event->base_bytes < 0 ? 0 : event->base_bytes);
	struct room *asked = &question.asked;

	if (event->raw_bytes <= 0 || event->raw_bytes >= PART_BYTES - 1)
		return false;
	memset(asked->bytes, 0xee, sizeof(asked->bytes));
	memcpy(asked->bytes + BASE_END, raw, event->raw_bytes);
	asked->is_relative = raw[0] != '/';
	asked->begins = BASE_END;
	if (asked->is_relative) {
		if (event->base_bytes < 0 || event->base_bytes >= BASE_END - 1)
			return false;
		asked->bytes[BASE_END - 1] = '/';
		asked->begins = BASE_END - 1 - event->base_bytes;
		memcpy(asked->bytes + asked->begins, base, event->base_bytes);
	}
	asked->ends = BASE_END + event->raw_bytes;
	return true;
}

static bool place_found(const struct packed_event *event)
{
	const __u8 *text = event->texts + (event->base_bytes < 0 ? 0 : event->base_bytes) + event->raw_bytes;
	struct room *found = &question.found;

	if (event->found_bytes > BASE_END)
		return false;
	memset(found->bytes, 0xdd, sizeof(found->bytes));
	found->ends = BASE_END;
	found->begins = BASE_END - event->found_bytes;
	memcpy(found->bytes + found->begins, text, event->found_bytes);
	find_slash(found);
	found->is_relative = question.asked.is_relative;
	return true;
}

/* As passes() and names_stay() do. */
static __u64 left(const struct packed_event *event)
{
	__u64 mask, found = 0;
	bool is_same = false;

	memcpy(question.facts, event->facts, sizeof(question.facts));
	memcpy(question.ends, event->ends, sizeof(question.ends));
	question.known = event->known;
	question.absent = event->absent;
	question.is_answered = event->is_answered;
	mask = clauses_left(&question, &filter) & event->word;
	if (!mask || !filter.names.group || event->is_cut || !place(event))
		return mask;
	if (event->found_bytes >= 0) {
		if (!place_found(event))
			return mask;
		ask(&question.found);
		found = question.of_name;
		is_same = is_same_name(&question.asked, &question.found);
	}
	if (!is_same) {
		find_slash(&question.asked);
		ask(&question.asked);
	}
	return mask & question.of_dots & (question.of_name | found);
}

static napi_value bytes_of(napi_env env, napi_callback_info info, void **bytes, size_t *size)
{
	napi_value argument;
	size_t count = 1;

	*bytes = NULL;
	*size = 0;
	if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok ||
	    napi_get_typedarray_info(env, argument, NULL, size, bytes, NULL, NULL) != napi_ok)
		napi_throw_error(env, NULL, "a Uint8Array is wanted");
	return NULL;
}

static napi_value set_nodes(napi_env env, napi_callback_info info)
{
	void *bytes;
	size_t size;

	bytes_of(env, info, &bytes, &size);
	if (size != EYAS_FILTER_NODES * sizeof(*nodes))
		napi_throw_error(env, NULL, "nodes of another size");
	else
		memcpy(nodes, bytes, size);
	return NULL;
}

/* Also begins an epoch, as a new set of rules does. */
static napi_value set_filter(napi_env env, napi_callback_info info)
{
	void *bytes;
	size_t size;

	bytes_of(env, info, &bytes, &size);
	if (size != sizeof(filter))
		napi_throw_error(env, NULL, "a filter of another size");
	else
		memcpy(&filter, bytes, size);
	epoch++;
	return NULL;
}

static napi_value clauses_of(napi_env env, napi_callback_info info)
{
	napi_value result = NULL;
	void *bytes;
	size_t size;

	bytes_of(env, info, &bytes, &size);
	if (size < sizeof(struct packed_event) || size > sizeof(struct packed_event) + 4 * MAX_TEXT)
		napi_throw_error(env, NULL, "an event of another size");
	else
		napi_create_bigint_uint64(env, left(bytes), &result);
	return result;
}

NAPI_MODULE_INIT()
{
	static const struct {
		const char *name;
		napi_callback callback;
	} functions[] = { { "setNodes", set_nodes }, { "setFilter", set_filter }, { "clausesOf", clauses_of } };
	napi_value function;

	nodes = calloc(2 * EYAS_FILTER_NODES, sizeof(*nodes));
	for (unsigned int i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, NULL, &function) != napi_ok ||
		    napi_set_named_property(env, exports, functions[i].name, function) != napi_ok)
			napi_throw_error(env, NULL, "the exports cannot be set up");
	return exports;
}
