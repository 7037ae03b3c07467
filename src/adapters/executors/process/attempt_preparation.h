// Makes what an attempt needs on disk before it can start (its log, its folder) and looks up its user, on a thread of its own: a disk or a
// directory of users that is slow delays starts, and holds up no stop, time limit or end.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "adapters/executors/node_log.h"
#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/folders/work_area.h"
#include "adapters/executors/process/launch/node_users.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace slipway::executors {

// With a failure the others are what could be made before it.
struct PreparedAttempt {
  std::optional<NodeLog> log{};
  std::optional<NodeUser> user{};
  AttemptFolder folder{};
  std::optional<base::Error> failure{};
};

class AttemptPreparation {
 public:
  using OnPrepared = std::function<void(std::uint64_t number, PreparedAttempt prepared)>;

  // All but the callback must outlive it; that is called from its thread. Errors: "node.executor_not_usable".
  static Result<std::unique_ptr<AttemptPreparation>> create(const ExecutorOptions& options, const NodeUsers& users,
                                                            WorkArea& work, base::Clock& clock, OnPrepared on_prepared);
  ~AttemptPreparation();  // after all that was asked for
  AttemptPreparation(const AttemptPreparation&) = delete;
  AttemptPreparation& operator=(const AttemptPreparation&) = delete;

  // The answer bears the number.
  void ask(std::uint64_t number, std::shared_ptr<const app::NodeRun> run);

 private:
  struct Question {
    std::uint64_t number = 0;
    std::shared_ptr<const app::NodeRun> run;
  };

  AttemptPreparation(const ExecutorOptions& options, const NodeUsers& users, WorkArea& work, base::Clock& clock,
                     OnPrepared on_prepared);
  void run();
  Result<void> prepare(const app::NodeRun& run, PreparedAttempt& prepared);

  const ExecutorOptions& options_;
  const NodeUsers& users_;
  WorkArea& work_;
  base::Clock& clock_;
  const OnPrepared on_prepared_;
  base::Mutex mutex_;
  base::ConditionVariable changed_;
  std::deque<Question> questions_ GUARDED_BY(mutex_);
  bool is_closing_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace slipway::executors
