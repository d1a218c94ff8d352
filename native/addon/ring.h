// The consumer's side of the BPF ring buffer, over the memory that the kernel shares:
//
//     0            consumer position (ours to write), one page
//     page         producer position, one page
//     2 * page     the data, mapped twice in a row so that a record never wraps
//
// Before each record lies its length, with a bit while it is being written and one if it was discarded, and four bytes
// of no interest here.
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
  bool is_readable() const;
  // Bytes that the producers have put in and drain() has not taken yet.
  uint64_t waiting() const;

 private:
  // Copies bytes from a place in the ring, counted without end.
  void copy(uint8_t *target, uint64_t position, size_t length) const;

  size_t bytes_;
  size_t page_;
  uint64_t taken_ = 0;
  uint64_t drained_[EYAS_TYPES] = {};
  uint8_t *consumer_;
  const uint8_t *producer_;
  const uint8_t *data_;
};

}  // namespace eyas
