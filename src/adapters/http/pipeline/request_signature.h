// Request signatures, SDK-HMAC-SHA256 (public signing guide of API Gateway). Pure but for the digests.
//
// Clients differ in what they sign: everything is verified over exactly the names in SignedHeaders, with their values as they
// arrived; only the date is demanded.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http/transport/message/message.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::http {

inline constexpr std::chrono::minutes signature_window{15};

struct Signature {
  std::string access;
  std::vector<std::string> signed_headers;  // lower case, as listed
  std::string hex;  // of the digest, in lower case
  base::Instant signed_at{};
};

// Error: sign_in.refused: the date is out of the window.
Result<void> check_date(const Signature& signature, base::Instant now);

// What a signature was made over; only the secret is missing. A value.
class SignedText {
 public:
  // Error: sign_in.refused: the date is out of the window, or a listed header is missing or there twice. Hashes the body.
  static Result<SignedText> of(const Signature& signature, const Request& request, base::Instant now);

  bool is_signed_with(std::string_view secret) const;  // compared in constant time

 private:
  SignedText(std::string date, std::string canonical, std::string hex)
      : date_(std::move(date)), canonical_(std::move(canonical)), hex_(std::move(hex)) {}

  std::string date_;
  std::string canonical_;
  std::string hex_;
};

// From the header Authorization and X-Sdk-Date. Errors: sign_in.refused with what is wrong with their form.
Result<Signature> parse_signature(const Request& request);

// The text whose digest is signed.
Result<std::string> canonical_request(const Signature& signature, const Request& request);

}  // namespace slipway::http
