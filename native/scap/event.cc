#include "event.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace eyas::scap {
namespace {

constexpr uint32_t codes = 512;

const std::array<const eyas_capture_event *, codes> &by_code() {
  static const auto table = [] {
    std::array<const eyas_capture_event *, codes> rows = {};
    for (const auto &event : eyas_capture_events) rows[event.code] = &event;
    return rows;
  }();
  return table;
}

uint32_t key(uint32_t code, uint32_t count) { return code << 8 | count; }

}  // namespace

const eyas_capture_event *event_info(uint32_t code) { return code < codes ? by_code()[code] : nullptr; }

const eyas_conversion *conversion_of(uint32_t code, uint32_t count) {
  static const auto table = [] {
    std::unordered_map<uint32_t, const eyas_conversion *> rows;
    for (const auto &row : eyas_conversions) rows[key(row.code, row.count)] = &row;
    return rows;
  }();
  const auto found = count > 255 ? table.end() : table.find(key(code, count));
  return found == table.end() ? nullptr : found->second;
}

namespace {

// `Length` is what the parameters' lengths are written as.
template <typename Length>
bool find_parameters_of(Event &event, Bytes body) {
  const uint64_t lengths = uint64_t{event.count} * sizeof(Length);
  if (lengths > body.size) return false;
  const uint8_t *length = body.data;
  uint64_t at = lengths;
  const auto take = [&] {
    Length size;
    std::memcpy(&size, length, sizeof size);
    length += sizeof size;
    return size;
  };
  const uint32_t count = event.count, kept = std::min(count, most_parameters);
  for (uint32_t i = 0; i < kept; i++) {
    const Length size = take();
    // Whether it is within is asked of all of them together; an offset that is not is never looked at.
    event.parameters[i] = {body.data + std::min<uint64_t>(at, body.size), size};
    at += size;
  }
  for (uint32_t i = kept; i < count; i++) at += take();
  event.count = kept;
  return at <= body.size;
}

}  // namespace

bool find_parameters(Event &event, Bytes body) {
  return event.info->flags & EYAS_EF_LARGE ? find_parameters_of<uint32_t>(event, body) : find_parameters_of<uint16_t>(event, body);
}

}  // namespace eyas::scap
