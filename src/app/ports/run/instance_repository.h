// Job and node instances: what use cases read and make, and what the engine's tasks move, in sets.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/run/node_executor.h"
#include "app/ports/run/schedule_repository.h"
#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/node_types.h"
#include "domain/instance/job_instance.h"

namespace slipway::app {

struct InstanceFilter {
  std::optional<std::string> job_name;
  bool is_name_exact = false;                                // else: contains, any case
  std::optional<std::vector<instance::InstanceState>> states;  // an empty list matches nothing
  std::optional<instance::InstanceKind> kind;
  base::Instant planned_from{};              // inclusive
  std::optional<base::Instant> planned_to{};  // inclusive
  std::int64_t limit = 10;
  std::int64_t skip = 0;
};

struct InstancePage {
  std::vector<instance::JobInstance> rows;  // plan time descending, then id; without their definitions
  std::int64_t total = 0;
};

struct NodeKey {
  instance::JobInstanceId instance;
  std::int64_t ordinal = 0;
  friend auto operator<=>(const NodeKey&, const NodeKey&) = default;
};

// An instance whose nodes are to run, with what their processes are told.
struct ClaimedInstance {
  instance::JobInstance instance;
  catalog::ProjectId project;
};

// Instances that a transaction of the engine moves.
struct LockedInstances {
  std::vector<ClaimedInstance> rows;  // by id
  bool may_claim = false;             // the lease of who asked lasts, by the clock that all servers share
};

struct VersionKey {
  catalog::ObjectId object;
  catalog::VersionNumber version = 0;
  friend auto operator<=>(const VersionKey&, const VersionKey&) = default;
};

inline NodeKey node_of(const AttemptId& id) { return {id.instance, id.ordinal}; }

// What a running attempt is known by.
struct HandleRecord {
  AttemptId id;
  AttemptHandle handle;
  std::string log_server;  // the server that has the log
};

// Nodes of one kind that may be claimed now.
struct FreePlaces {
  catalog::ExecutorKind kind = catalog::ExecutorKind::process;
  std::int64_t all = 0;
  std::int64_t tests = 0;  // of them for test runs, at most
};

// An instance as it becomes, and the state in which it was read: how many of its job wait and run is counted by the two.
struct InstanceChange {
  instance::JobInstance instance;
  instance::InstanceState was = instance::InstanceState::waiting;
  bool is_counted = true;  // not: it is set aside
};

// An instance to be made by a start.
struct StartedInstance {
  instance::JobInstance instance;
  std::int64_t running_max = 0;  // see insert()
};

// Ready nodes of one kind, production's and those of test runs apart.
using ReadyQueue = std::pair<catalog::ExecutorKind, instance::QueueClass>;

// What the engine may do now.
struct Work {
  std::map<ReadyQueue, base::Instant> first_ready;  // it may be ready in the future (a retry)
  bool may_admit = false;
  bool has_stops = false;          // attempts of this server whose instance was stopped
  std::int64_t running_count = 0;  // attempts that this server runs, as the store says
  std::int64_t set_aside_count = 0;         // runs
  std::optional<base::Instant> next_try{};  // of the first of them
};

using InstanceIds = std::vector<instance::JobInstanceId>;

// Why a job admits no more of its instances.
struct FullJob {
  InstanceIds running;           // none: it has room
  std::int64_t running_max = 0;
};

class InstanceRepository {
 public:
  virtual ~InstanceRepository() = default;

  // Making. The id of the argument is not looked at. Nothing comes back when its key is taken: (job, plan time) of a
  // scheduled one, (deployment, job) of one that a deployment started.
  // `running_max`: how many of its job may run at once, from now on.
  virtual Result<std::optional<instance::JobInstanceId>> insert(const instance::JobInstance& instance,
                                                                std::int64_t running_max) = 0;
  // The same for what one start makes, at most one of each job; gives the jobs of those that were made.
  virtual Result<std::set<catalog::ObjectId>> insert_started(const std::vector<StartedInstance>& started) = 0;
  // One like `model` for each plan time; gives how many were not there yet.
  virtual Result<std::int64_t> insert_planned(const instance::JobInstance& model, const std::vector<base::Instant>& plan_times,
                                              std::int64_t running_max) = 0;
  virtual Result<void> insert_nodes(const std::vector<instance::NodeInstance>& nodes) = 0;

  // Reading.
  virtual Result<std::optional<instance::JobInstance>> find(const catalog::WorkspaceId& workspace,
                                                            instance::JobInstanceId id) = 0;
  virtual Result<InstancePage> list(const catalog::WorkspaceId& workspace, const InstanceFilter& filter) = 0;
  virtual Result<std::vector<instance::NodeInstance>> list_nodes(
      instance::JobInstanceId id) = 0;  // by ordinal; none before admission
  virtual Result<std::vector<instance::Attempt>> list_attempts(instance::JobInstanceId id) = 0;  // by ordinal and attempt
  // The last one when `attempt` is not given.
  virtual Result<std::optional<instance::Attempt>> find_attempt(instance::JobInstanceId id, std::string_view node,
                                                                std::optional<std::int64_t> attempt) = 0;
  // Test runs do not count.
  virtual Result<bool> has_unfinished(const JobKey& key) = 0;
  virtual Result<std::map<std::string, std::int64_t>> count_unfinished() = 0;  // by state
  // Where as many run as may: those, by id, at most `limit`.
  virtual Result<FullJob> list_running_if_full(const JobKey& key, std::int64_t limit) = 0;

