// What a node gets to run: its text and its arguments with parameters filled in. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "domain/expression/parameter_substitution.h"

namespace slipway::instance {

struct NodeInput {
  std::string text;
  std::string arguments;
};

// The job's own parameters, those given with the start in their place.
expression::Parameters resolve_parameters(const std::vector<catalog::JobParameter>& own,
                                          const std::vector<catalog::JobParameter>& given);

// `script_text`: of the node's script, where it has one; else the text is its statement. It runs with LF for CR LF and without a byte order mark.
// Script parameters are the lines
// k=v of its property scriptArgs, whose values may name job parameters; a job parameter goes before them. Errors: expression.result_too_large, run.not_yet_supported.
Result<NodeInput> make_node_input(const catalog::Node& node, const expression::Parameters& job_parameters,
                                  std::string_view script_text);

}  // namespace slipway::instance
