#include "app/run/released_job.h"

#include <set>
#include <string>
#include <utility>

#include "app/ports/catalog/object_repository.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/run/instance_repository.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

base::Error not_released(std::string_view which) {
  return base::not_found("run.job_not_released", "job " + std::string(which) + " is not in production: release it first");
}

struct ScriptsOfJob {
  std::map<std::string, VersionKey> versions;  // by name
  std::map<VersionKey, catalog::ScriptDefinition> definitions;
};

Result<ScriptsOfJob> load_scripts_of(Tx& tx, const ReleasedJob& job, const instance::RunnableJob& runnable) {
  std::set<std::string> names;
  for (const auto& node : runnable.nodes)
    if (node.script_name) names.insert(*node.script_name);
  ScriptsOfJob scripts;
  if (names.empty()) return scripts;
  TRY_LET(resolved, tx.instances().resolve_scripts(job.environment.id, job.environment.generation, {names.begin(), names.end()}));
  std::vector<VersionKey> versions;
  for (const auto& [name, version] : resolved) {
    versions.push_back(version);
    scripts.versions.emplace(name, version);
  }
  TRY_LET(definitions, load_scripts(tx, versions));
  scripts.definitions = std::move(definitions);
  return scripts;
}

// What each node would run, with the values of the call.
Result<void> check_texts(Tx& tx, const ReleasedJob& job, const instance::RunnableJob& runnable,
                         const expression::Parameters& given) {
  TRY_LET(scripts, load_scripts_of(tx, job, runnable));
  for (std::size_t i = 0; i < runnable.nodes.size(); ++i) {
    const auto& name = runnable.nodes[i].script_name;
    const auto& node = runnable.definition.nodes[i];
    std::string_view text;
    if (name) {
      const auto script = scripts.versions.find(*name);
      if (script == scripts.versions.end()) return script_not_in_production(node.name, *name);
      const auto& definition = scripts.definitions.at(script->second);
      TRY(instance::check_script_supported(job.object.name, node, definition));
      text = definition.content;
    }
    TRY(instance::check_given(node, runnable.definition.parameters, given, text));
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

Result<instance::RunnableJob> load_supported_job(const Context& context, Tx& tx, const ReleasedJob& job,
                                                 const expression::Parameters& given) {
  TRY_LET(version, tx.objects().find_version(job.object.object, job.object.version));
  if (!version)
    return base::internal("run.version_missing", "a version of job '" + job.object.name + "' is missing",
                          job.object.object.text());
  TRY_LET(runnable, parse_runnable_job(version->content.canonical));
  TRY(instance::check_supported(runnable.definition, context.optional_types));
  TRY(check_texts(tx, job, runnable, given));
  return std::move(runnable);
}

base::Json describe_start(catalog::VersionNumber version, const expression::Parameters& given) {
  base::Json detail;
  detail.set("version", version);
  if (!given.empty()) detail.set("parameters", instance::describe_given(given));
  return detail;
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
