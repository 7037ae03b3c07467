#include "app/jobs/released_job.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "app/ports/run/instance_repository.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

base::Error not_released(std::string_view which) {
  return base::not_found("run.job_not_released", "job " + std::string(which) + " is not in production: release it first");
}

// In memory, where one may be large.
constexpr std::size_t jobs_at_once = 16;
constexpr std::size_t scripts_at_once = 32;

base::Error version_missing(const EnvironmentObject& job) {
  return base::internal("run.version_missing", "a version of job '" + job.name + "' is missing", job.object.text());
}

Result<instance::RunnableJob> parse_supported_job(const Context& context, const EnvironmentObject& job,
                                                  const std::map<VersionKey, std::string>& contents) {
  const auto content = contents.find({job.object, job.version});
  if (content == contents.end()) return version_missing(job);
  TRY_LET(runnable, parse_runnable_job(content->second));
  TRY(instance::check_supported(runnable.definition, context.optional_types));
  return std::move(runnable);
}

// What the nodes of a set of jobs would run, looked at with the values of a call: of each job the first node that is refused.
class TextCheck {
 public:
  TextCheck(const std::vector<EnvironmentObject>& jobs, std::vector<Result<instance::RunnableJob>>& runnables,
            const expression::Parameters& given)
      : jobs_(jobs), runnables_(runnables), given_(given), refusals_(jobs.size()) {}

  Result<void> run(Tx& tx, const catalog::Environment& environment) {
    std::map<std::string, std::vector<Place>> by_script;
    for (std::size_t job = 0; job < runnables_.size(); ++job) {
      if (!runnables_[job]) continue;
      for (std::size_t node = 0; node < runnables_[job]->nodes.size(); ++node) {
        if (const auto& script = runnables_[job]->nodes[node].script_name) by_script[*script].push_back({job, node});
        else check({job, node}, nullptr);
      }
    }
    TRY(check_scripts(tx, environment, by_script));
    for (std::size_t job = 0; job < refusals_.size(); ++job)
      if (refusals_[job]) runnables_[job] = std::move(refusals_[job]->error);
    return {};
  }

 private:
  struct Place {
    std::size_t job = 0, node = 0;
  };
  struct Refusal {
    std::size_t node = 0;
    base::Error error;
  };

  const catalog::Node& node_at(Place at) const { return runnables_[at.job]->definition.nodes[at.node]; }

  Result<void> check_scripts(Tx& tx, const catalog::Environment& environment,
                             const std::map<std::string, std::vector<Place>>& by_script) {
    if (by_script.empty()) return {};
    std::vector<std::string> names;
    names.reserve(by_script.size());
    for (const auto& script : by_script) names.push_back(script.first);
    TRY_LET(resolved, tx.instances().resolve_scripts(environment.id, environment.generation, names));
    std::vector<VersionKey> versions;
    for (const auto& [name, places] : by_script) {
      const auto found = resolved.find(name);
      if (found != resolved.end()) versions.push_back(found->second);
      else
        for (const auto at : places) refuse(at, script_not_in_production(node_at(at).name, name));
    }
    for (std::size_t first = 0; first < versions.size(); first += scripts_at_once) {
      const auto last = std::min(versions.size(), first + scripts_at_once);
      const std::vector<VersionKey> some(versions.begin() + static_cast<std::ptrdiff_t>(first),
                                         versions.begin() + static_cast<std::ptrdiff_t>(last));
      TRY_LET(contents, tx.instances().list_contents(some));
      for (const auto& [name, version] : resolved)
        if (const auto content = contents.find(version); content != contents.end())
          check_script(by_script.at(name), content->second);
    }
    return {};
  }

  void check_script(const std::vector<Place>& places, const std::string& content) {
    const auto json = base::parse_json(content);
    if (json) {
      const auto script = catalog::read_stored_script(*json);
      for (const auto at : places) check(at, &script);
    } else {
      for (const auto at : places) refuse(at, json.error());
    }
  }

  void check(Place at, const catalog::ScriptDefinition* script) {
    const auto& declared = runnables_[at.job]->definition.parameters;
    if (script != nullptr)
      if (const auto supported = instance::check_script_supported(jobs_[at.job].name, node_at(at), *script); !supported)
        return refuse(at, supported.error());
    const auto text = script != nullptr ? std::string_view(script->content) : std::string_view();
    if (const auto fits = instance::check_given(node_at(at), declared, given_, text); !fits) refuse(at, fits.error());
  }

  void refuse(Place at, const base::Error& error) {
    auto& refusal = refusals_[at.job];
    if (!refusal || at.node < refusal->node) refusal = Refusal{at.node, error};
  }

  const std::vector<EnvironmentObject>& jobs_;
  std::vector<Result<instance::RunnableJob>>& runnables_;
  const expression::Parameters& given_;
  std::vector<std::optional<Refusal>> refusals_;
};

