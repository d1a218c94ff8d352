/* What the programs in the kernel and the addon agree on besides the records themselves (schema/generated/events.h). */
#ifndef EYAS_SHARED_H
#define EYAS_SHARED_H

/* System call numbers above this are not looked at; the highest in use is below 470. */
#define EYAS_SYSCALLS 512
/* The calls behind socketcall(2), by its first argument; the highest is 20. */
#define EYAS_SOCKETCALLS 32
/* The operations of io_uring by their number; the highest is 64. */
#define EYAS_RING_OPERATIONS 64
/* Event types that can be counted and filtered. */
#define EYAS_TYPES 256
#define EYAS_OWN_PROCESSES 8

/* In control.interest an ia32 socketcall(2), whose first argument says which call it is; on a type, one made that way. */
#define EYAS_SOCKETCALL 0x80u

/* How much of the ring an event may find in use and still enter it, so that a flood of the cheap cannot crowd out the
 * events that the process table is made of. */
enum eyas_class {
	EYAS_CLASS_READ,
	EYAS_CLASS_OTHER,
	EYAS_CLASS_PROCESS,
	EYAS_CLASSES,
};

/* Fixed before the programs are loaded; the verifier removes what a setting rules out. */
struct eyas_settings {
	__u64 watermark[EYAS_CLASSES];
	__u32 want_environment;
	/* The kernel tells in sched_process_exit whether the whole group ends (6.16). */
	__u32 exit_tells_group;
	/* Controllers on hierarchies of their own (cgroup v1): bits of eyas_controller; 0 where all is cgroup v2. */
	__u32 v1_controllers;
	/* io_uring_complete passes the result as such and not where it lies (until 6.15). */
	__u32 completion_has_result;
};

enum eyas_controller {
	EYAS_CONTROLLER_MEMORY = 1,
	EYAS_CONTROLLER_PIDS = 2,
	EYAS_CONTROLLER_CPU = 4,
	EYAS_CONTROLLER_CPUSET = 8,
};

/* Numbers and bits of an event that the filter knows, as KernelFilter in schema/kernel-filter.ts names them. */
enum eyas_fact {
	EYAS_FACT_RESULT,
	EYAS_FACT_FD,
	EYAS_FACT_KIND,
	EYAS_FACT_L4_PROTOCOL,
	EYAS_FACT_UID,
	EYAS_FACT_GID,
	EYAS_FACT_LOCAL_PORT,
	EYAS_FACT_REMOTE_PORT,
	EYAS_FACT_CLIENT_PORT,
	EYAS_FACT_SERVER_PORT,
	EYAS_FACT_OPEN_FLAGS,
	EYAS_FACT_MODE,
	EYAS_FACT_LOGIN_UID,
	EYAS_FACT_CONTAINER,
	EYAS_FACTS = 16,
};

/* The ends of a connection that nets are asked of. */
enum eyas_end {
	EYAS_END_LOCAL,
	EYAS_END_REMOTE,
	EYAS_END_CLIENT,
	EYAS_END_SERVER,
	EYAS_ENDS,
};

#define EYAS_FILTER_TYPES 128
#define EYAS_FILTER_BITS 8
#define EYAS_FILTER_NUMBERS 12
/* Those that are not used hold a value that no number reaches. */
#define EYAS_FILTER_STARTS 31
#define EYAS_FILTER_NETS 16
/* Nodes of the tries of one rule set; see struct eyas_node. */
#define EYAS_FILTER_NODES 32768
/* Words that user space answers for each process, and processes that have an answer at a time. */
#define EYAS_ANSWER_WORDS 16
#define EYAS_ANSWERS 8192
#define EYAS_NO_WORD (~0u)

enum eyas_bits_test_kind {
	EYAS_TEST_ANY,
	EYAS_TEST_ALL,
	EYAS_TEST_NONE,
};

/* If the test fails, only the clauses of `otherwise` are left. */
struct eyas_bits_test {
	__u32 fact;
	__u32 test;
	__u32 bits;
	__u32 unused;
	__u64 otherwise;
};

