#include "adapters/store/sql_store.h"

#include <functional>
#include <vector>

#include "adapters/store/catalog/object_repository.h"
#include "adapters/store/people/audit_log.h"
#include "adapters/store/people/people_repository.h"
#include "adapters/store/people/workspace_repository.h"
#include "adapters/store/release/deployment_repository.h"
#include "adapters/store/release/environment_repository.h"
#include "adapters/store/release/package_repository.h"
#include "adapters/store/release/pending_item_repository.h"
#include "adapters/store/run/instance_repository.h"
#include "adapters/store/run/schedule_repository.h"
#include "adapters/store/run/set_aside_repository.h"
#include "adapters/store/server/incarnation_repository.h"
#include "adapters/store/server/outbox_repository.h"
#include "adapters/store/server/replay_repository.h"

namespace slipway::store {

namespace {

class SqlTx final : public app::Tx {
 public:
  explicit SqlTx(Connection& connection)
      : audit_(connection),
        deployments_(connection),
        environments_(connection),
        incarnations_(connection),
        instances_(connection),
        objects_(connection),
        outbox_(connection),
        packages_(connection),
        pending_items_(connection),
        people_(connection),
        replays_(connection),
        schedules_(connection),
        set_asides_(connection),
        workspaces_(connection) {}

  app::AuditLog& audit() override { return audit_; }
  app::DeploymentRepository& deployments() override { return deployments_; }
  app::EnvironmentRepository& environments() override { return environments_; }
  app::IncarnationRepository& incarnations() override { return incarnations_; }
  app::InstanceRepository& instances() override { return instances_; }
  app::ObjectRepository& objects() override { return objects_; }
  app::Outbox& outbox() override { return outbox_; }
  app::PackageRepository& packages() override { return packages_; }
  app::PendingItemRepository& pending_items() override { return pending_items_; }
  app::PeopleRepository& people() override { return people_; }
  app::ReplayRepository& replays() override { return replays_; }
  app::ScheduleRepository& schedules() override { return schedules_; }
  app::SetAsideRepository& set_asides() override { return set_asides_; }
  app::WorkspaceRepository& workspaces() override { return workspaces_; }

 private:
  SqlAuditLog audit_;
  SqlDeploymentRepository deployments_;
  SqlEnvironmentRepository environments_;
  SqlIncarnationRepository incarnations_;
  SqlInstanceRepository instances_;
  SqlObjectRepository objects_;
  SqlOutbox outbox_;
  SqlPackageRepository packages_;
  SqlPendingItemRepository pending_items_;
  SqlPeopleRepository people_;
  SqlReplayRepository replays_;
  SqlScheduleRepository schedules_;
  SqlSetAsideRepository set_asides_;
  SqlWorkspaceRepository workspaces_;
};

}  // namespace

Result<void> SqlStore::run_read(const TxUnit& unit) {
  return database_.read(
      [&](Connection& connection) -> Result<void> {
        SqlTx tx(connection);
        return unit(tx);
      },
      share_);
}

Result<void> SqlStore::run_write(const TxUnit& unit) {
  std::vector<std::function<void()>> effects;
  TRY(database_.write(
      [&](Connection& connection) -> Result<void> {
        SqlTx tx(connection);
        auto result = unit(tx);
        effects = tx.take_effects();  // of the run that is committed: the last one
        return result;
      },
      share_));
  for (const auto& effect : effects) effect();
  return {};
}

}  // namespace slipway::store
