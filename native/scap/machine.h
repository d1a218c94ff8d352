// The machine that a capture is of: its threads, descriptors, addresses and users, and what each event changes of them. It
// follows libsinsp, whose answers Falco's rules rest on, also where the kernel would know better.
#pragma once
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "event.h"
#include "flag-texts.h"
#include "threads.h"

namespace eyas::scap {

struct Interface4 {
  uint32_t address, mask;
};
struct Interface6 {
  uint8_t address[16];
};

struct User {
  std::string name, home, shell;
};

// Users and groups of the host (an empty container id) and of containers.
class Accounts {
 public:
  void put_user(const std::string &container, uint32_t id, User user);
  // Whoever acts as root makes root known by name.
  void know_root(uint32_t uid, uint32_t gid);
  void put_group(const std::string &container, uint32_t id, std::string name);
  void remove_user(const std::string &container, uint32_t id);
  void remove_group(const std::string &container, uint32_t id);
  const User *user(const std::string &container, uint32_t id) const;
  // Falco's user.name of a thread, looked up again only once something has changed.
  std::string_view user_name(Thread &thread) const;
  const std::string *group(const std::string &container, uint32_t id) const;
  void clear() { users_.clear(), groups_.clear(), count_ = 0, changes_++; }

 private:
  std::unordered_map<std::string, std::unordered_map<uint32_t, User>> users_;
  std::unordered_map<std::string, std::unordered_map<uint32_t, std::string>> groups_;
  size_t count_ = 0;
  // Counts from 1 what was put in or removed.
  uint64_t changes_ = 1;
};

class Machine {
 public:
  explicit Machine(ThreadListener &listener) : threads(listener) {}

  // The event that is being applied, and what it is of.
  struct Current {
    Thread *thread = nullptr;
    const Fd *fd = nullptr;
    bool name_changed = false;
    // Threads that it changed, or made.
    std::vector<Thread *> changed;
  };

  void clear();
  // After the lists of processes and descriptors, before the first event.
  void finish_lists();
  void apply(const Event &event);
  // What the event before left for now: threads that ended, descriptors that were closed.
  void settle(uint64_t ns);

  void add_listed_process(ThreadPointer thread, Bytes cgroups);
  Fd *add_listed_descriptor(int64_t tid, int64_t number, Fd fd);
  bool is_local_v4(uint32_t address, const Thread &thread) const;
  bool is_local_v6(const uint8_t *address, const Thread &thread) const;
  // The directory that a name relative to a descriptor starts from; it may lie in `place`.
  std::string_view directory_of(std::string_view name, int64_t directory, std::string &place) const;
  std::string directory_of(std::string_view name, int64_t directory) const;

  SpareFds spare_fds;
  Threads threads;
  Accounts accounts;
  FlagTexts flag_texts;
  std::vector<Interface4> interfaces4;
  std::vector<Interface6> interfaces6;
  uint64_t boot_ns = 0;
  uint32_t cpus = 0;
  std::string hostname;
  // Whether outputs show bytes as base64.
  bool shows_base64 = false;
  Current current;
  uint64_t first_ns = 0;

 private:
  bool find_context(const Event &event);
  void keep_start(const Event &event);
  bool start_of(const Event &event, Event &start) const;
  void change_state(const Event &event);

  void exit_clone(const Event &event);
  void clone_in_caller(const Event &event, int64_t child);
  void clone_in_child(const Event &event);
  void tell_clone(const Event &event, Thread &child, const Thread *source);
  void inherit(Thread &child, const Thread &source);
  void exit_exec(const Event &event);
  std::string old_exe_path(const Event &event);
  void exit_open(const Event &event);
  void exit_socket(const Event &event);
  void add_socket(int64_t number, uint32_t domain, uint32_t type, uint32_t protocol, uint32_t flags);
  void exit_bind(const Event &event);
  void exit_connect(const Event &event);
  void exit_accept(const Event &event);
  void exit_close(const Event &event);
  void exit_close_range(const Event &event);
  void exit_pipe(const Event &event);
  void exit_socketpair(const Event &event);
  void exit_read(const Event &event);
  void exit_write(const Event &event);
  bool follow_tuple(Bytes tuple);
  void name_connection(Bytes tuple, bool incoming);
  void exit_dup(const Event &event);
  void exit_fcntl(const Event &event);
  void make_descriptor(const Event &event, FdType type, uint32_t open_flags);
  void exit_memfd(const Event &event);
  void exit_pidfd_open(const Event &event);
  void exit_pidfd_getfd(const Event &event);
  void exit_limit(const Event &event);
  void exit_prctl(const Event &event);
  void exit_namespace(const Event &event);
  void exit_thread(const Event &event);
  void change_directory(std::string_view directory);
  void change_ids(const Event &event);
  void account_event(const Event &event);

  Fd *make(int64_t number, FdType type);
  void named();
  void copy_fd(int64_t number, const Fd &from, uint32_t more_flags);
  Fd *change_fd();
  void changed(Thread *thread);
  void set_cgroups(Thread &thread, Bytes cgroups);
  void infer_address(Fd &fd) const;

  std::set<uint16_t> server_ports_;
  int64_t tid_to_remove_ = -1;
  std::vector<std::pair<int64_t, int64_t>> fds_to_remove_;
  std::string old_name_;
};

// Whether the packed address or pair of addresses in a parameter is whole.
bool is_address(Bytes address);
bool is_tuple(Bytes tuple);
// How Falco prints them.
std::string address_name(Bytes address);
std::string tuple_name(Bytes tuple);

}  // namespace eyas::scap
