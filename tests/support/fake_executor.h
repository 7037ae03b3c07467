// An executor without processes: every attempt ends at once with success, unless the test says otherwise for its node.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/node_executor.h"

namespace slipway::test {

// For one thread.
class FakeExecutor final : public app::NodeExecutor {
 public:
  using Kind = app::NodeOutcome::Kind;

  // What the next attempts of the node end with, one after another; then success.
  void ends_with(const std::string& node, std::deque<Kind> kinds) { scripted_[node] = std::move(kinds); }
  // Attempts of the node go on until finish().
  void hold(const std::string& node) { held_.insert(node); }
  void finish(const std::string& node, Kind kind = Kind::succeeded) {
    const auto found = std::ranges::find_if(running_, [&](const Running& running) { return running.run.key.node_name == node; });
    if (found == running_.end()) return;
    auto running = std::move(*found);
    running_.erase(found);
    end(running, kind);
  }
  std::vector<std::string> running_nodes() const {
    std::vector<std::string> names;
    for (const auto& running : running_) names.push_back(running.run.key.node_name);
    return names;
  }

  // "node attempt" of every start, in order.
  std::vector<std::string> starts() const {
    std::vector<std::string> lines;
    for (const auto& run : runs) lines.push_back(run.key.node_name + " " + std::to_string(run.key.attempt));
    return lines;
  }

  bool can_run(std::string_view) const override { return true; }
  Result<void> start(app::NodeRun run, OnStarted on_started, OnFinished on_finished) override {
    if (running_.size() >= slots) return base::unavailable("node.executor_full", "all slots are taken");
    runs.push_back(run);
    if (when_starting) when_starting();
    on_started({.pid = 100 + static_cast<int>(runs.size()),
                .start_ticks = 7,
                .boot_id = "boot",
                .log_path = "logs/" + run.key.node_name});
    Running running{std::move(run), std::move(on_finished)};
    if (held_.count(running.run.key.node_name) != 0) {
      running_.push_back(std::move(running));
      return {};
    }
    auto& kinds = scripted_[running.run.key.node_name];
    const auto kind = kinds.empty() ? Kind::succeeded : kinds.front();
    if (!kinds.empty()) kinds.pop_front();
    end(running, kind);
    return {};
  }
  void stop(const app::AttemptKey& key) override {
    stopped.push_back(key);
    finish(key.node_name, Kind::stopped);
  }
  void kill_all(std::string) override {
    while (!running_.empty()) finish(running_.front().run.key.node_name, Kind::lost);
  }
  std::size_t running() const override { return running_.size(); }
  std::size_t capacity() const override { return slots; }
  Result<void> reap_strays(const app::AttemptKey& key, const std::optional<app::StartedProcess>& recorded) override {
    reaped.push_back(key.node_name + (recorded ? " " + std::to_string(recorded->pid) : std::string(" without a process")));
    return {};
  }
  Result<app::LogChunk> read_log(std::string_view log_path, std::int64_t offset, std::size_t) const override {
    if (has_lost_logs) return base::not_found("node.log_not_found", "there is no such log");
    return app::LogChunk{.text = "log of " + std::string(log_path), .next_offset = offset + 10, .size = 10};
  }

  std::size_t slots = 100;
  bool has_lost_logs = false;  // none of them lies here
  std::function<void()> when_starting;  // called in each start
  std::vector<app::NodeRun> runs;
  std::vector<app::AttemptKey> stopped;
  std::vector<std::string> reaped;

 private:
  struct Running {
    app::NodeRun run;
    OnFinished on_finished;
  };

  static void end(const Running& running, Kind kind) {
    app::NodeOutcome outcome;
    outcome.kind = kind;
    if (kind == Kind::failed) outcome.message = "exit code 1";
    outcome.log_path = "logs/" + running.run.key.node_name;
    running.on_finished(outcome);
  }

  std::map<std::string, std::deque<Kind>> scripted_;
  std::set<std::string> held_;
  std::vector<Running> running_;
};

}  // namespace slipway::test
