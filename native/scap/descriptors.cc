#include "descriptors.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace eyas::scap {
namespace {

constexpr size_t longest_path = 1024;

}  // namespace

bool Fd::closes_on_exec() const {
  return open_flags & open_cloexec || ((type == FD_EVENTPOLL || type == FD_MEMFD) && open_flags & other_cloexec);
}

void Fd::keep_on_exec() { open_flags &= ~(open_cloexec | other_cloexec); }

L4 Fd::known_l4() const {
  if (is_internet()) return l4 == L4_RAW ? L4_RAW : !has_role() ? L4_NONE : l4;
  return is_server_socket() ? l4 : L4_NONE;
}

const char *Fd::letter_text() const {
  switch (type) {
    case FD_FILE:
    case FD_FILE_V2:
      return "f";
    case FD_DIRECTORY:
      return "d";
    case FD_IPV4:
    case FD_IPV4_SERVER:
      return "4";
    case FD_IPV6:
    case FD_IPV6_SERVER:
      return "6";
    case FD_PIPE:
      return "p";
    case FD_UNIX:
      return "u";
    case FD_EVENT:
      return "e";
    case FD_SIGNAL:
      return "s";
    case FD_EVENTPOLL:
      return "l";
    case FD_INOTIFY:
      return "i";
    case FD_TIMER:
      return "t";
    case FD_NETLINK:
      return "n";
    case FD_BPF:
      return "b";
    case FD_USERFAULT:
      return "u";
    case FD_IO_URING:
      return "r";
    case FD_MEMFD:
      return "m";
    case FD_PIDFD:
      return "P";
    case FD_UNKNOWN:
      return "o";
    case FD_UNSUPPORTED:
      return "X";
  }
  return "?";
}

const char *Fd::type_name() const {
  switch (type) {
    case FD_FILE:
    case FD_FILE_V2:
      return "file";
    case FD_DIRECTORY:
      return "directory";
    case FD_IPV4:
    case FD_IPV4_SERVER:
      return "ipv4";
    case FD_IPV6:
    case FD_IPV6_SERVER:
      return "ipv6";
    case FD_UNIX:
      return "unix";
    case FD_PIPE:
      return "pipe";
    case FD_EVENT:
      return "event";
    case FD_SIGNAL:
      return "signalfd";
    case FD_EVENTPOLL:
      return "eventpoll";
    case FD_INOTIFY:
      return "inotify";
    case FD_TIMER:
      return "timerfd";
    case FD_NETLINK:
      return "netlink";
    case FD_BPF:
      return "bpf";
    case FD_USERFAULT:
      return "userfaultfd";
    case FD_IO_URING:
      return "io_uring";
    case FD_MEMFD:
      return "memfd";
    case FD_PIDFD:
      return "pidfd";
    default:
      return "<NA>";
  }
}

SpareFds::~SpareFds() {
  for (Fd *fd : fds_) delete fd;
}

FdPointer SpareFds::take() {
  if (fds_.empty()) return FdPointer(new Fd, this);
  Fd *fd = fds_.back();
  fds_.pop_back();
  return FdPointer(fd, this);
}

void SpareFds::give(Fd *fd) {
  constexpr size_t most = 1024, longest_kept = 512;
  if (fds_.size() < most && fd->name.capacity() + fd->own_name_raw.capacity() < longest_kept) fds_.push_back(fd);
  else delete fd;
}

void Fd::begin(FdType new_type) {
  type = new_type;
  l4 = L4_UNKNOWN;
  client_role = server_role = connected = upper = lower = false;
  open_flags = device = 0;
  inode = source = destination = 0;
  pid = 0;
  name.clear();
  own_name_raw.clear();
  raw_is_name = false;
  client = server = {};
}

Descriptors &Descriptors::operator=(const Descriptors &other) {
  if (this == &other) return *this;
  near_.clear();
  near_.resize(other.near_.size());
  for (size_t i = 0; i < near_.size(); i++)
    if (other.near_[i].is_open) near_[i] = other.near_[i];
  far_ = other.far_;
  count_ = other.count_;
  return *this;
}

const Descriptors::Slot *Descriptors::find_far(int64_t number) const {
  for (const auto &entry : far_)
    if (entry.first == number) return &entry.second;
  return nullptr;
}

Fd *Descriptors::change(int64_t number, SpareFds &spare) {
  auto *slot = const_cast<Slot *>(find_slot(number));
  if (!slot) return nullptr;
  if (slot->fd.is_shared()) {
    FdPointer own = spare.take();
    *own.get() = *slot->fd.get();
    slot->fd = std::move(own);
  }
  return slot->fd.get();
}

Fd *Descriptors::make(int64_t number, FdType type, SpareFds &spare) {
  if (number < 0) return nullptr;
  auto *slot = const_cast<Slot *>(find_slot(number));
  if (!slot) {
    if (count_ >= most_descriptors) return nullptr;
    if (number >= near_numbers) {
      slot = &far_.emplace_back(number, Slot{}).second;
    } else {
      if (static_cast<size_t>(number) >= near_.size()) near_.resize(static_cast<size_t>(number) + 1);
      slot = &near_[static_cast<size_t>(number)];
    }
    count_++;
    slot->is_open = true;
  }
  if (!slot->fd.get() || slot->fd.is_shared()) slot->fd = spare.take();
  slot->fd.get()->begin(type);
  return slot->fd.get();
}

