// What JavaScript gets as an Error with `code` and the given properties.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace eyas {

struct Fault : std::runtime_error {
  std::string code;
  std::vector<std::pair<std::string, std::string>> properties;

  Fault(std::string code, const std::string &message, std::vector<std::pair<std::string, std::string>> properties = {})
      : std::runtime_error(message), code(std::move(code)), properties(std::move(properties)) {}
};

}  // namespace eyas
