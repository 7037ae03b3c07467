// What the SQL compiler (tools/sql/compile.py) writes: named statements and migrations, in both dialects.
// Constants with static storage: the drivers keep prepared statements by the address of the text.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace slipway::store {

enum class Dialect : std::uint8_t { sqlite, postgres };

constexpr std::string_view to_text(Dialect dialect) { return dialect == Dialect::sqlite ? "sqlite" : "postgres"; }

struct Statement {
  std::string_view name;                         // as after "-- name:"; logs, errors and metrics use it
  std::string_view sqlite;                       // with ?1, ?2 ...
  std::string_view postgres;                     // with $1, $2 ...
  std::span<const std::string_view> parameters;  // names without the colon; the first is ?1 and $1
};

struct Migration {
  int number = 0;         // 1, 2, 3 ... without gaps
  std::string_view name;  // of the file, without number and ending
  std::string_view text;  // any number of statements, none of them BEGIN or COMMIT
};

}  // namespace slipway::store
