// Parsed jobs by version: a submitted version never changes, and the engine looks at one again with every node that ends. The job of a
// test run is the draft as its instance keeps it, which never changes either.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "app/ports/run/instance_repository.h"
#include "app/ports/store.h"
#include "base/result.h"
#include "base/weighed_cache.h"
#include "domain/instance/runnable_job.h"

namespace slipway::app {

using RunnableJobPtr = std::shared_ptr<const instance::RunnableJob>;

// Safe from any thread. Holds at most `nodes_max` nodes of versions and as many of test runs, the jobs that were asked for last.
class JobCache {
 public:
  explicit JobCache(std::size_t nodes_max = 200'000) : versions_(nodes_max), test_runs_(nodes_max) {}

  // The job that an instance runs.
  Result<RunnableJobPtr> get(Tx& tx, const instance::JobInstance& instance);
  Result<RunnableJobPtr> get(Tx& tx, const VersionKey& version);
  // By the instance's id, one query for all that are not held.
  Result<std::map<instance::JobInstanceId, RunnableJobPtr>> get_all(Tx& tx, const std::vector<instance::JobInstance>& instances);

 private:
  Result<RunnableJobPtr> get_test_run(const instance::JobInstance& instance);
  Result<void> load(Tx& tx, const std::vector<VersionKey>& versions, std::map<VersionKey, RunnableJobPtr>& loaded);

  base::WeighedCache<VersionKey, instance::RunnableJob> versions_;
  base::WeighedCache<instance::JobInstanceId, instance::RunnableJob> test_runs_;
};

}  // namespace slipway::app
