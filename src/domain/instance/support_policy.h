// What may be stored but not be run yet. Nothing is ignored in silence: starting such a job is refused, field by field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "domain/catalog/node_types.h"
#include "domain/catalog/script_definition.h"
#include "domain/instance/published_members.h"

namespace slipway::instance {

// All that stands against running the job; empty when it can run.
UnsupportedFields not_yet_supported(const catalog::JobDefinition& job, const catalog::OptionalTypes& optional = {});

struct TypedNode {
  std::string_view name;
  std::string_view type;
};

// One line for who stores a job: which nodes have types that cannot run here. Empty when all can.
std::string warning_of_types(const std::vector<TypedNode>& nodes, const catalog::OptionalTypes& optional = {});

// Error: run.not_yet_supported, naming field and node of the first ones.
Result<void> check_supported(const catalog::JobDefinition& job, const catalog::OptionalTypes& optional = {});
// The same for the script that a node of the job runs: it must be of the node's language and run here.
Result<void> check_script_supported(std::string_view job_name, const catalog::Node& node,
                                    const catalog::ScriptDefinition& script);
// The same for parameters that come with a start.
Result<void> check_supported(std::string_view job_name, const std::vector<catalog::JobParameter>& parameters);

}  // namespace slipway::instance
