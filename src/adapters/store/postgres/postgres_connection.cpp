#include "adapters/store/postgres/postgres_connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapters/store/postgres/array_text.h"
#include "adapters/store/postgres/postgres_abilities.h"
#include "adapters/store/postgres/postgres_values.h"
#include "base/assert.h"

namespace slipway::store {
namespace {

constexpr std::size_t pipeline_length_max = 500;         // statements sent before their answers are read
constexpr std::size_t statements_waited_for = 12;         // at most, each for as long as a statement may take
constexpr std::size_t early_bytes = 8'192;  // of statements that are worth a message before their answer is wanted
constexpr std::chrono::seconds grace{5};  // for the server to end a statement by its own limit
constexpr std::chrono::minutes script_time_max{60};

bool is_error(const pg_result* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

}  // namespace

void PostgresConnection::CloseConnection::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::ClearResult::operator()(pg_result* result) const { PQclear(result); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const PostgresAddress& address,
                                                                     const PostgresOptions& options) {
  TRY_LET(connection, connect(address, options));
  TRY(demand_abilities(*connection, address, options));
  return std::move(connection);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::connect(const PostgresAddress& address,
                                                                        const PostgresOptions& options) {
  const auto settings = connection_settings(address, options);
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : settings) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(PQconnectdbParams(keywords.data(), values.data(), 0), options));
  pg_conn* handle = connection->connection_.get();
  if (PQstatus(handle) != CONNECTION_OK || PQsetnonblocking(handle, 1) != 0)
    return base::unavailable("store.unavailable", "the server cannot reach its database at " + address.where,
                             std::string("connect: ") + PQerrorMessage(handle));
  PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);  // else they go to standard error
  return connection;
}

PostgresConnection::PostgresConnection(pg_conn* connection, const PostgresOptions& options)
    : Connection(options.observer), connection_(connection), wait_max_(options.statement_time_max + grace) {}

PostgresConnection::~PostgresConnection() = default;

Result<void> PostgresConnection::send_begin(const char* begin) {
  BASE_ASSERT(sent_.empty());
  has_answered_ = is_outcome_unknown_ = false;
  return send_text(begin);
}

Result<void> PostgresConnection::commit() {
  BASE_ASSERT(has_answered_);  // else what came first could not be told from COMMIT, were the connection lost
  const auto place = sent_.size();
  TRY(send_text("COMMIT"));
  auto answer = finish_pipeline();
  is_outcome_unknown_ = !answer && is_lost() && (!refused_at_ || *refused_at_ >= place);
  if (!answer) return std::move(answer).error();
  BASE_ASSERT(std::string_view(PQcmdStatus(answer->get())) == "COMMIT");  // ROLLBACK: a failed statement that nobody noticed
  return {};
}

Result<void> PostgresConnection::rollback() {
  if (!settle() && is_lost()) return lost("ROLLBACK");
  TRY(command("ROLLBACK"));
  return {};
}

Result<void> PostgresConnection::settle() {
  if (sent_.empty()) return {};
  TRY(finish_pipeline());
  return {};
}

