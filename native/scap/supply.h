// The values that a capture supplies ready-made, slot by slot; see schema/capture/supplied.ts.
#pragma once
#include <string>
#include <vector>

#include "render.h"

namespace eyas::scap {

struct Value {
  enum Kind : uint32_t { absent = 0, text = 1, signed_number = 2, unsigned_number = 3, boolean = 4, real = 5, list = 7 };
  Kind kind = absent;
  uint64_t bits = 0;
  // Of a text, unless it is seen where it lies.
  std::string bytes;
  bool is_seen = false;
  std::string_view seen;
  // For texts that are made; it keeps its memory.
  Rendered rendered;

  void clear() { kind = absent, is_seen = false; }
  void set_text(std::string_view value) { kind = text, bytes = value; }
  // A text that lies somewhere until the event's record is written.
  void see_text(std::string_view value) { kind = text, is_seen = true, seen = value; }
  std::string_view content() const { return is_seen ? seen : std::string_view(bytes); }
  void set(int64_t value) { kind = signed_number, bits = static_cast<uint64_t>(value); }
  void set_unsigned(uint64_t value) { kind = unsigned_number, bits = value; }
  void set_truth(bool value) { kind = boolean, bits = value; }
  void set_real(double value) {
    kind = real;
    std::memcpy(&bits, &value, sizeof bits);
  }
};

// What one slot has for the current event.
void supply(Machine &machine, const Event &event, uint32_t slot, Value &value);
// fd.name of an event whose descriptor is not known; false if it has none.
bool name_from_event(const Machine &machine, const Event &event, bool raw, std::string &name);

}  // namespace eyas::scap
