#include "threads.h"

#include <unordered_set>

namespace eyas::scap {
namespace {

// As many as libsinsp keeps.
constexpr size_t most_threads = 131072;
constexpr size_t remembered_exits = 4096;
constexpr uint64_t just_exited_ns = 2000000000;
// Parents that are gone are taken from the list of a parent's children when there are so many more of them.
constexpr size_t expired_children = 100;

uint64_t exit_key(int64_t tid, int64_t ptid) { return static_cast<uint64_t>(ptid) << 32 | (static_cast<uint64_t>(tid) & 0xffffffff); }

}  // namespace

Thread *Thread::main() {
  if (is_main()) return this;
  if (!group || group->threads.empty()) return nullptr;
  Thread *first = group->threads.front().lock().get();
  return first && first->is_main() ? first : nullptr;
}

Descriptors *Thread::descriptors() {
  if (!(flags & THREAD_SHARES_FILES)) return &own_descriptors;
  Thread *first = main();
  return first ? &first->own_descriptors : nullptr;
}

std::string_view Thread::working_directory() const {
  const Thread *first = main();
  return first ? std::string_view(first->cwd) : "./";
}

void Threads::clear() {
  table_.clear();
  groups_.clear();
  order_.clear();
  exits_.clear();
  older_exits_.clear();
  last_tid_ = -1;
  last_ = nullptr;
}

ThreadPointer Threads::find_pointer(int64_t tid) const {
  const ThreadPointer *found = table_.find(tid);
  return found ? *found : nullptr;
}

Thread *Threads::get(int64_t tid) {
  if (Thread *known = find(tid)) return known;
  if (table_.size() >= most_threads) return nullptr;
  auto thread = std::make_shared<Thread>();
  thread->tid = tid;
  thread->comm = "<NA>";
  return add(std::move(thread));
}

Thread *Threads::add(ThreadPointer thread, bool with_family) {
  if (table_.size() >= most_threads && !table_.find(thread->tid)) return nullptr;
  if (with_family) place(thread);
  last_ = nullptr;
  Thread *added = thread.get();
  ThreadPointer &entry = table_.at(thread->tid);
  const ThreadPointer before = std::exchange(entry, std::move(thread));
  if (before && before.get() != added) listener_.removed(*before);
  return added;
}

void Threads::place(const ThreadPointer &thread) {
  if (thread->is_invalid() || thread->group) return;
  auto &group = groups_[thread->pid];
  if (!group) {
    group = std::make_shared<ThreadGroup>();
    group->pid = thread->pid;
    group->reaper = thread->pid == 1 || thread->vpid == 1;
    group->threads.push_front(thread);
  } else {
    if (thread->is_main()) group->threads.push_front(thread);
    else group->threads.push_back(thread);
    group->alive++;
  }
  thread->group = group;
  if (thread->pid == 1) return;
  Thread *parent = find(thread->ptid);
  if (!parent || parent->is_invalid()) {
    thread->ptid = 0;
    return;
  }
  adopt(*parent, thread);
}

void Threads::adopt(Thread &parent, const ThreadPointer &child) {
  if (parent.children.size() > expired_children && parent.children.size() % expired_children == 0)
    parent.children.remove_if([](const auto &one) { return one.expired(); });
  parent.children.push_front(child);
  child->ptid = parent.tid;
}

Thread *Threads::new_reaper(Thread &thread) const {
  const auto living = [&](const ThreadGroup &group) -> Thread * {
    if (group.alive == 0) return nullptr;
    for (const auto &weak : group.threads)
      if (Thread *one = weak.lock().get(); one && !one->is_dead() && one != &thread) return one;
    return nullptr;
  };
  if (thread.group)
    if (Thread *found = living(*thread.group)) return found;
  std::unordered_set<int64_t> seen{thread.tid};
  for (Thread *parent = find(thread.ptid); parent; parent = find(parent->ptid)) {
    if (!seen.insert(parent->tid).second) return nullptr;
    if (parent->in_pid_namespace() != thread.in_pid_namespace()) return nullptr;
    if (!parent->group || !parent->group->reaper) continue;
    if (Thread *found = living(*parent->group)) return found;
  }
  return nullptr;
}

void Threads::give_children(Thread &thread, Thread *reaper) {
  auto children = std::move(thread.children);
  thread.children.clear();
  for (const auto &weak : children) {
    const ThreadPointer child = weak.lock();
    if (!child) continue;
    if (reaper && reaper != &thread) adopt(*reaper, child);
    else child->ptid = 0;
    listener_.reparented(*child);
  }
}

void Threads::remove(int64_t tid) {
  const ThreadPointer thread = find_pointer(tid);
  if (!thread) return;
  last_ = nullptr;
  const auto erase = [&](int64_t gone) {
    const ThreadPointer found = find_pointer(gone);
    if (!found) return;
    listener_.removed(*found);
    table_.erase(gone);
    last_ = nullptr;
  };
  if (thread->is_invalid() || !thread->group) {
    erase(tid);
    return;
  }
  if (!thread->is_dead()) {
    if (thread->group->alive > 0) thread->group->alive--;
    thread->flags |= THREAD_DEAD;
  }
  if (!thread->children.empty()) {
    Thread *reaper = thread->reaper > 0 ? get(thread->reaper) : nullptr;
    if (!reaper || reaper->is_invalid()) reaper = new_reaper(*thread);
    if (reaper) {
      thread->reaper = reaper->tid;
      if (reaper->pid != thread->pid && reaper->group) reaper->group->reaper = true;
    }
    give_children(*thread, reaper);
  }
  if (thread->group->alive == 0) {
    groups_.erase(thread->pid);
    erase(thread->pid);
  }
  if (!thread->is_main()) {
    thread->group->threads.remove_if([&](const auto &weak) { return weak.lock() == thread; });
    erase(tid);
  }
}

void Threads::note_exit(int64_t tid, int64_t ptid, uint64_t ns) {
  if (exits_.size() >= remembered_exits) {
    older_exits_ = std::move(exits_);
    exits_.clear();
  }
  exits_[exit_key(tid, ptid)] = ns;
}

bool Threads::has_just_exited(int64_t tid, int64_t ptid, uint64_t ns) const {
  const uint64_t key = exit_key(tid, ptid);
  for (const auto *exits : {&exits_, &older_exits_}) {
    const auto found = exits->find(key);
    if (found != exits->end() && ns >= found->second && ns - found->second < just_exited_ns) return true;
  }
  return false;
}

Thread *Threads::ancestor(Thread &thread, uint32_t generations) const {
  Thread *process = thread.main();
  for (uint32_t i = 0; i < generations && process; i++) {
    Thread *parent = find(process->ptid);
    process = parent ? parent->main() : nullptr;
  }
  return process;
}

Thread *Threads::leader(Thread &thread, int64_t Thread::*id, bool is_virtual) const {
  const int64_t wanted = thread.*id;
  if (wanted == -1) return nullptr;
  if (!is_virtual || !thread.in_pid_namespace())
    if (Thread *found = find(wanted)) return found;
  Thread *oldest = nullptr;
  each_parent(thread, [&](Thread &parent) {
    if (parent.*id != wanted) return false;
    oldest = &parent;
    return true;
  });
  return oldest;
}

namespace {

constexpr size_t id_length = 64, short_id_length = 12;

bool is_id(std::string_view text) {
  if (text.size() != id_length) return false;
  for (const char c : text)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  return true;
}

bool is_runtime(std::string_view name) {
  return name == "docker" || name == "crio" || name == "libpod" || name == "cri-containerd";
}

// The id in one segment of a cgroup's path; `below` is the segment above.
std::string_view id_in(std::string_view segment, bool below_runtime) {
  constexpr std::string_view scope = ".scope";
  if (segment.size() > scope.size() && segment.substr(segment.size() - scope.size()) == scope)
    segment.remove_suffix(scope.size());
  if (segment.size() < id_length) return {};
  const std::string_view id = segment.substr(segment.size() - id_length);
  if (!is_id(id)) return {};
  if (id.size() == segment.size()) return below_runtime ? id : std::string_view();
  std::string_view front = segment.substr(0, segment.size() - id_length);
  if (front.back() != '-' && front.back() != ':') return {};
  front.remove_suffix(1);
  const size_t colon = front.rfind(':');
  return is_runtime(colon == std::string_view::npos ? front : front.substr(colon + 1)) ? id : std::string_view();
}

std::string_view id_of_path(std::string_view path) {
  std::string_view found;
  bool below_docker = false, orchestrated = false;
  for (size_t at = 0; at < path.size();) {
    const size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, slash - at);
    if (const auto id = id_in(segment, below_docker || orchestrated); !id.empty()) found = id;
    below_docker = segment == "docker";
    if (segment.substr(0, 8) == "kubepods" || segment == "ecs") orchestrated = true;
    at = slash + 1;
  }
  return found;
}

}  // namespace

std::string container_of(std::string_view cgroups, std::string_view &path) {
  path = {};
  for (size_t at = 0; at < cgroups.size();) {
    const size_t end = std::min(cgroups.find('\0', at), cgroups.size());
    const std::string_view member = cgroups.substr(at, end - at);
    const size_t equals = member.find('=');
    if (equals != std::string_view::npos) {
      const std::string_view own = member.substr(equals + 1);
      if (const auto id = id_of_path(own); !id.empty()) {
        path = own;
        return std::string(id.substr(0, short_id_length));
      }
      if (path.empty()) path = own;
    }
    at = end + 1;
  }
  return {};
}

}  // namespace eyas::scap