void Descriptors::erase(int64_t number) {
  auto *slot = const_cast<Slot *>(find_slot(number));
  if (!slot) return;
  count_--;
  if (number < near_numbers) slot->is_open = false;
  else far_.erase(std::find_if(far_.begin(), far_.end(), [&](const auto &entry) { return entry.first == number; }));
}

namespace {

char *put_number(char *at, uint32_t value) { return std::to_chars(at, at + 10, value).ptr; }

char *put_address(char *at, const uint8_t *address, bool v6) {
  if (v6) {
    inet_ntop(AF_INET6, address, at, INET6_ADDRSTRLEN);
    return at + std::strlen(at);
  }
  for (int i = 0; i < 4; i++) {
    if (i > 0) *at++ = '.';
    at = put_number(at, address[i]);
  }
  return at;
}

char *put_end(char *at, const End &end, bool v6) {
  at = put_address(at, end.address, v6);
  *at++ = ':';
  return put_number(at, end.port);
}

constexpr size_t longest_end = INET6_ADDRSTRLEN + 6;

}  // namespace

std::string address_text(const uint8_t *address, bool v6) {
  char text[longest_end];
  return {text, put_address(text, address, v6)};
}

std::string end_text(const End &end, bool v6) {
  char text[longest_end];
  return {text, put_end(text, end, v6)};
}

std::string ends_text(const End &client, const End &server, bool v6) {
  char text[2 * longest_end + 2];
  char *at = put_end(text, client, v6);
  *at++ = '-';
  *at++ = '>';
  return {text, put_end(at, server, v6)};
}

bool is_mapped(const uint8_t *address) {
  static const uint8_t zero[16] = {};
  if (std::memcmp(address, zero, 10) != 0) return false;
  return (address[10] == 0xff && address[11] == 0xff) || std::memcmp(address + 10, zero, 6) == 0;
}

std::string connection_name(const Fd &fd) {
  const bool v6 = fd.type == FD_IPV6;
  if (fd.l4 == L4_TCP || fd.l4 == L4_UDP) {
    if (v6 && is_mapped(fd.client.address) && is_mapped(fd.server.address)) {
      End client, server;
      std::memcpy(client.address, fd.client.address + 12, 4);
      std::memcpy(server.address, fd.server.address + 12, 4);
      client.port = fd.client.port;
      server.port = fd.server.port;
      return ends_text(client, server, false);
    }
    return ends_text(fd.client, fd.server, v6);
  }
  if (fd.l4 == L4_ICMP || (fd.l4 == L4_RAW && !v6))
    return address_text(fd.client.address, v6) + "->" + address_text(fd.server.address, v6);
  return "<unknown>";
}

namespace {

// Drops the last segment of what has been written behind `base`.
void rewind(std::string &path) {
  if (path.size() <= 1) return;
  path.pop_back();
  while (path.size() > 1 && path.back() != '/') path.pop_back();
}

}  // namespace

bool is_normal_path(std::string_view path) {
  if (path.empty() || path[0] != '/' || (path.size() > 1 && path.back() == '/')) return false;
  // Sixteen bytes at once: a slash, and behind it another one or a dot.
  typedef uint8_t Lane __attribute__((vector_size(16)));
  const char *at = path.data();
  size_t left = path.size() - 1;
  for (; left >= 16; at += 16, left -= 16) {
    Lane here, next;
    std::memcpy(&here, at, 16);
    std::memcpy(&next, at + 1, 16);
    const Lane found = (Lane)(here == '/') & ((Lane)(next == '/') | (Lane)(next == '.'));
    uint64_t halves[2];
    std::memcpy(halves, &found, 16);
    if (halves[0] | halves[1]) return false;
  }
  for (; left > 0; at++, left--)
    if (at[0] == '/' && (at[1] == '/' || at[1] == '.')) return false;
  return true;
}

void join_paths(std::string_view directory, std::string_view name, std::string &path) {
  if (directory.size() + name.size() + 1 > longest_path) {
    path = "/DIR_TOO_LONG/FILENAME_TOO_LONG";
    return;
  }
  if (is_normal_path(name)) {
    path = name;
    return;
  }
  const bool relative = !name.empty() && name[0] != '/';
  path = relative ? directory : std::string_view();
  const bool begins_empty = path.empty();
  for (size_t i = 0; i < name.size();) {
    const char c = name[i];
    const auto next = [&](size_t k) { return i + k < name.size() ? name[i + k] : '\0'; };
    if (c == '.' && (path.empty() || path.back() == '/')) {
      if (next(1) == '.' && (next(2) == '/' || next(2) == '\0')) {
        rewind(path);
        i += next(2) == '/' ? 3 : 2;
      } else if (next(1) == '/' || next(1) == '\0') {
        i += next(1) == '/' ? 2 : 1;
      } else {
        path += name[i++];
      }
    } else if (c == '/') {
      if ((!path.empty() && path.back() == '/') || (path.empty() && !begins_empty)) i++;
      else path += name[i++];
    } else {
      path += name[i++];
    }
  }
  if (path.size() > 1 && path.back() == '/') path.pop_back();
}

std::string join_paths(std::string_view directory, std::string_view name) {
  std::string path;
  join_paths(directory, name, path);
  return path;
}

}  // namespace eyas::scap
