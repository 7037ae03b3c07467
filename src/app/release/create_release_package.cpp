#include "app/release/create_release_package.h"

#include <algorithm>

#include "app/access/authorize.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/release/package_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/release/approver_eligibility.h"
#include "app/release/package_ids.h"
#include "base/text.h"
#include "domain/catalog/told_text.h"
#include "domain/release/approver_policy.h"

namespace slipway::app {

namespace {

constexpr std::size_t package_name_characters_max = 128;

Result<void> check_package_name(const std::string& name) {
  const auto count = base::character_count(name);
  const bool has_a_length = count >= 1 && count <= package_name_characters_max;
  if (!has_a_length)
    return base::of_field("package.name",
                          base::invalid_argument("release.package_name_not_valid", "must have 1 to 128 characters"));
  return catalog::check_told_name("package.name", name);
}

Result<catalog::UserId> parse_approver(const std::string& text) {
  if (auto id = catalog::UserId::parse(text)) return std::move(*id);
  return base::of_field("package.approvers",
                        base::invalid_argument("release.not_an_eligible_approver",
                                               "must hold the ids of users; '" + text.substr(0, 64) + "' is none"));
}

// The applicant is the caller; a workspace admin may name another member who may package.
Result<catalog::UserId> find_applicant(Context& context, Tx& tx, const WorkspaceCall& call, const std::string& text) {
  if (text == call.caller.user.text()) return call.caller.user;
  const auto refused = base::of_field(
      "package.applicant",
      base::forbidden("release.applicant_not_caller", "must be your own id (" + call.caller.user.text() +
                                                          "), or, for a workspace admin, a member who may package"));
  const bool is_admin = call.caller.is_system_administrator || call.caller.roles.has(access::Role::admin);
  const auto id = catalog::UserId::parse(text);
  if (!is_admin || !id) return refused;
  TRY_LET(member, tx.workspaces().find_member(call.workspace.id, *id));
  if (!member || member->is_disabled) return refused;
  const access::Caller applicant{
      .user = *id, .name = member->user_name, .is_system_administrator = false, .roles = member->roles};
  if (!access::allow(applicant, access::Action::package, call.workspace.mode, context.permissions)) return refused;
  return *id;
}

Result<void> check_items_are_free(Tx& tx, const catalog::WorkspaceId& workspace, const AskedIds<release::PendingItemId>& asked) {
  TRY_LET(before, tx.pending_items().examine_for_packaging(workspace, asked.ids));
  std::vector<catalog::ObjectId> objects;
  objects.reserve(before.found.size());
  for (const auto& item : before.found) objects.push_back(item.object);
  TRY(tx.pending_items().close_ended_memberships(objects));  // of packages that were deployed a moment ago

  TRY_LET(items, tx.pending_items().examine_for_packaging(workspace, asked.ids));
  for (const auto& item : items.found) {
    if (item.package)
      return base::conflict("release.item_packaged", "pending item " + item.id.text() + " ('" + item.name + "') is in package " +
                                                         item.package->text() +
                                                         " already; deploy or revoke that one, or leave the item out");
    if (item.open_package)
      return base::conflict("release.object_in_open_package", "'" + item.name + "' (pending item " + item.id.text() +
                                                                  ") is in the open package " + item.open_package->text() +
                                                                  "; deploy or revoke that one first");
  }
  if (items.first_unknown) return pending_item_not_found(items.first_unknown->text());
  if (asked.first_wrong) return *asked.first_wrong;
  return {};
}

base::Json describe_package(const release::ReleasePackage& package) {
  base::Json detail;
  detail.set("items", package.item_count);
  base::Json::Array approvers;
  for (const auto& approver : package.approvers) approvers.emplace_back(approver.text());
  detail.set("approvers", std::move(approvers));
  detail.set("applicant", package.applicant.text());
  return detail;
}

}  // namespace

Result<release::ReleasePackageId> create_release_package(Context& context, const WorkspaceCall& signed_in_call,
                                                         const PackageRequest& request) {
  TRY(check_package_name(request.name));
  TRY_LET(items, parse_pending_item_ids(request.items, {context.limits.items_per_package, "items_per_package"}));
  std::vector<catalog::UserId> approvers;
  for (const auto& text : request.approvers) {
    TRY_LET(approver, parse_approver(text));
    approvers.push_back(approver);
  }

  return context.store.write([&](Tx& tx) -> Result<release::ReleasePackageId> {
    TRY(tx.workspaces().lock(signed_in_call.workspace.id));
    TRY_LET(call, authorize(context, tx, signed_in_call, access::Action::package));
    TRY_LET(applicant, find_applicant(context, tx, call, request.applicant));
    TRY_LET(eligible, list_eligible_members(context, tx, call));
    TRY(release::check_approvers({applicant, call.caller.user, approvers, eligible}));
    TRY(check_items_are_free(tx, call.workspace.id, items));

    TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
    release::ReleasePackage package;
    package.workspace = call.workspace.id;
    package.environment = production.id;
    package.name = request.name;
    package.item_count = static_cast<std::int64_t>(items.ids.size());
    package.applicant = applicant;
    package.packaged_by = call.caller.user;
    package.approvers = approvers;
    package.applied_at = context.clock.now();
    package.checked_generation = production.generation;
    TRY_LET(id, tx.packages().insert(package));
    package.id = id;
    TRY(tx.pending_items().move_to_package(items.ids, id));

    TRY_LET(obstacle, tx.packages().find_obstacle(package, production.generation));
    if (obstacle) return release::to_error(*obstacle);
    TRY(tx.audit().add({.workspace = call.workspace.id,
                        .user = call.caller.user,
                        .action = "package.created",
                        .subject_kind = "package",
                        .subject_id = id.text(),
                        .subject_name = package.name,
                        .detail = describe_package(package),
                        .at = package.applied_at}));
    return id;
  });
}

}  // namespace slipway::app
