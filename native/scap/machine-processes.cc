// Clone and exec, as libsinsp takes them: the child's own event and the parent's may come in either order.
#include "machine.h"

namespace eyas::scap {
namespace {

constexpr uint64_t stale_ns = 2000000000;

std::string without_deletion(std::string_view path) {
  constexpr std::string_view suffix = " (deleted)";
  if (path.size() > suffix.size() && path.substr(path.size() - suffix.size()) == suffix) path.remove_suffix(suffix.size());
  return std::string(path);
}

// Members that each end with a zero byte, of bytes that may lack the last one.
}  // namespace

void Machine::set_cgroups(Thread &thread, Bytes bytes) {
  if (thread.cgroups_told && *thread.cgroups_told == bytes.all()) return;
  std::string members;
  const std::string_view all = bytes.all();
  for (size_t at = 0; at < all.size();) {
    const size_t end = std::min(all.find('\0', at), all.size());
    const std::string_view member = all.substr(at, end - at);
    at = end + 1;
    const size_t equals = member.find('=');
    // libsinsp takes none of a list that has one without a name.
    if (equals == std::string_view::npos) {
      if (member.empty() && at > all.size()) break;
      return;
    }
    std::string name(member.substr(0, equals));
    if (const size_t suffix = name.find("_cgroup"); suffix != std::string::npos) name.erase(suffix, 7);
    if (name == "perf") name = "perf_event";
    else if (name == "mem") name = "memory";
    else if (name == "io") name = "blkio";
    members += name;
    members += member.substr(equals);
    members += '\0';
  }
  thread.cgroups_told = std::make_shared<const std::string>(all);
  if (thread.cgroups && *thread.cgroups == members) return;
  std::string_view path;
  thread.container_id = container_of(members, path);
  thread.cgroups = std::make_shared<const std::string>(std::move(members));
}

void Machine::inherit(Thread &child, const Thread &source) {
  child.image = source.image;
  child.exe_flags = source.exe_flags;
  child.root = source.root;
  child.sid = source.sid;
  child.vpgid = source.vpgid;
  child.pgid = source.pgid;
  child.tty = source.tty;
  child.login_uid = source.login_uid;
  child.cap_permitted = source.cap_permitted;
  child.cap_inheritable = source.cap_inheritable;
  child.cap_effective = source.cap_effective;
  child.exe_inode = source.exe_inode;
  child.exe_ctime = source.exe_ctime;
  child.exe_mtime = source.exe_mtime;
  child.ctime_to_clone = source.ctime_to_clone;
  child.cgroups = source.cgroups;
  child.cgroups_told = source.cgroups_told;
  child.container_id = source.container_id;
  if (child.flags & THREAD_IS_THREAD) {
    child.exec_ns = source.exec_ns;
    return;
  }
  if (const Descriptors *descriptors = const_cast<Thread &>(source).descriptors()) child.own_descriptors = *descriptors;
  const Thread *first = source.main();
  child.cwd = source.working_directory();
  child.env = first ? first->env : source.env;
}

// What both kinds of clone events tell of the child.
void Machine::tell_clone(const Event &event, Thread &child, const Thread *source) {
  const auto exe = event.text(1);
  if (!child.image || child.image->exe != exe || !are_arguments(child.image->args, event.at(2))) {
    auto image = std::make_shared<Image>();
    image->exe = exe;
    image->args = arguments_of(event.at(2));
    if (source && source->image) image->exe_path = source->image->exe_path;
    child.image = std::move(image);
  }
  child.comm = event.at(13).empty() ? child.image->exe : std::string(event.text(13));
  child.descriptor_limit = event.at(7).as<int64_t>();
  if (!event.at(12).empty()) {
    child.major_faults = event.at(8).as<uint64_t>();
    child.minor_faults = event.at(9).as<uint64_t>();
    child.vm_size = event.at(10).as<uint32_t>();
    child.vm_rss = event.at(11).as<uint32_t>();
    child.vm_swap = event.at(12).as<uint32_t>();
  }
  child.uid = event.at(16).as<uint32_t>();
  child.gid = event.at(17).as<uint32_t>();
  accounts.know_root(child.uid, child.gid);
  if (!event.at(14).empty()) set_cgroups(child, event.at(14));
  child.clone_ns = event.ns;
}

void Machine::exit_clone(const Event &event) {
  const int64_t child = event.result();
  if (child == 0) clone_in_child(event);
  else if (child > 0) clone_in_caller(event, child);
}

void Machine::clone_in_caller(const Event &event, int64_t child_tid) {
  Thread *caller = threads.get(event.tid);
  current.thread = caller;
  if (!caller) return;
  const bool is_valid = !caller->is_invalid();
  if (!is_valid) {
    caller->pid = event.at(4).as<int64_t>();
    caller->ptid = event.at(5).as<int64_t>();
    const bool has_virtual = !event.at(19).empty();
    caller->vtid = has_virtual ? event.at(18).as<int64_t>() : event.tid;
    caller->vpid = has_virtual ? event.at(19).as<int64_t>() : -1;
    threads.place(threads.find_pointer(event.tid));
    changed(caller);
  }
  const uint32_t flags = event.at(15).as<uint32_t>();
  constexpr uint32_t told_by_child = THREAD_IN_PID_NAMESPACE | THREAD_NEW_PID_NAMESPACE | THREAD_CLONE_PARENT;
  if (flags & told_by_child || event.tid != caller->vtid) return;
  if (flags & THREAD_VFORK || event.code() == EYAS_CODE_VFORK) return;
  if (threads.has_just_exited(child_tid, event.tid, event.ns)) return;
  if (Thread *known = threads.find(child_tid)) {
    if (known->flags & THREAD_INVERTED) return;
    threads.remove(child_tid);
    caller = threads.find(event.tid);
    if (!caller) {
      current.thread = nullptr;
      return;
    }
  }

  auto child = std::make_shared<Thread>();
  child->flags = flags;
  child->tid = child_tid;
  if (is_valid) inherit(*child, *caller);
  if (flags & THREAD_IS_THREAD) {
    child->pid = caller->pid;
    child->ptid = caller->ptid;
    child->flags |= THREAD_SHARES_FILES;
    child->exec_ns = caller->exec_ns;
  } else {
    child->pid = child_tid;
    child->ptid = caller->tid;
  }
  child->vtid = child->tid;
  child->vpid = child->pid;
  tell_clone(event, *child, is_valid ? caller : nullptr);
  child->pid_namespace_ns = boot_ns;
  if (!is_valid) {
    caller->image = child->image;
    caller->comm = child->comm;
  }
  if (Thread *added = threads.add(std::move(child))) changed(added);
}

void Machine::clone_in_child(const Event &event) {
  if (Thread *known = current.thread; known && known->clone_ns != 0) {
    if (event.ns - known->clone_ns < stale_ns) return;
    threads.remove(event.tid);
    current.thread = nullptr;
  }
  auto child = std::make_shared<Thread>();
  child->tid = event.tid;
  child->pid = event.at(4).as<int64_t>();
  child->ptid = event.at(5).as<int64_t>();
  const bool has_virtual = !event.at(19).empty();
  child->vtid = has_virtual ? event.at(18).as<int64_t>() : child->tid;
  child->vpid = has_virtual ? event.at(19).as<int64_t>() : -1;
  child->flags = event.at(15).as<uint32_t>() | THREAD_INVERTED;
  const bool leads = !(child->flags & THREAD_IS_THREAD);
  if (!leads) child->flags |= THREAD_SHARES_FILES;

  Thread *source = threads.get(leads ? child->ptid : child->pid);
  if (!source) {
    current.thread = nullptr;
    return;
  }
  const bool is_valid = !source->is_invalid();
  if (!is_valid && !leads) {
    source->pid = child->pid;
    source->ptid = child->ptid;
    source->vpid = source->vtid = child->vpid;
    threads.place(threads.find_pointer(source->tid));
    changed(source);
  }
  if (is_valid) inherit(*child, *source);
  tell_clone(event, *child, is_valid ? source : nullptr);
  if (!is_valid && !leads) {
    source->image = child->image;
    source->comm = child->comm;
  }
  if (child->flags & (THREAD_IN_PID_NAMESPACE | THREAD_NEW_PID_NAMESPACE) || child->tid != child->vtid) {
    if (!event.at(20).empty()) child->pid_namespace_ns = event.at(20).as<uint64_t>() + boot_ns;
  } else {
    child->pid_namespace_ns = boot_ns;
  }
  current.thread = threads.add(std::move(child));
  if (current.thread) changed(current.thread);
}

// Where captures before trusted paths leave it to the reader to find the executable.
std::string Machine::old_exe_path(const Event &event) {
  Event start;
  if (!start_of(event, start)) return current.thread->image ? current.thread->image->exe_path : std::string();
  if (start.code() == EYAS_CODE_EXECVE - 1) {
    const auto name = start.text(0);
    return name == "<NA>" ? "<NA>" : join_paths(current.thread->working_directory(), name);
  }
  constexpr uint32_t empty_path = 1;
  const uint32_t flags = start.at(2).as<uint32_t>();
  const auto name = start.text(1);
  const int64_t directory = start.at(0).as<int64_t>();
  const std::string from = directory_of(name, directory);
  if (from != "." && from != "<UNKNOWN>")
    if (const Descriptors *descriptors = current.thread->descriptors()) current.fd = descriptors->find(directory);
  if ((!(flags & empty_path) && name == "<NA>") || from == "<UNKNOWN>") return "<NA>";
  return flags & empty_path ? join_paths("", from) : join_paths(from, name);
}

void Machine::exit_exec(const Event &event) {
  if (event.result() < 0) return;
  Thread &thread = *current.thread;
  if (thread.is_dead()) {
    thread.flags &= ~THREAD_DEAD;
    if (thread.group) thread.group->alive++;
  }
  auto image = std::make_shared<Image>();
  image->exe = event.text(1);
  image->args = arguments_of(event.at(2));
  image->exe_path = without_deletion(event.at(27).empty() ? old_exe_path(event) : std::string(event.text(27)));
  thread.exec_ns = event.ns;
  thread.comm = event.at(13).empty() ? image->exe : std::string(event.text(13));
  thread.image = std::move(image);
  thread.pid = event.at(4).as<int64_t>();
  if (thread.is_invalid()) {
    thread.ptid = event.at(5).as<int64_t>();
    if (!(thread.flags & THREAD_IN_PID_NAMESPACE)) {
      thread.vtid = thread.tid;
      thread.vpid = thread.pid;
    }
    threads.place(threads.find_pointer(thread.tid));
  }
  thread.descriptor_limit = event.at(7).as<int64_t>();
  if (!event.at(12).empty()) {
    thread.major_faults = event.at(8).as<uint64_t>();
    thread.minor_faults = event.at(9).as<uint64_t>();
    thread.vm_size = event.at(10).as<uint32_t>();
    thread.vm_rss = event.at(11).as<uint32_t>();
    thread.vm_swap = event.at(12).as<uint32_t>();
  }
  if (!event.at(15).empty()) thread.env = std::make_shared<const std::string>(members_of(event.at(15)));
  if (!event.at(14).empty()) set_cgroups(thread, event.at(14));
  if (!event.at(16).empty()) thread.tty = event.at(16).as<uint32_t>();
  if (!event.at(17).empty()) thread.vpgid = event.at(17).as<int64_t>();
  if (!event.at(18).empty()) thread.login_uid = event.at(18).as<uint32_t>();
  if (!event.at(19).empty()) thread.exe_flags = event.at(19).as<uint32_t>() & 15;
  if (!event.at(22).empty()) {
    thread.cap_inheritable = event.at(20).as<uint64_t>();
    thread.cap_permitted = event.at(21).as<uint64_t>();
    thread.cap_effective = event.at(22).as<uint64_t>();
  }
  if (!event.at(25).empty()) {
    thread.exe_inode = event.at(23).as<uint64_t>();
    thread.exe_ctime = event.at(24).as<uint64_t>();
    thread.exe_mtime = event.at(25).as<uint64_t>();
    if (thread.clone_ns != 0) thread.ctime_to_clone = thread.clone_ns - thread.exe_ctime;
    if (thread.pid_namespace_ns != 0 && thread.exe_ctime > thread.pid_namespace_ns)
      thread.ctime_to_namespace = thread.exe_ctime - thread.pid_namespace_ns;
  }
  if (!event.at(26).empty()) thread.uid = event.at(26).as<uint32_t>();
  thread.pgid = event.at(28).empty() ? -1 : event.at(28).as<int64_t>();
  if (!event.at(29).empty()) thread.gid = event.at(29).as<uint32_t>();
  if (thread.container_id.empty()) accounts.know_root(thread.uid, thread.gid);
  if (Descriptors *descriptors = thread.descriptors())
    descriptors->retain([](int64_t, const Fd &fd) { return !fd.closes_on_exec(); });
  thread.flags &= THREAD_IS_MAIN | THREAD_INVERTED;
  changed(&thread);
  if (thread.group && thread.group->alive > 1) {
    std::vector<int64_t> others;
    for (const auto &weak : thread.group->threads)
      if (const ThreadPointer other = weak.lock(); other && !other->is_main() && other->tid != thread.tid) others.push_back(other->tid);
    for (const int64_t tid : others) threads.remove(tid);
  }
}

}  // namespace eyas::scap
