// Parsed jobs by version: a submitted version never changes, and the engine looks at one again with every node that ends. The job of a
// test run is the draft as its instance keeps it, which never changes either.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/ports/run/instance_repository.h"
#include "app/ports/store.h"
#include "base/result.h"
#include "base/weighed_cache.h"
#include "domain/instance/runnable_job.h"

namespace slipway::app {

using RunnableJobPtr = std::shared_ptr<const instance::RunnableJob>;

// What is held at most, by the length of the definitions: those that were asked for last.
struct JobCacheLimits {
  std::size_t version_bytes = 64 * 1024 * 1024;
  std::size_t test_run_bytes = 16 * 1024 * 1024;
};

// Safe from any thread.
class JobCache {
 public:
  explicit JobCache(JobCacheLimits limits = {}) : versions_(limits.version_bytes), test_runs_(limits.test_run_bytes) {}

  // The job that an instance runs.
  Result<RunnableJobPtr> get(Tx& tx, const instance::JobInstance& instance);
  Result<RunnableJobPtr> get(Tx& tx, const VersionKey& version);
  // By the instance's id, one query for all that are not held.
  Result<std::map<instance::JobInstanceId, RunnableJobPtr>> get_all(Tx& tx, const std::vector<instance::JobInstance>& instances);

 private:
  Result<RunnableJobPtr> get_test_run(const instance::JobInstance& instance);
  Result<void> load(Tx& tx, const std::vector<VersionKey>& versions, std::map<VersionKey, RunnableJobPtr>& loaded);

  base::WeighedCache<VersionKey, instance::RunnableJob> versions_;
  // By the digest of the definition: runs of one draft share it, and an id that a rolled back transaction drew says nothing.
  base::WeighedCache<std::string, instance::RunnableJob> test_runs_;
};

}  // namespace slipway::app
