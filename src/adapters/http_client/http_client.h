// Sends HTTP requests, each bounded in time and size. Connections are kept and used again.
//
// Redirects are not followed and no proxy of the environment is used: a request goes where its URL says. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "adapters/http_client/http_message.h"
#include "base/result.h"

namespace slipway::http_client {

struct HttpLimits {
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds request_timeout = std::chrono::seconds(60);  // from the first byte sent to the last one read
  std::size_t answer_size_max = std::size_t{128} << 20;                  // bytes of body
  std::size_t header_size_max = std::size_t{256} << 10;                  // bytes of all header lines
};

class HttpClient {
 public:
  explicit HttpClient(HttpLimits limits = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  // Every status is an answer. Errors: http_client.url_not_valid, http_client.unreachable, http_client.timed_out,
  // http_client.broken_off, http_client.answer_too_large.
  Result<HttpResponse> send(const HttpRequest& request);

 private:
  struct Handle;
  HttpLimits limits_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace slipway::http_client
