#include "server/service_metrics.h"

#include <string_view>

namespace slipway::server {

namespace {

void add_metric(std::string& out, std::string_view name, std::string_view labels, double value) {
  out.append("slipway_").append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  auto text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  out.append(" ").append(text).append("\n");
}

void describe(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP slipway_")
      .append(name)
      .append(" ")
      .append(help)
      .append("\n# TYPE slipway_")
      .append(name)
      .append(" ")
      .append(type)
      .append("\n");
}

double seconds(std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1e6; }

void add_lanes(std::string& out, const http::TransportMetrics& transport) {
  const auto each_lane = [&](std::string_view name, std::string_view type, std::string_view help, auto value) {
    describe(out, name, type, help);
    for (const auto& lane : transport.lanes)
      add_metric(out, name, "lane=\"" + std::string(http::to_text(lane.lane)) + "\"", value(lane));
  };
  each_lane("lane_waiting", "gauge", "Requests that wait in the lane.",
            [](const auto& lane) { return static_cast<double>(lane.waiting_count); });
  each_lane("lane_running", "gauge", "Requests on a thread of the lane.",
            [](const auto& lane) { return static_cast<double>(lane.running_count); });
  each_lane("lane_wait_seconds_total", "counter", "Time that requests waited in the lane.",
            [](const auto& lane) { return seconds(lane.wait_total); });
  each_lane("lane_refused_total", "counter", "Requests refused because the lane was full.",
            [](const auto& lane) { return static_cast<double>(lane.refused_total); });
}

// All outcomes from the start on, so that a rate of failures is 0 before the first.
void add_totals(std::string& out, const app::RunTotals& runs) {
  const auto of = [](const auto& counts, auto key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0.0 : static_cast<double>(found->second);
  };
  describe(out, "instances_ended_total", "counter", "Job instances that this server's engine brought to their end, by outcome.");
  for (const auto state : instance::all_instance_states)
    if (instance::is_final(state))
      add_metric(out, "instances_ended_total", "outcome=\"" + std::string(instance::to_text(state)) + "\"",
                 of(runs.runs_ended, state));
  describe(out, "attempts_ended_total", "counter", "Attempts of nodes that this server recorded the end of, by outcome.");
  for (const auto outcome : instance::all_outcomes)
    add_metric(out, "attempts_ended_total", "outcome=\"" + std::string(instance::to_text(outcome)) + "\"",
               of(runs.attempts_ended, outcome));
  describe(out, "scheduled_lateness_seconds", "summary", "How long after its plan time a scheduled instance was admitted.");
  add_metric(out, "scheduled_lateness_seconds_sum", {}, seconds(runs.lateness));
  add_metric(out, "scheduled_lateness_seconds_count", {}, static_cast<double>(runs.scheduled_begun));
}

}  // namespace

std::string format_service_metrics(const http::TransportMetrics& transport, const store::DatabaseMetrics& database,
                                   const WorkInStore& work, std::size_t running_nodes,
                                   const std::map<catalog::ExecutorKind, app::ClaimPause>& claim_pauses,
                                   const app::RunTotals& runs, const std::vector<app::TaskHealth>& tasks) {
  std::string out;
  add_lanes(out, transport);
  const auto single = [&](std::string_view name, std::string_view type, std::string_view help, double value) {
    describe(out, name, type, help);
    add_metric(out, name, {}, value);
  };
  single("connections_open", "gauge", "Open connections.", static_cast<double>(transport.open_connection_count));
  single("connections_accepted_total", "counter", "Connections accepted.", static_cast<double>(transport.accepted_total));
  single("connections_timed_out_total", "counter", "Requests that came too slowly.",
         static_cast<double>(transport.timed_out_total));
  single("memory_in_flight_bytes", "gauge", "Memory held for bodies and answers, of limits.memory_in_flight.",
         static_cast<double>(transport.held_bytes));
  single("memory_in_flight_waiting", "gauge", "Requests that wait for such memory.",
         static_cast<double>(transport.waiting_for_room_count));
  single("store_commits_total", "counter", "Commits.", static_cast<double>(database.commit_count));
  single("store_units_total", "counter", "Units of work that were committed.", static_cast<double>(database.unit_count));
  single("store_failed_units_total", "counter", "Units of work that were rolled back.",
         static_cast<double>(database.failed_unit_count));
  single("store_commit_seconds_total", "counter", "Time spent in commits.", seconds(database.commit_time_sum));
  single("store_commit_seconds_max", "gauge", "The longest commit.", seconds(database.commit_time_max));
  single("store_queue_depth", "gauge", "Units of work that wait for the database.", static_cast<double>(database.queue_depth));
  single("store_wal_bytes", "gauge", "Size of the write-ahead log (SQLite).", static_cast<double>(database.wal_bytes));
  single("store_oldest_read_seconds", "gauge", "Age of the oldest snapshot (SQLite).", seconds(database.oldest_read_age));
  single("deployments_unfinished", "gauge", "Deployments that are queued, staging or following up.",
         static_cast<double>(work.unfinished_deployments));
  describe(out, "instances_unfinished", "gauge", "Job instances that have not ended.");
  for (const std::string_view state : {"waiting", "running"}) {
    const auto found = work.unfinished_instances.find(std::string(state));
    add_metric(out, "instances_unfinished", "state=\"" + std::string(state) + "\"",
               found == work.unfinished_instances.end() ? 0.0 : static_cast<double>(found->second));
  }
  describe(out, "set_aside", "gauge", "Runs, and jobs to plan, that cannot be recorded or judged and are tried again later.");
  for (const std::string_view task : {"run", "plan"}) {
    const auto found = work.set_aside.find(std::string(task));
    add_metric(out, "set_aside", "task=\"" + std::string(task) + "\"",
               found == work.set_aside.end() ? 0.0 : static_cast<double>(found->second));
  }
  add_totals(out, runs);
  single("nodes_running", "gauge", "Node processes of this server.", static_cast<double>(running_nodes));
  describe(
      out, "claim_pause_seconds", "gauge",
      "Length of the pause in which nodes of the kind are not claimed, because the last ones could not be started for want of "
      "descriptors, processes, memory or disk; 0: there is none.");
  for (const auto kind : catalog::all_executor_kinds) {
    const auto found = claim_pauses.find(kind);
    add_metric(out, "claim_pause_seconds", "kind=\"" + std::string(catalog::to_text(kind)) + "\"",
               found == claim_pauses.end() ? 0.0 : seconds(found->second.length));
  }
  describe(out, "task_failing_seconds", "gauge", "How long a background task has failed without a success; 0: it works.");
  for (const auto& task : tasks)
    add_metric(out, "task_failing_seconds", "task=\"" + task.name + "\"",
               std::chrono::duration<double>(task.failing_for).count());
  return out;
}

}  // namespace slipway::server
