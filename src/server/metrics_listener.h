// --metrics-listen: serves GET /metrics, and nothing else, on an address of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/config/config.h"
#include "adapters/http/transport/server.h"

namespace slipway::server {

class MetricsListener {
 public:
  MetricsListener(std::function<std::string()> text, const config::Address& listen, base::Clock& clock,
                  base::RandomSource& random);

  Result<http::BoundAddress> listen();  // the port is taken; who asks waits until start()
  Result<void> start();
  void stop();

 private:
  class MetricsApplication final : public http::Application {
   public:
    explicit MetricsApplication(std::function<std::string()> text) : text_(std::move(text)) {}
    http::Admission admit(const http::Request& head) override;
    std::optional<http::Response> check_sender(const http::Request& head, const std::shared_ptr<void>& state) override;
    http::Response handle(const http::Request& request, const std::shared_ptr<void>& state, http::HandlerRoom& room) override;
    http::Response transport_error(int status, std::string_view reason, const http::Request& request) override;

   private:
    const std::function<std::string()> text_;
  };

  MetricsApplication application_;
  http::Server server_;
};

}  // namespace slipway::server
