#include "domain/instance/node_input.h"

#include <algorithm>

#include "base/text.h"
#include "domain/catalog/job_rules.h"
#include "domain/catalog/split_arguments.h"

namespace slipway::instance {
namespace {

using expression::Parameters;

// Values that may be filled in at one kind of place, and why the others may not.
struct PlaceValues {
  Parameters values;
  expression::RefusedParameters refused;
};

std::string refusal_of(std::string_view name, std::string_view why) {
  const auto variable = variable_of(name);
  return "the value of '" + std::string(name) + "' comes from a call and " + std::string(why) +
         ", so it cannot stand here for ${" + std::string(name) + "}: " +
         (variable.empty() ? "name it with letters, digits and '_' and read it as the variable SLIPWAY_PARAM_NAME"
                           : "read the variable " + variable + " instead");
}

PlaceValues values_for(const std::vector<catalog::JobParameter>& declared, const RunParameters& parameters, bool must_be_plain) {
  PlaceValues place{.values = parameters.own, .refused = {}};
  for (const auto& [name, value] : parameters.given) {
    const bool is_declared =
        std::any_of(declared.begin(), declared.end(), [&](const auto& parameter) { return parameter.name == name; });
    if (!is_declared) place.refused.emplace(name, refusal_of(name, "the job does not declare it in params"));
    else if (must_be_plain && !is_plain_value(value)) place.refused.emplace(name, refusal_of(name, "could be read as code"));
    else place.values.insert_or_assign(name, value);
  }
  return place;
}

// Their values may name job parameters; what is filled in there is not looked through again.
Result<Parameters> script_parameters_of(const catalog::Node& node, const PlaceValues& place) {
  Parameters parameters;
  const auto* lines = node.property("scriptArgs");
  if (lines == nullptr) return parameters;
  for (const auto line : base::split(*lines, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    TRY_LET(value,
            expression::substitute(base::trim(line.substr(equals + 1)), {.job = &place.values, .refused = &place.refused}));
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

Result<std::vector<std::string>> fill_words(std::string_view arguments, const expression::ParameterSources& sources) {
  TRY_LET(words, catalog::split_arguments(arguments));
  for (auto& word : words) {
    TRY_LET(filled, expression::substitute(word, sources));
    word = std::move(filled);
  }
  return std::move(words);
}

}  // namespace

Result<NodeInput> make_node_input(const catalog::Node& node, const std::vector<catalog::JobParameter>& declared,
                                  const RunParameters& parameters, std::string_view script_text) {
  const auto in_text = values_for(declared, parameters, true);
  const auto in_words = values_for(declared, parameters, false);
  TRY_LET(script_parameters, script_parameters_of(node, in_text));
  const auto source = catalog::text_of(node);
  const bool is_statement = source && source->source == catalog::NodeText::Source::statement;
  const auto raw_text = is_statement ? std::string_view(source->value) : script_text;
  if (expression::contains_expression(raw_text))
    return base::invalid_argument("run.not_yet_supported", "the script uses #{...}, which is not supported yet");
  TRY_LET(text, expression::substitute(in_our_lines(raw_text),
                                       {.job = &in_text.values, .script = &script_parameters, .refused = &in_text.refused}));
  TRY_LET(words, fill_words(property_or_empty(node, "arguments"),
                            {.job = &in_words.values, .script = &script_parameters, .refused = &in_words.refused}));
  return NodeInput{std::move(text), std::move(words), variables_of(parameters)};
}

Result<void> check_given(const catalog::Node& node, const std::vector<catalog::JobParameter>& declared, const Parameters& given,
                         std::string_view script_text) {
  if (given.empty()) return {};
  const auto input = make_node_input(node, declared, run_parameters(declared, given), script_text);
  if (input || input.error().code != "run.parameter_not_plain") return {};
  auto error = input.error();
  error.message = "node '" + node.name + "': " + error.message;
  return error;
}

}  // namespace slipway::instance
