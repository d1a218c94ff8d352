// Parameters of events as Falco prints them.
#pragma once
#include <string>

#include "machine.h"

namespace eyas::scap {

// What evt.args has of a parameter: the text itself and, if there is any, what stands in brackets behind it.
struct Rendered {
  std::string plain, meaning;
  const std::string &best() const { return meaning.empty() ? plain : meaning; }
};

// `is_shown` where an output shows it: then bytes may print as base64.
void render(const Machine &machine, const Event &event, uint32_t parameter, Rendered &out, bool is_shown = false);
// evt.args: all of them.
void render_all(const Machine &machine, const Event &event, std::string &out);
// The name of an error; empty if it has none.
const char *error_name(int64_t error);

}  // namespace eyas::scap