  // Cancelling waiting instances of production; both give their number.
  virtual Result<std::int64_t> cancel_waiting(const JobKey& key, std::string_view message, base::Instant now) = 0;
  virtual Result<std::int64_t> cancel_removed(catalog::EnvironmentId environment, std::string_view message, base::Instant now,
                                              std::int64_t batch) = 0;

  // Admitting. Waiting instances of these jobs, locked, each job's first ones as many as it has room for; by plan time, then id.
  virtual Result<std::vector<instance::JobInstance>> lock_to_admit(const std::vector<JobRoom>& jobs) = 0;
  // The first of those of a job that is locked.
  virtual Result<std::optional<instance::JobInstanceId>> find_first_to_admit(const JobKey& job) = 0;
  // Object and version of each script at that generation, by name; those that are not there are left out.
  virtual Result<std::map<std::string, VersionKey>> resolve_scripts(catalog::EnvironmentId environment,
                                                                    catalog::GenerationNumber generation,
                                                                    const std::vector<std::string>& names) = 0;

  // Until the end of the transaction only this one moves these instances, for a call that ends them: what cannot be read of one is left out,
  // as in what people look at. By id.
  virtual Result<std::vector<instance::JobInstance>> lock(const InstanceIds& ids) = 0;
  // The same without waiting: those that somebody else holds are left out, and those that are set aside.
  virtual Result<std::vector<instance::JobInstance>> lock_free(const InstanceIds& ids) = 0;
  // The same, for an incarnation that may start nodes of them; an empty one may not.
  virtual Result<LockedInstances> lock_to_move(const InstanceIds& ids, const std::string& incarnation) = 0;
  // Facts, started_at and ended_at of instances that this transaction has locked.
  virtual Result<void> update(const std::vector<InstanceChange>& changes) = 0;

  // Starting.
  virtual Result<Work> look_for_work(const std::string& incarnation, base::Instant now) = 0;
  // Nodes whose pause has not begun by this clock, since it was ahead when they were made ready, are ready at once.
  virtual Result<void> make_ahead_ready(base::Instant now) = 0;
  // Ready nodes that need no executor. Here as below: no run that is set aside, no attempt whose outcome is kept.
  virtual Result<std::vector<NodeKey>> list_passable(std::int64_t limit) = 0;
  // Claims ready nodes, the longest ready first; they run under the next fence as the next attempt.
  virtual Result<std::vector<instance::NodeInstance>> claim_ready(const std::string& incarnation, const FreePlaces& places,
                                                                  base::Instant now) = 0;
  // Whose node that would claim first.
  virtual Result<std::optional<instance::JobInstanceId>> find_first_to_claim(const FreePlaces& places, base::Instant now) = 0;
  virtual Result<std::vector<ClaimedInstance>> list_claimed(const InstanceIds& ids) = 0;
  virtual Result<std::map<VersionKey, std::string>> list_contents(const std::vector<VersionKey>& versions) = 0;
  virtual Result<void> record_handles(const std::vector<HandleRecord>& handles) = 0;

  // Completing.
  virtual Result<std::vector<instance::NodeInstance>> list_nodes(const std::vector<NodeKey>& keys) = 0;
  // Nodes that change under their fence. One with a holder is claimed with this, under the fence that it has now; the others run no more.
  virtual Result<void> update_nodes(const std::vector<instance::NodeInstance>& nodes, base::Instant now) = 0;
  // Before their nodes are updated, which say when they began. What was taken back leaves nothing.
  virtual Result<void> end_attempts(const std::vector<instance::AttemptEnd>& ends, base::Instant now) = 0;
  // Waiting and ready nodes end; gives how many of each instance.
  virtual Result<std::map<instance::JobInstanceId, std::int64_t>> skip_unstarted(const InstanceIds& ids, base::Instant now) = 0;
  virtual Result<std::int64_t> stop_unstarted(instance::JobInstanceId id, base::Instant now) = 0;

  // Those of the nodes that nobody else holds: what other transactions did to them is decided.
  virtual Result<std::vector<NodeKey>> list_free(const std::vector<NodeKey>& nodes) = 0;
  // Running attempts that this incarnation holds.
  virtual Result<std::vector<AttemptId>> list_running(const std::string& incarnation) = 0;
  virtual Result<std::vector<AttemptId>> list_attempts_to_stop(const std::string& incarnation) = 0;
  // Running attempts whose holder is dead.
  virtual Result<std::vector<LostAttempt>> list_lost(std::int64_t limit) = 0;
  // They go on under this incarnation, with the next fence. Those that somebody else took are left alone.
  virtual Result<void> take_over(const std::vector<AttemptId>& attempts, const std::string& incarnation) = 0;
};

}  // namespace slipway::app
