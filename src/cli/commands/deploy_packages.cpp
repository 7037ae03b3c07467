#include "cli/commands/deploy_packages.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "base/text.h"
#include "cli/commands/words.h"
#include "cli/output/progress.h"
#include "contract/writer.h"
#include "generated/api/system_task_dto.h"

namespace slipway::cli {

namespace {

constexpr std::int64_t not_started = 3;  // start_job_status

// One deployment: what was accepted, and how far it is known to be. -o json shows it so, waited for or not.
struct Deployed {
  std::string package_id;
  std::string task_id;
  std::int64_t item_count = 0;
  api::ListSystemTasksResponse task;  // as it was last seen
  DeploymentProgress progress;

  void encode(std::string& out) const {
    contract::ObjectWriter object(out);
    object.member("package_id", package_id);
    object.member("asy_task_id", task_id);
    object.member("asy_subtask_num", item_count);
    object.member("status", task.status);
    object.member("message", task.message);
    object.member("subtasks", task.subtasks);
    object.close();
  }
};

std::vector<Deployed> accepted_deployments(const std::vector<api::DeploymentRow>& rows) {
  std::vector<Deployed> all;
  for (const auto& row : rows) {
    const auto id = std::to_string(row.package_id);
    all.push_back({.package_id = id,
                   .task_id = row.asy_task_id,
                   .item_count = row.asy_subtask_num,
                   .task = {},
                   .progress = DeploymentProgress(id)});
    all.back().task.status = "RUNNING";
  }
  return all;
}

Result<void> look_at(Session& session, Deployed& deployed) {
  TRY_LET(request, session.request_here<api::ListSystemTasksRequest>());
  request.task_id = deployed.task_id;
  TRY_LET(task, session.call<api::ListSystemTasksResponse>(request));
  for (const auto& line : deployed.progress.changes(task)) session.note(line);
  deployed.task = std::move(task);
  return {};
}

// Packages of a call enter one after another, but each is looked at: the later ones say what they wait for.
Result<bool> look_at_all(Session& session, std::vector<Deployed>& all) {
  bool is_all_over = true;
  for (auto& deployed : all) {
    if (!is_over(deployed.task)) TRY(look_at(session, deployed));
    is_all_over = is_all_over && is_over(deployed.task);
  }
  return is_all_over;
}

Result<int> wait_for_deployments(Session& session, std::vector<Deployed>& all, std::chrono::seconds patience) {
  std::vector<std::string> ids;
  ids.reserve(all.size());
  for (const auto& deployed : all) ids.push_back(deployed.package_id);
  std::vector<ShownPackage> packages;
  TRY(session.wait_until(patience,
                         "deploying " + base::join(ids, ", ") + " was accepted; `slipway package show` tells how it ends",
                         [&]() -> Result<bool> {
                           TRY_LET(is_all_over, look_at_all(session, all));
                           if (!is_all_over || session.wants_json()) return is_all_over;
                           packages.clear();
                           for (const auto& id : ids) {
                             TRY_LET(package, read_package(session, id));
                             packages.push_back(std::move(package));
                           }
                           return true;
                         }));
  if (session.wants_json()) session.show(all, Table({}), "");
  for (const auto& package : packages) show_package(session, package);
  const bool is_whole = std::ranges::all_of(all, [](const Deployed& deployed) { return is_success(deployed.task); });
  return is_whole ? exit_done : exit_refused;
}

}  // namespace

Result<int> deploy_packages(Session& session, const DeployOptions& options) {
  TRY_LET(request, session.request_here<api::DeployFactoryPackagesRequest>());
  request.body.package_ids = options.ids;
  request.body.startup_mode = options.is_not_starting ? 0 : 1;
  TRY_LET(answer, session.call<api::DeployFactoryPackagesResponse>(request));
  auto all = accepted_deployments(answer.deploy_package_details);
  if (options.is_waiting) return wait_for_deployments(session, all, std::chrono::seconds(options.patience));
  Table table({"PACKAGE", "ITEMS", "TASK"});
  for (const auto& row : all) table.add({row.package_id, std::to_string(row.item_count), row.task_id});
  return session.show(all, table, "");
}

void ShownPackage::encode(std::string& out) const {
  contract::ObjectWriter object(out);
  object.member("release_package", detail.release_package);
  object.member("task_details", detail.task_details);
  object.member("failed_starts", failed_starts);
  object.close();
}

// The public API tells which starts failed and not why.
Result<ShownPackage> read_package(Session& session, const std::string& id) {
  TRY_LET(request, session.request_here<api::ShowFactoryPackageDetailRequest>());
  request.package_id = id;
  ShownPackage package;
  TRY_LET(detail, session.call<api::ShowFactoryPackageDetailResponse>(request));
  package.detail = std::move(detail);
  const bool has_failed_start = std::ranges::any_of(
      package.detail.task_details, [](const api::PackageItem& item) { return item.start_job_status == not_started; });
  if (!has_failed_start) return package;
  TRY_LET(starts, session.request_here<api::ListPackageStartsRequest>());
  starts.package_id = id;
  starts.state = "failed";
  const auto fetch = [&](const auto& after, std::int32_t limit) {
    starts.after = after;
    starts.limit = limit;
    return session.call<api::ListPackageStartsResponse>(starts);
  };
  TRY_LET(failed, all_pages<api::PackageStart>(row_count_all, fetch));
  package.failed_starts = std::move(failed.shown);
  return package;
}

int show_package(Session& session, const ShownPackage& shown) {
  if (session.wants_json()) return session.show(shown, "");
  const auto& detail = shown.detail;
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
  for (const auto& start : shown.failed_starts)
    out << printable("job " + start.job_name + " was not started: " + start.message.value_or("no reason is known")) << "\n";
  return exit_done;
}

}  // namespace slipway::cli
