#include "adapters/store/server/incarnation_repository.h"
#include "generated/sql/statements.h"

namespace slipway::store {

Result<void> SqlIncarnationRepository::begin(const std::string& id, const std::string& host_name, base::Instant now,
                                             std::chrono::microseconds lease) {
  TRY(connection_.execute(sql::delete_other_incarnations, {{"id", id}}));
  TRY(connection_.execute(sql::insert_incarnation,
                          {{"id", id}, {"host_name", host_name}, {"now", now}, {"lease", lease.count()}}));
  return {};
}

Result<bool> SqlIncarnationRepository::renew(const std::string& id, base::Instant now, std::chrono::microseconds lease) {
  TRY_LET(rows, connection_.execute(sql::renew_incarnation, {{"id", id}, {"now", now}, {"lease", lease.count()}}));
  return rows == 1;
}

Result<void> SqlIncarnationRepository::end(const std::string& id) {
  TRY(connection_.execute(sql::delete_incarnation, {{"id", id}}));
  return {};
}

Result<void> SqlIncarnationRepository::record_server(const app::ServerIdentity& server, base::Instant now) {
  TRY(connection_.execute(sql::upsert_server, {{"id", server.id}, {"host_name", server.host_name}, {"now", now}}));
  return {};
}

Result<std::optional<std::string>> SqlIncarnationRepository::find_server_host(const std::string& server_id) {
  TRY_LET(rows, connection_.query(sql::find_server_host, {{"id", server_id}}));
  if (rows.empty()) return std::optional<std::string>();
  return std::optional<std::string>(rows.front().text("host_name"));
}

}  // namespace slipway::store
