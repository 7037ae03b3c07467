// What a submitted job needs beyond being well formed, and what it names outside itself. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalog/graph.h"
#include "domain/catalog/job_definition.h"
#include "domain/catalog/object.h"

namespace slipway::catalog {

// Where the text of a node comes from.
struct NodeText {
  enum class Source : std::uint8_t { statement, script };
  Source source = Source::statement;
  std::string value;  // the text itself, or the script's name
};

// Nothing when the node has neither statement nor script. `statementOrScript` decides where both are there.
std::optional<NodeText> text_of(const Node& node);

// The nodes' predecessors by position. Errors: job.node_name_twice, job.unknown_predecessor.
Result<Predecessors> predecessors_of(const JobDefinition& job);

// Errors: job.no_nodes, job.node_name_twice, job.unknown_predecessor, job.cycle (its message goes round the cycle),
// job.schedule_not_valid (incomplete; what a cron expression says is checked by domain/schedule),
// job.node_property_missing, job.node_property_not_valid.
Result<void> check_submittable(const JobDefinition& job);

// needs: must be in an environment with the job. after: a job of the same workspace that comes first in each period.
enum class Relation : std::uint8_t { needs, after };

std::string_view to_text(Relation relation);

struct Reference {
  Relation relation = Relation::needs;
  ObjectKind kind = ObjectKind::script;
  std::string name;
  std::string node_name;  // empty for after

  friend auto operator<=>(const Reference&, const Reference&) = default;
};

// Distinct, in the order of Reference. Jobs of other workspaces are left out.
std::vector<Reference> references_of(const JobDefinition& job);

}  // namespace slipway::catalog
