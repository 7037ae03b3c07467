// What a database must be able to do, asked at each connect, since the next one may lead to another server (a failover, a pooler that
// was put between): hold every text (UTF8), be written, and keep a session, whose locks tell other servers that we live.
#pragma once

#include "adapters/store/postgres/postgres_connection.h"
#include "adapters/store/postgres/postgres_url.h"

namespace slipway::store {

// Errors, all unavailable: store.encoding_not_utf8, store.read_only, store.session_not_kept; each names what was found.
Result<void> demand_abilities(PostgresConnection& connection, const PostgresAddress& address, const PostgresOptions& options);

}  // namespace slipway::store
