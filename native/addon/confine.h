// The rights of a thread and of what it becomes: capabilities and no_new_privs.
#pragma once
#include <cstdint>

namespace eyas {

// Bit n is capability n of linux/capability.h.
using Capabilities = uint64_t;

// Takes every capability but those in `keep` from the calling thread, for good, also across execve: its permitted,
// effective, inheritable and ambient sets, and its bounding set and what root alone gives as far as it may change those.
// What it does not have it does not get. Nothing that it executes can have more.
void confine(Capabilities keep);

// Leaves programs that the calling thread executes only those in `keep`; the thread itself goes on with what it has.
void confine_children(Capabilities keep);

}  // namespace eyas
