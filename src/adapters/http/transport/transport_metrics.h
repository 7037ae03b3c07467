// The numbers of the transport, for /metrics. TransportCounters is written by all threads; TransportMetrics is one look at it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "adapters/http/transport/application.h"

namespace slipway::http {

struct LaneMetrics {
  Lane lane = Lane::read;
  std::size_t waiting_count = 0;  // now in the queue
  std::size_t running_count = 0;  // now on a thread
  std::uint64_t started_total = 0;
  std::uint64_t refused_total = 0;           // the queue was full
  std::chrono::microseconds wait_total{};    // of all that started
  std::chrono::microseconds wait_longest{};  // since the start
};

struct TransportMetrics {
  std::array<std::uint64_t, 6> answered_by_class{};  // [2]: 200 to 299; [0] is not used
  std::size_t open_connection_count = 0;
  std::size_t idle_connection_count = 0;
  std::size_t held_bytes = 0;  // now held of the budget of memory
  std::size_t waiting_for_room_count = 0;
  std::uint64_t accepted_total = 0;
  std::uint64_t refused_total = 0;      // connections over connection_count_max with no idle one to close
  std::uint64_t idle_closed_total = 0;  // idle connections closed to make room
  std::uint64_t accept_failed_total = 0;  // no descriptor left, and the like
  std::uint64_t timed_out_total = 0;      // headers and bodies that came too slowly
  std::uint64_t exception_total = 0;      // thrown by the application or by a library
  std::uint64_t headers_left_out_total = 0;  // headers of answers that were not safe to write
  std::uint64_t cut_total = 0;               // connections that were still busy at the end of the drain
  std::array<LaneMetrics, 3> lanes{};        // read, write, slow
};

struct TransportCounters {
  std::array<std::atomic<std::uint64_t>, 6> answered_by_class{};
  std::atomic<std::uint64_t> accepted_total{0};
  std::atomic<std::uint64_t> refused_total{0};
  std::atomic<std::uint64_t> idle_closed_total{0};
  std::atomic<std::uint64_t> accept_failed_total{0};
  std::atomic<std::uint64_t> timed_out_total{0};
  std::atomic<std::uint64_t> exception_total{0};
  std::atomic<std::uint64_t> headers_left_out_total{0};
  std::atomic<std::uint64_t> cut_total{0};
};

}  // namespace slipway::http
