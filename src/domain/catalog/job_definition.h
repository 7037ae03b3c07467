// What the product understands of a job's definition. The JSON stays the stored truth, so that what was given comes back as
// given; this is read from it when something has to be decided. Values and pure functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace slipway::catalog {

enum class ProcessType : std::uint8_t { batch, real_time };

// How a job comes to run: when it is started, at planned times, or when something happens elsewhere.
enum class ScheduleType : std::uint8_t { execute_once, cron, event };

std::optional<ScheduleType> parse_schedule_type(std::string_view word);  // "EXECUTE_ONCE"

// What the failure of a node does to its job: end it, end what comes after the node, go on as if nothing was, wait for a person.
enum class FailPolicy : std::uint8_t { fail, fail_child, ignore, suspend };

struct NodeProperty {
  std::string name;
  std::string value;
};

struct Node {
  std::string name;                       // unique in a submitted job
  std::string type;                       // "Shell", "Python", "Dummy" or one that this product only keeps
  std::vector<std::string> predecessors;  // names, as given
  std::vector<NodeProperty> properties;   // as given
  std::chrono::seconds polling_interval{10};
  std::chrono::minutes time_limit{60};
  std::int64_t retry_times = 0;
  std::chrono::seconds retry_interval{120};
  bool retries_after_time_limit = false;
  FailPolicy fail_policy = FailPolicy::fail;
  bool has_conditions = false;
  bool has_event_trigger = false;
  bool has_cron_trigger = false;

  // The value of the first property of that name; nullptr when there is none.
  const std::string* property(std::string_view property_name) const;
};

// Other jobs that a job waits for in each period.
struct JobDependency {
  std::string job_name;
  std::string workspace_id;  // empty: its own workspace
};

struct CronSettings {
  std::string start_time;  // "2026-11-24T00:00:00+08", see schedule_window.h
  std::string end_time;    // empty: for ever
  std::string expression;  // see cron_spec.h
  std::string time_zone;   // empty: UTC
  std::string interval_type;
  std::optional<std::int64_t> concurrent;  // instances that may run at once, 1 to 128; none: as the server has it
  bool depends_on_previous_period = false;
  std::vector<JobDependency> dependencies;
};

struct EventSettings {
  std::string type;     // KAFKA, DIS or OBS
  std::string channel;
};

struct Schedule {
  std::optional<ScheduleType> type;  // a draft may leave it out
  std::optional<CronSettings> cron;
  std::optional<EventSettings> event;
};

struct JobParameter {
  std::string name;   // 1..64 of letters, digits, '.', '-', '_'
  std::string value;  // up to 1,024 characters
};

struct JobDefinition {
  std::string name;
  std::vector<Node> nodes;
  Schedule schedule;
  std::vector<JobParameter> parameters;
  std::string directory;  // empty: none was given
  ProcessType process_type = ProcessType::batch;
  bool is_dry_run = false;  // emptyRunningJob "1": nodes succeed without being run
  std::int64_t clean_overdue_days = 0;  // 0: waiting instances wait for ever
  std::string clean_waiting_job;        // "1": they are cancelled after a time that the workspace says
  std::string owner;
  std::int64_t priority = 0;  // 0 high, 1 medium, 2 low: a label, it orders nothing
  std::vector<std::string> tags;
};

// What is refused in a draft too: wrong types, names, lengths, words and ranges. The body's shape is that of CreateJob.
// Errors: job.name_empty, job.name_not_valid, job.node_name_not_valid, job.process_type_not_valid, job.schedule_not_valid,
// job.description_not_valid, job.parameter_not_valid, job.value_not_valid, directory.not_valid.
Result<JobDefinition> parse_job_definition(const base::Json& definition);
// One that is stored. Rules of form are for what is made or changed: a newer rule does not stop what ran before it.
JobDefinition read_stored_job(const base::Json& definition);

// The parameters of a call that starts or runs a job, in the same shape; `member` is what errors call the list. Error:
// job.parameter_not_valid.
Result<std::vector<JobParameter>> parse_job_parameters(const base::Json& list, const std::string& member);

}  // namespace slipway::catalog
