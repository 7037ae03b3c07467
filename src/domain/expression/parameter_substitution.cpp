#include "domain/expression/parameter_substitution.h"

namespace slipway::expression {

namespace {

constexpr std::string_view reference_start = "${";

const std::string* find_value(const ParameterSources& sources, std::string_view name) {
  if (name.empty()) return nullptr;
  for (const auto* source : {sources.job, sources.environment, sources.script}) {
    if (source == nullptr) continue;
    if (const auto found = source->find(name); found != source->end()) return &found->second;
  }
  return nullptr;
}

const std::string* find_refusal(const ParameterSources& sources, std::string_view name) {
  if (sources.refused == nullptr) return nullptr;
  const auto found = sources.refused->find(name);
  return found == sources.refused->end() ? nullptr : &found->second;
}

// The name of a reference whose text starts behind ${; empty when no } follows near enough.
std::string_view referenced_name(std::string_view rest) {
  const auto end = rest.substr(0, parameter_name_size_max + 1).find('}');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

}  // namespace

Result<std::string> substitute(std::string_view text, const ParameterSources& sources, std::size_t size_max) {
  std::string result;
  const auto fits = [&](std::string_view piece) { return piece.size() <= size_max - result.size(); };
  const auto too_large = [&] {
    return base::limit_reached("expression.result_too_large",
                               "the text with its parameters filled in is larger than " + std::to_string(size_max) + " bytes");
  };
  while (!text.empty()) {
    const auto start = text.find(reference_start);
    const auto plain = text.substr(0, start);
    if (!fits(plain)) return too_large();
    result += plain;
    if (start == std::string_view::npos) break;
    text.remove_prefix(start + reference_start.size());

    const auto name = referenced_name(text);
    if (const auto* reason = find_refusal(sources, name)) return base::invalid_argument("run.parameter_not_plain", *reason);
    const auto* value = find_value(sources, name);
    const std::string_view piece = value != nullptr ? std::string_view(*value) : reference_start;
    if (!fits(piece)) return too_large();
    result += piece;
    if (value != nullptr) text.remove_prefix(name.size() + 1);
  }
  return result;
}

bool contains_expression(std::string_view text) { return text.find("#{") != std::string_view::npos; }

}  // namespace slipway::expression
