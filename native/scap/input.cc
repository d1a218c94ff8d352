#include "input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../addon/fault.h"

namespace eyas::scap {
namespace {

constexpr size_t read_bytes = 256 << 10, first_window = 1 << 20;
constexpr int any_header = 15 + 32;
// A capture shrinks to a tenth; what grows so much more than that was made to fill a disk or a day.
constexpr uint64_t bomb_factor = 256, bomb_from = 64 << 20;
// MADV_POPULATE_READ, which older headers do not have.
constexpr int populate_read = 22;

}  // namespace

Input::Input(const std::string &path) {
  descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    const std::string reason = descriptor_ >= 0 ? "it is not a file" : strerror(errno);
    if (descriptor_ >= 0) close(descriptor_);
    throw Fault("SCAP_OPEN", "cannot read " + path + ": " + reason);
  }
  file_bytes_ = static_cast<uint64_t>(status.st_size);
  uint8_t magic[2] = {};
  is_compressed_ = pread(descriptor_, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
  if (is_compressed_) {
    read_.resize(read_bytes);
    window_.resize(first_window);
    if (inflateInit2(&stream_, any_header) != Z_OK) error_ = "no memory to decompress";
    return;
  }
  if (file_bytes_ == 0) return;
  void *map = mmap(nullptr, file_bytes_, PROT_READ, MAP_PRIVATE, descriptor_, 0);
  if (map == MAP_FAILED) {
    const std::string reason = strerror(errno);
    close(descriptor_);
    throw Fault("SCAP_OPEN", "cannot map " + path + ": " + reason);
  }
  madvise(map, file_bytes_, MADV_SEQUENTIAL);
  map_ = static_cast<const uint8_t *>(map);
}

Input::~Input() {
  if (map_) munmap(const_cast<uint8_t *>(map_), file_bytes_);
  if (is_compressed_) inflateEnd(&stream_);
  if (descriptor_ >= 0) close(descriptor_);
}

bool Input::inflate_some() {
  if (ended_ || !error_.empty()) return false;
  if (stream_.avail_in == 0) {
    const ssize_t got = read(descriptor_, read_.data(), read_.size());
    if (got < 0) {
      error_ = std::string("cannot read on: ") + strerror(errno);
      return false;
    }
    if (got == 0) {
      ended_ = true;
      error_ = stream_.total_in == 0 ? "" : "the compressed data ends in the middle";
      return false;
    }
    stream_.next_in = read_.data();
    stream_.avail_in = static_cast<uInt>(got);
  }
  const uInt before = stream_.avail_in;
  stream_.next_out = window_.data() + window_end_;
  stream_.avail_out = static_cast<uInt>(window_.size() - window_end_);
  const uInt room = stream_.avail_out;
  const int status = inflate(&stream_, Z_NO_FLUSH);
  compressed_taken_ += before - stream_.avail_in;
  window_end_ += room - stream_.avail_out;
  unpacked_ += room - stream_.avail_out;
  if (unpacked_ > bomb_from && unpacked_ / bomb_factor > compressed_taken_) {
    error_ = "the compressed data grows to more than " + std::to_string(bomb_factor) + " times its size, as no capture does";
    return false;
  }
  if (status == Z_STREAM_END) {
    // Another member may follow, as when files were put behind one another.
    if (stream_.avail_in == 0) {
      const ssize_t got = read(descriptor_, read_.data(), read_.size());
      stream_.next_in = read_.data();
      stream_.avail_in = got > 0 ? static_cast<uInt>(got) : 0;
    }
    if (stream_.avail_in == 0) ended_ = true;
    else inflateReset(&stream_);
  } else if (status != Z_OK && status != Z_BUF_ERROR) {
    error_ = std::string("the compressed data is damaged") + (stream_.msg ? std::string(": ") + stream_.msg : "");
    return window_end_ > window_at_;
  }
  return true;
}

void Input::fill(size_t wanted) {
  if (window_end_ - window_at_ >= wanted) return;
  if (window_at_ > 0) {
    std::memmove(window_.data(), window_.data() + window_at_, window_end_ - window_at_);
    window_end_ -= window_at_;
    window_at_ = 0;
  }
  while (window_end_ < wanted) {
    // The window grows as bytes come, so that a length that lies costs nothing.
    if (window_end_ == window_.size()) window_.resize(std::min(window_.size() * 2, most_window));
    if (window_end_ == window_.size() || !inflate_some()) return;
  }
}

const uint8_t *Input::peek(size_t count) {
  if (!is_compressed_) return count <= file_bytes_ - offset_ ? map_ + offset_ : nullptr;
  if (count > most_window) return nullptr;
  fill(count);
  return window_end_ - window_at_ >= count ? window_.data() + window_at_ : nullptr;
}

size_t Input::available() {
  if (!is_compressed_) return file_bytes_ - offset_;
  if (window_end_ == window_at_) fill(1);
  return window_end_ - window_at_;
}

Bytes Input::ready() {
  constexpr uint64_t most = 1 << 20;
  if (is_compressed_) return {window_.data() + window_at_, static_cast<uint32_t>(std::min<uint64_t>(window_end_ - window_at_, most))};
  if (offset_ >= populated_) {
    // All pages of a stretch at once, which costs a fraction of a fault for each; kernels before 5.14 know no such advice.
    constexpr uint64_t stretch = 4 << 20;
    const uint64_t from = offset_ / stretch * stretch;
    populated_ = from + stretch;
    madvise(const_cast<uint8_t *>(map_) + from, std::min(stretch, file_bytes_ - from), populate_read);
  }
  return {map_ + offset_, static_cast<uint32_t>(std::min(file_bytes_ - offset_, most))};
}

void Input::take(size_t count) {
  offset_ += count;
  if (is_compressed_) {
    window_at_ += count;
    return;
  }
  // Pages that were read are given back, so that memory does not grow with the file.
  constexpr uint64_t step = 8 << 20;
  if (offset_ / step != (offset_ - count) / step) {
    const uint64_t end = offset_ / step * step;
    const uint64_t from = end < 2 * step ? 0 : end - 2 * step;
    madvise(const_cast<uint8_t *>(map_) + from, end - step > from ? end - step - from : 0, MADV_DONTNEED);
  }
}

}  // namespace eyas::scap
