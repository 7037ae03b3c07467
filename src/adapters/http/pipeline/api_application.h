// The routes behind the transport: finds the operation, signs the caller in, places them, asks the permission table, and has
// the handler run. Every operation goes this one way; there is no other.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/request_metrics.h"
#include "adapters/http/pipeline/service_parts.h"
#include "adapters/http/transport/application.h"
#include "app/audit/record_refusal.h"
#include "contract/message.h"
#include "generated/api/operations.h"

namespace slipway::http {

struct BodyLimits {
  std::size_t bytes_max = 0;        // where the contract states none
  std::size_t value_count_max = 0;  // of JSON
};

class ApiApplication final : public Application {
 public:
  ApiApplication(ServiceParts& service, BodyLimits limits) : service_(service), limits_(limits) {}

  Admission admit(const Request& head) override;
  std::optional<Response> check_sender(const Request& head, const std::shared_ptr<void>& state) override;
  Response handle(const Request& request, const std::shared_ptr<void>& state, HandlerRoom& room) override;
  Response transport_error(int status, std::string_view reason, const Request& request) override;

  const RequestMetrics& metrics() const { return metrics_; }

 private:
  struct Route;

  Result<contract::Answer> answer(const Request& request, const Route& route, CallFacts& facts, HandlerRoom& room);
  Result<void> know_sender(const Request& head) const;
  Result<void> identify(const Request& request, const Route& route, CallFacts& facts) const;
  Result<void> permit(const Route& route, const CallFacts& facts) const;
  void note_refusal(const base::Error& error, const Route& route, const CallFacts& facts);

  ServiceParts& service_;
  const BodyLimits limits_;
  RequestMetrics metrics_;
  app::RecordedRefusals recorded_refusals_;
};

}  // namespace slipway::http
