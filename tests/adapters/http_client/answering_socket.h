// A server for one request: listens on a free loopback port, reads what comes, sends the bytes it was given, closes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

namespace slipway::test {

class AnsweringSocket {
 public:
  // `answer` empty: the request is taken and nothing is ever said.
  explicit AnsweringSocket(std::string answer)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 4) == 0 &&
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0)
      port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~AnsweringSocket() {
    finish();
    ::close(listener_);
  }
  AnsweringSocket(const AnsweringSocket&) = delete;
  AnsweringSocket& operator=(const AnsweringSocket&) = delete;

  std::string url(const std::string& target) const { return "http://127.0.0.1:" + std::to_string(port_) + target; }

  // What the client sent, once it has closed its connection or got its answer.
  const std::string& request() {
    finish();
    return request_;
  }

 private:
  void finish() {
    if (!thread_.joinable()) return;
    ::shutdown(listener_, SHUT_RDWR);  // ends an accept that nobody came to
    thread_.join();
  }

  void serve() {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (!is_complete() || answer_.empty()) {
      char bytes[4096];
      const auto count = ::recv(connection, bytes, sizeof(bytes), 0);
      if (count <= 0) break;
      request_.append(bytes, static_cast<std::size_t>(count));
    }
    std::string_view rest = answer_;
    while (!rest.empty()) {
      const auto count = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    ::close(connection);
  }

  bool is_complete() const {
    const auto end = request_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = request_.find("Content-Length: ");
    const auto body_size = length == std::string::npos ? 0 : std::stoul(request_.substr(length + 16));
    return request_.size() >= end + 4 + body_size;
  }

  std::string answer_;
  std::string request_;
  int listener_;
  unsigned port_ = 0;
  std::thread thread_;
};

}  // namespace slipway::test
