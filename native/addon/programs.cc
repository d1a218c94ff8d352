#include "programs.h"

#include <bpf/btf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "values.h"

namespace eyas {
namespace {

constexpr size_t log_lines = 20;

// libbpf reports through one function for the whole process, so loads take turns.
std::mutex loading;
std::string report;

int collect(libbpf_print_level level, const char *format, va_list arguments) {
  if (level != LIBBPF_WARN) return 0;
  char line[1 << 16];
  const int length = vsnprintf(line, sizeof line, format, arguments);
  if (length > 0) report.append(line, std::min<size_t>(static_cast<size_t>(length), sizeof line - 1));
  return length;
}

std::string between(const std::string &text, const std::string &start, const std::string &end) {
  const size_t from = text.find(start);
  if (from == std::string::npos) return "";
  const size_t to = text.find(end, from + start.size());
  return text.substr(from + start.size(), to == std::string::npos ? to : to - from - start.size());
}

std::string last_lines(const std::string &text, size_t lines) {
  size_t at = text.find_last_not_of('\n');
  for (size_t left = lines; left > 0 && at != std::string::npos && at > 0; left--) at = text.rfind('\n', at - 1);
  return at == std::string::npos || at == 0 ? text : text.substr(at + 1);
}

[[noreturn]] void refuse(int error) {
  const std::string program = between(report, "prog '", "'");
  const std::string log = between(report, "-- BEGIN PROG LOAD LOG --\n", "-- END PROG LOAD LOG --");
  const std::string reason = strerror(error);
  if (program.empty())
    throw Fault("NATIVE_LOAD_FAILED", "the kernel did not take the eBPF object: " + reason, {{"log", last_lines(report, log_lines)}});
  throw Fault("NATIVE_PROGRAM_REFUSED", "the kernel refused the eBPF program " + program + ": " + reason,
              {{"program", program}, {"log", last_lines(log.empty() ? report : log, log_lines)}});
}

// Whether a tracepoint passes more than `arguments` arguments.
bool passes_more_than(const char *tracepoint, unsigned arguments) {
  std::unique_ptr<btf, decltype(&btf__free)> types(btf__load_vmlinux_btf(), btf__free);
  if (!types) return false;
  const std::string name = std::string("btf_trace_") + tracepoint;
  const int id = btf__find_by_name_kind(types.get(), name.c_str(), BTF_KIND_TYPEDEF);
  if (id < 0) return false;
  const btf_type *type = btf__type_by_id(types.get(), btf__type_by_id(types.get(), static_cast<uint32_t>(id))->type);
  if (btf_is_ptr(type)) type = btf__type_by_id(types.get(), type->type);
  // The first is the tracepoint's own.
  return btf_is_func_proto(type) && btf_vlen(type) > arguments + 1;
}

}  // namespace

Programs::Programs(const LoadOptions &options) {
  const std::lock_guard<std::mutex> turn(loading);
  report.clear();
  libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
  libbpf_set_print(collect);
  object_.reset(bpf_object__open_file(options.object_path.c_str(), nullptr));
  if (!object_) throw Fault("NATIVE_LOAD_FAILED", "cannot open " + options.object_path + ": " + strerror(errno), {{"log", report}});

  for (const std::string &name : options.without) bpf_program__set_autoload(find(name), false);
  bpf_map__set_max_entries(find_map("ring"), options.ring_bytes);
  eyas_settings settings = options.settings;
  settings.completion_has_result = passes_more_than("io_uring_complete", 3);
  settings.exit_tells_group = passes_more_than("sched_process_exit", 1);
  if (bpf_map__set_initial_value(find_map(".rodata.settings"), &settings, sizeof settings))
    throw Fault("NATIVE_LOAD_FAILED", "the settings have another size than the programs expect");
  if (const int error = bpf_object__load(object_.get())) refuse(-error);

  control_ = static_cast<eyas_control *>(shared_memory(".data.control", sizeof *control_));
  answers_ = static_cast<eyas_answer *>(shared_memory("answers", sizeof *answers_));
}

size_t shared_bytes(const bpf_map *map) {
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t bytes = static_cast<size_t>(bpf_map__value_size(map)) * bpf_map__max_entries(map);
  return (bytes + page - 1) / page * page;
}

void *Programs::shared_memory(const char *name, size_t value_size) {
  const bpf_map *map = find_map(name);
  void *memory = mmap(nullptr, shared_bytes(map), PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
  if (memory == MAP_FAILED || bpf_map__value_size(map) != value_size)
    throw Fault("NATIVE_LOAD_FAILED", std::string("the map ") + name + " cannot be shared: " + strerror(errno));
  return memory;
}

Programs::~Programs() {
  if (answers_) munmap(answers_, shared_bytes(find_map("answers")));
  if (control_) munmap(control_, shared_bytes(find_map(".data.control")));
}

bpf_program *Programs::find(const std::string &name) const {
  bpf_program *program = bpf_object__find_program_by_name(object_.get(), name.c_str());
  if (!program) throw Fault("NATIVE_ARGUMENT", "no eBPF program " + name);
  return program;
}

bpf_map *Programs::find_map(const char *name) const {
  bpf_map *map = bpf_object__find_map_by_name(object_.get(), name);
  if (!map) throw Fault("NATIVE_ARGUMENT", std::string("no eBPF map ") + name);
  return map;
}

void Programs::attach(const std::string &program) {
  if (links_.count(program)) return;
  Link link(bpf_program__attach(find(program)));
  if (!link) throw Fault("NATIVE_ATTACH_FAILED", "cannot attach " + program + ": " + strerror(errno), {{"program", program}});
  links_.emplace(program, std::move(link));
}

void Programs::detach(const std::string &program) { links_.erase(program); }

void Programs::set_family(uint32_t type, const std::string &program) {
  const int descriptor = bpf_program__fd(find(program));
  if (bpf_map_update_elem(bpf_map__fd(find_map("families")), &type, &descriptor, BPF_ANY))
    throw Fault("NATIVE_ATTACH_FAILED", "cannot enter " + program + ": " + strerror(errno), {{"program", program}});
}

int Programs::iterate(const std::string &program) {
  Link link(bpf_program__attach_iter(find(program), nullptr));
  const int descriptor = link ? bpf_iter_create(bpf_link__fd(link.get())) : -1;
  if (descriptor < 0) throw Fault("NATIVE_ATTACH_FAILED", "cannot iterate with " + program + ": " + strerror(errno), {{"program", program}});
  return descriptor;
}

eyas_count Programs::count(uint32_t type) const {
  std::vector<eyas_count> each(static_cast<size_t>(libbpf_num_possible_cpus()));
  eyas_count sum = {};
  if (bpf_map_lookup_elem(bpf_map__fd(find_map("counts")), &type, each.data()))
    throw Fault("NATIVE_COUNTS", std::string("cannot read the counters: ") + strerror(errno));
  for (const eyas_count &one : each) {
    sum.seen += one.seen;
    sum.filtered += one.filtered;
    sum.own += one.own;
    sum.submitted += one.submitted;
    sum.dropped_full += one.dropped_full;
    sum.dropped_watermark += one.dropped_watermark;
    sum.unmapped += one.unmapped;
  }
  return sum;
}

std::map<std::string, HookCount> Programs::hooks() const {
  std::map<std::string, HookCount> hooks;
  bpf_program *program;
  bpf_object__for_each_program(program, object_.get()) {
    const std::string name = bpf_program__name(program);
    bpf_prog_info info = {};
    uint32_t size = sizeof info;
    if (bpf_program__fd(program) < 0) continue;
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
      throw Fault("NATIVE_COUNTS", "the kernel does not tell of " + name + ": " + strerror(errno), {{"program", name}});
    hooks[name] = {links_.count(name) > 0, info.run_cnt, info.run_time_ns, info.recursion_misses};
  }
  return hooks;
}

int count_runs() {
  const int descriptor = bpf_enable_stats(BPF_STATS_RUN_TIME);
  if (descriptor < 0) throw Fault("NATIVE_RUN_STATS", std::string("the kernel does not time programs: ") + strerror(errno));
  return descriptor;
}

void Programs::set_filter(uint32_t set, uint32_t type, const eyas_filter &filter) {
  if (set > 1 || type >= EYAS_FILTER_TYPES) throw Fault("NATIVE_ARGUMENT", "no such filter");
  const uint32_t key = set * EYAS_FILTER_TYPES + type;
  if (bpf_map_update_elem(bpf_map__fd(find_map("filters")), &key, &filter, BPF_ANY))
    throw Fault("NATIVE_FILTER", std::string("cannot write the filter: ") + strerror(errno));
}

void Programs::set_nodes(uint32_t set, const uint8_t *bytes, size_t size) {
  constexpr size_t set_bytes = EYAS_FILTER_NODES * sizeof(eyas_node);
  if (set > 1 || size != set_bytes) throw Fault("NATIVE_ARGUMENT", "nodes of another number than the programs have");
  auto *nodes = static_cast<eyas_node *>(shared_memory("nodes", sizeof(eyas_node)));
  std::memcpy(nodes + set * EYAS_FILTER_NODES, bytes, size);
  munmap(nodes, shared_bytes(find_map("nodes")));
}

void Programs::answer(const uint8_t *bytes, size_t size) {
  const uint32_t epoch = control_->filters;
  for (size_t at = 0; epoch && at + sizeof(eyas_answer) <= size; at += sizeof(eyas_answer)) {
    eyas_answer given;
    std::memcpy(&given, bytes + at, sizeof given);
    eyas_answer &place = answers_[given.pid % EYAS_ANSWERS];
    const uint32_t version = place.version;
    // Odd while it is written, so that nobody reads the half of one and the half of another.
    __atomic_store_n(&place.version, version | 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    given.version = version | 1;
    given.epoch = epoch;
    place = given;
    __atomic_store_n(&place.version, (version | 1) + 1, __ATOMIC_RELEASE);
  }
}

int Programs::ring_descriptor() const { return bpf_map__fd(find_map("ring")); }

}  // namespace eyas
