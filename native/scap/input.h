// The bytes of a capture from front to back, plain or gzip. A plain file is mapped; of a compressed one only a window is in
// memory, as large as the largest block.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bytes.h"

namespace eyas::scap {

class Input {
 public:
  // Opens a file; throws Fault SCAP_OPEN.
  explicit Input(const std::string &path);
  ~Input();
  Input(const Input &) = delete;
  Input &operator=(const Input &) = delete;

  // The next `count` bytes in one piece, without taking them; null if there are fewer, or more than may be in memory.
  const uint8_t *peek(size_t count);
  void take(size_t count);
  // Bytes that can be had at once, at least one unless the end is reached.
  size_t available();
  // The first of these, without reading on.
  Bytes ready();
  // Of the content, decompressed.
  uint64_t offset() const { return offset_; }
  // Of the file, for progress.
  uint64_t file_bytes() const { return file_bytes_; }
  uint64_t file_offset() const { return is_compressed_ ? compressed_taken_ : offset_; }
  // What is wrong with the file itself; empty if nothing is.
  const std::string &error() const { return error_; }

  // A compressed block may have at most so many bytes.
  static constexpr size_t most_window = size_t{64} << 20;

 private:
  void fill(size_t wanted);
  bool inflate_some();

  int descriptor_ = -1;
  bool is_compressed_ = false, ended_ = false;
  const uint8_t *map_ = nullptr;
  uint64_t file_bytes_ = 0, offset_ = 0, populated_ = 0, compressed_taken_ = 0, unpacked_ = 0;
  std::vector<uint8_t> window_, read_;
  size_t window_at_ = 0, window_end_ = 0;
  z_stream stream_ = {};
  std::string error_;
};

}  // namespace eyas::scap
