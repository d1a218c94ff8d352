// Reads a capture block by block, keeps what libsinsp would know of the machine, and writes records of it in batches.
#pragma once
#include <memory>
#include <string>

#include "convert.h"
#include "emit.h"
#include "input.h"
#include "machine.h"

namespace eyas::scap {

class Reader {
 public:
  Reader(const std::string &path, Wants wants);

  // Writes whole records; returns their bytes, 0 once nothing is left.
  size_t read_into(uint8_t *target, size_t capacity);
  bool is_complete() const { return ended_; }

  // What ended the reading too early and at which offset of the content; empty if nothing did.
  const std::string &fault() const { return fault_; }
  uint64_t fault_offset() const { return fault_offset_; }

  // Events that were counted, and of these the ones that went to the rules.
  uint64_t events() const { return events_; }
  uint64_t emitted() const { return emitted_; }
  uint64_t first_ns() const { return first_ns_; }
  uint64_t last_ns() const { return last_ns_; }
  const Machine &machine() const { return machine_; }
  const Input &input() const { return input_; }
  // Events of sources other than system calls, which only their plugins can read.
  uint64_t of_plugins() const { return of_plugins_; }
  // Nanoseconds that following the state of the machine took, of the time of read_into; by samples.
  uint64_t state_ns() const { return state_ns_; }

 private:
  bool next_block();
  void next_events(const Writer &writer);
  bool section(Bytes body);
  bool metadata(uint32_t type, Bytes body);
  bool processes(uint32_t type, Bytes body);
  bool descriptors(uint32_t type, Bytes body);
  bool interfaces(uint32_t type, Bytes body);
  bool users(uint32_t type, Bytes body);
  bool event_block(uint32_t type, Bytes body);
  bool count_parameters(Event &event, Bytes body);
  bool convert_and_apply(Event &event);
  void apply(Event &event);
  void follow(const Event &event);
  void begin_section();
  bool fail(const std::string &what);

  Input input_;
  Emitter emitter_;
  Machine machine_;
  Converter converter_;
  struct Kind {
    const eyas_capture_event *info = nullptr;
    // Whether the event, or the one that it becomes, matters to state or rules.
    bool matters = false;
    // It is of today, so that with all its parameters it is as it will be.
    bool is_current = false;
  };
  // By code.
  std::vector<Kind> kinds_;
  Event event_;
  std::string fault_;
  uint64_t fault_offset_ = 0, block_offset_ = 0, events_ = 0, emitted_ = 0, of_plugins_ = 0, first_ns_ = 0, last_ns_ = 0, state_ns_ = 0;
  bool ended_ = false, began_ = false, in_events_ = false;
};

}  // namespace eyas::scap
