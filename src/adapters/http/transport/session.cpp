#include "adapters/http/transport/session.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "adapters/http/transport/exchange.h"
#include "adapters/http/transport/message/client_address.h"
#include "adapters/http/transport/message/field_rules.h"
#include "base/log.h"

namespace slipway::http {

namespace {

namespace asio = boost::asio;

constexpr std::string_view overloaded = TransportContext::overloaded;

}  // namespace

Session::Session(asio::ip::tcp::socket socket, TransportContext& context, DateCache& date)
    : socket_(std::move(socket)), context_(context), date_(date) {
  peer_address_ = socket_.peer_address();
  share_ = share_of_address(peer_address_, context_.options.shares);
  context_.shares.enter(share_);
  context_.connection_count.fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
  context_.connection_count.fetch_sub(1, std::memory_order_relaxed);
  context_.shares.leave(share_);
}

asio::awaitable<void> Session::run() {
  try {
    while (co_await serve_request()) {}
  } catch (const std::exception& failure) {
    context_.count_exception("http_session_failed", failure.what());
  }
  close();
}

asio::awaitable<void> Session::run_refused() {
  try {
    Request request;
    request.request_id = context_.random.hex_id();
    co_await refuse(request, {503, overloaded});
  } catch (const std::exception& failure) {
    context_.count_exception("http_session_failed", failure.what());
  }
  close();
}

void Session::close_idle() {
  asio::post(socket_.executor(), [session = shared_from_this()] { session->close_if_idle(); });
}

void Session::close_if_idle() {
  closes_next_ = true;
  if (is_idle_) socket_.cancel();
}

void Session::cut() { close(); }

void Session::close() {
  context_.idle.leave(*this);
  is_idle_ = false;
  socket_.close();
}

// Reads and answers one request. True when the connection may take another.
asio::awaitable<bool> Session::serve_request() {
  RequestParser parser(context_.options.parser);
  auto& request = parser.request();
  const auto head_input = co_await read_head(parser);
  if (head_input != Input::ready || parser.failure())
    co_return co_await refuse_input(parser, head_input, "the request header came too slowly");

  complete_head(request);
  auto admission = admit(request);
  if (auto* early = std::get_if<Response>(&admission)) co_return co_await answer_early(parser, std::move(*early));
  auto accepted = std::get<Accepted>(std::move(admission));
  if (request.content_length.value_or(0) > accepted.body_limit)
    co_return co_await refuse(request, {413, "the request body is too large"});
  if (accepted.lane != Lane::inline_ && context_.lane(accepted.lane).refuses_now())
    co_return co_await answer_early(parser, context_.error_response(503, overloaded, request));

  Exchange exchange(socket_, context_, parser, std::move(accepted));
  const auto body_input = co_await exchange.read_body();
  if (exchange.refusal()) co_return co_await answer_early(parser, *exchange.refusal());
  if (body_input != Input::ready || parser.failure()) {
    exchange.drop_body();
    co_return co_await refuse_input(parser, body_input, "the request body came too slowly");
  }
  const auto response = co_await exchange.handle();
  co_return co_await send(request, response, true);
}

// Ready when the header block is complete or cannot be one. Idle until its first byte.
asio::awaitable<Input> Session::read_head(RequestParser& parser) {
  bool has_deadline = false;
  for (;;) {
    if (!socket_.input().is_empty()) feed(parser);
    if (parser.failure() || parser.is_head_complete()) co_return Input::ready;

    const bool has_begun = parser.has_begun() || !socket_.input().is_empty();
    if (has_begun && !std::exchange(has_deadline, has_begun)) socket_.set_deadline(context_.options.deadlines.header);
    auto input = Input::ready;
    if (has_begun) input = co_await socket_.read_more(InputBuffer::size_idle);
    else input = co_await wait_idle();
    if (input != Input::ready) co_return input;
  }
}

// Waits for the first byte of a request. Nothing is owed to the client here, so no answer is written whatever ends it.
asio::awaitable<Input> Session::wait_idle() {
  if (closes_next_ || context_.is_draining.load(std::memory_order_relaxed)) co_return Input::closed;
  socket_.input().shrink();
  socket_.set_deadline(context_.options.deadlines.idle);
  is_idle_ = true;
  context_.idle.enter(*this);
  const auto input = co_await socket_.read_more(InputBuffer::size_idle);
  context_.idle.leave(*this);
  is_idle_ = false;
  co_return input == Input::ready ? input : Input::closed;
}

void Session::feed(RequestParser& parser) { socket_.input().consume(parser.feed(socket_.input().bytes())); }

void Session::complete_head(Request& request) {
  choose_request_id(request);
  request.peer_address = client_address(request, peer_address_, context_.options.shares.trusted_proxies);
  request.received_at = context_.clock.now();
}

void Session::choose_request_id(Request& request) {
  const auto* given = request.find_header("x-request-id");
  request.request_id = given != nullptr && is_request_id(*given) ? *given : context_.random.hex_id();
}

Admission Session::admit(const Request& request) {
  const base::LogContext log_context(request.request_id);
  try {
    return context_.application.admit(request);
  } catch (const std::exception& failure) {
    context_.count_exception("http_admission_failed", failure.what());
  }
  return context_.error_response(500, TransportContext::handler_failed, request);
}

// Answers a request whose body was not read. A small body is read and thrown away, so that the connection can go on.
asio::awaitable<bool> Session::answer_early(RequestParser& parser, Response response) {
  const auto& request = parser.request();
  bool may_keep_alive = true;
  if (!parser.is_complete()) {
    may_keep_alive = !request.is_chunked && !request.expects_continue &&
                     request.content_length.value_or(0) <= context_.options.discarded_body_max;
  }
  if (!parser.is_complete() && may_keep_alive) {
    Exchange discarded(socket_, context_, parser, {.body_limit = context_.options.discarded_body_max});
    const auto input = co_await discarded.read_body();
    if (input == Input::closed) co_return false;
    may_keep_alive = input == Input::ready && !parser.failure();
  }
  co_return co_await send(request, response, may_keep_alive);
}

asio::awaitable<bool> Session::refuse_input(RequestParser& parser, Input input, std::string_view too_slow) {
  switch (input) {
    case Input::ready: break;
    case Input::closed: co_return false;
    case Input::timed_out:
      context_.counters.timed_out_total.fetch_add(1, std::memory_order_relaxed);
      co_return co_await refuse(parser.request(), {408, too_slow});
    case Input::no_room: co_return co_await refuse(parser.request(), {503, overloaded});
  }
  co_return co_await refuse(parser.request(), *parser.failure());
}

// Answers and closes: what follows on this connection cannot be told apart from the rest of what was refused.
asio::awaitable<bool> Session::refuse(Request& request, ParseFailure failure) {
  if (request.request_id.empty()) choose_request_id(request);
  const auto response = context_.error_response(failure.status, failure.reason, request);
  co_return co_await send(request, response, false);
}

// True when the answer is written and the connection goes on.
asio::awaitable<bool> Session::send(const Request& request, const Response& response, bool may_keep_alive) {
  const bool keeps_alive =
      may_keep_alive && request.keeps_alive && !closes_next_ && !context_.is_draining.load(std::memory_order_relaxed);
  head_.clear();
  const auto written_head = append_response_head(head_, response,
                                                 {.date = date_.text(context_.clock.now()),
                                                  .request_id = request.request_id,
                                                  .is_head = request.method == Method::head,
                                                  .keeps_alive = keeps_alive,
                                                  .is_http_1_0 = request.is_http_1_0});
  auto& counters = context_.counters;
  const auto status_class = static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5));
  counters.answered_by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  if (written_head.left_out_count > 0) {
    counters.headers_left_out_total.fetch_add(static_cast<std::uint64_t>(written_head.left_out_count), std::memory_order_relaxed);
    base::log_warning("response_headers_left_out", {{"target", request.target}, {"count", written_head.left_out_count}});
  }

  const bool written = co_await socket_.write(head_, written_head.body, context_.options.deadlines.answer);
  if (written && !keeps_alive) co_await socket_.linger(context_.options.deadlines.linger, context_.options.linger_bytes_max);
  co_return written&& keeps_alive;
}

}  // namespace slipway::http
