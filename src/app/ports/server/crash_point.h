// Named places where a crash test may end the process as kill -9 does. In production nothing is armed and a call costs one load.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace slipway::app {

enum class CrashPoint : std::uint8_t {
  deploy_claimed,
  deploy_planned,
  deploy_staged_batch,
  deploy_staged_all,
  deploy_switched,
  deploy_undone_batch,
  follow_up_claimed,
  follow_up_done,
  starts_journaled,
  starts_recorded_batch,
  round_begun,
  node_started,
  round_written,
  instance_planned,
  first_user_kept,
  first_user_made,
};

inline constexpr std::array all_crash_points{
    CrashPoint::deploy_claimed,        CrashPoint::deploy_planned,   CrashPoint::deploy_staged_batch,
    CrashPoint::deploy_staged_all,     CrashPoint::deploy_switched,  CrashPoint::deploy_undone_batch,
    CrashPoint::follow_up_claimed,     CrashPoint::follow_up_done,   CrashPoint::starts_journaled,
    CrashPoint::starts_recorded_batch, CrashPoint::round_begun,      CrashPoint::node_started,
    CrashPoint::round_written,         CrashPoint::instance_planned, CrashPoint::first_user_kept,
    CrashPoint::first_user_made};

std::string_view to_text(CrashPoint point);

// Arms "name" or "name:N" (the N-th time it is passed) from the environment variable SLIPWAY_CRASH_POINT; once, at start.
// False: the text names no crash point.
bool arm_crash_point(std::string_view text);

void crash_point(CrashPoint point);

}  // namespace slipway::app
