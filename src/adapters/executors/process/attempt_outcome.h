// What became of an attempt, from the facts of its end. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/instance/attempt.h"

namespace slipway::executors {

// Why an attempt ends. All but `by_itself` mean that we kill it.
enum class EndCause : std::uint8_t { by_itself, time_limit, stopped, given_up, shut_down };

struct ExitStatus {
  bool is_known = false;  // false: nobody told
  int exit_code = 0;
  int signal = 0;         // not 0: killed by it
};

ExitStatus to_exit_status(int wait_status);

struct EndFacts {
  EndCause cause = EndCause::by_itself;
  ExitStatus exit{};
  bool is_over = false;          // the supervisor said that nothing is left
  std::string launch_failure{};  // what the supervisor reported; empty: the node's program was started
  std::string given_up_because{};
  std::string last_line{};       // of the output
  std::string log_failure{};     // why the log is not whole; empty: it is, or was cut at its limit
  bool something_survived = false;
  std::chrono::milliseconds time_limit{0};
};

// Kind, exit code and message; the rest is the caller's.
instance::AttemptOutcome outcome_of(const EndFacts& end);

}  // namespace slipway::executors
