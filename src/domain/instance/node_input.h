// What a node gets to run: its text, its arguments and its variables, with parameters filled in. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "domain/instance/run_parameters.h"

namespace slipway::instance {

struct NodeInput {
  std::string text;
  std::vector<std::string> arguments;  // words
  std::vector<std::string> variables;  // "SLIPWAY_PARAM_day=friday"
};

// `script_text`: of the node's script, where it has one; else the text is its statement. It runs with LF for CR LF and without a byte
// order mark. Script parameters are the lines k=v of its property scriptArgs, whose values may name job parameters; a job parameter goes
// before them.
//
// A value of a call stands in the text, and in scriptArgs, only where the job declares its name and the value is plain; `arguments` are
// split before they are filled in, so that any value of a declared name stays one word. What may not stand there is in the variable.
// Errors: expression.result_too_large, run.not_yet_supported, run.parameter_not_plain (naming the variable), node.arguments_not_valid.
Result<NodeInput> make_node_input(const catalog::Node& node, const std::vector<catalog::JobParameter>& declared,
                                  const RunParameters& parameters, std::string_view script_text);

// The same question when the run is asked for; what the script says may have changed when the node starts. Error: run.parameter_not_plain.
Result<void> check_given(const catalog::Node& node, const std::vector<catalog::JobParameter>& declared,
                         const expression::Parameters& given, std::string_view script_text);

}  // namespace slipway::instance
