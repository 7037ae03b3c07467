// One row of the table of operations that the contract gives: what the front door must know of an operation before it
// reads the body. The rows are constants of the generated code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace slipway::contract {

// Which form errors take, and which codes the workspace has in them.
enum class Face : std::uint8_t { v1, v2, v3, native, plain };

// What the caller must be allowed to do.
enum class Action : std::uint8_t {
  open,            // nobody need be signed in
  signed_in,       // any user
  read,            // the rest by role in the workspace
  develop,
  package,
  deploy,
  revoke,
  operate,
  stop_run,
  manage_members,
  add_workspaces,  // the system administrator
  administer,      // likewise, with no credential of one project only
  own_account,     // the user of the path, or the system administrator
};

enum class Effect : std::uint8_t { read, write };

// Who runs the handler: a database lane, the lane of slow work, or none (it never blocks).
enum class Lane : std::uint8_t { none, read, write, slow };

// Where the workspace is named.
enum class WorkspaceFrom : std::uint8_t { none, header, path };

struct Operation {
  std::uint16_t number;            // position in the table, the number of its OperationId
  std::string_view name;           // the operationId of the contract
  std::string_view method;
  std::string_view path;           // the template: "/v1/{project_id}/jobs"
  std::string_view tag;
  std::span<const std::string_view> path_parameters;  // names, in the order of the template
  Face face;
  Action action;
  Effect effect;
  Lane lane;
  WorkspaceFrom workspace;
  bool replay;                     // a repeated signature must not do it twice
  std::size_t body_limit;          // bytes; 0: the setting limits.request_bytes
  int success_status;
  std::string_view content_type;   // of the answer; empty: no body

  std::optional<std::size_t> position_of(std::string_view parameter) const {
    for (std::size_t at = 0; at < path_parameters.size(); ++at)
      if (path_parameters[at] == parameter) return at;
    return std::nullopt;
  }
};

}  // namespace slipway::contract
