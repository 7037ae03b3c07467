#include "domain/release/deployment.h"

#include <utility>

#include "base/assert.h"

namespace slipway::release {

namespace {

base::Error wrong_deployment_state(const Deployment& deployment, std::string_view wanted) {
  return base::conflict("deployment.wrong_state", "deployment " + deployment.id.text() + " is " +
                                                      std::string(to_text(deployment.state)) + " and cannot " +
                                                      std::string(wanted));
}

}  // namespace

std::string_view to_text(DeploymentState state) {
  switch (state) {
    case DeploymentState::queued: return "queued";
    case DeploymentState::staging: return "staging";
    case DeploymentState::following_up: return "following_up";
    case DeploymentState::succeeded: return "succeeded";
    case DeploymentState::succeeded_with_warnings: return "succeeded_with_warnings";
    case DeploymentState::failed: return "failed";
  }
  base::unreachable();
}

std::optional<DeploymentState> parse_deployment_state(std::string_view text) {
  for (const auto state : all_deployment_states)
    if (to_text(state) == text) return state;
  return std::nullopt;
}

std::string_view to_text(FollowUpKind kind) {
  switch (kind) {
    case FollowUpKind::forget_removed_jobs: return "forget_removed_jobs";
    case FollowUpKind::replan_changed_jobs: return "replan_changed_jobs";
    case FollowUpKind::start_jobs: return "start_jobs";
    case FollowUpKind::close_memberships: return "close_memberships";
  }
  base::unreachable();
}

std::optional<FollowUpKind> parse_follow_up_kind(std::string_view text) {
  for (const auto kind : all_follow_up_kinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

Result<Deployment> begin_staging(Deployment deployment, catalog::GenerationNumber base, base::Instant now) {
  const bool may_begin = deployment.state == DeploymentState::queued || deployment.state == DeploymentState::staging;
  if (!may_begin || deployment.staged_count != 0) return wrong_deployment_state(deployment, "begin staging");
  deployment.state = DeploymentState::staging;
  deployment.attempt += 1;
  deployment.base = base;
  deployment.updated_at = now;
  return deployment;
}

Result<Deployment> record_staged(Deployment deployment, catalog::ObjectId through, std::int64_t count, base::Instant now) {
  if (deployment.state != DeploymentState::staging) return wrong_deployment_state(deployment, "stage");
  deployment.staged_through = through;
  deployment.staged_count += count;
  deployment.updated_at = now;
  return deployment;
}

Result<Deployment> record_undone(Deployment deployment, catalog::ObjectId back_to, std::int64_t count, base::Instant now) {
  if (deployment.state != DeploymentState::staging) return wrong_deployment_state(deployment, "undo");
  deployment.staged_through = back_to;
  deployment.staged_count -= count;
  deployment.updated_at = now;
  return deployment;
}

Result<Deployment> switch_generation(Deployment deployment, base::Instant now) {
  if (deployment.state != DeploymentState::staging) return wrong_deployment_state(deployment, "switch");
  if (deployment.staged_count != deployment.item_count)
    return base::internal("deployment.incomplete", "deployment " + deployment.id.text() + " has staged " +
                                                       std::to_string(deployment.staged_count) + " of " +
                                                       std::to_string(deployment.item_count) + " items and may not switch");
  deployment.state = DeploymentState::following_up;
  deployment.generation = deployment.next_generation();
  deployment.updated_at = now;
  return deployment;
}

Result<Deployment> fail(Deployment deployment, DeploymentFailure failure, base::Instant now) {
  const bool may_fail = deployment.state == DeploymentState::queued || deployment.state == DeploymentState::staging;
  if (!may_fail || deployment.staged_count != 0) return wrong_deployment_state(deployment, "fail");
  deployment.state = DeploymentState::failed;
  deployment.failure = std::move(failure);
  deployment.updated_at = now;
  deployment.ended_at = now;
  return deployment;
}

Result<Deployment> record_follow_up(Deployment deployment, base::Instant now) {
  if (deployment.state != DeploymentState::following_up) return wrong_deployment_state(deployment, "follow up");
  deployment.updated_at = now;
  return deployment;
}

Result<Deployment> finish(Deployment deployment, std::int64_t failed_starts, base::Instant now) {
  if (deployment.state != DeploymentState::following_up) return wrong_deployment_state(deployment, "finish");
  deployment.state = failed_starts == 0 ? DeploymentState::succeeded : DeploymentState::succeeded_with_warnings;
  deployment.updated_at = now;
  deployment.ended_at = now;
  return deployment;
}

bool may_stage_again(const Deployment& deployment) { return deployment.attempt < staging_attempt_max; }

}  // namespace slipway::release
