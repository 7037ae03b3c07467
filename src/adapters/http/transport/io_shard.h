// One I/O thread with its own event loop, acceptor and connections; the server has one a core. Internal to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/transport/transport_context.h"
#include "base/result.h"

namespace slipway::http {

struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

// The functions are for one thread, but for request_stop, which any thread may call.
class IoShard {
 public:
  explicit IoShard(TransportContext& context);
  IoShard(const IoShard&) = delete;
  IoShard& operator=(const IoShard&) = delete;
  ~IoShard();

  // Begins to listen and says where. All shards listen on one port and the system deals the connections out; that is
  // why another process on this port must be looked for: it would silently get its share.
  // Errors: server.listen_address_not_valid, server.listen_failed.
  Result<ListenAddress> listen(const ListenAddress& address);
  static Result<void> check_port_is_free(const ListenAddress& address);

  Result<void> start();  // server.thread_not_started
  // Accepts nothing more, closes idle connections; the thread ends when the others are done, or cuts them after the drain time.
  void request_stop();
  void join();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace slipway::http
