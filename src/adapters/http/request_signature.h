// Request signatures, SDK-HMAC-SHA256 (public signing guide of API Gateway). Pure but for the digests.
//
// Clients differ in what they sign: everything is verified over exactly the names in SignedHeaders, with their values as they
// arrived; only the date is demanded.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/transport/message.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::http {

struct Signature {
  std::string access;
  std::vector<std::string> signed_headers;  // lower case, as listed
  std::string hex;  // of the digest, in lower case
  base::Instant signed_at{};
};

inline constexpr std::chrono::minutes signature_window{15};

// From the header Authorization and X-Sdk-Date. Errors: sign_in.refused with what is wrong with their form.
Result<Signature> parse_signature(const Request& request);

// Error: sign_in.refused: the date is out of the window, a listed header is missing or there twice, or the signature is wrong.
Result<void> verify_signature(const Signature& signature, std::string_view secret, const Request& request, base::Instant now);

// The text whose digest is signed.
Result<std::string> canonical_request(const Signature& signature, const Request& request);

}  // namespace slipway::http
