// What the I/O threads and the lanes of one server share. Made by Server; outlives every connection. From any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <string_view>

#include "adapters/http/transport/application.h"
#include "adapters/http/transport/limits/address_share.h"
#include "adapters/http/transport/limits/idle_list.h"
#include "adapters/http/transport/limits/lane_queue.h"
#include "adapters/http/transport/limits/memory_budget.h"
#include "adapters/http/transport/server_options.h"
#include "adapters/http/transport/transport_metrics.h"
#include "base/clock.h"

namespace slipway::http {

struct TransportContext {
  static constexpr std::string_view overloaded = "the server is overloaded; try again later";
  static constexpr std::string_view handler_failed = "the server failed to handle the request; the log says why";

  TransportContext(const ServerOptions& server_options, Application& served, base::Clock& time, base::RandomSource& randomness)
      : options(server_options), application(served), clock(time), random(randomness) {}

  LaneQueue& lane(Lane which) { return which == Lane::write ? write_lane : which == Lane::slow ? slow_lane : read_lane; }

  // The answer of the application for a failure of the transport, with the headers that its status asks for. Does not throw.
  Response error_response(int status, std::string_view reason, const Request& request);
  void count_exception(std::string_view event, std::string_view reason);

  const ServerOptions options;
  Application& application;
  base::Clock& clock;
  base::RandomSource& random;
  LaneQueue read_lane{Lane::read, options.read_lane};
  LaneQueue write_lane{Lane::write, options.write_lane};
  LaneQueue slow_lane{Lane::slow, options.slow_lane};
  IdleList idle;
  ConnectionShares shares{std::min(options.connection_share_max, std::max<std::size_t>(options.connection_count_max / 2, 1))};
  TransportCounters counters;
  std::atomic<std::size_t> connection_count{0};
  MemoryBudget budget{options.memory_max};
  std::atomic<bool> is_draining{false};  // set once: every answer closes its connection
  std::atomic<bool> is_cut{false};       // set once, at the end of the drain: what still waits in a lane is not run
};

}  // namespace slipway::http
