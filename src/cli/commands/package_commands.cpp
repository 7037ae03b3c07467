// package create, list, show, deploy, revoke.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/commands/deploy_packages.h"
#include "cli/commands/instance_view.h"
#include "cli/commands/pending_items.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"
#include "generated/api/release_dto.h"

namespace slipway::cli {

namespace {

struct CreatePackageOptions {
  std::string name;
  std::vector<std::string> items;
  std::vector<std::string> approvers;
  bool is_all = false;
};

struct ListPackagesOptions {
  std::optional<std::string> name;
  std::optional<std::string> state;
  RowLimit limit;
};

struct ShowPackageOptions {
  std::string id;
};

struct RevokePackagesOptions {
  std::vector<std::string> ids;
};

Result<std::vector<std::string>> items_to_package(Session& session, const CreatePackageOptions& options) {
  if (options.is_all && !options.items.empty()) return wrong_use("name the items or say --all, not both");
  if (!options.is_all && options.items.empty())
    return wrong_use("name the pending items to package, or say --all; `slipway pending list` shows them");
  if (!options.is_all) return options.items;
  TRY_LET(rows, list_pending_items(session, {}, row_count_all));
  std::vector<std::string> ids;
  for (const auto& row : rows.shown)
    if (row.package_flag == 0) ids.push_back(row.pending_item_id);
  if (ids.empty()) return wrong_use("nothing is pending that is not in a package already");
  return ids;
}

Result<int> create_package(Session& session, const CreatePackageOptions& options) {
  TRY_LET(mine, session.credentials());
  TRY_LET(request, session.request_here<api::CreateFactoryPendingItemsPackageRequest>());
  TRY_LET(items, items_to_package(session, options));
  TRY_LET(me, session.user_id(mine.user_id.empty() ? mine.user_name : mine.user_id));
  request.body.apply_user_id = me;
  request.body.package_name = options.name;
  request.body.pending_item_list = items;
  for (const auto& approver : options.approvers) {
    TRY_LET(id, session.user_id(approver));
    request.body.approver_ids.push_back(id);
  }
  TRY_LET(made, session.call<api::CreateFactoryPendingItemsPackageResponse>(request));
  return session.show(made, "created package " + made.release_package_id + " (" + made.package_name + ") with " +
                                std::to_string(items.size()) + " items; it waits for " + base::join(options.approvers, ", "));
}

std::optional<std::int64_t> state_number(const std::optional<std::string>& state) {
  if (state == "awaiting-approval") return 1;
  if (state == "deployed") return 2;
  if (state == "failed") return 3;
  if (state == "deploying") return 5;
  return std::nullopt;
}

Result<int> list_packages(Session& session, const ListPackagesOptions& options) {
  TRY_LET(request, session.request_here<api::ListFactoryReleasePackagesRequest>());
  request.body.key_word = options.name;
  if (const auto number = state_number(options.state)) request.body.deploy_status_filter = std::vector{*number};
  using Page = std::pair<std::vector<api::ReleasePackage>, std::int64_t>;
  const auto fetch = [&, page = request](std::int64_t limit, std::int64_t offset) mutable -> Result<Page> {
    page.body.limit = limit;
    page.body.offset = offset;
    TRY_LET(answer, session.call<api::ListFactoryReleasePackagesResponse>(page));
    return Page(std::move(answer.data), answer.total);
  };
  TRY_LET(rows, all_numbered_pages<api::ReleasePackage>(options.limit.count_max(), fetch));
  Table table({"ID", "NAME", "STATE", "APPLICANT", "APPLIED", "DEPLOYED BY", "DEPLOYED"});
  for (const auto& row : rows.shown)
    table.add({row.package_id, row.package_name, package_word(row.deploy_status), row.apply_user_name.value_or(""),
               time_text(row.apply_timestamp), row.deploy_user_name.value_or(""), time_text(row.deploy_timestamp)});
  return session.show(rows, table, "no packages");
}

Result<int> show_one_package(Session& session, const ShowPackageOptions& options) {
  TRY_LET(package, read_package(session, options.id));
  return show_package(session, package);
}

Result<int> revoke_packages(Session& session, const RevokePackagesOptions& options) {
  TRY_LET(request, session.request_here<api::CancelFactoryPackagesRequest>());
  request.body.package_ids = options.ids;
  TRY(session.send(request));
  return session.show_done("revoked " + base::join(options.ids, ", ") + "; the items are pending again");
}

void add_deploy_command(Command package) {
  auto deploy = package.add("deploy", "Approves packages and brings each into production, whole or not at all");
  auto& options = deploy.runs(deploy_packages);
  deploy.positionals("ID", options.ids, "Packages, one after another in this order");
  deploy.flag("--no-start", options.is_not_starting, "Leaves the jobs of the packages as they are instead of starting them");
  deploy.flag("--wait", options.is_waiting, "Shows the progress of each item until all is over; fails if anything failed");
  deploy.number("--timeout", options.patience, 1, patience_max, "Seconds to wait at most (3600)");
  deploy.examples(
      "Only an approver of a package may deploy it. Without --wait the command ends as soon as the deployments are accepted.\n\n"
      "Examples:\n"
      "  slipway package deploy 12 --wait\n"
      "  slipway package deploy 12 13 --no-start -o json");
}

}  // namespace

void add_package_commands(Command root) {
  auto package = root.add("package", "Release packages: pending items that enter production together");

  auto create = package.add("create", "Puts pending items together and names who may approve them");
  auto& create_options = create.runs(create_package);
  create.positional("NAME", create_options.name, "What the release is called, at most 128 characters");
  create.optional_positionals("ITEM", create_options.items, "Ids of pending items");
  create.flag("--all", create_options.is_all, "Every pending item that is in no package");
  create.options("--approver", "USER", create_options.approvers, "Who may deploy it; may be repeated");
  create.examples("Example:\n  slipway package create \"daily report\" --all --approver dan");

  auto list = package.add("list", "Shows the packages of the workspace, latest first");
  auto& list_options = list.runs(list_packages);
  list.option("--name", "TEXT", list_options.name, "Part of the name");
  list.choice("--state", {"awaiting-approval", "deployed", "failed", "deploying"}, list_options.state, "Only in this state");
  list.row_limit(list_options.limit);

  auto show = package.add("show", "Shows one package with its items, and why jobs were not started");
  show.positional("ID", show.runs(show_one_package).id, "The package");

  add_deploy_command(package);

  auto revoke = package.add("revoke", "Takes packages back before they are in production; their items are pending again");
  revoke.positionals("ID", revoke.runs(revoke_packages).ids, "Packages: all of them, or none");
}

}  // namespace slipway::cli
