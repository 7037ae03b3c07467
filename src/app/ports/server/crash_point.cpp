#include "app/ports/server/crash_point.h"

#include <atomic>
#include <charconv>
#include <csignal>

#include <unistd.h>

#include "base/assert.h"

namespace slipway::app {

namespace {

constexpr int nothing_armed = -1;
std::atomic<int> armed_point{nothing_armed};
std::atomic<int> passes_left{0};

}  // namespace

std::string_view to_text(CrashPoint point) {
  switch (point) {
    case CrashPoint::deploy_claimed: return "deploy_claimed";
    case CrashPoint::deploy_planned: return "deploy_planned";
    case CrashPoint::deploy_staged_batch: return "deploy_staged_batch";
    case CrashPoint::deploy_staged_all: return "deploy_staged_all";
    case CrashPoint::deploy_switched: return "deploy_switched";
    case CrashPoint::deploy_undone_batch: return "deploy_undone_batch";
    case CrashPoint::follow_up_claimed: return "follow_up_claimed";
    case CrashPoint::follow_up_done: return "follow_up_done";
    case CrashPoint::starts_journaled: return "starts_journaled";
    case CrashPoint::starts_recorded_batch: return "starts_recorded_batch";
    case CrashPoint::round_begun: return "round_begun";
    case CrashPoint::node_started: return "node_started";
    case CrashPoint::round_written: return "round_written";
    case CrashPoint::instance_planned: return "instance_planned";
    case CrashPoint::first_user_kept: return "first_user_kept";
    case CrashPoint::first_user_made: return "first_user_made";
  }
  base::unreachable();
}

bool arm_crash_point(std::string_view text) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  int passes = 1;
  if (colon != std::string_view::npos) {
    const auto number = text.substr(colon + 1);
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), passes);
    if (failure != std::errc{} || end != number.data() + number.size() || passes < 1) return false;
  }
  for (const auto point : all_crash_points) {
    if (to_text(point) != name) continue;
    passes_left = passes;
    armed_point = static_cast<int>(point);
    return true;
  }
  return false;
}

void crash_point(CrashPoint point) {
  if (armed_point.load(std::memory_order_relaxed) != static_cast<int>(point)) return;
  if (--passes_left == 0) ::kill(::getpid(), SIGKILL);
}

}  // namespace slipway::app
