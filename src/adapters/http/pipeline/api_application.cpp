#include "adapters/http/pipeline/api_application.h"

#include <algorithm>
#include <utility>

#include "adapters/http/pipeline/call_room.h"
#include "adapters/http/pipeline/error_status.h"
#include "adapters/http/pipeline/request_signature.h"
#include "adapters/http/pipeline/sign_in_throttle.h"
#include "base/assert.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/access/permission.h"
#include "generated/api/dispatch.h"

namespace slipway::http {

// What admit() has found out, for handle().
struct ApiApplication::Route {
  const contract::Operation* operation;
  std::vector<std::string> path_parameters;  // in the order of the template

  std::optional<std::string> path_value(std::string_view name) const {
    const auto at = operation->position_of(name);
    if (!at) return std::nullopt;
    return path_parameters[*at];
  }

  app::CallTarget target_of(const Request& request) const;
};

namespace {

constexpr std::size_t token_bytes_max = 4'096;
constexpr std::size_t open_body_bytes_max = 64 * 1024;

Lane to_lane(contract::Lane lane) {
  switch (lane) {
    case contract::Lane::none: return Lane::inline_;
    case contract::Lane::read: return Lane::read;
    case contract::Lane::write: return Lane::write;
    case contract::Lane::slow: return Lane::slow;
  }
  base::unreachable();
}

access::Action to_action(contract::Action action) {
  switch (action) {
    case contract::Action::open:
    case contract::Action::signed_in: return access::Action::signed_in;
    case contract::Action::read: return access::Action::read;
    case contract::Action::develop: return access::Action::develop;
    case contract::Action::package: return access::Action::package;
    case contract::Action::deploy: return access::Action::deploy;
    case contract::Action::revoke: return access::Action::revoke;
    case contract::Action::operate: return access::Action::operate;
    case contract::Action::stop_run: return access::Action::stop_run;
    case contract::Action::manage_members: return access::Action::manage_members;
    case contract::Action::add_workspaces: return access::Action::add_workspaces;
    case contract::Action::administer: return access::Action::administer;
    case contract::Action::own_account: return access::Action::own_account;
  }
  base::unreachable();
}

// Before a route is known, or where none can be: by the beginning of the path as it came, which also a refused target has.
contract::Face face_of_path(const Request& request) {
  const auto path = std::string_view(request.raw_path);
  const auto first = path.substr(0, path.find('/', 1));
  if (first == "/api") return contract::Face::native;
  if (first == "/v2") return contract::Face::v2;
  return contract::Face::v1;
}

Response to_response(contract::Answer answer) {
  Response response{
      .status = answer.status, .content_type = std::move(answer.content_type), .headers = {}, .body = std::move(answer.body)};
  for (auto& [name, value] : answer.headers) response.headers.push_back({std::move(name), std::move(value)});
  return response;
}

bool carries_credentials(const Request& head) {
  const auto* token = head.find_header("x-auth-token");
  if (token != nullptr) return !token->empty() && token->size() <= token_bytes_max;
  return head.find_header("authorization") != nullptr;
}

base::Error no_credentials() {
  return base::unauthenticated("sign_in.refused", "sign the request with an access key, or send a token in X-Auth-Token");
}

std::string text_of(const Request& request, std::string_view header) {
  const auto* value = request.find_header(header);
  return value == nullptr ? std::string() : *value;
}

// Of who need not be signed in nobody is known, so that nothing large is read of them.
std::size_t body_limit_of(const contract::Operation& operation, const BodyLimits& limits) {
  const auto limit = operation.body_limit == 0 ? limits.bytes_max : operation.body_limit;
  return operation.action == contract::Action::open ? std::min(limit, open_body_bytes_max) : limit;
}

// What the caller is not told.
void log_refused_sign_in(const base::Error& error) {
  if (!error.detail.empty()) base::log_info("sign_in_refused", {{"why", error.detail}});
}

// The line of the log for a request that handle() will not see.
Response refuse_early(std::string_view operation, std::string_view peer, contract::Answer answer) {
  base::log_info("request", {{"operation", operation}, {"status", answer.status}, {"peer", peer}});
  return to_response(std::move(answer));
}

// A client that names no type means JSON too, but not at the sign-in, which needs no credentials: a page of somebody else can have a
// browser send a body without a type, and cannot have it say JSON. The charset is not looked at: JSON is UTF-8, and checked to be.
bool is_json_by_its_type(const Request& request, const contract::Operation& operation) {
  const auto* type = request.find_header("content-type");
  if (request.body.empty()) return true;
  if (type == nullptr) return operation.action != contract::Action::open;
  return base::lower_ascii(base::trim(type->substr(0, type->find(';')))) == "application/json";
}

contract::RequestParts to_parts(const Request& request, const std::vector<std::string>& path) {
  contract::RequestParts parts;
  for (const auto& value : path) parts.path.emplace_back(value);
  for (const auto& [name, value] : request.query) parts.query.push_back({name, value});
  for (const auto& header : request.headers) parts.headers.push_back({header.name, header.value});
  parts.body = request.body;
  return parts;
}

}  // namespace

app::CallTarget ApiApplication::Route::target_of(const Request& request) const {
  app::CallTarget target{.project = path_value("project_id"), .workspace = {}, .needs_workspace = false};
  switch (operation->workspace) {
    case contract::WorkspaceFrom::none: break;
    case contract::WorkspaceFrom::header: {
      target.needs_workspace = true;
      const auto named = text_of(request, "workspace");
      if (!named.empty()) target.workspace = named;
      break;
    }
    case contract::WorkspaceFrom::path:
      target.needs_workspace = true;
      target.workspace = path_value("workspace_id");
      break;
  }
  return target;
}

Admission ApiApplication::admit(const Request& head) {
  const auto face = face_of_path(head);
  const auto match = api::find_operation(to_text(head.method), head.path);
  if (match.wrong_method()) {
    auto refused =
        refusal(405, "APIGW.0103", "this path does not know the method; it knows " + match.allow, face, head.request_id);
    refused.headers.emplace_back("Allow", match.allow);
    return refuse_early({}, head.peer_address, std::move(refused));
  }
  if (!match.found())
    return refuse_early({}, head.peer_address,
                        refusal(404, "APIGW.0101", "there is nothing at this path", face, head.request_id));

  const auto& operation = *match.operation;
  if (operation.action != contract::Action::open && !carries_credentials(head)) {
    metrics_.record(api::id_of(operation), 401, {});
    return refuse_early(operation.name, head.peer_address, error_answer(no_credentials(), operation.face, head.request_id));
  }
  auto route = std::make_shared<Route>(Route{&operation, {match.parameters.begin(), match.parameters.end()}});
  return Accepted{.lane = to_lane(operation.lane), .body_limit = body_limit_of(operation, limits_), .state = std::move(route)};
}

std::optional<Response> ApiApplication::check_sender(const Request& head, const std::shared_ptr<void>& state) {
  const auto known = know_sender(head);
  if (known) return std::nullopt;
  const auto& operation = *static_cast<const Route*>(state.get())->operation;
  const auto& error = known.error();
  auto refused = error_answer(error, operation.face, head.request_id);
  metrics_.record(api::id_of(operation), refused.status, {});
  if (error.kind == base::ErrorKind::unauthenticated) log_refused_sign_in(error);
  else base::log_failure("sender_check_failed", error, {{"operation", operation.name}});
  return refuse_early(operation.name, head.peer_address, std::move(refused));
}

// The signature holds for the body too, and is looked at once that is there.
Result<void> ApiApplication::know_sender(const Request& head) const {
  if (const auto* token = head.find_header("x-auth-token")) return app::check_token(service_.app, *token);
  TRY_LET(signature, parse_signature(head));
  TRY(check_date(signature, service_.app.clock.now()));
  return app::check_key(service_.app, signature.access);
}

Response ApiApplication::handle(const Request& request, const std::shared_ptr<void>& state, HandlerRoom& room) {
  const base::LogContext log_context(request.request_id);
  const auto began_at = std::chrono::steady_clock::now();
  const auto& route = *static_cast<const Route*>(state.get());
  CallFacts facts{.request_id = request.request_id,
                  .peer_address = request.peer_address,
                  .user_agent = text_of(request, "user-agent"),
                  .user_name = {},
                  .signed_in = {},
                  .placed = {},
                  .once = {}};
  auto answered = answer(request, route, facts, room);
  if (room.wanted() > 0) return {};  // it is called again
  if (!answered) note_refusal(answered.error(), route, facts);
  auto response =
      to_response(answered ? std::move(*answered) : error_answer(answered.error(), route.operation->face, request.request_id));

  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_at);
  metrics_.record(api::id_of(*route.operation), response.status, took);
  if (route.operation->lane != contract::Lane::none)
    base::log_info("request", {{"operation", route.operation->name},
                               {"status", response.status},
                               {"microseconds", took.count()},
                               {"peer", request.peer_address},
                               {"user", facts.user_name}});
  return response;
}

