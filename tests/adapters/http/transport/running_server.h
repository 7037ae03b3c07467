// A server on a free port with an application that tests can script, and a gate that holds handlers until it is opened.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "adapters/http/transport/server.h"
#include "base/clock.h"

namespace slipway::http {

// Handlers wait at it. A gate nobody opens opens itself in time, so that a failing test ends.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_count_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return is_open_; });
  }
  bool wait_for(int waiting_count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return waiting_count_ >= waiting_count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_count_ = 0;
  bool is_open_ = false;
};

// Answers what it was asked: "POST /a?b" and the body. /gate waits at the gate, /inline runs on the I/O thread, /write
// on the lane for changes, /denied is answered before its body is read, /throw, /throw-early and /throw-check throw. The sender of
// /stranger is not known.
class FakeApplication final : public Application {
 public:
  static constexpr std::size_t body_limit = 100'000;

  Admission admit(const Request& head) override {
    if (head.raw_path == "/denied") return Response{.status = 401, .content_type = "text/plain", .body = "who are you?"};
    if (head.raw_path == "/throw-early") throw std::runtime_error("admission failed");
    const auto lane = head.raw_path == "/inline" ? Lane::inline_ : head.raw_path == "/write" ? Lane::write : Lane::read;
    return Accepted{lane, body_limit, std::make_shared<std::string>("state of " + head.raw_path)};
  }

  std::optional<Response> check_sender(const Request& head, const std::shared_ptr<void>& state) override {
    ++checked_count;
    if (*std::static_pointer_cast<std::string>(state) != "state of " + head.raw_path) throw std::logic_error("wrong state");
    if (head.raw_path == "/throw-check") throw std::runtime_error("check failed");
    if (head.raw_path != "/stranger") return std::nullopt;
    return Response{.status = 401, .content_type = "text/plain", .body = "who are you?"};
  }

  Response handle(const Request& request, const std::shared_ptr<void>& state, HandlerRoom& room) override {
    ++handled_count;
    if (room_wanted > 0 && !room.take(room_wanted)) return Response{.status = 500, .body = "to be dropped"};
    if (*std::static_pointer_cast<std::string>(state) != "state of " + request.raw_path) throw std::logic_error("wrong state");
    if (request.raw_path == "/gate") gate.pass();
    if (request.raw_path == "/throw") throw std::runtime_error("handler failed");
    Response response{.status = 200, .content_type = "text/plain", .headers = extra_headers, .body = {}};
    response.body = std::string(to_text(request.method)) + " " + request.target + " " + request.body;
    if (answer_size > 0) response.body.assign(answer_size, 'a');
    return response;
  }

  Response transport_error(int, std::string_view reason, const Request& request) override {
    Response response{.status = 0, .content_type = "text/plain", .headers = {}, .body = {}};
    response.body = std::string(reason) + " (" + request.request_id + ")";
    if (!request.raw_path.empty()) response.headers.push_back({"X-Failed-Path", request.raw_path});
    return response;
  }

  Gate gate;
  std::vector<Header> extra_headers;
  std::size_t room_wanted = 0;  // by each handler
  std::size_t answer_size = 0;  // of each body; 0: what was asked
  std::atomic<int> handled_count{0};
  std::atomic<int> checked_count{0};
};

inline ServerOptions quick_options() {
  ServerOptions options;
  options.listen_port = 0;
  options.io_thread_count = 1;
  options.deadlines.check_interval = std::chrono::milliseconds(5);
  options.deadlines.linger = std::chrono::milliseconds(100);
  return options;
}

class RunningServer {
 public:
  explicit RunningServer(const ServerOptions& options = quick_options()) : server(options, application, clock, random) {
    const auto bound = server.start();
    if (bound) port = bound->port;
  }
  ~RunningServer() { application.gate.open(); }

  FakeApplication application;
  base::SystemClock clock;
  base::SystemRandom random;
  std::uint16_t port = 0;
  Server server;
};

// For what happens on another thread and gives no signal.
inline bool becomes_true(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::yield();
  }
  return false;
}

inline std::string get_request(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

inline std::string post_request(const std::string& target, const std::string& body, const std::string& fields = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" +
         body;
}

}  // namespace slipway::http
