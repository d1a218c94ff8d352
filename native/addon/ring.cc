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
// No record is longer, so that it lies in at most two windows.
constexpr size_t most_window_bytes = 1024 * 1024;

template <typename T>
T acquire(const uint8_t *at) {
  return __atomic_load_n(reinterpret_cast<const T *>(at), __ATOMIC_ACQUIRE);
}

// At the address given, in place of what is there, or wherever there is room.
void *map(void *address, int descriptor, size_t bytes, int protection, size_t offset) {
  void *memory = mmap(address, bytes, protection, MAP_SHARED | (address ? MAP_FIXED : 0), descriptor, static_cast<off_t>(offset));
  if (memory == MAP_FAILED) throw Fault("NATIVE_RING", std::string("cannot map the ring buffer: ") + strerror(errno));
  return memory;
}

}  // namespace

Ring::Ring(int descriptor, size_t bytes)
    : bytes_(bytes),
      page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
      descriptor_(descriptor),
      window_bytes_(std::min(bytes, most_window_bytes)) {
  consumer_ = static_cast<uint8_t *>(map(nullptr, descriptor, page_, PROT_READ | PROT_WRITE, 0));
  producer_ = static_cast<const uint8_t *>(map(nullptr, descriptor, page_, PROT_READ, page_));
  void *addresses = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (addresses == MAP_FAILED) throw Fault("NATIVE_RING", std::string("no addresses for the ring buffer: ") + strerror(errno));
  data_ = static_cast<uint8_t *>(addresses);
}

Ring::~Ring() {
  munmap(consumer_, page_);
  munmap(const_cast<uint8_t *>(producer_), page_);
  munmap(data_, bytes_);
}

void Ring::reach(uint64_t position, size_t length) {
  const size_t first = (position & (bytes_ - 1)) / window_bytes_, last = ((position + length - 1) & (bytes_ - 1)) / window_bytes_;
  if (first != newest_ && first != older_) map_window(first);
  if (last != newest_ && last != older_) map_window(last);
}

void Ring::map_window(size_t window) {
  if (older_ != none) mmap(data_ + older_ * window_bytes_, window_bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  const size_t offset = window * window_bytes_;
  map(data_ + offset, descriptor_, window_bytes_, PROT_READ, 2 * page_ + offset);
  older_ = newest_;
  newest_ = window;
}

bool Ring::is_readable() {
  // Pairs with the producer, which finishes its record before it looks whether we sleep.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  const uint64_t position = acquire<uint64_t>(consumer_);
  if (position == acquire<uint64_t>(producer_)) return false;
  reach(position, length_bytes);
  return !(acquire<uint32_t>(data_ + (position & (bytes_ - 1))) & BPF_RINGBUF_BUSY_BIT);
}

// A record may go on at the beginning of the ring.
void Ring::copy(uint8_t *target, uint64_t position, size_t length) {
  reach(position, length);
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
    reach(position, length_bytes);
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
