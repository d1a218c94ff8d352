// What the descriptors of a process are, as libsinsp knows it.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eyas::scap {

// The numbers that captures have for kinds of descriptors.
enum FdType : uint8_t {
  FD_UNKNOWN = 0,
  FD_FILE = 1,
  FD_DIRECTORY = 2,
  FD_IPV4 = 3,
  FD_IPV6 = 4,
  FD_IPV4_SERVER = 5,
  FD_IPV6_SERVER = 6,
  FD_PIPE = 7,
  FD_UNIX = 8,
  FD_EVENT = 9,
  FD_UNSUPPORTED = 10,
  FD_SIGNAL = 11,
  FD_EVENTPOLL = 12,
  FD_INOTIFY = 13,
  FD_TIMER = 14,
  FD_NETLINK = 15,
  FD_FILE_V2 = 16,
  FD_BPF = 17,
  FD_USERFAULT = 18,
  FD_IO_URING = 19,
  FD_MEMFD = 20,
  FD_PIDFD = 21,
};

enum L4 : uint8_t { L4_UNKNOWN = 0, L4_NONE = 1, L4_TCP = 2, L4_UDP = 3, L4_ICMP = 4, L4_RAW = 5 };

// One end of a connection; the address has 4 or 16 bytes in network order, the port is in the order of this machine.
struct End {
  uint8_t address[16] = {};
  uint16_t port = 0;

  uint32_t v4() const {
    uint32_t value;
    std::memcpy(&value, address, 4);
    return value;
  }
  void set_v4(uint32_t value) { std::memcpy(address, &value, 4); }
  bool is_empty(size_t bytes) const {
    static const uint8_t none[16] = {};
    return std::memcmp(address, none, bytes) == 0;
  }
};

struct Fd {
  FdType type = FD_UNKNOWN;
  L4 l4 = L4_UNKNOWN;
  // Which ends are this process's; both may be said of one socket.
  bool client_role = false, server_role = false;
  bool connected = false, upper = false, lower = false;
  uint32_t open_flags = 0, device = 0;
  uint64_t inode = 0;
  int64_t pid = 0;
  // `name_raw`, the name as asked, lies in `name` if they are the same.
  std::string name, own_name_raw;
  bool raw_is_name = false;
  // Of an IP socket the client and the server; of one that waits for clients, the server alone.
  End client, server;
  uint64_t source = 0, destination = 0;

  bool is_file() const { return type == FD_FILE || type == FD_FILE_V2; }
  bool is_internet() const { return type == FD_IPV4 || type == FD_IPV6; }
  bool is_server_socket() const { return type == FD_IPV4_SERVER || type == FD_IPV6_SERVER; }
  bool is_tcp() const { return (is_internet() || is_server_socket()) && l4 == L4_TCP; }
  bool is_udp() const { return (is_internet() || is_server_socket()) && l4 == L4_UDP; }
  bool has_role() const { return client_role || server_role; }
  const std::string &name_raw() const { return raw_is_name ? name : own_name_raw; }
  // Another name than it was opened by.
  void rename(std::string other) {
    if (std::exchange(raw_is_name, false)) own_name_raw = name;
    name = std::move(other);
  }
  bool closes_on_exec() const;
  void keep_on_exec();
  L4 known_l4() const;
  char letter() const { return letter_text()[0]; }
  const char *letter_text() const;
  const char *type_name() const;
  // Makes it a new one of that type, whose texts find their memory already there.
  void begin(FdType type);

 private:
  friend class FdPointer;
  // Of this object, so that copies begin without.
  struct Holders {
    uint32_t count = 0;
    Holders() = default;
    Holders(const Holders &) {}
    Holders &operator=(const Holders &) { return *this; }
  };
  Holders holders_;
};

class FdPointer;

// Those that nobody holds, for the next: most descriptors live for a few events, and their texts need as much memory as
// those before. It outlives all that it has given.
class SpareFds {
 public:
  SpareFds() = default;
  ~SpareFds();
  SpareFds(const SpareFds &) = delete;
  SpareFds &operator=(const SpareFds &) = delete;

  // One as it was left.
  FdPointer take();
  void give(Fd *fd);

 private:
  std::vector<Fd *> fds_;
};

