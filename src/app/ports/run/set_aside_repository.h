// What could not be recorded or judged, set aside alone until it can: runs whose rows refuse what the engine writes or reads, and
// jobs that cannot be planned. It is in no list that a task takes its next from, and holds no place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/run/schedule_repository.h"
#include "base/error.h"
#include "base/instant.h"
#include "base/result.h"
#include "domain/instance/attempt.h"

namespace slipway::app {

enum class SetAsideTask : std::uint8_t { run, plan };

struct SetAside {
  JobKey job;
  std::optional<instance::JobInstanceId> instance;  // of task run; none: the planning of the job
  std::string code;  // of the error that stands against it
  std::string reason;
  base::Instant since{};
  std::int64_t tries = 1;
  base::Instant paused_at{};
  base::Instant next_try{};
};

// Whom it is about, without what may be unreadable.
struct SetAsideSubject {
  JobKey job;
  std::string job_name;
  catalog::WorkspaceId workspace;
  bool is_waiting = false, is_running = false;  // a run's
};

class SetAsideRepository {
 public:
  virtual ~SetAsideRepository() = default;

  virtual Result<std::optional<SetAside>> find(instance::JobInstanceId id) = 0;
  // Without waiting: none when it is not there, or in somebody else's hands. Locked until the end of the transaction.
  virtual Result<std::optional<SetAside>> lock_free(instance::JobInstanceId id) = 0;
  virtual Result<std::optional<SetAside>> lock_free(const JobKey& job) = 0;
  virtual Result<std::vector<instance::JobInstanceId>> list_instances() = 0;
  // Whose pause is over, the longest first. A pause that begins behind the clock, which was ahead, is over too.
  virtual Result<std::vector<SetAside>> list_due(SetAsideTask task, base::Instant now, std::int64_t limit) = 0;
  virtual Result<std::map<std::string, std::int64_t>> count_by_task() = 0;

  virtual Result<std::optional<SetAsideSubject>> find_subject(instance::JobInstanceId id) = 0;
  virtual Result<std::optional<SetAsideSubject>> find_subject(const JobKey& job) = 0;
  // New, or another try.
  virtual Result<void> put(const SetAside& row) = 0;
  virtual Result<void> erase(instance::JobInstanceId id) = 0;  // with its kept outcomes
  virtual Result<void> erase(const JobKey& job) = 0;
  virtual Result<void> hurry(instance::JobInstanceId id, base::Instant now) = 0;
  // The planning of these jobs, or of all of an environment, is tried again now.
  virtual Result<void> hurry(catalog::EnvironmentId environment, const std::vector<catalog::ObjectId>& jobs,
                             base::Instant now) = 0;
  virtual Result<void> hurry(catalog::EnvironmentId environment, base::Instant now) = 0;

  // How often a run was tried before it was taken back; 0: never. Should it fail again, its pauses go on from there.
  virtual Result<std::int64_t> find_past_tries(instance::JobInstanceId id) = 0;
  virtual Result<void> keep_past_tries(instance::JobInstanceId id, std::int64_t tries) = 0;
  virtual Result<void> forget_past_tries() = 0;  // of runs that have ended
  // The run counts again (or no more) as what it is, one waiting or running of its job.
  virtual Result<void> count(const SetAsideSubject& subject, bool is_counted) = 0;

  // How attempts of a run that is set aside ended.
  virtual Result<void> keep(const std::vector<instance::AttemptEnd>& ends) = 0;
  virtual Result<std::vector<instance::AttemptEnd>> list_kept(instance::JobInstanceId id) = 0;
};

}  // namespace slipway::app
