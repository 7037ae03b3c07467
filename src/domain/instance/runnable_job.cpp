#include "domain/instance/runnable_job.h"

#include <algorithm>
#include <utility>

#include "domain/catalog/job_rules.h"
#include "domain/catalog/node_types.h"

namespace slipway::instance {
namespace {

// A line drawn twice counts once.
void sort_and_deduplicate(std::vector<std::size_t>& positions) {
  std::ranges::sort(positions);
  positions.erase(std::ranges::unique(positions).begin(), positions.end());
}

std::optional<std::string> script_name_of(const catalog::Node& node) {
  auto text = catalog::text_of(node);
  if (!catalog::runs_text(node.type) || !text || text->source != catalog::NodeText::Source::script) return std::nullopt;
  return std::move(text->value);
}

NodeSettings settings_of(const catalog::Node& node) {
  return NodeSettings{.retry_times = node.retry_times,
                      .retry_interval = node.retry_interval,
                      .retries_after_time_limit = node.retries_after_time_limit,
                      .ignores_failure = node.fail_policy == catalog::FailPolicy::ignore};
}

}  // namespace

Result<RunnableJob> make_runnable_job(catalog::JobDefinition definition) {
  TRY_LET(predecessors, catalog::predecessors_of(definition));
  std::vector<RunnableNode> nodes(definition.nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    sort_and_deduplicate(predecessors[i]);
    nodes[i].settings = settings_of(definition.nodes[i]);
    const auto* type = catalog::find_node_type(definition.nodes[i].type);
    const auto* dry_run = definition.nodes[i].property("emptyRunningJob");
    const bool is_dry_run = dry_run != nullptr && *dry_run == "1";
    if (type != nullptr) nodes[i].kind = is_dry_run ? catalog::ExecutorKind::none : type->kind;
    nodes[i].script_name = script_name_of(definition.nodes[i]);
    nodes[i].predecessor_count = static_cast<std::int64_t>(predecessors[i].size());
    for (const auto predecessor : predecessors[i]) nodes[predecessor].successors.push_back(i);
  }
  return RunnableJob{std::move(definition), std::move(nodes)};
}

std::int64_t instances_at_once(const catalog::JobDefinition& job, std::int64_t usual) {
  const bool is_cron = job.schedule.type == catalog::ScheduleType::cron && job.schedule.cron;
  return is_cron ? job.schedule.cron->concurrent.value_or(usual) : usual;
}

std::vector<NodeInstance> make_node_instances(const RunnableJob& job, JobInstanceId instance, QueueClass queue_class) {
  std::vector<NodeInstance> nodes(job.nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].instance = instance;
    nodes[i].ordinal = static_cast<std::int64_t>(i);
    nodes[i].name = job.definition.nodes[i].name;
    nodes[i].type = job.definition.nodes[i].type;
    nodes[i].kind = job.nodes[i].kind;
    nodes[i].queue_class = queue_class;
    nodes[i].facts.waiting_for = job.nodes[i].predecessor_count;
  }
  return nodes;
}

}  // namespace slipway::instance
