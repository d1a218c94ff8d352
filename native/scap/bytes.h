// Bytes that somebody else wrote: every read says whether there was enough.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace eyas::scap {

// `Bytes{}` is empty; without braces nothing is set, as in the many parameters of an event.
struct Bytes {
  const uint8_t *data;
  uint32_t size;

  bool empty() const { return size == 0; }

  // The value at the front; zero if there are not as many bytes.
  template <typename T>
  T as() const {
    T value = {};
    if (size >= sizeof value) std::memcpy(&value, data, sizeof value);
    return value;
  }

  // The text up to the first zero byte.
  std::string_view text() const {
    const auto *chars = reinterpret_cast<const char *>(data);
    return {chars, size == 0 ? 0 : strnlen(chars, size)};
  }

  std::string_view all() const { return {reinterpret_cast<const char *>(data), size}; }
};

// Reads from front to back; `ok` turns false at the first read beyond the end, and everything read from there on is zero.
class Cursor {
 public:
  Cursor(const uint8_t *data, size_t size) : at_(data), end_(data + size), start_(data) {}

  bool ok() const { return ok_; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }
  size_t taken() const { return static_cast<size_t>(at_ - start_); }

  template <typename T>
  T take() {
    T value = {};
    if (const uint8_t *from = advance(sizeof value)) std::memcpy(&value, from, sizeof value);
    return value;
  }

  Bytes bytes(size_t count) {
    const uint8_t *from = advance(count);
    return from ? Bytes{from, static_cast<uint32_t>(count)} : Bytes{};
  }

  // A text behind its length in 16 bits, of less than `limit` bytes.
  Bytes text(size_t limit) {
    const size_t length = take<uint16_t>();
    if (length > limit) ok_ = false;
    return bytes(length);
  }

  void skip_to(size_t taken) {
    if (taken < this->taken() || taken > static_cast<size_t>(end_ - start_)) ok_ = false;
    else at_ = start_ + taken;
  }

 private:
  const uint8_t *advance(size_t count) {
    if (!ok_ || count > left()) {
      ok_ = false;
      return nullptr;
    }
    const uint8_t *from = at_;
    at_ += count;
    return from;
  }

  const uint8_t *at_, *end_, *start_;
  bool ok_ = true;
};

// A list of texts, each with a NUL behind it.
inline std::string members_of(Bytes bytes) {
  std::string members(bytes.all());
  if (!members.empty() && members.back() != '\0') members += '\0';
  return members;
}

// The same of a command's arguments; Falco does not count one that is empty and alone.
inline std::string arguments_of(Bytes bytes) { return bytes.size == 1 && bytes.data[0] == 0 ? std::string() : members_of(bytes); }

// Whether these are the members that `arguments_of` makes of the bytes.
inline bool are_arguments(std::string_view members, Bytes bytes) {
  if (bytes.size == 1 && bytes.data[0] == 0) return members.empty();
  const std::string_view all = bytes.all();
  if (all.empty() || all.back() == '\0') return members == all;
  return members.size() == all.size() + 1 && members.back() == '\0' && members.substr(0, all.size()) == all;
}

}  // namespace eyas::scap
