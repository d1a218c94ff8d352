// The names of flags as Falco prints them, made once for each value that events have.
#pragma once
#include <string>
#include <vector>

#include "../../schema/generated/capture.h"
#include "bytes.h"

namespace eyas::scap {

// The bits of a parameter of that type.
uint32_t flag_bits(uint8_t type, Bytes bytes);
// Names with `|` between them; of an `exact` number its own name. Empty if there is none.
void name_flags(const eyas_flag_table &table, uint32_t value, bool exact, std::string &names);

class FlagTexts {
 public:
  // The names, or the number where there are none; valid until the next call.
  std::string_view of(const eyas_capture_parameter &parameter, Bytes bytes) const;

 private:
  struct Known {
    const eyas_capture_parameter *parameter = nullptr;
    uint32_t value = 0;
    std::string text;
  };
  static constexpr size_t places = 256;
  mutable std::vector<Known> known_ = std::vector<Known>(places);
};

}  // namespace eyas::scap
