#include "adapters/http/transport/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "adapters/http/transport/client_address.h"
#include "adapters/http/transport/field_rules.h"
#include "base/ip_address.h"
#include "base/log.h"

namespace slipway::http {

namespace {

namespace asio = boost::asio;

constexpr auto with_code = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t body_read_size = 64 * 1024;
constexpr std::size_t output_kept_max = 64 * 1024;
constexpr std::size_t mebibyte = 1024 * 1024;
constexpr std::string_view overloaded = "the server is overloaded; try again later";
constexpr std::string_view handler_failed = "the server failed to handle the request; the log says why";

}  // namespace

Session::Session(asio::ip::tcp::socket socket, TransportContext& context, DateCache& date)
    : socket_(std::move(socket)), context_(context), date_(date) {
  boost::system::error_code ignored;
  static_cast<void>(socket_.set_option(asio::ip::tcp::no_delay(true), ignored));
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) {
    const auto text = peer.address().to_string();
    peer_address_ = base::canonical_ip_address(text).value_or(text);  // an address with a zone has no other form
  }
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
  asio::post(socket_.get_executor(), [session = shared_from_this()] { session->close_if_idle(); });
}

void Session::close_if_idle() {
  closes_next_ = true;
  boost::system::error_code ignored;
  if (is_idle_) static_cast<void>(socket_.cancel(ignored));
}

void Session::check_deadline(Time now) {
  if (now < deadline_) return;
  deadline_ = Time::max();
  deadline_passed_ = true;
  boost::system::error_code ignored;
  static_cast<void>(socket_.cancel(ignored));
}

void Session::cut() { close(); }

void Session::close() {
  context_.idle.leave(*this);
  is_idle_ = false;
  boost::system::error_code ignored;
  static_cast<void>(socket_.close(ignored));
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
  const auto accepted = std::get<Accepted>(std::move(admission));
  if (request.content_length.value_or(0) > accepted.body_limit)
    co_return co_await refuse(request, {413, "the request body is too large"});
  if (accepted.lane != Lane::inline_ && context_.lane(accepted.lane).refuses_now())
    co_return co_await answer_early(parser, context_.error_response(503, overloaded, request));

  BodyReservation reservation(context_);
  parser.set_body_limit(accepted.body_limit);
  const auto body_input = co_await read_body(parser, reservation);
  if (body_input != Input::ready || parser.failure())
    co_return co_await refuse_input(parser, body_input, "the request body came too slowly");

  const auto response = co_await handle(request, accepted);
  co_return co_await send(request, response, true);
}

// Ready when the header block is complete or cannot be one. Idle until its first byte.
asio::awaitable<Session::Input> Session::read_head(RequestParser& parser) {
  bool has_deadline = false;
  for (;;) {
    if (!input_.is_empty()) feed(parser);
    if (parser.failure() || parser.is_head_complete()) co_return Input::ready;

    const bool has_begun = parser.has_begun() || !input_.is_empty();
    if (has_begun && !std::exchange(has_deadline, has_begun)) set_deadline(context_.options.deadlines.header);
    auto input = Input::ready;
    if (has_begun) input = co_await read_more(InputBuffer::size_idle);
    else input = co_await wait_idle();
    if (input != Input::ready) co_return input;
  }
}

// Waits for the first byte of a request. Nothing is owed to the client here, so no answer is written whatever ends it.
asio::awaitable<Session::Input> Session::wait_idle() {
  if (closes_next_ || context_.is_draining.load(std::memory_order_relaxed)) co_return Input::closed;
  input_.shrink();
  set_deadline(context_.options.deadlines.idle);
  is_idle_ = true;
  context_.idle.enter(*this);
  const auto input = co_await read_more(InputBuffer::size_idle);
  context_.idle.leave(*this);
  is_idle_ = false;
  co_return input == Input::ready ? input : Input::closed;
}

// Ready when the body is complete or the parser refused it.
asio::awaitable<Session::Input> Session::read_body(RequestParser& parser, BodyReservation& reservation) {
  using std::chrono::milliseconds;
  const auto& deadlines = context_.options.deadlines;
  const auto rate_min = std::max<std::size_t>(deadlines.body_bytes_per_second_min, 1);
  const auto started = std::chrono::steady_clock::now();
  const auto& request = parser.request();
  bool may_continue = request.expects_continue;
  for (;;) {
    if (!input_.is_empty() && !parser.is_complete()) feed(parser);
    if (!reservation.grow_to(request.body.size())) co_return Input::no_memory;
    if (parser.failure() || parser.is_complete()) co_return Input::ready;
    if (std::exchange(may_continue, false) && request.body.empty() && input_.is_empty()) {
      const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
      if (!written) co_return Input::closed;
    }
    const auto earned = milliseconds(request.body.size() * 1000 / rate_min);
    const auto spent = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - started);
    set_deadline(std::min(deadlines.body_gap, deadlines.body_gap + earned - spent));
    const auto input = co_await read_more(body_read_size);
    if (input != Input::ready) co_return input;
  }
}

