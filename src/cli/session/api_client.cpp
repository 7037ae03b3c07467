#include "cli/session/api_client.h"

#include <string_view>
#include <utility>

#include "adapters/http_client/sign_request.h"

namespace slipway::cli {

namespace {

base::ErrorKind kind_of(int status) {
  switch (status) {
    case 401: return base::ErrorKind::unauthenticated;
    case 403: return base::ErrorKind::forbidden;
    case 404: return base::ErrorKind::not_found;
    case 409:
    case 412: return base::ErrorKind::conflict;
    case 429: return base::ErrorKind::limit_reached;
    case 503: return base::ErrorKind::unavailable;
    default: return status < 500 ? base::ErrorKind::invalid_argument : base::ErrorKind::internal;
  }
}

std::string text_member(const base::Json& json, std::string_view name) {
  const auto* member = json.find(name);
  const auto* text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? std::string{} : *text;
}

// The two forms of a refusal: {"error_code", "error_msg"} and {"code", "detail"}.
base::Error refusal(const http_client::HttpResponse& response) {
  base::Error error;
  error.kind = kind_of(response.status);
  if (const auto json = base::parse_json(response.body)) {
    error.code = text_member(*json, "error_code");
    error.message = text_member(*json, "error_msg");
    if (error.code.empty()) {
      error.code = text_member(*json, "code");
      error.message = text_member(*json, "detail");
    }
  }
  if (error.code.empty()) error.code = "HTTP " + std::to_string(response.status);
  if (error.message.empty()) error.message = "the server refused without saying why; is this the address of a Slipway server?";
  if (const auto* id = response.find_header("x-request-id")) error.detail = "request " + *id;
  return error;
}

}  // namespace

Result<http_client::HttpResponse> ApiClient::send(const contract::ClientCall& call) {
  http_client::HttpRequest request;
  request.method = call.method;
  request.url = credentials_.endpoint + call.target;
  request.headers = call.headers;
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("User-Agent", "slipway-cli");
  // Equal calls of one second would have equal signatures, and the server answers the second as a repeat of the first.
  request.headers.emplace_back("X-Slipway-Nonce", surroundings_.random.hex_id());
  request.body = call.body;
  TRY(http_client::sign_request(request, {credentials_.access_key, credentials_.secret_key}, surroundings_.clock.now()));
  TRY_LET(response, surroundings_.send(request));
  was_answered_ = true;
  const bool is_done = response.status >= 200 && response.status < 300;
  if (!is_done) return refusal(response);
  return std::move(response);
}

Result<base::Json> ApiClient::parse_answer(const std::string& body) {
  auto json = base::parse_json(body);
  if (!json) return not_understood(json.error().message);
  return json;
}

base::Error ApiClient::not_understood(const std::string& why) {
  return base::internal("cli.answer_not_understood",
                        "the server's answer is not understood (" + why + "); is it of another version than this client?");
}

}  // namespace slipway::cli
