// What an access key signs, and the signature itself: SDK-HMAC-SHA256 (public signing guide of API Gateway). Pure but for the
// digests; from any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::contract {

inline constexpr std::string_view signature_algorithm = "SDK-HMAC-SHA256";

struct SignedParts {
  std::string_view method;
  std::vector<std::string> path;                              // segments, decoded
  std::vector<std::pair<std::string, std::string>> query;     // names and values, decoded, in any order
  std::vector<std::pair<std::string, std::string>>
      headers;   // the signed ones: names in lower case, in the order of SignedHeaders
  std::string payload_digest;                                 // hex SHA-256 of the body, or what X-Sdk-Content-Sha256 says
};

// The text whose digest is signed.
std::string canonical_request(const SignedParts& parts);

// The names as SignedHeaders lists them: "host;x-sdk-date".
std::string signed_header_names(const SignedParts& parts);

// 64 hex digits. `date` is the value of X-Sdk-Date.
std::string request_signature(std::string_view secret_key, std::string_view date, std::string_view canonical_request);

}  // namespace slipway::contract
