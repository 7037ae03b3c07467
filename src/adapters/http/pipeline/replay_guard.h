// Calls that must not be done twice: equal requests within a second carry equal signatures, and honest clients send them
// (docs/decisions/, on repeated signatures). The row goes first in the transaction, so that a twin waits for it; the same
// again gets the first answer and nothing is done.
#pragma once

#include <functional>
#include <string>

#include "adapters/http/pipeline/call_context.h"
#include "app/ports/store.h"

namespace slipway::http {

// Runs the unit in one transaction, once for one signature; its text is what a repetition gets. A call with a token has no
// signature and runs each time. Error: sign_in.refused when the signature comes again with another request.
Result<std::string> write_once(CallContext& context, const std::function<Result<std::string>(app::Tx&)>& unit);

}  // namespace slipway::http
