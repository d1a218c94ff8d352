// What calls do to descriptors, as libsinsp takes it.
#include "machine.h"

namespace eyas::scap {
namespace {

constexpr uint8_t family_unix = 1, family_v4 = 2, family_v6 = 10;
constexpr uint32_t open_directory = 1u << 10, open_created = 1u << 14, open_upper = 1u << 15, open_lower = 1u << 16;

uint16_t port_at(const uint8_t *at) {
  uint16_t port;
  std::memcpy(&port, at, sizeof port);
  return port;
}

uint64_t word_at(const uint8_t *at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The two ends of a whole tuple of the internet.
struct Ends {
  End source, destination;
  bool v6;
};

Ends ends_of(Bytes tuple) {
  Ends ends = {};
  ends.v6 = tuple.data[0] == family_v6;
  const size_t bytes = ends.v6 ? 16 : 4;
  const uint8_t *at = tuple.data + 1;
  std::memcpy(ends.source.address, at, bytes);
  ends.source.port = port_at(at + bytes);
  at += bytes + 2;
  std::memcpy(ends.destination.address, at, bytes);
  ends.destination.port = port_at(at + bytes);
  if (ends.v6 && is_mapped(ends.source.address) && is_mapped(ends.destination.address)) {
    std::memmove(ends.source.address, ends.source.address + 12, 4);
    std::memmove(ends.destination.address, ends.destination.address + 12, 4);
    ends.v6 = false;
  }
  return ends;
}

bool same(const End &a, const End &b, size_t bytes) { return a.port == b.port && std::memcmp(a.address, b.address, bytes) == 0; }

// Writes the ends into a socket; whether that changed anything. The server's end is only filled if it is empty, unless
// `overwrite`.
bool set_ends(Fd &fd, const Ends &ends, bool overwrite) {
  const size_t bytes = ends.v6 ? 16 : 4;
  if (fd.type == (ends.v6 ? FD_IPV6 : FD_IPV4)) {
    if (same(ends.source, fd.client, bytes) && same(ends.destination, fd.server, bytes)) return false;
    if (same(ends.destination, fd.client, bytes) && same(ends.source, fd.server, bytes)) return false;
  }
  bool changed = false;
  if (std::memcmp(fd.client.address, ends.source.address, bytes) != 0 || fd.client.port != ends.source.port) {
    fd.client = ends.source;
    changed = true;
  }
  if (fd.server.is_empty(bytes) || (overwrite && std::memcmp(fd.server.address, ends.destination.address, bytes) != 0)) {
    std::memcpy(fd.server.address, ends.destination.address, bytes);
    changed = true;
  }
  if (fd.server.port == 0 || (overwrite && fd.server.port != ends.destination.port)) {
    fd.server.port = ends.destination.port;
    changed = true;
  }
  return changed;
}

// Falco keeps the ends of all families in the same bytes: what is read of another family is what lies there.
void become_v4(Fd &fd) {
  if (fd.type == FD_IPV6 || fd.type == FD_IPV6_SERVER) {
    const uint8_t left = (fd.type == FD_IPV6 ? fd.client : fd.server).address[12];
    fd.l4 = left <= L4_RAW ? static_cast<L4>(left) : L4_UNKNOWN;
  }
  fd.type = FD_IPV4;
}

std::string hexadecimal(uint64_t value) {
  char text[20];
  snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

bool is_address(Bytes address) {
  if (address.empty()) return false;
  switch (address.data[0]) {
    case family_v4:
      return address.size >= 7;
    case family_v6:
      return address.size >= 19;
    case family_unix:
      return address.size >= 2 && address.data[address.size - 1] == 0;
    default:
      return true;
  }
}

bool is_tuple(Bytes tuple) {
  if (tuple.empty()) return false;
  switch (tuple.data[0]) {
    case family_v4:
      return tuple.size >= 13;
    case family_v6:
      return tuple.size >= 37;
    case family_unix:
      return tuple.size >= 18 && tuple.data[tuple.size - 1] == 0;
    default:
      return true;
  }
}

std::string address_name(Bytes address) {
  if (address.empty()) return "<NA>";
  const uint8_t family = address.data[0];
  if (!is_address(address))
    return family == family_unix ? "INVALID PATH" : family == family_v4 ? "INVALID IPv4" : "INVALID IPv6";
  if (family == family_unix) return std::string(Bytes{address.data + 1, address.size - 1}.text());
  if (family != family_v4 && family != family_v6) return "family " + std::to_string(family);
  const bool v6 = family == family_v6;
  return address_text(address.data + 1, v6) + ':' + std::to_string(port_at(address.data + (v6 ? 17 : 5)));
}

std::string tuple_name(Bytes tuple) {
  if (tuple.empty()) return "NULL";
  const uint8_t family = tuple.data[0];
  if (!is_tuple(tuple))
    return family == family_unix ? "INVALID PATH" : family == family_v4 ? "INVALID IPv4" : "INVALID IPv6";
  if (family == family_unix)
    return hexadecimal(word_at(tuple.data + 1)) + "->" + hexadecimal(word_at(tuple.data + 9)) + ' ' +
           std::string(Bytes{tuple.data + 17, tuple.size - 17}.text());
  if (family != family_v4 && family != family_v6) return "family " + std::to_string(family);
  const Ends ends = ends_of(tuple);
  return ends_text(ends.source, ends.destination, ends.v6);
}

void Machine::exit_open(const Event &event) {
  std::string_view name = "<NA>", directory;
  std::string place;
  uint32_t flags = 0, device = 0;
  uint64_t inode = 0;
  Event start;
  const uint16_t code = event.code();
  const bool has_start = code != EYAS_CODE_OPEN_BY_HANDLE_AT && start_of(event, start);
  const auto take_inode = [&](uint32_t device_at, uint32_t inode_at) {
    if (event.at(inode_at).empty() && code != EYAS_CODE_OPEN && code != EYAS_CODE_CREAT) return;
    device = event.at(device_at).as<uint32_t>();
    inode = event.at(inode_at).as<uint64_t>();
  };
  if (code == EYAS_CODE_OPENAT || code == EYAS_CODE_OPENAT2) {
    if (!event.at(2).empty()) name = event.text(2);
    flags = event.at(3).as<uint32_t>();
    const bool is_second = code == EYAS_CODE_OPENAT2;
    take_inode(is_second ? 6 : 5, is_second ? 7 : 6);
    Bytes base = event.at(1);
    if (has_start && start.text(1) != "<NA>") {
      name = start.text(1);
      flags = start.at(2).as<uint32_t>() | (flags & ~(open_created - 1));
      base = start.at(0);
    }
    if (!base.empty()) directory = directory_of(name, base.as<int64_t>(), place);
  } else if (code == EYAS_CODE_OPEN_BY_HANDLE_AT) {
    flags = event.at(2).as<uint32_t>();
    name = event.text(3);
    device = event.at(4).as<uint32_t>();
    inode = event.at(5).as<uint64_t>();
  } else {
    name = event.text(1);
    const bool is_creat = code == EYAS_CODE_CREAT;
    take_inode(is_creat ? 3 : 4, is_creat ? 4 : 5);
    if (is_creat) {
      const uint16_t layers = event.at(5).as<uint16_t>();
      flags = layers & 1 ? open_upper : layers & 2 ? open_lower : 0;
    } else {
      flags = event.at(2).as<uint32_t>();
    }
    if (has_start && start.text(0) != "<NA>") {
      name = start.text(0);
      if (!is_creat) flags = start.at(1).as<uint32_t>() | (flags & ~(open_created - 1));
    }
    directory = current.thread->working_directory();
  }
  const int64_t number = event.result();
  if (number < 0) return;
  // The directory may be the name of the descriptor in whose place this one comes.
  if ((name.empty() || name[0] != '/') && directory.data() != place.data()) directory = place = directory;
  Fd *fd = make(number, flags & open_directory ? FD_DIRECTORY : FD_FILE_V2);
  if (!fd) return;
  fd->open_flags = flags;
  fd->device = device;
  fd->inode = inode;
  join_paths(directory, name, fd->name);
  fd->raw_is_name = fd->name == name;
  if (!fd->raw_is_name) fd->own_name_raw = name;
  fd->upper = flags & open_upper;
  fd->lower = flags & open_lower;
  named();
}

void Machine::add_socket(int64_t number, uint32_t domain, uint32_t type, uint32_t protocol, uint32_t flags) {
  constexpr uint32_t unix_domain = 1, netlink = 16, stream = 1, datagram = 2, raw = 3;
  constexpr uint32_t ip = 0, icmp = 1, tcp = 6, udp = 17, raw_protocol = 255;
  Fd *fd = make(number, FD_UNKNOWN);
  if (!fd) return;
  fd->open_flags = flags;
  if (domain == unix_domain) fd->type = FD_UNIX;
  else if (domain == netlink) fd->type = FD_NETLINK;
  else if (domain == family_v4 || domain == family_v6) {
    fd->type = domain == family_v4 ? FD_IPV4 : FD_IPV6;
    if (protocol == tcp) fd->l4 = type == raw ? L4_RAW : L4_TCP;
    else if (protocol == udp) fd->l4 = type == raw ? L4_RAW : L4_UDP;
    else if (protocol == ip) fd->l4 = (type & 0xff) == stream ? L4_TCP : (type & 0xff) == datagram ? L4_UDP : L4_UNKNOWN;
    else if (protocol == icmp) fd->l4 = type == raw ? L4_RAW : L4_ICMP;
    else if (protocol == raw_protocol) fd->l4 = L4_RAW;
  }
}

void Machine::exit_socket(const Event &event) {
  const int64_t number = event.result();
  if (number < 0) return;
  add_socket(number, event.at(1).as<uint32_t>(), event.at(2).as<uint32_t>(), event.at(3).as<uint32_t>(),
             event.at(4).as<uint32_t>());
}

void Machine::exit_bind(const Event &event) {
  if (!current.fd || event.result() < 0 || !is_address(event.at(1))) return;
  Fd *fd = change_fd();
  if (!fd) return;
  const Bytes address = event.at(1);
  const uint8_t family = address.data[0];
  if (family == family_v4 || family == family_v6) {
    const bool v6 = family == family_v6;
    const uint16_t port = port_at(address.data + (v6 ? 17 : 5));
    if (port > 0) {
      const bool maps = v6 && is_mapped(address.data + 1);
      fd->type = v6 && !maps ? FD_IPV6_SERVER : FD_IPV4_SERVER;
      fd->server = {};
      std::memcpy(fd->server.address, address.data + (maps ? 13 : 1), v6 && !maps ? 16 : 4);
      fd->server.port = port;
      fd->server_role = true;
    }
  }
  fd->rename(address_name(address));
}

void Machine::exit_connect(const Event &event) {
  constexpr int64_t in_progress = -115;
  if (!current.fd) return;
  const int64_t result = event.result();
  if (result < 0 && result != in_progress) return;
  Fd *fd = change_fd();
  if (!fd) return;
  fd->connected = true;
  Event start;
  Bytes asked = {};
  if (start_of(event, start) && is_address(start.at(1))) asked = start.at(1);
  const Bytes tuple = event.at(1);
  if (tuple.empty()) {
    if (asked.empty()) return;
    const uint8_t family = asked.data[0];
    if (family != family_v4 && family != family_v6) {
      fd->rename(tuple_name(tuple));
      return;
    }
    const bool v6 = family == family_v6, maps = v6 && is_mapped(asked.data + 1);
    fd->type = v6 && !maps ? FD_IPV6 : FD_IPV4;
    std::memcpy(fd->server.address, asked.data + (maps ? 13 : 1), v6 && !maps ? 16 : 4);
    fd->server.port = port_at(asked.data + (v6 ? 17 : 5));
    return;
  }
  if (!is_tuple(tuple)) return;
  const Bytes given = is_address(event.at(3)) ? event.at(3) : Bytes{};
  const uint8_t family = tuple.data[0];
  if (family == family_v4 || family == family_v6) {
    const bool v6 = family == family_v6;
    const size_t bytes = v6 ? 16 : 4, end = bytes + 2;
    uint8_t patched[37];
    std::memcpy(patched, tuple.data, v6 ? 37 : 13);
    // What was asked for at the start of the call cannot have been changed behind the kernel's back.
    const bool is_as_given = !given.empty() && !asked.empty() && given.data[0] == family && asked.data[0] == family &&
                             std::memcmp(patched + 1 + end, given.data + 1, end) == 0;
    if (is_as_given) std::memcpy(patched + 1 + end, asked.data + 1, end);
    const Ends ends = ends_of({patched, v6 ? 37u : 13u});
    if (ends.v6) fd->type = FD_IPV6;
    else become_v4(*fd);
    if (set_ends(*fd, ends, true) && fd->server_role && fd->is_udp()) std::swap(fd->client, fd->server);
    fd->rename(connection_name(*fd));
  } else {
    if (fd->type != FD_UNIX || family != family_unix) return;
    std::string_view path = Bytes{tuple.data + 17, tuple.size - 17}.text();
    if (!given.empty() && !asked.empty() && given.data[0] == family_unix && asked.data[0] == family_unix &&
        path == Bytes{given.data + 1, given.size - 1}.text())
      path = Bytes{asked.data + 1, asked.size - 1}.text();
    fd->source = word_at(tuple.data + 1);
    fd->destination = word_at(tuple.data + 9);
    fd->rename(hexadecimal(fd->source) + "->" + hexadecimal(fd->destination) + ' ' + std::string(path));
  }
  if (!fd->has_role()) fd->client_role = true;
}

void Machine::exit_accept(const Event &event) {
  const int64_t number = event.result();
  if (number < 0) return;
  current.thread->last_fd = number;
  const Bytes tuple = event.at(1);
  if (!is_tuple(tuple)) return;
  const uint8_t family = tuple.data[0];
  if (family != family_v4 && family != family_v6 && family != family_unix) return;
  Fd *fd = make(number, FD_UNKNOWN);
  if (!fd) return;
  if (family == family_unix) {
    fd->type = FD_UNIX;
    fd->source = word_at(tuple.data + 1);
    fd->destination = word_at(tuple.data + 9);
  } else {
    const Ends ends = ends_of(tuple);
    set_ends(*fd, ends, false);
    fd->type = ends.v6 ? FD_IPV6 : FD_IPV4;
    fd->l4 = L4_TCP;
  }
  fd->name = tuple_name(tuple);
  if (event.code() == EYAS_CODE_ACCEPT4) fd->open_flags = event.at(5).as<uint32_t>() & open_cloexec;
  fd->server_role = true;
  fd->connected = true;
  named();
}

void Machine::exit_close(const Event &event) {
  if (event.result() >= 0 && current.fd) fds_to_remove_.emplace_back(current.thread->tid, current.thread->last_fd);
}

void Machine::exit_close_range(const Event &event) {
  constexpr uint32_t cloexec = 4;
  Descriptors *descriptors = current.thread->descriptors();
  if (event.result() < 0 || !descriptors) return;
  const int64_t first = event.at(1).as<uint32_t>(), last = event.at(2).as<uint32_t>();
  if (!(event.at(3).as<uint32_t>() & cloexec))
    return descriptors->retain([&](int64_t number, const Fd &) { return number < first || number > last; });
  std::vector<int64_t> numbers;
  descriptors->each([&](int64_t number, const Fd &) {
    if (number >= first && number <= last) numbers.push_back(number);
    return true;
  });
  for (const int64_t number : numbers) descriptors->change(number, spare_fds)->open_flags |= open_cloexec;
}

void Machine::exit_pipe(const Event &event) {
  if (event.result() < 0) return;
  for (const uint32_t end : {1u, 2u}) {
    Fd *fd = make(event.at(end).as<int64_t>(), FD_PIPE);
    if (!fd) continue;
    fd->inode = event.at(3).as<uint64_t>();
    if (event.code() == EYAS_CODE_PIPE2) fd->open_flags = event.at(4).as<uint32_t>();
  }
}

void Machine::exit_socketpair(const Event &event) {
  if (event.result() < 0) return;
  const int64_t first = event.at(1).as<int64_t>(), second = event.at(2).as<int64_t>();
  current.fd = nullptr;
  if (first == second) return;
  const Fd *made = nullptr;
  for (const int64_t number : {first, second}) {
    Fd *fd = make(number, FD_UNIX);
    if (number == first) made = fd;
    if (!fd) continue;
    fd->source = event.at(3).as<uint64_t>();
    fd->destination = event.at(4).as<uint64_t>();
  }
  current.fd = made;
}

// Takes over what a datagram says of its ends; whether that changed the socket.
bool Machine::follow_tuple(Bytes tuple) {
  if (!is_tuple(tuple)) return false;
  Fd *fd = change_fd();
  if (!fd) return false;
  const uint8_t family = tuple.data[0];
  if (family == family_unix) {
    fd->type = FD_UNIX;
    fd->source = word_at(tuple.data + 1);
    fd->destination = word_at(tuple.data + 9);
    return true;
  }
  if (family == family_v4 || family == family_v6) {
    const Ends ends = ends_of(tuple);
    if (fd->is_server_socket()) fd->client = fd->server;
    if (!ends.v6) {
      become_v4(*fd);
      if (!set_ends(*fd, ends, true)) return false;
    } else if (!set_ends(*fd, ends, true)) {
      return false;
    }
  }
  if (fd->is_internet() && fd->l4 == L4_UNKNOWN) fd->l4 = L4_UDP;
  infer_address(*fd);
  return true;
}

// Names a datagram socket whose ends were just told, and guesses which of them is the client's.
void Machine::name_connection(Bytes tuple, bool incoming) {
  Fd *fd = change_fd();
  if (!fd) return;
  if (!fd->is_internet()) {
    fd->rename(tuple_name(tuple));
    return;
  }
  if (!fd->has_role()) {
    bool owns_server = false, uses_client = false;
    // Falco looks for the ports where those of IPv4 lie.
    uint16_t client = fd->client.port, server = fd->server.port;
    if (fd->type == FD_IPV6) {
      std::memcpy(&client, fd->client.address + 8, sizeof client);
      std::memcpy(&server, fd->client.address + 10, sizeof server);
    }
    if (const Descriptors *descriptors = current.thread->descriptors())
      descriptors->each([&](int64_t, const Fd &other) {
        owns_server |= (other.type == FD_IPV4 || other.type == FD_IPV4_SERVER) && other.server.port == server;
        uses_client |= other.type == FD_IPV4 && other.client.port == client;
        return true;
      });
    if (!owns_server) fd->client_role = true;
    else if (!uses_client) fd->server_role = true;
    else (incoming ? fd->server_role : fd->client_role) = true;
  }
  if (incoming ? fd->client_role : fd->server_role) std::swap(fd->client, fd->server);
  fd->rename(connection_name(*fd));
}

void Machine::exit_read(const Event &event) {
  const uint16_t code = event.code();
  if (code == EYAS_CODE_RECVMMSG && event.at(0).empty()) return;
  if (!current.fd || event.result() < 0) return;
  if (current.fd->is_internet() && !current.fd->connected)
    if (Fd *fd = change_fd()) fd->connected = true;
  const int at = code == EYAS_CODE_RECVFROM                             ? 2
                 : code == EYAS_CODE_RECVMSG                            ? 3
                 : code == EYAS_CODE_RECVMMSG || code == EYAS_CODE_RECV ? 4
                                                                        : -1;
  if (at < 0 || (!current.fd->name.empty() && current.fd->is_tcp())) return;
  if (follow_tuple(event.at(static_cast<uint32_t>(at)))) name_connection(event.at(static_cast<uint32_t>(at)), true);
}

void Machine::exit_write(const Event &event) {
  const uint16_t code = event.code();
  if (code == EYAS_CODE_SENDMMSG && event.at(0).empty()) return;
  const bool sends = code == EYAS_CODE_SEND || code == EYAS_CODE_SENDTO || code == EYAS_CODE_SENDMSG;
  if (sends && !current.fd && current.thread && event.result() >= 0 && !event.at(4).empty()) {
    // The socket was made before the capture began: it is taken for UDP, as Falco does.
    const uint8_t family = event.at(4).data[0];
    if (family == family_v4 || family == family_v6) add_socket(event.at(2).as<int64_t>(), family, 2, 17, 0);
  }
  if (!current.fd || event.result() < 0) return;
  if (current.fd->is_internet() && !current.fd->connected)
    if (Fd *fd = change_fd()) fd->connected = true;
  if (!sends && code != EYAS_CODE_SENDMMSG) return;
  if (!current.fd->name.empty() && current.fd->is_tcp()) return;
  if (follow_tuple(event.at(4))) name_connection(event.at(4), false);
}

void Machine::exit_dup(const Event &event) {
  const int64_t number = event.result();
  if (number < 0 || !current.fd) return;
  copy_fd(number, *current.fd, event.code() == EYAS_CODE_DUP3 ? event.at(3).as<uint32_t>() & open_cloexec : 0);
}

void Machine::exit_fcntl(const Event &event) {
  constexpr uint8_t dup = 1, set = 3, dup_cloexec = 26;
  const uint8_t command = event.at(2).as<uint8_t>();
  const int64_t result = event.result();
  if ((command != dup && command != set && command != dup_cloexec) || result < 0 || !current.fd) return;
  if (command == set) {
    Fd *fd = change_fd();
    if (!fd) return;
    fd->keep_on_exec();
    if (event.at(3).as<uint64_t>() & 1) fd->open_flags |= open_cloexec;
    return;
  }
  copy_fd(result, *current.fd, command == dup_cloexec ? open_cloexec : 0);
}

void Machine::make_descriptor(const Event &event, FdType type, uint32_t open_flags) {
  const int64_t number = event.result();
  if (number < 0) return;
  if (Fd *fd = make(number, type)) fd->open_flags = open_flags;
}

void Machine::exit_memfd(const Event &event) {
  Fd *fd = make(event.result(), FD_MEMFD);
  if (!fd) return;
  fd->name = event.text(1);
  fd->open_flags = event.at(2).as<uint32_t>();
  named();
}

void Machine::exit_pidfd_open(const Event &event) {
  const int64_t number = event.result();
  if (number < 0) return;
  Fd *fd = make(number, FD_PIDFD);
  if (!fd) return;
  fd->pid = event.at(1).as<int64_t>();
  fd->name = "/proc/" + std::to_string(fd->pid);
  fd->open_flags = event.at(2).as<uint32_t>();
  named();
}

void Machine::exit_pidfd_getfd(const Event &event) {
  Descriptors *own = current.thread->descriptors();
  const Fd *pidfd = own ? own->find(event.at(1).as<int64_t>()) : nullptr;
  Thread *other = pidfd && pidfd->type == FD_PIDFD ? threads.find(pidfd->pid) : nullptr;
  Descriptors *theirs = other ? other->descriptors() : nullptr;
  const Fd *target = theirs ? theirs->find(event.at(2).as<int64_t>()) : nullptr;
  if (!target) return;
  copy_fd(event.result(), *target, open_cloexec);
  if (current.fd) named();
}

}  // namespace eyas::scap
