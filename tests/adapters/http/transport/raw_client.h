// A client that sends just the bytes it is given, over a loopback socket. Every wait has a deadline.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace slipway::http {

struct Answer {
  int status = 0;  // 0: the connection ended before an answer was complete
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "(none)" : found->second;
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : RawClient() { connect(port); }
  // From another address of loopback, such as INADDR_LOOPBACK + 1.
  RawClient(std::uint16_t port, std::uint32_t from) : RawClient() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(from);
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    connect(port);
  }
  RawClient() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(socket_); }

  bool connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  Answer read_answer(bool is_head = false) {
    const auto head_size = fill_until([this] { return received_.find("\r\n\r\n"); });
    if (head_size == std::string::npos) return {};
    Answer answer = parse_head(received_.substr(0, head_size));
    received_.erase(0, head_size + 4);
    const auto length = answer.headers.find("content-length");
    const std::size_t body_size = is_head || length == answer.headers.end() ? 0 : std::stoul(length->second);
    const auto has_body = [&] { return received_.size() >= body_size ? body_size : std::string::npos; };
    if (fill_until(has_body) == std::string::npos) return {};
    answer.body = received_.substr(0, body_size);
    received_.erase(0, body_size);
    return answer;
  }

  // True when the server closes and has sent nothing more.
  bool ends() { return received_.empty() && !receive(); }

 private:
  bool receive() {
    char bytes[16 * 1024];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  template <class Find>
  std::size_t fill_until(Find find) {
    for (;;) {
      if (const auto found = find(); found != std::string::npos) return found;
      if (!receive()) return std::string::npos;
    }
  }

  static Answer parse_head(const std::string& head) {
    Answer answer;
    bool is_first = true;
    for (const auto raw : base::split(head, '\n')) {
      const auto line = base::trim(raw);
      const auto colon = line.find(':');
      if (std::exchange(is_first, false)) answer.status = std::stoi(std::string(line.substr(line.find(' ') + 1, 3)));
      else if (colon != std::string_view::npos)
        answer.headers[base::lower_ascii(line.substr(0, colon))] = std::string(base::trim(line.substr(colon + 1)));
    }
    return answer;
  }

  int socket_;
  std::string received_;
};

}  // namespace slipway::http