// For the log of the server, and where their roles stood in the way of somebody for the audit log too.
void ApiApplication::note_refusal(const base::Error& error, const Route& route, const CallFacts& facts) {
  if (error.kind == base::ErrorKind::internal || error.kind == base::ErrorKind::unavailable)
    base::log_failure("request_failed", error, {{"operation", route.operation->name}});
  if (error.kind == base::ErrorKind::unauthenticated) log_refused_sign_in(error);
  if (error.code != "access.forbidden" || !facts.placed) return;
  app::Refusal refusal{.caller = facts.placed->caller,
                       .workspace = {},
                       .operation = std::string(route.operation->name),
                       .action = to_action(route.operation->action)};
  if (facts.placed->workspace) refusal.workspace = facts.placed->workspace->id;
  const auto recorded = app::record_refusal(service_.app, recorded_refusals_, refusal);
  // They are refused all the same.
  if (!recorded) base::log_failure("refusal_not_recorded", recorded.error(), {{"operation", route.operation->name}});
}

Result<contract::Answer> ApiApplication::answer(const Request& request, const Route& route, CallFacts& facts, HandlerRoom& room) {
  if (route.operation->action != contract::Action::open) {
    TRY(identify(request, route, facts));
    TRY(permit(route, facts));
  }
  if (!is_json_by_its_type(request, *route.operation))
    return refusal(415, "APIGW.0201", "a body must be JSON: send it with Content-Type: application/json", route.operation->face,
                   request.request_id);
  TRY(take_room_to_parse(room, request.body, limits_.value_count_max));
  CallContext context(service_, facts, room);
  TRY_LET(answered, api::dispatch(api::id_of(*route.operation), context, to_parts(request, route.path_parameters)));
  if (!context.warning().empty()) answered.headers.emplace_back("X-Slipway-Warning", context.warning());
  return std::move(answered);
}

