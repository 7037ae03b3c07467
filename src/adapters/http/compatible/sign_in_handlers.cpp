#include "generated/api/sign_in_handlers.h"

#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/sign_in_throttle.h"
#include "app/people/issue_token.h"
#include "app/people/manage_users.h"
#include "base/digest.h"

namespace slipway::http {

namespace {

// The one account of an installation.
constexpr std::string_view domain_name = "default";
const std::string& domain_id() {
  static const std::string id = base::sha256_hex("domain default").substr(0, 32);
  return id;
}

api::Reference domain_reference() { return {.id = domain_id(), .name = std::string(domain_name)}; }

bool is_our_domain(const std::optional<api::Reference>& given) {
  if (!given) return true;
  return given->id.value_or(domain_id()) == domain_id() && given->name.value_or(std::string(domain_name)) == domain_name;
}

// A name stands in a domain, which may be left out; what an id names does not depend on one.
bool is_all_in_our_domain(const api::KeystoneCreateUserTokenByPasswordBodyAuth& auth) {
  const auto& user = auth.identity.password.user;
  const bool is_ours = user.id || is_our_domain(user.domain);
  if (!is_ours || !auth.scope) return is_ours;
  const auto& project = auth.scope->project;
  return is_our_domain(auth.scope->domain) && (!project || project->id || is_our_domain(project->domain));
}

// Guesses count against the user, named by name or by id; where there is nobody, against the text, so that the answers do not
// tell which names exist.
Result<GuessedUser> find_guessed_user(app::Context& context, const app::TokenRequest& asked) {
  TRY_LET(user, app::find_user_named_by(context, asked));
  return user ? GuessedUser::known(*user) : GuessedUser::unknown(asked.user_id.value_or(asked.user_name.value_or(std::string())));
}

// Roles belong to workspaces; a token's are what the user has in any workspace of its project.
std::vector<api::Reference> to_role_references(const app::IssuedToken& issued) {
  std::vector<api::Reference> roles;
  const auto add = [&](std::string_view name) {
    roles.push_back({.id = base::sha256_hex("role " + std::string(name)).substr(0, 32), .name = std::string(name)});
  };
  if (issued.user.is_system_administrator) add("system_administrator");
  for (const auto& word : access::to_texts(issued.roles)) add(word);
  return roles;
}

api::Token to_token_dto(const app::IssuedToken& issued, bool is_for_domain) {
  api::Token token;
  token.expires_at = base::format_instant_precise(issued.token.expires_at);
  token.issued_at = base::format_instant_precise(issued.token.issued_at);
  token.methods = {"password"};
  token.user = {
      .id = issued.user.id.text(), .name = issued.user.name, .domain = domain_reference(), .password_expires_at = std::string()};
  if (issued.project) token.project = api::TokenProject{issued.project->id.text(), issued.project->name, domain_reference()};
  if (is_for_domain) token.domain = domain_reference();
  token.roles = to_role_references(issued);
  token.catalog.emplace();
  return token;
}

}  // namespace

Result<contract::Answer> keystone_create_user_token_by_password(CallContext& context,
                                                                const api::KeystoneCreateUserTokenByPasswordRequest& request) {
  const auto& auth = request.body.auth;
  const auto& user = auth.identity.password.user;
  app::TokenRequest asked{.user_id = user.id,
                          .user_name = user.name,
                          .is_elsewhere = !is_all_in_our_domain(auth),
                          .password = user.password,
                          .project_id = {},
                          .project_name = {},
                          .lifetime = context.service().token_lifetime};
  if (auth.scope && auth.scope->project) {
    asked.project_id = auth.scope->project->id;
    asked.project_name = auth.scope->project->name;
  }
  TRY_LET(guessed, find_guessed_user(context.app(), asked));
  auto& throttle = context.service().sign_in_throttle;
  TRY(throttle.check(guessed, context.facts().peer_address));
  const auto issued = app::issue_token(context.app(), asked);
  if (!issued) {
    if (issued.error().kind == base::ErrorKind::unauthenticated) throttle.record_failure(guessed, context.facts().peer_address);
    return issued.error();
  }
  contract::Answer answer{
      .status = 201, .content_type = "application/json", .headers = {{"X-Subject-Token", issued->text}}, .body = {}};
  api::KeystoneCreateUserTokenByPasswordResponse{to_token_dto(*issued, auth.scope && auth.scope->domain)}.encode(answer.body);
  return answer;
}

Result<api::KeystoneListProjectsResponse> keystone_list_projects(CallContext& context,
                                                                 const api::KeystoneListProjectsRequest& request) {
  TRY_LET(projects, app::choose_projects_named(context.app(), context.signed_in(), request.name));
  api::KeystoneListProjectsResponse response;
  for (const auto& project : projects)
    response.projects.push_back({.id = project.id.text(), .name = project.name, .domain_id = domain_id(), .enabled = true});
  return response;
}

Result<api::KeystoneListDomainsResponse> keystone_list_domains(CallContext&, const api::KeystoneListDomainsRequest&) {
  api::KeystoneListDomainsResponse response;
  response.domains.push_back({.id = domain_id(), .name = std::string(domain_name), .enabled = true});
  return response;
}

// The system administrator sees everybody, others themselves; so does who signed in for one project.
Result<api::KeystoneListUsersResponse> keystone_list_users(CallContext& context, const api::KeystoneListUsersRequest& request) {
  const auto& self = context.signed_in().user;
  std::vector<app::User> users;
  if (self.is_system_administrator && !context.signed_in().only_project) {
    TRY_LET(all, app::list_users(context.app(), {}, request.name, 1'000));
    users = std::move(all);
  } else if (!request.name || *request.name == self.name) {
    users.push_back(self);
  }
  api::KeystoneListUsersResponse response;
  for (const auto& user : users)
    response.users.push_back({.id = user.id.text(), .name = user.name, .domain_id = domain_id(), .enabled = !user.is_disabled});
  return response;
}

}  // namespace slipway::http
