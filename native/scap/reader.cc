#include "reader.h"

#include <chrono>
#include <unordered_map>

#include "blocks.h"

namespace eyas::scap {
namespace {

// Records that one event may make: its own, and those of processes that the modules do not know yet.
constexpr size_t room_for_event = 16;
constexpr size_t longest_event_block = 65536;
// Read at most in one go where nothing is wanted, so that whoever waits hears of progress.
constexpr uint64_t most_at_once = 16 << 20;
constexpr uint32_t codes = 512;

bool is_event_block(uint32_t type) {
  switch (type) {
    case BLOCK_EVENT_1:
    case BLOCK_EVENT_2:
    case BLOCK_EVENT_FLAGS_1:
    case BLOCK_EVENT_FLAGS_2:
    case BLOCK_EVENT_LARGE:
    case BLOCK_EVENT_FLAGS_LARGE:
    case BLOCK_EVENT_OLD:
      return true;
    default:
      return false;
  }
}

bool has_count(uint32_t type) {
  return type == BLOCK_EVENT_2 || type == BLOCK_EVENT_FLAGS_2 || type == BLOCK_EVENT_LARGE || type == BLOCK_EVENT_FLAGS_LARGE;
}
bool has_flags(uint32_t type) {
  return type == BLOCK_EVENT_FLAGS_1 || type == BLOCK_EVENT_FLAGS_2 || type == BLOCK_EVENT_FLAGS_LARGE;
}
bool is_large(uint32_t type) { return type == BLOCK_EVENT_LARGE || type == BLOCK_EVENT_FLAGS_LARGE; }

// Today's events that change what is known; of reading and writing only what a rule may ask for.
bool changes_state(const eyas_capture_event &event, bool wants_connected, bool wants_memory) {
  switch (event.code) {
    case EYAS_CODE_BIND:
    case EYAS_CODE_CONNECT:
    case EYAS_CODE_SEND:
    case EYAS_CODE_SENDTO:
    case EYAS_CODE_SENDMSG:
    case EYAS_CODE_SENDMMSG:
    case EYAS_CODE_RECV:
    case EYAS_CODE_RECVFROM:
    case EYAS_CODE_RECVMSG:
    case EYAS_CODE_RECVMMSG:
    case EYAS_CODE_GETCWD:
    case EYAS_CODE_GETRLIMIT:
    case EYAS_CODE_SETRLIMIT:
    case EYAS_CODE_PRLIMIT:
    case EYAS_CODE_SETUID:
    case EYAS_CODE_SETGID:
    case EYAS_CODE_SETREUID:
    case EYAS_CODE_SETREGID:
    case EYAS_CODE_SETRESUID:
    case EYAS_CODE_SETRESGID:
    case EYAS_CODE_SETSID:
    case EYAS_CODE_CAPSET:
    case EYAS_CODE_PRCTL:
    case EYAS_CODE_UNSHARE:
    case EYAS_CODE_SETNS:
    case EYAS_CODE_USERADDED:
    case EYAS_CODE_USERDELETED:
    case EYAS_CODE_GROUPADDED:
    case EYAS_CODE_GROUPDELETED:
      return true;
    case EYAS_CODE_READ:
    case EYAS_CODE_READV:
    case EYAS_CODE_PREAD:
    case EYAS_CODE_PREADV:
    case EYAS_CODE_WRITE:
    case EYAS_CODE_WRITEV:
    case EYAS_CODE_PWRITE:
    case EYAS_CODE_PWRITEV:
      return wants_connected;
    case EYAS_CODE_SWITCH:
    case EYAS_CODE_BRK:
    case EYAS_CODE_MMAP:
    case EYAS_CODE_MMAP2:
    case EYAS_CODE_MUNMAP:
      return wants_memory;
    default:
      return event.flags & (EYAS_EF_CREATES_FD | EYAS_EF_DESTROYS_FD | EYAS_EF_CHANGES_STATE);
  }
}

// Today's event of each name: what all older versions become.
const std::unordered_map<std::string_view, const eyas_capture_event *> &current_events() {
  static const auto table = [] {
    std::unordered_map<std::string_view, const eyas_capture_event *> rows;
    for (const auto &event : eyas_capture_events)
      if (event.record != 0) rows[event.name] = &event;
    return rows;
  }();
  return table;
}

}  // namespace

Reader::Reader(const std::string &path, Wants wants) : input_(path), emitter_(std::move(wants)), machine_(emitter_), kinds_(codes) {
  emitter_.bind(machine_);
  machine_.shows_base64 = emitter_.shows_base64();
  for (const auto &event : eyas_capture_events) {
    Kind &kind = kinds_[event.code];
    kind.info = event_info(event.code);
    kind.is_current = !(event.flags & EYAS_EF_OLD) && (event.code & 1 || !(event.flags & EYAS_EF_CONVERTED));
    const auto found = current_events().find(event.name);
    const eyas_capture_event *current = found == current_events().end() ? nullptr : found->second;
    if (std::string_view(event.name) == "syscall") kind.matters = emitter_.wants_generic();
    else if (current)
      kind.matters = emitter_.wants(current->record) || changes_state(*current, emitter_.wants_connected(), emitter_.wants_memory());
    else kind.matters = true;
  }
}

bool Reader::fail(const std::string &what) {
  fault_ = what;
  fault_offset_ = block_offset_;
  ended_ = true;
  return false;
}

size_t Reader::read_into(uint8_t *target, size_t capacity) {
  Writer writer(target, capacity);
  emitter_.target(&writer);
  emitter_.write_waiting();
  const uint64_t enough = input_.offset() + most_at_once;
  while (!ended_ && !emitter_.has_waiting() && writer.has_room(room_for_event) && input_.offset() < enough) {
    if (in_events_) next_events(writer);
    if (!ended_ && !emitter_.has_waiting() && writer.has_room(room_for_event)) next_block();
  }
  emitter_.target(nullptr);
  return writer.written();
}

void Reader::begin_section() {
  emitter_.clear();
  machine_.clear();
  converter_.clear();
  in_events_ = false;
  began_ = true;
}

// Blocks of events that lie whole in memory, up to the first that is anything else: of it next_block makes something.
void Reader::next_events(const Writer &writer) {
  const Bytes ready = input_.ready();
  const uint64_t offset = input_.offset();
  uint32_t at = 0;
  while (ready.size - at >= block_head + block_tail && !emitter_.has_waiting() && writer.has_room(room_for_event)) {
    uint32_t type, total;
    std::memcpy(&type, ready.data + at, sizeof type);
    std::memcpy(&total, ready.data + at + sizeof type, sizeof total);
    if (type != BLOCK_EVENT_2 && type != BLOCK_EVENT_FLAGS_2) break;
    if (total < block_head + block_tail || total > longest_event_block || total > ready.size - at) break;
    block_offset_ = offset + at;
    if (!event_block(type, {ready.data + at + block_head, total - static_cast<uint32_t>(block_head + block_tail)})) break;
    at += total;
  }
  input_.take(at);
}

bool Reader::next_block() {
  block_offset_ = input_.offset();
  const uint8_t *head = input_.peek(block_head);
  if (!head) {
    const size_t left = input_.available();
    if (!input_.error().empty()) return fail(input_.error());
    if (left > 0) return fail("the file ends within the head of a block");
    if (!began_) return fail("the file is empty");
    if (!in_events_) return fail("there are no events");
    ended_ = true;
    return false;
  }
  Cursor cursor(head, block_head);
  const uint32_t type = cursor.take<uint32_t>(), total = cursor.take<uint32_t>();
  if (!began_ && type != BLOCK_SECTION) return fail("this is no capture: it does not begin with a section");
  if (total < block_head + block_tail) return fail("a block says that it has " + std::to_string(total) + " bytes");
  if (is_event_block(type) && !is_large(type) && total - block_head > longest_event_block)
    return fail("a block of an event says that it has " + std::to_string(total) + " bytes");
  const uint8_t *block = input_.peek(total);
  if (!block) {
    if (!input_.error().empty()) return fail(input_.error());
    return fail("a block says that it has " + std::to_string(total) + " bytes, and " + std::to_string(input_.available()) + " are left");
  }
  const Bytes body = {block + block_head, total - static_cast<uint32_t>(block_head + block_tail)};
  uint32_t tail;
  std::memcpy(&tail, block + total - block_tail, sizeof tail);
  if (is_event_block(type)) {
    if (!in_events_) {
      machine_.finish_lists();
      in_events_ = true;
    }
    if (!event_block(type, body)) return false;
  } else {
    if (tail != total) return fail("a block of " + std::to_string(total) + " bytes says " + std::to_string(tail) + " at its end");
    if (type == BLOCK_SECTION) {
      if (!section(body)) return false;
    } else if (in_events_) {
      return fail("there is a block of type " + std::to_string(type) + " among the events");
    } else if (!metadata(type, body)) {
      return false;
    }
  }
  input_.take(total);
  return true;
}

bool Reader::section(Bytes body) {
  Cursor cursor(body.data, body.size);
  const uint32_t magic = cursor.take<uint32_t>();
  const uint16_t major = cursor.take<uint16_t>();
  cursor.take<uint16_t>();
  cursor.take<uint64_t>();
  if (!cursor.ok()) return fail("the head of the section is too short");
  if (magic != byte_order) return fail("the capture was written on a machine with another order of bytes");
  if (major > 1) return fail("the capture has format version " + std::to_string(major) + ", of which only 1 is known");
  begin_section();
  return true;
}

bool Reader::event_block(uint32_t type, Bytes body) {
  Event &event = event_;
  const bool counted = has_count(type);
  const uint32_t from = has_flags(type) ? 6 : 2, head = counted ? event_header_bytes : event_header_bytes - 4;
  if (body.size < from + head) return fail("a block is too short for the head of an event");
  const uint8_t *at = body.data + from;
  uint32_t length;
  uint16_t code;
  std::memcpy(&event.cpu, body.data, sizeof event.cpu);
  event.changes_state_only = has_flags(type) && body.data[2] & 1;
  std::memcpy(&event.ns, at, sizeof event.ns);
  std::memcpy(&event.tid, at + 8, sizeof event.tid);
  std::memcpy(&length, at + 16, sizeof length);
  std::memcpy(&code, at + 20, sizeof code);
  if (counted) std::memcpy(&event.count, at + 22, sizeof event.count);
  else event.count = 0;
  if (code >= codes || !kinds_[code].info) return true;
  const Kind &kind = kinds_[code];
  event.info = kind.info;

  if (!counted && std::string_view(event.info->name) == "notification") length -= std::min<uint32_t>(length, 3);
  if (!counted && std::string_view(event.info->name) == "infra") length -= std::min<uint32_t>(length, 3);
  if (length < head || length > body.size - from) return fail("an event says that it has " + std::to_string(length) + " bytes");
  const Bytes parameters = {body.data + from + head, length - head};
  const bool is_whole = kind.is_current && counted && event.count == event.info->count;
  // Events that change nothing and that no rule wants are counted, not read.
  if (!kind.matters && counted && event.count == event.info->count && !event.uses(EYAS_EF_OLD)) {
    events_++;
    return true;
  }
  if (counted ? !find_parameters(event, parameters) : !count_parameters(event, parameters))
    return fail("the parameters of a " + std::string(event.info->name) + " event do not fit into it");
  if (!is_whole) return convert_and_apply(event);
  event.number = ++events_;
  apply(event);
  return true;
}

// Events of the first version do not say how many parameters they have: as many as their lengths explain.
bool Reader::count_parameters(Event &event, Bytes body) {
  for (int count = event.info->count; count >= 0; count--) {
    if (static_cast<size_t>(count) * 2 > body.size) continue;
    uint64_t end = static_cast<uint64_t>(count) * 2;
    for (int i = 0; i < count; i++) {
      uint16_t length;
      std::memcpy(&length, body.data + i * 2, sizeof length);
      end += length;
    }
    if (end < body.size) return false;
    if (end > body.size) continue;
    event.count = static_cast<uint32_t>(count);
    return find_parameters(event, body);
  }
  return false;
}

bool Reader::convert_and_apply(Event &event) {
  std::string error;
  bool needs_conversion = false;
  Conversion done = convertible(event, needs_conversion, error);
  if (done == Conversion::passed && needs_conversion) {
    if (event.code() % 2 == 0 && !kinds_[event.code()].matters && conversion_of(event.code(), event.count) &&
        conversion_of(event.code(), event.count)->action == EYAS_CONVERT_STORE)
      return true;
    done = converter_.convert(event, error);
  }
  if (done == Conversion::failed) return fail(error);
  if (done == Conversion::dropped) return true;
  events_++;
  if (!kinds_[event.code()].matters) return true;
  event.number = events_;
  apply(event);
  return true;
}

// What the event changes of the machine. One in so many is timed, and stands for all of them.
void Reader::follow(const Event &event) {
  constexpr uint64_t sampled = 64;
  const bool is_timed = events_ % sampled == 0;
  const auto start = is_timed ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point();
  machine_.settle(event.ns);
  machine_.apply(event);
  if (!is_timed) return;
  const auto middle = std::chrono::steady_clock::now();
  // What takes longer was interrupted by another program, which does not stand for the others.
  constexpr std::chrono::steady_clock::duration longest = std::chrono::microseconds(100);
  const auto took = std::min(middle - start, longest), clock = std::chrono::steady_clock::now() - middle;
  if (took > clock) state_ns_ += sampled * static_cast<uint64_t>(std::chrono::nanoseconds(took - clock).count());
}

void Reader::apply(Event &event) {
  if (first_ns_ == 0) first_ns_ = event.ns;
  last_ns_ = event.ns;
  follow(event);
  emitter_.changes();
  uint16_t record = event.info->record;
  if (event.code() == EYAS_CODE_SYSCALL) {
    const uint16_t number = event.at(0).as<uint16_t>();
    constexpr size_t known = sizeof eyas_syscalls / sizeof *eyas_syscalls;
    record = number < known ? eyas_syscalls[number].record : 0;
  }
  if (event.code() == EYAS_CODE_PLUGINEVENT || (event.code() == EYAS_CODE_ASYNCEVENT && event.at(0).as<uint32_t>() != 0)) {
    of_plugins_++;
    return;
  }
  const bool is_start = event.info->origin == EYAS_EO_SYSCALL && !event.is_exit();
  if (record == 0 || is_start || event.changes_state_only || !emitter_.wants(record)) return;
  emitted_++;
  emitter_.event(event, record);
}

}  // namespace eyas::scap
