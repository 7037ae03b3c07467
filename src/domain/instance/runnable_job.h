// A job's definition as the engine walks it: nodes by their position (the ordinal of their node instances), with
// settings, countdowns and successors. A value, never changed once made; shared freely.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "domain/instance/job_instance.h"
#include "domain/instance/node_transition.h"

namespace slipway::instance {

struct RunnableNode {
  NodeSettings settings;
  std::int64_t predecessor_count = 0;
  std::vector<std::size_t> successors;     // by position, each once
  // none: it ends as soon as it is ready, a Dummy or one whose property emptyRunningJob is "1".
  catalog::ExecutorKind kind = catalog::ExecutorKind::process;
  std::optional<std::string> script_name;  // where the text comes from a script
};

struct RunnableJob {
  catalog::JobDefinition definition;
  std::vector<RunnableNode> nodes;  // nodes[i] belongs to definition.nodes[i]
};

// The definition must be one that may be submitted (catalog::check_submittable): without that, a cycle would never start.
// Errors: job.node_name_twice, job.unknown_predecessor.
Result<RunnableJob> make_runnable_job(catalog::JobDefinition definition);

// How many instances of the job run at once: what its cron schedule says, else `usual`.
std::int64_t instances_at_once(const catalog::JobDefinition& job, std::int64_t usual);

// The node instances of a run that begins: all waiting, none with a script version yet.
std::vector<NodeInstance> make_node_instances(const RunnableJob& job, JobInstanceId instance,
                                              QueueClass queue_class = QueueClass::production);

}  // namespace slipway::instance
