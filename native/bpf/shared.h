/* What the programs in the kernel and the addon agree on besides the records themselves (schema/generated/events.h). */
#ifndef EYAS_SHARED_H
#define EYAS_SHARED_H

/* System call numbers above this are not looked at; the highest in use is below 470. */
#define EYAS_SYSCALLS 512
/* The calls behind socketcall(2), by its first argument; the highest is 20. */
#define EYAS_SOCKETCALLS 32
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
	__u32 unused;
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
	EYAS_FACTS = 16,
};

#define EYAS_FILTER_TYPES 128
#define EYAS_FILTER_LOOKUPS 8
#define EYAS_FILTER_STARTS 15

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
	__u32 count;
	__u64 absent;
	__s64 starts[EYAS_FILTER_STARTS];
	__u64 masks[EYAS_FILTER_STARTS + 1];
};

/* What is left of the clauses of one event type decides whether its event is told: none, and no rule can match it. */
struct eyas_filter {
	__u64 all;
	__u32 present;
	/* Those that succeed are told in any case. */
	__u32 changes_state;
	__u32 bits_count;
	__u32 numbers_count;
	struct eyas_bits_test bits[EYAS_FILTER_LOOKUPS];
	struct eyas_number_lookup numbers[EYAS_FILTER_LOOKUPS];
};

/* Changed while the programs run, through a shared mapping. */
struct eyas_control {
	/* By system call number: the event type that is wanted of it; low byte native, high byte of a 32-bit call.
	 * Behind all numbers come the calls of socketcall(2). */
	__u16 interest[EYAS_SYSCALLS + EYAS_SOCKETCALLS];
	/* Process groups whose own calls are not events; what they start and their end are. */
	__u32 own[EYAS_OWN_PROCESSES];
	/* 1 while user space sleeps and needs to be woken by the next event. */
	__u32 armed;
	/* Which of the two sets of filters is in force, from 1; 0 while there is none. */
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
