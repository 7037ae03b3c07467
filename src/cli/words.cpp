#include "cli/words.h"

#include "base/instant.h"

namespace slipway::cli {

std::string kind_word(std::int64_t task_type) {
  switch (task_type) {
    case 1: return "job";
    case 2: return "script";
    default: return std::to_string(task_type);
  }
}

std::string change_word(std::int64_t update_type) {
  switch (update_type) {
    case 1: return "add";
    case 2: return "modify";
    case 3: return "delete";
    default: return std::to_string(update_type);
  }
}

std::string package_word(std::int64_t deploy_status) {
  switch (deploy_status) {
    case 1: return "awaiting approval";
    case 2: return "deployed";
    case 3: return "failed";
    case 5: return "deploying";
    default: return std::to_string(deploy_status);
  }
}

std::string start_word(std::optional<std::int64_t> start_job_status) {
  if (!start_job_status) return {};
  switch (*start_job_status) {
    case 2: return "started";
    case 3: return "not started";
    default: return std::to_string(*start_job_status);
  }
}

std::string instance_kind_word(std::optional<std::int64_t> instance_type) {
  if (!instance_type) return {};
  switch (*instance_type) {
    case 0: return "scheduled";
    case 2: return "test";
    case 5: return "backfill";
    case 6: return "subjob";
    case 7: return "run_once";
    default: return std::to_string(*instance_type);
  }
}

std::string time_text(std::optional<std::int64_t> milliseconds) {
  if (!milliseconds || *milliseconds == 0) return {};
  return base::format_instant(base::from_milliseconds(*milliseconds));
}

std::string version_text(std::optional<std::int64_t> version) {
  return version && *version != 0 ? std::to_string(*version) : std::string{};
}

}  // namespace slipway::cli
