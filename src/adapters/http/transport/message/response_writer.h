// Writes an answer: status line, the headers of the transport, those of the answer, the body. Pure but for the cached date; one
// thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/http/transport/message/message.h"
#include "base/instant.h"

namespace slipway::http {

struct ResponseFrame {
  std::string_view date{};  // of DateCache
  std::string_view request_id{};
  bool is_head = false;  // the size of the body goes out, the body does not
  bool keeps_alive = true;
  bool is_http_1_0 = false;  // such a client is told that the connection stays open
};

struct ResponseHead {
  int left_out_count = 0;  // headers that are the transport's own, that are no token or whose value is not safe to write
  std::string_view body;   // what goes out behind it, of the response: it is not copied, since it may be large
};

// Appends all but the body to `out`.
ResponseHead append_response_head(std::string& out, const Response& response, const ResponseFrame& frame);

std::string_view reason_phrase(int status);  // "Not Found"; "Unknown" for a status without a name

std::string format_http_date(base::Instant instant);  // "Sun, 06 Nov 1994 08:49:37 GMT"

// The date header of this second.
class DateCache {
 public:
  std::string_view text(base::Instant now);

 private:
  std::chrono::sys_seconds second_{std::chrono::seconds{-1}};
  std::string text_;
};

}  // namespace slipway::http
