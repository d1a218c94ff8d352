// Writes one record at a time into a batch: its columns first, then the bytes of its texts, then the values supplied.
#pragma once
#include <linux/types.h>

#include <cstring>
#include <string_view>

#include "../../schema/generated/events.h"

namespace eyas::scap {

class Writer {
 public:
  Writer(uint8_t *target, size_t capacity) : target_(target), capacity_(capacity) {}

  size_t written() const { return written_; }
  // Whether the largest record still finds room.
  bool has_room(size_t records) const { return capacity_ - written_ >= records * EYAS_MAX_RECORD_BYTES; }

  void begin(uint32_t type, size_t fixed) {
    record_ = target_ + written_;
    clear(fixed);
    size_ = fixed;
    was_cut_ = false;
    auto &header = at<eyas_header>(0);
    header.type = static_cast<__u16>(type);
  }

  template <typename T>
  T &at(size_t offset) {
    return *reinterpret_cast<T *>(record_ + offset);
  }
  eyas_header &header() { return at<eyas_header>(0); }

  // Puts a text behind what there is and its place into the column; a text that finds no room is cut.
  void text(size_t column, std::string_view text) {
    size_t length = text.size();
    if (length > room()) {
      length = room();
      was_cut_ = true;
    }
    auto &place = at<eyas_text>(column);
    place.offset = static_cast<__u32>(size_);
    place.length = static_cast<__u32>(length);
    if (!text.empty()) std::memcpy(record_ + size_, text.data(), length);
    size_ += length;
  }

  // The text of another column once more.
  void same_text(size_t column, size_t other) { at<eyas_text>(column) = at<eyas_text>(other); }

  // Room for `bytes` at a multiple of 8; 0 if there is none.
  size_t reserve(size_t bytes) {
    const size_t from = (size_ + 7) & ~size_t{7};
    if (from + bytes > EYAS_MAX_RECORD_BYTES - reserve_bytes) return 0;
    std::memset(record_ + size_, 0, from + bytes - size_);
    size_ = from + bytes;
    return from;
  }

  void end() {
    const size_t size = (size_ + 7) & ~size_t{7};
    std::memset(record_ + size_, 0, size - size_);
    header().size = static_cast<__u32>(size);
    if (was_cut_) header().flags |= EYAS_RECORD_TRUNCATED;
    written_ += size;
  }

 private:
  // Whole steps, as texts come behind; for so few bytes a call costs as much as the work.
  void clear(size_t bytes) {
    static constexpr uint8_t zeros[32] = {};
    for (size_t at = 0; at < bytes; at += sizeof zeros) std::memcpy(record_ + at, zeros, sizeof zeros);
  }

  // The end of a record is kept for what comes behind its texts.
  static constexpr size_t reserve_bytes = 16;
  size_t room() const { return size_ + reserve_bytes + 8 > EYAS_MAX_RECORD_BYTES ? 0 : EYAS_MAX_RECORD_BYTES - size_ - reserve_bytes - 8; }

  uint8_t *target_, *record_ = nullptr;
  size_t capacity_, written_ = 0, size_ = 0;
  bool was_cut_ = false;
};

}  // namespace eyas::scap
