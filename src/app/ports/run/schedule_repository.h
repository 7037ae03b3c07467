// The state of jobs in an environment: scheduling or not, since when and with which parameters, and the next plan time.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/workspace.h"
#include "domain/expression/parameter_substitution.h"
#include "domain/schedule/schedule_status.h"

namespace slipway::app {

// A job in an environment.
struct JobKey {
  catalog::EnvironmentId environment;
  catalog::ObjectId job;
  friend auto operator<=>(const JobKey&, const JobKey&) = default;
};

// A job with waiting instances, and how many of them may be admitted.
struct JobRoom {
  JobKey key;
  std::int64_t room = 0;
};

using schedule::parse_schedule_status;
using schedule::ScheduleStatus;
using schedule::to_text;

struct JobSchedule {
  JobKey key;
  ScheduleStatus status = ScheduleStatus::stopped;
  std::optional<base::Instant> started_at;  // of the last start
  catalog::UserId started_by;
  expression::Parameters parameters;  // given with the start, until the stop
  // next_plan_time was computed from this version of the job. Plan times up to planned_through were made or left out.
  std::optional<catalog::VersionNumber> planned_version;
  std::optional<base::Instant> planned_through;
  std::optional<base::Instant> next_plan_time;  // none: nothing is planned
};

// A version of a job for as long as an environment held it.
struct HeldVersion {
  catalog::VersionNumber version = 0;
  catalog::GenerationNumber generation = 0;  // the last one that held it, so far
  base::Instant begins_at{};                 // when the switch came that brought it
  std::optional<base::Instant> ends_at;      // when the one came that ended it; none: it is there
};

// A due job with what its environment has held of it since it was planned.
struct DueJob {
  JobSchedule schedule;
  std::string job_name;
  std::vector<HeldVersion> versions;  // the oldest first; at least the one that is there

  // Null: the job is gone.
  const HeldVersion* current() const { return versions.empty() || versions.back().ends_at ? nullptr : &versions.back(); }
};

class ScheduleRepository {
 public:
  virtual ~ScheduleRepository() = default;

  virtual Result<std::optional<JobSchedule>> find(const JobKey& key) = 0;
  // Locked until the end of the transaction; made, stopped, where there is none. By job.
  virtual Result<std::map<catalog::ObjectId, JobSchedule>> get_locked(catalog::EnvironmentId environment,
                                                                      const std::vector<catalog::ObjectId>& jobs) = 0;
  Result<JobSchedule> get_locked(const JobKey& key) {
    TRY_LET(schedules, get_locked(key.environment, {key.job}));
    return std::move(schedules.at(key.job));
  }
  virtual Result<void> put(const std::vector<JobSchedule>& schedules) = 0;
  Result<void> put(const JobSchedule& schedule) { return put(std::vector{schedule}); }
  // Writes planned_version, planned_through and next_plan_time, unless it was stopped meanwhile.
  virtual Result<void> update_plan(const JobSchedule& schedule) = 0;

  // Scheduling jobs that were planned further than now, by a clock that was ahead, are due at once.
  virtual Result<void> make_ahead_due(base::Instant now) = 0;

  // When the next job is due, or one that is set aside is tried again, which may be past; none: nothing is planned.
  virtual Result<std::optional<base::Instant>> find_next_due(base::Instant now) = 0;
  // The longest due first; none that is set aside.
  virtual Result<std::vector<JobKey>> list_due(base::Instant now, std::int64_t limit) = 0;
  // Those of one environment that are due and that no other server has locked. The environment must be locked shared.
  virtual Result<std::vector<DueJob>> lock_due(const catalog::Environment& environment,
                                               const std::vector<catalog::ObjectId>& jobs, base::Instant now) = 0;
  // Jobs with a waiting instance and room for it, at most `limit`; those that somebody else holds are left out.
  virtual Result<std::vector<JobRoom>> lock_to_admit(std::int64_t limit) = 0;
  // Without waiting: those that somebody else holds are left out.
  virtual Result<std::vector<JobKey>> lock(const std::vector<JobKey>& keys) = 0;

  // After a switch, at most `batch` rows a call; the first gives the number of rows changed.
  // Scheduling jobs whose plan is of another version than the environment holds, or older than that version, are due at once.
  virtual Result<std::int64_t> make_changed_due(catalog::EnvironmentId environment, base::Instant now, std::int64_t batch) = 0;
  // Jobs that the environment no longer holds and whose scheduling has not ended: they are due at once, and locked.
  virtual Result<std::vector<catalog::ObjectId>> make_removed_due(catalog::EnvironmentId environment, base::Instant now,
                                                                  std::int64_t batch) = 0;
};

}  // namespace slipway::app
