// The blocks in front of the events: the machine, its processes with their descriptors, interfaces and accounts.
#include "blocks.h"
#include "reader.h"

namespace eyas::scap {
namespace {

constexpr size_t most_entries = 1 << 20;

// Which version of the list of processes a block has; 0 if it is none.
int process_version(uint32_t type) {
  switch (type) {
    case BLOCK_PROCESSES_1:
    case BLOCK_PROCESSES_OLD:
      return 1;
    case BLOCK_PROCESSES_2:
    case BLOCK_PROCESSES_2_OLD:
      return 2;
    case BLOCK_PROCESSES_3:
    case BLOCK_PROCESSES_3_OLD:
      return 3;
    case BLOCK_PROCESSES_4:
    case BLOCK_PROCESSES_5:
    case BLOCK_PROCESSES_6:
    case BLOCK_PROCESSES_7:
    case BLOCK_PROCESSES_8:
    case BLOCK_PROCESSES_9:
      return static_cast<int>(type - BLOCK_PROCESSES_4) + 4;
    default:
      return 0;
  }
}

std::string text_of(Bytes bytes) { return std::string(bytes.text()); }

// Reads what entries since version 9 have behind their common part, as far as their length goes.
class Rest {
 public:
  Rest(Cursor &cursor, size_t end) : cursor_(cursor), end_(end) {}

  template <typename T>
  void take(T &value) {
    if (cursor_.taken() + sizeof value <= end_) value = cursor_.take<T>();
  }
  bool truth() {
    uint8_t byte = 0;
    take(byte);
    return byte != 0;
  }

