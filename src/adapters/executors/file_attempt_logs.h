// The AttemptLogs of this machine: the files that executors wrote below the data directory.
#pragma once

#include <string>
#include <utility>

#include "app/ports/run/attempt_logs.h"

namespace slipway::executors {

class FileAttemptLogs final : public app::AttemptLogs {
 public:
  explicit FileAttemptLogs(std::string data_dir) : data_dir_(std::move(data_dir)) {}
  Result<app::LogChunk> read(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const override;

 private:
  const std::string data_dir_;
};

}  // namespace slipway::executors
