// Takes one HTTP/1.1 request apart as its bytes come, and refuses every framing that two readers could understand in two
// ways. Needs no socket, so tests and the fuzzer feed it bytes. One parser a request; one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/http/transport/message/message.h"

namespace slipway::http {

struct ParserLimits {
  std::size_t header_bytes_max = 16 * 1024;  // request line and fields
  std::size_t field_count_max = 100;
  std::size_t target_bytes_max = 8 * 1024;
  std::size_t trailer_bytes_max = 8 * 1024;  // trailers are counted and thrown away; chunk extensions have the same bound
};

struct ParseFailure {
  int status = 400;         // 400, 405, 413, 414, 415, 417, 431, 501, 503 (no memory) or 505
  std::string_view reason;  // one sentence for the caller; static text
};

class RequestParser {
 public:
  explicit RequestParser(const ParserLimits& limits);
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;
  ~RequestParser();

  // Takes what it can use and says how much that was. What is left comes again, with more bytes behind it. Stops behind
  // the header block, so that the caller can decide about the body, behind the request, and at a failure.
  // What it leaves without having stopped is an unfinished line, and bounded by the limits.
  std::size_t feed(std::string_view bytes);

  bool has_begun() const;  // a byte of the request line was seen
  bool is_head_complete() const;
  bool is_complete() const;  // the body is there too
  const std::optional<ParseFailure>& failure() const;

  // To be called between the head and the body; without it, no body is taken.
  void set_body_limit(std::size_t size_max);

  // What is known so far: complete headers once is_head_complete(), the body once is_complete().
  Request& request();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace slipway::http
