// The start journal, part of SqlDeploymentRepository.
#include <map>

#include "adapters/store/release/deployment_repository.h"
#include "adapters/store/row_mapping.h"
#include "generated/sql/statements.h"

namespace slipway::store {

Result<std::vector<release::StartCandidate>> SqlDeploymentRepository::list_start_candidates(
    const release::Deployment& deployment) {
  TRY_LET(rows, connection_.query(sql::list_start_candidates, {{"environment_id", deployment.environment},
                                                               {"generation", deployment.generation},
                                                               {"package_id", deployment.package}}));
  std::vector<release::StartCandidate> candidates;
  for (const auto row : rows) {
    const auto job = row.number_id<catalog::ObjectId>("object_id");
    if (candidates.empty() || candidates.back().job != job) candidates.push_back({job, row.text("name"), {}});
    if (auto upstream = row.optional_text("upstream")) candidates.back().upstream.push_back(std::move(*upstream));
  }
  return candidates;
}

Result<void> SqlDeploymentRepository::insert_starts(release::DeploymentId deployment,
                                                    const std::vector<catalog::ObjectId>& in_order) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(in_order.size());
  for (std::size_t i = 0; i < in_order.size(); ++i) rows.push_back({deployment, static_cast<std::int64_t>(i), in_order[i]});
  return connection_.execute_many(sql::insert_start, rows);
}

Result<bool> SqlDeploymentRepository::has_starts(release::DeploymentId deployment) {
  TRY_LET(rows, connection_.query(sql::find_any_start, {{"deployment_id", deployment}}));
  return !rows.empty();
}

Result<std::vector<app::StartEntry>> SqlDeploymentRepository::list_pending_starts(const release::Deployment& deployment,
                                                                                  std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_pending_starts, {{"deployment_id", deployment.id},
                                                             {"package_id", deployment.package},
                                                             {"environment_id", deployment.environment},
                                                             {"limit", limit}}));
  std::vector<app::StartEntry> entries;
  for (const auto row : rows) {
    app::StartEntry entry;
    entry.ordinal = row.integer("ordinal");
    entry.job = row.number_id<catalog::ObjectId>("object_id");
    entry.job_name = row.text("job_name");
    entry.version = row.integer("version");
    entry.current_version = row.optional_integer("current_version");
    if (const auto package = row.number_id<release::ReleasePackageId>("current_package")) entry.current_package = package;
    entries.push_back(std::move(entry));
  }
  TRY(add_who_removed(deployment.environment, entries));
  return entries;
}

Result<void> SqlDeploymentRepository::add_who_removed(catalog::EnvironmentId environment, std::vector<app::StartEntry>& entries) {
  std::vector<catalog::ObjectId> removed;
  for (const auto& entry : entries)
    if (!entry.current_version) removed.push_back(entry.job);
  if (removed.empty()) return {};
  TRY_LET(rows,
          connection_.query(sql::list_packages_that_removed, {{"environment_id", environment}, {"objects", id_set(removed)}}));
  std::map<catalog::ObjectId, release::ReleasePackageId> packages;
  for (const auto row : rows)
    if (const auto package = row.number_id<release::ReleasePackageId>("package_id"))
      packages.emplace(row.number_id<catalog::ObjectId>("object_id"), package);
  for (auto& entry : entries)
    if (const auto by = packages.find(entry.job); !entry.current_version && by != packages.end())
      entry.current_package = by->second;
  return {};
}

Result<void> SqlDeploymentRepository::record_starts(release::DeploymentId deployment,
                                                    const std::vector<app::StartOutcome>& outcomes) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(outcomes.size());
  for (const auto& [ordinal, message] : outcomes)
    rows.push_back({message.empty() ? "started" : "failed", message.empty() ? Value() : Value(message), deployment, ordinal});
  return connection_.execute_set(sql::record_start, rows);
}

Result<std::map<catalog::ObjectId, app::StartState>> SqlDeploymentRepository::list_start_states(release::DeploymentId deployment,
                                                                                                bool only_failed) {
  TRY_LET(rows, connection_.query(sql::list_start_states, {{"deployment_id", deployment}, {"only_failed", only_failed}}));
  std::map<catalog::ObjectId, app::StartState> states;
  for (const auto row : rows) {
    const auto state = row.text("state");
    states.emplace(row.number_id<catalog::ObjectId>("object_id"),
                   app::StartState{.is_pending = state == "pending",
                                   .has_failed = state == "failed",
                                   .message = row.optional_text("message").value_or("")});
  }
  return states;
}

Result<std::int64_t> SqlDeploymentRepository::count_failed_starts(release::DeploymentId deployment) {
  TRY_LET(rows, connection_.query(sql::count_failed_starts, {{"deployment_id", deployment}}));
  return rows.front().integer("total");
}

}  // namespace slipway::store
