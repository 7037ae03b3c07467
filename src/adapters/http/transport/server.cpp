#include "adapters/http/transport/server.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/http/transport/io_shard.h"
#include "adapters/http/transport/transport_context.h"
#include "base/log.h"

namespace slipway::http {

class Server::Implementation {
 public:
  Implementation(const ServerOptions& options, Application& application, base::Clock& clock, base::RandomSource& random)
      : context_(options, application, clock, random) {}

  Result<BoundAddress> listen() {
    const std::lock_guard lock(mutex_);
    return listen_once();
  }

  Result<BoundAddress> start() {
    const std::lock_guard lock(mutex_);
    TRY(listen_once());
    if (is_started_) return *bound_;
    for (auto* lane : lanes()) TRY(lane->start());
    for (auto& shard : shards_) TRY(shard->start());
    is_started_ = true;
    return *bound_;
  }

  void request_stop() {
    if (context_.is_draining.exchange(true)) return;
    const std::lock_guard lock(mutex_);
    for (auto& shard : shards_) shard->request_stop();
  }

  // The lanes end after the connections, which wait for them.
  void join() {
    const std::lock_guard join_lock(join_mutex_);
    const auto shards = all_shards();
    for (auto* shard : shards) shard->join();
    if (!context_.is_draining) return;
    for (auto* lane : lanes()) lane->request_stop();
    for (auto* lane : lanes()) lane->join();
    const auto cut_count = context_.counters.cut_total.load();
    const bool is_first_end = !shards.empty() && !std::exchange(end_is_logged_, true);
    if (is_first_end) base::log_info("http_server_stopped", {{"connections_cut", cut_count}});
  }

  TransportMetrics metrics() const {
    TransportMetrics metrics;
    const auto& counters = context_.counters;
    std::transform(counters.answered_by_class.begin(), counters.answered_by_class.end(), metrics.answered_by_class.begin(),
                   [](const auto& count) { return count.load(); });
    metrics.open_connection_count = context_.connection_count;
    metrics.idle_connection_count = context_.idle.size();
    metrics.held_bytes = context_.budget.held();
    metrics.waiting_for_room_count = context_.budget.waiting_count();
    metrics.accepted_total = counters.accepted_total;
    metrics.refused_total = counters.refused_total;
    metrics.idle_closed_total = counters.idle_closed_total;
    metrics.accept_failed_total = counters.accept_failed_total;
    metrics.timed_out_total = counters.timed_out_total;
    metrics.exception_total = counters.exception_total;
    metrics.headers_left_out_total = counters.headers_left_out_total;
    metrics.cut_total = counters.cut_total;
    metrics.lanes = {context_.read_lane.metrics(), context_.write_lane.metrics(), context_.slow_lane.metrics()};
    return metrics;
  }

 private:
  // Under mutex_.
  Result<BoundAddress> listen_once() {
    if (context_.is_draining) return base::unavailable("server.stopped", "the server was stopped and does not start again");
    if (bound_) return *bound_;
    TRY_LET(address, listen_on_all_shards());
    bound_ = BoundAddress{std::move(address.host), address.port};
    return *bound_;
  }

  // Every shard listens before any accepts: a failure leaves nobody half served.
  Result<ListenAddress> listen_on_all_shards() {
    const auto& options = context_.options;
    ListenAddress address{options.listen_host, options.listen_port};
    if (address.port != 0) TRY(IoShard::check_port_is_free(address));

    const std::size_t core_count = std::max(1U, std::thread::hardware_concurrency());
    const auto shard_count = options.io_thread_count == 0 ? core_count : options.io_thread_count;
    std::vector<std::unique_ptr<IoShard>> shards;
    for (std::size_t i = 0; i < shard_count; ++i) {
      shards.push_back(std::make_unique<IoShard>(context_));
      TRY_LET(bound, shards.back()->listen(address));
      address = bound;
    }
    shards_ = std::move(shards);
    return address;
  }

  std::array<LaneQueue*, 3> lanes() { return {&context_.read_lane, &context_.write_lane, &context_.slow_lane}; }

  std::vector<IoShard*> all_shards() {
    const std::lock_guard lock(mutex_);
    std::vector<IoShard*> shards;
    shards.reserve(shards_.size());
    for (auto& shard : shards_) shards.push_back(shard.get());
    return shards;
  }

  TransportContext context_;
  std::mutex mutex_;       // guards shards_, bound_ and is_started_
  std::mutex join_mutex_;  // guards end_is_logged_; one joins, the others wait for it
  bool end_is_logged_ = false;
  std::optional<BoundAddress> bound_;
  bool is_started_ = false;
  std::vector<std::unique_ptr<IoShard>> shards_;
};

Server::Server(const ServerOptions& options, Application& application, base::Clock& clock, base::RandomSource& random)
    : implementation_(std::make_unique<Implementation>(options, application, clock, random)) {}

Server::~Server() {
  request_stop();
  join();
}

Result<BoundAddress> Server::listen() { return implementation_->listen(); }
Result<BoundAddress> Server::start() { return implementation_->start(); }
void Server::request_stop() { implementation_->request_stop(); }
void Server::join() { implementation_->join(); }
TransportMetrics Server::metrics() const { return implementation_->metrics(); }

}  // namespace slipway::http
