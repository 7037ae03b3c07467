#include "app/release/deploy_release_packages.h"

#include "app/access/authorize.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/deployment_repository.h"
#include "app/ports/release/package_repository.h"
#include "app/release/approver_eligibility.h"
#include "app/release/find_packages.h"
#include "app/release/package_ids.h"
#include "domain/release/deployment.h"
#include "domain/release/release_transition.h"

namespace slipway::app {

namespace {

release::Deployment new_deployment(const release::ReleasePackage& package, bool starts_jobs, release::TaskId task,
                                   base::Instant now) {
  release::Deployment deployment;
  deployment.task = std::move(task);
  deployment.package = package.id;
  deployment.workspace = package.workspace;
  deployment.environment = package.environment;
  deployment.starts_jobs = starts_jobs;
  deployment.requested_by = *package.deployer;
  deployment.requested_at = now;
  deployment.updated_at = now;
  deployment.item_count = package.item_count;
  return deployment;
}

base::Json describe_request(const release::ReleasePackage& package, const release::Deployment& deployment) {
  base::Json detail;
  detail.set("task", deployment.task.text());
  detail.set("items", package.item_count);
  detail.set("starts_jobs", deployment.starts_jobs);
  detail.set("self_approved", package.is_self_approved);
  return detail;
}

}  // namespace

Result<std::vector<QueuedDeployment>> deploy_release_packages(Context& context, const WorkspaceCall& signed_in_call,
                                                              const DeployRequest& request) {
  TRY_LET(asked, parse_package_ids(request.packages, {context.limits.packages_per_deploy, "packages_per_deploy"}));

  return context.store.write([&](Tx& tx) -> Result<std::vector<QueuedDeployment>> {
    TRY(tx.workspaces().lock(signed_in_call.workspace.id));
    TRY_LET(call, authorize(context, tx, signed_in_call, access::Action::deploy));
    TRY_LET(found, find_packages(tx, call.workspace.id, asked));
    const auto eligibility = eligibility_of(context, call.caller);
    TRY_LET(eligible, list_eligible_members(context, tx, call));
    const auto now = context.clock.now();

    std::vector<release::ReleasePackage> accepted;
    for (auto& package : found.packages) {  // all are decided before anything is written
      const auto others = release::count_eligible_others(eligible, package);
      TRY_LET(next, release::transition(std::move(package), release::DeployRequested{eligibility, others}, now));
      accepted.push_back(std::move(next));
    }
    if (found.first_wrong) return *found.first_wrong;
    std::vector<QueuedDeployment> deployments;
    for (const auto& package : accepted) {
      const auto deployment = new_deployment(package, request.starts_jobs, release::TaskId{context.random.hex_id()}, now);
      TRY(tx.deployments().insert(deployment));
      TRY(tx.packages().update(package));
      TRY(tx.audit().add({.workspace = call.workspace.id,
                          .user = call.caller.user,
                          .action = "package.deploy_requested",
                          .subject_kind = "package",
                          .subject_id = package.id.text(),
                          .subject_name = package.name,
                          .detail = describe_request(package, deployment),
                          .at = now}));
      deployments.push_back({package.id, deployment.task, package.item_count});
    }
    tx.after_commit([&] { context.wakeups.deployments(); });
    return deployments;
  });
}

}  // namespace slipway::app