Result<std::vector<Result<instance::RunnableJob>>> load_some_jobs(const Context& context, Tx& tx,
                                                                  const catalog::Environment& environment,
                                                                  const std::vector<EnvironmentObject>& jobs,
                                                                  const expression::Parameters& given) {
  std::vector<VersionKey> versions;
  versions.reserve(jobs.size());
  for (const auto& job : jobs) versions.push_back({job.object, job.version});
  TRY_LET(contents, tx.instances().list_contents(versions));
  std::vector<Result<instance::RunnableJob>> runnables;
  runnables.reserve(jobs.size());
  for (const auto& job : jobs) runnables.push_back(parse_supported_job(context, job, contents));
  TRY(TextCheck(jobs, runnables, given).run(tx, environment));
  return runnables;
}

}  // namespace

Result<ReleasedJob> get_released_job(Tx& tx, const catalog::Workspace& workspace, std::string_view job_name) {
  TRY_LET(found, tx.environments().get(workspace.id, catalog::production_name));
  TRY_LET(environment, tx.environments().lock_shared(found.id));
  TRY_LET(object, tx.environments().find_object(environment.id, environment.generation, catalog::ObjectKind::job, job_name));
  if (!object) return not_released("'" + std::string(job_name) + "'");
  return ReleasedJob{std::move(environment), *std::move(object)};
}

Result<ReleasedJob> get_released_job(Tx& tx, catalog::EnvironmentId environment_id, catalog::ObjectId job) {
  TRY_LET(environment, tx.environments().lock_shared(environment_id));
  TRY_LET(object, tx.environments().find_object(environment.id, environment.generation, job));
  if (!object || object->kind != catalog::ObjectKind::job) return not_released(job.text());
  return ReleasedJob{std::move(environment), *std::move(object)};
}

instance::JobInstance make_run(const ReleasedJob& job, catalog::UserId by, base::Instant now) {
  instance::JobInstance run;
  run.workspace = job.environment.workspace;
  run.environment = job.environment.id;
  run.job = job.object.object;
  run.job_name = job.object.name;
  run.plan_time = now;
  run.version = job.object.version;
  run.generation = job.environment.generation;
  run.created_by = std::move(by);
  run.submitted_at = now;
  return run;
}

Result<instance::RunnableJob> parse_runnable_job(std::string_view canonical) {
  TRY_LET(json, base::parse_json(canonical));
  return instance::make_runnable_job(catalog::read_stored_job(json));
}

Result<std::map<VersionKey, catalog::ScriptDefinition>> load_scripts(Tx& tx, const std::vector<VersionKey>& versions) {
  std::map<VersionKey, catalog::ScriptDefinition> scripts;
  if (versions.empty()) return scripts;
  TRY_LET(contents, tx.instances().list_contents(versions));
  for (const auto& [version, content] : contents) {
    TRY_LET(json, base::parse_json(content));
    scripts.emplace(version, catalog::read_stored_script(json));
  }
  return scripts;
}

base::Error script_not_in_production(std::string_view node_name, std::string_view script_name) {
  return base::invalid_argument("run.script_missing", "node '" + std::string(node_name) + "' needs the script '" +
                                                          std::string(script_name) + "', which is not in production");
}

Result<void> load_supported_jobs(const Context& context, Tx& tx, const catalog::Environment& environment,
                                 const std::vector<EnvironmentObject>& jobs, const expression::Parameters& given,
                                 const TakeJob& take) {
  for (std::size_t first = 0; first < jobs.size(); first += jobs_at_once) {
    const auto last = std::min(jobs.size(), first + jobs_at_once);
    const std::vector<EnvironmentObject> some(jobs.begin() + static_cast<std::ptrdiff_t>(first),
                                              jobs.begin() + static_cast<std::ptrdiff_t>(last));
    TRY_LET(loaded, load_some_jobs(context, tx, environment, some, given));
    for (std::size_t i = 0; i < loaded.size(); ++i) take(first + i, std::move(loaded[i]));
  }
  return {};
}

Result<instance::RunnableJob> load_supported_job(const Context& context, Tx& tx, const ReleasedJob& job,
                                                 const expression::Parameters& given) {
  TRY_LET(runnables, load_some_jobs(context, tx, job.environment, {job.object}, given));
  return std::move(runnables.front());
}

base::Json describe_start(catalog::VersionNumber version, const expression::Parameters& given) {
  base::Json detail;
  detail.set("version", version);
  if (!given.empty()) detail.set("parameters", instance::describe_given(given));
  return detail;
}

AuditEntry to_audit_entry(RunEvent event, base::Instant now) {
  AuditEntry entry;
  entry.workspace = event.workspace;
  if (event.by) entry.user = event.by;
  entry.action = event.action;
  entry.subject_kind = "job";
  entry.subject_id = event.job.text();
  entry.subject_name = event.job_name;
  entry.detail = std::move(event.detail);
  entry.at = now;
  return entry;
}

Result<void> record_run_event(Context& context, Tx& tx, RunEvent event) {
  return tx.audit().add(to_audit_entry(std::move(event), context.clock.now()));
}

}  // namespace slipway::app
