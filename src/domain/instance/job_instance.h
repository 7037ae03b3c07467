// One run of a job for one plan time, and of one node in it, as they are kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/node_types.h"
#include "domain/instance/attempt.h"
#include "domain/instance/ids.h"
#include "domain/instance/instance_state.h"
#include "domain/instance/instance_transition.h"
#include "domain/instance/node_transition.h"
#include "domain/instance/run_parameters.h"

namespace slipway::instance {

// A value. Its node instances are made when it is admitted (a test run's at once, since its scripts may change meanwhile).
struct JobInstance {
  JobInstanceId id;
  catalog::WorkspaceId workspace;
  catalog::EnvironmentId environment;
  catalog::ObjectId job;
  std::string job_name;  // as it was when the instance was made
  InstanceKind kind = InstanceKind::scheduled;
  base::Instant plan_time{};
  catalog::VersionNumber version = 0;        // of the job; a test run: the latest submitted one, or 0
  catalog::GenerationNumber generation = 0;  // scripts are those of this generation; a test run: 0
  StarterId starter;  // the deployment that started it, at most one instance a job; none: something else did
  std::optional<std::string> definition;            // JSON of the draft; of a test run only
  RunParameters parameters;                         // the job's own, and those of the start
  InstanceFacts facts;
  catalog::UserId created_by;  // none: made by the schedule
  base::Instant submitted_at{};
  std::optional<base::Instant> started_at;
  std::optional<base::Instant> ended_at;
  std::string unreadable{};  // which of these could not be read and is left out, for people who look at it; empty: none
};

// A value. The node stands at position `ordinal` in its job.
struct NodeInstance {
  JobInstanceId instance;
  std::int64_t ordinal = 0;
  std::string name;
  std::string type;
  catalog::ExecutorKind kind = catalog::ExecutorKind::process;
  QueueClass queue_class = QueueClass::production;
  NodeFacts facts;
  catalog::ObjectId script;  // none: the text is a statement, or the draft's of a test run
  catalog::VersionNumber script_version = 0;
  std::optional<std::string> script_content;  // of a test run only
  std::string holder;                          // incarnation that runs it; empty: none
  std::int64_t fence = 0;                      // grows with every claim
  std::string log_server;                        // id of the server that has the log of the last attempt; empty: none
  std::string log_path;
  std::optional<base::Instant> started_at;  // of the first attempt
  std::optional<base::Instant> ended_at;

  AttemptId attempt_id() const { return {instance, ordinal, facts.attempt, fence}; }
};

}  // namespace slipway::instance
