#include "event.h"

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

bool find_parameters(Event &event, Bytes body) {
  const size_t width = event.info->flags & EYAS_EF_LARGE ? 4 : 2;
  const uint64_t lengths = static_cast<uint64_t>(event.count) * width;
  if (lengths > body.size) return false;
  const uint8_t *length = body.data, *at = body.data + lengths;
  size_t left = body.size - lengths;
  const uint32_t count = event.count;
  for (uint32_t i = 0; i < count; i++, length += width) {
    uint32_t size = 0;
    std::memcpy(&size, length, width);
    if (size > left) return false;
    if (i < most_parameters) event.parameters[i] = {at, size};
    at += size;
    left -= size;
  }
  if (event.count > most_parameters) event.count = most_parameters;
  return true;
}

}  // namespace eyas::scap
