#include "support/statement_counter.h"

#include "support/postgres_server.h"

namespace slipway::test {

StatementCounter::StatementCounter(store::Dialect dialect) {
  if (dialect == store::Dialect::postgres) proxy_.emplace(PostgresServer::shared_url());
}

TestDatabase::Options StatementCounter::options() {
  const auto count = [this](const store::Statement&, std::chrono::microseconds) { ++statements_; };
  TestDatabase::Options options;
  options.sqlite.observer = count;
  options.postgres.observer = count;
  if (proxy_) options.postgres_address = proxy_->address();
  return options;
}

StatementCounts StatementCounter::take() {
  StatementCounts counts{.statements = statements_.exchange(0), .traffic = {}};
  if (!proxy_) return counts;
  const auto traffic = proxy_->traffic();
  counts.traffic = {.begins = traffic.begins - taken_.begins,
                    .commits = traffic.commits - taken_.commits,
                    .round_trips = traffic.round_trips - taken_.round_trips};
  taken_ = traffic;
  return counts;
}

std::string statement_columns() { return "SQLite statements | PostgreSQL statements | PostgreSQL round trips | BEGIN | COMMIT"; }

std::string to_columns(const StatementCounts& sqlite, const StatementCounts& postgres) {
  std::string text = std::to_string(sqlite.statements) + " | " + std::to_string(postgres.statements);
  for (const auto number : {postgres.traffic.round_trips, postgres.traffic.begins, postgres.traffic.commits})
    text += " | " + std::to_string(number);
  return text;
}

}  // namespace slipway::test
