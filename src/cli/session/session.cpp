#include "cli/session/session.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "base/unseen_text.h"
#include "cli/output/ids_as_text.h"
#include "cli/session/pages.h"
#include "generated/api/sign_in_dto.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

constexpr std::chrono::milliseconds pause_between_looks{300};
constexpr std::chrono::minutes silence_max{3};  // in which a server restarts

// Nobody listens, or the server has its hands full; a look changes nothing, so it may be had again.
bool may_come_back(const base::Error& error) {
  return exit_status(error) == exit_no_server || error.kind == base::ErrorKind::unavailable;
}

bool is_id(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Rows<api::Workspace>> all_workspaces(ApiClient& client) {
  return all_pages<api::Workspace>(row_count_all, [&](const auto& after, std::int32_t limit) {
    return client.call<api::ListWorkspacesResponse>(
        api::ListWorkspacesRequest{.project_id = std::nullopt, .after = after, .limit = limit}.to_call());
  });
}

// A name may stand in several projects; the one of the credentials is meant then.
Result<Place> only_match(const std::vector<api::Workspace>& matches, const std::string& home_project, const std::string& wanted) {
  std::vector<Place> places;
  std::string ids;
  for (const auto& match : matches) {
    places.push_back({match.project_id, match.id});
    if (match.project_id == home_project && !wanted.empty()) return places.back();
    ids += (ids.empty() ? "" : ", ") + match.id + " (" + match.name + ")";
  }
  if (places.size() == 1) return places.front();
  if (places.empty() && wanted.empty()) return wrong_use("you have a role in no workspace; ask an administrator for one");
  if (places.empty())
    return wrong_use("there is no workspace " + wanted + " that you may enter; `slipway workspace list` shows yours");
  return wrong_use("say which workspace is meant with --workspace: " + ids);
}

}  // namespace

Result<ApiClient*> Session::api() {
  if (!api_) {
    TRY_LET(found, find_credentials(options_.credentials, surroundings_));
    api_.emplace(surroundings_, std::move(found));
  }
  return &*api_;
}

Result<Credentials> Session::credentials() {
  TRY_LET(client, api());
  return client->credentials();
}

Result<Place> Session::find_workspace(const std::optional<std::string>& name_or_id) {
  TRY_LET(client, api());
  TRY_LET(rows, all_workspaces(*client));
  auto& workspaces = rows.shown;
  if (name_or_id)
    std::erase_if(workspaces, [&](const api::Workspace& row) { return row.name != *name_or_id && row.id != *name_or_id; });
  return only_match(workspaces, client->credentials().project_id, name_or_id.value_or(""));
}

Result<Place> Session::place() {
  if (place_) return *place_;
  TRY_LET(mine, credentials());
  // SLIPWAY_WORKSPACE may name one that the file does not know: like --workspace it wins over the file.
  const auto named = options_.workspace ? options_.workspace : surroundings_.variable("SLIPWAY_WORKSPACE");
  const bool is_known = !named && !mine.project_id.empty() && !mine.workspace_id.empty();
  if (is_known) {
    place_ = Place{mine.project_id, mine.workspace_id};
    return *place_;
  }
  TRY_LET(found, find_workspace(named));
  place_ = found;
  return found;
}

// Only a system administrator sees all users; everybody else finds those of the workspace.
Result<std::string> Session::user_id(const std::string& name_or_id) {
  if (is_id(name_or_id)) return name_or_id;
  TRY_LET(found, call<api::KeystoneListUsersResponse>(api::KeystoneListUsersRequest{.name = name_or_id}));
  for (const auto& user : found.users)
    if (user.name == name_or_id) return user.id;

  TRY_LET(request, request_here<api::ListMembersRequest>());
  const auto fetch = [&, page = request](const auto& after, std::int32_t limit) mutable {
    page.after = after;
    page.limit = limit;
    return call<api::ListMembersResponse>(page);
  };
  TRY_LET(members, all_pages<api::Member>(row_count_all, fetch));
  for (const auto& member : members.shown)
    if (member.user_name == name_or_id) return member.user_id;
  return wrong_use("there is no user " + name_or_id + " among those that you may see; give the id, or ask an administrator");
}

void Session::print_json(const std::string& text) {
  auto json = base::parse_json(text);
  BASE_ASSERT(static_cast<bool>(json));  // it was just written
  make_ids_text(*json);
  // A parser reads the escapes as what they stand for.
  surroundings_.out << base::show_unseen(base::format_json(*json), "\n") << "\n";
}

int Session::show_done(const std::string& sentence) {
  if (wants_json()) return show_json(base::Json(base::Json::Object{{"done", sentence}}));
  surroundings_.out << printable(sentence) << "\n";
  return exit_done;
}

Result<void> Session::wait_until(std::chrono::seconds patience, const std::string& accepted,
                                 const std::function<Result<bool>()>& look) {
  const auto end = surroundings_.clock.now() + patience;
  const auto with_accepted = [&](base::Error error) {
    if (!accepted.empty()) error.message += "; " + accepted;
    return error;
  };
  std::optional<base::Instant> silent_since;
  while (true) {
    const auto is_over = look();
    if (is_over && *is_over) return {};
    const auto now = surroundings_.clock.now();
    if (!is_over) {
      const bool is_restarting = api_ && api_->was_answered() && may_come_back(is_over.error());
      if (!is_restarting || now - silent_since.value_or(now) >= silence_max) return with_accepted(is_over.error());
      if (!silent_since) note("the server does not answer; waiting for it to come back");
      silent_since = silent_since.value_or(now);
    } else {
      silent_since.reset();
    }
    if (now >= end)
      return with_accepted(
          base::unavailable("cli.waited_too_long", "it still goes on after " + std::to_string(patience.count()) +
                                                       " s; nothing was stopped, look again or wait longer with --timeout"));
    surroundings_.pause(pause_between_looks);
  }
}

}  // namespace slipway::cli
