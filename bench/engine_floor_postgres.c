/* The least that PostgreSQL must do: a statement for each batch, its rows as arrays. Where much is ready at once, two connections share it,
 * so that one works while the other waits for the disk; where little is, a second one would only look in vain. */
#include <libpq-fe.h>
#include <pthread.h>
#include <string.h>

#include "engine_floor.h"

#define WORKERS 2

static const char* target_url;
static PGconn* connections[WORKERS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t something_changed = PTHREAD_COND_INITIALIZER;
static long left_to_do, changes;

struct text {
  char* bytes;
  size_t length, capacity;
};

static void append(struct text* array, long value) {
  if (array->length + 24 > array->capacity) array->bytes = realloc(array->bytes, array->capacity = 2 * array->capacity + 4096);
  if (array->length == 0) array->bytes[array->length++] = '{';
  array->length += (size_t)sprintf(array->bytes + array->length, "%ld,", value);
}

/* '{}' where nothing was appended. */
static const char* closed(struct text* array) {
  if (array->length == 0) return "{}";
  array->bytes[array->length - 1] = '}';
  array->bytes[array->length] = 0;
  array->length = 0;
  return array->bytes;
}

static PGresult* checked(PGconn* connection, PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) FAIL("%s", PQerrorMessage(connection));
  return result;
}

static void execute(PGconn* connection, const char* text) { PQclear(checked(connection, PQexec(connection, text))); }

static void prepare(PGconn* connection, const char* name, const char* text) {
  PQclear(checked(connection, PQprepare(connection, name, text, 0, NULL)));
}

static PGresult* run(PGconn* connection, const char* name, int count, const char* const* values) {
  return checked(connection, PQexecPrepared(connection, name, count, values, NULL, NULL, 0));
}

static void open_database(const char* target) {
  target_url = target;
  for (int i = 0; i < WORKERS; ++i) {
    connections[i] = PQconnectdb(target);
    if (PQstatus(connections[i]) != CONNECTION_OK) FAIL("%s", PQerrorMessage(connections[i]));
    execute(connections[i], "SET client_min_messages = error");
  }
}

static void clear(void) {
  execute(connections[0],
          "DROP TABLE IF EXISTS task, edge;"
          "CREATE TABLE task (id bigint PRIMARY KEY, waits_for int NOT NULL, state int NOT NULL, started_at timestamptz, "
          "ended_at timestamptz);"
          "CREATE INDEX task_ready ON task (id) WHERE state = 1;"
          "CREATE TABLE edge (source bigint, target bigint, PRIMARY KEY (source, target))");
  for (int i = 0; i < WORKERS; ++i) {
    execute(connections[i], "DEALLOCATE ALL");
    prepare(
        connections[i], "claim",
        "UPDATE task SET state = 2, started_at = now() FROM (SELECT id FROM task WHERE state = 1 ORDER BY id LIMIT $1::bigint "
        "FOR UPDATE SKIP LOCKED) AS due WHERE task.id = due.id RETURNING task.id");
    prepare(
        connections[i], "complete",
        "WITH completed AS (UPDATE task SET state = 3, ended_at = now() WHERE id = ANY ($1::bigint[]) AND state = 2 RETURNING "
        "id), "
        "fewer AS (SELECT edge.target, count(*)::int AS count FROM completed JOIN edge ON edge.source = completed.id GROUP BY "
        "edge.target) "
        "UPDATE task SET waits_for = waits_for - fewer.count, state = CASE WHEN waits_for = fewer.count THEN 1 ELSE state END "
        "FROM fewer WHERE task.id = fewer.target RETURNING task.state");
  }
  prepare(connections[0], "store",
          "WITH tasks AS (INSERT INTO task SELECT t.id, t.waits_for, CASE t.waits_for WHEN 0 THEN 1 ELSE 0 END "
          "FROM unnest($1::bigint[], $2::int[]) AS t(id, waits_for)) INSERT INTO edge SELECT * FROM unnest($3::bigint[], "
          "$4::bigint[])");
}

static void store(const struct graph* graph) {
  static struct text ids, waits, from, to;
  for (long i = 0; i < graph->count; ++i) append(&ids, graph->first + i), append(&waits, graph->waits_for[i]);
  for (long i = 0; i < graph->edge_count; ++i) append(&from, graph->from[i]), append(&to, graph->to[i]);
  const char* values[] = {closed(&ids), closed(&waits), closed(&from), closed(&to)};
  PQclear(run(connections[0], "store", 4, values));
}

static void settle(void) {
  execute(connections[0], "ANALYZE task, edge");
  execute(connections[0], "CHECKPOINT");
}

static long claim_batch(PGconn* connection, struct text* ids) {
  char batch[24];
  snprintf(batch, sizeof batch, "%d", BATCH);
  const char* limit = batch;
  PGresult* claimed = run(connection, "claim", 1, &limit);
  const long count = PQntuples(claimed);
  for (long i = 0; i < count; ++i) append(ids, atol(PQgetvalue(claimed, (int)i, 0)));
  PQclear(claimed);
  return count;
}

static int makes_others_ready(PGconn* connection, struct text* ids) {
  const char* batch = closed(ids);
  PGresult* changed = run(connection, "complete", 1, &batch);
  int is_ready = 0;
  for (int i = 0; i < PQntuples(changed); ++i) is_ready |= PQgetvalue(changed, i, 0)[0] == '1';
  PQclear(changed);
  return is_ready;
}

/* Who finds nothing sleeps until somebody made something ready. */
static void* work_alone(void* connection) {
  struct text ids = {0};
  for (;;) {
    pthread_mutex_lock(&mutex);
    const long seen = changes, left = left_to_do;
    pthread_mutex_unlock(&mutex);
    if (left == 0) break;
    const long count = claim_batch(connection, &ids);
    const int wakes = count > 0 && makes_others_ready(connection, &ids);
    pthread_mutex_lock(&mutex);
    left_to_do -= count;
    if (wakes || left_to_do == 0) ++changes, pthread_cond_broadcast(&something_changed);
    while (count == 0 && changes == seen) pthread_cond_wait(&something_changed, &mutex);
    pthread_mutex_unlock(&mutex);
  }
  free(ids.bytes);
  return NULL;
}

static void work(long count, int much_is_ready) {
  pthread_t others[WORKERS];
  const int workers = much_is_ready ? WORKERS : 1;
  left_to_do = count;
  for (int i = 1; i < workers; ++i) pthread_create(&others[i], NULL, work_alone, connections[i]);
  work_alone(connections[0]);
  for (int i = 1; i < workers; ++i) pthread_join(others[i], NULL);
}

static int finds_row(const char* text) {
  PGresult* found = checked(connections[0], PQexec(connections[0], text));
  const int count = PQntuples(found);
  PQclear(found);
  return count > 0;
}

static double served_seconds(void) {
  double total = 0;
  for (int i = 0; i < WORKERS; ++i) {
    char name[64];
    long nanoseconds = 0;
    snprintf(name, sizeof name, "/proc/%d/schedstat", PQbackendPID(connections[i]));
    FILE* file = fopen(name, "r");
    if (!file || fscanf(file, "%ld", &nanoseconds) != 1) FAIL("%s cannot be read", name);
    fclose(file);
    total += (double)nanoseconds / 1e9;
  }
  return total;
}

static int unfinished(void) { return finds_row("SELECT 1 FROM task WHERE state <> 3 LIMIT 1"); }

const struct floor postgres_floor = {open_database, clear, store, settle, work, served_seconds, unfinished, finds_row};
