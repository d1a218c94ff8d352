// What is done to a record on its way from the kernel: boot time becomes wall clock, and it gets its number.
#pragma once
#include <linux/types.h>
#include <time.h>

#include <cstdint>
#include <cstring>

#include "../../schema/generated/events.h"
#include "../bpf/shared.h"

namespace eyas {

// Nanoseconds from boot time to wall clock, now.
inline uint64_t wall_clock_offset() {
  timespec wall, boot;
  clock_gettime(CLOCK_REALTIME, &wall);
  clock_gettime(CLOCK_BOOTTIME, &boot);
  return (static_cast<uint64_t>(wall.tv_sec) - static_cast<uint64_t>(boot.tv_sec)) * 1000000000ull +
         static_cast<uint64_t>(wall.tv_nsec) - static_cast<uint64_t>(boot.tv_nsec);
}

// Returns the type of the record, below EYAS_TYPES.
inline uint32_t stamp(uint8_t *record, uint64_t offset, uint64_t number) {
  eyas_header header;
  std::memcpy(&header, record, sizeof header);
  header.timestamp_ns += offset;
  header.number = number;
  std::memcpy(record, &header, sizeof header);
  return header.type % EYAS_TYPES;
}

}  // namespace eyas
