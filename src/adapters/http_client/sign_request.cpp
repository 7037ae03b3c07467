#include "adapters/http_client/sign_request.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "contract/request_signature.h"

namespace slipway::http_client {

namespace {

base::Error url_not_understood() {
  return base::invalid_argument("http_client.url_not_valid", "the URL is not understood; write http://HOST:PORT/PATH");
}

Result<std::string> decoded(std::string_view text) {
  auto plain = base::percent_decode(text);
  if (!plain) return url_not_understood();
  return std::move(*plain);
}

// The empty piece before the leading slash is left out, one after a trailing slash is not a segment either.
Result<std::vector<std::string>> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  for (const auto piece : base::split(path, '/')) {
    TRY_LET(segment, decoded(piece));
    segments.push_back(std::move(segment));
  }
  return segments;
}

Result<std::vector<std::pair<std::string, std::string>>> query_pairs(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (query.empty()) return pairs;
  for (const auto piece : base::split(query, '&')) {
    const auto equals = std::min(piece.find('='), piece.size());
    TRY_LET(name, decoded(piece.substr(0, equals)));
    TRY_LET(value, decoded(piece.substr(std::min(equals + 1, piece.size()))));
    pairs.emplace_back(std::move(name), std::move(value));
  }
  return pairs;
}

// "20261124T154457Z"
std::string basic_instant(base::Instant instant) {
  std::string text;
  for (const char letter : base::format_instant(instant))
    if (letter != '-' && letter != ':') text += letter;
  return text;
}

}  // namespace

Result<void> sign_request(HttpRequest& request, const AccessKey& key, base::Instant now) {
  const std::string_view url = request.url;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return url_not_understood();
  const auto rest = url.substr(scheme_end + 3);
  const auto target_start = std::min(rest.find_first_of("/?"), rest.size());
  const auto target = rest.substr(target_start);
  const auto question = std::min(target.find('?'), target.size());

  TRY_LET(path, path_segments(target.substr(0, question)));
  TRY_LET(query, query_pairs(target.substr(std::min(question + 1, target.size()))));
  const auto date = basic_instant(now);
  request.headers.emplace_back("Host", rest.substr(0, target_start));
  request.headers.emplace_back("X-Sdk-Date", date);

  contract::SignedParts parts{
      .method = request.method, .path = path, .query = query, .headers = {}, .payload_digest = base::sha256_hex(request.body)};
  for (const auto& [name, value] : request.headers) parts.headers.emplace_back(base::lower_ascii(name), value);
  std::sort(parts.headers.begin(), parts.headers.end());

  const auto signature = contract::request_signature(key.secret_key, date, contract::canonical_request(parts));
  request.headers.emplace_back("Authorization", std::string(contract::signature_algorithm) + " Access=" + key.access_key +
                                                    ", SignedHeaders=" + contract::signed_header_names(parts) +
                                                    ", Signature=" + signature);
  return {};
}

}  // namespace slipway::http_client
