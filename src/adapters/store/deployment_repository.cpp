#include "adapters/store/deployment_repository.h"
#include "adapters/store/row_mapping.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

constexpr std::int64_t follow_ups_looked_at = 1'000;  // to find one of an environment that nobody works on

release::Deployment to_deployment(const Row& row) {
  release::Deployment deployment;
  deployment.id = row.number_id<release::DeploymentId>("id");
  deployment.task = row.hex_id<release::TaskId>("task_id");
  if (const auto package = row.number_id<release::ReleasePackageId>("package_id")) deployment.package = package;
  deployment.workspace = row.hex_id<catalog::WorkspaceId>("workspace_id");
  deployment.environment = row.number_id<catalog::EnvironmentId>("environment_id");
  deployment.state = to_enum(release::parse_deployment_state(row.text("state")));
  deployment.starts_jobs = row.flag("starts_jobs");
  deployment.requested_by = row.hex_id<catalog::UserId>("requested_by");
  deployment.requested_at = row.instant("requested_at");
  deployment.attempt = static_cast<int>(row.integer("attempt"));
  deployment.base = row.optional_integer("base_generation");
  deployment.generation = row.optional_integer("generation");
  deployment.staged_through = row.number_id<catalog::ObjectId>("staged_through");
  deployment.staged_count = row.integer("staged_count");
  deployment.item_count = row.integer("item_count");
  deployment.updated_at = row.instant("updated_at");
  deployment.ended_at = row.optional_instant("ended_at");
  if (auto code = row.optional_text("failure_code")) {
    release::DeploymentFailure failure{std::move(*code), row.text("failure_message"), std::nullopt};
    if (const auto culprit = row.number_id<catalog::ObjectId>("culprit_object_id")) failure.culprit = culprit;
    deployment.failure = std::move(failure);
  }
  return deployment;
}

}  // namespace

Result<release::DeploymentId> SqlDeploymentRepository::insert(const release::Deployment& deployment) {
  TRY_LET(rows, connection_.query(sql::insert_deployment, {{"task_id", deployment.task},
                                                           {"package_id", deployment.package},
                                                           {"workspace_id", deployment.workspace},
                                                           {"environment_id", deployment.environment},
                                                           {"state", release::to_text(deployment.state)},
                                                           {"starts_jobs", deployment.starts_jobs},
                                                           {"requested_by", deployment.requested_by},
                                                           {"requested_at", deployment.requested_at},
                                                           {"attempt", deployment.attempt},
                                                           {"base_generation", deployment.base},
                                                           {"generation", deployment.generation},
                                                           {"staged_through", deployment.staged_through.number},
                                                           {"staged_count", deployment.staged_count},
                                                           {"item_count", deployment.item_count},
                                                           {"updated_at", deployment.updated_at},
                                                           {"ended_at", deployment.ended_at}}));
  return rows.front().number_id<release::DeploymentId>("id");
}

Result<release::Deployment> SqlDeploymentRepository::get(release::DeploymentId id) {
  TRY_LET(rows, connection_.query(sql::find_deployment, {{"id", id}}));
  if (rows.empty()) return base::not_found("deployment.not_found", "there is no deployment " + id.text());
  return to_deployment(rows.front());
}

Result<std::optional<release::Deployment>> SqlDeploymentRepository::find_by_task(const catalog::ProjectId& project,
                                                                                 const release::TaskId& task) {
  TRY_LET(rows, connection_.query(sql::find_deployment_by_task, {{"task_id", task}, {"project_id", project}}));
  if (rows.empty()) return std::optional<release::Deployment>{};
  return std::optional<release::Deployment>{to_deployment(rows.front())};
}

Result<void> SqlDeploymentRepository::update(const release::Deployment& deployment) {
  std::optional<std::string> code, message;
  std::optional<catalog::ObjectId> culprit;
  if (deployment.failure) {
    code = deployment.failure->code;
    message = deployment.failure->message;
    culprit = deployment.failure->culprit;
  }
  TRY_LET(rows, connection_.execute(sql::update_deployment, {{"id", deployment.id},
                                                             {"state", release::to_text(deployment.state)},
                                                             {"attempt", deployment.attempt},
                                                             {"base_generation", deployment.base},
                                                             {"generation", deployment.generation},
                                                             {"staged_through", deployment.staged_through.number},
                                                             {"staged_count", deployment.staged_count},
                                                             {"updated_at", deployment.updated_at},
                                                             {"ended_at", deployment.ended_at},
                                                             {"failure_code", code},
                                                             {"failure_message", message},
                                                             {"culprit_object_id", culprit}}));
  if (rows == 0) return base::conflict("deployment.wrong_state", "deployment " + deployment.id.text() + " has ended");
  return {};
}

