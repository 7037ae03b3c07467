#include "adapters/http/transport/application.h"

namespace slipway::http {

std::string_view to_text(Lane lane) {
  switch (lane) {
    case Lane::inline_: return "inline";
    case Lane::read: return "read";
    case Lane::write: return "write";
    case Lane::slow: return "slow";
  }
  return "";
}

}  // namespace slipway::http
