#include "adapters/http/api_world.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <variant>

#include "adapters/http/transport/message/request_target.h"
#include "app/people/manage_keys.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/environment_repository.h"
#include "base/digest.h"
#include "base/text.h"
#include "contract/request_signature.h"

namespace slipway::test {

namespace {

constexpr std::string_view people[] = {"root",     "admin",     "chief",    "dev",    "dev2",
                                       "deployer", "deployer2", "operator", "viewer", "stranger"};

// "20261118T120000Z"
std::string basic_date(base::Instant at) {
  std::string text;
  for (const char letter : base::format_instant(at))
    if (letter != '-' && letter != ':') text += letter;
  return text;
}

bool names_workspace(const ApiCall& call) {
  return std::any_of(call.headers.begin(), call.headers.end(),
                     [](const http::Header& header) { return header.name == "workspace"; });
}

}  // namespace

ApiWorld::ApiWorld(store::Dialect dialect, TestDatabase::Options options)
    : installation(dialect, 1, std::move(options)),
      sealing_key_(must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, 'k')))),
      service_{.app = installation.context(),
               .sealing_key = sealing_key_,
               .logs = logs,
               .executors = executors,
               .claim_pauses = claim_pauses,
               .package_items = package_items,
               .sign_in_throttle = throttle,
               .server = {.id = server_id, .host_name = "test-host"},
               .token_lifetime = std::chrono::hours{24},
               .serves_metrics = true,
               .probes = {.check_readiness = [this]() -> Result<void> {
                            if (is_ready) return {};
                            return base::unavailable("store.unavailable", "the database is gone");
                          },
                          .metrics_text = [] { return std::string("slipway_test 1\n"); },
                          .task_health = [this] { return task_health; }}} {
  add_other_project();
  add_tokens();
}

void ApiWorld::add_other_project() {
  outsider_ = catalog::UserId{installation.random.hex_id()};
  other_project = catalog::ProjectId{installation.random.hex_id()};
  other_workspace = {.id = catalog::WorkspaceId{installation.random.hex_id()},
                     .project = other_project,
                     .name = "theirs",
                     .mode = catalog::WorkspaceMode::enterprise,
                     .created_at = installation.clock.now()};
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY(tx.people().insert_user({.id = outsider_,
                                 .name = "outsider",
                                 .password_hash = "none",
                                 .is_system_administrator = false,
                                 .is_disabled = false,
                                 .created_at = installation.clock.now()}));
    TRY(tx.workspaces().insert_project({other_project, "elsewhere", installation.clock.now()}));
    TRY(tx.workspaces().insert(other_workspace, outsider_));
    TRY(tx.environments().insert(other_workspace.id, catalog::production_name));
    return tx.workspaces().set_roles(other_workspace.id, outsider_, access::Roles{access::Role::admin});
  }));
}

void ApiWorld::add_tokens() {
  const auto now = installation.clock.now();
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    const auto add = [&](std::string_view person, const catalog::UserId& user) {
      return tx.people().insert_token({.digest = base::sha256_hex(token_of(person)),
                                       .user = user,
                                       .project = std::nullopt,
                                       .issued_at = now,
                                       .expires_at = now + std::chrono::hours{24}});
    };
    for (const auto person : people) TRY(add(person, installation.user(person)));
    return add("outsider", outsider_);
  }));
}

http::Response ApiWorld::send(const ApiCall& call) {
  auto target = http::parse_request_target(call.target);
  if (!target) throw std::runtime_error("no target: " + call.target);
  http::Request request;
  request.method = call.method;
  request.target = call.target;
  request.raw_path = std::move(target->raw_path);
  request.path = std::move(target->path);
  request.raw_query = std::move(target->raw_query);
  request.query = std::move(target->query);
  request.headers = call.headers;
  request.peer_address = call.peer;
  request.request_id = "request-1";
  request.received_at = installation.clock.now();
  request.content_length = call.body.size();

  auto admission = application.admit(request);
  if (auto* refused = std::get_if<http::Response>(&admission)) return std::move(*refused);
  request.body = call.body;
  http::Room held(budget, "");
  http::HandlerRoom room(held, 0);
  return application.handle(request, std::get<http::Accepted>(admission).state, room);
}

ApiCall ApiWorld::by(std::string_view person, ApiCall call) const {
  call.headers.push_back({"x-auth-token", token_of(person)});
  if (!names_workspace(call)) call.headers.push_back({"workspace", installation.enterprise.id.text()});
  return call;
}

ApiCall ApiWorld::signed_by(const ApiKey& key, ApiCall call, std::optional<base::Instant> at) {
  const auto date = basic_date(at.value_or(installation.clock.now()));
  call.headers.push_back({"x-sdk-date", date});
  const auto target = http::parse_request_target(call.target);
  if (!target) throw std::runtime_error("no target: " + call.target);
  contract::SignedParts parts{.method = http::to_text(call.method),
                              .path = target->path,
                              .query = target->query,
                              .headers = {},
                              .payload_digest = base::sha256_hex(call.body)};
  for (const auto& header : call.headers) parts.headers.emplace_back(header.name, header.value);
  std::sort(parts.headers.begin(), parts.headers.end());
  const auto signature = contract::request_signature(key.secret, date, contract::canonical_request(parts));
  call.headers.push_back({"authorization", "SDK-HMAC-SHA256 Access=" + key.access + ", SignedHeaders=" +
                                               contract::signed_header_names(parts) + ", Signature=" + signature});
  return call;
}

ApiKey ApiWorld::make_key(std::string_view person) {
  const auto user = person == "outsider" ? outsider_ : installation.user(person);
  auto made = app::make_key(installation.context(), sealing_key_, user, installation.project, "test");
  must(installation.store().write([&](app::Tx& tx) { return tx.people().insert_key(made.key); }));
  return {made.key.access, made.secret};
}

std::string ApiWorld::path_of(const contract::Operation& operation) const {
  std::string path;
  for (const auto part : base::split(operation.path.substr(1), '/')) {
    path += '/';
    if (part == "{project_id}") path += installation.project.text();
    else if (part == "{workspace_id}") path += installation.enterprise.id.text();
    else if (part == "{user_id}") path += std::string(32, 'f');
    else if (part == "{environment}") path += "production";
    else if (part.starts_with("{")) path += "9";
    else path += part;
  }
  return path;
}

base::Json json_of(const http::Response& response) {
  return response.body.empty() ? base::Json{} : must(base::parse_json(response.body));
}

std::string text_member(const http::Response& response, std::string_view name) {
  const auto json = json_of(response);
  const auto* member = json.find(name);
  return member == nullptr || member->if_string() == nullptr ? std::string() : *member->if_string();
}

std::string error_code_of(const http::Response& response) {
  if (response.status < 400) return {};
  auto code = text_member(response, "error_code");
  return code.empty() ? text_member(response, "code") : code;
}

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& header : response.headers)
    if (base::equals_ignoring_ascii_case(header.name, name)) return header.value;
  return {};
}

std::string dummy_job(std::string_view name) {
  return R"({"name":")" + std::string(name) +
         R"(","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},"nodes":[{"name":"only","type":"Dummy","location":{"x":"0","y":"0"},"properties":[]}]})";
}

}  // namespace slipway::test
