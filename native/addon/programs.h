// The programs in the kernel, from the object file to their hooks, and the memory shared with them.
#pragma once
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../bpf/shared.h"

namespace eyas {

struct ObjectCloser {
  void operator()(bpf_object *object) const { bpf_object__close(object); }
};
struct LinkDestroyer {
  void operator()(bpf_link *link) const { bpf_link__destroy(link); }
};
using Link = std::unique_ptr<bpf_link, LinkDestroyer>;

struct LoadOptions {
  std::string object_path;
  uint32_t ring_bytes;
  eyas_settings settings;
  // Programs that this kernel cannot have or that are not wanted.
  std::vector<std::string> without;
};

struct HookCount {
  bool attached;
  // While somebody has run-time statistics on; see count_runs.
  uint64_t runs, nanoseconds;
  // How often it was not run because it was running on that CPU already.
  uint64_t skipped;
};

// Has the kernel time every run of every program for as long as the descriptor that this returns is open.
int count_runs();

class Programs {
 public:
  // Loads all programs but those left out; a refusal by the verifier is a Fault NATIVE_PROGRAM_REFUSED.
  explicit Programs(const LoadOptions &options);
  ~Programs();
  Programs(const Programs &) = delete;
  Programs &operator=(const Programs &) = delete;

  void attach(const std::string &program);
  void detach(const std::string &program);
  // Makes the dispatcher of system calls pass events of this type to that program.
  void set_family(uint32_t type, const std::string &program);
  // A descriptor that reads what an iterator program writes.
  int iterate(const std::string &program);
  // The sum over all CPUs.
  eyas_count count(uint32_t type) const;
  // What the kernel counts of each program that is loaded.
  std::map<std::string, HookCount> hooks() const;
  // Writes the filter of an event type into one of the two sets, 0 or 1.
  void set_filter(uint32_t set, uint32_t type, const eyas_filter &filter);
  // Writes the nodes of the tries of one of the two sets.
  void set_nodes(uint32_t set, const uint8_t *bytes, size_t size);
  // Puts whole answers, for the filters in force, into the places of their processes.
  void answer(const uint8_t *bytes, size_t size);
  eyas_control &control() { return *control_; }
  int ring_descriptor() const;

 private:
  bpf_program *find(const std::string &name) const;
  bpf_map *find_map(const char *name) const;

  std::unique_ptr<bpf_object, ObjectCloser> object_;
  std::map<std::string, Link> links_;
  // The memory of a map that is shared with the kernel. All of it counts as resident.
  void *shared_memory(const char *map, size_t value_size);

  eyas_control *control_ = nullptr;
  eyas_answer *answers_ = nullptr;
};

}  // namespace eyas
