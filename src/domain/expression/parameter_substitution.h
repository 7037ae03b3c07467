// Filling ${name} in node properties and script texts. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::expression {

using Parameters = std::map<std::string, std::string, std::less<>>;

// Names whose value may not stand in the text, each with the reason.
using RefusedParameters = Parameters;

// Where values come from: a job parameter goes before an environment variable, that before a script parameter.
// nullptr stands for none; what it points to must outlive the call.
struct ParameterSources {
  const Parameters* job = nullptr;
  const Parameters* environment = nullptr;
  const Parameters* script = nullptr;
  const RefusedParameters* refused = nullptr;  // goes before all of them
};

inline constexpr std::size_t parameter_name_size_max = 256;            // bytes; 64 characters of up to four
inline constexpr std::size_t substituted_size_max = std::size_t{16} << 20;  // bytes

// Replaces ${name} by its value, once: a value is not looked through again. An unknown name stays as it stands, so that
// a shell's own ${HOME} reaches the shell. Errors: "expression.result_too_large", "run.parameter_not_plain" (a refused name is there).
Result<std::string> substitute(std::string_view text, const ParameterSources& sources,
                               std::size_t size_max = substituted_size_max);

// True when the text holds the start of an expression, #{, which cannot be evaluated yet.
bool contains_expression(std::string_view text);

}  // namespace slipway::expression
