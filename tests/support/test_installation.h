// A small installation for scenarios: a migrated store of either kind, a clock that is stepped, random numbers from a seed,
// one project with an enterprise and a simple workspace, and a person for each role in both.
//
//   TestInstallation installation{GetParam()};
//   app::create_object(installation.context(), installation.as("dev"), ObjectKind::job, body);
//   installation.clock.step(std::chrono::hours{1});
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/store/postgres/postgres_session_lock.h"
#include "adapters/store/sql_store.h"
#include "app/ports/context.h"
#include "app/ports/server/current_incarnation.h"
#include "base/mutex.h"
#include "support/interrupted_store.h"
#include "support/test_database.h"

namespace slipway::test {

// Stands still until it is stepped. Safe to use from any thread.
class SteppedClock final : public base::Clock {
 public:
  explicit SteppedClock(base::Instant start) : microseconds_(base::to_microseconds(start)) {}
  base::Instant now() override { return base::from_microseconds(microseconds_); }
  // Of the machine, and what was stepped forwards or slept on top of it.
  std::chrono::microseconds since_boot() override { return base::Clock::since_boot() + std::chrono::microseconds{slept_}; }
  void step(std::chrono::microseconds by) {
    microseconds_ += by.count();
    if (by.count() > 0) slept_ += by.count();
  }
  void set(base::Instant instant) { microseconds_ = base::to_microseconds(instant); }

 private:
  std::atomic<std::int64_t> microseconds_;
  std::atomic<std::int64_t> slept_ = 0;
};

// The same bytes for the same seed. Safe to use from any thread.
class SeededRandom final : public base::RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::string bytes(std::size_t count) override;

 private:
  base::Mutex mutex_;
  std::mt19937_64 engine_ GUARDED_BY(mutex_);
};

class CountedWakeups final : public app::Wakeups {
 public:
  void deployments() override { ++deployment_count; }
  void schedules() override { ++schedule_count; }
  void instances() override { ++instance_count; }

  std::atomic<int> deployment_count = 0;
  std::atomic<int> schedule_count = 0;
  std::atomic<int> instance_count = 0;
};

class TestInstallation {
 public:
  explicit TestInstallation(store::Dialect dialect, std::uint64_t seed = 1, TestDatabase::Options options = {});

  app::Context& context() { return context_; }
  app::Store& store() { return store_; }
  TestDatabase& database() { return database_; }

  // People: "root" (the system administrator, a member of nothing), "admin", "chief" (a second admin), "dev", "dev2",
  // "deployer", "deployer2", "operator", "viewer", and "stranger" without a role anywhere.
  catalog::UserId user(std::string_view name) const;
  app::WorkspaceCall as(std::string_view name) const { return as(name, enterprise); }
  app::WorkspaceCall as(std::string_view name, const catalog::Workspace& workspace) const;

  // Another enterprise workspace with the same people.
  catalog::Workspace add_workspace(const std::string& name);

  catalog::Environment production() { return environment_of(enterprise, catalog::production_name); }
  catalog::Environment environment_of(const catalog::Workspace& workspace, std::string_view name);
  // "action subject_name" of each audit row of the workspace, oldest first.
  std::vector<std::string> audit_of(const catalog::Workspace& workspace);

 private:
  TestDatabase database_;
  store::SqlStore store_;

 public:
  InterruptedStore interrupted{store_};  // what the context has
  SteppedClock clock;
  SeededRandom random;
  CountedWakeups wakeups;
  catalog::ProjectId project;
  catalog::Workspace enterprise;  // "team"
  catalog::Workspace simple;      // "solo"
  // A server with a lease of a year: what the claims of tasks name.
  const std::string incarnation = "test-server";
  app::CurrentIncarnation current_incarnation{incarnation};
  // Its session lock; resetting it is how the server dies long before its lease ends. None on SQLite.
  std::optional<store::PostgresSessionLock> session_lock;

 private:
  struct Person {
    catalog::UserId id;
    access::Roles roles;
    bool is_system_administrator = false;
  };
  void add_people(app::Tx& tx);
  void insert_workspace(app::Tx& tx, const catalog::Workspace& workspace);

  std::map<std::string, Person, std::less<>> people_;
  app::Context context_;
};

// The value, or the test ends here with the error's code and message.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message + " " + result.error().detail);
  return std::move(result).value();
}
inline void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message + " " + result.error().detail);
}

// The code of the error; empty when there is none.
template <class T>
std::string code_of(const Result<T>& result) {
  return result ? std::string() : result.error().code;
}

}  // namespace slipway::test
