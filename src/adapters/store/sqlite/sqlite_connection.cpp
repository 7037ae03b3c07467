#include "adapters/store/sqlite/sqlite_connection.h"

#include <sqlite3.h>

#include <utility>

#include "adapters/store/sqlite/sqlite_error.h"

namespace slipway::store {
namespace {

constexpr int progress_steps = 1'000;  // virtual machine steps between two looks at the clock

void bind_value(sqlite3_stmt* handle, int position, const Value& value) {
  if (const auto* number = value.if_integer()) {
    sqlite3_bind_int64(handle, position, *number);
  } else if (const auto* text = value.if_text()) {
    sqlite3_bind_text64(handle, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    sqlite3_bind_null(handle, position);
  }
}

void bind_all(sqlite3_stmt* handle, std::span<const Value* const> parameters) {
  int position = 0;
  for (const Value* value : parameters) bind_value(handle, ++position, *value);
}

void add_cell(Rows& rows, sqlite3_stmt* handle, int column) {
  switch (sqlite3_column_type(handle, column)) {
    case SQLITE_NULL: return rows.add_null();
    case SQLITE_INTEGER: return rows.add_integer(sqlite3_column_int64(handle, column));
    default: {
      const void* bytes = sqlite3_column_blob(handle, column);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, column));
      rows.add_text(size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size));
    }
  }
}

std::shared_ptr<const Rows::Columns> column_names(sqlite3_stmt* handle) {
  Rows::Columns names;
  names.reserve(static_cast<std::size_t>(sqlite3_column_count(handle)));
  for (int column = 0; column < sqlite3_column_count(handle); ++column) names.emplace_back(sqlite3_column_name(handle, column));
  return std::make_shared<const Rows::Columns>(std::move(names));
}

}  // namespace

void SqliteConnection::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, const SqliteOptions& options,
                                                                 Role role) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<sqlite3, CloseDatabase> database(handle);  // is there even when opening failed
  if (code != SQLITE_OK) return sqlite_error(handle, code, "open");
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(std::move(database), options));
  TRY(connection->configure(options, role));
  return connection;
}

SqliteConnection::SqliteConnection(std::unique_ptr<sqlite3, CloseDatabase> database, const SqliteOptions& options)
    : Connection(options.observer),
      database_(std::move(database)),
      statement_time_max_(options.statement_time_max),
      wait_max_(options.wait_max) {
  const auto is_late = [](void* self) { return Clock::now() > static_cast<SqliteConnection*>(self)->deadline_ ? 1 : 0; };
  sqlite3_progress_handler(database_.get(), progress_steps, is_late, this);
}

SqliteConnection::~SqliteConnection() = default;

Result<void> SqliteConnection::configure(const SqliteOptions& options, Role role) {
  sqlite3* database = database_.get();
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // Else "no_such_column" in double quotes is silently a text.
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  set_busy_timeout();
  std::string pragmas =
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
      "PRAGMA secure_delete = FAST;";  // Debian's build has it fully on
  if (role == Role::writer) {
    // A batch of a deployment writes some 1,000 pages, SQLite's default: each would be copied back, with two more flushes.
    pragmas += "PRAGMA cache_size = -65536; PRAGMA analysis_limit = 400; PRAGMA wal_autocheckpoint = 8000;";
    if (options.page_count_max > 0) pragmas += "PRAGMA max_page_count = " + std::to_string(options.page_count_max) + ";";
  } else {
    pragmas += "PRAGMA cache_size = -16384; PRAGMA query_only = ON;";
    if (options.is_memory_mapped) pragmas += "PRAGMA mmap_size = 1073741824;";
  }
  return run_text(pragmas);
}

Result<void> SqliteConnection::control(const Statement& statement) {
  TRY_LET(handle, prepared(statement));
  return step_through(statement, handle, [] {});
}

bool SqliteConnection::is_in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

bool SqliteConnection::has_broken_foreign_keys() const {
  int is_broken = 0;
  int unused = 0;
  sqlite3_db_status(database_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &is_broken, &unused, 0);
  return is_broken != 0;
}

void SqliteConnection::set_busy_timeout() { sqlite3_busy_timeout(database_.get(), static_cast<int>(wait_max_.count())); }

bool SqliteConnection::truncate_wal() {
  sqlite3_busy_timeout(database_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  set_busy_timeout();
  return code == SQLITE_OK;
}

void SqliteConnection::optimize() { sqlite3_exec(database_.get(), sqlite_upkeep, nullptr, nullptr, nullptr); }

Result<std::int64_t> SqliteConnection::run_execute(const Statement& statement, Parameters parameters) {
  TRY_LET(handle, prepared(statement));
  bind_all(handle, parameters);
  const auto changes_before = sqlite3_total_changes64(database_.get());
  begin_time_limit();
  TRY(step_through(statement, handle, [] {}));
  // A statement that changes no rows by its kind, such as CREATE, leaves the count of the one before.
  if (sqlite3_total_changes64(database_.get()) == changes_before) return std::int64_t{0};
  return std::int64_t{sqlite3_changes64(database_.get())};
}

Result<Rows> SqliteConnection::run_query(const Statement& statement, Parameters parameters) {
  TRY_LET(handle, prepared(statement));
  bind_all(handle, parameters);
  begin_time_limit();
  auto& columns = statements_.at(statement.sqlite.data()).columns;
  if (!columns) columns = column_names(handle);
  Rows rows(columns);
  const int column_count = sqlite3_column_count(handle);
  TRY(step_through(statement, handle, [&] {
    for (int column = 0; column < column_count; ++column) add_cell(rows, handle, column);
  }));
  return rows;
}

Result<void> SqliteConnection::run_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  TRY_LET(handle, prepared(statement));
  for (const auto& row : parameter_rows) {
    int position = 0;
    for (const Value& value : row) bind_value(handle, ++position, value);
    begin_time_limit();
    TRY(step_through(statement, handle, [] {}));
  }
  return {};
}

Result<void> SqliteConnection::run_prepare(const Statement& statement) {
  TRY(prepared(statement));
  return {};
}

Result<void> SqliteConnection::run_text(std::string_view script) {
  const std::string text(script);
  const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database_.get(), code, "script");
  return {};
}

Result<sqlite3_stmt*> SqliteConnection::prepared(const Statement& statement) {
  const char* text = statement.sqlite.data();
  if (const auto found = statements_.find(text); found != statements_.end()) return found->second.handle.get();
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), text, static_cast<int>(statement.sqlite.size()), SQLITE_PREPARE_PERSISTENT,
                                      &handle, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database_.get(), code, statement.name);
  statements_[text].handle.reset(handle);
  return handle;
}

template <class EachRow>
Result<void> SqliteConnection::step_through(const Statement& statement, sqlite3_stmt* handle, EachRow each_row) {
  int code = sqlite3_step(handle);
  for (; code == SQLITE_ROW; code = sqlite3_step(handle)) each_row();
  end_time_limit();
  std::optional<base::Error> failure;
  if (code != SQLITE_DONE) failure = sqlite_error(database_.get(), code, statement.name);
  // At once: a statement left open keeps its snapshot and stops checkpoints. Bound texts may go with their caller.
  sqlite3_reset(handle);
  sqlite3_clear_bindings(handle);
  if (failure) return *failure;
  return {};
}

}  // namespace slipway::store
