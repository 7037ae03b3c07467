/* The least that SQLite must do: a row for each task, a prepared statement for each row, a batch of them in a commit. One thread. */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "engine_floor.h"

static sqlite3* db;
static const char* path;
static sqlite3_stmt *begin, *commit, *add_task, *add_edge, *claim, *complete, *count_down;

static sqlite3_stmt* prepare(const char* text) {
  sqlite3_stmt* statement;
  if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)) FAIL("%s: %s", text, sqlite3_errmsg(db));
  return statement;
}

static void execute(const char* text) {
  if (sqlite3_exec(db, text, NULL, NULL, NULL)) FAIL("%s: %s", text, sqlite3_errmsg(db));
}

static void run(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) FAIL("%s", sqlite3_errmsg(db));
  sqlite3_reset(statement);
}

static void run_with(sqlite3_stmt* statement, long first, long second, long third) {
  const long values[] = {first, second, third};
  const int wanted = sqlite3_bind_parameter_count(statement);
  for (int i = 0; i < wanted; ++i) sqlite3_bind_int64(statement, i + 1, values[i]);
  run(statement);
}

static void open_database(const char* target) {
  path = target;
  if (sqlite3_open(path, &db)) FAIL("%s cannot be opened", path);
  sqlite3_busy_timeout(db, 5000);
}

static void clear(void) {
  sqlite3_stmt** all[] = {&begin, &commit, &add_task, &add_edge, &claim, &complete, &count_down};
  const char* endings[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 7; ++i) sqlite3_finalize(*all[i]);
  sqlite3_close(db);
  for (int i = 0; i < 3; ++i) {
    char name[4096];
    snprintf(name, sizeof name, "%s%s", path, endings[i]);
    unlink(name);
  }
  open_database(path);
  execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
      "CREATE TABLE task (id INTEGER PRIMARY KEY, waits_for INTEGER, state INTEGER, started_at INTEGER, ended_at INTEGER);"
      "CREATE INDEX task_ready ON task (id) WHERE state = 1;"
      "CREATE TABLE edge (source INTEGER, target INTEGER, PRIMARY KEY (source, target)) WITHOUT ROWID;");
  /* A log that has its size is written over: no commit waits for the file system to note that it grew. */
  execute(
      "CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(8388608)); DROP TABLE filler; PRAGMA "
      "wal_checkpoint(RESTART)");
  begin = prepare("BEGIN IMMEDIATE");
  commit = prepare("COMMIT");
  add_task = prepare("INSERT INTO task (id, waits_for, state) VALUES (?, ?, ?)");
  add_edge = prepare("INSERT INTO edge VALUES (?, ?)");
  claim = prepare(
      "UPDATE task SET state = 2, started_at = unixepoch() WHERE id IN "
      "(SELECT id FROM task WHERE state = 1 ORDER BY id LIMIT ?) RETURNING id");
  complete = prepare("UPDATE task SET state = 3, ended_at = unixepoch() WHERE id = ? AND state = 2");
  count_down = prepare(
      "UPDATE task SET waits_for = waits_for - 1, state = CASE waits_for WHEN 1 THEN 1 ELSE state END "
      "WHERE id IN (SELECT target FROM edge WHERE source = ?)");
}

static void store(const struct graph* graph) {
  run(begin);
  for (long i = 0; i < graph->count; ++i) run_with(add_task, graph->first + i, graph->waits_for[i], graph->waits_for[i] == 0);
  for (long i = 0; i < graph->edge_count; ++i) run_with(add_edge, graph->from[i], graph->to[i], 0);
  run(commit);
}

static void settle(void) { execute("PRAGMA wal_checkpoint(RESTART)"); }

/* A commit for the claim, one for the completion: what was claimed must be known before it runs. */
static long work_once(void) {
  static long ids[BATCH];
  long count = 0;
  int code;
  run(begin);
  sqlite3_bind_int64(claim, 1, BATCH);
  while ((code = sqlite3_step(claim)) == SQLITE_ROW) ids[count++] = sqlite3_column_int64(claim, 0);
  if (code != SQLITE_DONE) FAIL("%s", sqlite3_errmsg(db));
  sqlite3_reset(claim);
  run(commit);
  run(begin);
  for (long i = 0; i < count; ++i) {
    run_with(complete, ids[i], 0, 0);
    run_with(count_down, ids[i], 0, 0);
  }
  run(commit);
  return count;
}

static void work(long count, int much_is_ready) {
  (void)much_is_ready; /* only one may write */
  for (long done = 0; done < count;) {
    const long some = work_once();
    if (some == 0) FAIL("no task is ready after %ld of %ld", done, count);
    done += some;
  }
}

static int finds_row(const char* text) {
  static char* known;
  static sqlite3_stmt* statement;
  if (!known || strcmp(known, text)) {
    sqlite3_finalize(statement);
    free(known);
    known = strdup(text);
    statement = prepare(text);
  }
  const int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) FAIL("%s: %s", text, sqlite3_errmsg(db));
  return code == SQLITE_ROW;
}

static double served_seconds(void) { return 0; }

static int unfinished(void) { return finds_row("SELECT 1 FROM task WHERE state <> 3 LIMIT 1"); }

const struct floor sqlite_floor = {open_database, clear, store, settle, work, served_seconds, unfinished, finds_row};
