// Environments: their generation, who is moving them, and which objects they hold at which generation.
//
// Reading: take the generation first and read everything of one request at it. Writing: whoever starts or plans production
// work locks the environment shared; whoever moves it to a next generation holds its claim (app/deploying/move_environment.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/catalog/workspace.h"
#include "domain/instance/ids.h"
#include "domain/instance/instance_state.h"
#include "domain/release/deployment.h"

namespace slipway::app {

struct EnvironmentObject {
  catalog::ObjectId object;
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  catalog::VersionNumber version = 0;
  catalog::GenerationNumber first_generation = 0;
};

// A job that an environment holds, and how it ran there; test runs do not count.
struct HeldJob {
  struct Run {
    instance::JobInstanceId id;
    instance::InstanceState state = instance::InstanceState::waiting;
    std::optional<base::Instant> ended_at;
  };
  catalog::ObjectId job;
  std::string name;
  bool is_live = false;       // development has it still
  bool is_running = false;    // a run of it goes on
  std::optional<Run> newest;  // however it ended
};

struct HeldJobFilter {
  std::optional<std::string> name_contains;  // any case
  std::string after;                         // behind this name
  std::optional<std::string> through;        // none behind this one
  std::int64_t limit = 0;
};

struct GenerationRow {
  catalog::GenerationNumber number = 0;
  release::DeploymentId deployment;
  std::optional<release::ReleasePackageId> package;
  std::string package_name;  // empty when no package made it
  catalog::UserId created_by;
  std::string created_by_name;
  base::Instant created_at{};
  std::int64_t item_count = 0;
};

// An environment row that this transaction has locked, with who holds the claim on it.
struct LockedEnvironment {
  catalog::Environment environment;
  release::Fence fence;
  std::optional<release::DeploymentId> holder;
  bool holder_is_alive = false;  // its incarnation has a lease
  std::string holder_incarnation;
};

// A stretch of a package's items by object id: after < object <= through.
struct ItemRange {
  catalog::ObjectId after;
  catalog::ObjectId through;
  std::int64_t count = 0;
};

class EnvironmentRepository {
 public:
  virtual ~EnvironmentRepository() = default;

  virtual Result<catalog::EnvironmentId> insert(const catalog::WorkspaceId& workspace, std::string_view name) = 0;
  // environment.not_found
  virtual Result<catalog::Environment> get(catalog::EnvironmentId id) = 0;
  virtual Result<catalog::Environment> get(const catalog::WorkspaceId& workspace, std::string_view name) = 0;

  // Until the end of the transaction nobody moves this environment to another generation.
  virtual Result<catalog::Environment> lock_shared(catalog::EnvironmentId id) = 0;
  virtual Result<LockedEnvironment> lock(catalog::EnvironmentId id) = 0;

  virtual Result<std::optional<EnvironmentObject>> find_object(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                               catalog::ObjectKind kind, std::string_view name) = 0;
  virtual Result<std::optional<EnvironmentObject>> find_object(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                               catalog::ObjectId object) = 0;
  // By kind and name, those after the given one.
  virtual Result<std::vector<EnvironmentObject>> list_objects(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                              std::string_view after_kind, std::string_view after_name,
                                                              std::int64_t limit) = 0;
  virtual Result<std::vector<HeldJob>> list_jobs(const catalog::Environment& environment,
                                                 const HeldJobFilter& filter) = 0;  // by name
  // Newest first; numbers below `before` (all when 0).
  virtual Result<std::vector<GenerationRow>> list_generations(catalog::EnvironmentId id, catalog::GenerationNumber before,
                                                              std::int64_t limit) = 0;

  // The claim. set_holder gives the next fence; the environment must be locked by this transaction.
  virtual Result<release::Fence> set_holder(catalog::EnvironmentId id, release::DeploymentId deployment,
                                            const std::string& incarnation) = 0;
  virtual Result<void> clear_holder(catalog::EnvironmentId id) = 0;

  // Staging, all of it invisible at generation `base`; the caller holds the claim and has locked the environment.
  // The next stretch of at most `batch` items behind `after`; none when the package ends there.
  virtual Result<std::optional<ItemRange>> next_item_range(release::ReleasePackageId package, catalog::ObjectId after,
                                                           std::int64_t batch) = 0;
  // The last stretch of at most `batch` items up to and with `through`.
  virtual Result<std::optional<ItemRange>> previous_item_range(release::ReleasePackageId package, catalog::ObjectId through,
                                                               std::int64_t batch) = 0;
  virtual Result<void> stage_range(const release::Deployment& deployment, const ItemRange& range) = 0;
  virtual Result<void> undo_range(const release::Deployment& deployment, const ItemRange& range) = 0;
  // One object, for an immediate release in a simple workspace.
  virtual Result<void> stage_object(const release::Deployment& deployment, const release::ImmediateRelease& object) = 0;

  // The switch: generation base + 1 is current from the commit on, and its row is written.
  virtual Result<void> advance(const release::Deployment& deployment, base::Instant now) = 0;
};

}  // namespace slipway::app
