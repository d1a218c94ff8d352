// Reads the records that an iterator program writes, whole ones at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eyas {

class Snapshot {
 public:
  // Owns the descriptor from here on.
  explicit Snapshot(int descriptor) : descriptor_(descriptor) {}
  ~Snapshot();
  Snapshot(const Snapshot &) = delete;
  Snapshot &operator=(const Snapshot &) = delete;

  // Fills `target` with whole records; returns their bytes.
  size_t read_into(uint8_t *target, size_t capacity);
  // Whether all have been read.
  bool is_complete() const { return ended_ && rest_.empty(); }

 private:
  int descriptor_;
  bool ended_ = false;
  // The start of a record whose end did not fit.
  std::vector<uint8_t> rest_;
};

}  // namespace eyas