// Holds an Fd together with others; all of them in one thread.
class FdPointer {
 public:
  FdPointer() = default;
  FdPointer(Fd *fd, SpareFds *home) : fd_(fd), home_(home) { fd->holders_.count++; }
  FdPointer(const FdPointer &other) : fd_(other.fd_), home_(other.home_) {
    if (fd_) fd_->holders_.count++;
  }
  FdPointer(FdPointer &&other) noexcept : fd_(std::exchange(other.fd_, nullptr)), home_(other.home_) {}
  FdPointer &operator=(FdPointer other) {
    std::swap(fd_, other.fd_);
    std::swap(home_, other.home_);
    return *this;
  }
  ~FdPointer() {
    if (fd_ && --fd_->holders_.count == 0) home_->give(fd_);
  }

  Fd *get() const { return fd_; }
  bool is_shared() const { return fd_->holders_.count > 1; }

 private:
  Fd *fd_ = nullptr;
  SpareFds *home_ = nullptr;
};

// The bit of O_CLOEXEC in captures; epoll and memfd have one of their own.
constexpr uint32_t open_cloexec = 4096, other_cloexec = 1;

// A process has at most so many descriptors that are known.
constexpr size_t most_descriptors = 4096;

// Descriptors by number. Copies share entries until one of them is changed.
class Descriptors {
 public:
  Descriptors() = default;
  Descriptors(const Descriptors &other) { *this = other; }
  Descriptors &operator=(const Descriptors &other);

  const Fd *find(int64_t number) const {
    const Slot *slot = find_slot(number);
    return slot ? slot->fd.get() : nullptr;
  }
  // The entry to be changed; null if there is none.
  Fd *change(int64_t number, SpareFds &spare);
  // An entry of that type in place of what there was; null if there is no room.
  Fd *make(int64_t number, FdType type, SpareFds &spare);
  void erase(int64_t number);
  void clear() { near_.clear(), far_.clear(), count_ = 0; }
  size_t size() const { return count_; }

  // Calls `visit(number, const Fd &)` until it answers false.
  template <typename Visit>
  void each(Visit visit) const {
    for (size_t i = 0; i < near_.size(); i++)
      if (near_[i].is_open && !visit(static_cast<int64_t>(i), *near_[i].fd.get())) return;
    for (const auto &[number, slot] : far_)
      if (!visit(number, *slot.fd.get())) return;
  }

  // Erases those that `keep(number, const Fd &)` answers false for.
  template <typename Keep>
  void retain(Keep keep) {
    for (size_t i = 0; i < near_.size(); i++)
      if (near_[i].is_open && !keep(static_cast<int64_t>(i), *near_[i].fd.get())) erase(static_cast<int64_t>(i));
    std::vector<int64_t> gone;
    for (const auto &[number, slot] : far_)
      if (!keep(number, *slot.fd.get())) gone.push_back(number);
    for (const int64_t number : gone) erase(number);
  }

 private:
  // A slot that was closed keeps its Fd for the next that has the number.
  struct Slot {
    FdPointer fd;
    bool is_open = false;
  };
  // Descriptors below it are found by index.
  static constexpr int64_t near_numbers = 8192;

  const Slot *find_slot(int64_t number) const {
    if (static_cast<uint64_t>(number) < near_.size()) {
      const Slot &slot = near_[static_cast<size_t>(number)];
      return slot.is_open ? &slot : nullptr;
    }
    return number < near_numbers ? nullptr : find_far(number);
  }
  const Slot *find_far(int64_t number) const;

  std::vector<Slot> near_;
  // Numbers that a table by index would be too long for.
  std::vector<std::pair<int64_t, Slot>> far_;
  size_t count_ = 0;
};

// `1.2.3.4:80`, IPv6 without brackets, as Falco prints them.
std::string address_text(const uint8_t *address, bool v6);
std::string end_text(const End &end, bool v6);
std::string ends_text(const End &client, const End &server, bool v6);
bool is_mapped(const uint8_t *address);
// What Falco makes the name of a connection.
std::string connection_name(const Fd &fd);

// A directory and a name as one path, `.` and `..` taken lexically. `path` is no part of either.
void join_paths(std::string_view directory, std::string_view name, std::string &path);
std::string join_paths(std::string_view directory, std::string_view name);
// Whether a name is the path that it means: it begins with a slash and has nothing to be taken lexically. Names with a dot
// at the beginning of a part are not looked at closer.
bool is_normal_path(std::string_view path);

}  // namespace eyas::scap
