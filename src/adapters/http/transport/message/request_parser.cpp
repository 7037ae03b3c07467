#include "adapters/http/transport/message/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <utility>

#include "adapters/http/transport/message/field_rules.h"
#include "adapters/http/transport/message/request_target.h"
#include "base/text.h"

namespace slipway::http {

namespace {

namespace beast = boost::beast;

constexpr std::size_t chunk_line_size_max = 512;  // beside the trailers, what may wait for the end of its line
constexpr std::size_t blank_lines_max = 2;        // before a request line, as RFC 9112 2.2 asks

std::string_view to_view(beast::string_view text) { return {text.data(), text.size()}; }

std::optional<Method> find_method(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get: return Method::get;
    case beast::http::verb::head: return Method::head;
    case beast::http::verb::post: return Method::post;
    case beast::http::verb::put: return Method::put;
    case beast::http::verb::patch: return Method::patch;
    case beast::http::verb::delete_: return Method::delete_;
    case beast::http::verb::options: return Method::options;
    default: return std::nullopt;
  }
}

// The library gives one code for a wrong spelling and for a version it does not speak, and for a line that ends wrongly.
ParseFailure version_failure(std::string_view bytes) {
  const auto line = bytes.substr(0, bytes.find('\n'));
  const bool is_known = line.find(" HTTP/1.1") != std::string_view::npos || line.find(" HTTP/1.0") != std::string_view::npos;
  if (is_known) return {400, "the request line does not end as HTTP/1.1 wants it"};
  return {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
}

}  // namespace

// The library keeps the framing; each callback bounds and checks what it is given before anything of it is kept.
class RequestParser::Implementation final : public beast::http::basic_parser<true> {
 public:
  explicit Implementation(const ParserLimits& limits) : limits_(limits) {
    header_limit(
        static_cast<std::uint32_t>(std::min<std::size_t>(limits.header_bytes_max, std::numeric_limits<std::uint32_t>::max())));
    body_limit(boost::none);  // the callbacks below know the limit of the operation
  }

  std::size_t feed(std::string_view bytes) {
    std::size_t used = skip_blank_lines(bytes);
    while (used < bytes.size() && !failure_ && !is_done() && !may_be_blank_line(bytes.substr(used))) {
      const bool had_head = is_header_done();
      const auto rest = bytes.substr(used);
      beast::error_code code;
      const auto count = put(boost::asio::const_buffer(rest.data(), rest.size()), code);
      used += count;
      if (!had_head) header_size_ += count;
      if (code) note_stop(code, bytes.substr(used), had_head);
      if (code || !had_head) break;
    }
    if (header_size_ > limits_.header_bytes_max) fail(431, "the header fields are too large");
    return used;
  }

  void set_body_limit(std::size_t size_max) {
    body_size_max_ = size_max;
    eager(true);
  }

  void fail(int status, std::string_view reason) {
    if (!failure_) failure_ = ParseFailure{status, reason};
  }

  Request& request() { return request_; }
  const std::optional<ParseFailure>& failure() const { return failure_; }

 private:
  using Code = beast::error_code;

  std::size_t skip_blank_lines(std::string_view bytes) {
    std::size_t used = 0;
    for (; !got_some() && blank_line_count_ < blank_lines_max && bytes.substr(used).starts_with("\r\n"); used += 2)
      ++blank_line_count_;
    return used;
  }

  bool may_be_blank_line(std::string_view rest) const {
    return !got_some() && blank_line_count_ < blank_lines_max && rest == "\r";
  }

  // Why the library stopped before `rest`. What it says by need_more is bounded here: it counts neither the fields it
  // has already taken nor trailers.
  void note_stop(Code code, std::string_view rest, bool had_head) {
    if (code == beast::http::error::need_more) {
      if (had_head && rest.size() > limits_.trailer_bytes_max + chunk_line_size_max)
        fail(400, "a chunk line or the trailers are too long");
      if (!had_head && header_size_ + rest.size() > limits_.header_bytes_max) fail_too_long(rest);
    } else if (code == beast::http::error::header_limit) {
      fail_too_long(rest);
    } else if (code == beast::http::error::bad_version) {
      if (!failure_) failure_ = version_failure(rest);
    } else {
      fail(400, "the request is not well-formed HTTP/1.1");
    }
    if (failure_ && !has_request_line_) note_raw_path_of_line(rest);
  }

  // Of a line that the library did not take, so that its refusal has the form of the face that was meant.
  void note_raw_path_of_line(std::string_view rest) {
    const auto line = rest.substr(0, rest.find('\n'));
    const auto begin = std::min(line.find(' '), line.size());
    const auto target = line.substr(std::min(begin + 1, line.size()));
    note_raw_path(target.substr(0, target.find(' ')));
  }

  void note_raw_path(std::string_view target) { request_.raw_path = raw_path_of(target.substr(0, limits_.target_bytes_max)); }

  void fail_too_long(std::string_view rest) {
    const bool is_target = !has_request_line_ && rest.find('\n') > limits_.target_bytes_max;
    if (is_target) return fail(414, "the request target is too long");
    fail(431, "the header fields are too large");
  }

  void stop(Code& code, int status, std::string_view reason) {
    fail(status, reason);
    code = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view target, int version, Code& code) override {
    has_request_line_ = true;
    request_.is_http_1_0 = version == 10;
    // First of all, so that also a refusal knows where the request was to go.
    const bool is_too_long = target.size() > limits_.target_bytes_max;
    note_raw_path(to_view(target));
    const bool is_target = !is_too_long && take_target(to_view(target));
    if (verb == beast::http::verb::connect || verb == beast::http::verb::trace)
      return stop(code, 405, "this method is not allowed here");
    const auto method = find_method(verb);
    if (!method) return stop(code, 501, "this method is not known here");
    request_.method = *method;
    if (is_too_long) return stop(code, 414, "the request target is too long");
    if (!is_target) return stop(code, 400, "the request target is not a valid path");
  }

