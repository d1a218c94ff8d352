/* The nodes of the tries of names, which the lookups walk, and how they walk them. */
#ifndef EYAS_NODES_H
#define EYAS_NODES_H

#include "kernel.h"

/* Those of both sets. The number of a node is its place here, and 0 is none. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * EYAS_FILTER_NODES);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct eyas_node);
} nodes SEC(".maps");

INLINE const struct eyas_node *node_at(__u32 number)
{
	return bpf_map_lookup_elem(&nodes, &number);
}

/*
 * Goes through the rounds until one answers 1. With bpf_loop (5.17) the verifier looks at one round and not at each: it
 * takes half a second less for the names of a file.
 */
#ifdef EYAS_COMPAT
#define REPEAT(rounds, step, context) \
	for (__u32 round = 0; round < (rounds); round++) \
		if (step(round, context)) \
			break
#else
#define REPEAT(rounds, step, context) bpf_loop(rounds, step, context, 0)
#endif

#endif
