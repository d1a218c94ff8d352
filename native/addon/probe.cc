#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace eyas {
namespace {

std::string error_of(int result) { return result < 0 ? strerror(-result) : ""; }

// A descriptor is closed again; what counts is that the kernel gave one.
std::string opened(int descriptor) {
  if (descriptor < 0) return error_of(descriptor);
  ::close(descriptor);
  return "";
}

std::string probe_btf() { return access("/sys/kernel/btf/vmlinux", R_OK) ? strerror(errno) : ""; }

std::string probe_call() { return opened(bpf_map_create(BPF_MAP_TYPE_ARRAY, "eyas_probe", 4, 8, 1, nullptr)); }

std::string probe_ring() {
  return opened(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "eyas_probe", 0, 0, static_cast<uint32_t>(sysconf(_SC_PAGESIZE)), nullptr));
}

// Loads `return 0` as a tracing program of that kind at that place.
std::string probe_tracing(const char *target, bpf_attach_type kind, bool sleeps) {
  const bpf_insn program[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  const int id = libbpf_find_vmlinux_btf_id(target, kind);
  if (id < 0) return error_of(id);
  bpf_prog_load_opts options = {};
  options.sz = sizeof options;
  options.expected_attach_type = kind;
  options.attach_btf_id = static_cast<__u32>(id);
  options.prog_flags = sleeps ? static_cast<__u32>(BPF_F_SLEEPABLE) : 0;
  return opened(bpf_prog_load(BPF_PROG_TYPE_TRACING, "eyas_probe", "GPL", program, 2, &options));
}

std::string probe_function(const char *name) {
  std::unique_ptr<btf, decltype(&btf__free)> types(btf__load_vmlinux_btf(), btf__free);
  if (!types) return strerror(errno);
  return btf__find_by_name_kind(types.get(), name, BTF_KIND_FUNC) < 0 ? strerror(ENOENT) : "";
}

// The tracepoints of requests as the programs read them, and the kernel's own words for what is asked.
std::string probe_ring_requests() {
  std::unique_ptr<btf, decltype(&btf__free)> types(btf__load_vmlinux_btf(), btf__free);
  if (!types) return strerror(errno);
  for (const char *name : {"io_open", "io_rename", "io_unlink", "io_mkdir", "io_link"})
    if (btf__find_by_name_kind(types.get(), name, BTF_KIND_STRUCT) < 0) return strerror(ENOENT);
  const std::string error = probe_tracing("io_uring_submit_req", BPF_TRACE_RAW_TP, false);
  return error.empty() ? probe_tracing("io_uring_complete", BPF_TRACE_RAW_TP, false) : error;
}

}  // namespace

std::vector<Probe> probe_kernel() {
  libbpf_set_print([](libbpf_print_level, const char *, va_list) { return 0; });
  return {
      {"btf", probe_btf()},
      {"bpf", probe_call()},
      {"ring buffer", probe_ring()},
      {"tp_btf", probe_tracing("sys_exit", BPF_TRACE_RAW_TP, false)},
      {"iterators", probe_tracing("task", BPF_TRACE_ITER, true)},
      {"bpf_loop", error_of(libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_loop, nullptr) == 1 ? 0 : -ENOENT)},
      {"bpf_rdonly_cast", probe_function("bpf_rdonly_cast")},
      {"io_uring", probe_ring_requests()},
      {"fentry", probe_tracing("do_unlinkat", BPF_TRACE_FENTRY, false)},
      {"lsm", probe_tracing("file_open", BPF_LSM_MAC, false)},
  };
}

}  // namespace eyas
