// One request that was accepted, from its body to its answer: what is held for it, and the waits for room, for a lane and for the
// application. Internal to this folder (it names the library). Lives on the I/O thread of its connection, whose socket, parser and
// context outlive it; its coroutines are awaited by their callers in one chain.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <optional>

#include "adapters/http/transport/limits/memory_budget.h"
#include "adapters/http/transport/message/request_parser.h"
#include "adapters/http/transport/timed_socket.h"
#include "adapters/http/transport/transport_context.h"

namespace slipway::http {

class Exchange {
 public:
  // The head of the request must be complete.
  Exchange(TimedSocket& socket, TransportContext& context, RequestParser& parser, Accepted accepted);

  // Ready when the body is complete and there is room to handle it, when the parser refused it, or the application its sender.
  boost::asio::awaitable<Input> read_body();
  // The answer to a sender whom the application does not know.
  const std::optional<Response>& refusal() const { return refusal_; }
  // Of a request that is refused: others need the room.
  void drop_body();

  // Has it handled on its lane; once more when there is room for what the handler then asked for. The answer is accounted for until
  // this dies.
  boost::asio::awaitable<Response> handle();

 private:
  boost::asio::awaitable<bool> grow(std::size_t bytes);
  boost::asio::awaitable<void> check_sender();
  boost::asio::awaitable<Response> handle_with_room();
  Response call_handler(HandlerRoom& room);
  void feed() { socket_.input().consume(parser_.feed(socket_.input().bytes())); }

  TimedSocket& socket_;
  TransportContext& context_;
  RequestParser& parser_;
  Request& request_;
  const Accepted accepted_;
  Room room_;
  bool is_sender_known_ = false;
  std::optional<Response> refusal_;
};

}  // namespace slipway::http
