#include "domain/release/release_package.h"

#include "base/assert.h"

namespace slipway::release {

std::string_view to_text(ReleaseState state) {
  switch (state) {
    case ReleaseState::awaiting_approval: return "awaiting_approval";
    case ReleaseState::deploying: return "deploying";
    case ReleaseState::deployed: return "deployed";
    case ReleaseState::failed: return "failed";
  }
  base::unreachable();
}

std::optional<ReleaseState> parse_release_state(std::string_view text) {
  for (const auto state : all_release_states)
    if (to_text(state) == text) return state;
  return std::nullopt;
}

}  // namespace slipway::release
