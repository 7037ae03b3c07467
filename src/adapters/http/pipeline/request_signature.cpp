#include "adapters/http/pipeline/request_signature.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "contract/request_signature.h"

namespace slipway::http {

namespace {

constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
constexpr std::size_t signed_header_count_max = 100;

base::Error not_signed_right(std::string_view why) {
  return base::unauthenticated("sign_in.refused", "the request signature is not valid: " + std::string(why));
}

// "Access=x, SignedHeaders=a;b, Signature=y"
std::optional<std::string> authorization_part(std::string_view text, std::string_view name) {
  for (const auto& part : base::split(text, ',')) {
    const auto trimmed = base::trim(part);
    if (trimmed.size() > name.size() && trimmed.substr(0, name.size()) == name && trimmed[name.size()] == '=')
      return std::string(trimmed.substr(name.size() + 1));
  }
  return std::nullopt;
}

// The only one of that name; a header that is listed and sent twice could mean two things.
Result<std::string> only_header(const Request& request, const std::string& name) {
  const std::string* found = nullptr;
  for (const auto& header : request.headers) {
    if (header.name != name) continue;
    if (found != nullptr) return not_signed_right("the signed header '" + name + "' is there twice");
    found = &header.value;
  }
  if (found == nullptr) return not_signed_right("the signed header '" + name + "' is not there");
  return *found;
}

// The digest that the client states, or that of the bytes that came.
Result<std::string> payload_digest(const Request& request) {
  const auto* stated = request.find_header("x-sdk-content-sha256");
  if (stated == nullptr) return base::sha256_hex(request.body);
  if (*stated == unsigned_payload) {
    // Every body that this API takes is JSON, whatever its Content-Type says.
    if (!request.body.empty()) return not_signed_right("a JSON body must be signed");
    return *stated;
  }
  if (*stated != base::sha256_hex(request.body)) return not_signed_right("X-Sdk-Content-Sha256 is not the body's digest");
  return *stated;
}

}  // namespace

Result<Signature> parse_signature(const Request& request) {
  const auto* authorization = request.find_header("authorization");
  const auto prefix = std::string(contract::signature_algorithm) + " ";
  if (authorization == nullptr || !authorization->starts_with(prefix))
    return not_signed_right("only SDK-HMAC-SHA256 is understood");
  const auto parts = std::string_view(*authorization).substr(prefix.size());
  auto access = authorization_part(parts, "Access");
  auto names = authorization_part(parts, "SignedHeaders");
  auto hex = authorization_part(parts, "Signature");
  if (!access || !names || !hex) return not_signed_right("Authorization lacks Access, SignedHeaders or Signature");

  // In lower case, so that a signature is the same one however its digits are written.
  Signature signature{.access = std::move(*access), .signed_headers = {}, .hex = base::lower_ascii(*hex), .signed_at = {}};
  for (const auto& name : base::split(*names, ';')) signature.signed_headers.push_back(base::lower_ascii(name));
  if (signature.signed_headers.size() > signed_header_count_max) return not_signed_right("too many signed headers");
  const bool has_date =
      std::find(signature.signed_headers.begin(), signature.signed_headers.end(), "x-sdk-date") != signature.signed_headers.end();
  if (!has_date) return not_signed_right("X-Sdk-Date must be among the signed headers");
  TRY_LET(date, only_header(request, "x-sdk-date"));
  const auto signed_at = base::parse_basic_instant(date);
  if (!signed_at) return not_signed_right("X-Sdk-Date must have the form 20260131T235959Z");
  signature.signed_at = *signed_at;
  return signature;
}

Result<std::string> canonical_request(const Signature& signature, const Request& request) {
  TRY_LET(digest, payload_digest(request));
  contract::SignedParts parts{.method = to_text(request.method),
                              .path = request.path,
                              .query = request.query,
                              .headers = {},
                              .payload_digest = std::move(digest)};
  for (const auto& name : signature.signed_headers) {
    TRY_LET(value, only_header(request, name));
    parts.headers.emplace_back(name, std::move(value));
  }
  return contract::canonical_request(parts);
}

Result<void> check_date(const Signature& signature, base::Instant now) {
  const auto age = now - signature.signed_at;
  if (age > signature_window || -age > signature_window)
    return not_signed_right("X-Sdk-Date is more than 15 minutes off; check this machine's clock");
  return {};
}

Result<SignedText> SignedText::of(const Signature& signature, const Request& request, base::Instant now) {
  TRY(check_date(signature, now));
  TRY_LET(canonical, canonical_request(signature, request));
  TRY_LET(date, only_header(request, "x-sdk-date"));
  return SignedText(std::move(date), std::move(canonical), signature.hex);
}

bool SignedText::is_signed_with(std::string_view secret) const {
  return base::equal_in_constant_time(contract::request_signature(secret, date_, canonical_), hex_);
}

}  // namespace slipway::http
