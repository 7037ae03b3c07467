#include "adapters/http/transport/timed_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <string>

#include "base/ip_address.h"

namespace slipway::http {

namespace {

namespace asio = boost::asio;

constexpr auto with_code = asio::as_tuple(asio::use_awaitable);

std::array<asio::const_buffer, 2> behind(std::size_t moved, std::string_view head, std::string_view body) {
  const auto of_head = std::min(moved, head.size());
  const auto of_body = moved - of_head;
  return {asio::buffer(head.data() + of_head, head.size() - of_head), asio::buffer(body.data() + of_body, body.size() - of_body)};
}

}  // namespace

std::string TimedSocket::peer_address() const {
  boost::system::error_code code;
  const auto peer = socket_.remote_endpoint(code);
  if (code) return {};
  auto text = peer.address().to_string();
  return base::canonical_ip_address(text).value_or(text);  // an address with a zone has no other form
}

asio::awaitable<Input> TimedSocket::read_more(std::size_t size) {
  if (deadline_passed_) co_return Input::timed_out;
  char* const to = input_.prepare(size);
  const auto [code, count] = co_await socket_.async_read_some(asio::buffer(to, input_.room()), with_code);
  if (code) co_return deadline_passed_ ? Input::timed_out : Input::closed;
  input_.commit(count);
  co_return Input::ready;
}

asio::awaitable<bool> TimedSocket::write(std::string_view head, std::string_view body, Pace pace) {
  const auto began = std::chrono::steady_clock::now();
  bool is_taken = true;
  for (std::size_t moved = 0; is_taken && moved < head.size() + body.size();) {
    set_deadline(next_deadline(pace, began, moved, std::chrono::steady_clock::now()));
    const auto [code, count] = co_await socket_.async_write_some(behind(moved, head, body), with_code);
    is_taken = !code;
    moved += count;
  }
  clear_deadline();
  co_return is_taken;
}

asio::awaitable<void> TimedSocket::linger(std::chrono::milliseconds time, std::size_t bytes_max) {
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  set_deadline(time);
  input_.clear();
  input_.shrink();  // many may linger at once
  for (std::size_t size = 0; size < bytes_max;) {
    input_.clear();
    const auto input = co_await read_more(InputBuffer::size_idle);
    if (input != Input::ready) break;
    size += input_.bytes().size();
  }
}

void TimedSocket::check_deadline(Time now) {
  if (now < deadline_) return;
  deadline_ = Time::max();
  deadline_passed_ = true;
  cancel();
}

void TimedSocket::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void TimedSocket::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace slipway::http
