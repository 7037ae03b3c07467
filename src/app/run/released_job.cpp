#include "app/run/released_job.h"

#include <set>
#include <string>
#include <utility>

#include "app/ports/audit_log.h"
#include "app/ports/instance_repository.h"
#include "app/ports/object_repository.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

base::Error not_released(std::string_view which) {
  return base::not_found("run.job_not_released", "job " + std::string(which) + " is not in production: release it first");
}

Result<void> check_scripts_supported(Tx& tx, const ReleasedJob& job, const instance::RunnableJob& runnable) {
  std::set<std::string> names;
  for (const auto& node : runnable.nodes)
    if (node.script_name) names.insert(*node.script_name);
  if (names.empty()) return {};
  TRY_LET(scripts, tx.instances().resolve_scripts(job.environment.id, job.environment.generation, {names.begin(), names.end()}));
  std::vector<VersionKey> versions;
  versions.reserve(scripts.size());
  for (const auto& [name, version] : scripts) versions.push_back(version);
  TRY_LET(definitions, load_scripts(tx, versions));
  for (std::size_t i = 0; i < runnable.nodes.size(); ++i) {
    const auto& name = runnable.nodes[i].script_name;
    if (!name) continue;
    const auto& node = runnable.definition.nodes[i];
    const auto script = scripts.find(*name);
    if (script == scripts.end()) return script_not_in_production(node.name, *name);
    TRY(instance::check_script_supported(job.object.name, node, definitions.at(script->second)));
  }
  return {};
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
  run.created_by = by;
  run.submitted_at = now;
  return run;
}

Result<instance::RunnableJob> parse_runnable_job(std::string_view canonical) {
  TRY_LET(json, base::parse_json(canonical));
  TRY_LET(definition, catalog::parse_job_definition(json));
  return instance::make_runnable_job(std::move(definition));
}

Result<std::map<VersionKey, catalog::ScriptDefinition>> load_scripts(Tx& tx, const std::vector<VersionKey>& versions) {
  std::map<VersionKey, catalog::ScriptDefinition> scripts;
  if (versions.empty()) return scripts;
  TRY_LET(contents, tx.instances().list_contents(versions));
  for (const auto& [version, content] : contents) {
    TRY_LET(json, base::parse_json(content));
    TRY_LET(script, catalog::parse_script_definition(json));
    scripts.emplace(version, std::move(script));
  }
  return scripts;
}

base::Error script_not_in_production(std::string_view node_name, std::string_view script_name) {
  return base::invalid_argument("run.script_missing", "node '" + std::string(node_name) + "' needs the script '" +
                                                          std::string(script_name) + "', which is not in production");
}

Result<instance::RunnableJob> load_supported_job(Tx& tx, const ReleasedJob& job) {
  TRY_LET(version, tx.objects().find_version(job.object.object, job.object.version));
  if (!version)
    return base::internal("run.version_missing", "a version of job '" + job.object.name + "' is missing",
                          job.object.object.text());
  TRY_LET(runnable, parse_runnable_job(version->content.canonical));
  TRY(instance::check_supported(runnable.definition));
  TRY(check_scripts_supported(tx, job, runnable));
  return std::move(runnable);
}

Result<void> record_run_event(Context& context, Tx& tx, RunEvent event) {
  AuditEntry entry;
  entry.workspace = event.workspace;
  if (event.by) entry.user = event.by;
  entry.action = event.action;
  entry.subject_kind = "job";
  entry.subject_id = event.job.text();
  entry.subject_name = event.job_name;
  entry.detail = std::move(event.detail);
  entry.at = context.clock.now();
  return tx.audit().add(entry);
}

}  // namespace slipway::app
