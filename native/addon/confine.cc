#include "confine.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "fault.h"

namespace eyas {
namespace {

[[noreturn]] void fail(const char *what) {
  throw Fault("NATIVE_CONFINE", std::string("the kernel refused ") + what + ": " + strerror(errno));
}

struct Sets {
  Capabilities effective, permitted, inheritable;
};

__user_cap_header_struct header() { return {_LINUX_CAPABILITY_VERSION_3, 0}; }

Sets sets() {
  __user_cap_header_struct head = header();
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &head, data)) fail("to tell the capabilities");
  const auto whole = [](uint32_t low, uint32_t high) { return static_cast<Capabilities>(high) << 32 | low; };
  return {whole(data[0].effective, data[1].effective), whole(data[0].permitted, data[1].permitted),
          whole(data[0].inheritable, data[1].inheritable)};
}

void set(const Sets &sets) {
  __user_cap_header_struct head = header();
  __user_cap_data_struct data[2];
  for (int half = 0; half < 2; half++) {
    data[half].effective = static_cast<uint32_t>(sets.effective >> 32 * half);
    data[half].permitted = static_cast<uint32_t>(sets.permitted >> 32 * half);
    data[half].inheritable = static_cast<uint32_t>(sets.inheritable >> 32 * half);
  }
  if (syscall(SYS_capset, &head, data)) fail("to change the capabilities");
}

bool has(Capabilities set, int capability) { return set >> capability & 1; }

// The kernel refuses to read those that it does not know.
bool is_known(int capability) { return capability < 64 && prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; }

// Being root gives nothing any more, and nobody can take that back.
void take_from_root() {
  if (prctl(PR_SET_SECUREBITS, prctl(PR_GET_SECUREBITS) | SECBIT_NOROOT | SECBIT_NOROOT_LOCKED)) fail("to change the secure bits");
}

void bound(Capabilities keep) {
  for (int capability = 0; is_known(capability); capability++)
    if (!has(keep, capability) && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)) fail("to change the bounding set");
}

// Of those that are permitted and inheritable.
void pass_on(Capabilities keep) {
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)) fail("to change the ambient set");
  for (int capability = 0; is_known(capability); capability++)
    if (has(keep, capability) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)) fail("to change the ambient set");
}

}  // namespace

void confine(Capabilities keep) {
  const Sets before = sets();
  const Capabilities kept = before.permitted & keep;
  // Without CAP_SETPCAP both stay as they are; no_new_privs then sees to it that an execve gives nothing back.
  if (has(before.effective, CAP_SETPCAP)) {
    take_from_root();
    bound(keep);
  }
  set({kept, kept, kept});
  pass_on(kept);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("to change no_new_privs");
}

void confine_children(Capabilities keep) {
  const Sets before = sets();
  const Capabilities passed = before.permitted & keep;
  set({before.effective, before.permitted, passed});
  pass_on(passed);
}

}  // namespace eyas
