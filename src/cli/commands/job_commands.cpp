// job list, start, stop, run, test.
#include <map>
#include <utility>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/commands/definition_commands.h"
#include "cli/commands/instance_view.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"
#include "generated/api/instance_dto.h"
#include "generated/api/job_dto.h"
#include "generated/api/run_dto.h"

namespace slipway::cli {

namespace {

struct ListJobsOptions {
  std::optional<std::string> name;
  RowLimit limit;
};

struct StopJobOptions {
  std::string name;
};

struct StartJobOptions {
  std::string name;
  std::vector<std::string> parameters;
};

struct RunJobOptions {
  std::string name;
  std::vector<std::string> parameters;
  bool is_waiting = false;
  std::int64_t patience = patience_default;
};

// Production's jobs by name, beside a list of development's: where the two differ, what runs now, and how the last run ended.
using ProductionJobs = std::map<std::string, api::ProductionJob>;

// Of names behind `after`, up to and with `through`.
Result<void> read_production(Session& session, const ListJobsOptions& options, const std::string& after,
                             const std::optional<std::string>& through, ProductionJobs& jobs) {
  TRY_LET(request, session.request_here<api::ListProductionJobsRequest>());
  request.name = options.name;
  request.through = through;
  const auto fetch = [&](const std::optional<std::string>& behind, std::int32_t limit) {
    request.after = behind.value_or(after);
    request.limit = limit;
    return session.call<api::ListProductionJobsResponse>(request);
  };
  TRY_LET(rows, all_pages<api::ProductionJob>(row_count_all, fetch));
  for (auto& job : rows.shown) jobs.insert_or_assign(job.name, std::move(job));
  return {};
}

// PRODUCTION and LAST RUN are about production: a job that was not released has neither.
void add_job(Table& table, const api::JobRow& row, const ProductionJobs& production, base::Instant now) {
  const auto held = production.find(row.name);
  if (held == production.end()) {
    table.add({row.name, row.job_type, "not released", "", "", row.path.value_or(""), row.create_user});
    return;
  }
  const auto& last_run = held->second.last_run;
  std::string last, ended;
  if (held->second.is_running) {
    last = "running";
  } else if (last_run) {
    last = last_run->status;
    if (last_run->ended_at)
      if (const auto at = parse_time(*last_run->ended_at)) ended = short_time_text(*at, now);
  }
  table.add({row.name, row.job_type, base::lower_ascii(row.status), last, ended, row.path.value_or(""), row.create_user});
}

Result<int> list_jobs(Session& session, const ListJobsOptions& options) {
  TRY_LET(request, session.request_here<api::ListJobsRequest>());
  request.job_name = options.name;
  using Page = std::pair<std::vector<api::JobRow>, std::int64_t>;
  const auto fetch = [&, page = request](std::int64_t limit, std::int64_t offset) mutable -> Result<Page> {
    page.limit = limit;
    page.offset = offset;
    TRY_LET(answer, session.call<api::ListJobsResponse>(page));
    return Page(std::move(answer.jobs), answer.total);
  };
  TRY_LET(rows, all_numbered_pages<api::JobRow>(options.limit.count_max(), fetch));
  Table table({"NAME", "TYPE", "PRODUCTION", "LAST RUN", "ENDED", "DIRECTORY", "CREATED BY"});
  if (!session.wants_json()) {
    // Both are by name: of production no more is read than what is shown.
    ProductionJobs production;
    const auto through = rows.is_cut ? std::optional(rows.shown.back().name) : std::nullopt;
    TRY(read_production(session, options, {}, through, production));
    for (const auto& row : rows.shown) add_job(table, row, production, session.surroundings().clock.now());
    // They are gone in development, where this list is from, and production has them still.
    for (const auto& [name, job] : production)
      if (job.is_deletion_pending) table.add({name, "", "deletion pending", "", "", "", ""});
  }
  return session.show(rows, table, "no jobs");
}

Result<std::pair<std::string, std::string>> name_and_value(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return wrong_use("--param needs NAME=VALUE, not '" + text + "'");
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<std::optional<api::JobStart>> job_start(const std::vector<std::string>& parameters) {
  if (parameters.empty()) return std::optional<api::JobStart>();
  api::JobStart start;
  start.job_params.emplace();
  for (const auto& text : parameters) {
    TRY_LET(parameter, name_and_value(text));
    start.job_params->push_back(
        {.name = parameter.first, .value = parameter.second, .type = std::nullopt, .param_type = std::nullopt});
  }
  return std::optional(std::move(start));
}

// Of production, before a change; nothing where that is not to be had, which the change itself says better.
std::optional<bool> is_stopped(Session& session, const std::string& job) {
  auto request = session.request_here<api::ShowJobStatusRequest>();
  if (!request) return std::nullopt;
  request->job_name = job;
  const auto answer = session.call<api::ShowJobStatusResponse>(*request);
  if (!answer || !answer->status) return std::nullopt;
  return answer->status == "STOPPED";
}

// A stop cancels them.
std::optional<bool> has_waiting_runs(Session& session, const std::string& job) {
  auto request = session.request_here<api::ListJobInstancesRequest>();
  if (!request) return std::nullopt;
  request->job_name = job;
  request->precise_query = true;
  request->status = "waiting";
  request->min_plan_time = 0;
  request->limit = 1;
  const auto answer = session.call<api::ListJobInstancesResponse>(*request);
  if (!answer) return std::nullopt;
  return answer->total > 0;
}

Result<int> start_job(Session& session, const StartJobOptions& options) {
  TRY_LET(request, session.request_here<api::StartJobRequest>());
  TRY_LET(start, job_start(options.parameters));
  request.job_name = options.name;
  request.body = start;
  // A run-once job whose run goes on is refused, so that this is a schedule.
  const bool is_unchanged = is_stopped(session, options.name) == false;
  TRY(session.send(request));
  if (!is_unchanged) return session.show_done("job " + options.name + " is started");
  return session.show_done("unchanged: job " + options.name + " is scheduled" +
                           (options.parameters.empty() ? "" : ", with the parameters that it was started with"));
}

Result<int> stop_job(Session& session, const StopJobOptions& options) {
  TRY_LET(request, session.request_here<api::StopJobRequest>());
  request.job_name = options.name;
  const bool is_unchanged = is_stopped(session, options.name) == true && has_waiting_runs(session, options.name) == false;
  TRY(session.send(request));
  if (is_unchanged) return session.show_done("unchanged: job " + options.name + " is stopped");
  return session.show_done("job " + options.name + " is stopped; runs that go on end by themselves");
}

// With -o json the instance, in one shape with and without --wait.
Result<int> show_started(Session& session, const RunJobOptions& options, const std::string& id, const std::string& sentence) {
  if (options.is_waiting) return wait_for_instance(session, id, std::chrono::seconds(options.patience));
  if (!session.wants_json()) return session.show_done(sentence);
  auto instance = read_instance(session, id);
  if (instance) return show_instance(session, *instance);
  session.note(sentence);  // it runs, whatever became of looking at it
  return std::move(instance).error();
}

Result<int> run_job(Session& session, const RunJobOptions& options) {
  TRY_LET(request, session.request_here<api::RunOnceRequest>());
  TRY_LET(start, job_start(options.parameters));
  request.job_name = options.name;
  request.body = start;
  TRY_LET(made, session.call<api::RunOnceResponse>(request));
  const auto id = std::to_string(made.instance_id);
  return show_started(session, options, id, "instance " + id + " runs job " + options.name + " in production");
}

Result<int> test_job(Session& session, const RunJobOptions& options) {
  TRY_LET(request, session.request_here<api::CreateTestRunRequest>());
  request.job_name = options.name;
  if (!options.parameters.empty()) {
    auto& parameters = request.body.emplace().parameters.emplace();
    for (const auto& text : options.parameters) {
      TRY_LET(parameter, name_and_value(text));
      parameters.push_back({.name = parameter.first, .value = parameter.second});
    }
  }
  TRY_LET(made, session.call<api::CreateTestRunResponse>(request));
  return show_started(session, options, made.instance_id,
                      "instance " + made.instance_id + " runs the draft of job " + options.name);
}

void add_run_options(Command& command, RunJobOptions& options) {
  command.positional("NAME", options.name, "The job");
  command.options("--param", "NAME=VALUE", options.parameters, "A job parameter; may be repeated");
  command.flag("--wait", options.is_waiting, "Shows what happens until the run has ended; fails if it failed");
  command.number("--timeout", options.patience, 1, patience_max, "Seconds to wait at most (3600)");
}

}  // namespace

void add_job_commands(Command root) {
  auto job = root.add("job", "Jobs: development, and starting and stopping them in production");

  add_job_definition_commands(job);

  auto list = job.add("list", "Shows the jobs of the workspace and how they fare in production");
  auto& list_options = list.runs(list_jobs);
  list.option("--name", "TEXT", list_options.name, "Part of the name");
  list.row_limit(list_options.limit);

  auto start = job.add("start", "Starts scheduling a job in production; a run-once job runs");
  auto& start_options = start.runs(start_job);
  start.positional("NAME", start_options.name, "The job");
  start.options("--param", "NAME=VALUE", start_options.parameters, "A job parameter; may be repeated");

  auto stop = job.add("stop", "Ends scheduling a job in production and cancels its waiting runs");
  stop.positional("NAME", stop.runs(stop_job).name, "The job");

  auto run = job.add("run", "Runs a job of production once, now");
  add_run_options(run, run.runs(run_job));
  run.examples("Example:\n  slipway job run daily_report --param day=2026-11-24 --wait");

  auto test = job.add("test", "Runs the draft of a job once, in development");
  add_run_options(test, test.runs(test_job));
  test.examples("Example:\n  slipway job test daily_report --wait");
}

}  // namespace slipway::cli
