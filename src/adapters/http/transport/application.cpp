#include "adapters/http/transport/application.h"

#include "base/assert.h"

namespace slipway::http {

std::string_view to_text(Lane lane) {
  switch (lane) {
    case Lane::inline_: return "inline";
    case Lane::read: return "read";
    case Lane::write: return "write";
    case Lane::slow: return "slow";
  }
  base::unreachable();
}

}  // namespace slipway::http
