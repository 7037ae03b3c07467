// What becomes of each published member of a job when the job runs: the one list. The support policy walks it, and a test holds
// it against the contract, so that no member that changes a run is stored and passed over in silence. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog/job_definition.h"

namespace slipway::instance {

struct UnsupportedField {
  std::string field;     // as the API spells it: "failPolicy"
  std::string value;     // what it says, where that matters; else empty
  std::string node;      // empty: of the job itself
  std::string script{};  // that the node runs, where the field is the script's; else empty
};

using UnsupportedFields = std::vector<UnsupportedField>;

enum class MemberUse : std::uint8_t {
  honoured,  // it does what it says; what it may also say and we do not do yet is an objection
  kept,      // answered as given and not read: it changes no run, or the server's settings say it (agency, executeUser)
  refused,   // it would change a run in a way that is not there yet: an objection, unless it says nothing
};

// `name` covers what lies below it: "schedule.cron.dependJobs". `object` adds what stands against running; null: nothing can.
struct JobMember {
  std::string_view name;
  MemberUse use = MemberUse::kept;
  void (*object)(const catalog::JobDefinition& job, UnsupportedFields& fields) = nullptr;
};

// A member of a node, or one of its properties.
struct NodeMember {
  std::string_view name;
  MemberUse use = MemberUse::kept;
  void (*object)(const catalog::Node& node, UnsupportedFields& fields) = nullptr;
};

std::span<const JobMember> job_members();
std::span<const NodeMember> node_members();
// Of Shell, Python and Dummy. A property that is not here is another system's, and kept.
std::span<const NodeMember> node_properties();

}  // namespace slipway::instance
