// Who this server is among all that share the store.
#pragma once

#include <string>

namespace slipway::app {

// The id is kept in the server's data directory, so it goes with the logs that lie there: a host may get another name, and two hosts may
// have the same. The name is for people.
struct ServerIdentity {
  std::string id;  // 32 hex digits
  std::string host_name;  // as it is now
};

}  // namespace slipway::app
