// What the server calls: the port between the transport and the routes. Implemented in adapters/http, faked in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "adapters/http/transport/limits/memory_budget.h"
#include "adapters/http/transport/message/message.h"

namespace slipway::http {

// Where a request is handled. Each lane but inline_ has a bounded queue and threads of its own (lane_queue.h), so that what
// is slow in one way never waits behind what is slow in another.
enum class Lane : std::uint8_t {
  inline_,  // on the I/O thread, at once: health and metrics, and nothing that may block
  read,     // reads of the database
  write,    // changes
  slow,     // password hashes, archives
};

std::string_view to_text(Lane lane);  // "inline", "read", "write", "slow"

struct Accepted {
  Lane lane = Lane::read;
  std::size_t body_limit = 0;     // a larger body is answered 413, before it is read where its size is announced
  std::shared_ptr<void> state{};  // handed on to handle(): the route, say
};

using Admission = std::variant<Accepted, Response>;

// May throw: the caller then gets transport_error(500). Its functions are called from many threads at once.
class Application {
 public:
  virtual ~Application() = default;

  // On the I/O thread, once the header block is complete and before any of the body is read. Never blocks.
  virtual Admission admit(const Request& head) = 0;

  // On a thread of the lane for reads, before more than 64 KiB of a body are read: an answer when its sender is nobody to read
  // that much of.
  virtual std::optional<Response> check_sender(const Request& head, const std::shared_ptr<void>& state) = 0;

  // On a thread of the lane; may block. When `room` refused something, the answer is dropped and this is called again.
  virtual Response handle(const Request& request, const std::shared_ptr<void>& state, HandlerRoom& room) = 0;

  // On any thread: the body for what the transport itself answers: 400, 405, 408, 413, 414, 415, 417, 431, 500, 501,
  // 503 and 505. `reason` is one sentence for the caller; of the request only its id is certain, and its raw path is there as
  // far as the request line came. Status, framing, Retry-After and Allow are the transport's.
  virtual Response transport_error(int status, std::string_view reason, const Request& request) = 0;
};

}  // namespace slipway::http
