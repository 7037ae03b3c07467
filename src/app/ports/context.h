// What every use case gets first: the ports and settings it works with. References live as long as the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "app/ports/store.h"
#include "base/clock.h"
#include "domain/access/caller.h"
#include "domain/access/permission.h"
#include "domain/catalog/node_types.h"
#include "domain/catalog/workspace.h"

namespace slipway::app {

// Limits that a user can meet (docs/configuration.md, section limits). Passing one is limit.reached, naming it.
struct Limits {
  std::int64_t nodes_per_job = 1'000;
  std::int64_t items_per_package = 10'000;
  std::int64_t packages_per_deploy = 100;
  std::int64_t objects_per_workspace = 1'000'000;
  std::int64_t script_bytes = 4 * 1024 * 1024;
  std::int64_t users = 10'000;
  std::int64_t keys_per_user = 10;
  std::int64_t workspaces_per_project = 1'000;
  std::int64_t running_nodes = 8;
  std::int64_t instances_per_job = 5;
  std::int64_t cron_missed = 1'000;
  std::int64_t log_bytes_per_node = 30 * 1024 * 1024;
};

// Wakes the background tasks after a commit gave them work. Losing a wake-up costs only time: they look by themselves too.
// Safe from any thread, never blocks.
class Wakeups {
 public:
  virtual ~Wakeups() = default;
  virtual void deployments() = 0;  // a deployment was queued or moved on
  virtual void schedules() = 0;    // a job's next plan time changed
  virtual void instances() = 0;    // an instance or node may start
};

struct Context {
  Store& store;
  base::Clock& clock;
  base::RandomSource& random;
  Wakeups& wakeups;
  Limits limits;
  access::PermissionSettings permissions;
  catalog::OptionalTypes optional_types{};
};

// A call inside a workspace, signed in and allowed by the permission table at that moment; who writes asks again (app/access).
struct WorkspaceCall {
  access::Caller caller;
  catalog::Workspace workspace;
};

}  // namespace slipway::app
