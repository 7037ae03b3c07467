#include "domain/instance/support_policy.h"

#include <algorithm>

#include "base/text.h"
#include "domain/expression/parameter_substitution.h"

namespace slipway::instance {
namespace {

constexpr std::size_t named_fields_max = 5;
constexpr std::size_t value_size_max = 64;  // bytes, of a value in a message

using Fields = UnsupportedFields;

bool is_foreign(std::string_view connection) { return !connection.empty() && connection != "local"; }

void add_script_fields(const catalog::Node& node, const catalog::ScriptDefinition& script, Fields& fields) {
  // Node types and script types are the same words in different spellings: Python and PYTHON.
  if (!base::equals_ignoring_ascii_case(script.type, node.type)) fields.push_back({"type", script.type, node.name, script.name});
  if (is_foreign(script.connection_name)) fields.push_back({"connectionName", script.connection_name, node.name, script.name});
  if (expression::contains_expression(script.content)) fields.push_back({"content", "#{...}", node.name, script.name});
}

// The value of a property may be a whole statement. A character that is cut in two is shown as such.
std::string excerpt(std::string_view value) {
  if (value.size() <= value_size_max) return std::string(value);
  return base::replace_invalid_utf8(value.substr(0, value_size_max)) + "...";
}

std::string describe(const UnsupportedField& field) {
  std::string text = field.field;
  if (!field.value.empty()) text += " " + excerpt(field.value);
  if (!field.script.empty()) text += " of script " + field.script;
  if (!field.node.empty()) text += " of node " + field.node;
  return text;
}

Result<void> refuse_unsupported(std::string_view job_name, const Fields& fields) {
  if (fields.empty()) return {};
  std::string message = "job " + std::string(job_name) + " cannot run yet: not supported is ";
  for (std::size_t i = 0; i < std::min(fields.size(), named_fields_max); ++i)
    message += (i == 0 ? "" : ", ") + describe(fields[i]);
  if (fields.size() > named_fields_max) message += " and " + std::to_string(fields.size() - named_fields_max) + " more";
  return base::invalid_argument("run.not_yet_supported", message);
}

}  // namespace

Fields not_yet_supported(const catalog::JobDefinition& job, const catalog::OptionalTypes& optional) {
  Fields fields;
  for (const auto& member : job_members())
    if (member.object != nullptr) member.object(job, fields);
  for (const auto& node : job.nodes) {
    if (!catalog::can_run(node.type, optional)) fields.push_back({"type", node.type, node.name});
    for (const auto members : {node_members(), node_properties()})
      for (const auto& member : members)
        if (member.object != nullptr) member.object(node, fields);
  }
  return fields;
}

std::string warning_of_types(const std::vector<TypedNode>& nodes, const catalog::OptionalTypes& optional) {
  constexpr std::size_t named_nodes_max = 3;
  std::string named;
  std::size_t count = 0;
  for (const auto& node : nodes) {
    if (catalog::can_run(node.type, optional)) continue;
    if (++count > named_nodes_max) continue;
    named += (count == 1 ? "node " : ", node ") + excerpt(node.name) + " of type " + excerpt(node.type);
  }
  if (count == 0) return {};
  if (count > named_nodes_max) named += " and " + std::to_string(count - named_nodes_max) + " more";
  return named + " cannot run here; the job is kept, and its start is refused";
}

Result<void> check_supported(const catalog::JobDefinition& job, const catalog::OptionalTypes& optional) {
  return refuse_unsupported(job.name, not_yet_supported(job, optional));
}

Result<void> check_script_supported(std::string_view job_name, const catalog::Node& node,
                                    const catalog::ScriptDefinition& script) {
  Fields fields;
  add_script_fields(node, script, fields);
  return refuse_unsupported(job_name, fields);
}

Result<void> check_supported(std::string_view job_name, const std::vector<catalog::JobParameter>& parameters) {
  Fields fields;
  for (const auto& parameter : parameters)
    if (expression::contains_expression(parameter.value)) fields.push_back({"parameters." + parameter.name, "#{...}", {}});
  return refuse_unsupported(job_name, fields);
}

}  // namespace slipway::instance
