#include "supply.h"

#include "render.h"

namespace eyas::scap {
namespace {

bool is_file(const Fd &fd) { return fd.is_file() || fd.type == FD_DIRECTORY; }
bool is_socket(const Fd &fd) { return fd.is_internet() || fd.is_server_socket(); }

bool opens(uint16_t code) {
  return code == EYAS_CODE_OPEN || code == EYAS_CODE_CREAT || code == EYAS_CODE_OPENAT || code == EYAS_CODE_OPENAT2 ||
         code == EYAS_CODE_OPEN_BY_HANDLE_AT;
}
bool connects(uint16_t code) { return code == EYAS_CODE_ACCEPT || code == EYAS_CODE_ACCEPT4 || code == EYAS_CODE_CONNECT; }
bool has_descriptor(const Event &event) { return event.uses(EYAS_EF_CREATES_FD | EYAS_EF_USES_FD | EYAS_EF_DESTROYS_FD); }

void supply_bytes(const Event &event, const Fd *fd, bool of_kind, int category, Value &value) {
  const uint8_t own = event.info->category;
  const bool is_io = own == EYAS_EC_IO_READ || own == EYAS_EC_IO_WRITE || own == EYAS_EC_IO_OTHER;
  if (!fd || !is_io || !of_kind || (category >= 0 && own != category)) return;
  if (event.is_exit() && event.result() >= 0) value.set_unsigned(static_cast<uint64_t>(event.result()));
}

void supply_count(const Event &event, bool counts, Value &value) {
  if (counts && event.returns()) value.set_unsigned(event.result() < 0);
}

void supply_category(const Event &event, const Fd *fd, Value &value) {
  switch (event.info->category) {
    case EYAS_EC_IO_READ:
    case EYAS_EC_IO_WRITE:
    case EYAS_EC_IO_OTHER:
      if (!fd) return value.set_text("unknown");
      if (is_file(*fd)) return value.set_text("file");
      if (is_socket(*fd)) return value.set_text("net");
      switch (fd->type) {
        case FD_PIPE:
        case FD_UNIX:
        case FD_EVENT:
        case FD_SIGNAL:
        case FD_INOTIFY:
        case FD_USERFAULT:
          return value.set_text("ipc");
        default:
          return value.set_text("unknown");
      }
    default:
      return value.set_text(eyas_category_names[event.info->category]);
  }
}

const int *path_parameters(uint16_t code, bool target) {
  static const int first[] = {1, -1}, second[] = {2, -1}, third[] = {3, 2}, fourth[] = {4, 3}, relative[] = {2, 1};
  switch (code) {
    case EYAS_CODE_RENAME:
    case EYAS_CODE_MOUNT:
      return target ? second : first;
    case EYAS_CODE_LINK:
      return target ? first : second;
    case EYAS_CODE_SYMLINK:
      return target ? first : second;
    case EYAS_CODE_RENAMEAT:
    case EYAS_CODE_RENAMEAT2:
      return target ? fourth : relative;
    case EYAS_CODE_LINKAT:
      return target ? relative : fourth;
    case EYAS_CODE_SYMLINKAT:
      return target ? first : third;
    default:
      return nullptr;
  }
}

int single_path(uint16_t code) {
  switch (code) {
    case EYAS_CODE_MKDIR:
    case EYAS_CODE_RMDIR:
    case EYAS_CODE_UNLINK:
    case EYAS_CODE_OPEN:
    case EYAS_CODE_CHMOD:
    case EYAS_CODE_CHOWN:
    case EYAS_CODE_LCHOWN:
    case EYAS_CODE_UMOUNT:
    case EYAS_CODE_UMOUNT2:
      return 1;
    case EYAS_CODE_MKDIRAT:
    case EYAS_CODE_UNLINKAT:
    case EYAS_CODE_OPENAT:
    case EYAS_CODE_OPENAT2:
    case EYAS_CODE_FCHMODAT:
    case EYAS_CODE_FCHOWNAT:
      return 2;
    case EYAS_CODE_QUOTACTL:
      return 4;
    default:
      return -1;
  }
}

// The directory of a descriptor that is one, as Falco takes it for paths of files.
std::string listed_directory(const Machine &machine) {
  const Fd *fd = machine.current.fd;
  if (!fd || fd->type != FD_DIRECTORY) return "<UNKNOWN>";
  return fd->name.empty() || fd->name.back() == '/' ? fd->name : fd->name + '/';
}

enum class PathOf { name, source, target };

void supply_path(Machine &machine, const Event &event, PathOf which, bool raw, Value &value) {
  const uint16_t code = event.code();
  const bool opens_it = code == EYAS_CODE_OPEN || code == EYAS_CODE_OPENAT || code == EYAS_CODE_OPENAT2;
  const int64_t result = event.result();
  if (!event.returns() || (opens_it ? result == -1 : result != 0)) return;
  std::string text;
  int directory = -1;
  if (which == PathOf::name && (code == EYAS_CODE_FCHMOD || code == EYAS_CODE_FCHOWN)) {
    if (!machine.current.fd) return;
    text = machine.current.fd->name;
  } else {
    int parameter;
    if (which == PathOf::name) {
      parameter = single_path(code);
    } else {
      const int *parameters = path_parameters(code, which == PathOf::target);
      parameter = parameters ? parameters[0] : -1;
      directory = parameters ? parameters[1] : -1;
    }
    if (parameter < 0) return;
    text = event.text(static_cast<uint32_t>(parameter));
  }
  if (raw) return value.set_text(text);
  Thread *thread = machine.current.thread;
  if (!thread) return;
  if (!text.empty() && text[0] == '/') return value.set_text(join_paths("", text));
  switch (code) {
    case EYAS_CODE_OPENAT:
    case EYAS_CODE_OPENAT2:
      return value.set_text(join_paths("", machine.current.fd ? machine.current.fd->name : "<UNKNOWN>"));
    case EYAS_CODE_FCHOWNAT:
    case EYAS_CODE_FCHMODAT:
    case EYAS_CODE_MKDIRAT:
    case EYAS_CODE_UNLINKAT:
      return value.set_text(join_paths(listed_directory(machine), text));
    case EYAS_CODE_SYMLINKAT:
      return value.set_text(join_paths(which == PathOf::source ? listed_directory(machine) : "<UNKNOWN>", text));
    case EYAS_CODE_RENAMEAT2:
      return value.set_text(
          join_paths(machine.directory_of(text, event.at(static_cast<uint32_t>(directory)).as<int64_t>()), text));
    default:
      return value.set_text(join_paths(thread->working_directory(), text));
  }
}

void supply_abspath(Machine &machine, const Event &event, int which, Value &value) {
  int path = -1, directory = -1;
  switch (event.code()) {
    case EYAS_CODE_RENAMEAT:
    case EYAS_CODE_RENAMEAT2:
    case EYAS_CODE_LINKAT:
      path = which == 2 ? 4 : 2;
      directory = path - 1;
      break;
    case EYAS_CODE_SYMLINKAT:
      path = 3;
      directory = 2;
      break;
    case EYAS_CODE_OPENAT:
    case EYAS_CODE_OPENAT2:
    case EYAS_CODE_UNLINKAT:
    case EYAS_CODE_MKDIRAT:
    case EYAS_CODE_FCHMODAT:
    case EYAS_CODE_FCHOWNAT:
      path = 2;
      directory = 1;
      break;
    default:
      return;
  }
  Thread *thread = machine.current.thread;
  const auto name = event.text(static_cast<uint32_t>(path));
  const Bytes base = event.at(static_cast<uint32_t>(directory));
  if (!thread || base.empty() || event.at(static_cast<uint32_t>(path)).empty()) return;
  std::string from = ".";
  if (name.empty() || name[0] != '/') {
    if (base.as<int64_t>() == -100) {
      from = thread->working_directory();
    } else {
      const Descriptors *descriptors = thread->descriptors();
      const Fd *fd = descriptors ? descriptors->find(base.as<int64_t>()) : nullptr;
      from = fd ? fd->name + '/' : "<UNKNOWN>/";
    }
  }
  value.set_text(join_paths(from, name));
}

std::string directory_part(std::string name) {
  const size_t slash = name.rfind('/');
  if (slash == std::string::npos || slash == 0) return "/";
  if (slash < name.size() - 1) name.resize(slash);
  return name;
}

void supply_descriptor(Machine &machine, const Event &event, uint32_t slot, Value &value) {
  const Fd *fd = machine.current.fd;
  const Thread *thread = machine.current.thread;
  if (!thread || !has_descriptor(event)) return;
  const bool is_directory = slot == EYAS_SLOT_FD_DIRECTORY || slot == EYAS_SLOT_FD_CONTAINERDIRECTORY;
  const bool is_contained = slot == EYAS_SLOT_FD_CONTAINERNAME || slot == EYAS_SLOT_FD_CONTAINERDIRECTORY;
  std::string name;
  if (slot == EYAS_SLOT_FD_FILENAME) {
    if (!fd || !fd->is_file()) return;
    const size_t slash = fd->name.rfind('/');
    return value.set_text(slash == std::string::npos ? "/" : slash + 1 < fd->name.size() ? fd->name.substr(slash + 1) : fd->name);
  }
  if (fd) {
    if (is_directory && !is_file(*fd)) return;
    name = slot == EYAS_SLOT_FD_NAMERAW ? fd->name_raw() : fd->name;
  } else if (!name_from_event(machine, event, slot == EYAS_SLOT_FD_NAMERAW, name)) {
    return;
  }
  if (is_directory && (!fd || fd->is_file())) name = directory_part(name);
  if (is_contained) name = thread->container_id + ':' + name;
  value.set_text(name);
}

void supply_port_name(const Fd *fd, uint32_t slot, const Machine &machine, Value &value) {
  if (!fd) return;
  if (!fd->is_internet()) {
    if ((slot == EYAS_SLOT_FD_SPROTO && fd->is_server_socket()) || (slot == EYAS_SLOT_FD_CPROTO && fd->has_role())) value.set_text("");
    return;
  }
  if (!fd->has_role()) return;
  const bool is_local = fd->type == FD_IPV4 ? machine.is_local_v4(fd->client.v4(), *machine.current.thread)
                                            : machine.is_local_v6(fd->client.address, *machine.current.thread);
  const bool client = slot == EYAS_SLOT_FD_CPROTO || (slot == EYAS_SLOT_FD_LPROTO ? is_local : slot == EYAS_SLOT_FD_RPROTO && !is_local);
  value.set_text(std::to_string((client ? fd->client : fd->server).port));
}

void supply_polled(const Machine &machine, const Event &event, uint32_t slot, Value &value) {
  int at = -1;
  for (uint32_t i = 0; i < event.info->count; i++)
    if (event.info->parameters[i].type == EYAS_PT_FDLIST) at = static_cast<int>(i);
  if (at < 0 || !machine.current.thread) return;
  const Bytes list = event.at(static_cast<uint32_t>(at));
  const Descriptors *descriptors = machine.current.thread->descriptors();
  Cursor cursor(list.data, list.size);
  std::string text;
  for (uint32_t left = cursor.take<uint16_t>(); left > 0; left--) {
    const int64_t number = cursor.take<int64_t>();
    cursor.take<int16_t>();
    if (!cursor.ok()) break;
    const Fd *fd = descriptors ? descriptors->find(number) : nullptr;
    std::string add;
    if (slot == EYAS_SLOT_FDLIST_NUMS) {
      add = std::to_string(number);
    } else if (slot == EYAS_SLOT_FDLIST_NAMES) {
      if (!fd || fd->name.empty()) add = "<NA>";
      else add = fd->name;
    } else if (fd && is_socket(*fd)) {
      const bool client = slot == EYAS_SLOT_FDLIST_CIPS || slot == EYAS_SLOT_FDLIST_CPORTS;
      if (client && fd->is_server_socket()) continue;
      const End &end = client ? fd->client : fd->server;
      const bool v6 = fd->type == FD_IPV6 || fd->type == FD_IPV6_SERVER;
      const bool is_port = slot == EYAS_SLOT_FDLIST_CPORTS || slot == EYAS_SLOT_FDLIST_SPORTS;
      add = is_port ? std::to_string(end.port) : address_text(end.address, v6);
    } else {
      continue;
    }
    text += add + ',';
  }
  if (text.empty()) return;
  text.pop_back();
  value.set_text(text);
}

void supply_leader(Machine &machine, Thread &thread, uint32_t slot, Value &value) {
  int64_t Thread::*id = &Thread::sid;
  bool is_virtual = true;
  if (slot >= EYAS_SLOT_PROC_VPGID_NAME && slot <= EYAS_SLOT_PROC_VPGID_EXEPATH) id = &Thread::vpgid;
  if (slot >= EYAS_SLOT_PROC_PGID_NAME && slot <= EYAS_SLOT_PROC_PGID_EXEPATH) id = &Thread::pgid, is_virtual = false;
  const Thread *leader = machine.threads.leader(thread, id, is_virtual);
  if (!leader) return value.set_text("");
  switch (slot) {
    case EYAS_SLOT_PROC_SNAME:
    case EYAS_SLOT_PROC_VPGID_NAME:
    case EYAS_SLOT_PROC_PGID_NAME:
      return value.set_text(leader->comm);
    case EYAS_SLOT_PROC_SID_EXE:
    case EYAS_SLOT_PROC_VPGID_EXE:
    case EYAS_SLOT_PROC_PGID_EXE:
      return value.set_text(leader->image ? leader->image->exe : std::string());
    default:
      return value.set_text(leader->image ? leader->image->exe_path : std::string());
  }
}

void supply_stream(Thread &thread, uint32_t slot, Value &value) {
  const bool is_name = slot >= EYAS_SLOT_PROC_STDIN_NAME;
  const int64_t number = slot - (is_name ? EYAS_SLOT_PROC_STDIN_NAME : EYAS_SLOT_PROC_STDIN_TYPE);
  const Descriptors *descriptors = thread.descriptors();
  const Fd *fd = descriptors ? descriptors->find(number) : nullptr;
  if (fd) value.set_text(is_name ? std::string_view(fd->name) : std::string_view(fd->type_name()));
}

void supply_thread(Machine &machine, const Event &event, uint32_t slot, Value &value) {
  Thread *thread = machine.current.thread;
  if (!thread) return;
  if (slot >= EYAS_SLOT_PROC_SNAME && slot <= EYAS_SLOT_PROC_PGID_EXEPATH) return supply_leader(machine, *thread, slot, value);
  if (slot >= EYAS_SLOT_PROC_STDIN_TYPE && slot <= EYAS_SLOT_PROC_STDERR_NAME) return supply_stream(*thread, slot, value);
  Thread *first = thread->main();
  switch (slot) {
    case EYAS_SLOT_PROC_LOGINSHELLID: {
      if (!first) return;
      const auto look = [&](Thread &one) {
        const std::string &name = one.comm;
        if (name.size() >= 2 && name.compare(name.size() - 2, 2, "sh") == 0) value.set(one.pid);
        return true;
      };
      look(*first);
      return machine.threads.each_parent(*first, look);
    }
    case EYAS_SLOT_PROC_FDOPENCOUNT:
      return value.set_unsigned(first ? first->own_descriptors.size() : 0);
    case EYAS_SLOT_PROC_FDLIMIT:
      return value.set(first ? first->descriptor_limit : 0);
    case EYAS_SLOT_PROC_FDUSAGE: {
      const int64_t limit = first ? first->descriptor_limit : 0;
      const double open = first ? static_cast<double>(first->own_descriptors.size()) : 0;
      return value.set_real(limit <= 0 ? 0 : open > static_cast<double>(limit) ? 100 : open * 100 / static_cast<double>(limit));
    }
    case EYAS_SLOT_PROC_VMSIZE:
      return value.set_unsigned(thread->vm_size);
    case EYAS_SLOT_PROC_VMRSS:
      return value.set_unsigned(thread->vm_rss);
    case EYAS_SLOT_PROC_VMSWAP:
      return value.set_unsigned(thread->vm_swap);
    case EYAS_SLOT_THREAD_VMSIZE:
      return value.set_unsigned(thread->is_main() ? thread->vm_size : 0);
    case EYAS_SLOT_THREAD_VMRSS:
      return value.set_unsigned(thread->is_main() ? thread->vm_rss : 0);
    case EYAS_SLOT_THREAD_VMSIZE_B:
      return value.set_unsigned(thread->is_main() ? uint64_t{thread->vm_size} * 1024 : 0);
    case EYAS_SLOT_THREAD_VMRSS_B:
      return value.set_unsigned(thread->is_main() ? uint64_t{thread->vm_rss} * 1024 : 0);
    case EYAS_SLOT_PROC_NTHREADS:
      return value.set_unsigned(thread->group ? thread->group->alive : 0);
    case EYAS_SLOT_PROC_NCHILDS:
      if (!thread->group) return value.set_unsigned(0);
      return value.set_unsigned(thread->group->alive - (first && !first->is_dead() ? 1 : 0));
    case EYAS_SLOT_PROC_PID_TS:
      if (thread->clone_ns != 0) value.set_unsigned(thread->clone_ns);
      return;
    case EYAS_SLOT_PROC_PPID_TS:
      if (const Thread *parent = machine.threads.find(thread->ptid)) value.set_unsigned(parent->clone_ns);
      return;
    case EYAS_SLOT_PROC_PPID_DURATION: {
      const Thread *parent = machine.threads.ancestor(*thread, 1);
      if (!parent) return;
      if (parent->clone_ns != 0) return value.set(static_cast<int64_t>(event.ns - parent->clone_ns));
      // Falco goes on to the next field here.
      return value.set_unsigned(first ? first->own_descriptors.size() : 0);
    }
    case EYAS_SLOT_PROC_PIDNS_INIT_START_TS:
      if (thread->pid_namespace_ns != 0) value.set_unsigned(thread->pid_namespace_ns);
      return;
    case EYAS_SLOT_PROC_EXE_INO_CTIME_DURATION_PROC_START:
      if (thread->ctime_to_clone != 0) value.set_unsigned(thread->ctime_to_clone);
      return;
    case EYAS_SLOT_PROC_EXE_INO_CTIME_DURATION_PIDNS_START:
      if (thread->ctime_to_namespace != 0) value.set_unsigned(thread->ctime_to_namespace);
      return;
    case EYAS_SLOT_THREAD_VTID:
      if (thread->vtid != -1) value.set(thread->vtid);
      return;
    case EYAS_SLOT_THREAD_PFMAJOR:
      return value.set_unsigned(thread->major_faults);
    case EYAS_SLOT_THREAD_PFMINOR:
      return value.set_unsigned(thread->minor_faults);
    case EYAS_SLOT_THREAD_EXECTIME:
    case EYAS_SLOT_THREAD_TOTEXECTIME:
      return value.set_unsigned(0);
    case EYAS_SLOT_THREAD_NAMETID:
      return value.set_text(thread->comm + std::to_string(event.tid));
    case EYAS_SLOT_THREAD_ISMAIN:
      return value.set_truth(thread->is_main());
    case EYAS_SLOT_THREAD_CGROUPS: {
      if (!thread->cgroups || thread->cgroups->empty()) return;
      std::string text = *thread->cgroups;
      text.pop_back();
      for (char &c : text)
        if (c == '\0') c = ' ';
      return value.set_text(text);
    }
    default:
      return;
  }
}

void supply_account(Machine &machine, uint32_t slot, Value &value) {
  Thread *thread = machine.current.thread;
  if (!thread) return;
  if (slot == EYAS_SLOT_GROUP_NAME) {
    const std::string *group = machine.accounts.group(thread->container_id, thread->gid);
    return value.set_text(group ? *group : thread->gid == 0 ? "root" : "<NA>");
  }
  const bool is_login = slot == EYAS_SLOT_USER_LOGINNAME;
  const uint32_t id = is_login ? thread->login_uid : thread->uid;
  const User *user = machine.accounts.user(thread->container_id, id);
  if (slot == EYAS_SLOT_USER_HOMEDIR) return value.set_text(user ? user->home : id == 0 ? "/root" : "<NA>");
  if (slot == EYAS_SLOT_USER_SHELL) return value.set_text(user ? user->shell : "<NA>");
  value.set_text(user ? user->name : id == 0 ? "root" : "<NA>");
}

void supply_cgroup(const Machine &machine, uint32_t index, Value &value) {
  const Thread *thread = machine.current.thread;
  constexpr size_t known = sizeof eyas_cgroup_subsystems / sizeof *eyas_cgroup_subsystems;
  if (!thread || !thread->cgroups || index >= known) return;
  const std::string_view name = eyas_cgroup_subsystems[index], all = *thread->cgroups;
  for (size_t at = 0; at < all.size();) {
    const size_t end = std::min(all.find('\0', at), all.size());
    const std::string_view member = all.substr(at, end - at);
    if (member.size() > name.size() && member.substr(0, name.size()) == name && member[name.size()] == '=')
      return value.set_text(member.substr(name.size() + 1));
    at = end + 1;
  }
}

void supply_raw(const Event &event, uint32_t i, Value &value) {
  if (i >= event.info->count || i >= event.count) return;
  const Bytes bytes = event.at(i);
  const uint8_t type = event.info->parameters[i].type;
  switch (type) {
    case EYAS_PT_CHARBUF:
    case EYAS_PT_FSPATH:
    case EYAS_PT_FSRELPATH:
      return value.set_text(event.text(i));
    case EYAS_PT_BYTEBUF:
      if (!bytes.empty()) value.set_text(bytes.all());
      return;
    case EYAS_PT_SOCKADDR:
    case EYAS_PT_SOCKTUPLE:
    case EYAS_PT_FDLIST:
    case EYAS_PT_DYN:
      return;
    default:
      break;
  }
  if (bytes.empty()) return;
  switch (type) {
    case EYAS_PT_INT16:
      return value.set(bytes.as<int16_t>());
    case EYAS_PT_INT32:
      return value.set(bytes.as<int32_t>());
    case EYAS_PT_INT64:
    case EYAS_PT_ERRNO:
    case EYAS_PT_FD:
    case EYAS_PT_PID:
      return value.set(bytes.as<int64_t>());
    default:
      break;
  }
  uint64_t bits = 0;
  std::memcpy(&bits, bytes.data, std::min<size_t>(bytes.size, sizeof bits));
  value.set_unsigned(bits);
}

void supply_event(Machine &machine, const Event &event, uint32_t slot, Value &value) {
  const Fd *fd = machine.current.fd;
  const uint16_t code = event.code();
  switch (slot) {
    case EYAS_SLOT_EVT_ARGS:
      value.kind = Value::text;
      return render_all(machine, event, value.bytes);
    case EYAS_SLOT_EVT_BUFFER:
      for (uint32_t i = 0; i < event.info->count && i < event.count; i++) {
        if (std::string_view(event.info->parameters[i].name) != "data") continue;
        Rendered data;
        render(machine, event, i, data, true);
        return value.set_text(data.plain);
      }
      return;
    case EYAS_SLOT_EVT_BUFLEN:
      return supply_bytes(event, fd, true, -1, value);
    case EYAS_SLOT_EVT_BUFLEN_IN:
      return supply_bytes(event, fd, true, EYAS_EC_IO_READ, value);
    case EYAS_SLOT_EVT_BUFLEN_OUT:
      return supply_bytes(event, fd, true, EYAS_EC_IO_WRITE, value);
    case EYAS_SLOT_EVT_BUFLEN_FILE:
      return supply_bytes(event, fd, fd && fd->is_file(), -1, value);
    case EYAS_SLOT_EVT_BUFLEN_FILE_IN:
      return supply_bytes(event, fd, fd && fd->is_file(), EYAS_EC_IO_READ, value);
    case EYAS_SLOT_EVT_BUFLEN_FILE_OUT:
      return supply_bytes(event, fd, fd && fd->is_file(), EYAS_EC_IO_WRITE, value);
    case EYAS_SLOT_EVT_BUFLEN_NET:
      return supply_bytes(event, fd, fd && is_socket(*fd), -1, value);
    case EYAS_SLOT_EVT_BUFLEN_NET_IN:
      return supply_bytes(event, fd, fd && is_socket(*fd), EYAS_EC_IO_READ, value);
    case EYAS_SLOT_EVT_BUFLEN_NET_OUT:
      return supply_bytes(event, fd, fd && is_socket(*fd), EYAS_EC_IO_WRITE, value);
    case EYAS_SLOT_EVT_RELTIME:
      return value.set_unsigned(event.ns - machine.first_ns);
    case EYAS_SLOT_EVT_RELTIME_S:
      return value.set_unsigned((event.ns - machine.first_ns) / 1000000000);
    case EYAS_SLOT_EVT_RELTIME_NS:
      return value.set_unsigned((event.ns - machine.first_ns) % 1000000000);
    case EYAS_SLOT_EVT_IS_IO:
      return value.set_truth(event.uses(EYAS_EF_READS | EYAS_EF_WRITES));
    case EYAS_SLOT_EVT_IS_IO_READ:
      return value.set_truth(event.uses(EYAS_EF_READS));
    case EYAS_SLOT_EVT_IS_IO_WRITE:
      return value.set_truth(event.uses(EYAS_EF_WRITES));
    case EYAS_SLOT_EVT_IO_DIR:
      if (event.uses(EYAS_EF_WRITES)) value.set_text("write");
      else if (event.uses(EYAS_EF_READS)) value.set_text("read");
      return;
    case EYAS_SLOT_EVT_IS_WAIT:
      return value.set_truth(event.uses(EYAS_EF_WAITS));
    case EYAS_SLOT_EVT_IS_SYSLOG:
      return value.set_truth(event.uses(EYAS_EF_WRITES) && fd && fd->name.find("/dev/log") != std::string::npos);
    case EYAS_SLOT_EVT_CATEGORY:
      return supply_category(event, fd, value);
    case EYAS_SLOT_EVT_COUNT_ERROR_FILE:
      return supply_count(event, fd ? is_file(*fd) : opens(code), value);
    case EYAS_SLOT_EVT_COUNT_ERROR_NET:
      return supply_count(event, fd ? is_socket(*fd) || fd->type == FD_UNIX : connects(code), value);
    case EYAS_SLOT_EVT_COUNT_ERROR_MEMORY:
      // Falco compares the category with the bit for system calls still in it, which is never so.
      return;
    case EYAS_SLOT_EVT_COUNT_ERROR_OTHER:
      return supply_count(event, fd ? !is_file(*fd) && !is_socket(*fd) && fd->type != FD_UNIX : !opens(code) && !connects(code), value);
    case EYAS_SLOT_EVT_IS_ASYNC:
      return value.set_truth(code == EYAS_CODE_ASYNCEVENT);
    case EYAS_SLOT_EVT_ASYNCTYPE:
      if (code == EYAS_CODE_ASYNCEVENT) value.set_text(event.text(1));
      return;
    case EYAS_SLOT_EVT_ABSPATH:
      return supply_abspath(machine, event, 0, value);
    case EYAS_SLOT_EVT_ABSPATH_SRC:
      return supply_abspath(machine, event, 1, value);
    case EYAS_SLOT_EVT_ABSPATH_DST:
      return supply_abspath(machine, event, 2, value);
    case EYAS_SLOT_EVT_FAILED:
      if (event.returns()) value.set_truth(event.result() < 0);
      return;
    case EYAS_SLOT_EVT_RAWRES:
      if (event.returns()) value.set(event.result());
      return;
    case EYAS_SLOT_EVT_RES: {
      if (!event.returns()) return;
      if (event.result() >= 0) return value.set_text("SUCCESS");
      Rendered result;
      render(machine, event, 0, result);
      return value.set_text(result.best());
    }
    case EYAS_SLOT_EVT_COUNT_PROCINFO:
      return value.set_unsigned(code == EYAS_CODE_PROCINFO && machine.current.thread && machine.current.thread->is_main());
    case EYAS_SLOT_EVT_COUNT_THREADINFO:
      return value.set_unsigned(code == EYAS_CODE_PROCINFO);
    case EYAS_SLOT_FS_PATH_NAME:
      return supply_path(machine, event, PathOf::name, false, value);
    case EYAS_SLOT_FS_PATH_NAMERAW:
      return supply_path(machine, event, PathOf::name, true, value);
    case EYAS_SLOT_FS_PATH_SOURCE:
      return supply_path(machine, event, PathOf::source, false, value);
    case EYAS_SLOT_FS_PATH_SOURCERAW:
      return supply_path(machine, event, PathOf::source, true, value);
    case EYAS_SLOT_FS_PATH_TARGET:
      return supply_path(machine, event, PathOf::target, false, value);
    case EYAS_SLOT_FS_PATH_TARGETRAW:
      return supply_path(machine, event, PathOf::target, true, value);
    case EYAS_SLOT_FD_NAME:
    case EYAS_SLOT_FD_NAMERAW:
    case EYAS_SLOT_FD_DIRECTORY:
    case EYAS_SLOT_FD_FILENAME:
    case EYAS_SLOT_FD_CONTAINERNAME:
    case EYAS_SLOT_FD_CONTAINERDIRECTORY:
      return supply_descriptor(machine, event, slot, value);
    case EYAS_SLOT_FD_CPROTO:
    case EYAS_SLOT_FD_SPROTO:
    case EYAS_SLOT_FD_LPROTO:
    case EYAS_SLOT_FD_RPROTO:
      if (has_descriptor(event)) supply_port_name(fd, slot, machine, value);
      return;
    case EYAS_SLOT_FD_TYPE:
      if (has_descriptor(event) && fd) value.see_text(fd->type_name());
      return;
    case EYAS_SLOT_FD_TYPES: {
      Thread *thread = machine.current.thread;
      const Descriptors *descriptors = thread && has_descriptor(event) ? thread->descriptors() : nullptr;
      if (!descriptors) return;
      std::set<std::string_view> seen;
      value.kind = Value::list;
      value.bytes.clear();
      return descriptors->each([&](int64_t, const Fd &one) {
        if (seen.insert(one.type_name()).second) value.bytes.append(one.type_name()).push_back('\0');
        return true;
      });
    }
    case EYAS_SLOT_FD_TYPECHAR: {
      if (!has_descriptor(event) || !machine.current.thread) return;
      switch (code | 1) {
        case EYAS_CODE_OPENAT:
        case EYAS_CODE_OPENAT2:
        case EYAS_CODE_CREAT:
          return value.set_text("f");
        case EYAS_CODE_SOCKET:
        case EYAS_CODE_ACCEPT:
        case EYAS_CODE_ACCEPT4:
          return value.set_text("4");
        case EYAS_CODE_PIPE:
        case EYAS_CODE_PIPE2:
          return value.set_text("p");
        case EYAS_CODE_EVENTFD:
        case EYAS_CODE_EVENTFD2:
          return value.set_text("e");
        case EYAS_CODE_SIGNALFD:
        case EYAS_CODE_SIGNALFD4:
          return value.set_text("s");
        case EYAS_CODE_TIMERFD_CREATE:
          return value.set_text("t");
        case EYAS_CODE_INOTIFY_INIT:
        case EYAS_CODE_INOTIFY_INIT1:
          return value.set_text("i");
        default:
          return value.set_text("o");
      }
    }
    default:
      return supply_polled(machine, event, slot, value);
  }
}

}  // namespace

bool name_from_event(const Machine &machine, const Event &event, bool raw, std::string &name) {
  if (!event.is_exit()) return false;
  Rendered rendered;
  switch (event.code()) {
    case EYAS_CODE_OPEN:
    case EYAS_CODE_CREAT:
    case EYAS_CODE_ACCEPT:
    case EYAS_CODE_ACCEPT4:
    case EYAS_CODE_CONNECT:
      render(machine, event, 1, rendered);
      name = rendered.best();
      return true;
    case EYAS_CODE_OPENAT:
    case EYAS_CODE_OPENAT2:
      if (event.at(2).empty()) return false;
      name = event.text(2);
      if (raw) return true;
      if (event.at(1).empty()) return false;
      name = join_paths(machine.directory_of(event.text(2), event.at(1).as<int64_t>()), event.text(2));
      return true;
    case EYAS_CODE_OPEN_BY_HANDLE_AT:
      name = event.text(3);
      return true;
    default:
      name.clear();
      return true;
  }
}

namespace {

// evt.arg: what most of them are is the text that the event has, or one that was made before.
void supply_argument(const Machine &machine, const Event &event, uint32_t i, Value &value, bool is_shown = false) {
  if (i >= event.count || i >= event.info->count) return;
  const eyas_capture_parameter &parameter = event.info->parameters[i];
  switch (parameter.type) {
    case EYAS_PT_FSPATH:
    case EYAS_PT_FSRELPATH: {
      const std::string_view path = event.text(i);
      if (path.empty() || path[0] == '/') return value.see_text(path);
      break;
    }
    case EYAS_PT_CHARBUF:
      return value.see_text(event.text(i));
    case EYAS_PT_FLAGS8:
    case EYAS_PT_FLAGS16:
    case EYAS_PT_FLAGS32:
    case EYAS_PT_ENUMFLAGS8:
    case EYAS_PT_ENUMFLAGS16:
    case EYAS_PT_ENUMFLAGS32:
      if (!event.parameters[i].empty()) return value.see_text(machine.flag_texts.of(parameter, event.parameters[i]));
      break;
    default:
      break;
  }
  render(machine, event, i, value.rendered, is_shown);
  value.see_text(value.rendered.best());
}

}  // namespace

void supply(Machine &machine, const Event &event, uint32_t slot, Value &value) {
  value.clear();
  Thread *thread = machine.current.thread;
  // Those that most rules ask for.
  switch (slot) {
    case EYAS_SLOT_FD_NUM:
      // Old captures have numbers that no descriptor has.
      if (has_descriptor(event) && thread) value.set(thread->last_fd);
      return;
    case EYAS_SLOT_FD_TYPECHAR:
      if (has_descriptor(event) && thread && machine.current.fd) return value.see_text({machine.current.fd->letter_text(), 1});
      break;
    case EYAS_SLOT_PROC_DURATION:
      if (thread && thread->clone_ns != 0) value.set(static_cast<int64_t>(event.ns - thread->clone_ns));
      return;
    case EYAS_SLOT_USER_NAME:
      if (thread) value.see_text(machine.accounts.user_name(*thread));
      return;
    default:
      break;
  }
  if (slot >= EYAS_SLOT_PRINTED_ARGUMENT) return supply_argument(machine, event, slot - EYAS_SLOT_PRINTED_ARGUMENT, value, true);
  if (slot >= EYAS_SLOT_CGROUP) return supply_cgroup(machine, slot - EYAS_SLOT_CGROUP, value);
  if (slot >= EYAS_SLOT_RAW_ARGUMENT) return supply_raw(event, slot - EYAS_SLOT_RAW_ARGUMENT, value);
  if (slot >= EYAS_SLOT_ARGUMENT) return supply_argument(machine, event, slot - EYAS_SLOT_ARGUMENT, value);
  if (slot >= EYAS_SLOT_USER_NAME) return supply_account(machine, slot, value);
  if (slot >= EYAS_SLOT_PROC_SNAME) return supply_thread(machine, event, slot, value);
  supply_event(machine, event, slot, value);
}

}  // namespace eyas::scap
