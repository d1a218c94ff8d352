#include "flag-texts.h"

namespace eyas::scap {

uint32_t flag_bits(uint8_t type, Bytes bytes) {
  if (type == EYAS_PT_FLAGS8 || type == EYAS_PT_ENUMFLAGS8) return bytes.as<uint8_t>();
  if (type == EYAS_PT_FLAGS16 || type == EYAS_PT_ENUMFLAGS16) return bytes.as<uint16_t>();
  return bytes.as<uint32_t>();
}

void name_flags(const eyas_flag_table &table, uint32_t value, bool exact, std::string &names) {
  uint32_t left = value;
  const char *separator = "";
  for (uint32_t k = 0; k < table.count; k++) {
    const auto &flag = table.flags[k];
    const bool matches = exact ? flag.value == value
                               : (flag.value == 0 && value == 0) || (flag.value != 0 && (left & flag.value) == flag.value && left != 0);
    if (!matches) continue;
    if (!exact) left &= ~flag.value;
    names += separator;
    names += flag.name;
    separator = "|";
    if (!exact && flag.value == value) break;
  }
}

std::string_view FlagTexts::of(const eyas_capture_parameter &parameter, Bytes bytes) const {
  const uint32_t value = flag_bits(parameter.type, bytes);
  const auto address = reinterpret_cast<uintptr_t>(&parameter) / sizeof parameter;
  Known &known = known_[(address * 31 + value + (value >> 8)) % places];
  if (known.parameter == &parameter && known.value == value) return known.text;
  const bool exact = parameter.type == EYAS_PT_ENUMFLAGS8 || parameter.type == EYAS_PT_ENUMFLAGS16 || parameter.type == EYAS_PT_ENUMFLAGS32;
  constexpr size_t tables = sizeof eyas_flag_tables / sizeof *eyas_flag_tables;
  known.parameter = &parameter;
  known.value = value;
  known.text.clear();
  name_flags(eyas_flag_tables[parameter.names < tables ? parameter.names : 0], value, exact, known.text);
  if (known.text.empty()) known.text = std::to_string(value);
  return known.text;
}

}  // namespace eyas::scap