Result<std::vector<release::Deployment>> SqlDeploymentRepository::list_heads() {
  TRY_LET(rows, connection_.query(sql::list_deployment_heads));
  std::vector<release::Deployment> heads;
  for (const auto row : rows) heads.push_back(to_deployment(row));
  return heads;
}

Result<app::QueuePosition> SqlDeploymentRepository::find_position(const release::Deployment& deployment) {
  TRY_LET(rows, connection_.query(sql::find_queue_position, {{"id", deployment.id}, {"environment_id", deployment.environment}}));
  const auto row = rows.front();
  app::QueuePosition position{.position = row.integer("position"), .length = row.integer("length"), .head_package = std::nullopt};
  if (const auto head = row.number_id<release::DeploymentId>("head_id")) {
    TRY_LET(packages, connection_.query(sql::find_package_of_deployment, {{"id", head}}));
    if (!packages.empty())
      if (const auto package = packages.front().number_id<release::ReleasePackageId>("package_id"))
        position.head_package = package;
  }
  return position;
}

Result<std::int64_t> SqlDeploymentRepository::count_unfinished() {
  TRY_LET(rows, connection_.query(sql::count_unfinished_deployments));
  return rows.front().integer("total");
}

Result<void> SqlDeploymentRepository::add_follow_up(release::DeploymentId deployment, release::FollowUpKind kind,
                                                    base::Instant now) {
  TRY(connection_.execute(sql::insert_follow_up,
                          {{"kind", release::to_text(kind)}, {"deployment_id", deployment}, {"now", now}}));
  return {};
}

Result<std::optional<app::FollowUp>> SqlDeploymentRepository::claim_follow_up(const std::string& incarnation,
                                                                              const std::set<catalog::EnvironmentId>& but_not_of,
                                                                              base::Instant now) {
  TRY_LET(rows, connection_.query(sql::list_due_follow_ups,
                                  {{"incarnation", incarnation}, {"now", now}, {"limit", follow_ups_looked_at}}));
  std::optional<app::FollowUp> found;
  for (const auto row : rows) {
    const auto environment = row.number_id<catalog::EnvironmentId>("environment_id");
    if (but_not_of.find(environment) != but_not_of.end()) continue;
    found = app::FollowUp{.id = row.integer("id"),
                          .kind = to_enum(release::parse_follow_up_kind(row.text("kind"))),
                          .deployment = row.number_id<release::DeploymentId>("deployment_id"),
                          .environment = environment};
    break;
  }
  if (!found) return found;
  TRY_LET(claimed, connection_.query(sql::claim_follow_up, {{"id", found->id}, {"incarnation", incarnation}}));
  found->fence = claimed.front().integer("fence");
  found->attempt = claimed.front().integer("attempt");
  return found;
}

Result<bool> SqlDeploymentRepository::holds(const app::FollowUp& follow_up) {
  TRY_LET(rows, connection_.execute(sql::lock_follow_up, {{"id", follow_up.id}, {"fence", follow_up.fence}}));
  return rows == 1;
}

Result<bool> SqlDeploymentRepository::is_there(const app::FollowUp& follow_up) {
  TRY_LET(rows, connection_.query(sql::find_follow_up, {{"id", follow_up.id}}));
  return !rows.empty();
}

Result<void> SqlDeploymentRepository::finish(const app::FollowUp& follow_up) {
  TRY(connection_.execute(sql::delete_follow_up, {{"id", follow_up.id}, {"fence", follow_up.fence}}));
  return {};
}

Result<void> SqlDeploymentRepository::postpone(const app::FollowUp& follow_up, base::Instant until,
                                               std::chrono::milliseconds pause) {
  const std::chrono::microseconds length = pause;
  TRY(connection_.execute(sql::postpone_follow_up, {{"id", follow_up.id},
                                                    {"fence", follow_up.fence},
                                                    {"until", until},
                                                    {"pause", static_cast<std::int64_t>(length.count())}}));
  return {};
}

Result<std::int64_t> SqlDeploymentRepository::count_follow_ups(release::DeploymentId deployment) {
  TRY_LET(rows, connection_.query(sql::count_follow_ups, {{"deployment_id", deployment}}));
  return rows.front().integer("total");
}

}  // namespace slipway::store
