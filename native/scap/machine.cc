#include "machine.h"

#include <cstdio>

namespace eyas::scap {
namespace {

constexpr size_t most_accounts = 1 << 17;

}  // namespace

void Accounts::put_user(const std::string &container, uint32_t id, User user) {
  if (count_ >= most_accounts) return;
  changes_++;
  auto &users = users_[container];
  count_ += users.count(id) == 0;
  users[id] = std::move(user);
}

void Accounts::put_group(const std::string &container, uint32_t id, std::string name) {
  if (count_ >= most_accounts) return;
  auto &groups = groups_[container];
  count_ += groups.count(id) == 0;
  groups[id] = std::move(name);
}

void Accounts::remove_user(const std::string &container, uint32_t id) {
  const auto found = users_.find(container);
  changes_++;
  if (found != users_.end()) count_ -= found->second.erase(id);
}

void Accounts::remove_group(const std::string &container, uint32_t id) {
  const auto found = groups_.find(container);
  if (found != groups_.end()) count_ -= found->second.erase(id);
}

const User *Accounts::user(const std::string &container, uint32_t id) const {
  const auto found = users_.find(container);
  if (found == users_.end()) return nullptr;
  const auto user = found->second.find(id);
  return user == found->second.end() ? nullptr : &user->second;
}

std::string_view Accounts::user_name(Thread &thread) const {
  auto &known = thread.user_name;
  if (known.changes == changes_ && known.uid == thread.uid && known.container_id == thread.container_id) return known.text;
  const User *found = user(thread.container_id, thread.uid);
  known = {changes_, thread.uid, thread.container_id, found ? std::string_view(found->name) : thread.uid == 0 ? "root" : "<NA>"};
  return known.text;
}

const std::string *Accounts::group(const std::string &container, uint32_t id) const {
  const auto found = groups_.find(container);
  if (found == groups_.end()) return nullptr;
  const auto group = found->second.find(id);
  return group == found->second.end() ? nullptr : &group->second;
}

void Accounts::know_root(uint32_t uid, uint32_t gid) {
  if (uid == 0 && !user("", 0)) put_user("", 0, {"root", "/root", "<NA>"});
  if (gid == 0 && !group("", 0)) put_group("", 0, "root");
}

void Machine::clear() {
  threads.clear();
  accounts.clear();
  interfaces4.clear();
  interfaces6.clear();
  server_ports_.clear();
  current = {};
  tid_to_remove_ = -1;
  fds_to_remove_.clear();
  boot_ns = 0;
  first_ns = 0;
}

void Machine::add_listed_process(ThreadPointer thread, Bytes cgroups) {
  set_cgroups(*thread, cgroups);
  accounts.know_root(thread->uid, thread->gid);
  threads.order_.push_back(thread);
  threads.add(std::move(thread), false);
}

Fd *Machine::add_listed_descriptor(int64_t tid, int64_t number, Fd fd) {
  Thread *thread = threads.find(tid);
  if (!thread) return nullptr;
  if (fd.type == FD_IPV6 && is_mapped(fd.client.address) && is_mapped(fd.server.address)) {
    fd.type = FD_IPV4;
    std::memmove(fd.client.address, fd.client.address + 12, 4);
    std::memmove(fd.server.address, fd.server.address + 12, 4);
  }
  if (fd.is_internet()) {
    fd.connected = fd.l4 == L4_TCP;
    fd.name = ends_text(fd.client, fd.server, fd.type == FD_IPV6);
  } else if (fd.is_server_socket()) {
    fd.name = end_text(fd.server, fd.type == FD_IPV6_SERVER);
    server_ports_.insert(fd.server.port);
  } else if (fd.type == FD_UNIX) {
    (fd.name.empty() ? fd.client_role : fd.server_role) = true;
  }
  Fd *entry = thread->own_descriptors.make(number, fd.type, spare_fds);
  if (entry) *entry = std::move(fd);
  return entry;
}

void Machine::finish_lists() {
  for (const ThreadPointer &thread : threads.order_)
    if (threads.find(thread->tid) == thread.get()) threads.place(thread);
  threads.each([&](Thread &thread) {
    std::vector<int64_t> connections;
    thread.own_descriptors.each([&](int64_t number, const Fd &fd) {
      if (fd.type == FD_IPV4) connections.push_back(number);
      return true;
    });
    for (const int64_t number : connections) {
      Fd *fd = thread.own_descriptors.change(number, spare_fds);
      if (server_ports_.count(fd->client.port) == 0) {
        fd->client_role = true;
        continue;
      }
      std::swap(fd->client, fd->server);
      fd->name = ends_text(fd->client, fd->server, false);
      fd->server_role = true;
    }
  });
  threads.order_.clear();
}

bool Machine::is_local_v4(uint32_t address, const Thread &thread) const {
  // Falco asks the container's own address, which no capture tells.
  if (!thread.container_id.empty()) return false;
  for (const Interface4 &one : interfaces4)
    if (one.address == address) return true;
  return false;
}

bool Machine::is_local_v6(const uint8_t *address, const Thread &thread) const {
  if (!thread.container_id.empty()) return false;
  for (const Interface6 &one : interfaces6)
    if (std::memcmp(one.address, address, 8) == 0) return true;
  return false;
}

void Machine::infer_address(Fd &fd) const {
  if (fd.type == FD_IPV4) {
    const auto infer = [&](uint32_t other) -> uint32_t {
      for (const Interface4 &one : interfaces4)
        if (one.address == other) return one.address;
      for (const Interface4 &one : interfaces4)
        if ((one.address & one.mask) == (other & one.mask)) return one.address;
      for (const Interface4 &one : interfaces4)
        if (one.address != 0x0100007f) return one.address;
      return 0;
    };
    if (fd.client.v4() != 0 && fd.server.v4() != 0) return;
    End &empty = fd.client.v4() == 0 ? fd.client : fd.server;
    const uint32_t other = (fd.client.v4() == 0 ? fd.server : fd.client).v4(), found = infer(other);
    if (found != other || fd.client.port != fd.server.port) empty.set_v4(found);
    return;
  }
  if (fd.type != FD_IPV6 || (!fd.client.is_empty(16) && !fd.server.is_empty(16))) return;
  End &empty = fd.client.is_empty(16) ? fd.client : fd.server;
  const End &other = fd.client.is_empty(16) ? fd.server : fd.client;
  static const uint8_t loopback[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const uint8_t *found = nullptr;
  for (const Interface6 &one : interfaces6)
    if (!found && std::memcmp(one.address, other.address, 16) == 0) found = one.address;
  for (const Interface6 &one : interfaces6)
    if (!found && std::memcmp(one.address, other.address, 8) == 0) found = one.address;
  for (const Interface6 &one : interfaces6)
    if (!found && std::memcmp(one.address, loopback, 16) != 0) found = one.address;
  static const uint8_t none[16] = {};
  if (!found) found = none;
  if (std::memcmp(found, other.address, 16) != 0 || fd.client.port != fd.server.port) std::memcpy(empty.address, found, 16);
}

std::string_view Machine::directory_of(std::string_view name, int64_t directory, std::string &place) const {
  if (!name.empty() && name[0] == '/') return ".";
  if (!current.thread) return "<UNKNOWN>";
  if (directory == -100) return current.thread->working_directory();
  const Descriptors *descriptors = current.thread->descriptors();
  const Fd *fd = descriptors ? descriptors->find(directory) : nullptr;
  if (!fd) return "<UNKNOWN>";
  if (fd->name.empty() || fd->name.back() == '/') return fd->name;
  return place = fd->name + '/';
}

std::string Machine::directory_of(std::string_view name, int64_t directory) const {
  std::string place;
  return std::string(directory_of(name, directory, place));
}

void Machine::changed(Thread *thread) {
  if (thread->is_stale) return;
  thread->is_stale = true;
  current.changed.push_back(thread);
}

void Machine::settle(uint64_t ns) {
  current.changed.clear();
  if (tid_to_remove_ == -1 && fds_to_remove_.empty()) return;
  if (tid_to_remove_ != -1) {
    const int64_t tid = tid_to_remove_;
    tid_to_remove_ = -1;
    const Thread *thread = threads.find(tid);
    threads.note_exit(tid, thread ? thread->ptid : -1, ns);
    threads.remove(tid);
  }
  for (const auto &[tid, number] : fds_to_remove_) {
    Thread *thread = threads.find(tid);
    Descriptors *descriptors = thread ? thread->descriptors() : nullptr;
    if (descriptors) descriptors->erase(number);
  }
  fds_to_remove_.clear();
}

bool Machine::find_context(const Event &event) {
  current.thread = nullptr;
  current.fd = nullptr;
  current.name_changed = false;
  const uint16_t code = event.code();
  if (event.uses(EYAS_EF_TRACELESS)) {
    if (code == EYAS_CODE_PROCINFO) current.thread = threads.find(event.tid);
    return false;
  }
  if (event.info->origin == EYAS_EO_META || event.info->origin == EYAS_EO_PLUGIN) {
    // Such events are of no thread, though a field may still ask for the one of the header.
    current.thread = threads.find(event.tid);
    return true;
  }
  switch (code) {
    case EYAS_CODE_CLONE:
    case EYAS_CODE_CLONE3:
    case EYAS_CODE_FORK:
    case EYAS_CODE_VFORK:
    case EYAS_CODE_SWITCH:
    case EYAS_CODE_PROCEXIT:
      current.thread = threads.find(event.tid);
      break;
    default:
      current.thread = threads.get(event.tid);
  }
  if (code == EYAS_CODE_SWITCH || !current.thread) return code == EYAS_CODE_SWITCH;
  Thread &thread = *current.thread;
  const auto find_fd = [&] {
    const Descriptors *descriptors = thread.descriptors();
    current.fd = descriptors ? descriptors->find(thread.last_fd) : nullptr;
  };
  if (!event.is_exit()) {
    thread.last_fd = -1;
    thread.last_type = code;
    if (event.uses(EYAS_EF_USES_FD)) {
      thread.last_fd = event.at(event.info->acted < 0 ? 0 : static_cast<uint32_t>(event.info->acted)).as<int64_t>();
      find_fd();
    }
    return true;
  }
  thread.last_type_fits = code == thread.last_type + 1 ||
                          (code == EYAS_CODE_EXECVE && thread.last_type == EYAS_CODE_EXECVEAT - 1);
  if (!thread.last_type_fits) thread.last_fd = -1;
  if (!event.uses(EYAS_EF_USES_FD)) return true;
  if (thread.last_fd == -1 && event.info->acted >= 0) {
    const Bytes number = event.at(static_cast<uint32_t>(event.info->acted));
    if (!number.empty()) thread.last_fd = number.as<int64_t>();
  }
  find_fd();
  return true;
}

void Machine::keep_start(const Event &event) {
  Thread *thread = current.thread;
  if (!thread) return;
  thread->start_code = event.code();
  thread->start_bytes.clear();
  thread->start_lengths.clear();
  for (uint32_t i = 0; i < event.count; i++) {
    const Bytes bytes = event.parameters[i];
    thread->start_lengths.push_back(bytes.size);
    thread->start_bytes.insert(thread->start_bytes.end(), bytes.data, bytes.data + bytes.size);
  }
}

bool Machine::start_of(const Event &event, Event &start) const {
  const Thread *thread = current.thread;
  if (!thread || !thread->last_type_fits || thread->start_code == 0) return false;
  const bool is_execveat = event.code() == EYAS_CODE_EXECVE && thread->start_code == EYAS_CODE_EXECVEAT - 1;
  if (!is_execveat && thread->start_code + 1 != event.code()) return false;
  start.info = event_info(thread->start_code);
  start.count = 0;
  const uint8_t *at = thread->start_bytes.data();
  for (const uint32_t length : thread->start_lengths) {
    start.parameters[start.count++] = {at, length};
    at += length;
  }
  return true;
}

// A new descriptor of the event's thread, without a name so far; null if there is no room for it.
Fd *Machine::make(int64_t number, FdType type) {
  Descriptors *descriptors = current.thread->descriptors();
  if (!descriptors) return nullptr;
  current.name_changed = false;
  current.thread->last_fd = number;
  Fd *fd = descriptors->make(number, type, spare_fds);
  current.fd = fd;
  return fd;
}

// The new descriptor has its name.
void Machine::named() { current.name_changed = !current.fd->name.empty(); }

// A descriptor like another one, which may be the one in its place.
void Machine::copy_fd(int64_t number, const Fd &from, uint32_t more_flags) {
  Fd like = from;
  like.keep_on_exec();
  like.open_flags |= more_flags;
  if (Fd *fd = make(number, like.type)) *fd = std::move(like);
}

Fd *Machine::change_fd() {
  if (!current.fd || !current.thread) return nullptr;
  Descriptors *descriptors = current.thread->descriptors();
  Fd *fd = descriptors ? descriptors->change(current.thread->last_fd, spare_fds) : nullptr;
  if (fd) current.fd = fd;
  return fd;
}

void Machine::apply(const Event &event) {
  if (first_ns == 0 && event.info->origin != EYAS_EO_META) first_ns = event.ns;
  find_context(event);
  const bool may_rename = current.fd && (event.info->category == EYAS_EC_NET || event.uses(EYAS_EF_READS | EYAS_EF_WRITES));
  const Fd *before = current.fd;
  if (may_rename) old_name_ = before->name;
  change_state(event);
  // A socket that was not known before has its name from this event.
  if (!before && current.fd && event.uses(EYAS_EF_WRITES)) current.name_changed = !current.fd->name.empty();
  if (may_rename && current.fd) current.name_changed = current.fd->name != old_name_;
  if (event.is_exit() && current.thread) current.thread->start_code = 0;
}

void Machine::change_state(const Event &event) {
  switch (event.code()) {
    case EYAS_CODE_OPEN - 1:
    case EYAS_CODE_CREAT - 1:
    case EYAS_CODE_OPENAT - 1:
    case EYAS_CODE_OPENAT2 - 1:
    case EYAS_CODE_EXECVE - 1:
      if (!event.at(0).empty()) keep_start(event);
      return;
    case EYAS_CODE_EXECVEAT - 1:
    case EYAS_CODE_CONNECT - 1:
      return keep_start(event);
    case EYAS_CODE_READ:
    case EYAS_CODE_READV:
    case EYAS_CODE_PREAD:
    case EYAS_CODE_PREADV:
    case EYAS_CODE_RECV:
    case EYAS_CODE_RECVFROM:
    case EYAS_CODE_RECVMSG:
    case EYAS_CODE_RECVMMSG:
      return exit_read(event);
    case EYAS_CODE_WRITE:
    case EYAS_CODE_WRITEV:
    case EYAS_CODE_PWRITE:
    case EYAS_CODE_PWRITEV:
    case EYAS_CODE_SEND:
    case EYAS_CODE_SENDTO:
    case EYAS_CODE_SENDMSG:
    case EYAS_CODE_SENDMMSG:
      return exit_write(event);
    case EYAS_CODE_USERADDED:
    case EYAS_CODE_USERDELETED:
    case EYAS_CODE_GROUPADDED:
    case EYAS_CODE_GROUPDELETED:
      return account_event(event);
    default:
      break;
  }
  Thread *thread = current.thread;
  if (!thread) {
    // A clone is told of by the child even if the parent is not known.
    switch (event.code()) {
      case EYAS_CODE_CLONE:
      case EYAS_CODE_CLONE3:
      case EYAS_CODE_FORK:
      case EYAS_CODE_VFORK:
        return exit_clone(event);
      default:
        return;
    }
  }
  const int64_t result = event.result();
  switch (event.code()) {
    case EYAS_CODE_OPEN:
    case EYAS_CODE_CREAT:
    case EYAS_CODE_OPENAT:
    case EYAS_CODE_OPENAT2:
    case EYAS_CODE_OPEN_BY_HANDLE_AT:
      return exit_open(event);
    case EYAS_CODE_CLOSE:
      return exit_close(event);
    case EYAS_CODE_CLONE:
    case EYAS_CODE_CLONE3:
    case EYAS_CODE_FORK:
    case EYAS_CODE_VFORK:
      return exit_clone(event);
    case EYAS_CODE_EXECVE:
    case EYAS_CODE_EXECVEAT:
      return exit_exec(event);
    case EYAS_CODE_PROCEXIT:
      return exit_thread(event);
    case EYAS_CODE_UNSHARE:
    case EYAS_CODE_SETNS:
      return exit_namespace(event);
    case EYAS_CODE_MEMFD_CREATE:
      return exit_memfd(event);
    case EYAS_CODE_PIDFD_OPEN:
      return exit_pidfd_open(event);
    case EYAS_CODE_PIDFD_GETFD:
      return exit_pidfd_getfd(event);
    case EYAS_CODE_PIPE:
    case EYAS_CODE_PIPE2:
      return exit_pipe(event);
    case EYAS_CODE_SOCKET:
      return exit_socket(event);
    case EYAS_CODE_BIND:
      return exit_bind(event);
    case EYAS_CODE_CONNECT:
      return exit_connect(event);
    case EYAS_CODE_ACCEPT:
    case EYAS_CODE_ACCEPT4:
      return exit_accept(event);
    case EYAS_CODE_CLOSE_RANGE:
      return exit_close_range(event);
    case EYAS_CODE_FCNTL:
      return exit_fcntl(event);
    case EYAS_CODE_EVENTFD:
      return make_descriptor(event, FD_EVENT, 0);
    case EYAS_CODE_EVENTFD2:
      return make_descriptor(event, FD_EVENT, event.at(1).as<uint16_t>());
    case EYAS_CODE_SIGNALFD:
      return make_descriptor(event, FD_SIGNAL, 0);
    case EYAS_CODE_SIGNALFD4:
      return make_descriptor(event, FD_SIGNAL, event.at(1).as<uint16_t>());
    case EYAS_CODE_TIMERFD_CREATE:
      return make_descriptor(event, FD_TIMER, event.at(2).as<uint8_t>());
    case EYAS_CODE_INOTIFY_INIT:
      return make_descriptor(event, FD_INOTIFY, 0);
    case EYAS_CODE_INOTIFY_INIT1:
      return make_descriptor(event, FD_INOTIFY, event.at(1).as<uint16_t>());
    case EYAS_CODE_BPF:
      return make_descriptor(event, FD_BPF, 0);
    case EYAS_CODE_USERFAULTFD:
      return make_descriptor(event, FD_USERFAULT, 0);
    case EYAS_CODE_IO_URING_SETUP:
      return make_descriptor(event, FD_IO_URING, 0);
    case EYAS_CODE_EPOLL_CREATE:
      return make_descriptor(event, FD_EVENTPOLL, 0);
    case EYAS_CODE_EPOLL_CREATE1:
      return make_descriptor(event, FD_EVENTPOLL, event.at(1).as<uint32_t>() & 1 ? open_cloexec : 0);
    case EYAS_CODE_CHDIR:
      if (result >= 0) change_directory(event.text(1));
      return;
    case EYAS_CODE_FCHDIR:
      if (result >= 0 && current.fd) change_directory(current.fd->name);
      return;
    case EYAS_CODE_GETCWD:
      if (result >= 0) change_directory(event.text(1));
      return;
    case EYAS_CODE_DUP:
    case EYAS_CODE_DUP2:
    case EYAS_CODE_DUP3:
      return exit_dup(event);
    case EYAS_CODE_GETRLIMIT:
    case EYAS_CODE_SETRLIMIT:
    case EYAS_CODE_PRLIMIT:
      return exit_limit(event);
    case EYAS_CODE_SOCKETPAIR:
      return exit_socketpair(event);
    case EYAS_CODE_SWITCH:
      if (event.at(5).empty()) return;
      thread->major_faults = event.at(1).as<uint64_t>();
      thread->minor_faults = event.at(2).as<uint64_t>();
      if (Thread *first = thread->main()) {
        first->vm_size = event.at(3).as<uint32_t>();
        first->vm_rss = event.at(4).as<uint32_t>();
        first->vm_swap = event.at(5).as<uint32_t>();
      }
      return;
    case EYAS_CODE_BRK:
    case EYAS_CODE_MMAP:
    case EYAS_CODE_MMAP2:
    case EYAS_CODE_MUNMAP:
      if (!event.at(1).empty()) thread->vm_size = event.at(1).as<uint32_t>();
      if (event.at(3).empty()) return;
      thread->vm_rss = event.at(2).as<uint32_t>();
      thread->vm_swap = event.at(3).as<uint32_t>();
      return;
    case EYAS_CODE_SETRESUID:
    case EYAS_CODE_SETREUID:
    case EYAS_CODE_SETUID:
    case EYAS_CODE_SETRESGID:
    case EYAS_CODE_SETREGID:
    case EYAS_CODE_SETGID:
      if (result == 0) change_ids(event);
      return;
    case EYAS_CODE_SETSID:
      if (result < 0) return;
      thread->sid = result;
      return changed(thread);
    case EYAS_CODE_CAPSET:
      if (result < 0) return;
      thread->cap_inheritable = event.at(1).as<uint64_t>();
      thread->cap_permitted = event.at(2).as<uint64_t>();
      thread->cap_effective = event.at(3).as<uint64_t>();
      return changed(thread);
    case EYAS_CODE_PRCTL:
      return exit_prctl(event);
    default:
      return;
  }
}

void Machine::change_directory(std::string_view directory) {
  Thread *first = current.thread->main();
  if (!first) return;
  first->cwd = join_paths(current.thread->cwd, directory);
  if (first->cwd.empty() || first->cwd.back() != '/') first->cwd += '/';
  changed(first);
}

void Machine::change_ids(const Event &event) {
  Thread &thread = *current.thread;
  const uint16_t code = event.code();
  const bool is_single = code == EYAS_CODE_SETUID || code == EYAS_CODE_SETGID;
  const Bytes id = event.at(is_single ? 1 : 2);
  if (id.empty()) return;
  if (code == EYAS_CODE_SETUID || code == EYAS_CODE_SETREUID || code == EYAS_CODE_SETRESUID) thread.uid = id.as<uint32_t>();
  else thread.gid = id.as<uint32_t>();
  if (thread.container_id.empty()) accounts.know_root(thread.uid, thread.gid);
}

void Machine::account_event(const Event &event) {
  const uint32_t id = event.at(0).as<uint32_t>();
  const auto bounded = [&](uint32_t i) { return std::string(event.text(i).substr(0, 1023)); };
  switch (event.code()) {
    case EYAS_CODE_USERADDED: {
      const std::string name = bounded(2).substr(0, 255);
      if (!name.empty() && (name[0] == '+' || name[0] == '-')) return;
      return accounts.put_user(bounded(5), id, {name, bounded(3), bounded(4)});
    }
    case EYAS_CODE_USERDELETED:
      return accounts.remove_user(bounded(5), id);
    case EYAS_CODE_GROUPADDED: {
      const std::string name = bounded(1).substr(0, 255);
      if (!name.empty() && (name[0] == '+' || name[0] == '-')) return;
      return accounts.put_group(bounded(2), id, name);
    }
    default:
      return accounts.remove_group(bounded(2), id);
  }
}

void Machine::exit_limit(const Event &event) {
  constexpr uint8_t descriptors = 7;
  const bool is_prlimit = event.code() == EYAS_CODE_PRLIMIT;
  if (is_prlimit ? event.result() != 0 : event.result() < 0) return;
  const Bytes resource = event.at(is_prlimit ? 6 : 3);
  if (resource.empty() || resource.as<uint8_t>() != descriptors) return;
  const int64_t limit = event.at(1).as<int64_t>();
  if (limit == -1) return;
  Thread *thread = current.thread;
  if (is_prlimit) {
    if (event.at(5).empty()) return;
    const int64_t tid = event.at(5).as<int64_t>();
    thread = threads.get(tid == 0 ? event.tid : tid);
    if (!thread || thread->is_invalid()) return;
  }
  if (Thread *first = thread->main()) first->descriptor_limit = limit;
}

void Machine::exit_prctl(const Event &event) {
  constexpr uint32_t set_subreaper = 36, get_subreaper = 37;
  if (event.result() < 0 || current.thread->is_invalid() || !current.thread->group) return;
  const uint32_t option = event.at(1).as<uint32_t>();
  if (option == set_subreaper || option == get_subreaper) current.thread->group->reaper = event.at(3).as<int64_t>() != 0;
}

void Machine::exit_namespace(const Event &event) {
  if (event.result() < 0) return;
  const Bytes flags = event.at(event.code() == EYAS_CODE_UNSHARE ? 1 : 2);
  if (!(flags.as<uint32_t>() & THREAD_NEW_USER_NAMESPACE)) return;
  constexpr uint64_t all = (uint64_t{1} << 41) - 1;
  Thread &thread = *current.thread;
  thread.cap_inheritable = thread.cap_permitted = thread.cap_effective = all;
  changed(&thread);
}

void Machine::exit_thread(const Event &event) {
  Thread &thread = *current.thread;
  if (thread.group && !thread.is_dead() && thread.group->alive > 0) thread.group->alive--;
  thread.flags |= THREAD_DEAD;
  tid_to_remove_ = event.tid;
  if (thread.children.empty()) return;
  if (event.count <= 4) thread.reaper = -1;
  else if (!event.at(4).empty()) thread.reaper = event.at(4).as<int64_t>();
}

}  // namespace eyas::scap
