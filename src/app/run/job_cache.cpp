#include "app/run/job_cache.h"

#include <utility>

#include "app/run/released_job.h"

namespace slipway::app {
namespace {

Result<RunnableJobPtr> parse_shared_job(std::string_view canonical) {
  TRY_LET(job, parse_runnable_job(canonical));
  return std::make_shared<const instance::RunnableJob>(std::move(job));
}

}  // namespace

Result<RunnableJobPtr> JobCache::get(Tx& tx, const instance::JobInstance& instance) {
  if (instance.definition) return parse_shared_job(*instance.definition);
  return get(tx, VersionKey{instance.job, instance.version});
}

Result<RunnableJobPtr> JobCache::get(Tx& tx, const VersionKey& version) {
  if (auto held = find(version)) return held;
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
    if (instance.definition || !jobs.emplace(version, find(version)).second) continue;
    if (!jobs.at(version)) missing.push_back(version);
  }
  TRY(load(tx, missing, jobs));

  std::map<instance::JobInstanceId, RunnableJobPtr> by_instance;
  for (const auto& instance : instances) {
    if (!instance.definition) {
      by_instance.emplace(instance.id, jobs.at({instance.job, instance.version}));
      continue;
    }
    TRY_LET(job, parse_shared_job(*instance.definition));
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
    keep(version, job);
    loaded.insert_or_assign(version, std::move(job));
  }
  return {};
}

RunnableJobPtr JobCache::find(const VersionKey& version) {
  const base::MutexLock lock(mutex_);
  const auto found = entries_.find(version);
  if (found == entries_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.position);
  return found->second.job;
}

void JobCache::keep(const VersionKey& version, const RunnableJobPtr& job) {
  const base::MutexLock lock(mutex_);
  if (entries_.find(version) != entries_.end()) return;
  by_use_.push_front(version);
  entries_.emplace(version, Entry{job, by_use_.begin()});
  node_count_ += job->nodes.size();
  while (node_count_ > nodes_max_ && by_use_.size() > 1) {
    const auto oldest = entries_.find(by_use_.back());
    node_count_ -= oldest->second.job->nodes.size();
    entries_.erase(oldest);
    by_use_.pop_back();
  }
}

}  // namespace slipway::app
