#include "convert.h"

namespace eyas::scap {
namespace {

constexpr int most_steps = 20;
// Starts of calls kept at most; a file with more threads than Linux allows is no capture of one machine.
constexpr size_t most_starts = 1 << 17;

// The bytes that a parameter of this type has at least.
uint32_t least_bytes(uint8_t type) {
  switch (type) {
    case EYAS_PT_UINT8:
    case EYAS_PT_FLAGS8:
    case EYAS_PT_ENUMFLAGS8:
    case EYAS_PT_SIGTYPE:
      return 1;
    case EYAS_PT_INT16:
    case EYAS_PT_UINT16:
    case EYAS_PT_FLAGS16:
    case EYAS_PT_ENUMFLAGS16:
    case EYAS_PT_SYSCALLID:
    case EYAS_PT_PORT:
      return 2;
    case EYAS_PT_INT32:
    case EYAS_PT_UINT32:
    case EYAS_PT_FLAGS32:
    case EYAS_PT_ENUMFLAGS32:
    case EYAS_PT_UID:
    case EYAS_PT_GID:
    case EYAS_PT_MODE:
    case EYAS_PT_SIGSET:
    case EYAS_PT_IPV4ADDR:
      return 4;
    case EYAS_PT_INT64:
    case EYAS_PT_UINT64:
    case EYAS_PT_RELTIME:
    case EYAS_PT_ABSTIME:
    case EYAS_PT_ERRNO:
    case EYAS_PT_FD:
    case EYAS_PT_PID:
      return 8;
    default:
      return 0;
  }
}

// Zeros of a type; of ids all ones, which is no id.
Bytes zeros(uint8_t type) {
  static const uint8_t zero[16] = {}, one[4] = {0xff, 0xff, 0xff, 0xff};
  return {type == EYAS_PT_UID || type == EYAS_PT_GID ? one : zero, least_bytes(type)};
}

std::string described(const Event &event) {
  return std::string(event.info->name) + " event (" + std::to_string(event.code()) + ") with " + std::to_string(event.count) +
         " parameters";
}

}  // namespace

Conversion convertible(const Event &event, bool &needs_conversion, std::string &error) {
  needs_conversion = false;
  const uint16_t flags = event.info->flags;
  if (!(flags & EYAS_EF_CONVERTED)) {
    if (!(flags & EYAS_EF_OLD)) return Conversion::passed;
    return Conversion::dropped;
  }
  if (!event.is_exit()) {
    needs_conversion = true;
    return Conversion::passed;
  }
  if (event.count > event.info->count) {
    error = described(event) + ", more than there are";
    return Conversion::failed;
  }
  needs_conversion = flags & EYAS_EF_OLD || event.count != event.info->count;
  return Conversion::passed;
}

Bytes Converter::Start::at(uint32_t i) const {
  size_t from = 0;
  for (uint32_t k = 0; k < i; k++) from += lengths[k];
  return {bytes.data() + from, lengths[i]};
}

void Converter::keep(const Event &event) {
  if (starts_.size() >= most_starts && starts_.find(event.tid) == starts_.end()) return;
  Start &start = starts_[event.tid];
  start.code = event.code();
  start.bytes.clear();
  start.lengths.clear();
  for (uint32_t i = 0; i < event.count; i++) {
    const Bytes bytes = event.parameters[i];
    start.lengths.push_back(bytes.size);
    start.bytes.insert(start.bytes.end(), bytes.data, bytes.data + bytes.size);
  }
}

bool Converter::part(Event &event, const eyas_conversion_part &part, const Start *start, Bytes &out, uint8_t type,
                     std::string &error) {
  out = {};
  switch (part.from) {
    case EYAS_FROM_NOTHING:
      return true;
    case EYAS_FROM_ZERO:
      out = zeros(type);
      return true;
    case EYAS_FROM_OLD:
      if (part.parameter >= event.count) {
        error = described(event) + " lacks one";
        return false;
      }
      out = event.parameters[part.parameter];
      return true;
    case EYAS_FROM_JSON: {
      const auto text = [&](uint32_t i) { return std::string(event.at(i).text()); };
      json_ = "{\"id\":\"" + text(0) + "\",\"type\":" + std::to_string(event.at(1).as<uint32_t>()) + ",\"name\":\"" + text(2) +
              "\",\"image\":\"" + text(3) + "\"}";
      out = {reinterpret_cast<const uint8_t *>(json_.c_str()), static_cast<uint32_t>(json_.size() + 1)};
      return true;
    }
    default:
      break;
  }
  if (!start) {
    if (part.from == EYAS_FROM_ENTER) out = zeros(type);
    return true;
  }
  if (start->code + 1 != event.code() || part.parameter >= start->lengths.size()) {
    error = "the " + described(event) + " does not end the call that its thread began";
    return false;
  }
  out = start->at(part.parameter);
  return true;
}

Conversion Converter::step(Event &event, const eyas_conversion &how, std::string &error) {
  if (how.action == EYAS_CONVERT_STORE || how.action == EYAS_CONVERT_KEEP) keep(event);
  if (how.action == EYAS_CONVERT_STORE) return Conversion::dropped;
  if (how.action == EYAS_CONVERT_PASS || how.action == EYAS_CONVERT_KEEP) return Conversion::passed;

  const bool becomes = how.action == EYAS_CONVERT_BECOME;
  const eyas_capture_event *target = becomes ? event_info(how.target) : event.info;
  const uint32_t first = becomes ? 0 : event.count;
  const auto found = starts_.find(event.tid);
  const Start *start = found == starts_.end() ? nullptr : &found->second;
  bool used = false;
  Bytes parts[most_parameters];
  for (uint32_t i = 0; i < how.parts && first + i < most_parameters; i++) {
    const uint8_t type = first + i < target->count ? target->parameters[first + i].type : uint8_t{EYAS_PT_BYTEBUF};
    if (!part(event, how.part[i], start, parts[i], type, error)) return Conversion::failed;
    used |= start && (how.part[i].from == EYAS_FROM_ENTER || how.part[i].from == EYAS_FROM_ENTER_OR_NOTHING);
  }
  for (uint32_t i = 0; i < how.parts && first + i < most_parameters; i++) event.parameters[first + i] = parts[i];
  event.count = first + how.parts;
  event.info = target;
  if (used) {
    // The parameters still point into it.
    used_ = std::move(found->second);
    starts_.erase(found);
  }
  return Conversion::passed;
}

Conversion Converter::convert(Event &event, std::string &error) {
  for (int i = 0; i < most_steps; i++) {
    const eyas_conversion *how = conversion_of(event.code(), event.count);
    if (!how) {
      error = "no way to read a " + described(event);
      return Conversion::failed;
    }
    const Conversion done = step(event, *how, error);
    if (done != Conversion::passed || how->action == EYAS_CONVERT_PASS || how->action == EYAS_CONVERT_KEEP) return done;
    bool again = false;
    const Conversion next = convertible(event, again, error);
    if (next != Conversion::passed || !again) return next;
  }
  error = "no end of converting a " + described(event);
  return Conversion::failed;
}

}  // namespace eyas::scap
