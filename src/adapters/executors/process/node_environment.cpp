#include "adapters/executors/process/node_environment.h"

#include <algorithm>
#include <array>

namespace slipway::executors {
namespace {

// No attempt shares all four with another one on the machine.
std::array<std::string, mark_count> entries_of(const AttemptMarks& marks) {
  return {"SLIPWAY_WORKSPACE_ID=" + marks.workspace_id, "SLIPWAY_INSTANCE_ID=" + std::to_string(marks.instance),
          "SLIPWAY_NODE_NAME=" + marks.node_name, "SLIPWAY_ATTEMPT=" + std::to_string(marks.attempt)};
}

}  // namespace

std::vector<std::string> node_environment(const app::NodeRun& run, std::string_view working_directory,
                                          std::string_view temporary_directory) {
  std::vector<std::string> environment = {
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "HOME=" + std::string(working_directory),
      "TMPDIR=" + std::string(temporary_directory),
      "LANG=C.UTF-8",
      "TZ=UTC",
      "SLIPWAY_PROJECT_ID=" + run.project_id,
      "SLIPWAY_JOB_NAME=" + run.job_name,
      "SLIPWAY_PLAN_TIME=" + base::format_instant(run.plan_time),
  };
  environment.insert(environment.end(), run.variables.begin(), run.variables.end());
  for (auto& entry : entries_of(marks_of(run))) environment.push_back(std::move(entry));
  return environment;
}

bool carries_marks(std::string_view environment_block, const AttemptMarks& marks) {
  const auto entries = entries_of(marks);
  std::array<bool, entries.size()> found{};
  while (!environment_block.empty()) {
    const auto entry = environment_block.substr(0, environment_block.find('\0'));
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entry == entries[i]) found[i] = true;
    environment_block.remove_prefix(std::min(entry.size() + 1, environment_block.size()));
  }
  return std::ranges::all_of(found, [](bool each) { return each; });
}

}  // namespace slipway::executors