bool PostgresConnection::is_in_transaction() const {
  const auto status = PQtransactionStatus(connection_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Result<std::string> PostgresConnection::command(const char* text) {
  if (PQsendQuery(connection_.get(), text) == 0) return lost(text);
  TRY_LET(answer, finish(text, statement_deadline()));
  return std::string(PQcmdStatus(answer.get()));
}

Result<Rows> PostgresConnection::ask(const char* text) {
  if (PQsendQuery(connection_.get(), text) == 0) return lost(text);
  TRY_LET(answer, finish(text, statement_deadline()));
  return to_rows(answer.get(), column_names(answer.get()));
}

std::int64_t PostgresConnection::stated_backend() const { return PQbackendPID(connection_.get()); }

bool PostgresConnection::is_lost() const { return is_given_up_ || PQstatus(connection_.get()) != CONNECTION_OK; }

Result<std::int64_t> PostgresConnection::run_execute(const Statement& statement, Parameters parameters) {
  TRY_LET(answer, run_prepared(statement, parameters));
  return changed_rows(answer.get());
}

Result<Rows> PostgresConnection::run_query(const Statement& statement, Parameters parameters) {
  TRY_LET(answer, run_prepared(statement, parameters));
  auto& columns = prepared_.at(statement.postgres.data()).columns;
  if (!columns) columns = column_names(answer.get());
  return to_rows(answer.get(), columns);
}

Result<void> PostgresConnection::run_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  TRY_LET(name, prepared_name(statement));
  for (const auto& row : parameter_rows) {
    if (sent_.size() >= pipeline_length_max) TRY(settle());
    TRY(send_prepared(statement, name, addresses(row)));
  }
  return {};
}

Result<void> PostgresConnection::run_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  TRY_LET(name, prepared_name(statement));
  std::vector<Value> columns;
  columns.reserve(statement.parameters.size());
  for (std::size_t column = 0; column < statement.parameters.size(); ++column)
    columns.emplace_back(format_array(parameter_rows, column));
  return send_prepared(statement, name, addresses(columns));
}

Result<void> PostgresConnection::run_prepare(const Statement& statement) {
  TRY(prepared_name(statement));
  return settle();
}

Result<void> PostgresConnection::run_text(std::string_view script) {
  TRY(settle());
  if (PQsendQuery(connection_.get(), std::string(script).c_str()) == 0) return lost("script");
  TRY(finish("script", Clock::now() + script_time_max));
  return {};
}

Result<std::string> PostgresConnection::prepared_name(const Statement& statement) {
  if (const auto found = prepared_.find(statement.postgres.data()); found != prepared_.end()) return found->second.name;
  const std::string name = "s" + std::to_string(++prepared_count_);
  if (PQsendPrepare(connection_.get(), name.c_str(), std::string(statement.postgres).c_str(), 0, nullptr) == 0)
    return lost(statement.name);
  if (sent_.empty()) {
    TRY(finish(statement.name, statement_deadline()));
  } else {
    preparing_.emplace(sent_.size(), statement.postgres.data());
    sent_.push_back(statement.name);
  }
  prepared_.emplace(statement.postgres.data(), Prepared{name, nullptr});
  return name;
}

auto PostgresConnection::run_prepared(const Statement& statement, Parameters parameters) -> Result<Answer> {
  TRY_LET(name, prepared_name(statement));
  if (!sent_.empty()) {
    TRY(send_prepared(statement, name, parameters));
    return finish_pipeline();
  }
  const ParameterTexts texts(parameters);
  if (PQsendQueryPrepared(connection_.get(), name.c_str(), texts.count(), texts.data(), nullptr, nullptr, 0) == 0)
    return lost(statement.name);
  return finish(statement.name, statement_deadline());
}

bool PostgresConnection::enter_pipeline() { return !sent_.empty() || PQenterPipelineMode(connection_.get()) != 0; }

