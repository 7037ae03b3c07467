// Room for an answer in the memory that callers can make the server hold: asked for by what is stored, before it is built.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"

namespace slipway::app {

struct StoredSize {
  std::int64_t bytes = 0;
  std::int64_t json_values = 0;  // of what is parsed of it
};

// What is asked for in several calls is added up. Errors: memory.no_room (none just now: return it, the call is made again when
// there is), limit.reached (there never is so much). Empty: nobody counts.
using TakeRoom = std::function<Result<void>(const StoredSize&)>;

}  // namespace slipway::app