asio::awaitable<Session::Input> Session::read_more(std::size_t size) {
  if (deadline_passed_) co_return Input::timed_out;
  char* const to = input_.prepare(size);
  const auto [code, count] = co_await socket_.async_read_some(asio::buffer(to, input_.room()), with_code);
  if (code) co_return deadline_passed_ ? Input::timed_out : Input::closed;
  input_.commit(count);
  co_return Input::ready;
}

void Session::feed(RequestParser& parser) { input_.consume(parser.feed(input_.bytes())); }

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
  return context_.error_response(500, handler_failed, request);
}

// Has the request handled on its lane, and comes back to this thread.
asio::awaitable<Response> Session::handle(Request& request, const Accepted& accepted) {
  if (accepted.lane == Lane::inline_) co_return call_handler(request, accepted.state);

  deadline_ = Time::max();
  Response response;
  co_await run_on_lane(request, accepted, response);
  co_return response;
}

// The parameters live in the frames of the callers until this is over.
asio::awaitable<void> Session::run_on_lane(Request& request, const Accepted& accepted, Response& response) {
  auto start = [this, &request, &accepted, &response](auto handler) {
    // Shared only because a job must be copyable; it is resumed once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    const auto come_back = [executor = socket_.get_executor(), resume] { asio::post(executor, [resume] { (*resume)(); }); };
    const bool taken = context_.lane(accepted.lane).push([this, &request, &accepted, &response, come_back] {
      response = call_handler(request, accepted.state);
      come_back();
    });
    if (taken) return;
    response = context_.error_response(503, overloaded, request);
    come_back();
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
}

// On the thread of the lane, while the coroutine waits.
Response Session::call_handler(Request& request, const std::shared_ptr<void>& state) {
  const base::LogContext log_context(request.request_id);
  if (context_.is_cut.load(std::memory_order_relaxed)) return {};  // nobody is there to read it
  try {
    return context_.application.handle(request, state);
  } catch (const std::exception& failure) {
    context_.count_exception("http_handler_failed", failure.what());
  }
  return context_.error_response(500, handler_failed, request);
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
    BodyReservation reservation(context_);
    parser.set_body_limit(context_.options.discarded_body_max);
    const auto input = co_await read_body(parser, reservation);
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
    case Input::no_memory: co_return co_await refuse(parser.request(), {503, overloaded});
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
  output_.clear();
  const auto left_out_count = append_response(output_, response,
                                              {.date = date_.text(context_.clock.now()),
                                               .request_id = request.request_id,
                                               .is_head = request.method == Method::head,
                                               .keeps_alive = keeps_alive,
                                               .is_http_1_0 = request.is_http_1_0});
  auto& counters = context_.counters;
  const auto status_class = static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5));
  counters.answered_by_class[status_class].fetch_add(1, std::memory_order_relaxed);
  if (left_out_count > 0) {
    counters.headers_left_out_total.fetch_add(static_cast<std::uint64_t>(left_out_count), std::memory_order_relaxed);
    base::log_warning("response_headers_left_out", {{"target", request.target}, {"count", left_out_count}});
  }

  const bool written = co_await write(output_);
  if (output_.capacity() > output_kept_max) std::string().swap(output_);
  if (written && !keeps_alive) co_await linger();
  co_return written&& keeps_alive;
}

asio::awaitable<bool> Session::write(std::string_view bytes) {
  set_deadline(context_.options.deadlines.write * static_cast<int>(1 + bytes.size() / mebibyte));
  const auto [code, count] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), with_code);
  deadline_ = Time::max();
  co_return !code;
}

// Lets the client take the answer: closing while it still sends would make the system throw the answer away.
asio::awaitable<void> Session::linger() {
  boost::system::error_code ignored;
  static_cast<void>(socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored));
  set_deadline(context_.options.deadlines.linger);
  for (std::size_t size = 0; size < context_.options.linger_bytes_max;) {
    input_.clear();
    const auto input = co_await read_more(body_read_size);
    if (input != Input::ready) break;
    size += input_.bytes().size();
  }
}

void Session::set_deadline(std::chrono::milliseconds from_now) {
  deadline_passed_ = false;
  deadline_ = std::chrono::steady_clock::now() + from_now;
}

}  // namespace slipway::http
