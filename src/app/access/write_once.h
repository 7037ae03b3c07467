// Calls that must not be done twice: equal requests within a second carry equal signatures, and honest clients send them
// (docs/decisions/, on repeated signatures). The row goes first in the transaction, so that a twin waits for it; the same
// again gets the first answer and nothing is done.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/ports/context.h"
#include "app/ports/server/replay_repository.h"
#include "base/instant.h"

namespace slipway::app {

// By what a repetition of a call is known, and until when it could come.
struct CallOnce {
  ReplayKey key;
  base::Instant until{};
};

// Runs the unit in one transaction, once for one signature; its text is what a repetition gets. A call without a signature (a token)
// runs each time. Error: sign_in.refused when the signature comes again with another request.
Result<std::string> write_once(Context& context, const std::optional<CallOnce>& once,
                               const std::function<Result<std::string>(Tx&)>& unit);

}  // namespace slipway::app
