// How many requests each operation had, by class of status, and how long they took. Safe to use from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "generated/api/operations.h"

namespace slipway::http {

class RequestMetrics {
 public:
  void record(api::OperationId operation, int status, std::chrono::microseconds took);
  // In the text format of Prometheus.
  void append_text(std::string& out) const;

 private:
  struct Numbers {
    std::array<std::atomic<std::uint64_t>, 6> by_class{};  // [2] is 2xx
    std::atomic<std::uint64_t> microseconds{0};
  };
  static constexpr std::size_t operation_max = 256;
  std::array<Numbers, operation_max> numbers_{};
};

}  // namespace slipway::http
