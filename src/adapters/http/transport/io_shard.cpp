#include "adapters/http/transport/io_shard.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <optional>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <utility>

#include "adapters/http/transport/session.h"
#include "base/log.h"

namespace slipway::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t refused_session_count_max = 64;  // a shard; more are closed without an answer

bool is_out_of_descriptors(const boost::system::error_code& code) { return code.value() == EMFILE || code.value() == ENFILE; }

base::Error listen_failure(const ListenAddress& address, std::string_view reason) {
  return base::unavailable("server.listen_failed", "cannot listen on " + address.host + " port " + std::to_string(address.port) +
                                                       ": " + std::string(reason));
}

Result<tcp::endpoint> parse_endpoint(const ListenAddress& address) {
  boost::system::error_code code;
  const auto ip = asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, code);
  if (code)
    return base::invalid_argument("server.listen_address_not_valid",
                                  "\"" + address.host + "\" is not an IPv4 or IPv6 address; give one such as 127.0.0.1");
  return tcp::endpoint{ip, address.port};
}

bool set_reuse_port(tcp::acceptor& acceptor) {
  const int on = 1;
  return ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
}

}  // namespace

class IoShard::Implementation {
 public:
  explicit Implementation(TransportContext& context) : context_(context) {}

  Result<ListenAddress> listen(const ListenAddress& address) {
    TRY_LET(endpoint, parse_endpoint(address));
    boost::system::error_code code;
    acceptor_.open(endpoint.protocol(), code);
    if (!code) acceptor_.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code && !set_reuse_port(acceptor_)) return listen_failure(address, "the system has no SO_REUSEPORT");
    if (!code) acceptor_.bind(endpoint, code);
    if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
    if (code) return listen_failure(address, code.message());
    const auto bound = acceptor_.local_endpoint(code);
    if (code) return listen_failure(address, code.message());
    return ListenAddress{bound.address().to_string(), bound.port()};
  }

  Result<void> start() {
    try {
      asio::co_spawn(io_, accept_all(), [this](std::exception_ptr failure) { note("http_accept_failed", failure); });
      thread_ = std::thread([this] { run(); });
    } catch (const std::exception& failure) {
      return base::internal("server.thread_not_started", "the system gives no more threads", failure.what());
    }
    return {};
  }

  void request_stop() {
    asio::post(io_, [this] { stop(); });
  }

  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  // Kept open, to be given up when descriptors run out: only so can a waiting connection be told.
  class SpareDescriptor {
   public:
    SpareDescriptor() { open(); }
    SpareDescriptor(const SpareDescriptor&) = delete;
    SpareDescriptor& operator=(const SpareDescriptor&) = delete;
    ~SpareDescriptor() { close(); }

    void open() { descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC); }
    void close() {
      if (descriptor_ >= 0) ::close(descriptor_);
      descriptor_ = -1;
    }

   private:
    int descriptor_ = -1;
  };

  using Sessions = std::unordered_set<std::shared_ptr<Session>>;

  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& failure) {  // a library's callback; one connection may be lost, the others go on
        context_.count_exception("http_callback_failed", failure.what());
      }
    }
  }

  asio::awaitable<void> accept_all() {
    while (acceptor_.is_open()) {
      auto [code, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      if (!acceptor_.is_open()) co_return;
      if (!code) {
        admit(std::move(socket));
        continue;
      }
      context_.counters.accept_failed_total.fetch_add(1, std::memory_order_relaxed);
      if (code.value() == ECONNABORTED) continue;
      if (is_out_of_descriptors(code)) shed_one();
      pause_.expires_after(context_.options.deadlines.accept_pause);  // never spin on what will fail again
      co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }

  // Does not throw: the loop that accepts must go on.
  void admit(tcp::socket socket) {
    context_.counters.accepted_total.fetch_add(1, std::memory_order_relaxed);
    std::shared_ptr<Session> session;
    try {
      session = std::make_shared<Session>(std::move(socket), context_, date_);
      sessions_.insert(session);
      arm_sweep();
      serve(session);
    } catch (const std::exception& failure) {
      sessions_.erase(session);
      context_.count_exception("http_connection_lost", failure.what());
    }
  }

  void serve(const std::shared_ptr<Session>& session) {
    if (make_room(*session)) {
      asio::co_spawn(io_, session->run(), [this, session](std::exception_ptr failure) { end(session, failure); });
      return;
    }
    context_.counters.refused_total.fetch_add(1, std::memory_order_relaxed);
    if (refused_count_ >= refused_session_count_max) {
      sessions_.erase(session);
      return;
    }
    ++refused_count_;
    asio::co_spawn(io_, session->run_refused(), [this, session](std::exception_ptr failure) {
      --refused_count_;
      end(session, failure);
    });
  }

  // For a connection that counts already.
  bool make_room(const Session& session) {
    if (context_.shares.is_over(session.share())) return note_closed(context_.idle.close_oldest_of(session.share()));
    if (context_.connection_count.load(std::memory_order_relaxed) <= context_.options.connection_count_max) return true;
    return note_closed(context_.idle.close_oldest());
  }

  bool note_closed(bool has_closed) {
    if (has_closed) context_.counters.idle_closed_total.fetch_add(1, std::memory_order_relaxed);
    return has_closed;
  }

  void end(const std::shared_ptr<Session>& session, const std::exception_ptr& failure) {
    note("http_session_failed", failure);
    sessions_.erase(session);
    if (is_stopping_ && sessions_.empty()) finish();
  }

  // Takes one waiting connection with the spare descriptor and tells it to come again, as long as that needs no waiting.
  void shed_one() {
    spare_.close();
    const int descriptor = ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      try {
        const auto text = shed_answer();
        [[maybe_unused]] const auto sent = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
      } catch (const std::exception& failure) {
        context_.count_exception("http_connection_lost", failure.what());
      }
      ::close(descriptor);
    }
    spare_.open();
  }

  std::string shed_answer() {
    Request request;
    request.request_id = context_.random.hex_id();
    const auto response = context_.error_response(503, "the server has too many connections; try again later", request);
    std::string text;
    const auto head = append_response_head(
        text, response, {.date = date_.text(context_.clock.now()), .request_id = request.request_id, .keeps_alive = false});
    return text.append(head.body);
  }

  void arm_sweep() {
    if (std::exchange(sweep_is_armed_, true)) return;
    sweep_.expires_after(context_.options.deadlines.check_interval);
    sweep_.async_wait([this](const boost::system::error_code& code) {
      sweep_is_armed_ = false;
      if (code) return;
      sweep();
      if (!sessions_.empty()) arm_sweep();
    });
  }

  void sweep() {
    const auto now = std::chrono::steady_clock::now();
    context_.budget.give_up(now);
    for (const auto& session : sessions_) session->check_deadline(now);
    if (is_stopping_ && now >= drain_end_ && !std::exchange(is_cut_, true)) {
      context_.is_cut.store(true, std::memory_order_relaxed);
      context_.counters.cut_total.fetch_add(sessions_.size(), std::memory_order_relaxed);
      for (const auto& session : sessions_) session->cut();
    }
  }

  void stop() {
    if (std::exchange(is_stopping_, true)) return;
    boost::system::error_code ignored;
    static_cast<void>(acceptor_.close(ignored));
    pause_.cancel();
    drain_end_ = std::chrono::steady_clock::now() + context_.options.deadlines.drain;
    for (const auto& session : sessions_) session->close_if_idle();
    if (sessions_.empty()) finish();
  }

  void finish() {
    sweep_.cancel();
    work_.reset();
  }

  void note(std::string_view event, const std::exception_ptr& failure) {
    if (failure == nullptr) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& thrown) {
      context_.count_exception(event, thrown.what());
    }
  }

  TransportContext& context_;
  DateCache date_;
  SpareDescriptor spare_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer pause_{io_};
  asio::steady_timer sweep_{io_};
  std::thread thread_;
  // All below belong to the I/O thread once it runs.
  Sessions sessions_;
  std::size_t refused_count_ = 0;
  bool sweep_is_armed_ = false;
  bool is_stopping_ = false;
  bool is_cut_ = false;
  std::chrono::steady_clock::time_point drain_end_{};
};

IoShard::IoShard(TransportContext& context) : implementation_(std::make_unique<Implementation>(context)) {}

IoShard::~IoShard() {
  request_stop();
  join();
}

Result<ListenAddress> IoShard::listen(const ListenAddress& address) { return implementation_->listen(address); }

Result<void> IoShard::check_port_is_free(const ListenAddress& address) {
  TRY_LET(endpoint, parse_endpoint(address));
  boost::system::error_code code;
  asio::io_context io;
  tcp::acceptor probe(io);
  probe.open(endpoint.protocol(), code);
  if (!code) probe.set_option(tcp::acceptor::reuse_address(true), code);  // or the last run's closed connections count
  if (!code) probe.bind(endpoint, code);
  if (code) return listen_failure(address, code.message());
  return {};
}

Result<void> IoShard::start() { return implementation_->start(); }
void IoShard::request_stop() { implementation_->request_stop(); }
void IoShard::join() { implementation_->join(); }

}  // namespace slipway::http
