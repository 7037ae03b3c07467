// What attempts printed, to be read by offset while they run and afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::app {

// A piece of a log. Offsets count bytes of the file; the text is valid UTF-8, with U+FFFD for what cannot be read.
struct LogChunk {
  std::string text;
  std::int64_t next_offset = 0;
  std::int64_t size = 0;  // of the file now; it grows while the node runs
};

// Safe from any thread.
class AttemptLogs {
 public:
  virtual ~AttemptLogs() = default;

  // Text from `offset`, at most `bytes_max` bytes of it; a character is never cut in two. Errors: "node.log_not_found"
  // (also for a path that no executor made), "node.log_not_readable".
  virtual Result<LogChunk> read(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const = 0;
};

}  // namespace slipway::app
