#include "cli/deploy_packages.h"

#include <ostream>
#include <utility>

#include "base/text.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "generated/api/system_task_dto.h"

namespace slipway::cli {

namespace {

// One deployment that is waited for.
struct Watched {
  std::string package_id;
  std::string task_id;
  DeploymentProgress progress;
  bool is_over = false;
  bool is_success = false;
};

Result<void> look_at(Session& session, Watched& watched) {
  TRY_LET(request, session.request_here<api::ListSystemTasksRequest>());
  request.task_id = watched.task_id;
  TRY_LET(task, session.call<api::ListSystemTasksResponse>(request));
  for (const auto& line : watched.progress.changes(task)) session.note(line);
  watched.is_over = is_over(task);
  watched.is_success = is_success(task);
  return {};
}

Result<int> show_details(Session& session, const std::vector<api::DeploymentRow>& rows) {
  std::vector<api::ShowFactoryPackageDetailResponse> details;
  for (const auto& row : rows) {
    TRY_LET(detail, read_package(session, std::to_string(row.package_id)));
    details.push_back(std::move(detail));
  }
  return session.show(details, Table({}), "");
}

// Packages of a call enter one after another, but each is looked at: the later ones say what they wait for.
Result<int> wait_for_deployments(Session& session, const std::vector<api::DeploymentRow>& rows, std::chrono::seconds patience) {
  std::vector<Watched> all;
  for (const auto& row : rows) {
    const auto id = std::to_string(row.package_id);
    all.push_back({.package_id = id, .task_id = row.asy_task_id, .progress = DeploymentProgress(id)});
  }
  const auto look_at_all = [&]() -> Result<bool> {
    bool is_all_over = true;
    for (auto& watched : all) {
      if (!watched.is_over) TRY(look_at(session, watched));
      is_all_over = is_all_over && watched.is_over;
    }
    return is_all_over;
  };
  std::vector<std::string> ids;
  ids.reserve(all.size());
  for (const auto& watched : all) ids.push_back(watched.package_id);
  TRY(session.wait_until(
      patience, "deploying " + base::join(ids, ", ") + " was accepted; `slipway package show` tells how it ends", look_at_all));

  int status = exit_done;
  std::vector<api::ShowFactoryPackageDetailResponse> details;
  for (const auto& watched : all) {
    if (!watched.is_success) status = exit_refused;
    TRY_LET(detail, read_package(session, watched.package_id));
    details.push_back(std::move(detail));
  }
  if (session.wants_json()) session.show(details, Table({}), "");
  else
    for (const auto& detail : details) show_package(session, detail);
  return status;
}

}  // namespace

Result<int> deploy_packages(Session& session, const DeployOptions& options) {
  TRY_LET(request, session.request_here<api::DeployFactoryPackagesRequest>());
  request.body.package_ids = options.ids;
  request.body.startup_mode = options.is_not_starting ? 0 : 1;
  TRY_LET(answer, session.call<api::DeployFactoryPackagesResponse>(request));
  const auto& rows = answer.deploy_package_details;
  if (options.is_waiting) return wait_for_deployments(session, rows, std::chrono::seconds(options.patience));
  if (session.wants_json()) return show_details(session, rows);  // the same with and without --wait
  Table table({"PACKAGE", "ITEMS", "TASK"});
  for (const auto& row : rows) table.add({std::to_string(row.package_id), std::to_string(row.asy_subtask_num), row.asy_task_id});
  return session.show(rows, table, "");
}

Result<api::ShowFactoryPackageDetailResponse> read_package(Session& session, const std::string& id) {
  TRY_LET(request, session.request_here<api::ShowFactoryPackageDetailRequest>());
  request.package_id = id;
  return session.call<api::ShowFactoryPackageDetailResponse>(request);
}

int show_package(Session& session, const api::ShowFactoryPackageDetailResponse& detail) {
  if (session.wants_json()) return session.show(detail, "");
  auto& out = session.surroundings().out;
  const auto& package = detail.release_package;
  const std::string state = package.delete_flag == 1 ? "revoked" : package_word(package.deploy_status);
  out << printable("package " + package.package_id + " (" + package.package_name + "): " + state) << "\n";
  out << printable("  applicant " + package.apply_user_name.value_or("-") + ", " + time_text(package.apply_timestamp)) << "\n";
  std::vector<std::string> approvers;
  approvers.reserve(package.package_approvers.size());
  for (const auto& approver : package.package_approvers) approvers.push_back(approver.user_name);
  out << printable("  may be approved by " + base::join(approvers, ", ")) << "\n";
  const bool is_own = package.deploy_user_id && package.deploy_user_id == package.apply_user_id;
  if (package.deploy_user_name)
    out << printable("  deployed by " + *package.deploy_user_name + (is_own ? ", who had applied for it, " : ", ") +
                     time_text(package.deploy_timestamp))
        << "\n";
  Table table({"ITEM", "KIND", "NAME", "CHANGE", "VERSION", "BEFORE", "STATE", "START"});
  for (const auto& item : detail.task_details)
    table.add({item.pending_item_id, kind_word(item.task_type), item.item_name, change_word(item.update_type),
               version_text(item.pending_version), version_text(item.deployed_version), package_word(item.deploy_status),
               start_word(item.start_job_status)});
  session.show_table(table);
  return exit_done;
}

}  // namespace slipway::cli
