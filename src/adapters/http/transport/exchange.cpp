#include "adapters/http/transport/exchange.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "adapters/http/transport/limits/thread_waits.h"
#include "base/log.h"

namespace slipway::http {

namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::size_t body_read_size = 64 * 1024;
constexpr std::size_t large_body = 64 * 1024;    // a larger one is read only of a sender whom the application knows
constexpr std::size_t handled_copies = 4;        // of a body: itself, and three times as much while it is parsed and handled
constexpr std::size_t large_answer = 64 * 1024;  // smaller ones do not count: a connection has one at a time

}  // namespace

Exchange::Exchange(TimedSocket& socket, TransportContext& context, RequestParser& parser, Accepted accepted)
    : socket_(socket),
      context_(context),
      parser_(parser),
      request_(parser.request()),
      accepted_(std::move(accepted)),
      room_(context.budget, share_of_address(request_.peer_address, context.options.shares)) {
  parser_.set_body_limit(accepted_.body_limit);
}

// Room is taken before bytes are: for the body so far, and twice for the next ones, which lie in the input first.
asio::awaitable<Input> Exchange::read_body() {
  const auto announced = static_cast<std::size_t>(request_.content_length.value_or(0));
  const auto chunk_size = request_.is_chunked ? body_read_size : std::clamp(announced, InputBuffer::size_idle, body_read_size);
  auto began = Clock::now();
  bool may_continue = request_.expects_continue;
  std::size_t read_size = 0;  // what came with the head is looked at first
  for (;;) {
    const auto paused_at = Clock::now();
    const auto size = request_.body.size() + socket_.input().bytes().size();
    if (!is_sender_known_ && std::max(announced, size) > large_body) co_await check_sender();
    if (refusal_) co_return Input::ready;
    if (is_sender_known_) request_.body.reserve(announced);  // else it would be moved as it grows, and be there twice
    const bool has_room = co_await grow(request_.body.size() + 2 * read_size);
    if (!has_room) co_return Input::no_room;
    began += Clock::now() - paused_at;  // that was our time and not the client's

    if (!socket_.input().is_empty() && !parser_.is_complete()) feed();
    if (parser_.failure()) co_return Input::ready;
    if (parser_.is_complete()) break;
    if (std::exchange(may_continue, false) && request_.body.empty() && socket_.input().is_empty()) {
      const bool written = co_await socket_.write("HTTP/1.1 100 Continue\r\n\r\n", {}, context_.options.deadlines.answer);
      if (!written) co_return Input::closed;
    }
    if (std::exchange(read_size, chunk_size) == 0) continue;
    socket_.set_deadline(next_deadline(context_.options.deadlines.body, began, request_.body.size(), Clock::now()));
    const auto input = co_await socket_.read_more(read_size);
    if (input != Input::ready) co_return input;
  }
  const bool has_room = co_await grow(handled_copies * request_.body.size());
  co_return has_room ? Input::ready : Input::no_room;
}

void Exchange::drop_body() {
  std::string().swap(request_.body);
  room_.settle(0);
}

asio::awaitable<void> Exchange::check_sender() {
  is_sender_known_ = true;
  socket_.clear_deadline();
  const bool is_taken = co_await run_on_lane(socket_.executor(), context_.read_lane, [this] {
    const base::LogContext log_context(request_.request_id);
    try {
      refusal_ = context_.application.check_sender(request_, accepted_.state);
    } catch (const std::exception& failure) {
      context_.count_exception("http_sender_check_failed", failure.what());
      refusal_ = context_.error_response(500, TransportContext::handler_failed, request_);
    }
  });
  if (!is_taken) refusal_ = context_.error_response(503, TransportContext::overloaded, request_);
}

asio::awaitable<Response> Exchange::handle() {
  auto response = co_await handle_with_room();
  std::string().swap(request_.body);
  room_.settle(response.body.size() > large_answer ? response.body.size() : 0);
  co_return response;
}

asio::awaitable<Response> Exchange::handle_with_room() {
  const auto body_room = room_.held();
  for (;;) {
    HandlerRoom asked(room_, body_room);
    Response response;
    socket_.clear_deadline();
    if (accepted_.lane == Lane::inline_) {
      response = call_handler(asked);
    } else {
      const bool is_taken = co_await run_on_lane(socket_.executor(), context_.lane(accepted_.lane),
                                                 [this, &asked, &response] { response = call_handler(asked); });
      if (!is_taken) co_return context_.error_response(503, TransportContext::overloaded, request_);
    }
    if (asked.wanted() == 0) co_return response;
    const bool has_room = co_await grow(asked.wanted());
    if (!has_room) co_return context_.error_response(503, TransportContext::overloaded, request_);
  }
}

// On the thread of the lane, while the coroutine waits.
Response Exchange::call_handler(HandlerRoom& room) {
  const base::LogContext log_context(request_.request_id);
  if (context_.is_cut.load(std::memory_order_relaxed)) return {};  // nobody is there to read it
  try {
    return context_.application.handle(request_, accepted_.state, room);
  } catch (const std::exception& failure) {
    context_.count_exception("http_handler_failed", failure.what());
  }
  return context_.error_response(500, TransportContext::handler_failed, request_);
}

asio::awaitable<bool> Exchange::grow(std::size_t bytes) {
  socket_.clear_deadline();
  co_return co_await grow_room(socket_.executor(), room_, bytes, Clock::now() + context_.options.deadlines.room);
}

}  // namespace slipway::http
