// In which order a deployment starts its jobs: upstream before downstream, else by name. Pure.
#pragma once

#include <string>
#include <vector>

#include "domain/catalog/ids.h"

namespace slipway::release {

struct StartCandidate {
  catalog::ObjectId job;
  std::string name;
  std::vector<std::string> upstream;  // names of jobs that it comes after; those outside the package do not count
};

// Every candidate once. Jobs on a cycle come last, by name: the start of such a job is refused or harmless, never a hang.
std::vector<catalog::ObjectId> start_order(const std::vector<StartCandidate>& candidates);

}  // namespace slipway::release
