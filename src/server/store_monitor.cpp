#include "server/store_monitor.h"

#include "app/ports/release/deployment_repository.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/set_aside_repository.h"

namespace slipway::server {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds interval{2};
constexpr std::chrono::seconds age_max{6};
constexpr std::chrono::seconds count_interval{10};  // what counts goes through all that is unfinished

}  // namespace

StoreMonitor::~StoreMonitor() {
  request_stop();
  join();
}

void StoreMonitor::start() {
  look();
  thread_ = std::thread([this] { run(); });
}

void StoreMonitor::join() {
  if (thread_.joinable()) thread_.join();
}

Result<void> StoreMonitor::readiness() {
  const base::MutexLock lock(mutex_);
  if (readiness_ && steady_clock::now() - looked_at_ > age_max)
    return base::unavailable("store.unavailable", "the database has not answered for some seconds");
  return readiness_;
}

WorkInStore StoreMonitor::work() {
  const base::MutexLock lock(mutex_);
  return work_;
}

void StoreMonitor::run() {
  while (stop_.sleep_until(steady_clock::now() + interval)) look();
}

void StoreMonitor::look() {
  auto readiness = database_.check();
  {
    const base::MutexLock lock(mutex_);
    readiness_ = std::move(readiness);
    looked_at_ = steady_clock::now();
    if (counted_at_ && looked_at_ - *counted_at_ < count_interval) return;
    counted_at_ = looked_at_;
  }
  auto work = store_.read([](app::Tx& tx) -> Result<WorkInStore> {
    TRY_LET(deployments, tx.deployments().count_unfinished());
    TRY_LET(instances, tx.instances().count_unfinished());
    TRY_LET(set_aside, tx.set_asides().count_by_task());
    return WorkInStore{deployments, std::move(instances), std::move(set_aside)};
  });
  const base::MutexLock lock(mutex_);
  if (work) work_ = std::move(work).value();
}

}  // namespace slipway::server
