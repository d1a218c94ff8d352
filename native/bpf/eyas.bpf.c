/* All programs as one object, so that they share their maps. */
#include "sys_exit.bpf.c"
#include "file.bpf.c"
#include "call.bpf.c"
#include "network.bpf.c"
#include "process.bpf.c"
#include "failed-exec.bpf.c"
#include "uring.bpf.c"
#include "close.bpf.c"
#include "seed.bpf.c"

char LICENSE[] SEC("license") = "GPL";
