// Which constraint was broken: SQLite names columns, PostgreSQL the index or constraint, and our code branches on names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace slipway::store {

// `message` is SQLite's own ("UNIQUE constraint failed: job.workspace_id, job.name").
std::string constraint_name(sqlite3* database, int code, const std::string& message);

// The name given by CONSTRAINT in a CREATE TABLE text to the UNIQUE or PRIMARY KEY over just these columns; empty when
// there is none. Apart for its tests.
std::string declared_name(std::string_view create_table, const std::vector<std::string>& columns);

}  // namespace slipway::store
