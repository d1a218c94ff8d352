// Threads by their ids: one probe for nearly every event, so the table is flat and never more than half full.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace eyas::scap {

template <typename Value>
class TidTable {
 public:
  TidTable() : entries_(least) {}

  size_t size() const { return size_; }

  // The value of that id; null if there is none. Valid until something is put in or erased.
  const Value *find(int64_t tid) const {
    for (size_t i = place(tid);; i = next(i)) {
      const Entry &entry = entries_[i];
      if (!entry.is_taken) return nullptr;
      if (entry.tid == tid) return &entry.value;
    }
  }

  // The value of that id, made if there is none.
  Value &at(int64_t tid) {
    if (const Value *known = find(tid)) return const_cast<Value &>(*known);
    if ((size_ + 1) * 2 > entries_.size()) grow();
    size_++;
    return put(tid, Value());
  }

  void erase(int64_t tid) {
    size_t i = place(tid);
    for (; entries_[i].is_taken && entries_[i].tid != tid; i = next(i)) continue;
    if (!entries_[i].is_taken) return;
    size_--;
    // What stands behind it moves up where it would not be found any more.
    for (size_t hole = i;;) {
      i = next(i);
      if (!entries_[i].is_taken) {
        entries_[hole] = Entry();
        return;
      }
      const size_t home = place(entries_[i].tid), mask = entries_.size() - 1;
      if (((i - home) & mask) < ((i - hole) & mask)) continue;
      entries_[hole] = std::move(entries_[i]);
      hole = i;
    }
  }

  void clear() {
    entries_ = std::vector<Entry>(least);
    size_ = 0;
  }

 private:
  struct Entry {
    int64_t tid = 0;
    Value value = Value();
    bool is_taken = false;
  };
  static constexpr size_t least = 1024;

  size_t place(int64_t tid) const {
    return static_cast<size_t>((static_cast<uint64_t>(tid) * 0x9e3779b97f4a7c15u) >> 32) & (entries_.size() - 1);
  }
  size_t next(size_t i) const { return (i + 1) & (entries_.size() - 1); }

  Value &put(int64_t tid, Value value) {
    size_t i = place(tid);
    while (entries_[i].is_taken) i = next(i);
    entries_[i] = {tid, std::move(value), true};
    return entries_[i].value;
  }

  void grow() {
    std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
    for (Entry &entry : old)
      if (entry.is_taken) put(entry.tid, std::move(entry.value));
  }

  std::vector<Entry> entries_;
  size_t size_ = 0;
};

}  // namespace eyas::scap
