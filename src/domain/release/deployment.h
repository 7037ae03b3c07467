// Deployments: one attempt to move an environment to its next generation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/release/ids.h"
#include "domain/release/pending_item.h"

namespace slipway::release {

//  queued ──claim──▶ staging ──switch──▶ following_up ──last follow-up done──▶ succeeded | succeeded_with_warnings
//                      │  ▲ claimed again after a crash: undone, then staged anew (attempt_max times)
//                      └──check refuses, or attempts used up──▶ failed
enum class DeploymentState : std::uint8_t { queued, staging, following_up, succeeded, succeeded_with_warnings, failed };

inline constexpr std::array all_deployment_states{DeploymentState::queued,
                                                  DeploymentState::staging,
                                                  DeploymentState::following_up,
                                                  DeploymentState::succeeded,
                                                  DeploymentState::succeeded_with_warnings,
                                                  DeploymentState::failed};

std::string_view to_text(DeploymentState state);
std::optional<DeploymentState> parse_deployment_state(std::string_view text);

inline constexpr int staging_attempt_max = 3;

// Grows with every claim of an environment; a holder with an old one can write nothing any more.
using Fence = std::int64_t;

struct DeploymentFailure {
  std::string code;     // dotted, as base::Error's
  std::string message;  // names the culprit and says what to do
  std::optional<catalog::ObjectId> culprit;
};

// A value; it changes only through the transitions below.
struct Deployment {
  DeploymentId id;
  TaskId task;  // what the client polls
  std::optional<ReleasePackageId> package;  // none: an immediate release of a simple workspace
  catalog::WorkspaceId workspace;
  catalog::EnvironmentId environment;
  DeploymentState state = DeploymentState::queued;
  bool starts_jobs = false;
  catalog::UserId requested_by;
  base::Instant requested_at{};
  std::int64_t item_count = 0;
  int attempt = 0;                                     // of staging, from 1
  std::optional<catalog::GenerationNumber> base;       // the generation it was planned and staged on
  catalog::ObjectId staged_through;                    // items up to this object id are staged
  std::int64_t staged_count = 0;
  std::optional<catalog::GenerationNumber> generation;  // the one it made
  base::Instant updated_at{};
  std::optional<base::Instant> ended_at;
  std::optional<DeploymentFailure> failure;

  bool has_ended() const { return ended_at.has_value(); }
  catalog::GenerationNumber next_generation() const { return base.value_or(0) + 1; }
};

// What is left to do after the switch, each a task that may repeat, in this order.
enum class FollowUpKind : std::uint8_t { forget_removed_jobs, replan_changed_jobs, start_jobs, close_memberships };

inline constexpr std::array all_follow_up_kinds{FollowUpKind::forget_removed_jobs, FollowUpKind::replan_changed_jobs,
                                                FollowUpKind::start_jobs, FollowUpKind::close_memberships};

std::string_view to_text(FollowUpKind kind);
std::optional<FollowUpKind> parse_follow_up_kind(std::string_view text);

// One object that enters a simple workspace's production at once.
struct ImmediateRelease {
  catalog::ObjectId object;
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  Change change = Change::put;
  catalog::VersionNumber version = 0;  // 0 exactly when change is remove
};

// Transitions. Error: deployment.wrong_state.
Result<Deployment> begin_staging(Deployment deployment, catalog::GenerationNumber base, base::Instant now);
Result<Deployment> record_staged(Deployment deployment, catalog::ObjectId through, std::int64_t count, base::Instant now);
Result<Deployment> record_undone(Deployment deployment, catalog::ObjectId back_to, std::int64_t count, base::Instant now);
// Demands that as many items are staged as the package has: deployment.incomplete.
Result<Deployment> switch_generation(Deployment deployment, base::Instant now);
Result<Deployment> fail(Deployment deployment, DeploymentFailure failure, base::Instant now);
// A part of the follow-up was done.
Result<Deployment> record_follow_up(Deployment deployment, base::Instant now);
Result<Deployment> finish(Deployment deployment, std::int64_t failed_starts, base::Instant now);

// A crash or error before the switch is tried again until the attempts are used up.
bool may_stage_again(const Deployment& deployment);

}  // namespace slipway::release