/* masks[0] below starts[0], masks[i + 1] from starts[i] on. */
struct eyas_number_lookup {
	__u32 fact;
	__u32 unused;
	__u64 absent;
	__s64 starts[EYAS_FILTER_STARTS];
	__u64 masks[EYAS_FILTER_STARTS + 1];
};

/* An address of two words as they lie in memory is in the net if it is `address` under `bits`. */
struct eyas_net {
	__u64 address[2];
	__u64 bits[2];
	__u64 mask;
};

/* The longest net comes first, and the last one holds every address. */
struct eyas_nets {
	__u32 count;
	__u32 unused;
	__u64 absent;
	struct eyas_net nets[EYAS_FILTER_NETS];
};

/*
 * Where the walk of a text through a trie has come to. A node is at `base` of the one before plus the next byte, if its
 * `check` is that one; otherwise no text of the trie begins so. The masks are those of a text that leaves the trie behind
 * this node, and of one that ends at it: [0] of the name and of the file name, [1] of the directory and of a part.
 */
struct eyas_node {
	__u32 base;
	__u32 check;
	__u64 leaves[2];
	__u64 ends[2];
};

/* The tries by the number of their first node; 0 is no node. */
struct eyas_name_lookups {
	/* Types that ask names alike have the same, from 1; 0 asks no names. */
	__u32 group;
	/* Whole names and directories. */
	__u32 paths;
	/* What stands between slashes. */
	__u32 parts;
	/* Names from their end to their beginning. */
	__u32 backwards;
	/* Where the text is absent. */
	__u64 no_file_name;
	__u64 no_directory;
	/* Of a name without and with two dots in a row. */
	__u64 dots[2];
};

/* What is left of the clauses of one event type decides whether its event is told: none, and no rule can match it. */
struct eyas_filter {
	__u64 all;
	__u32 present;
	/* Those that succeed are told in any case. */
	__u32 changes_state;
	__u32 bits_count;
	__u32 numbers_count;
	/* Which word of a process's answer is this type's, or EYAS_NO_WORD. */
	__u32 word;
	/* Whether any end is asked for its net. */
	__u16 asks_nets;
	/* Whether anything is asked that user space answers for a process. */
	__u16 asks_process;
	struct eyas_name_lookups names;
	struct eyas_bits_test bits[EYAS_FILTER_BITS];
	struct eyas_number_lookup numbers[EYAS_FILTER_NUMBERS];
	/* By eyas_end. */
	struct eyas_nets nets[EYAS_ENDS];
};

/*
 * What user space says of a process, in the place of its pid. It holds for the image that it was given for, and for the
 * filters of that epoch. The version is odd while it is being written.
 */
struct eyas_answer {
	__u32 version;
	__u32 epoch;
	__u32 pid;
	__s32 login_uid;
	__u64 start_ns;
	__u64 exec_id;
	__u32 contained;
	__u32 unused;
	__u64 words[EYAS_ANSWER_WORDS];
};

/* Changed while the programs run, through a shared mapping. */
struct eyas_control {
	/* By system call number: the event type that is wanted of it; low byte native, high byte of a 32-bit call.
	 * Behind all numbers come the calls of socketcall(2), and behind those the operations of io_uring. */
	__u16 interest[EYAS_SYSCALLS + EYAS_SOCKETCALLS + EYAS_RING_OPERATIONS];
	/* Process groups whose own calls are not events; what they start and their end are. */
	__u32 own[EYAS_OWN_PROCESSES];
	/* 1 while user space sleeps and needs to be woken by the next event. */
	__u32 armed;
	/* Counts events that were dropped, of any type: a look that costs nothing where there are none. */
	__u64 drops;
	/* The epoch of the filters in force, whose last bit tells which of the two sets they are; 0 while there is none. */
	__u32 filters;
};

/* What became of the events of one type on one CPU; `seen` is the sum of all the others. */
struct eyas_count {
	__u64 seen;
	/* Let go by the kernel filter. */
	__u64 filtered;
	/* Caused by eyas itself. */
	__u64 own;
	__u64 submitted;
	/* The ring was full, or fuller than the class of the event may find it. */
	__u64 dropped_full;
	__u64 dropped_watermark;
	/* The system call has no table of arguments here (x32). */
	__u64 unmapped;
	__u64 unused;
};

#endif
