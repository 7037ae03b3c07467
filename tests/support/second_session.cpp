#include "support/second_session.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <stdexcept>

#include "support/eventually.h"

namespace slipway::test {

class SecondSession::Session {
 public:
  virtual ~Session() = default;
  virtual std::string run(const std::string& sql) = 0;
};

namespace {

class PostgresSession final : public SecondSession::Session {
 public:
  explicit PostgresSession(const std::string& url)
      : connection_(PQconnectdb((url + " application_name=second_session").c_str()), &PQfinish) {
    PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  }

  std::string run(const std::string& sql) override {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      throw std::runtime_error(sql + ": " + PQerrorMessage(connection_.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }

  std::string id() const { return std::to_string(PQbackendPID(connection_.get())); }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

class SqliteSession final : public SecondSession::Session {
 public:
  explicit SqliteSession(const std::string& path) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
    connection_.reset(handle);  // is there even when opening failed
    if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    sqlite3_busy_timeout(handle, 5'000);
  }

  std::string run(const std::string& sql) override {
    std::optional<std::string> first;
    const auto keep_first = [](void* kept, int count, char** values, char**) {
      auto& value = *static_cast<std::optional<std::string>*>(kept);
      if (!value) value = count > 0 && values[0] != nullptr ? values[0] : "";
      return 0;
    };
    if (sqlite3_exec(connection_.get(), sql.c_str(), keep_first, &first, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(connection_.get()));
    return first.value_or("");
  }

 private:
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection_{nullptr, &sqlite3_close};
};

std::unique_ptr<SecondSession::Session> open_session(const TestDatabase& database) {
  if (database.dialect() == store::Dialect::postgres) return std::make_unique<PostgresSession>(database.postgres_url());
  return std::make_unique<SqliteSession>(database.sqlite_directory() + "/slipway.db");
}

}  // namespace

SecondSession::SecondSession(const TestDatabase& database)
    : session_(open_session(database)), postgres_url_(database.postgres_url()) {}

SecondSession::SecondSession(const std::string& postgres_url)
    : session_(std::make_unique<PostgresSession>(postgres_url)), postgres_url_(postgres_url) {}

SecondSession::~SecondSession() = default;

void SecondSession::begin_write() { run(postgres_url_.empty() ? "BEGIN IMMEDIATE" : "BEGIN"); }

void SecondSession::begin_read() {
  run(postgres_url_.empty() ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // Both take their snapshot with the first statement that reads a table.
  run(postgres_url_.empty() ? "SELECT count(*) FROM sqlite_schema" : "SELECT count(*) FROM pg_class");
}

void SecondSession::commit() { run("COMMIT"); }

void SecondSession::rollback() { run("ROLLBACK"); }

std::string SecondSession::run(const std::string& sql) { return session_->run(sql); }

int SecondSession::waiting_sessions() {
  const auto* const postgres = dynamic_cast<const PostgresSession*>(session_.get());
  if (postgres == nullptr) throw std::logic_error("SQLite does not tell who waits for its lock");
  // Asked beside the transaction, which may have failed and would keep one snapshot of who is active.
  return std::stoi(PostgresSession(postgres_url_)
                       .run("SELECT count(*) FROM pg_stat_activity WHERE " + postgres->id() + " = ANY (pg_blocking_pids(pid))"));
}

void SecondSession::wait_until_somebody_waits(int sessions) {
  if (!eventually([&] { return waiting_sessions() >= sessions; }))
    throw std::runtime_error("nobody waits for what the second session holds");
}

}  // namespace slipway::test
