// The kinds of blocks in a capture, and the bounds that its writers keep.
#pragma once
#include <cstddef>
#include <cstdint>

namespace eyas::scap {

enum BlockType : uint32_t {
  BLOCK_SECTION = 0x0a0d0d0a,
  BLOCK_MACHINE = 0x201,
  BLOCK_PROCESSES_1 = 0x202,
  BLOCK_DESCRIPTORS = 0x203,
  BLOCK_EVENT_1 = 0x204,
  BLOCK_INTERFACES = 0x205,
  BLOCK_USERS = 0x206,
  BLOCK_PROCESSES_2 = 0x207,
  BLOCK_EVENT_FLAGS_1 = 0x208,
  BLOCK_PROCESSES_3 = 0x209,
  BLOCK_PROCESSES_4 = 0x210,
  BLOCK_PROCESSES_5 = 0x211,
  BLOCK_PROCESSES_6 = 0x212,
  BLOCK_PROCESSES_7 = 0x213,
  BLOCK_PROCESSES_8 = 0x214,
  BLOCK_PROCESSES_9 = 0x215,
  BLOCK_EVENT_2 = 0x216,
  BLOCK_EVENT_FLAGS_2 = 0x217,
  BLOCK_DESCRIPTORS_2 = 0x218,
  BLOCK_INTERFACES_2 = 0x219,
  BLOCK_USERS_2 = 0x220,
  BLOCK_EVENT_LARGE = 0x221,
  BLOCK_EVENT_FLAGS_LARGE = 0x222,
  // Under which the first tools wrote some of them.
  BLOCK_PROCESSES_OLD = 0x8000abcd,
  BLOCK_DESCRIPTORS_OLD = 0x8001abcd,
  BLOCK_MACHINE_OLD = 0x8002abcd,
  BLOCK_EVENT_OLD = 0x8010abcd,
  BLOCK_INTERFACES_OLD = 0x8011abcd,
  BLOCK_USERS_OLD = 0x8012abcd,
  BLOCK_PROCESSES_2_OLD = 0x8013abcd,
  BLOCK_PROCESSES_3_OLD = 0x8014abcd,
};

constexpr uint32_t byte_order = 0x1a2b3c4d;
constexpr size_t block_head = 8, block_tail = 4;
constexpr size_t longest_path = 1024, longest_list = 4096, longest_name = 256;

}  // namespace eyas::scap
