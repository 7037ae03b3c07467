// The settings of the server, with the defaults that suit two cores. A value.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/http/transport/limits/address_share.h"
#include "adapters/http/transport/limits/lane_queue.h"
#include "adapters/http/transport/limits/pace.h"
#include "adapters/http/transport/message/request_parser.h"

namespace slipway::http {

// One sweep a check_interval looks at all connections, so that setting a deadline costs nothing; each may be late by that much.
struct Deadlines {
  std::chrono::milliseconds header{10'000};    // the whole header, from its first byte; then 408
  std::chrono::milliseconds idle{60'000};      // between requests, and before the first; then closed without a word
  Pace body{.silence = std::chrono::milliseconds(20'000), .grace = std::chrono::milliseconds(60'000)};    // then 408
  Pace answer{.silence = std::chrono::milliseconds(30'000), .grace = std::chrono::milliseconds(10'000)};  // then cut
  std::chrono::milliseconds room{5'000};         // for memory to be given back; then 503
  std::chrono::milliseconds linger{1'000};       // for the client to take an answer and close
  std::chrono::milliseconds drain{25'000};       // for busy connections at stop; then cut
  std::chrono::milliseconds accept_pause{50};    // when the system gives no more connections
  std::chrono::milliseconds check_interval{250};
};

struct ServerOptions {
  std::string listen_host = "127.0.0.1";  // an IPv4 or IPv6 address, or localhost
  std::uint16_t listen_port = 8470;       // 0: the system chooses
  std::size_t io_thread_count = 0;        // 0: one a core
  ShareRules shares{};  // who is counted apart; the X-Forwarded-For of the proxies there is believed (client_address.h)
  ParserLimits parser;
  std::size_t connection_count_max = 4096;  // the oldest idle one is closed for a new one; with none idle, 503
  std::size_t connection_share_max = 1024;  // the same for those of one address, and never more than half of all
  std::size_t memory_max = 192 * 1024 * 1024;  // that callers can make us hold together (memory_budget.h)
  std::size_t discarded_body_max = 64 * 1024;  // of a request answered early, so that its connection may stay open
  std::size_t linger_bytes_max = 2 * 1024 * 1024;  // what a refused client may still send while it takes the answer
  LaneOptions read_lane{.thread_count = 4, .queue_max = 1000};
  LaneOptions write_lane{.thread_count = 1, .queue_max = 1000};
  LaneOptions slow_lane{.thread_count = 2, .queue_max = 100};
  Deadlines deadlines;
};

}  // namespace slipway::http
