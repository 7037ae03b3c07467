// member set, remove, list.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/session/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct SetMemberOptions {
  std::string user;
  std::vector<std::string> roles;
};

struct RemoveMemberOptions {
  std::string user;
};

struct ListMembersOptions {
  RowLimit limit;
};

// Those of before; none for somebody who is no member.
Result<std::vector<std::string>> roles_of(Session& session, const std::string& user_id) {
  TRY_LET(request, session.request_here<api::ShowMemberRequest>());
  request.user_id = user_id;
  auto member = session.call<api::Member>(request);
  if (member) return std::move(member->roles);
  if (member.error().kind == base::ErrorKind::not_found) return std::vector<std::string>();
  return std::move(member).error();
}

Result<int> set_member(Session& session, const SetMemberOptions& options) {
  TRY_LET(request, session.request_here<api::SetMemberRequest>());
  TRY_LET(user, session.user_id(options.user));
  request.user_id = user;
  request.body.roles = options.roles;
  TRY_LET(before, roles_of(session, user));
  TRY_LET(member, session.call<api::Member>(request));
  const auto roles = base::join(member.roles, ", ");
  const bool is_unchanged = std::ranges::is_permutation(before, member.roles);
  return session.show(member,
                      is_unchanged ? "unchanged: " + member.user_name + " is " + roles : member.user_name + " is now " + roles);
}

Result<int> remove_member(Session& session, const RemoveMemberOptions& options) {
  TRY_LET(request, session.request_here<api::RemoveMemberRequest>());
  TRY_LET(user, session.user_id(options.user));
  request.user_id = user;
  TRY(session.send(request));
  return session.show_done(options.user + " is no member any more");
}

Result<int> list_members(Session& session, const ListMembersOptions& options) {
  TRY_LET(request, session.request_here<api::ListMembersRequest>());
  TRY_LET(rows,
          all_pages<api::Member>(options.limit.count_max(), [&, page = request](const auto& after, std::int32_t limit) mutable {
            page.after = after;
            page.limit = limit;
            return session.call<api::ListMembersResponse>(page);
          }));
  Table table({"USER", "ROLES", "ID"});
  for (const auto& row : rows.shown) table.add({row.user_name, base::join(row.roles, ", "), row.user_id});
  return session.show(rows, table, "no members");
}

}  // namespace

void add_member_commands(Command root) {
  auto member = root.add("member", "Who has which role in the workspace");

  auto set = member.add("set", "Gives a user exactly these roles");
  auto& set_options = set.runs(set_member);
  set.positional("USER", set_options.user, "Name or id");
  set.positionals("ROLE", set_options.roles, "admin, developer, deployer, operator, viewer");
  set.examples("Example:\n  slipway member set dana developer operator");

  auto remove = member.add("remove", "Takes all roles from a user");
  remove.positional("USER", remove.runs(remove_member).user, "Name or id");

  auto list = member.add("list", "Shows the members of the workspace");
  list.row_limit(list.runs(list_members).limit);
}

}  // namespace slipway::cli
