// The store as app sees it: units of work over repositories. One implementation over two drivers (adapters/store).
//
// read(unit): the unit sees one snapshot. write(unit): everything the unit did is committed when it returns a value and
// undone when it returns an error; it may run more than once before it commits (a serialization failure is retried), so it
// keeps no state outside itself and does nothing slow. What may be done only when it has happened, it leaves to after_commit. Both may be called from any thread; a Tx is for the unit's thread only.
// Errors beside the unit's own: store.unavailable, store.disk_full, store.outcome_unknown (a commit whose fate must be looked up).
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"

namespace slipway::app {

class AuditLog;
class DeploymentRepository;
class EnvironmentRepository;
class IncarnationRepository;
class InstanceRepository;
class ObjectRepository;
class Outbox;
class PackageRepository;
class PendingItemRepository;
class PeopleRepository;
class ReplayRepository;
class ScheduleRepository;
class SetAsideRepository;
class WorkspaceRepository;

class Tx {
 public:
  virtual ~Tx() = default;

  virtual AuditLog& audit() = 0;
  virtual DeploymentRepository& deployments() = 0;  // deployments, the start journal
  virtual EnvironmentRepository& environments() = 0;  // environments, claims, generations, what is in them
  virtual IncarnationRepository& incarnations() = 0;
  virtual InstanceRepository& instances() = 0;  // job and node instances
  virtual ObjectRepository& objects() = 0;  // jobs and scripts: drafts, submitted versions, directories
  virtual Outbox& outbox() = 0;  // effects that are done after a commit
  virtual PackageRepository& packages() = 0;
  virtual PendingItemRepository& pending_items() = 0;
  virtual PeopleRepository& people() = 0;  // users, access keys, tokens
  virtual ReplayRepository& replays() = 0;
  virtual ScheduleRepository& schedules() = 0;  // state of jobs in an environment: scheduling, next plan time
  virtual SetAsideRepository& set_asides() = 0;  // what could not be recorded or judged
  virtual WorkspaceRepository& workspaces() = 0;  // projects, workspaces, members

  // Done on the caller's thread once the unit is committed, in the order given; not where it was undone or its fate is unknown. For what
  // may be lost: a wake-up, a line of the log.
  void after_commit(std::function<void()> effect) { effects_.push_back(std::move(effect)); }
  // For the store, when the unit has run.
  std::vector<std::function<void()>> take_effects() { return std::exchange(effects_, {}); }

 private:
  std::vector<std::function<void()>> effects_;
};

class Store {
 public:
  virtual ~Store() = default;

  template <class Unit>
  std::invoke_result_t<Unit, Tx&> read(Unit unit) {
    return run<Unit>(std::move(unit), [this](const TxUnit& body) { return run_read(body); });
  }
  template <class Unit>
  std::invoke_result_t<Unit, Tx&> write(Unit unit) {
    return run<Unit>(std::move(unit), [this](const TxUnit& body) { return run_write(body); });
  }

 protected:
  using TxUnit = std::function<Result<void>(Tx&)>;
  virtual Result<void> run_read(const TxUnit& unit) = 0;
  virtual Result<void> run_write(const TxUnit& unit) = 0;

 private:
  template <class Unit, class Runner>
  static std::invoke_result_t<Unit, Tx&> run(Unit unit, Runner runner) {
    using Returned = std::invoke_result_t<Unit, Tx&>;
    if constexpr (std::is_same_v<Returned, Result<void>>) {
      return runner(unit);
    } else {
      std::optional<typename Returned::value_type> value;
      TRY(runner([&](Tx& tx) -> Result<void> {
        auto result = unit(tx);
        if (!result) return std::move(result).error();
        value.emplace(std::move(result).value());
        return {};
      }));
      return std::move(*value);
    }
  }
};

}  // namespace slipway::app
