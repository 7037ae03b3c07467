// One attempt of a node: its name and how it ended, the same from the executor to the store.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "domain/instance/ids.h"
#include "domain/instance/instance_state.h"

namespace slipway::instance {

// A claim of a node. The fence makes it one of a kind: a claim that was given back is taken again under the same attempt number.
struct AttemptId {
  JobInstanceId instance;
  std::int64_t ordinal = 0;  // the node's position in its job
  std::int64_t attempt = 0;  // counts from 1
  std::int64_t fence = 0;
  friend auto operator<=>(const AttemptId&, const AttemptId&) = default;
};

struct AttemptOutcome {
  Outcome kind = Outcome::failed;
  std::optional<std::int64_t> exit_code{};  // of a process that ended by itself, not by a signal
  std::string message{};                    // for the user: why, and the last line of output; empty on success; valid UTF-8
  std::string log_path{};  // relative to the data directory of the server that ran it; empty when there is no log
};

// The end of an attempt, to be recorded.
struct AttemptEnd {
  AttemptId id;
  std::optional<AttemptOutcome> outcome{};  // none: nothing was started, the attempt is taken back
  std::string log_server{};                   // the server that has the log
};

// A value. One attempt as it is kept.
struct Attempt {
  std::int64_t ordinal = 0;
  std::int64_t attempt = 0;
  std::optional<AttemptOutcome> outcome;  // none: still running
  std::string log_server;
  std::string log_path;
  base::Instant started_at{};
  std::optional<base::Instant> ended_at;
};

}  // namespace slipway::instance
