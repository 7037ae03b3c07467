#include "adapters/executors/process/attempt_outcome.h"

#include <sys/wait.h>

#include <cstring>

#include "base/assert.h"
#include "base/text.h"

namespace slipway::executors {
namespace {

using instance::AttemptOutcome;
using instance::Outcome;

// "1.5 s", "90 s".
std::string seconds_text(std::chrono::milliseconds duration) {
  auto text = std::to_string(duration.count() / 1000);
  if (const auto rest = duration.count() % 1000; rest != 0) text += "." + std::to_string(1000 + rest).substr(1);
  return text + " s";
}

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return "signal " + std::to_string(signal) + (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
}

AttemptOutcome end_by_itself(const EndFacts& end) {
  if (!end.launch_failure.empty())
    return {.kind = Outcome::failed, .message = "the node could not be started: " + end.launch_failure};
  if (!end.exit.is_known) return {.kind = Outcome::lost, .message = "how the process ended is not known"};
  if (end.exit.signal != 0) return {.kind = Outcome::failed, .message = "killed by " + signal_text(end.exit.signal)};
  if (end.exit.exit_code != 0)
    return {
        .kind = Outcome::failed, .exit_code = end.exit.exit_code, .message = "exit code " + std::to_string(end.exit.exit_code)};
  return {.kind = Outcome::succeeded, .exit_code = 0};
}

AttemptOutcome end_by_cause(const EndFacts& end) {
  AttemptOutcome outcome;
  switch (end.cause) {
    case EndCause::by_itself: return end_by_itself(end);
    case EndCause::time_limit:
      outcome.kind = Outcome::timed_out;
      outcome.message = "killed: it ran longer than its time limit of " + seconds_text(end.time_limit);
      return outcome;
    case EndCause::stopped:
      outcome.kind = Outcome::stopped;
      outcome.message = "stopped on request";
      return outcome;
    case EndCause::given_up:
      outcome.kind = Outcome::lost;
      outcome.message = end.given_up_because;
      return outcome;
    case EndCause::shut_down:
      outcome.kind = Outcome::interrupted;
      outcome.message = "ended by a shutdown of its server";
      return outcome;
  }
  base::unreachable();
}

}  // namespace

ExitStatus to_exit_status(int wait_status) {
  if (WIFEXITED(wait_status)) return {.is_known = true, .exit_code = WEXITSTATUS(wait_status), .signal = 0};
  return {.is_known = true, .exit_code = 0, .signal = WTERMSIG(wait_status)};
}

AttemptOutcome outcome_of(const EndFacts& end) {
  auto outcome = end_by_cause(end);
  if (outcome.kind != Outcome::succeeded && !end.last_line.empty()) outcome.message += ": " + end.last_line;
  if (end.something_survived)
    outcome.message += (outcome.message.empty() ? "" : "; ") + std::string("a process of it could not be killed");
  if (!end.log_failure.empty())
    outcome.message += (outcome.message.empty() ? "" : "; ") + ("the log is not whole: " + end.log_failure);
  outcome.message = base::replace_invalid_utf8(outcome.message);
  return outcome;
}

}  // namespace slipway::executors
