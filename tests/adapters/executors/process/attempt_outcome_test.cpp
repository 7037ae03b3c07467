#include "adapters/executors/process/attempt_outcome.h"

#include <gtest/gtest.h>

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

constexpr ExitStatus killed{.is_known = true, .exit_code = 0, .signal = 9};

ExitStatus exited(int code) { return {.is_known = true, .exit_code = code, .signal = 0}; }

struct Case {
  const char* name;
  EndFacts end;
  Kind kind;
  std::string message;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  const auto add = [&](const char* name, EndFacts end, Kind kind, std::string message) {
    all.push_back({name, std::move(end), kind, std::move(message)});
  };
  add("success", {.exit = exited(0), .last_line = "done"}, Kind::succeeded, "");
  add("exit_code", {.exit = exited(3), .last_line = "no such table"}, Kind::failed, "exit code 3: no such table");
  add("silent_exit_code", {.exit = exited(255)}, Kind::failed, "exit code 255");
  add("signal", {.exit = killed, .last_line = "half way"}, Kind::failed, "killed by signal 9 (SIGKILL): half way");
  add("not_started", {.exit = exited(126), .launch_failure = "cannot run /bin/bash: No such file or directory"}, Kind::failed,
      "the node could not be started: cannot run /bin/bash: No such file or directory");
  add("shut_down", {.cause = EndCause::shut_down, .exit = killed, .last_line = "row 7"}, Kind::interrupted,
      "ended by a shutdown of its server: row 7");
  add("unknown", {}, Kind::lost, "how the process ended is not known");
  add("time_limit",
      {.cause = EndCause::time_limit, .exit = killed, .last_line = "row 7", .time_limit = std::chrono::milliseconds{90'000}},
      Kind::timed_out, "killed: it ran longer than its time limit of 90 s: row 7");
  add("stopped", {.cause = EndCause::stopped, .exit = killed}, Kind::stopped, "stopped on request");
  add("given_up", {.cause = EndCause::given_up, .exit = killed, .given_up_because = "the lease is over"}, Kind::lost,
      "the lease is over");
  add("disk_full", {.exit = exited(0), .log_failure = "No space left on device"}, Kind::succeeded,
      "the log is not whole: No space left on device");
  add("survivor", {.cause = EndCause::stopped, .something_survived = true}, Kind::stopped,
      "stopped on request; a process of it could not be killed");
  return all;
}

TEST(AttemptOutcome, every_end_has_its_kind_and_message) {
  for (const auto& each : cases()) {
    const auto outcome = outcome_of(each.end);

    EXPECT_EQ(outcome.kind, each.kind) << each.name;
    EXPECT_EQ(outcome.message, each.message) << each.name;
  }
}

TEST(AttemptOutcome, a_time_limit_shows_parts_of_a_second) {
  const auto outcome = outcome_of({.cause = EndCause::time_limit, .time_limit = std::chrono::milliseconds{1'050}});

  EXPECT_EQ(outcome.message, "killed: it ran longer than its time limit of 1.050 s");
}

}  // namespace
}  // namespace slipway::executors
