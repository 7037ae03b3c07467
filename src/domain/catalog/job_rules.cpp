#include "domain/catalog/job_rules.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "domain/catalog/names.h"
#include "domain/catalog/node_types.h"
#include "domain/catalog/split_arguments.h"

namespace slipway::catalog {

namespace {

constexpr std::size_t cycle_names_max = 20;  // in a message

std::string node_label(const Node& node) { return "node '" + node.name + "'"; }

bool has_text(const std::string* property) { return property != nullptr && !property->empty(); }

std::string format_cycle(const JobDefinition& job, const std::vector<std::size_t>& cycle) {
  std::string text;
  for (std::size_t i = 0; i < cycle.size() && i < cycle_names_max; ++i) text += "'" + job.nodes[cycle[i]].name + "' waits for ";
  if (cycle.size() > cycle_names_max) text += std::to_string(cycle.size() - cycle_names_max) + " more, waiting for ";
  return text + "'" + job.nodes[cycle.front()].name + "'";
}

Result<void> check_schedule(const Schedule& schedule) {
  const auto refused = [](std::string message) { return base::invalid_argument("job.schedule_not_valid", std::move(message)); };
  if (!schedule.type) return refused("/schedule/type is missing: EXECUTE_ONCE, CRON or EVENT");
  if (*schedule.type == ScheduleType::cron) {
    if (!schedule.cron) return refused("/schedule/cron is missing: a CRON schedule needs it");
    if (schedule.cron->expression.empty()) return refused("/schedule/cron/expression is missing, such as '0 30 2 * * ?'");
    if (schedule.cron->start_time.empty())
      return refused("/schedule/cron/startTime is missing, such as '2026-11-24T00:00:00+08'");
  }
  if (*schedule.type == ScheduleType::event) {
    if (!schedule.event) return refused("/schedule/event is missing: an EVENT schedule needs it");
    if (schedule.event->type.empty()) return refused("/schedule/event/eventType is missing: KAFKA, DIS or OBS");
    if (schedule.event->channel.empty()) return refused("/schedule/event/channel is missing");
  }
  return {};
}

base::Error property_missing(const Node& node, std::string_view what) {
  return base::invalid_argument("job.node_property_missing",
                                node_label(node) + " of type " + node.type + " needs " + std::string(what));
}

base::Error property_not_valid(const Node& node, std::string_view what) {
  return base::invalid_argument("job.node_property_not_valid", node_label(node) + ": " + std::string(what));
}

// What runs a text: exactly one of them.
Result<void> check_text_node(const Node& node) {
  const auto* choice = node.property("statementOrScript");
  const bool is_chosen = has_text(choice);
  if (is_chosen && *choice != "STATEMENT" && *choice != "SCRIPT")
    return property_not_valid(node, "the property statementOrScript must be STATEMENT or SCRIPT");
  const bool has_statement = has_text(node.property("statement"));
  const bool has_script = has_text(node.property("scriptName"));
  if (is_chosen && *choice == "STATEMENT" && !has_statement)
    return property_missing(node, "the property statement, as statementOrScript says");
  if (is_chosen && *choice == "SCRIPT" && !has_script)
    return property_missing(node, "the property scriptName, as statementOrScript says");
  if (!has_statement && !has_script) return property_missing(node, "one of the properties statement and scriptName");
  if (!is_chosen && has_statement && has_script)
    return property_missing(node, "the property statementOrScript to say which of statement and scriptName is meant");

  const auto text = text_of(node);
  if (text && text->source == NodeText::Source::script)
    if (const auto valid = check_script_name(text->value); !valid) return property_not_valid(node, valid.error().message);

  const auto* arguments = node.property("arguments");
  if (has_text(arguments))  // parameters are filled into the words
    if (const auto words = split_arguments(*arguments); !words) return property_not_valid(node, words.error().message);
  return {};
}

Result<void> check_property_names(const Node& node) {
  std::set<std::string_view> names;
  for (const auto& property : node.properties)
    if (!names.insert(property.name).second)
      return property_not_valid(node, "the property " + property.name + " is there twice; which one is meant cannot be told");
  return {};
}

Result<void> check_node(const Node& node) {
  TRY(check_property_names(node));
  if (runs_text(node.type)) return check_text_node(node);
  return {};  // a Dummy needs nothing, and what the other types need is not ours to know
}

}  // namespace

std::string_view to_text(Relation relation) { return relation == Relation::needs ? "needs" : "after"; }

std::optional<NodeText> text_of(const Node& node) {
  const auto* choice = node.property("statementOrScript");
  const auto* statement = node.property("statement");
  const auto* script = node.property("scriptName");
  const bool is_statement_chosen = has_text(choice) && *choice == "STATEMENT";
  const bool is_script_chosen = has_text(choice) && *choice == "SCRIPT";
  if (has_text(script) && !is_statement_chosen) return NodeText{NodeText::Source::script, *script};
  if (has_text(statement) && !is_script_chosen) return NodeText{NodeText::Source::statement, *statement};
  return std::nullopt;
}

Result<Predecessors> predecessors_of(const JobDefinition& job) {
  std::unordered_map<std::string_view, std::size_t> position_of;
  position_of.reserve(job.nodes.size());
  for (std::size_t i = 0; i < job.nodes.size(); ++i)
    if (!position_of.emplace(job.nodes[i].name, i).second)
      return base::invalid_argument("job.node_name_twice",
                                    "two nodes are called '" + job.nodes[i].name + "': node names are unique in a job");

  Predecessors predecessors(job.nodes.size());
  for (std::size_t i = 0; i < job.nodes.size(); ++i) {
    for (const auto& name : job.nodes[i].predecessors) {
      const auto found = position_of.find(name);
      if (found == position_of.end())
        return base::invalid_argument("job.unknown_predecessor",
                                      node_label(job.nodes[i]) + " waits for '" + name + "', which is no node of this job");
      predecessors[i].push_back(found->second);
    }
  }
  return predecessors;
}

Result<void> check_submittable(const JobDefinition& job) {
  if (job.nodes.empty())
    return base::invalid_argument("job.no_nodes", "the job '" + job.name + "' has no nodes: it can be saved, but not submitted");
  TRY_LET(predecessors, predecessors_of(job));
  if (const auto cycle = order_graph(predecessors).cycle; !cycle.empty())
    return base::invalid_argument("job.cycle",
                                  "the nodes of the job wait for one another in a circle: " + format_cycle(job, cycle));
  TRY(check_schedule(job.schedule));
  for (const auto& node : job.nodes) TRY(check_node(node));
  return {};
}

std::vector<Reference> references_of(const JobDefinition& job) {
  std::vector<Reference> references;
  for (const auto& node : job.nodes) {
    const auto text = text_of(node);
    const bool names_script = text && text->source == NodeText::Source::script && check_script_name(text->value);
    if (names_script) references.push_back({Relation::needs, ObjectKind::script, text->value, node.name});
  }
  if (job.schedule.cron)
    for (const auto& dependency : job.schedule.cron->dependencies)
      if (dependency.workspace_id.empty()) references.push_back({Relation::after, ObjectKind::job, dependency.job_name, {}});
  std::sort(references.begin(), references.end());
  references.erase(std::unique(references.begin(), references.end()), references.end());
  return references;
}

}  // namespace slipway::catalog
