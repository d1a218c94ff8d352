#include "ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "records.h"
#include "values.h"

namespace eyas {
namespace {

constexpr size_t length_bytes = BPF_RINGBUF_HDR_SZ;
// How often the producers are told that room was made; at each record would be a cache miss for them.
constexpr uint64_t release_every = 128 * 1024;

template <typename T>
T acquire(const uint8_t *at) {
  return __atomic_load_n(reinterpret_cast<const T *>(at), __ATOMIC_ACQUIRE);
}

void *map(int descriptor, size_t bytes, int protection, size_t offset) {
  void *memory = mmap(nullptr, bytes, protection, MAP_SHARED, descriptor, static_cast<off_t>(offset));
  if (memory == MAP_FAILED) throw Fault("NATIVE_RING", std::string("cannot map the ring buffer: ") + strerror(errno));
  return memory;
}

}  // namespace

Ring::Ring(int descriptor, size_t bytes) : bytes_(bytes), page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
  consumer_ = static_cast<uint8_t *>(map(descriptor, page_, PROT_READ | PROT_WRITE, 0));
  producer_ = static_cast<const uint8_t *>(map(descriptor, page_ + bytes, PROT_READ, page_));
  data_ = producer_ + page_;
}

Ring::~Ring() {
  munmap(consumer_, page_);
  munmap(const_cast<uint8_t *>(producer_), page_ + bytes_);
}

uint64_t Ring::waiting() const { return acquire<uint64_t>(producer_) - acquire<uint64_t>(consumer_); }

bool Ring::is_readable() const {
  // Pairs with the producer, which finishes its record before it looks whether we sleep.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  const uint64_t position = acquire<uint64_t>(consumer_);
  if (position == acquire<uint64_t>(producer_)) return false;
  return !(acquire<uint32_t>(data_ + (position & (bytes_ - 1))) & BPF_RINGBUF_BUSY_BIT);
}

// A record may go on at the beginning of the ring. The kernel offers to map the ring twice, one behind the other, which
// would spare this and count all of its pages twice as resident.
void Ring::copy(uint8_t *target, uint64_t position, size_t length) const {
  const size_t offset = position & (bytes_ - 1), before = std::min(length, bytes_ - offset);
  std::memcpy(target, data_ + offset, before);
  std::memcpy(target + before, data_, length - before);
}

size_t Ring::drain(uint8_t *target, size_t capacity) {
  const uint64_t start = acquire<uint64_t>(consumer_), end = acquire<uint64_t>(producer_);
  const uint64_t offset = start == end ? 0 : wall_clock_offset();
  uint64_t position = start, released = start;
  size_t written = 0;

  while (position < end) {
    const uint8_t *at = data_ + (position & (bytes_ - 1));
    const uint32_t word = acquire<uint32_t>(at);
    if (word & BPF_RINGBUF_BUSY_BIT) break;
    const size_t length = word & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
    if (!(word & BPF_RINGBUF_DISCARD_BIT)) {
      if (length > capacity - written) break;
      copy(target + written, position + length_bytes, length);
      drained_[stamp(target + written, offset, ++taken_)]++;
      written += length;
    }
    position += (length + length_bytes + 7) & ~size_t{7};
    if (position - released >= release_every) {
      __atomic_store_n(reinterpret_cast<uint64_t *>(consumer_), position, __ATOMIC_RELEASE);
      released = position;
    }
  }
  if (position != released) __atomic_store_n(reinterpret_cast<uint64_t *>(consumer_), position, __ATOMIC_RELEASE);
  return written;
}

}  // namespace eyas
