// Release packages: pending items that enter one environment together.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "domain/catalog/ids.h"
#include "domain/release/ids.h"

namespace slipway::release {

//  awaiting_approval ──deploy──▶ deploying ──stage, then switch──▶ deployed | failed
//                                    ▲──────────────deploy again───────────────┘
//  Revoking (from awaiting_approval or failed) sets revoked_at and ends the package; its state stays for the record.
enum class ReleaseState : std::uint8_t { awaiting_approval, deploying, deployed, failed };

inline constexpr std::array all_release_states{ReleaseState::awaiting_approval, ReleaseState::deploying, ReleaseState::deployed,
                                               ReleaseState::failed};

std::string_view to_text(ReleaseState state);
std::optional<ReleaseState> parse_release_state(std::string_view text);

// A value: no I/O, no locks, one thread. It changes only through release_transition.h. Its items are rows of their own: a
// package of 10,000 is decided from what the store counts and compares in sets, never by loading them here.
struct ReleasePackage {
  ReleasePackageId id;
  catalog::WorkspaceId workspace;
  catalog::EnvironmentId environment;  // where the items go
  std::string name;                    // 1..128 characters, need not be unique
  ReleaseState state = ReleaseState::awaiting_approval;
  std::int64_t item_count = 0;       // 1..limits.items_per_package
  catalog::UserId applicant;         // who asked for the package
  catalog::UserId packaged_by;       // who called; the applicant, or an admin in their name. Both count as applicant
  std::vector<catalog::UserId> approvers;  // 1..100, in the order given
  base::Instant applied_at{};
  std::optional<catalog::UserId> deployer;            // of the last deploy call
  std::optional<base::Instant> deploy_requested_at;   // set exactly when deployer is
  std::optional<base::Instant> deployed_at;           // set exactly while state is deployed
  bool is_self_approved = false;                      // deployed by an applicant because nobody else could
  std::optional<catalog::UserId> revoked_by;
  std::optional<base::Instant> revoked_at;  // set once; nothing follows
  std::optional<catalog::GenerationNumber> revoked_generation;  // of its environment at that time; set exactly when revoked_at is
  catalog::GenerationNumber checked_generation = 0;  // that it was found to fit when it was made; it fits that one for ever
  std::int64_t row_version = 1;  // grows by one a write; guards updates

  bool is_open() const { return !revoked_at && state != ReleaseState::deployed; }
};

struct PackageReference {
  ReleasePackageId id;
  std::string name;
};

}  // namespace slipway::release