 private:
  Cursor &cursor_;
  size_t end_;
};

void read_rest(Cursor &cursor, size_t begin, size_t end, Thread &thread) {
  // Before libs 0.10 an entry ended with at most these: login uid, one flag and three sets of capabilities.
  constexpr size_t without_middle = 29;
  Rest rest(cursor, end);
  if (end - cursor.taken() > without_middle) {
    rest.take(thread.pid_namespace_ns);
    rest.take(thread.tty);
  }
  (void)begin;
  constexpr uint32_t writable = 1, upper = 2, memfd = 4, lower = 8;
  rest.take(thread.login_uid);
  if (rest.truth()) thread.exe_flags |= writable;
  rest.take(thread.cap_inheritable);
  rest.take(thread.cap_permitted);
  rest.take(thread.cap_effective);
  if (rest.truth()) thread.exe_flags |= upper;
  rest.take(thread.exe_inode);
  rest.take(thread.exe_ctime);
  rest.take(thread.exe_mtime);
  if (rest.truth()) thread.exe_flags |= memfd;
  if (rest.truth()) thread.exe_flags |= lower;
  rest.take(thread.pgid);
}

}  // namespace

bool Reader::metadata(uint32_t type, Bytes body) {
  if (process_version(type)) return processes(type, body);
  switch (type) {
    case BLOCK_MACHINE:
    case BLOCK_MACHINE_OLD: {
      Cursor cursor(body.data, body.size);
      machine_.cpus = cursor.take<uint32_t>();
      cursor.take<uint64_t>();
      cursor.take<uint64_t>();
      machine_.hostname = text_of(cursor.bytes(128));
      // Falco reads when the machine booted and its name, and then goes on without.
      cursor.take<uint64_t>();
      return cursor.ok() || fail("the description of the machine is too short");
    }
    case BLOCK_DESCRIPTORS:
    case BLOCK_DESCRIPTORS_2:
    case BLOCK_DESCRIPTORS_OLD:
      return descriptors(type, body);
    case BLOCK_INTERFACES:
    case BLOCK_INTERFACES_2:
    case BLOCK_INTERFACES_OLD:
      return interfaces(type, body);
    case BLOCK_USERS:
    case BLOCK_USERS_2:
    case BLOCK_USERS_OLD:
      return users(type, body);
    default:
      return true;
  }
}

bool Reader::processes(uint32_t type, Bytes body) {
  const int version = process_version(type);
  Cursor cursor(body.data, body.size);
  for (size_t entries = 0; cursor.left() >= 4; entries++) {
    if (entries >= most_entries) return fail("there are too many processes");
    const size_t begin = cursor.taken();
    const uint32_t length = version >= 9 ? cursor.take<uint32_t>() : 0;
    auto thread = std::make_shared<Thread>();
    auto image = std::make_shared<Image>();
    thread->tid = cursor.take<int64_t>();
    thread->pid = cursor.take<int64_t>();
    thread->ptid = cursor.take<int64_t>();
    if (version >= 6) thread->sid = cursor.take<int64_t>();
    if (version >= 8) thread->vpgid = cursor.take<int64_t>();
    thread->comm = text_of(cursor.text(longest_path));
    image->exe = text_of(cursor.text(longest_path));
    if (version >= 7) {
      image->exe_path = text_of(cursor.text(longest_path));
      constexpr std::string_view gone = " (deleted)";
      if (image->exe_path.size() > gone.size() && image->exe_path.compare(image->exe_path.size() - gone.size(), gone.size(), gone) == 0)
        image->exe_path.resize(image->exe_path.size() - gone.size());
    }
    image->args = arguments_of(cursor.text(longest_list));
    const std::string directory = text_of(cursor.text(longest_path));
    thread->descriptor_limit = cursor.take<int64_t>();
    thread->flags = cursor.take<uint32_t>();
    thread->uid = cursor.take<uint32_t>();
    thread->gid = cursor.take<uint32_t>();
    std::string env;
    Bytes cgroups = {};
    if (version >= 2) {
      thread->vm_size = cursor.take<uint32_t>();
      thread->vm_rss = cursor.take<uint32_t>();
      thread->vm_swap = cursor.take<uint32_t>();
      thread->major_faults = cursor.take<uint64_t>();
      thread->minor_faults = cursor.take<uint64_t>();
    }
    if (version >= 3) env = members_of(cursor.text(longest_list));
    if (version >= 4) {
      thread->vtid = cursor.take<int64_t>();
      thread->vpid = cursor.take<int64_t>();
      cgroups = cursor.text(longest_list);
    }
    if (version >= 5) thread->root = text_of(cursor.text(longest_path));
    if (version >= 9) {
      const size_t end = begin + length;
      if (!cursor.ok() || end < cursor.taken() || length > body.size - begin) return fail("an entry of the list of processes does not fit");
      read_rest(cursor, begin, end, *thread);
      cursor.skip_to(end);
    }
    if (!cursor.ok()) return fail("an entry of the list of processes does not fit");
    thread->image = std::move(image);
    if (thread->is_main()) {
      thread->env = std::make_shared<const std::string>(std::move(env));
      thread->cwd = join_paths("", directory);
      if (thread->cwd.empty() || thread->cwd.back() != '/') thread->cwd += '/';
    }
    machine_.add_listed_process(std::move(thread), cgroups);
  }
  return true;
}

bool Reader::descriptors(uint32_t type, Bytes body) {
  Cursor cursor(body.data, body.size);
  const int64_t tid = cursor.take<int64_t>();
  while (cursor.left() >= 4) {
    const size_t begin = cursor.taken();
    const uint32_t length = type == BLOCK_DESCRIPTORS_2 ? cursor.take<uint32_t>() : 0;
    const int64_t number = cursor.take<int64_t>();
    Fd fd;
    fd.inode = cursor.take<uint64_t>();
    const uint8_t kind = cursor.take<uint8_t>();
    fd.type = static_cast<FdType>(kind);
    const auto address = [&](End &end, size_t bytes) {
      const Bytes from = cursor.bytes(bytes);
      if (!from.empty()) std::memcpy(end.address, from.data, bytes);
    };
    switch (kind) {
      case FD_IPV4:
      case FD_IPV6: {
        const size_t bytes = kind == FD_IPV4 ? 4 : 16;
        address(fd.client, bytes);
        address(fd.server, bytes);
        fd.client.port = cursor.take<uint16_t>();
        fd.server.port = cursor.take<uint16_t>();
        fd.l4 = static_cast<L4>(cursor.take<uint8_t>());
        break;
      }
      case FD_IPV4_SERVER:
      case FD_IPV6_SERVER:
        address(fd.server, kind == FD_IPV4_SERVER ? 4 : 16);
        fd.server.port = cursor.take<uint16_t>();
        fd.l4 = static_cast<L4>(cursor.take<uint8_t>());
        break;
      case FD_UNIX:
        fd.source = cursor.take<uint64_t>();
        fd.destination = cursor.take<uint64_t>();
        fd.name = text_of(cursor.text(longest_path - 1));
        break;
      case FD_FILE_V2:
        fd.open_flags = cursor.take<uint32_t>();
        fd.name = text_of(cursor.text(longest_path - 1));
        if (length != 0 && cursor.taken() - begin + 4 <= length) fd.device = cursor.take<uint32_t>();
        break;
      case FD_UNKNOWN:
        break;
      default:
        if (kind > FD_PIDFD) {
          fd.type = FD_UNSUPPORTED;
          fd.name = "unknown-type:[" + std::to_string(kind) + "]";
        } else {
          fd.name = text_of(cursor.text(longest_path - 1));
        }
    }
    if (length != 0) {
      if (length > body.size - begin || begin + length < cursor.taken()) return fail("an entry of a list of descriptors does not fit");
      cursor.skip_to(begin + length);
    }
    if (!cursor.ok()) return fail("an entry of a list of descriptors does not fit");
    if (fd.type != FD_UNKNOWN) machine_.add_listed_descriptor(tid, number, std::move(fd));
  }
  return cursor.ok() || fail("a list of descriptors is too short");
}

bool Reader::interfaces(uint32_t type, Bytes body) {
  machine_.interfaces4.clear();
  machine_.interfaces6.clear();
  Cursor cursor(body.data, body.size);
  while (cursor.left() >= 4) {
    const size_t begin = cursor.taken();
    const uint32_t length = type == BLOCK_INTERFACES_2 ? cursor.take<uint32_t>() : 0;
    const uint16_t kind = cursor.take<uint16_t>(), name = cursor.take<uint16_t>();
    if (kind < 1 || kind > 4) return fail("an interface is of kind " + std::to_string(kind));
    const bool v4 = kind == 1 || kind == 3, has_speed = kind <= 2;
    if (v4) {
      Interface4 one;
      one.address = cursor.take<uint32_t>();
      one.mask = cursor.take<uint32_t>();
      cursor.take<uint32_t>();
      machine_.interfaces4.push_back(one);
    } else {
      Interface6 one = {};
      const Bytes address = cursor.bytes(16);
      if (!address.empty()) std::memcpy(one.address, address.data, 16);
      cursor.bytes(32);
      machine_.interfaces6.push_back(one);
    }
    if (has_speed) cursor.take<uint64_t>();
    cursor.bytes(name);
    if (length != 0) {
      const size_t end = begin + 4 + length;
      if (length > body.size - begin || end < cursor.taken()) return fail("an entry of the list of interfaces does not fit");
      cursor.skip_to(end);
    }
    if (!cursor.ok()) return fail("an entry of the list of interfaces does not fit");
  }
  return true;
}

// Falco takes names from events of accounts alone, so the list is only looked at for faults.
bool Reader::users(uint32_t type, Bytes body) {
  Cursor cursor(body.data, body.size);
  while (cursor.left() >= 4) {
    const size_t begin = cursor.taken();
    const uint32_t length = type == BLOCK_USERS_2 ? cursor.take<uint32_t>() : 0;
    const uint8_t kind = cursor.take<uint8_t>();
    cursor.take<uint32_t>();
    if (kind == 0) cursor.take<uint32_t>();
    for (int texts = kind == 0 ? 3 : 1; texts > 0; texts--) cursor.text(longest_name - 1);
    if (length != 0) {
      if (length > body.size - begin || begin + length < cursor.taken()) return fail("an entry of the list of users does not fit");
      cursor.skip_to(begin + length);
    }
    if (!cursor.ok()) return fail("an entry of the list of users does not fit");
  }
  return true;
}

}  // namespace eyas::scap