Result<void> PostgresConnection::send_text(const char* text) {
  if (!enter_pipeline() || PQsendQueryParams(connection_.get(), text, 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
    return lost(text);
  sent_.emplace_back(text);
  return {};
}

Result<void> PostgresConnection::send_prepared(const Statement& statement, const std::string& name, Parameters parameters) {
  const ParameterTexts texts(parameters);
  if (!enter_pipeline() ||
      PQsendQueryPrepared(connection_.get(), name.c_str(), texts.count(), texts.data(), nullptr, nullptr, 0) == 0)
    return lost(statement.name);
  sent_.push_back(statement.name);
  for (const Value* value : parameters) unsent_bytes_ += value->if_text() ? value->if_text()->size() : 0;
  if (unsent_bytes_ < early_bytes) return {};
  unsent_bytes_ = 0;
  PQflush(connection_.get());  // as much as the socket takes: the server works on it while we go on; an error is met again
  return {};
}

auto PostgresConnection::finish(std::string_view statement_name, Clock::time_point deadline) -> Result<Answer> {
  Answer last;
  std::optional<base::Error> first_error;
  while (true) {
    if (!wait_for_result(deadline)) return first_error ? *first_error : lost(statement_name);
    Answer next(PQgetResult(connection_.get()));
    if (!next) break;
    if (is_error(next.get()) && !first_error) first_error = failed(next.get(), statement_name);
    last = std::move(next);
  }
  has_answered_ = true;
  if (first_error) return *first_error;
  if (!last) return lost(statement_name);
  return last;
}

// The first of the results may come with the last: each statement that is left may take its time.
auto PostgresConnection::pipeline_deadline(std::size_t answered) const -> Clock::time_point {
  const auto left = std::clamp<std::size_t>(sent_.size() - std::min(answered, sent_.size()), 1, statements_waited_for);
  return statement_deadline() + (wait_max_ - grace) * static_cast<int>(left - 1);
}

auto PostgresConnection::finish_pipeline() -> Result<Answer> {
  auto answer = read_pipeline();
  for (const auto& [at, text] : preparing_)
    if (refused_at_ && at >= *refused_at_) prepared_.erase(text);
  preparing_.clear();
  sent_.clear();
  unsent_bytes_ = 0;
  if (!is_lost() && PQexitPipelineMode(connection_.get()) == 0) is_given_up_ = true;
  return answer;
}

// Each statement's results end with a separator, all of it with a result of its own. Behind an error the rest is left out.
auto PostgresConnection::read_pipeline() -> Result<Answer> {
  refused_at_.reset();
  if (PQpipelineSync(connection_.get()) == 0) return lost(sent_.front());
  Answer last;
  std::optional<base::Error> first_error;
  bool was_separator = false;
  for (std::size_t at = 0;;) {
    const auto name = sent_[std::min(at, sent_.size() - 1)];
    if (!wait_for_result(pipeline_deadline(at))) return first_error ? *first_error : lost(name);
    Answer next(PQgetResult(connection_.get()));
    if (!next && was_separator) return first_error ? *first_error : lost(name);  // nothing more will come
    was_separator = !next;
    if (!next) {
      ++at;
      continue;
    }
    const auto status = PQresultStatus(next.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (is_error(next.get()) && !first_error) {
      first_error = failed(next.get(), name);
      if (!last_failure_->state.empty()) refused_at_ = at;
    }
    last = std::move(next);
  }
  has_answered_ = true;
  if (first_error) return *first_error;
  if (!last) return lost(sent_.front());
  return last;
}

bool PostgresConnection::wait_for_result(Clock::time_point deadline) {
  pg_conn* connection = connection_.get();
  while (!is_given_up_) {
    const int unsent = PQflush(connection);
    if (unsent == 0 && PQisBusy(connection) == 0) return true;
    if (unsent < 0 && PQisBusy(connection) == 0) return true;  // the server's last words can be read
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) break;
    pollfd socket{.fd = PQsocket(connection), .events = static_cast<short>(POLLIN | (unsent == 1 ? POLLOUT : 0)), .revents = 0};
    if (::poll(&socket, 1, static_cast<int>(std::min<long long>(left, 60'000))) < 0 && errno != EINTR) break;
    if ((socket.revents & (POLLIN | POLLERR | POLLHUP)) != 0 && PQconsumeInput(connection) == 0) return true;
  }
  is_given_up_ = true;
  return false;
}

base::Error PostgresConnection::failed(const pg_result* result, std::string_view statement_name) {
  last_failure_ = read_failure(result);
  if (last_failure_->is_fatal) is_given_up_ = true;
  if (last_failure_->state.empty()) return lost(statement_name);
  return postgres_error(*last_failure_, statement_name);
}

base::Error PostgresConnection::lost(std::string_view statement_name) {
  is_given_up_ = true;
  return connection_lost(statement_name, PQerrorMessage(connection_.get()));
}

}  // namespace slipway::store
