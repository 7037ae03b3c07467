#include "adapters/http/pipeline/error_status.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/http/pipeline/error_table.h"
#include "adapters/http/pipeline/field_words.h"
#include "base/assert.h"
#include "generated/api/shared_dto.h"

namespace slipway::http {

namespace {

constexpr bool is_sorted_by_code() {
  return std::is_sorted(error_table.begin(), error_table.end(),
                        [](const auto& left, const auto& right) { return left.code < right.code; });
}
static_assert(is_sorted_by_code());

constexpr auto error_codes = [] {
  std::array<std::string_view, error_table.size()> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = error_table[i].code;
  return codes;
}();

const ErrorTableRow* find_error_row(std::string_view code) {
  const auto found = std::lower_bound(error_table.begin(), error_table.end(), code,
                                      [](const ErrorTableRow& row, std::string_view wanted) { return row.code < wanted; });
  return found != error_table.end() && found->code == code ? &*found : nullptr;
}

std::string_view status_title(int status) {
  switch (status) {
    case 400: return "The request is not valid";
    case 401: return "Not signed in";
    case 403: return "Not permitted";
    case 404: return "Not found";
    case 405: return "Method not allowed";
    case 409: return "Conflict";
    case 422: return "A limit is reached";
    case 429: return "Too many attempts";
    case 503: return "Not available just now";
    default: return status >= 500 ? "The server failed" : "Refused";
  }
}

contract::Answer compatible_answer(int status, std::string_view code, const std::string& message) {
  const api::ErrorBody body{.error_code = std::string(code), .error_msg = message, .errors = {{std::string(code), message}}};
  contract::Answer answer{.status = status, .content_type = "application/json", .headers = {}, .body = {}};
  body.encode(answer.body);
  return answer;
}

contract::Answer native_answer(int status, const std::string& code, const std::string& message, const std::string& request_id) {
  const api::Problem problem{.type = "urn:slipway:error:" + code,
                             .title = std::string(status_title(status)),
                             .status = status,
                             .detail = message,
                             .code = code,
                             .request_id = request_id};
  contract::Answer answer{.status = status, .content_type = "application/problem+json", .headers = {}, .body = {}};
  problem.encode(answer.body);
  return answer;
}

// The message with the face's word for the field that it is about.
std::string told(const base::Error& error, contract::Face face) {
  const bool is_native = face == contract::Face::native || face == contract::Face::plain;
  if (const auto* row = std::ranges::find(field_words, error.field, &std::pair<std::string_view, std::string_view>::first);
      !is_native && row != std::end(field_words))
    return std::string(row->second) + " " + error.message;
  return base::full_message(error);
}

contract::Answer with_retry_after(contract::Answer answer) {
  if (answer.status == 503) answer.headers.emplace_back("Retry-After", "1");
  if (answer.status == 429) answer.headers.emplace_back("Retry-After", "300");
  return answer;
}

}  // namespace

std::span<const std::string_view> known_error_codes() { return error_codes; }

PublicError public_error(const base::Error& error, contract::Face face) {
  if (error.code == "request.not_valid" && !error.detail.empty()) return {400, error.detail};
  if (const auto* row = find_error_row(error.code))
    return {row->status, face == contract::Face::v2 && !row->v2.empty() ? row->v2 : row->v1};
  if (error.kind == base::ErrorKind::unavailable) return {503, "DLF.7050"};
  return {500, "DLF.7050"};
}

int native_status(base::ErrorKind kind, std::string_view code) {
  if (code == "sign_in.too_many_failures") return 429;
  switch (kind) {
    case base::ErrorKind::invalid_argument: return 400;
    case base::ErrorKind::unauthenticated: return 401;
    case base::ErrorKind::forbidden: return 403;
    case base::ErrorKind::not_found: return 404;
    case base::ErrorKind::conflict: return 409;
    case base::ErrorKind::limit_reached: return 422;
    case base::ErrorKind::unavailable: return 503;
    case base::ErrorKind::internal: return 500;
  }
  base::unreachable();
}

contract::Answer error_answer(const base::Error& error, contract::Face face, const std::string& request_id) {
  const bool is_ours = error.kind == base::ErrorKind::internal;
  const std::string message =
      is_ours ? "the server failed; its log tells more under request id " + request_id : told(error, face);
  if (face == contract::Face::native || face == contract::Face::plain)
    return with_retry_after(
        native_answer(native_status(error.kind, error.code), is_ours ? "server.failed" : error.code, message, request_id));
  const auto shown = public_error(error, face);
  return with_retry_after(compatible_answer(shown.status, shown.code, message));
}

contract::Answer refusal(int status, std::string_view public_code, const std::string& message, contract::Face face,
                         const std::string& request_id) {
  if (face == contract::Face::native || face == contract::Face::plain)
    return native_answer(status, "http." + std::to_string(status), message, request_id);
  return compatible_answer(status, public_code, message);
}

}  // namespace slipway::http
