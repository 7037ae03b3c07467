// The tasks throw nothing of ours; a library below them might, and must not end the server.
#pragma once

#include <exception>

#include "base/result.h"

namespace slipway::app {

// What `work` gives, or what it threw as an error.
template <class Work>
auto run_caught(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& failure) {
    return base::internal("task.threw", "a background task failed", failure.what());
  }
}

}  // namespace slipway::app
