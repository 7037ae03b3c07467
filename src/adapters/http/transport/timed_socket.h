// The socket of one connection, with its input and the one deadline that all its waits have. Internal to this folder (it names the
// library). Lives on the one I/O thread of its connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/http/transport/input_buffer.h"
#include "adapters/http/transport/limits/pace.h"

namespace slipway::http {

enum class Input : std::uint8_t { ready, closed, timed_out, no_room };

class TimedSocket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit TimedSocket(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  // The address in its canonical form; empty when the peer is gone.
  std::string peer_address() const;
  boost::asio::any_io_executor executor() { return socket_.get_executor(); }
  InputBuffer& input() { return input_; }

  // Appends to the input; ready, closed or timed_out.
  boost::asio::awaitable<Input> read_more(std::size_t size);
  // False when it was not taken whole.
  boost::asio::awaitable<bool> write(std::string_view head, std::string_view body, Pace pace);
  // Lets the client take the answer, and drops what it sends meanwhile: closing while it still sends would make the system throw the
  // answer away.
  boost::asio::awaitable<void> linger(std::chrono::milliseconds time, std::size_t bytes_max);

  // Setting one costs nothing: whoever owns the connection asks now and then whether it has passed.
  void set_deadline(Time at) { deadline_passed_ = false, deadline_ = at; }
  void set_deadline(std::chrono::milliseconds from_now) { set_deadline(std::chrono::steady_clock::now() + from_now); }
  void clear_deadline() { deadline_ = Time::max(); }
  void check_deadline(Time now);

  void cancel();  // what waits ends as closed
  void close();

 private:
  boost::asio::ip::tcp::socket socket_;
  InputBuffer input_;
  Time deadline_ = Time::max();
  bool deadline_passed_ = false;
};

}  // namespace slipway::http
