#include "adapters/http/transport/message/message.h"

#include "base/assert.h"

namespace slipway::http {

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::options: return "OPTIONS";
  }
  base::unreachable();
}

const std::string* Request::find_header(std::string_view name) const {
  for (const auto& header : headers)
    if (header.name == name) return &header.value;
  return nullptr;
}

}  // namespace slipway::http
