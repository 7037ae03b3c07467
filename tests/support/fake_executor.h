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

#include "app/ports/run/node_executor.h"

namespace slipway::test {

// For one thread.
class FakeExecutor final : public app::NodeExecutor {
 public:
  using Kind = instance::Outcome;

  // What the next attempts of the node end with, one after another; then success.
  void ends_with(const std::string& node, std::deque<Kind> kinds) { scripted_[node] = std::move(kinds); }
  // Attempts of the node go on until finish().
  void hold(const std::string& node) { held_.insert(node); }
  void finish(const std::string& node, Kind kind = Kind::succeeded) {
    const auto found = std::ranges::find_if(running_, [&](const Running& running) { return running.run.node_name == node; });
    if (found == running_.end()) return;
    auto running = std::move(*found);
    running_.erase(found);
    end(running, kind);
  }
  std::vector<std::string> running_nodes() const {
    std::vector<std::string> names;
    names.reserve(running_.size());
    for (const auto& running : running_) names.push_back(running.run.node_name);
    return names;
  }

  // "node attempt" of every start, in order.
  std::vector<std::string> starts() const {
    std::vector<std::string> lines;
    lines.reserve(runs.size());
    for (const auto& run : runs) lines.push_back(run.node_name + " " + std::to_string(run.id.attempt));
    return lines;
  }

  // The next attempts of the node come back unstarted, for want of something.
  void returns(const std::string& node, int count) { returning_[node] = count; }
  // What recover() answers for attempts of the node, one after another; then gone. Reattached ones go on until finish().
  void recovers(const std::string& node, std::deque<app::Recovery> answers) { recoveries_[node] = std::move(answers); }

  Result<void> start(app::NodeRun run, app::AttemptEvents events) override {
    if (running_.size() >= slots) return base::unavailable("node.executor_full", "all slots are taken");
    runs.push_back(run);
    if (when_starting) when_starting();
    if (auto& count = returning_[run.node_name]; count > 0) {
      --count;
      events.on_returned("no process is free");
      return {};
    }
    const bool starts_something = run.node_type != "Noop";
    if (starts_something)
      events.on_handle({.text = "process " + std::to_string(100 + runs.size()), .log_path = "logs/" + run.node_name});
    Running running{std::move(run), std::move(events.on_finished)};
    if (held_.count(running.run.node_name) != 0) {
      running_.push_back(std::move(running));
      return {};
    }
    auto& kinds = scripted_[running.run.node_name];
    const auto kind = kinds.empty() ? Kind::succeeded : kinds.front();
    if (!kinds.empty()) kinds.pop_front();
    end(running, kind);
    return {};
  }
  void stop(const app::AttemptId& id) override {
    stopped.push_back(id);
    const auto found = std::ranges::find_if(running_, [&](const Running& running) { return running.run.id == id; });
    if (found != running_.end()) finish(std::string(found->run.node_name), Kind::stopped);
  }
  void kill_all(std::string) override {
    while (!running_.empty()) finish(std::string(running_.front().run.node_name), Kind::lost);
  }
  std::size_t running() const override { return running_.size(); }
  std::size_t capacity() const override { return slots; }
  void recover(app::LostAttempt attempt, OnRecovered on_recovered, OnFinished on_finished) override {
    asked_after.push_back(attempt.node_name + ": " + (attempt.handle.empty() ? "no handle" : attempt.handle));
    auto& answers = recoveries_[attempt.node_name];
    const auto answer = answers.empty() ? app::Recovery::gone : answers.front();
    if (!answers.empty()) answers.pop_front();
    if (answer == app::Recovery::reattached)
      running_.push_back({{.id = attempt.id, .node_name = attempt.node_name}, std::move(on_finished)});
    on_recovered(answer);
  }

  std::size_t slots = 100;
  bool outcomes_name_logs = true;  // else only handles do
  std::function<void()> when_starting;  // called in each start
  std::vector<app::NodeRun> runs;
  std::vector<app::AttemptId> stopped;
  std::vector<std::string> asked_after;  // "node: handle" of every recover()

 private:
  struct Running {
    app::NodeRun run;
    OnFinished on_finished;
  };

  void end(const Running& running, Kind kind) const {
    app::AttemptOutcome outcome;
    outcome.kind = kind;
    if (kind == Kind::failed) outcome.message = "exit code 1";
    if (outcomes_name_logs) outcome.log_path = "logs/" + running.run.node_name;
    running.on_finished(outcome);
  }

  std::map<std::string, std::deque<Kind>> scripted_;
  std::set<std::string> held_;
  std::map<std::string, int> returning_;
  std::map<std::string, std::deque<app::Recovery>> recoveries_;
  std::vector<Running> running_;
};

}  // namespace slipway::test
