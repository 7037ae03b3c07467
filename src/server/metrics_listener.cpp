#include "server/metrics_listener.h"

namespace slipway::server {

namespace {

http::ServerOptions metrics_options(const config::Address& listen) {
  http::ServerOptions options;
  options.listen_host = listen.host;
  options.listen_port = listen.port;
  options.io_thread_count = 1;
  options.read_lane.thread_count = 1;
  options.slow_lane.thread_count = 1;
  options.connection_count_max = 64;
  return options;
}

}  // namespace

http::Admission MetricsListener::MetricsApplication::admit(const http::Request& head) {
  const bool is_metrics = head.path.size() == 1 && head.path.front() == "metrics" &&
                          (head.method == http::Method::get || head.method == http::Method::head);
  if (!is_metrics)
    return http::Response{.status = 404, .content_type = "text/plain", .headers = {}, .body = "only GET /metrics is here\n"};
  return http::Accepted{.lane = http::Lane::read, .body_limit = 0, .state = {}};
}

// No body is taken at all.
std::optional<http::Response> MetricsListener::MetricsApplication::check_sender(const http::Request&,
                                                                                const std::shared_ptr<void>&) {
  return std::nullopt;
}

http::Response MetricsListener::MetricsApplication::handle(const http::Request&, const std::shared_ptr<void>&,
                                                           http::HandlerRoom&) {
  return {.status = 200, .content_type = "text/plain", .headers = {}, .body = text_()};
}

http::Response MetricsListener::MetricsApplication::transport_error(int status, std::string_view reason, const http::Request&) {
  return {.status = status, .content_type = "text/plain", .headers = {}, .body = std::string(reason) + "\n"};
}

MetricsListener::MetricsListener(std::function<std::string()> text, const config::Address& listen, base::Clock& clock,
                                 base::RandomSource& random)
    : application_(std::move(text)), server_(metrics_options(listen), application_, clock, random) {}

Result<http::BoundAddress> MetricsListener::listen() { return server_.listen(); }

Result<void> MetricsListener::start() {
  TRY(server_.start());
  return {};
}

void MetricsListener::stop() {
  server_.request_stop();
  server_.join();
}

}  // namespace slipway::server
