// One request as it is sent, and one answer as it came. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::http_client {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https, with path and query percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  // The first of that name, given in lower case; nullptr when there is none.
  const std::string* find_header(std::string_view name) const {
    for (const auto& header : headers)
      if (header.first == name) return &header.second;
    return nullptr;
  }
};

}  // namespace slipway::http_client
