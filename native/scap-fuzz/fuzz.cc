// Reads whatever libFuzzer makes up as a capture, with everything asked for: npm run fuzz -- --seconds 0 --captures 60
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "../addon/fault.h"
#include "../scap/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace eyas::scap;
  static const int file = memfd_create("capture", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  static std::vector<uint8_t> target(4 << 20);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) return 0;
  Wants wants;
  wants.records.assign(EYAS_RECORD_CODES, 1);
  wants.arguments.assign(EYAS_RECORD_CODES, ~uint64_t{0});
  wants.raw_arguments.assign(EYAS_RECORD_CODES, ~uint64_t{0});
  std::vector<uint32_t> slots;
  for (uint32_t slot = 1; slot < EYAS_SLOT_ARGUMENT; slot++) slots.push_back(slot);
  wants.slots.assign(EYAS_RECORD_CODES, slots);
  wants.connected = wants.memory = true;
  try {
    Reader reader(path, wants);
    while (reader.read_into(target.data(), target.size()) > 0 || !reader.is_complete()) continue;
  } catch (const eyas::Fault &) {
    // Files that are no captures are refused.
  }
  return 0;
}
