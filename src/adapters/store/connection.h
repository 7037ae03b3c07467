// A connection as the repositories see it: named statements with named parameters, the same on both databases.
// The repositories are written once over this class; sqlite/ and postgres/ implement it.
//
// A connection lives inside one unit of work (database.h) and is for the thread that runs the unit. The first error ends
// the unit: PostgreSQL refuses what follows inside a transaction and SQLite would go on, so here both refuse, with that
// first error again.
//
// Errors of execute, query, execute_many and execute_set, and of the end of the unit:
//   store.constraint   conflict: a UNIQUE, CHECK, foreign key or NOT NULL rule; detail is exactly the name of the index
//                      or constraint (see violates below)
//   store.disk_full    unavailable: no room; reads go on
//   store.unavailable  unavailable: connection lost, busy, deadlock
//   store.statement_timeout  unavailable: it took longer than a statement may
//   store.internal     internal: our mistake (wrong SQL, a parameter missing or too many) or a damaged database
// In all but store.constraint the detail begins with the name of the statement. No detail ever holds a bound value.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/store/rows.h"
#include "adapters/store/statement.h"
#include "adapters/store/value.h"
#include "base/result.h"

namespace slipway::store {

// Told of every statement that ran, by the thread that ran it; must be safe to call from any thread, and quick.
using StatementObserver = std::function<void(const Statement&, std::chrono::microseconds took)>;

class Connection {
 public:
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual Dialect dialect() const = 0;

  // Rows changed.
  Result<std::int64_t> execute(const Statement& statement, std::span<const Binding> bindings);
  Result<std::int64_t> execute(const Statement& statement, std::initializer_list<Binding> bindings = {});

  // Also for INSERT, UPDATE and DELETE with RETURNING, whose order is undefined: sort in code.
  Result<Rows> query(const Statement& statement, std::span<const Binding> bindings);
  Result<Rows> query(const Statement& statement, std::initializer_list<Binding> bindings = {});

  // The statement once for each row of values, which are in the order of statement.parameters. Here as below PostgreSQL is not waited for:
  // an error may be that of a later call, or of the end of the unit.
  Result<void> execute_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows);

  // The same where the rows may be many and none waits for another: one statement on PostgreSQL, whose text takes every
  // parameter as an array with a value for each row (`FROM unnest(CAST(:id AS BIGINT[]), ...)`, see sql/README.md); SQLite, to which no
  // message has to go, runs its text once for each row.
  Result<void> execute_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows);

  // Compiles the statement and no more: how a test sees that every statement fits the schema.
  Result<void> prepare(const Statement& statement);

  // Several statements without parameters and without a time limit: for migrations only.
  Result<void> run_script(std::string_view script);

  // For the drivers, around each unit.
  void begin_unit() { failure_.reset(); }
  const std::optional<base::Error>& failure() const { return failure_; }

 protected:
  using Parameters = std::span<const Value* const>;  // in the order of statement.parameters

  explicit Connection(StatementObserver observer) : observer_(std::move(observer)) {}

 private:
  virtual Result<std::int64_t> run_execute(const Statement& statement, Parameters parameters) = 0;
  virtual Result<Rows> run_query(const Statement& statement, Parameters parameters) = 0;
  virtual Result<void> run_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) = 0;
  virtual Result<void> run_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) = 0;
  virtual Result<void> run_prepare(const Statement& statement) = 0;
  virtual Result<void> run_text(std::string_view script) = 0;

  // Refuses after a failure, keeps the first one, tells the observer.
  template <class Call>
  auto guarded(const Statement& statement, Call call) -> decltype(call());

  StatementObserver observer_;
  std::optional<base::Error> failure_;  // set by the first error of the unit
};

// Was the error a breach of this index or constraint? Unnamed ones have PostgreSQL's default names on both databases:
// job_pkey, job_workspace_id_name_key; a NOT NULL column is job.name. SQLite does not tell which foreign key it was
// (its detail is "foreign_key") and, of two unique indexes over the same columns, names the first.
bool violates(const base::Error& error, std::string_view constraint);

}  // namespace slipway::store
