#include "server/serve.h"

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/ports/server/crash_point.h"
#include "base/log.h"
#include "server/running_server.h"

namespace slipway::server {

namespace {

std::string ready_line(const std::string& endpoint) { return "slipway is ready at " + endpoint + "\n"; }

// Signals are taken by waiting for them, so every thread blocks them from the start.
sigset_t block_ending_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  return ending;
}

// Blocks of some size go back to the system as soon as they are free: bodies and answers come and go, and what they leave between
// smaller blocks would stay in use for good.
void give_large_blocks_back() { ::mallopt(M_MMAP_THRESHOLD, 256 * 1024); }

// Until no node runs, the time is over, or another signal ends the wait.
void wait_for_nodes(RunningServer& server, std::chrono::milliseconds drain_max, const sigset_t& ending) {
  server.begin_drain();
  const auto deadline = std::chrono::steady_clock::now() + drain_max;
  constexpr timespec look_interval{.tv_sec = 0, .tv_nsec = 50'000'000};
  while (server.running_nodes() > 0 && std::chrono::steady_clock::now() < deadline)
    if (sigtimedwait(&ending, nullptr, &look_interval) > 0) {
      base::log_info("drain_ended_by_signal", {{"running_nodes", static_cast<std::int64_t>(server.running_nodes())}});
      return;
    }
}

int could_not_start(const base::Error& error) {
  static_cast<void>(std::fprintf(stderr, "slipway: %s\n", error.message.c_str()));
  base::log_failure("start_failed", error);
  return EXIT_FAILURE;
}

}  // namespace

int serve(const config::ConfigSources& sources) {
  give_large_blocks_back();
  const auto ending = block_ending_signals();
  if (const char* armed = std::getenv("SLIPWAY_CRASH_POINT"); armed != nullptr && !app::arm_crash_point(armed)) {
    static_cast<void>(std::fprintf(stderr, "slipway: SLIPWAY_CRASH_POINT names no crash point: %s\n", armed));
    return EXIT_FAILURE;
  }
  const auto config = config::load_config(sources);
  if (!config) {
    could_not_start(config.error());
    return wrong_use;
  }
  auto server = RunningServer::start(*config);
  if (!server) return could_not_start(server.error());

  static_cast<void>(std::fputs(ready_line((*server)->endpoint()).c_str(), stdout));
  for (const auto& hint : (*server)->hints()) static_cast<void>(std::fprintf(stdout, "%s\n", hint.c_str()));
  static_cast<void>(std::fflush(stdout));

  int signal = 0;
  sigwait(&ending, &signal);
  base::log_info("stopping", {{"signal", signal}});
  wait_for_nodes(**server, config->server.drain_max, ending);
  (*server)->stop();
  base::log_info("stopped");
  return EXIT_SUCCESS;
}

}  // namespace slipway::server
