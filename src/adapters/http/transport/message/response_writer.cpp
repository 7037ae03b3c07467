#include "adapters/http/transport/message/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "adapters/http/transport/message/field_rules.h"
#include "base/text.h"

namespace slipway::http {

namespace {

constexpr std::array<std::string_view, 8> transport_headers = {
    "connection", "content-length", "content-type", "date", "keep-alive", "server", "transfer-encoding", "x-request-id"};

bool is_own_header(std::string_view name) {
  return std::any_of(transport_headers.begin(), transport_headers.end(),
                     [&](std::string_view own) { return base::equals_ignoring_ascii_case(name, own); });
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_two_digits(std::string& out, unsigned number) {
  out += static_cast<char>('0' + number / 10);
  out += static_cast<char>('0' + number % 10);
}

}  // namespace

ResponseHead append_response_head(std::string& out, const Response& response, const ResponseFrame& frame) {
  int left_out_count = 0;
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\nServer: slipway\r\n");
  append_header(out, "Date", frame.date);
  append_header(out, "X-Request-Id", frame.request_id);
  if (!response.content_type.empty()) {
    if (is_safe_field_value(response.content_type)) append_header(out, "Content-Type", response.content_type);
    else ++left_out_count;
  }

  bool has_cache_control = false;
  for (const auto& header : response.headers) {
    if (!is_token(header.name) || !is_safe_field_value(header.value) || is_own_header(header.name)) {
      ++left_out_count;
      continue;
    }
    has_cache_control = has_cache_control || base::equals_ignoring_ascii_case(header.name, "cache-control");
    append_header(out, header.name, header.value);
  }
  if (!has_cache_control) out.append("Cache-Control: no-store\r\n");
  out.append("X-Content-Type-Options: nosniff\r\n");  // no browser takes a log for a page
  if (!frame.keeps_alive) out.append("Connection: close\r\n");
  if (frame.keeps_alive && frame.is_http_1_0) out.append("Connection: keep-alive\r\n");

  const bool may_have_body = response.status != 204 && response.status != 304;  // RFC 9110 6.4.1
  if (may_have_body) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  out.append("\r\n");
  const bool sends_body = may_have_body && !frame.is_head;
  return {.left_out_count = left_out_count, .body = sends_body ? std::string_view(response.body) : std::string_view()};
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

std::string format_http_date(base::Instant instant) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(instant - day)};
  std::string text(days[std::chrono::weekday{day}.c_encoding()]);
  text += ", ";
  append_two_digits(text, static_cast<unsigned>(date.day()));
  text.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
  append_number(text, static_cast<std::uint64_t>(std::max(0, static_cast<int>(date.year()))));
  text += ' ';
  append_two_digits(text, static_cast<unsigned>(time.hours().count()));
  text += ':';
  append_two_digits(text, static_cast<unsigned>(time.minutes().count()));
  text += ':';
  append_two_digits(text, static_cast<unsigned>(time.seconds().count()));
  text += " GMT";
  return text;
}

std::string_view DateCache::text(base::Instant now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second != second_ || text_.empty()) {
    text_ = format_http_date(now);
    second_ = second;
  }
  return text_;
}

}  // namespace slipway::http
