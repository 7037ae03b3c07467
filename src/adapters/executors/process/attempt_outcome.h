// What became of an attempt, from the facts of its end. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "adapters/executors/process/node_process.h"
#include "app/ports/node_executor.h"

namespace slipway::executors {

// Why an attempt ends. All but `by_itself` mean that we kill it.
enum class EndCause : std::uint8_t { by_itself, time_limit, stopped, given_up };

struct AttemptEnd {
  EndCause cause = EndCause::by_itself;
  ExitStatus exit{};
  std::string launch_failure{};  // what the launcher reported; empty: the node's program was started
  std::string given_up_because{};
  std::string last_line{};       // of the output
  std::string log_failure{};     // why the log is not whole; empty: it is, or was cut at its limit
  bool something_survived = false;
  std::chrono::milliseconds time_limit{0};
};

// Kind, exit code, signal and message; the rest is the caller's.
app::NodeOutcome outcome_of(const AttemptEnd& end);

}  // namespace slipway::executors
