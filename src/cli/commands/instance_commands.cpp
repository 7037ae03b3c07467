// instance list, show, log, stop.
#include "cli/commands.h"
#include "cli/commands/instance_view.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"
#include "generated/api/instance_dto.h"

namespace slipway::cli {

namespace {

constexpr std::int64_t attempt_max = 1'000;

struct ListInstancesOptions {
  std::optional<std::string> job;
  std::optional<std::string> status;
  std::optional<std::string> type;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::int64_t days = 7;
  RowLimit limit;
};

struct InstanceOptions {
  std::string id;
};

struct ShowInstanceOptions {
  std::string id;
  bool is_waiting = false;
  std::int64_t patience = patience_default;
};

struct LogOptions {
  std::string id;
  std::optional<std::string> node;
  std::int64_t attempt = 0;  // 0: the latest
  LogStyle style;
};

Result<int> list_instances(Session& session, const ListInstancesOptions& options) {
  TRY_LET(request, session.request_here<api::ListJobInstancesRequest>());
  request.job_name = options.job;
  if (options.job) request.precise_query = true;
  request.status = options.status;
  if (options.type) request.instance_type = kind_number(*options.type);
  request.min_plan_time = base::to_milliseconds(session.surroundings().clock.now() - std::chrono::hours(24 * options.days));
  if (options.from) {
    TRY_LET(from, parse_time(*options.from));
    request.min_plan_time = from;
  }
  if (options.to) {
    TRY_LET(to, parse_time(*options.to));
    request.max_plan_time = to;
  }
  TRY_LET(rows, list_instances(session, request, options.limit.count_max()));
  const auto now = session.surroundings().clock.now();
  Table table({"ID", "JOB", "STATUS", "TYPE", "PLAN TIME", "STARTED", "DURATION"});
  for (const auto& row : rows.shown)
    table.add({std::to_string(row.instance_id.value_or(0)), row.job_name.value_or(""), row.status.value_or(""),
               instance_kind_word(row.instance_type), short_time_text(row.plan_time, now), short_time_text(row.start_time, now),
               duration_text(row.start_time, row.end_time, now)});
  return session.show(rows, table, "no runs");
}

Result<int> show_one(Session& session, const ShowInstanceOptions& options) {
  if (options.is_waiting) return wait_for_instance(session, options.id, std::chrono::seconds(options.patience));
  TRY_LET(instance, read_instance(session, options.id));
  return show_instance(session, instance);
}

Result<int> show_log(Session& session, const LogOptions& options) {
  LogPlace place{.instance_id = options.id, .node_name = options.node.value_or(""), .attempt = std::nullopt};
  if (options.attempt != 0) place.attempt = static_cast<std::int32_t>(options.attempt);
  if (options.node) {
    TRY(copy_log(session, place, options.style));
    return exit_done;
  }
  TRY_LET(instance, read_instance(session, options.id));
  for (const auto& node : instance.nodes) {
    if (node.attempts.empty()) {
      session.note("node " + node.name + " started nothing (" + node.status + ")");
      continue;
    }
    session.surroundings().out << "--- " << printable(node.name + " (" + node.status) << ")\n";
    place.node_name = node.name;
    TRY(copy_log(session, place, options.style));
  }
  return exit_done;
}

Result<int> stop_instance(Session& session, const InstanceOptions& options) {
  TRY_LET(instance, read_instance(session, options.id));
  TRY_LET(request, session.request_here<api::StopJobInstanceRequest>());
  request.job_name = instance.job_name;
  request.instance_id = options.id;
  TRY(session.send(request));
  return session.show_done("instance " + options.id + " of job " + instance.job_name + " is told to stop");
}

}  // namespace

void add_instance_commands(Command root) {
  auto instance = root.add("instance", "Runs of jobs, and their logs");

  auto list = instance.add("list", "Shows runs, latest plan time first");
  auto& list_options = list.runs(list_instances);
  list.option("--job", "NAME", list_options.job, "Only of this job");
  list.option("--status", "STATUS", list_options.status, "Only in this state, or in several with commas between");
  list.choice("--type", {"scheduled", "test", "backfill", "subjob", "run_once"}, list_options.type, "Only of this type");
  list.number("--days", list_options.days, 1, 36'500, "How far back (7)");
  list.option("--from", "TIME", list_options.from,
              "Planned then or later, instead of --days: 2026-11-24 or 2026-11-24T15:44:57Z");
  list.option("--to", "TIME", list_options.to, "Planned then or sooner");
  list.row_limit(list_options.limit);

  auto show = instance.add("show", "Shows one run with its nodes");
  auto& show_options = show.runs(show_one);
  show.positional("ID", show_options.id, "The run");
  show.flag("--wait", show_options.is_waiting, "Shows what happens until the run has ended; fails if it failed");
  show.number("--timeout", show_options.patience, 1, patience_max, "Seconds to wait at most (3600)");

  auto log = instance.add("log", "Shows what the nodes of a run wrote");
  auto& log_options = log.runs(show_log);
  log.positional("ID", log_options.id, "The run");
  log.optional_positional("NODE", log_options.node, "Only this node");
  log.number("--attempt", log_options.attempt, 1, attempt_max, "An earlier attempt instead of the latest");
  log.flag("-f,--follow", log_options.style.is_following, "Goes on until the attempt has ended");
  log.flag("--raw", log_options.style.is_raw,
           "Lets a terminal obey what the nodes wrote (colours, cursor) instead of showing it");
  log.examples("Example:\n  slipway instance log 12 clean --follow");

  auto stop = instance.add("stop", "Stops one run that waits or goes on");
  stop.positional("ID", stop.runs(stop_instance).id, "The run");
}

}  // namespace slipway::cli
