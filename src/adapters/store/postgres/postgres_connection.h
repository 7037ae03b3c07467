// One PostgreSQL connection with its prepared statements. Used by one thread at a time.
//
// What needs no answer of its own (BEGIN, the rows of a set, COMMIT behind them) is sent and not waited for: it goes with the next statement
// that does, in one round trip (libpq's pipeline mode). The server begins with it meanwhile; after an error it leaves out the rest.
//
// Every wait for the server has a deadline somewhat past the server's own time limit, so a server that froze or a network
// that swallows packets cannot hold a thread for ever; a connection that met it is lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/store/connection.h"
#include "adapters/store/postgres/postgres_error.h"
#include "adapters/store/postgres/postgres_url.h"

struct pg_conn;
struct pg_result;

namespace slipway::store {

class PostgresConnection final : public Connection {
 public:
  // To a database that can do what we need (postgres_abilities.h).
  static Result<std::unique_ptr<PostgresConnection>> open(const PostgresAddress& address, const PostgresOptions& options);
  // To whatever is there.
  static Result<std::unique_ptr<PostgresConnection>> connect(const PostgresAddress& address, const PostgresOptions& options);
  ~PostgresConnection() override;

  Dialect dialect() const override { return Dialect::postgres; }

  // Of a transaction. `begin` is one of the forms of BEGIN, which is not waited for.
  Result<void> send_begin(const char* begin);
  Result<void> commit();
  Result<void> rollback();  // also after a failure of the unit
  // Waits for what was sent; the error is that of the first that failed.
  Result<void> settle();
  // After a failed commit: it may have happened all the same.
  bool is_outcome_unknown() const { return is_outcome_unknown_; }
  bool is_in_transaction() const;
  // Has the server said anything since the transaction began? A connection that was lost before had been lost already.
  bool has_answered() const { return has_answered_; }
  // A command by itself, at once. The answer is its tag.
  Result<std::string> command(const char* text);
  // Questions about the session itself. Nothing is prepared: a pooler would lose that.
  Result<Rows> ask(const char* text);
  // The process that the server said would serve this connection; a pooler says a number of its own.
  std::int64_t stated_backend() const;
  // No statement can run on it any more.
  bool is_lost() const;
  // Was the last failure a deadlock or a serialization failure?
  bool may_be_retried() const { return last_failure_ && last_failure_->may_be_retried(); }
  void forget_failure() { last_failure_.reset(); }

 private:
  using Clock = std::chrono::steady_clock;
  struct CloseConnection {
    void operator()(pg_conn* connection) const;
  };
  struct ClearResult {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, ClearResult>;
  struct Prepared {
    std::string name;  // on the server
    std::shared_ptr<const Rows::Columns> columns;  // once it was asked
  };

  PostgresConnection(pg_conn* connection, const PostgresOptions& options);

  Result<std::int64_t> run_execute(const Statement& statement, Parameters parameters) override;
  Result<Rows> run_query(const Statement& statement, Parameters parameters) override;
  Result<void> run_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) override;
  Result<void> run_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) override;
  Result<void> run_prepare(const Statement& statement) override;
  Result<void> run_text(std::string_view script) override;

  Result<std::string> prepared_name(const Statement& statement);
  Result<Answer> run_prepared(const Statement& statement, Parameters parameters);
  bool enter_pipeline();
  Result<void> send_text(const char* text);
  Result<void> send_prepared(const Statement& statement, const std::string& name, Parameters parameters);
  // Reads all results of what was sent last; the value is the last of them, the error the first.
  Result<Answer> finish(std::string_view statement_name, Clock::time_point deadline);
  // The same for all that was sent in pipeline mode, which this ends.
  Result<Answer> finish_pipeline();
  Result<Answer> read_pipeline();
  // Sends what is to be sent and waits until a result can be read without waiting; false when the connection is lost.
  bool wait_for_result(Clock::time_point deadline);
  base::Error failed(const pg_result* result, std::string_view statement_name);
  base::Error lost(std::string_view statement_name);
  Clock::time_point statement_deadline() const { return Clock::now() + wait_max_; }
  Clock::time_point pipeline_deadline(std::size_t answered) const;

  std::unique_ptr<pg_conn, CloseConnection> connection_;
  std::unordered_map<const char*, Prepared> prepared_;  // by address of the text
  int prepared_count_ = 0;
  const std::chrono::milliseconds wait_max_;
  std::vector<std::string_view> sent_;  // names of what was sent and not waited for: in pipeline mode while there are any
  std::map<std::size_t, const char*> preparing_;  // the places of those that only prepare, and the addresses of their texts
  std::size_t unsent_bytes_ = 0;  // about; of those, since the server was last given some
  bool has_answered_ = false;
  bool is_outcome_unknown_ = false;
  std::optional<std::size_t> refused_at_;  // the place of the one that the server said no to; it left out the rest
  std::optional<PostgresFailure> last_failure_;
  bool is_given_up_ = false;  // a deadline passed or the server said farewell
};

}  // namespace slipway::store
