// From PostgreSQL's SQLSTATE to our errors.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

struct pg_result;

namespace slipway::store {

// What a result that is an error says. Its DETAIL, which quotes values, is left out.
struct PostgresFailure {
  std::string state;       // SQLSTATE, five characters; empty when the connection was lost
  std::string constraint;  // name of the constraint or index; table.column for NOT NULL
  std::string message;     // only where it holds names of the schema and never values
  bool is_fatal = false;   // the server closes the connection

  bool may_be_retried() const { return state == "40001" || state == "40P01"; }  // serialization failure, deadlock
};

PostgresFailure read_failure(const pg_result* result);

base::Error postgres_error(const PostgresFailure& failure, std::string_view statement_name);
base::Error connection_lost(std::string_view statement_name, std::string_view why);

}  // namespace slipway::store
