#include "memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "values.h"

namespace eyas {
namespace {

struct Mapping {
  uintptr_t begin;
  uintptr_t end;
};

// Mappings of files that this process reads or runs and has no pages of its own in, as /proc/self/smaps lists them: a
// line with the addresses, rights and file, then lines such as "Anonymous: 0 kB".
std::vector<Mapping> untouched_files() {
  std::ifstream smaps("/proc/self/smaps");
  if (!smaps) throw Fault("NATIVE_MEMORY", std::string("cannot read /proc/self/smaps: ") + strerror(errno));
  std::vector<Mapping> found;
  Mapping mapping = {};
  bool is_file = false;
  for (std::string line; std::getline(smaps, line);) {
    Mapping next;
    char rights[5], own_kilobytes[16];
    if (sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &next.begin, &next.end, rights) == 3) {
      mapping = next;
      is_file = rights[1] == '-' && rights[3] == 'p' && line.find(" /") != std::string::npos;
    } else if (is_file && sscanf(line.c_str(), "Anonymous: %15s kB", own_kilobytes) == 1 && !std::strcmp(own_kilobytes, "0")) {
      found.push_back(mapping);
    }
  }
  return found;
}

}  // namespace

void release_memory() {
  malloc_trim(0);
  for (const auto &[begin, end] : untouched_files()) {
    if (madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED))
      throw Fault("NATIVE_MEMORY", std::string("cannot let go of pages of a file: ") + strerror(errno));
  }
}

}  // namespace eyas
