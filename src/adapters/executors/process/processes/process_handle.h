// What a later server needs to find a node's process again, as the text that the store keeps.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::executors {

struct ProcessHandle {
  pid_t pid = 0;
  std::int64_t start_ticks = 0;  // of the process, since the machine started: tells it from a later one with the same pid
  std::string boot_id;           // of the machine's current run
};

// {"boot_id":"...","pid":1,"start_ticks":2}: the migrations write it too.
std::string format_process_handle(const ProcessHandle& handle);
std::optional<ProcessHandle> parse_process_handle(std::string_view text);

}  // namespace slipway::executors
