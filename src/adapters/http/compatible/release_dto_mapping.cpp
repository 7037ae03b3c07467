#include "adapters/http/compatible/release_dto_mapping.h"

#include "base/assert.h"
#include "base/instant.h"

namespace slipway::http {

namespace {

// "<project>-workspace-<workspace>", as the original writes it.
std::string composite_project_id(const catalog::Workspace& workspace) {
  return workspace.project.text() + "-workspace-" + workspace.id.text();
}

// start_job_status: 2 started, 3 could not be started; absent when no start was asked or it is still to come.
std::optional<std::int64_t> to_start_job_status(const std::optional<std::string>& state) {
  if (state == "started") return 2;
  if (state == "failed") return 3;
  return std::nullopt;
}

}  // namespace

std::int64_t to_deploy_status(release::ReleaseState state) {
  switch (state) {
    case release::ReleaseState::awaiting_approval: return 1;
    case release::ReleaseState::deployed: return 2;
    case release::ReleaseState::failed: return 3;
    case release::ReleaseState::deploying: return 5;
  }
  base::unreachable();
}

std::optional<release::ReleaseState> parse_deploy_status(std::int64_t status) {
  for (const auto state : release::all_release_states)
    if (to_deploy_status(state) == status) return state;
  return std::nullopt;
}

std::int64_t to_task_type(catalog::ObjectKind kind) { return kind == catalog::ObjectKind::job ? 1 : 2; }

api::PendingItem to_dto(const app::PendingItemRow& row, const catalog::Workspace& workspace) {
  const auto& item = row.item;
  api::PendingItem dto;
  dto.deployed_version = row.production_version;
  dto.item_name = item.name;
  dto.package_flag = item.package ? 1 : 0;
  dto.pending_item_id = item.id.text();
  dto.pending_version = item.version;
  dto.project_id = composite_project_id(workspace);
  dto.submit_timestamp = base::to_milliseconds(item.submitted_at);
  dto.submit_user_id = item.submitted_by.text();
  dto.submit_user_name = row.submitted_by_name;
  dto.task_id = item.object.text();
  dto.task_type = to_task_type(item.kind);
  dto.update_type = static_cast<std::int64_t>(release::update_type_of(item.change, row.production_version.has_value()));
  return dto;
}

api::ReleasePackage to_dto(const app::PackageRow& row, const catalog::Workspace& workspace) {
  const auto& package = row.package;
  api::ReleasePackage dto;
  dto.apply_timestamp = base::to_milliseconds(package.applied_at);
  dto.apply_user_id = package.applicant.text();
  dto.apply_user_name = row.applicant_name;
  dto.delete_flag = package.revoked_at ? 1 : 0;
  dto.deploy_status = to_deploy_status(package.state);
  if (package.deployer) {
    dto.deploy_timestamp = base::to_milliseconds(*package.deploy_requested_at);
    dto.deploy_user_id = package.deployer->text();
    dto.deploy_user_name = row.deployer_name;
  }
  for (const auto& approver : row.approvers) dto.package_approvers.push_back({approver.id.text(), approver.name});
  dto.package_id = package.id.text();
  dto.package_name = package.name;
  dto.project_id = composite_project_id(workspace);
  dto.workspace_id = workspace.id.text();
  return dto;
}

api::PackageItem to_dto(const app::PackageItemRow& row, const release::ReleasePackage& package) {
  api::PackageItem dto;
  dto.deploy_status = to_deploy_status(package.state);
  dto.deployed_version = row.production_version;
  dto.item_name = row.name;
  dto.pending_item_id = row.pending_item.text();
  dto.pending_version = row.version;
  if (row.kind == catalog::ObjectKind::script) dto.script_id = row.object.text();
  dto.start_job_status = to_start_job_status(row.start_state);
  dto.submit_timestamp = base::to_milliseconds(row.submitted_at);
  dto.submit_user_id = row.submitted_by.text();
  dto.submit_user_name = row.submitted_by_name;
  dto.task_id = row.object.text();
  dto.task_type = to_task_type(row.kind);
  dto.update_type = static_cast<std::int64_t>(release::update_type_of(row.change, row.production_version.has_value()));
  return dto;
}

}  // namespace slipway::http
