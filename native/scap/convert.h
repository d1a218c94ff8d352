// Makes today's events of those of old captures: the start of a call is kept until its end comes, and their parameters
// become one event.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "event.h"

namespace eyas::scap {

enum class Conversion { passed, dropped, failed };

class Converter {
 public:
  // Changes the event in place; its parameters lie in memory of this object until the next call.
  Conversion convert(Event &event, std::string &error);
  void clear() { starts_.clear(); }

 private:
  struct Start {
    uint16_t code;
    std::vector<uint8_t> bytes;
    std::vector<uint32_t> lengths;
    Bytes at(uint32_t i) const;
  };

  Conversion step(Event &event, const eyas_conversion &how, std::string &error);
  bool part(Event &event, const eyas_conversion_part &part, const Start *start, Bytes &out, uint8_t type, std::string &error);
  void keep(const Event &event);

  std::unordered_map<int64_t, Start> starts_;
  std::string json_;
  Start used_;
};

// Whether an event of today is as it is: neither dropped nor converted.
Conversion convertible(const Event &event, bool &needs_conversion, std::string &error);

}  // namespace eyas::scap
