#include "app/jobs/job_cache.h"

#include <utility>

#include "app/jobs/released_job.h"
#include "base/digest.h"

namespace slipway::app {
namespace {

Result<RunnableJobPtr> parse_shared_job(std::string_view canonical) {
  TRY_LET(job, parse_runnable_job(canonical));
  return std::make_shared<const instance::RunnableJob>(std::move(job));
}

}  // namespace

Result<RunnableJobPtr> JobCache::get(Tx& tx, const instance::JobInstance& instance) {
  if (instance.definition) return get_test_run(instance);
  return get(tx, VersionKey{instance.job, instance.version});
}

Result<RunnableJobPtr> JobCache::get_test_run(const instance::JobInstance& instance) {
  const auto digest = base::sha256_hex(*instance.definition);
  if (auto held = test_runs_.find(digest)) return held;
  TRY_LET(job, parse_shared_job(*instance.definition));
  test_runs_.keep(digest, job, instance.definition->size());
  return std::move(job);
}

Result<RunnableJobPtr> JobCache::get(Tx& tx, const VersionKey& version) {
  if (auto held = versions_.find(version)) return held;
  std::map<VersionKey, RunnableJobPtr> loaded;
  TRY(load(tx, {version}, loaded));
  return loaded.at(version);
}

Result<std::map<instance::JobInstanceId, RunnableJobPtr>> JobCache::get_all(Tx& tx,
                                                                            const std::vector<instance::JobInstance>& instances) {
  std::map<VersionKey, RunnableJobPtr> jobs;
  std::vector<VersionKey> missing;
  for (const auto& instance : instances) {
    const VersionKey version{instance.job, instance.version};
    if (instance.definition || !jobs.emplace(version, versions_.find(version)).second) continue;
    if (!jobs.at(version)) missing.push_back(version);
  }
  TRY(load(tx, missing, jobs));

  std::map<instance::JobInstanceId, RunnableJobPtr> by_instance;
  for (const auto& instance : instances) {
    if (!instance.definition) {
      by_instance.emplace(instance.id, jobs.at({instance.job, instance.version}));
      continue;
    }
    TRY_LET(job, get_test_run(instance));
    by_instance.emplace(instance.id, std::move(job));
  }
  return by_instance;
}

Result<void> JobCache::load(Tx& tx, const std::vector<VersionKey>& versions, std::map<VersionKey, RunnableJobPtr>& loaded) {
  if (versions.empty()) return {};
  TRY_LET(contents, tx.instances().list_contents(versions));
  for (const auto& version : versions) {
    const auto content = contents.find(version);
    if (content == contents.end())
      return base::internal("run.version_missing", "a submitted version of a job is missing", version.object.text());
    TRY_LET(job, parse_shared_job(content->second));
    versions_.keep(version, job, content->second.size());
    loaded.insert_or_assign(version, std::move(job));
  }
  return {};
}

}  // namespace slipway::app
