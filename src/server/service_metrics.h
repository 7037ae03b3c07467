// The numbers of /metrics beside the requests themselves, in the text format of Prometheus.
#pragma once

#include <string>

#include "adapters/http/transport/transport_metrics.h"
#include "adapters/store/database.h"

namespace slipway::server {

struct WorkNumbers {
  std::int64_t unfinished_deployments = 0;
  std::size_t running_nodes = 0;
};

std::string format_service_metrics(const http::TransportMetrics& transport, const store::DatabaseMetrics& database, const WorkNumbers& work);

}  // namespace slipway::server
