#include "adapters/executors/process/attempt_preparation.h"

#include <system_error>
#include <utility>

#include "adapters/executors/system_error.h"
#include "domain/catalog/node_types.h"

namespace slipway::executors {

AttemptPreparation::AttemptPreparation(const ExecutorOptions& options, const NodeUsers& users, WorkArea& work, base::Clock& clock,
                                       OnPrepared on_prepared)
    : options_(options), users_(users), work_(work), clock_(clock), on_prepared_(std::move(on_prepared)) {}

Result<std::unique_ptr<AttemptPreparation>> AttemptPreparation::create(const ExecutorOptions& options, const NodeUsers& users,
                                                                       WorkArea& work, base::Clock& clock,
                                                                       OnPrepared on_prepared) {
  std::unique_ptr<AttemptPreparation> made(new AttemptPreparation(options, users, work, clock, std::move(on_prepared)));
  try {
    made->thread_ = std::thread([raw = made.get()] { raw->run(); });
  } catch (const std::system_error& failure) {
    return system_error("node.executor_not_usable", "start the thread that prepares attempts", failure.code().value());
  }
  return made;
}

AttemptPreparation::~AttemptPreparation() {
  {
    const base::MutexLock lock(mutex_);
    is_closing_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void AttemptPreparation::ask(std::uint64_t number, std::shared_ptr<const app::NodeRun> run) {
  const base::MutexLock lock(mutex_);
  questions_.push_back({number, std::move(run)});
  changed_.notify_one();
}

void AttemptPreparation::run() {
  base::MutexLock lock(mutex_);
  while (true) {
    while (questions_.empty() && !is_closing_) changed_.wait(lock);
    if (questions_.empty()) return;
    const auto question = std::move(questions_.front());
    questions_.pop_front();
    lock.unlock();
    PreparedAttempt prepared;
    if (auto made = prepare(*question.run, prepared); !made) prepared.failure = std::move(made).error();
    on_prepared_(question.number, std::move(prepared));
    lock.lock();
  }
}

Result<void> AttemptPreparation::prepare(const app::NodeRun& run, PreparedAttempt& prepared) {
  TRY_LET(user, users_.user_of(run));
  prepared.user = std::move(user);
  TRY_LET(log, NodeLog::create(options_.data_dir, node_log_path(run, clock_.now()), run.log_bytes_max));
  prepared.log = std::move(log);
  TRY_LET(folder, work_.create(prepared.user, run.node_type == catalog::python_node_type ? "node.py" : "node.sh", run.text));
  prepared.folder = std::move(folder);
  return {};
}

}  // namespace slipway::executors
