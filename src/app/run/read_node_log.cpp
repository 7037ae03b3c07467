#include "app/run/read_node_log.h"

#include <utility>

#include "app/ports/run/instance_repository.h"
#include "app/ports/server/incarnation_repository.h"
#include "app/run/show_job_instance.h"

namespace slipway::app {
namespace {

Result<instance::Attempt> get_attempt(Tx& tx, const WorkspaceCall& call, const ReadNodeLog& request) {
  TRY(get_job_instance(tx, call.workspace, std::nullopt, request.instance));
  TRY_LET(attempt, tx.instances().find_attempt(request.instance, request.node_name, request.attempt));
  if (!attempt)
    return base::not_found("node.log_not_found",
                           "node '" + request.node_name + "' of instance " + request.instance.text() + " has no such attempt");
  return *std::move(attempt);
}

base::Error log_elsewhere(const std::string& host_name) {
  return base::unavailable("node.log_elsewhere", "the log lies on server " + host_name + ": ask there");
}

}  // namespace

Result<NodeLog> read_node_log(Context& context, const AttemptLogs& logs, const ServerIdentity& server, const WorkspaceCall& call,
                              const ReadNodeLog& request) {
  TRY_LET(attempt, context.store.read([&](Tx& tx) { return get_attempt(tx, call, request); }));
  NodeLog log{.chunk = {}, .attempt = attempt.attempt, .has_ended = attempt.ended_at.has_value()};
  log.chunk.next_offset = request.offset;
  if (attempt.log_path.empty()) return log;  // a node without a process, or one that is just starting
  const bool is_ours = attempt.log_server == server.id;
  if (!is_ours) {
    TRY_LET(host, context.store.read([&](Tx& tx) { return tx.incarnations().find_server_host(attempt.log_server); }));
    if (host) return log_elsewhere(*host);
  }
  // The first version recorded no more than the name of the host, which may be another now. Paths hold workspace, instance, node and
  // attempt: a file of that path is this log, wherever it was written.
  auto chunk = logs.read(attempt.log_path, request.offset, log_chunk_max);
  if (!chunk && !is_ours && chunk.error().code == "node.log_not_found" && attempt.log_server != server.host_name)
    return log_elsewhere(attempt.log_server);
  TRY(chunk);
  log.chunk = *std::move(chunk);
  return log;
}

}  // namespace slipway::app
