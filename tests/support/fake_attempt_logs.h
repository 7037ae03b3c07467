// Logs without files: each says whose it is.
#pragma once

#include <string>

#include "app/ports/run/attempt_logs.h"

namespace slipway::test {

class FakeAttemptLogs final : public app::AttemptLogs {
 public:
  Result<app::LogChunk> read(std::string_view log_path, std::int64_t offset, std::size_t) const override {
    if (has_lost_logs) return base::not_found("node.log_not_found", "there is no such log");
    return app::LogChunk{.text = "log of " + std::string(log_path), .next_offset = offset + 10, .size = 10};
  }

  bool has_lost_logs = false;  // none of them lies here
};

}  // namespace slipway::test
