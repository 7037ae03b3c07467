#include "adapters/http/transport/transport_context.h"

#include <exception>

#include "base/log.h"

namespace slipway::http {

Response TransportContext::error_response(int status, std::string_view reason, const Request& request) {
  Response response;
  try {
    response = application.transport_error(status, reason, request);
  } catch (const std::exception& failure) {
    count_exception("transport_error_failed", failure.what());
    response = Response{};
  }
  response.status = status;
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  if (status == 405) response.headers.push_back({"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
  return response;
}

void TransportContext::count_exception(std::string_view event, std::string_view reason) {
  counters.exception_total.fetch_add(1, std::memory_order_relaxed);
  base::log_error(event, {{"reason", reason}});
}

}  // namespace slipway::http
