// The HTTP/1.1 server: takes connections, parses, hands requests to the Application on their lanes, writes the answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/transport/application.h"
#include "adapters/http/transport/server_options.h"
#include "adapters/http/transport/transport_metrics.h"
#include "base/clock.h"
#include "base/result.h"

namespace slipway::http {

struct BoundAddress {
  std::string host;  // as numbers: "127.0.0.1", "::1"
  std::uint16_t port = 0;
};

// listen, start, request_stop and join may be called in any state, any number of times, from any thread (but not from a signal
// handler). A server that was stopped does not start again. The application, clock and randomness must outlive it.
class Server {
 public:
  Server(const ServerOptions& options, Application& application, base::Clock& clock, base::RandomSource& random);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Takes the port, so that nobody else does; who connects waits until start(), which does it too when it was not done.
  // Errors: server.listen_address_not_valid, server.listen_failed, server.stopped.
  Result<BoundAddress> listen();

  // Errors: those of listen(), server.thread_not_started.
  Result<BoundAddress> start();

  // Nothing more is accepted, idle connections close, every answer closes its connection; what is still busy after
  // Deadlines::drain is cut. Returns at once.
  void request_stop();

  // Waits for the end of all that. A handler that is running is waited for, however long it takes.
  void join();

  TransportMetrics metrics() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace slipway::http
