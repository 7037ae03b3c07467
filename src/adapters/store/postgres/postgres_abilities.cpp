#include "adapters/store/postgres/postgres_abilities.h"

#include <memory>

namespace slipway::store {
namespace {

constexpr const char* ask_abilities =
    "SELECT current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS is_read_only, "
    "CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_standby, pg_backend_pid() AS backend";
constexpr const char* ask_backend = "SELECT pg_backend_pid() AS backend";

Result<std::int64_t> backend_of(PostgresConnection& connection) {
  TRY_LET(rows, connection.ask(ask_backend));
  return rows.front().integer("backend");
}

// A pooler that gives each transaction any session that is free gives ours to a second connection while the first is idle, or answers
// the first from another one.
Result<bool> is_session_kept(PostgresConnection& connection, PostgresConnection& second, std::int64_t backend) {
  TRY(second.command("BEGIN"));
  TRY_LET(backend_of_second, backend_of(second));
  if (backend_of_second == backend) return false;
  TRY_LET(backend_now, backend_of(connection));
  return backend_now == backend;
}

Result<void> demand_session(PostgresConnection& connection, std::int64_t backend, const PostgresAddress& address,
                            const PostgresOptions& options) {
  const auto second = PostgresConnection::connect(address, options);
  if (!second) return {};  // no room for another: so each of ours has a session of its own
  TRY_LET(is_kept, is_session_kept(connection, **second, backend));
  if (is_kept) return {};
  return base::unavailable(
      "store.session_not_kept",
      "between the server and its database at " + address.where +
          " stands a pooler that gives each transaction another session, so locks would not last; connect to "
          "the database itself, or let the pooler keep a session for each connection");
}

}  // namespace

Result<void> demand_abilities(PostgresConnection& connection, const PostgresAddress& address, const PostgresOptions& options) {
  TRY_LET(rows, connection.ask(ask_abilities));
  const auto found = rows.front();
  if (const auto encoding = found.text("encoding"); encoding != "UTF8")
    return base::unavailable("store.encoding_not_utf8", "the database at " + address.where + " has the encoding " +
                                                            std::string(encoding) +
                                                            ", which cannot hold every text; Slipway needs one with UTF8");
  if (found.text("is_read_only") != "off")
    return base::unavailable("store.read_only",
                             "the database at " + address.where + " cannot be written: " +
                                 (found.flag("is_standby") ? "it is a standby" : "its transactions are read-only"));
  const auto backend = found.integer("backend");
  // What the server said when it took the connection is what a session says of itself, unless somebody stands between.
  if (backend == connection.stated_backend()) return {};
  return demand_session(connection, backend, address, options);
}

}  // namespace slipway::store
