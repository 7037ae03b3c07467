// The numbers of /metrics beside the requests themselves, in the text format of Prometheus.
#pragma once

#include <string>

#include "adapters/http/transport/transport_metrics.h"
#include "adapters/store/database.h"
#include "server/store_monitor.h"

namespace slipway::server {

std::string format_service_metrics(const http::TransportMetrics& transport, const store::DatabaseMetrics& database,
                                   const WorkInStore& work, std::size_t running_nodes);

}  // namespace slipway::server
