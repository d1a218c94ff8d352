// What this kernel gives, tried one by one: a version number says nothing about what a distribution left out.
#pragma once
#include <string>
#include <vector>

namespace eyas {

struct Probe {
  std::string feature;
  // Empty if it works, else what the kernel said.
  std::string error;
};

std::vector<Probe> probe_kernel();

}  // namespace eyas
