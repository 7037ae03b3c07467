// Looking at runs: waiting for one, showing one, reading the logs of its nodes.
#pragma once

#include <chrono>
#include <string>

#include "cli/session/pages.h"
#include "cli/session/session.h"
#include "generated/api/instance_dto.h"
#include "generated/api/run_dto.h"

namespace slipway::cli {

inline constexpr std::int64_t patience_default = 3'600;  // seconds that --wait waits
inline constexpr std::int64_t patience_max = 604'800;

Result<Rows<api::JobInstanceRow>> list_instances(Session& session, const api::ListJobInstancesRequest& request,
                                                 std::int64_t count_max);

Result<api::InstanceDetail> read_instance(Session& session, const std::string& instance_id);

// Says what changes until the run has ended; then shows it. The value is the exit status.
Result<int> wait_for_instance(Session& session, const std::string& instance_id, std::chrono::seconds patience);

int show_instance(Session& session, const api::InstanceDetail& instance);

struct LogPlace {
  std::string instance_id;
  std::string node_name;
  std::optional<std::int32_t> attempt;  // absent: the latest
};

struct LogStyle {
  bool is_following = false;  // until the attempt has ended
  bool is_raw = false;        // as the node wrote it, also to a terminal, which obeys it
};

// Writes the log from its beginning.
Result<void> copy_log(Session& session, const LogPlace& place, const LogStyle& style);

}  // namespace slipway::cli
