// The numbers of /metrics beside the requests themselves, in the text format of Prometheus.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "adapters/http/transport/transport_metrics.h"
#include "adapters/store/database.h"
#include "app/engine/run_news.h"
#include "app/jobs/claim_pauses.h"
#include "app/tasks/task_health.h"
#include "server/store_monitor.h"

namespace slipway::server {

std::string format_service_metrics(const http::TransportMetrics& transport, const store::DatabaseMetrics& database,
                                   const WorkInStore& work, std::size_t running_nodes,
                                   const std::map<catalog::ExecutorKind, app::ClaimPause>& claim_pauses,
                                   const app::RunTotals& runs, const std::vector<app::TaskHealth>& tasks);

}  // namespace slipway::server
