// The log of one attempt of one node, from an offset on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/ports/context.h"
#include "app/ports/run/attempt_logs.h"
#include "app/ports/server/server_identity.h"
#include "domain/instance/ids.h"

namespace slipway::app {

inline constexpr std::size_t log_chunk_max = std::size_t{1} << 20;  // bytes of one answer

struct ReadNodeLog {
  instance::JobInstanceId instance;
  std::string node_name;
  std::optional<std::int64_t> attempt;  // absent: the last one
  std::int64_t offset = 0;              // in bytes
};

struct NodeLog {
  LogChunk chunk;
  std::int64_t attempt = 0;
  bool has_ended = false;  // nothing will be added to it
};

// `server`: this one. Errors: instance.not_found, node.log_not_found (no such node, attempt or file), node.log_elsewhere
// (unavailable; names the host of the server that has it).
Result<NodeLog> read_node_log(Context& context, const AttemptLogs& logs, const ServerIdentity& server, const WorkspaceCall& call,
                              const ReadNodeLog& request);

}  // namespace slipway::app
