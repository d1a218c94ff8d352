// Writes what the modules need to know of a capture as eyas' own records: changes of processes, and the events that the
// rules want.
#pragma once
#include <vector>

#include "machine.h"
#include "supply.h"
#include "writer.h"

namespace eyas::scap {

// What the rules want of a capture.
struct Wants {
  // By code of the record: whether it is wanted at all, the slots asked for, and masks of the arguments as text and raw.
  std::vector<uint8_t> records;
  std::vector<std::vector<uint32_t>> slots;
  std::vector<uint64_t> arguments, raw_arguments;
  // Whether fd.connected is asked for, and sizes of memory.
  bool connected = false, memory = false;
  // Whether outputs show bytes as base64.
  bool base64 = false;
};

class Emitter : public ThreadListener {
 public:
  explicit Emitter(Wants wants);

  void bind(Machine &machine) { machine_ = &machine; }
  void target(Writer *writer) { writer_ = writer; }
  bool wants(uint16_t record) const { return record < wants_.records.size() && wants_.records[record]; }

  bool wants_generic() const;
  bool wants_connected() const { return wants_.connected; }
  bool wants_memory() const { return wants_.memory; }
  bool shows_base64() const { return wants_.base64; }

  // Tells of processes that changed, as far as the modules know them.
  void changes();
  // Writes the current event as a record of that type.
  void event(const Event &event, uint16_t record);
  // Changes that wait for room in the next batch.
  bool has_waiting() const { return !waiting_.empty(); }
  void write_waiting();
  // Forgets all processes.
  void clear();

  void reparented(Thread &child) override;
  void removed(Thread &thread) override;

 private:
  uint32_t number_of(Thread &thread);
  void write_process(Thread &thread, uint32_t number);
  void write_link(uint16_t type, uint32_t number, uint32_t parent);
  uint32_t parent_number(Thread &thread);
  void write_header(const Event &event, uint32_t process);
  const Fd *descriptor_of_event() const;
  void write_descriptor(const Event &event, const Fd *fd);
  void write_arguments(const Event &event, bool has_descriptor);
  void write_process_body(const Event &event);
  void write_supplied(const Event &event, uint16_t record);

  Wants wants_;
  Machine *machine_ = nullptr;
  Writer *writer_ = nullptr;
  struct Body {
    uint8_t body = 0, call = 0;
  };
  std::vector<Body> bodies_;
  std::vector<uint32_t> free_numbers_;
  uint32_t next_number_ = 1;
  // Numbers of processes that ended while no batch was open.
  std::vector<uint32_t> waiting_;
  // By code of the record: all slots to fill.
  std::vector<std::vector<uint32_t>> wanted_;
  // By code of the event: a bit for each parameter that has a column.
  std::vector<uint32_t> stored_;
  Value value_;
};

}  // namespace eyas::scap
