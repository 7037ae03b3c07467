// The routes behind the transport: finds the operation, signs the caller in, places him, asks the permission table, and has
// the handler run. Every operation goes this one way; there is no other.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/call_context.h"
#include "adapters/http/request_metrics.h"
#include "adapters/http/service_parts.h"
#include "adapters/http/transport/application.h"
#include "contract/message.h"
#include "generated/api/operations.h"

namespace slipway::http {

class ApiApplication final : public Application {
 public:
  // request_bytes_max: the limit of bodies where the contract states none.
  ApiApplication(ServiceParts& service, std::size_t request_bytes_max)
      : service_(service), request_bytes_max_(request_bytes_max) {}

  Admission admit(const Request& head) override;
  Response handle(Request& request, const std::shared_ptr<void>& state) override;
  Response transport_error(int status, std::string_view reason, const Request& request) override;

  const RequestMetrics& metrics() const { return metrics_; }

 private:
  struct Route;

  Result<contract::Answer> answer(const Request& request, const Route& route);
  Result<void> identify(const Request& request, const Route& route, CallFacts& facts) const;
  Result<void> permit(const Route& route, const CallFacts& facts) const;

  ServiceParts& service_;
  const std::size_t request_bytes_max_;
  RequestMetrics metrics_;
};

}  // namespace slipway::http
