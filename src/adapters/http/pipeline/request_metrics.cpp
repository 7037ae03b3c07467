#include "adapters/http/pipeline/request_metrics.h"

namespace slipway::http {

void RequestMetrics::record(api::OperationId operation, int status, std::chrono::microseconds took) {
  auto& numbers = numbers_.at(static_cast<std::size_t>(operation));
  const auto status_class = static_cast<std::size_t>(status / 100);
  if (status_class < numbers.by_class.size()) numbers.by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  numbers.microseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

void RequestMetrics::append_text(std::string& out) const {
  out += "# HELP slipway_requests_total Requests by operation and class of status.\n# TYPE slipway_requests_total counter\n";
  for (const auto& operation : api::operations())
    for (std::size_t status_class = 1; status_class < 6; ++status_class) {
      const auto count = numbers_[operation.number].by_class[status_class].load(std::memory_order_relaxed);
      if (count == 0) continue;
      out.append("slipway_requests_total{operation=\"").append(operation.name).append("\",status=\"");
      out.append(std::to_string(status_class)).append("xx\"} ").append(std::to_string(count)).append("\n");
    }
  out +=
      "# HELP slipway_request_seconds_total Time spent on requests by operation.\n# TYPE slipway_request_seconds_total counter\n";
  for (const auto& operation : api::operations()) {
    const auto microseconds = numbers_[operation.number].microseconds.load(std::memory_order_relaxed);
    if (microseconds == 0) continue;
    out.append("slipway_request_seconds_total{operation=\"").append(operation.name).append("\"} ");
    out.append(std::to_string(static_cast<double>(microseconds) / 1e6)).append("\n");
  }
}

}  // namespace slipway::http
