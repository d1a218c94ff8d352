#include "emit.h"

#include "render.h"

namespace eyas::scap {
namespace {

// As many processes as schema/memory.ts has addresses for; 0 is none.
constexpr uint32_t most_numbers = 131072;
constexpr int most_generations = 4096;
// A path of less is never too long, whatever its directory.
constexpr uint32_t longest_plain = 1000;

bool is_alike(const Thread &thread, const Thread &first) {
  return thread.comm == first.comm && (thread.image == first.image || (thread.image && first.image && thread.image->exe == first.image->exe &&
                                        thread.image->args == first.image->args && thread.image->exe_path == first.image->exe_path)) &&
         thread.sid == first.sid && thread.pgid == first.pgid && thread.vpgid == first.vpgid && thread.vpid == first.vpid &&
         thread.tty == first.tty && thread.login_uid == first.login_uid && thread.exe_flags == first.exe_flags &&
         thread.cap_effective == first.cap_effective && thread.cap_permitted == first.cap_permitted &&
         thread.cap_inheritable == first.cap_inheritable && thread.exe_inode == first.exe_inode && thread.container_id == first.container_id;
}

void put_address(uint8_t *column, const End &end, bool v6) {
  if (v6) {
    std::memcpy(column, end.address, 16);
    return;
  }
  column[10] = column[11] = 0xff;
  std::memcpy(column + 12, end.address, 4);
}

uint8_t protocol_of(L4 l4) {
  switch (l4) {
    case L4_TCP:
      return 6;
    case L4_UDP:
      return 17;
    case L4_ICMP:
      return 1;
    case L4_RAW:
      return 255;
    default:
      return 0;
  }
}

uint64_t bits_of(Bytes bytes) {
  uint64_t bits = 0;
  std::memcpy(&bits, bytes.data, std::min<size_t>(bytes.size, sizeof bits));
  return bits;
}

uint64_t translated(uint8_t table, uint64_t bits) {
  if (table == 0) return bits;
  const eyas_translation &translation = eyas_translations[table];
  uint64_t out = 0;
  for (uint32_t i = 0; i < translation.count; i++) {
    const auto &pair = translation.pairs[i];
    if (translation.exact) {
      if (pair.from == bits) return pair.to;
    } else if (pair.from != 0 && (bits & pair.from) == pair.from) {
      out |= pair.to;
    }
  }
  // A number without a name is none of those that have one.
  return translation.exact ? UINT32_MAX : out;
}

}  // namespace

Emitter::Emitter(Wants wants) : wants_(std::move(wants)), bodies_(EYAS_RECORD_CODES), wanted_(std::move(wants_.slots)), stored_(512) {
  for (const auto &row : eyas_record_bodies) bodies_[row.code] = {row.body, row.call};
  for (size_t record = 0; record < wanted_.size(); record++) {
    for (uint32_t i = 0; i < most_parameters; i++) {
      if (wants_.arguments[record] >> i & 1) wanted_[record].push_back(EYAS_SLOT_ARGUMENT + i);
      if (wants_.raw_arguments[record] >> i & 1) wanted_[record].push_back(EYAS_SLOT_RAW_ARGUMENT + i);
    }
  }
  for (const auto &event : eyas_capture_events)
    for (uint32_t i = 0; i < event.count; i++)
      if (event.parameters[i].store != EYAS_STORE_NONE) stored_[event.code] |= 1u << i;
}

bool Emitter::wants_generic() const {
  for (const auto &call : eyas_syscalls)
    if (wants(call.record)) return true;
  return false;
}

void Emitter::clear() {
  for (uint32_t number = 1; number < next_number_; number++) waiting_.push_back(number);
  free_numbers_.clear();
  next_number_ = 1;
}

void Emitter::write_waiting() {
  while (!waiting_.empty() && writer_->has_room(3)) {
    write_link(EYAS_CHANGE_PROCESS_END, waiting_.back(), 0);
    waiting_.pop_back();
  }
}

void Emitter::write_link(uint16_t type, uint32_t number, uint32_t parent) {
  writer_->begin(type, sizeof(eyas_header));
  auto &header = writer_->header();
  header.flags = EYAS_RECORD_SNAPSHOT | EYAS_RECORD_CAPTURED;
  header.process = number;
  header.result = parent;
  writer_->end();
}

uint32_t Emitter::parent_number(Thread &thread) {
  Thread *first = thread.main();
  if (!first) return 0;
  Thread *parent = machine_->threads.find(first->ptid);
  Thread *process = parent ? parent->main() : nullptr;
  return process && process != &thread ? process->number : 0;
}

void Emitter::write_process(Thread &thread, uint32_t number) {
  constexpr size_t base = sizeof(eyas_header);
  writer_->begin(EYAS_CHANGE_PROCESS_CHANGE, base + sizeof(eyas_process_body));
  auto &header = writer_->header();
  header.flags = EYAS_RECORD_SNAPSHOT | EYAS_RECORD_CAPTURED;
  header.process = number;
  header.result = parent_number(thread);
  auto &body = writer_->at<eyas_process_body>(base);
  body.process_start_ns = thread.clone_ns;
  body.exec_ns = thread.exec_ns;
  body.process_pid = static_cast<__u32>(thread.pid);
  body.parent_pid = static_cast<__u32>(thread.ptid);
  body.virtual_pid = static_cast<__u32>(thread.vpid);
  body.session_id = static_cast<__u32>(thread.sid);
  body.group_id = static_cast<__u32>(thread.pgid);
  body.virtual_group_id = static_cast<__u32>(thread.vpgid);
  body.virtual_session_id = static_cast<__u32>(thread.sid);
  body.process_uid = thread.uid;
  body.process_gid = thread.gid;
  body.login_uid = thread.login_uid;
  body.tty = thread.tty;
  body.exe_flags = thread.exe_flags;
  body.cap_effective = thread.cap_effective;
  body.cap_permitted = thread.cap_permitted;
  body.cap_inheritable = thread.cap_inheritable;
  body.exe_inode = thread.exe_inode;
  body.exe_ctime_ns = thread.exe_ctime;
  body.exe_mtime_ns = thread.exe_mtime;
  const auto column = [&](size_t offset, std::string_view text) { writer_->text(base + offset, text); };
  column(offsetof(eyas_process_body, comm), thread.comm);
  const Image *image = thread.image.get();
  column(offsetof(eyas_process_body, exe), image ? std::string_view(image->exe) : thread.is_invalid() ? "<NA>" : "");
  column(offsetof(eyas_process_body, exe_path), image ? std::string_view(image->exe_path) : "");
  column(offsetof(eyas_process_body, args), image ? std::string_view(image->args) : "");
  const Thread *first = thread.main();
  const auto &env = first ? first->env : thread.env;
  if (env) column(offsetof(eyas_process_body, env), *env);
  column(offsetof(eyas_process_body, cwd), thread.working_directory());
  std::string_view path;
  if (thread.cgroups) {
    container_of(*thread.cgroups, path);
    column(offsetof(eyas_process_body, cgroup), path);
  }
  writer_->end();
  thread.is_stale = false;
}

// What the modules know a thread by; tells them of it, and of all above it, if they do not yet.
uint32_t Emitter::number_of(Thread &thread) {
  Thread *first = thread.main();
  const bool shares = first && first != &thread && is_alike(thread, *first);
  Thread &shown = shares ? *first : thread;
  if (shown.number != 0 && !shown.is_stale) return shown.number;

  std::vector<Thread *> unknown;
  for (Thread *one = &shown; one && static_cast<int>(unknown.size()) < most_generations;) {
    if (one->number != 0 && !one->is_stale) break;
    bool repeats = false;
    for (const Thread *seen : unknown) repeats |= seen == one;
    if (repeats) break;
    unknown.push_back(one);
    Thread *leader = one->main();
    Thread *parent = leader ? machine_->threads.find(leader->ptid) : nullptr;
    one = parent ? parent->main() : nullptr;
  }
  for (size_t i = unknown.size(); i-- > 0;) {
    Thread &one = *unknown[i];
    // One too many lineages at once: the rest is told of with the next event.
    if (!writer_->has_room(3)) return 0;
    if (one.number == 0) {
      if (free_numbers_.empty() && next_number_ >= most_numbers) return 0;
      if (free_numbers_.empty()) {
        one.number = next_number_++;
      } else {
        one.number = free_numbers_.back();
        free_numbers_.pop_back();
      }
    }
    write_process(one, one.number);
  }
  return shown.number;
}

void Emitter::changes() {
  // Processes that the modules do not know are told of when an event is of them; the others at once, as children show it.
  for (Thread *thread : machine_->current.changed) {
    if (thread->number != 0 && thread->is_stale && writer_->has_room(3)) write_process(*thread, thread->number);
    thread->is_stale = false;
  }
  machine_->current.changed.clear();
}

void Emitter::reparented(Thread &child) {
  if (child.number == 0) return;
  Thread *first = child.main();
  Thread *parent = first ? machine_->threads.find(first->ptid) : nullptr;
  Thread *process = parent ? parent->main() : nullptr;
  const uint32_t number = process && process != &child ? number_of(*process) : 0;
  if (writer_->has_room(2)) write_link(EYAS_CHANGE_PROCESS_PARENT, child.number, number);
}

void Emitter::removed(Thread &thread) {
  auto &changed = machine_->current.changed;
  for (size_t i = 0; i < changed.size(); i++)
    if (changed[i] == &thread) changed.erase(changed.begin() + static_cast<long>(i--));
  if (thread.number == 0) return;
  if (writer_ && writer_->has_room(2)) write_link(EYAS_CHANGE_PROCESS_END, thread.number, 0);
  else waiting_.push_back(thread.number);
  free_numbers_.push_back(thread.number);
  thread.number = 0;
}

void Emitter::event(const Event &event, uint16_t record) {
  const Thread *thread = machine_->current.thread;
  const uint32_t process = thread ? number_of(*machine_->current.thread) : 0;
  const Body body = bodies_[record];
  const bool has_fd = event.uses(EYAS_EF_CREATES_FD | EYAS_EF_USES_FD | EYAS_EF_DESTROYS_FD);
  size_t fixed = sizeof(eyas_header);
  if (body.call) fixed = sizeof(eyas_header) + sizeof(eyas_descriptor) + sizeof(eyas_call);
  else if (body.body == EYAS_BODY_DESCRIPTOR || has_fd)
    fixed = sizeof(eyas_header) + sizeof(eyas_descriptor);
  else if (body.body == EYAS_BODY_PROCESS_BODY) fixed = sizeof(eyas_header) + sizeof(eyas_process_body);
  else if (body.body == EYAS_BODY_EXIT_BODY) fixed = sizeof(eyas_header) + sizeof(eyas_exit_body);
  writer_->begin(record, fixed);
  write_header(event, process);
  const Fd *fd = has_fd ? descriptor_of_event() : nullptr;
  if (fd) machine_->current.fd = fd;
  write_arguments(event, fd != nullptr);
  if (has_fd) write_descriptor(event, fd);
  write_supplied(event, record);
  writer_->end();
}

void Emitter::write_header(const Event &event, uint32_t process) {
  const Thread *thread = machine_->current.thread;
  auto &header = writer_->header();
  header.flags = EYAS_RECORD_CAPTURED;
  header.timestamp_ns = event.ns;
  header.number = event.number;
  header.result = event.result();
  header.clauses = ~__u64{0};
  header.tid = static_cast<__u32>(event.tid);
  header.pid = thread ? static_cast<__u32>(thread->pid) : 0;
  header.uid = thread ? thread->uid : UINT32_MAX;
  header.gid = thread ? thread->gid : UINT32_MAX;
  header.start_ns = thread ? thread->clone_ns : 0;
  header.process = process;
  header.cpu = event.cpu;
}

// The columns that parameters of the event have in records.
void Emitter::write_arguments(const Event &event, bool has_descriptor) {
  constexpr size_t raw_name_column = sizeof(eyas_header) + offsetof(eyas_descriptor, name_raw);
  for (uint32_t left = stored_[event.code()]; left != 0; left &= left - 1) {
    const auto i = static_cast<uint32_t>(__builtin_ctz(left));
    if (i >= event.count) return;
    const eyas_capture_parameter &parameter = event.info->parameters[i];
    // The name of a descriptor that is known is written with the descriptor.
    if (has_descriptor && parameter.column == raw_name_column) continue;
    const Bytes bytes = event.parameters[i];
    const bool is_text = parameter.type == EYAS_PT_CHARBUF || parameter.type == EYAS_PT_FSPATH || parameter.type == EYAS_PT_FSRELPATH;
    if (bytes.empty() && !is_text) continue;
    switch (parameter.store) {
      case EYAS_STORE_TEXT:
        writer_->text(parameter.column, is_text ? event.text(i) : bytes.all());
        continue;
      case EYAS_STORE_LIST:
        writer_->text(parameter.column, bytes.all());
        continue;
      default:
        break;
    }
    const uint64_t bits = translated(parameter.translation, bits_of(bytes));
    switch (parameter.store) {
      case EYAS_STORE_U8:
        writer_->at<uint8_t>(parameter.column) = static_cast<uint8_t>(bits);
        break;
      case EYAS_STORE_U16:
        writer_->at<uint16_t>(parameter.column) = static_cast<uint16_t>(bits);
        break;
      case EYAS_STORE_U32:
      case EYAS_STORE_I32:
        writer_->at<uint32_t>(parameter.column) = static_cast<uint32_t>(bits);
        break;
      default:
        writer_->at<uint64_t>(parameter.column) = bits;
    }
  }
}

// The descriptor that the event acts on; null if nothing is known of it.
const Fd *Emitter::descriptor_of_event() const {
  Thread *thread = machine_->current.thread;
  if (machine_->current.fd || !thread || thread->last_fd < 0) return machine_->current.fd;
  const Descriptors *descriptors = thread->descriptors();
  return descriptors ? descriptors->find(thread->last_fd) : nullptr;
}

void Emitter::write_descriptor(const Event &event, const Fd *fd) {
  constexpr size_t base = sizeof(eyas_header);
  const Thread *thread = machine_->current.thread;
  auto &columns = writer_->at<eyas_descriptor>(base);
  columns.fd = thread ? static_cast<__s32>(thread->last_fd) : -1;
  if (!fd) {
    // Nothing is known of it but its number.
    columns.family = 255;
    constexpr size_t path = base + offsetof(eyas_descriptor, path), name_raw = base + offsetof(eyas_descriptor, name_raw);
    const bool is_open = event.code() == EYAS_CODE_OPENAT || event.code() == EYAS_CODE_OPENAT2;
    if (is_open && !event.at(1).empty() && !event.at(2).empty() && event.at(2).size < longest_plain && is_normal_path(event.text(2))) {
      // Most that fail: a library that is looked for elsewhere next.
      writer_->text(path, event.text(2));
      writer_->same_text(name_raw, path);
      return;
    }
    std::string name;
    if (name_from_event(*machine_, event, false, name)) writer_->text(path, name);
    if (name_from_event(*machine_, event, true, name)) writer_->text(name_raw, name);
    return;
  }
  columns.kind = static_cast<__u8>(fd->type == FD_USERFAULT ? 'U' : fd->letter());
  columns.device = fd->device;
  columns.inode = fd->inode;
  columns.l4_protocol = protocol_of(fd->known_l4());
  uint32_t flags = 0;
  if (fd->connected) flags |= EYAS_DESCRIPTOR_CONNECTED;
  if (machine_->current.name_changed) flags |= EYAS_DESCRIPTOR_NAME_CHANGED;
  if (fd->upper) flags |= EYAS_DESCRIPTOR_UPPER_LAYER;
  if (fd->lower) flags |= EYAS_DESCRIPTOR_LOWER_LAYER;
  if (fd->is_internet()) {
    const bool v6 = fd->type == FD_IPV6;
    columns.family = v6 ? 10 : 2;
    const auto is_local = [&](const End &end) {
      return v6 ? machine_->is_local_v6(end.address, *thread) : machine_->is_local_v4(end.v4(), *thread);
    };
    const bool client_is_local = is_local(fd->client);
    const End &local = client_is_local ? fd->client : fd->server, &remote = client_is_local ? fd->server : fd->client;
    put_address(columns.local_address, local, v6);
    put_address(columns.remote_address, remote, v6);
    columns.local_port = local.port;
    columns.remote_port = remote.port;
    if (!client_is_local) flags |= EYAS_DESCRIPTOR_SERVER;
    if (is_local(fd->server)) flags |= EYAS_DESCRIPTOR_SERVER_LOCAL;
    if (!fd->has_role()) flags |= EYAS_DESCRIPTOR_UNDIRECTED;
  } else if (fd->is_server_socket()) {
    const bool v6 = fd->type == FD_IPV6_SERVER;
    columns.family = v6 ? 10 : 2;
    put_address(columns.local_address, fd->server, v6);
    put_address(columns.remote_address, fd->server, v6);
    columns.local_port = columns.remote_port = fd->server.port;
    flags |= EYAS_DESCRIPTOR_SERVER | EYAS_DESCRIPTOR_SERVER_LOCAL | EYAS_DESCRIPTOR_LISTENING;
  } else if (fd->type == FD_UNIX) {
    columns.family = 1;
  }
  columns.fd_flags = static_cast<__u8>(flags);
  writer_->text(base + offsetof(eyas_descriptor, path), fd->name);
  if (fd->raw_is_name) writer_->same_text(base + offsetof(eyas_descriptor, name_raw), base + offsetof(eyas_descriptor, path));
  else writer_->text(base + offsetof(eyas_descriptor, name_raw), fd->name_raw());
}

void Emitter::write_supplied(const Event &event, uint16_t record) {
  const std::vector<uint32_t> &wanted = wanted_[record];
  // An empty table says that the record is whole without one.
  const size_t table = writer_->reserve(8 + wanted.size() * 16);
  if (table == 0) return;
  writer_->header().supplied = static_cast<__u16>(table);
  size_t at = table + 8;
  for (const uint32_t slot : wanted) {
    supply(*machine_, event, slot, value_);
    if (value_.kind == Value::absent) continue;
    writer_->at<uint32_t>(at) = slot;
    writer_->at<uint32_t>(at + 4) = value_.kind;
    if (value_.kind == Value::text || value_.kind == Value::list) writer_->text(at + 8, value_.content());
    else writer_->at<uint64_t>(at + 8) = value_.bits;
    at += 16;
  }
  writer_->at<uint32_t>(table) = static_cast<uint32_t>((at - table - 8) / 16);
}

}  // namespace eyas::scap
