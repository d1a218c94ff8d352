/*
 * The lookups of the kernel filter: from a fact to the clauses that it leaves. What they mean is written plainly in
 * rules-compiler/kernel-filter/admits.ts, and a program in user space is built from this very file to be held against it.
 */
#ifndef EYAS_LOOKUPS_H
#define EYAS_LOOKUPS_H

#include "shared.h"

/* The piece that a number lies in. Most lookups have two or three, so one after the other is the shortest way. */
INLINE __u64 look_up(const struct eyas_number_lookup *lookup, __s64 value)
{
	for (__u32 i = 0; i < EYAS_FILTER_STARTS; i++)
		if (value < lookup->starts[i])
			return lookup->masks[i];
	return lookup->masks[EYAS_FILTER_STARTS];
}

INLINE __u64 bits_mask(const struct eyas_bits_test *test, __u64 value)
{
	__u32 bits = value & test->bits;
	bool holds;

	if (test->test == EYAS_TEST_ANY)
		holds = bits;
	else if (test->test == EYAS_TEST_ALL)
		holds = bits == test->bits;
	else
		holds = !bits;
	return holds ? ~0ULL : test->otherwise;
}

/* `address` is 16 bytes in network order. */
INLINE __u64 net_mask(const struct eyas_nets *lookup, const __u8 *address)
{
	const __u64 *words = (const void *)address;
	__u64 first = words[0], second = words[1];

	for (__u32 i = 0; i < EYAS_FILTER_NETS; i++) {
		const struct eyas_net *net = &lookup->nets[i];

		if (i >= lookup->count)
			break;
		if ((first & net->bits[0]) == net->address[0] && (second & net->bits[1]) == net->address[1])
			return net->mask;
	}
	return ~0ULL;
}

/* Where a walk through a trie is; at node 0 it has left it. */
struct walk {
	__u32 node;
	__u32 base;
	__u64 leaves[2];
};

/* Begins at the first node of a trie. */
INLINE void walk_from(struct walk *walk, __u32 root)
{
	const struct eyas_node *node = node_at(root);

	walk->node = 0;
	walk->leaves[0] = ~0ULL;
	walk->leaves[1] = ~0ULL;
	if (!root || !node)
		return;
	walk->node = root;
	walk->base = node->base;
	walk->leaves[0] = node->leaves[0];
	walk->leaves[1] = node->leaves[1];
}

INLINE void walk_on(struct walk *walk, __u8 byte)
{
	__u32 next = walk->base + byte;
	const struct eyas_node *node;

	if (!walk->node)
		return;
	node = node_at(next);
	if (!node || node->check != walk->node) {
		walk->node = 0;
		return;
	}
	walk->node = next;
	walk->base = node->base;
	walk->leaves[0] = node->leaves[0];
	walk->leaves[1] = node->leaves[1];
}

/* The mask of the text that the walk has gone through. */
INLINE __u64 walk_mask(const struct walk *walk, __u32 which)
{
	const struct eyas_node *node;

	if (!walk->node)
		return walk->leaves[which];
	node = node_at(walk->node);
	return node ? node->ends[which] : ~0ULL;
}

#endif
