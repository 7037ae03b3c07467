// Everything a server consists of, in the order it is built and taken down.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "adapters/config/config.h"
#include "base/result.h"

namespace slipway::server {

class RunningServer {
 public:
  // Opens the database, makes what a first start needs, takes over what a dead server left, and listens.
  static Result<std::unique_ptr<RunningServer>> start(const config::Config& config);
  ~RunningServer();

  const std::string& endpoint() const;           // "http://127.0.0.1:8470"
  const std::vector<std::string>& hints() const;  // lines for the person who started it

  // Takes no new nodes from now on, and is not ready any more; everything else goes on.
  void begin_drain();
  std::size_t running_nodes() const;

  // Finishes what is in hand: requests are drained, running nodes are ended with their grace. Once.
  void stop();

 private:
  struct Parts;
  explicit RunningServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace slipway::server
