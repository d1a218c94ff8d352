// An event of a capture with its parameters found, and what the tables say of it.
#pragma once
#include "../../schema/generated/capture.h"
#include "bytes.h"

namespace eyas::scap {

constexpr uint32_t event_header_bytes = 26;
// No event is longer: what a capture calls large carries a plugin's data.
constexpr uint32_t most_parameters = EYAS_CAPTURE_PARAMETERS;

// What the tables know of a code; null if there is no such event or it is never used.
const eyas_capture_event *event_info(uint32_t code);
// How such an event with so many parameters is converted; null if there is no way.
const eyas_conversion *conversion_of(uint32_t code, uint32_t count);

struct Event {
  const eyas_capture_event *info = nullptr;
  uint64_t ns = 0;
  int64_t tid = 0;
  uint16_t cpu = 0;
  uint64_t number = 0;
  uint32_t count = 0;
  // Changes what is known, and is no event for anybody.
  bool changes_state_only = false;
  // Set as far as `count` goes.
  Bytes parameters[most_parameters];

  uint16_t code() const { return info->code; }
  bool is_exit() const { return info->code & 1; }
  bool uses(uint16_t flags) const { return info->flags & flags; }

  // Parameter i, empty if the event has fewer.
  Bytes at(uint32_t i) const { return i < count ? parameters[i] : Bytes{}; }

  // A text parameter: Falco's `<NA>` where there is none.
  std::string_view text(uint32_t i) const {
    const Bytes bytes = at(i);
    if (bytes.empty() || bytes.all() == std::string_view("(NULL)\0", 7)) return "<NA>";
    return bytes.text();
  }

  // Whether the event is the end of a call that says what it returned.
  bool returns() const {
    return info->origin == EYAS_EO_SYSCALL && is_exit() && count > 0 && info->parameters[0].type != EYAS_PT_SYSCALLID;
  }
  int64_t result() const { return returns() ? at(0).as<int64_t>() : 0; }
};

// Finds the parameters of an event whose header says `count`; false if they do not fit.
bool find_parameters(Event &event, Bytes body);

}  // namespace eyas::scap
