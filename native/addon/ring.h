// The consumer's side of the BPF ring buffer, over the memory that the kernel shares:
//
//     0            consumer position (ours to write), one page
//     page         producer position, one page
//     2 * page     the data
//
// Before each record lies its length, with a bit while it is being written and one if it was discarded, and four bytes
// of no interest here. A ring counts as resident as far as it is mapped, so only those two windows of it are mapped that
// are being read: few microseconds for each megabyte of records.
#pragma once
#include <cstddef>
#include <cstdint>

#include "records.h"

namespace eyas {

class Ring {
 public:
  // Maps the ring of `bytes` behind the map's descriptor.
  Ring(int descriptor, size_t bytes);
  ~Ring();
  Ring(const Ring &) = delete;
  Ring &operator=(const Ring &) = delete;

  // Moves whole records into `target`; returns their bytes. On the hot path: no allocation, no call per record.
  size_t drain(uint8_t *target, size_t capacity);
  // Records of a type that drain() has taken.
  uint64_t drained(uint32_t type) const { return type < EYAS_TYPES ? drained_[type] : 0; }
  // Whether a finished record waits.
  bool is_readable();

 private:
  // Maps what lies at this place in the ring, counted without end; what was reached before the last window may go.
  void reach(uint64_t position, size_t length);
  void map_window(size_t window);
  // Copies bytes from a place in the ring, counted without end.
  void copy(uint8_t *target, uint64_t position, size_t length);

  static constexpr size_t none = ~size_t{0};
  int descriptor_;
  size_t bytes_;
  size_t page_;
  uint64_t taken_ = 0;
  uint64_t drained_[EYAS_TYPES] = {};
  uint8_t *consumer_;
  const uint8_t *producer_;
  // Addresses for the whole ring, of which only the windows are mapped.
  uint8_t *data_;
  size_t window_bytes_;
  size_t newest_ = none;
  size_t older_ = none;
};

}  // namespace eyas
