#include "domain/instance/node_input.h"

#include "base/text.h"
#include "domain/catalog/job_rules.h"

namespace slipway::instance {
namespace {

// Their values may name job parameters; what is filled in there is not looked through again.
Result<expression::Parameters> script_parameters_of(const catalog::Node& node, const expression::Parameters& job_parameters) {
  expression::Parameters parameters;
  const auto* lines = node.property("scriptArgs");
  if (lines == nullptr) return parameters;
  for (const auto line : base::split(*lines, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    TRY_LET(value, expression::substitute(base::trim(line.substr(equals + 1)),
                                          {.job = &job_parameters, .environment = nullptr, .script = nullptr}));
    parameters.insert_or_assign(std::string(base::trim(line.substr(0, equals))), std::move(value));
  }
  return parameters;
}

std::string_view property_or_empty(const catalog::Node& node, std::string_view name) {
  const auto* value = node.property(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

// An editor of another system ends lines with CR LF or begins with a byte order mark; bash and Python would take both for text.
std::string in_our_lines(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!text.substr(i).starts_with("\r\n")) lines += text[i];
  return lines;
}

}  // namespace

expression::Parameters resolve_parameters(const std::vector<catalog::JobParameter>& own,
                                          const std::vector<catalog::JobParameter>& given) {
  expression::Parameters parameters;
  for (const auto* list : {&own, &given})
    for (const auto& parameter : *list) parameters.insert_or_assign(parameter.name, parameter.value);
  return parameters;
}

Result<NodeInput> make_node_input(const catalog::Node& node, const expression::Parameters& job_parameters,
                                  std::string_view script_text) {
  TRY_LET(script_parameters, script_parameters_of(node, job_parameters));
  const expression::ParameterSources sources{.job = &job_parameters, .environment = nullptr, .script = &script_parameters};
  const auto source = catalog::text_of(node);
  const bool is_statement = source && source->source == catalog::NodeText::Source::statement;
  const auto raw_text = is_statement ? std::string_view(source->value) : script_text;
  if (expression::contains_expression(raw_text))
    return base::invalid_argument("run.not_yet_supported", "the script uses #{...}, which is not supported yet");
  TRY_LET(text, expression::substitute(in_our_lines(raw_text), sources));
  TRY_LET(arguments, expression::substitute(property_or_empty(node, "arguments"), sources));
  return NodeInput{std::move(text), std::move(arguments)};
}

}  // namespace slipway::instance