Result<void> ApiApplication::identify(const Request& request, const Route& route, CallFacts& facts) const {
  const auto target = route.target_of(request);
  if (const auto* token = request.find_header("x-auth-token")) {
    TRY_LET(owner, app::find_token_owner(service_.app, *token, target, &facts.user_name));
    facts.signed_in = std::move(owner.signed_in);
    facts.placed = std::move(owner.placed);
    return {};
  }
  TRY_LET(signature, parse_signature(request));
  TRY_LET(text, SignedText::of(signature, request, service_.app.clock.now()));
  const auto is_signed_with = [&](std::string_view secret) { return text.is_signed_with(secret); };
  TRY_LET(owner,
          app::find_key_owner(service_.app, service_.sealing_key, signature.access, is_signed_with, target, &facts.user_name));
  facts.signed_in = std::move(owner.signed_in);
  facts.placed = std::move(owner.placed);
  if (!route.operation->replay) return {};
  facts.once = app::CallOnce{
      .key = {.access = signature.access,
              .signature = signature.hex,
              .request_digest = base::sha256_hex(text_of(request, "workspace") + "\n" + std::string(to_text(request.method)) +
                                                 " " + request.target + "\n" + request.body)},
      // A date may lie in the future by the window, and is good for as long after it.
      .until = service_.app.clock.now() + 2 * signature_window};
  return {};
}

Result<void> ApiApplication::permit(const Route& route, const CallFacts& facts) const {
  const auto& caller = facts.placed->caller;
  const auto mode = facts.placed->workspace ? facts.placed->workspace->mode : catalog::WorkspaceMode::enterprise;
  TRY(access::allow(caller, to_action(route.operation->action), mode, service_.app.permissions));
  if (route.operation->action != contract::Action::own_account) return {};
  return access::allow_account(caller, route.path_value("user_id").value_or(std::string()));
}

Response ApiApplication::transport_error(int status, std::string_view reason, const Request& request) {
  const base::LogContext log_context(request.request_id);
  base::log_info("request", {{"status", status}, {"reason", reason}});
  const auto code = status == 503 ? "DLF.7050" : status == 405 ? "APIGW.0103" : "APIGW.0201";
  return to_response(refusal(status, code, std::string(reason), face_of_path(request), request.request_id));
}

}  // namespace slipway::http
