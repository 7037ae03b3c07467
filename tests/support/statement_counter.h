// What a store asks of its database, counted: a test makes its database with options() and asks take() what was asked since. The figures are
// the same in each run, so that they can stand on a golden page.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "support/commit_proxy.h"
#include "support/test_database.h"

namespace slipway::test {

struct StatementCounts {
  std::int64_t statements = 0;
  CommitProxy::Traffic traffic;  // PostgreSQL only, as its proxy counts
};

class StatementCounter {
 public:
  explicit StatementCounter(store::Dialect dialect);
  StatementCounter(const StatementCounter&) = delete;
  StatementCounter& operator=(const StatementCounter&) = delete;

  // Of a database that this object outlives.
  TestDatabase::Options options();

  // Since the last call.
  StatementCounts take();

 private:
  std::atomic<std::int64_t> statements_ = 0;
  std::optional<CommitProxy> proxy_;
  CommitProxy::Traffic taken_;
};

// The columns of a page on both databases, and their values: "SQLite statements | PostgreSQL statements | ...".
std::string statement_columns();
std::string to_columns(const StatementCounts& sqlite, const StatementCounts& postgres);

}  // namespace slipway::test
