#include "app/deploying/follow_up.h"

#include <string_view>
#include <utility>

namespace slipway::app {

namespace {

constexpr std::string_view subject_prefix = "deployment:";

std::string subject_of(release::DeploymentId deployment) { return std::string(subject_prefix) + deployment.text(); }

std::optional<release::DeploymentId> deployment_of(std::string_view subject) {
  if (!subject.starts_with(subject_prefix)) return std::nullopt;
  return release::DeploymentId::parse(subject.substr(subject_prefix.size()));
}

}  // namespace

Result<void> add_follow_up(Tx& tx, const release::Deployment& deployment, release::FollowUpKind kind, base::Instant now) {
  base::Json payload;
  payload.set("environment", deployment.environment.number);
  return tx.outbox().add({.kind = std::string(release::to_text(kind)), .subject = subject_of(deployment.id), .payload = payload},
                         now);
}

std::vector<std::string> follow_up_kinds() {
  std::vector<std::string> kinds;
  for (const auto kind : release::all_follow_up_kinds) kinds.emplace_back(release::to_text(kind));
  return kinds;
}

std::optional<FollowUp> to_follow_up(const OutboxEntry& entry) {
  const auto kind = release::parse_follow_up_kind(entry.kind);
  const auto deployment = deployment_of(entry.subject);
  const auto* given = entry.payload.find("environment");
  const auto* environment = given == nullptr ? nullptr : given->if_integer();
  if (!kind || !deployment || environment == nullptr) return std::nullopt;
  return FollowUp{.entry = entry, .kind = *kind, .deployment = *deployment, .environment = catalog::EnvironmentId{*environment}};
}

Result<std::int64_t> count_follow_ups(Tx& tx, release::DeploymentId deployment) {
  return tx.outbox().count(subject_of(deployment));
}

}  // namespace slipway::app
