// What must hold for the HTTP parser whatever bytes it is fed. Used by the fuzzer and by the replay of its corpus.
#pragma once

#include <string_view>

#include "adapters/http/transport/message/field_rules.h"
#include "adapters/http/transport/parse_bytes.h"
#include "base/assert.h"
#include "base/text.h"

namespace slipway::http {

inline void check_accepted_request(const Request& request) {
  BASE_ASSERT(request.raw_path.starts_with('/'));
  for (const auto& segment : request.path) BASE_ASSERT(base::is_utf8(segment) && segment.find('\0') == std::string::npos);
  for (const auto& [name, value] : request.query) {
    BASE_ASSERT(base::is_utf8(name) && name.find('\0') == std::string::npos);
    BASE_ASSERT(base::is_utf8(value) && value.find('\0') == std::string::npos);
  }
  BASE_ASSERT(request.headers.size() <= ParserLimits{}.field_count_max);
  for (const auto& header : request.headers) {
    BASE_ASSERT(is_token(header.name) && header.name == base::lower_ascii(header.name));
    BASE_ASSERT(is_safe_field_value(header.value));
  }
  BASE_ASSERT(request.is_http_1_0 || request.find_header("host") != nullptr);
  BASE_ASSERT(!(request.is_chunked && request.content_length));
  BASE_ASSERT(request.body.size() <= test_body_limit);
  BASE_ASSERT(request.is_chunked || request.body.size() == request.content_length.value_or(0));
}

// The first byte chooses the size of the pieces, the rest is what the client sends.
inline void check_http_parser(std::string_view input) {
  if (input.empty()) return;
  const auto piece_size = std::size_t{1} + static_cast<unsigned char>(input.front());
  const auto bytes = input.substr(1);
  const auto whole = parse_bytes(bytes, bytes.size() + 1);
  const auto cut = parse_bytes(bytes, piece_size);

  constexpr int complete = ParseOutcome::complete;
  if (whole.status == complete) check_accepted_request(whole.request);
  if (cut.status == complete) check_accepted_request(cut.request);
  // How the bytes were cut must never decide what they mean: that is how requests are smuggled. Near the limits a piece
  // may be refused where the whole is not.
  const bool is_far_from_limits = bytes.size() < ParserLimits{}.trailer_bytes_max;
  BASE_ASSERT(cut.status != complete || whole.status == complete);
  BASE_ASSERT(whole.status != complete || cut.status == complete || !is_far_from_limits);
  if (whole.status != complete || cut.status != complete) return;
  BASE_ASSERT(cut.used == whole.used);
  BASE_ASSERT(cut.request.method == whole.request.method && cut.request.target == whole.request.target);
  BASE_ASSERT(cut.request.headers == whole.request.headers && cut.request.body == whole.request.body);
  BASE_ASSERT(cut.request.keeps_alive == whole.request.keeps_alive);
}

}  // namespace slipway::http
