// Parsed jobs by version: a submitted version never changes, and the engine looks at one again with every node that ends.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "app/ports/run/instance_repository.h"
#include "app/ports/store.h"
#include "base/mutex.h"
#include "base/result.h"
#include "domain/instance/runnable_job.h"

namespace slipway::app {

using RunnableJobPtr = std::shared_ptr<const instance::RunnableJob>;

// Safe from any thread. Holds at most `nodes_max` nodes, the jobs that were asked for last.
class JobCache {
 public:
  explicit JobCache(std::size_t nodes_max = 200'000) : nodes_max_(nodes_max) {}

  // The job that an instance runs; a test run's comes from the instance itself and is not kept.
  Result<RunnableJobPtr> get(Tx& tx, const instance::JobInstance& instance);
  Result<RunnableJobPtr> get(Tx& tx, const VersionKey& version);
  // By the instance's id, one query for all that are not held.
  Result<std::map<instance::JobInstanceId, RunnableJobPtr>> get_all(Tx& tx, const std::vector<instance::JobInstance>& instances);

 private:
  struct Entry {
    RunnableJobPtr job;
    std::list<VersionKey>::iterator position;
  };

  RunnableJobPtr find(const VersionKey& version);
  void keep(const VersionKey& version, const RunnableJobPtr& job);
  Result<void> load(Tx& tx, const std::vector<VersionKey>& versions, std::map<VersionKey, RunnableJobPtr>& loaded);

  const std::size_t nodes_max_;
  base::Mutex mutex_;
  std::map<VersionKey, Entry> entries_ GUARDED_BY(mutex_);
  std::list<VersionKey> by_use_ GUARDED_BY(mutex_);  // the last used first
  std::size_t node_count_ GUARDED_BY(mutex_) = 0;
};

}  // namespace slipway::app
