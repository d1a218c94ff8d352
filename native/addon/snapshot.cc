#include "snapshot.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "records.h"
#include "values.h"

namespace eyas {

Snapshot::~Snapshot() { ::close(descriptor_); }

size_t Snapshot::read_into(uint8_t *target, size_t capacity) {
  size_t filled = std::min(rest_.size(), capacity);
  std::memcpy(target, rest_.data(), filled);
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<ptrdiff_t>(filled));
  while (!ended_ && filled < capacity) {
    const ssize_t got = ::read(descriptor_, target + filled, capacity - filled);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) throw Fault("NATIVE_SNAPSHOT", std::string("cannot read the process iterator: ") + strerror(errno));
    if (got == 0) ended_ = true;
    filled += static_cast<size_t>(got);
  }
  const uint64_t offset = wall_clock_offset();
  size_t whole = 0;
  uint32_t size = 0;
  while (filled - whole >= sizeof(eyas_header)) {
    std::memcpy(&size, target + whole, sizeof size);
    if (size > filled - whole) break;
    stamp(target + whole, offset, 0);
    whole += size;
  }
  rest_.insert(rest_.begin(), target + whole, target + filled);
  return whole;
}

}  // namespace eyas
