#include "domain/instance/run_parameters.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/regex.h"
#include "base/text.h"

namespace slipway::instance {

namespace {

constexpr std::string_view variable_prefix = "SLIPWAY_PARAM_";
constexpr std::size_t plain_length_max = 1'024;      // characters
constexpr std::size_t variable_size_max = 32 * 1024;  // bytes
constexpr std::string_view hidden_value = "*********";
constexpr std::array<std::string_view, 6> secret_words{"password", "passwd", "secret", "token", "credential", "passphrase"};

bool matches(std::string_view text, std::string_view expression) {
  const auto pattern = base::Regex::compile(expression);
  BASE_ASSERT(static_cast<bool>(pattern));
  return pattern->matches_all(text);
}

bool is_time(std::string_view value) { return matches(value, R"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})"); }

bool is_for_a_variable(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool names_a_secret(std::string_view name) {
  const auto folded = base::lower_ascii(name);
  return std::any_of(secret_words.begin(), secret_words.end(),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

}  // namespace

expression::Parameters to_values(const std::vector<catalog::JobParameter>& list) {
  expression::Parameters values;
  for (const auto& parameter : list) values.insert_or_assign(parameter.name, parameter.value);
  return values;
}

RunParameters run_parameters(const std::vector<catalog::JobParameter>& declared, expression::Parameters given) {
  RunParameters parameters{.own = to_values(declared), .given = std::move(given)};
  for (const auto& [name, value] : parameters.given) parameters.own.erase(name);
  return parameters;
}

bool is_plain_value(std::string_view value) {
  if (!base::is_utf8(value) || base::character_count(value) > plain_length_max || value.starts_with('-')) return false;
  return is_time(value) || matches(value, R"([\p{L}\p{Nd}_.:/,+@%=~-]*)");
}

std::string variable_of(std::string_view parameter) {
  if (!std::all_of(parameter.begin(), parameter.end(), is_for_a_variable)) return {};
  return std::string(variable_prefix) + std::string(parameter);
}

std::vector<std::string> variables_of(const RunParameters& parameters) {
  std::vector<std::string> variables;
  for (const auto* values : {&parameters.own, &parameters.given})
    for (const auto& [name, value] : *values)
      if (const auto variable = variable_of(name); !variable.empty() && value.size() <= variable_size_max)
        variables.push_back(variable + "=" + value);
  return variables;
}

base::Json describe_given(const expression::Parameters& given) {
  base::Json::Object described;
  for (const auto& [name, value] : given) described.emplace_back(name, names_a_secret(name) ? std::string(hidden_value) : value);
  return base::Json(std::move(described));
}

}  // namespace slipway::instance
