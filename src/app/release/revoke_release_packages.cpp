#include "app/release/revoke_release_packages.h"

#include "app/access/authorize.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/release/package_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/release/find_packages.h"
#include "app/release/package_ids.h"
#include "domain/release/release_transition.h"

namespace slipway::app {

Result<void> revoke_release_packages(Context& context, const WorkspaceCall& signed_in_call,
                                     const std::vector<std::string>& packages) {
  TRY_LET(asked, parse_package_ids(packages, {revoked_packages_max, {}}));

  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY(tx.workspaces().lock(signed_in_call.workspace.id));
    TRY_LET(call, authorize(context, tx, signed_in_call, access::Action::revoke));
    TRY_LET(found, find_packages(tx, call.workspace.id, asked));
    const auto now = context.clock.now();
    release::RevokeRequested event{call.caller.user, access::may_revoke_only_own(call.caller)};
    catalog::EnvironmentId read;
    std::vector<release::ReleasePackage> revoked;
    for (auto& package : found.packages) {
      if (read != package.environment) {
        TRY_LET(environment, tx.environments().get(package.environment));
        event.generation = environment.generation;
        read = environment.id;
      }
      TRY_LET(next, release::transition(std::move(package), event, now));
      revoked.push_back(std::move(next));
    }
    if (found.first_wrong) return *found.first_wrong;
    for (const auto& package : revoked) {
      TRY(tx.packages().update(package));
      TRY(tx.pending_items().free_items_of(package.id));
      TRY(tx.audit().add({.workspace = call.workspace.id,
                          .user = call.caller.user,
                          .action = "package.revoked",
                          .subject_kind = "package",
                          .subject_id = package.id.text(),
                          .subject_name = package.name,
                          .detail = {},
                          .at = now}));
    }
    return {};
  });
}

}  // namespace slipway::app
