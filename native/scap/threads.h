// Threads and their groups, as libsinsp knows them: each thread is known for itself, and the descriptors, directory and
// environment of a group are those of its first thread.
#pragma once
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "descriptors.h"
#include "tid-table.h"

namespace eyas::scap {

// Bits of clone's flags as captures have them, and what libsinsp adds of its own.
enum ThreadFlag : uint32_t {
  THREAD_SHARES_FILES = 1u << 0,
  THREAD_NEW_PID_NAMESPACE = 1u << 6,
  THREAD_CLONE_PARENT = 1u << 8,
  THREAD_IS_THREAD = 1u << 13,
  THREAD_INVERTED = 1u << 16,
  THREAD_DEAD = 1u << 18,
  THREAD_NEW_USER_NAMESPACE = 1u << 20,
  THREAD_VFORK = 1u << 27,
  THREAD_IN_PID_NAMESPACE = 1u << 29,
  THREAD_IS_MAIN = 1u << 30,
};

struct Thread;
using ThreadPointer = std::shared_ptr<Thread>;

struct ThreadGroup {
  int64_t pid;
  bool reaper;
  uint64_t alive = 1;
  std::list<std::weak_ptr<Thread>> threads;
};

// What a process was made of by its last exec. Children share it until they differ.
struct Image {
  std::string exe, exe_path;
  // Members that end with zero bytes.
  std::string args;
};

struct Thread {
  int64_t tid = 0, pid = -1, ptid = -1, vtid = -1, vpid = -1, sid = -1, pgid = -1, vpgid = -1, reaper = -1;
  uint32_t uid = UINT32_MAX, gid = UINT32_MAX, login_uid = UINT32_MAX, tty = 0, flags = 0, exe_flags = 0;
  uint64_t cap_inheritable = 0, cap_permitted = 0, cap_effective = 0;
  uint64_t clone_ns = 0, exec_ns = 0, pid_namespace_ns = 0, exe_inode = 0, exe_ctime = 0, exe_mtime = 0;
  uint64_t ctime_to_clone = 0, ctime_to_namespace = 0;
  uint64_t major_faults = 0, minor_faults = 0, total_exec_ns = 0;
  int64_t descriptor_limit = -1;
  uint32_t vm_size = 0, vm_rss = 0, vm_swap = 0;
  std::string comm, cwd, root;
  std::shared_ptr<const Image> image;
  // Members that end with zero bytes, as `args`.
  std::shared_ptr<const std::string> env, cgroups;
  // What `cgroups` was made of.
  std::shared_ptr<const std::string> cgroups_told;
  std::string container_id;
  // What Accounts::user_name found last, and for what.
  struct {
    uint64_t changes = 0;
    uint32_t uid = 0;
    std::string container_id;
    std::string_view text;
  } user_name;
  Descriptors own_descriptors;
  std::shared_ptr<ThreadGroup> group;
  std::list<std::weak_ptr<Thread>> children;
  // The descriptor of the last event.
  int64_t last_fd = -1;
  int32_t last_type = -1;
  bool last_type_fits = false;
  // The start of the call that the thread is in, if its end needs it.
  uint16_t start_code = 0;
  std::vector<uint8_t> start_bytes;
  std::vector<uint32_t> start_lengths;
  // What the modules know it by: a number of its own, or that of the first thread as long as both look the same.
  uint32_t number = 0;
  bool has_own_number = false;
  // The modules know it otherwise than it is by now.
  bool is_stale = false;

  bool is_main() const { return tid == pid || flags & THREAD_IS_MAIN; }
  bool is_dead() const { return flags & THREAD_DEAD; }
  // Known only from its tid.
  bool is_invalid() const { return tid < 0 || pid < 0 || ptid < 0; }
  bool in_pid_namespace() const { return flags & THREAD_IN_PID_NAMESPACE || (tid != vtid && vtid >= 0); }
  Thread *main();
  const Thread *main() const { return const_cast<Thread *>(this)->main(); }
  // Those of the group; null if its first thread is not known.
  Descriptors *descriptors();
  std::string_view working_directory() const;
};

// Hears of what happens to threads, to tell the modules.
class ThreadListener {
 public:
  virtual ~ThreadListener() = default;
  virtual void reparented(Thread &child) = 0;
  virtual void removed(Thread &thread) = 0;
};

class Threads {
 public:
  explicit Threads(ThreadListener &listener) : listener_(listener) {}

  void clear();
  size_t size() const { return table_.size(); }
  Thread *find(int64_t tid) const {
    if (last_ && tid == last_tid_) return last_;
    const ThreadPointer *found = table_.find(tid);
    if (!found) return nullptr;
    last_tid_ = tid;
    last_ = found->get();
    return last_;
  }
  ThreadPointer find_pointer(int64_t tid) const;
  // Finds a thread, or makes one of which only the tid is known; null if the table is full.
  Thread *get(int64_t tid);
  // Adds a thread in place of the one of that tid; null if the table is full.
  Thread *add(ThreadPointer thread, bool with_family = true);
  // Gives a thread its group and its parent.
  void place(const ThreadPointer &thread);
  void remove(int64_t tid);
  void note_exit(int64_t tid, int64_t ptid, uint64_t ns);
  bool has_just_exited(int64_t tid, int64_t ptid, uint64_t ns) const;
  // The process that is `generations` above.
  Thread *ancestor(Thread &thread, uint32_t generations) const;
  // The leader of a session or group, or the oldest ancestor in it.
  Thread *leader(Thread &thread, int64_t Thread::*id, bool is_virtual) const;

  template <typename Visit>
  void each(Visit visit) {
    for (const ThreadPointer &thread : order_)
      if (thread && find(thread->tid) == thread.get()) visit(*thread);
  }

  // Visits the parents from the nearest on until `visit(Thread &)` answers false or they repeat.
  template <typename Visit>
  void each_parent(const Thread &thread, Visit visit) const {
    Thread *slow = find(thread.ptid), *fast = slow;
    if (fast) fast = find(fast->ptid);
    while (slow && slow->tid != -1) {
      if (!visit(*slow)) return;
      slow = find(slow->ptid);
      for (int i = 0; i < 2; i++) {
        if (fast) fast = find(fast->ptid);
        if (slow && (slow == fast || slow->tid == slow->ptid)) return;
      }
    }
  }

  // Threads of the process list in the order of the file, before anything happened to them.
  std::vector<ThreadPointer> order_;

 private:
  Thread *new_reaper(Thread &thread) const;
  void give_children(Thread &thread, Thread *reaper);
  void adopt(Thread &parent, const ThreadPointer &child);

  ThreadListener &listener_;
  TidTable<ThreadPointer> table_;
  std::unordered_map<int64_t, std::shared_ptr<ThreadGroup>> groups_;
  mutable int64_t last_tid_ = -1;
  mutable Thread *last_ = nullptr;
  // When threads ended, by tid and parent; the older half is forgotten when the younger is full.
  std::unordered_map<uint64_t, uint64_t> exits_, older_exits_;
};

// The short id of the container that a cgroup belongs to, by the names that runtimes give; empty on the host. `cgroups` are
// members `subsystem=path` that end with zero bytes; `path` is where the id was found, or the first path.
std::string container_of(std::string_view cgroups, std::string_view &path);

}  // namespace eyas::scap
