#include "app/run/test_run.h"

#include <map>
#include <utility>

#include "app/access/authorize.h"
#include "app/jobs/released_job.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/run/instance_repository.h"
#include "domain/catalog/script_definition.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

Result<ObjectRow> get_draft_of_job(Tx& tx, const WorkspaceCall& call, std::string_view job_name) {
  TRY_LET(row, tx.objects().find_row(call.workspace.id, catalog::ObjectKind::job, job_name));
  if (!row) return base::not_found("job.not_found", "there is no job called '" + std::string(job_name) + "'");
  return *std::move(row);
}

// A simple workspace has production only.
Result<catalog::Environment> get_test_environment(Tx& tx, const catalog::Workspace& workspace) {
  const bool is_simple = workspace.mode == catalog::WorkspaceMode::simple;
  return tx.environments().get(workspace.id, is_simple ? catalog::production_name : catalog::development_name);
}

Result<catalog::ScriptDefinition> get_script_draft(Tx& tx, const WorkspaceCall& call, const std::string& script,
                                                   const std::string& node) {
  TRY_LET(row, tx.objects().find_row(call.workspace.id, catalog::ObjectKind::script, script));
  if (!row)
    return base::invalid_argument("run.script_missing",
                                  "node '" + node + "' needs the script '" + script + "', which is not there");
  TRY_LET(json, base::parse_json(row->draft.canonical));
  return catalog::read_stored_script(json);
}

// The nodes with the texts fixed, since a draft may change while the run waits or goes on.
Result<std::vector<instance::NodeInstance>> make_test_nodes(Tx& tx, const WorkspaceCall& call, const instance::RunnableJob& job,
                                                            const expression::Parameters& given) {
  std::map<std::string, catalog::ScriptDefinition> scripts;
  auto nodes = instance::make_node_instances(job, {}, instance::QueueClass::test);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& node = job.definition.nodes[i];
    const auto& name = job.nodes[i].script_name;
    if (!name) {
      TRY(instance::check_given(node, job.definition.parameters, given, {}));
      continue;
    }
    auto found = scripts.find(*name);
    if (found == scripts.end()) {
      TRY_LET(draft, get_script_draft(tx, call, *name, nodes[i].name));
      found = scripts.emplace(*name, std::move(draft)).first;
    }
    TRY(instance::check_script_supported(job.definition.name, node, found->second));
    TRY(instance::check_given(node, job.definition.parameters, given, found->second.content));
    nodes[i].script_content = found->second.content;
  }
  return nodes;
}

Result<instance::JobInstanceId> test_run_in(Context& context, Tx& tx, const WorkspaceCall& call, const TestRun& request) {
  TRY(authorize(context, tx, call, access::Action::develop));
  TRY_LET(row, get_draft_of_job(tx, call, request.job_name));
  TRY_LET(job, parse_runnable_job(row.draft.canonical));
  TRY(catalog::check_submittable(job.definition));
  TRY(instance::check_supported(job.definition, context.optional_types));
  TRY(instance::check_supported(request.job_name, request.parameters));
  const auto given = instance::to_values(request.parameters);
  TRY_LET(environment, get_test_environment(tx, call.workspace));
  TRY_LET(nodes, make_test_nodes(tx, call, job, given));

  instance::JobInstance run;
  run.workspace = call.workspace.id;
  run.environment = environment.id;
  run.job = row.object.id;
  run.job_name = row.object.name;
  run.kind = instance::InstanceKind::test_run;
  run.plan_time = context.clock.now();
  run.version = row.object.latest_version;
  run.definition = row.draft.canonical;
  run.parameters = instance::run_parameters(job.definition.parameters, given);
  run.created_by = call.caller.user;
  run.submitted_at = run.plan_time;
  TRY_LET(made, tx.instances().insert(run, instance::instances_at_once(job.definition, context.limits.instances_per_job)));
  if (!made) return base::internal("run.not_made", "the run could not be made");
  for (auto& node : nodes) node.instance = *made;
  TRY(tx.instances().insert_nodes(nodes));

  auto detail = describe_start(run.version, given);
  detail.set("instance", made->number);
  TRY(record_run_event(context, tx,
                       {.workspace = call.workspace.id,
                        .by = call.caller.user,
                        .action = "job.test_run",
                        .job = run.job,
                        .job_name = run.job_name,
                        .detail = std::move(detail)}));
  return *made;
}

}  // namespace

Result<instance::JobInstanceId> test_run(Context& context, const WorkspaceCall& call, const TestRun& request) {
  return context.store.write([&](Tx& tx) {
    tx.after_commit([&] { context.wakeups.instances(); });
    return test_run_in(context, tx, call, request);
  });
}

}  // namespace slipway::app
