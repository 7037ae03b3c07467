// What comes in and what goes out: an HTTP request as the parser took it apart, and an answer before it is written.
// Values; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"

namespace slipway::http {

// The methods that reach the application. CONNECT and TRACE are answered 405 and all others 501 by the transport.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

std::string_view to_text(Method method);  // "GET"

struct Header {
  std::string name;   // lower case in a request; as it is to be written in a response
  std::string value;  // without blanks at the ends; a folded value is one line

  friend bool operator==(const Header&, const Header&) = default;
};

struct Request {
  Method method = Method::get;
  std::string target;                                     // as it came, for signatures and logs
  std::string raw_path;  // the path of the target, not decoded; begins with '/', but where the target is refused
  std::vector<std::string> path;  // its segments, each decoded once; "/" has none, "/a/" has "a" and ""
  std::string raw_query;  // what follows '?', not decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in the order given; names may repeat
  std::vector<Header> headers;  // in the order given; names may repeat
  std::string body;  // complete, without the chunked coding
  std::string peer_address;  // "192.0.2.7"; behind a trusted proxy of its client (client_address.h), else of the peer
  std::string request_id;  // the caller's X-Request-Id where it is a fit one, else drawn
  base::Instant received_at{};  // when the header was complete

  // How the message is framed; the transport acts on these.
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
  bool is_http_1_0 = false;
  bool keeps_alive = true;
  bool expects_continue = false;

  // The value of the first header of that name, which must be given in lower case; nullptr when there is none.
  const std::string* find_header(std::string_view name) const;
  bool has_body() const { return is_chunked || content_length.value_or(0) > 0; }
};

// The transport adds Server, Date, X-Request-Id, Content-Length, Connection, and Cache-Control unless `headers` has one.
struct Response {
  int status = 200;
  std::string content_type{};  // empty: no Content-Type
  std::vector<Header> headers{};  // those the transport writes itself, and those not safe to write, are left out
  std::string body{};  // for HEAD: what GET would answer; only its size goes out
};

}  // namespace slipway::http
