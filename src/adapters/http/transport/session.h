// One connection, from accept to close: reads a request, has it handled, writes the answer, and again. Internal to this
// folder (it names the library). Lives on the one I/O thread of its shard; close_idle alone may come from any thread.
// Its coroutines are awaited by their callers in one chain, so they may refer to the caller's locals.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http/transport/limits/idle_list.h"
#include "adapters/http/transport/message/response_writer.h"
#include "adapters/http/transport/timed_socket.h"
#include "adapters/http/transport/transport_context.h"

namespace slipway::http {

class Session final : public IdleConnection, public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, TransportContext& context, DateCache& date);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() override;

  // Ends when the connection is closed. The caller keeps the session alive until then.
  boost::asio::awaitable<void> run();
  // The same for a connection there is no room for: 503, then closed.
  boost::asio::awaitable<void> run_refused();

  void close_idle() override;
  const std::string& share() const override { return share_; }
  void close_if_idle();  // the same, on the I/O thread
  void check_deadline(TimedSocket::Time now) { socket_.check_deadline(now); }
  void cut();  // at the end of the drain

 private:
  boost::asio::awaitable<bool> serve_request();
  boost::asio::awaitable<Input> read_head(RequestParser& parser);
  boost::asio::awaitable<Input> wait_idle();
  boost::asio::awaitable<bool> answer_early(RequestParser& parser, Response response);
  boost::asio::awaitable<bool> refuse(Request& request, ParseFailure failure);
  boost::asio::awaitable<bool> refuse_input(RequestParser& parser, Input input, std::string_view too_slow);
  boost::asio::awaitable<bool> send(const Request& request, const Response& response, bool may_keep_alive);

  void complete_head(Request& request);
  void choose_request_id(Request& request);
  Admission admit(const Request& request);
  void feed(RequestParser& parser);
  void close();

  TimedSocket socket_;
  TransportContext& context_;
  DateCache& date_;
  std::string peer_address_;
  std::string share_;
  std::string head_;  // of the answer that is being written
  bool is_idle_ = false;
  bool closes_next_ = false;  // asked to close: now if idle, else with the next answer
};

}  // namespace slipway::http
