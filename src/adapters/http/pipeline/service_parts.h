// What the HTTP face works with: the use cases' context, and the few things that belong to the process itself. References
// live as long as the server.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "app/jobs/claim_pauses.h"
#include "app/ports/context.h"
#include "app/ports/run/attempt_logs.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/server_identity.h"
#include "app/release/package_item_cache.h"
#include "app/tasks/task_health.h"
#include "base/seal.h"

namespace slipway::http {

class SignInThrottle;

// Health and numbers of the process, given by whoever wires it. All may be called from any thread and must not block long.
struct ServiceProbes {
  std::function<Result<void>()> check_readiness;  // the reason when the server is of no use just now
  std::function<std::string()> metrics_text;      // in the text format of Prometheus, without the requests themselves
  std::function<std::vector<app::TaskHealth>()> task_health;
};

struct ServiceParts {
  app::Context& app;
  const base::SealingKey& sealing_key;
  const app::AttemptLogs& logs;
  const app::ExecutorRegistry& executors;
  const app::ClaimPauses& claim_pauses;
  app::PackageItemCache& package_items;
  SignInThrottle& sign_in_throttle;
  app::ServerIdentity server;
  std::chrono::milliseconds token_lifetime;
  bool serves_metrics;  // false: /metrics is served by another listener
  ServiceProbes probes;
};

}  // namespace slipway::http
