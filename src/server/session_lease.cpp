#include "server/session_lease.h"

#include "adapters/store/server/incarnation_repository.h"

namespace slipway::server {

Result<void> SessionLease::write(const std::function<Result<void>(app::IncarnationRepository&)>& unit) {
  return lock_.write([&](store::Connection& connection) {
    store::SqlIncarnationRepository incarnations(connection);
    return unit(incarnations);
  });
}

}  // namespace slipway::server
