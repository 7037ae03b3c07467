// Deployments and the journal of job starts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/release/deployment.h"
#include "domain/release/start_order.h"

namespace slipway::app {

// Where a deployment stands in the queue of its environment.
struct QueuePosition {
  std::int64_t position = 1;  // 1 is the head
  std::int64_t length = 1;
  std::optional<release::ReleasePackageId> head_package;
};

struct StartEntry {
  std::int64_t ordinal = 0;
  catalog::ObjectId job;
  std::string job_name;
  catalog::VersionNumber version = 0;                        // that this deployment put there
  std::optional<catalog::VersionNumber> current_version;     // in the environment now
  std::optional<release::ReleasePackageId> current_package;  // whose deployment put that there
};

struct StartOutcome {
  std::int64_t ordinal = 0;
  std::string message;  // why the job was not started; empty: it was
};

struct StartState {
  bool is_pending = false;
  bool has_failed = false;
  std::string message;  // why it failed
};

class DeploymentRepository {
 public:
  virtual ~DeploymentRepository() = default;

  virtual Result<release::DeploymentId> insert(const release::Deployment& deployment) = 0;
  virtual Result<release::Deployment> get(release::DeploymentId id) = 0;
  virtual Result<std::optional<release::Deployment>> find_by_task(const catalog::ProjectId& project,
                                                                  const release::TaskId& task) = 0;
  virtual Result<void> update(const release::Deployment& deployment) = 0;
  // The oldest queued or staging deployment of every environment.
  virtual Result<std::vector<release::Deployment>> list_heads() = 0;
  virtual Result<QueuePosition> find_position(const release::Deployment& deployment) = 0;
  virtual Result<std::int64_t> count_unfinished() = 0;

  // The start journal.
  virtual Result<std::vector<release::StartCandidate>> list_start_candidates(const release::Deployment& deployment) = 0;
  virtual Result<void> insert_starts(release::DeploymentId deployment, const std::vector<catalog::ObjectId>& in_order) = 0;
  virtual Result<bool> has_starts(release::DeploymentId deployment) = 0;
  virtual Result<std::vector<StartEntry>> list_pending_starts(const release::Deployment& deployment, std::int64_t limit) = 0;
  virtual Result<void> record_starts(release::DeploymentId deployment, const std::vector<StartOutcome>& outcomes) = 0;
  // How far the starts are, by job; only those that failed where `only_failed`.
  virtual Result<std::map<catalog::ObjectId, StartState>> list_start_states(release::DeploymentId deployment,
                                                                            bool only_failed) = 0;
  virtual Result<std::int64_t> count_failed_starts(release::DeploymentId deployment) = 0;
};

}  // namespace slipway::app
