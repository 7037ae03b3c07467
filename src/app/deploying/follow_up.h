// What a deployment leaves in the outbox: an entry a kind, done in the order of the kinds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/server/outbox.h"
#include "domain/release/deployment.h"

namespace slipway::app {

struct FollowUp {
  OutboxEntry entry;
  release::FollowUpKind kind = release::FollowUpKind::close_memberships;
  release::DeploymentId deployment;
  catalog::EnvironmentId environment;
};

// In the transaction of the switch.
Result<void> add_follow_up(Tx& tx, const release::Deployment& deployment, release::FollowUpKind kind, base::Instant now);

// The kinds as the outbox has them.
std::vector<std::string> follow_up_kinds();

// None where the entry was written by nobody who knows this form.
std::optional<FollowUp> to_follow_up(const OutboxEntry& entry);

// Those of the deployment that are left.
Result<std::int64_t> count_follow_ups(Tx& tx, release::DeploymentId deployment);

}  // namespace slipway::app
