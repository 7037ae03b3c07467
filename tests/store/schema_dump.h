// A database's tables as text: what the migrations add up to.
#pragma once

#include <map>
#include <set>
#include <string>

#include "adapters/store/database.h"

namespace slipway::test {

// As SQL that makes the same tables, in the order of their names.
std::string dump_schema(store::Database& database);

// The columns of each table, to compare the two databases: "name", "name NOT NULL".
using TableColumns = std::map<std::string, std::set<std::string>>;
TableColumns columns_of_tables(store::Database& database);

// Names of the indexes and constraints that errors may name (violates): the unique ones that were given a name.
std::set<std::string> unique_indexes(store::Database& database);

}  // namespace slipway::test