  bool take_target(std::string_view target) {
    auto parsed = parse_request_target(target);
    if (!parsed) return false;
    request_.target = target;
    request_.raw_path = std::move(parsed->raw_path);
    request_.path = std::move(parsed->path);
    request_.raw_query = std::move(parsed->raw_query);
    request_.query = std::move(parsed->query);
    authority_ = std::move(parsed->authority);
    return true;
  }

  void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value, Code& code) override {
    if (is_header_done()) return count_trailer(name.size() + value.size() + 4, code);
    if (request_.headers.size() >= limits_.field_count_max) return stop(code, 431, "there are too many header fields");
    check_field(field, to_view(value), code);
    if (!code) request_.headers.push_back({base::lower_ascii(to_view(name)), std::string(to_view(value))});
  }

  void count_trailer(std::size_t size, Code& code) {
    trailer_size_ += size;
    if (trailer_size_ > limits_.trailer_bytes_max) stop(code, 400, "the trailers are too long");
  }

  void check_field(beast::http::field field, std::string_view value, Code& code) {
    if (!is_safe_field_value(value)) return stop(code, 400, "a header field holds a control character");
    switch (field) {
      case beast::http::field::transfer_encoding:
        if (request_.is_http_1_0) return stop(code, 400, "HTTP/1.0 knows no Transfer-Encoding");
        if (!base::equals_ignoring_ascii_case(value, "chunked"))
          return stop(code, 501, "of the transfer codings only chunked, once, is known here");
        return;
      case beast::http::field::content_length:
        // The library takes "5, 5" and two equal fields; a reader before us may not.
        if (request_.find_header("content-length") != nullptr || value.find_first_not_of("0123456789") != std::string_view::npos)
          stop(code, 400, "Content-Length must be one number");
        return;
      case beast::http::field::host:
        if (request_.find_header("host") != nullptr) return stop(code, 400, "there is more than one Host header");
        if (!value.empty() && !is_host(value)) stop(code, 400, "the Host header is not a host");
        return;
      case beast::http::field::expect:
        if (request_.is_http_1_0) return;
        if (!base::equals_ignoring_ascii_case(value, "100-continue"))
          return stop(code, 417, "of the expectations only 100-continue is known here");
        request_.expects_continue = true;
        return;
      case beast::http::field::content_encoding:
        if (!base::equals_ignoring_ascii_case(value, "identity"))
          stop(code, 415, "a request body must come without a Content-Encoding");
        return;
      default: return;
    }
  }

  void on_header_impl(Code& code) override {
    const auto host = std::find_if(request_.headers.begin(), request_.headers.end(),
                                   [](const Header& header) { return header.name == "host"; });
    if (host == request_.headers.end() && !request_.is_http_1_0) return stop(code, 400, "the Host header is missing");
    if (!authority_.empty()) {  // RFC 9112 3.2.2: the target wins over Host
      if (host == request_.headers.end()) request_.headers.push_back({"host", std::move(authority_)});
      else host->value = std::move(authority_);
    }
    if (const auto length = content_length()) request_.content_length = *length;
    request_.is_chunked = chunked();
    request_.keeps_alive = keep_alive();
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& code) override {
    if (length && *length > body_size_max_) stop_too_large(code);
  }

  std::size_t on_body_impl(beast::string_view bytes, Code& code) override { return take_body(to_view(bytes), code); }

  void on_chunk_header_impl(std::uint64_t size, beast::string_view extensions, Code& code) override {
    extension_size_ += extensions.size();
    if (extension_size_ > limits_.trailer_bytes_max) return stop(code, 400, "the chunk extensions are too long");
    if (size > body_size_max_ - request_.body.size()) stop_too_large(code);
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, Code& code) override {
    return take_body(to_view(bytes), code);
  }

  std::size_t take_body(std::string_view bytes, Code& code) {
    if (bytes.size() > body_size_max_ - request_.body.size()) {
      stop_too_large(code);
      return 0;
    }
    request_.body.append(bytes);
    return bytes.size();
  }

  void stop_too_large(Code& code) { stop(code, 413, "the request body is too large"); }

  void on_finish_impl(Code&) override {}
  void on_response_impl(int, beast::string_view, int, Code&) override {}  // of the other kind of parser

  ParserLimits limits_;
  Request request_;
  std::optional<ParseFailure> failure_;
  std::string authority_;
  bool has_request_line_ = false;
  std::size_t blank_line_count_ = 0;
  std::size_t header_size_ = 0;
  std::size_t trailer_size_ = 0;
  std::size_t extension_size_ = 0;
  std::size_t body_size_max_ = 0;
};

RequestParser::RequestParser(const ParserLimits& limits) : implementation_(std::make_unique<Implementation>(limits)) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  try {
    return implementation_->failure() ? 0 : implementation_->feed(bytes);
  } catch (const std::exception&) {  // no memory left
    implementation_->fail(503, "the server is overloaded; try again later");
    return 0;
  }
}

bool RequestParser::has_begun() const { return implementation_->got_some(); }
bool RequestParser::is_head_complete() const { return implementation_->is_header_done() && !failure(); }
bool RequestParser::is_complete() const { return implementation_->is_done() && !failure(); }
const std::optional<ParseFailure>& RequestParser::failure() const { return implementation_->failure(); }
void RequestParser::set_body_limit(std::size_t size_max) { implementation_->set_body_limit(size_max); }
Request& RequestParser::request() { return implementation_->request(); }

}  // namespace slipway::http
