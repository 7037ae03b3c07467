#include "adapters/executors/process/node_environment.h"

#include <algorithm>
#include <array>

namespace slipway::executors {
namespace {

// No attempt shares all four with another one on the machine.
std::array<std::string, 4> marks_of(const app::AttemptKey& key) {
  return {"SLIPWAY_WORKSPACE_ID=" + key.workspace_id, "SLIPWAY_INSTANCE_ID=" + std::to_string(key.instance_id),
          "SLIPWAY_NODE_NAME=" + key.node_name, "SLIPWAY_ATTEMPT=" + std::to_string(key.attempt)};
}

}  // namespace

std::vector<std::string> node_environment(const app::NodeRun& run, std::string_view working_directory) {
  std::vector<std::string> environment = {
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "HOME=" + std::string(working_directory),
      "LANG=C.UTF-8",
      "TZ=UTC",
      "SLIPWAY_PROJECT_ID=" + run.project_id,
      "SLIPWAY_JOB_NAME=" + run.job_name,
      "SLIPWAY_PLAN_TIME=" + base::format_instant(run.plan_time),
  };
  for (auto& mark : marks_of(run.key)) environment.push_back(std::move(mark));
  return environment;
}

bool carries_marks(std::string_view environment_block, const app::AttemptKey& key) {
  const auto marks = marks_of(key);
  std::array<bool, marks.size()> found{};
  while (!environment_block.empty()) {
    const auto entry = environment_block.substr(0, environment_block.find('\0'));
    for (std::size_t i = 0; i < marks.size(); ++i)
      if (entry == marks[i]) found[i] = true;
    environment_block.remove_prefix(std::min(entry.size() + 1, environment_block.size()));
  }
  return std::ranges::all_of(found, [](bool each) { return each; });
}

}  // namespace slipway::executors
