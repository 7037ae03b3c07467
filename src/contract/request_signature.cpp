#include "contract/request_signature.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace slipway::contract {

namespace {

// Every segment encoded again, so that both sides agree however the path was written; always ending in a slash.
std::string canonical_path(const std::vector<std::string>& segments) {
  std::string path;
  for (const auto& segment : segments) path += "/" + base::percent_encode(segment);
  if (path.empty() || path.back() != '/') path += '/';
  return path;
}

std::string canonical_query(const std::vector<std::pair<std::string, std::string>>& query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  pairs.reserve(query.size());
  for (const auto& [name, value] : query) pairs.emplace_back(base::percent_encode(name), base::percent_encode(value));
  std::sort(pairs.begin(), pairs.end());
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

}  // namespace

std::string signed_header_names(const SignedParts& parts) {
  std::string names;
  for (const auto& [name, value] : parts.headers) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string canonical_request(const SignedParts& parts) {
  std::string text(parts.method);
  text.append("\n").append(canonical_path(parts.path)).append("\n").append(canonical_query(parts.query)).append("\n");
  for (const auto& [name, value] : parts.headers) text.append(name).append(":").append(base::trim(value)).append("\n");
  return text.append("\n").append(signed_header_names(parts)).append("\n").append(parts.payload_digest);
}

std::string request_signature(std::string_view secret_key, std::string_view date, std::string_view canonical_request) {
  auto to_sign = std::string(signature_algorithm) + "\n";
  to_sign.append(date).append("\n").append(base::sha256_hex(canonical_request));
  return base::to_hex(base::hmac_sha256(secret_key, to_sign));
}

}  // namespace slipway::contract
