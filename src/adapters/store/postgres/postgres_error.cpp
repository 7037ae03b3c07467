#include "adapters/store/postgres/postgres_error.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>

namespace slipway::store {
namespace {

std::string diagnostic(const pg_result* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string() : std::string(text);
}

bool is_one_of_classes(std::string_view state, std::string_view wanted) { return state.substr(0, 2) == wanted; }

// Messages of these classes name tables, columns and functions; others (22: data) may quote what was bound.
bool has_harmless_message(std::string_view state) {
  static constexpr std::array<std::string_view, 7> classes = {"08", "25", "40", "42", "53", "55", "57"};
  return std::ranges::any_of(classes, [&](std::string_view known) { return is_one_of_classes(state, known); });
}

// 08 connection, 40 rollback, 53 resources, 55 locks, 57 operator or timeout, 58 system.
bool is_passing(std::string_view state) {
  static constexpr std::array<std::string_view, 6> classes = {"08", "40", "53", "55", "57", "58"};
  static constexpr std::array<std::string_view, 2> states = {"25P03", "25P04"};  // a transaction that was idle for too long
  return std::ranges::any_of(classes, [&](std::string_view known) { return is_one_of_classes(state, known); }) ||
         std::ranges::find(states, state) != states.end();
}

}  // namespace

PostgresFailure read_failure(const pg_result* result) {
  PostgresFailure failure;
  failure.state = diagnostic(result, PG_DIAG_SQLSTATE);
  failure.constraint = diagnostic(result, PG_DIAG_CONSTRAINT_NAME);
  if (failure.state == "23502")
    failure.constraint = diagnostic(result, PG_DIAG_TABLE_NAME) + "." + diagnostic(result, PG_DIAG_COLUMN_NAME);
  if (has_harmless_message(failure.state)) failure.message = diagnostic(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string severity = diagnostic(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  failure.is_fatal = severity == "FATAL" || severity == "PANIC";
  return failure;
}

base::Error postgres_error(const PostgresFailure& failure, std::string_view statement_name) {
  if (is_one_of_classes(failure.state, "23"))
    return base::Error{base::ErrorKind::conflict, "store.constraint", "the change breaks a rule of the database",
                       failure.constraint};
  const std::string detail = std::string(statement_name) + ": " + failure.message + " (SQLSTATE " + failure.state + ")";
  if (failure.state == "53100")
    return base::unavailable("store.disk_full", "the disk of the database is full; free some space and try again", detail);
  if (failure.state == "57014")
    return base::unavailable("store.statement_timeout", "the database took too long; try again", detail);
  if (is_passing(failure.state))
    return base::unavailable("store.unavailable", "the server cannot use its database just now; try again", detail);
  return base::internal("store.internal", "the server made a mistake while using its database", detail);
}

base::Error connection_lost(std::string_view statement_name, std::string_view why) {
  while (why.ends_with('\n')) why.remove_suffix(1);
  return base::unavailable("store.unavailable", "the server lost the connection to its database; try again",
                           std::string(statement_name) + ": " + std::string(why));
}

}  // namespace slipway::store
